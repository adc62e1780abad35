"""The command line twin: every stage without a window, for people and for a company's own system.

`run` is the entrance; `arguments` the words it understands; `commands` what they do; `answer` how
it is told, to a person or as one JSON object. Calls workflow and queries, holds no rule and no SQL.
"""
