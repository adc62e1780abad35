"""Dated law: parameters with their citations, and rules as dated functions.

Owns `resources/rules` (one file per parameter) and the registry of rules. Comes in: an id and a
day. Goes out: the value or the function in force that day, with source and confidence. Asking
outside the days a value is in force is an error, never zero. "Today" is always an argument.
"""
