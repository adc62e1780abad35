"""The company's data: one SQLite file (`.sandan`) with everything in it.

Owns the schema, its migrations, the settings of the connection, the journal that makes every
call undoable, and one module per document kind. Comes in: documents and calls. Goes out: rows.
Knows no rule of the trade; whole-month rules are SQL of the engines, run on our connection.
"""
