"""The way of the data: the table of stages, one module per stage, and what a stage answers.

A stage loads, calls its engine, and saves everything in one undoable call. Comes in: a session
and a selection. Goes out: an Outcome. The only package that sees engines and store together.
"""
