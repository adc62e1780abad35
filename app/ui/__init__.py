"""The window. Holds widgets, calls one workflow or query function, shows the outcome.

No arithmetic on money, no SQL, no rule of law. The only package that knows Qt.
"""
