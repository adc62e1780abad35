"""The local customs simulator: answers message files as customs would, for training and tests.

Sees only the XML, never the data file, so it finds what the program got wrong. Comes in: message
files of the outbox. Goes out: receipt files, each marked as simulated. Says nothing about what
customs really decides.
"""
