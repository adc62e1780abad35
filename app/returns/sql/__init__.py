"""SQL of returns over an open connection: what is left of the lines of a list."""
