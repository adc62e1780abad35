"""The set-based half of the engine: one module per task, each handed an open connection inside a
call."""
