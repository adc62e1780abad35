"""Read-only pages of rows for screens and the command line, one module per subject.

Comes in: a connection that cannot write. Goes out: frozen rows. No rule, no writing.
"""
