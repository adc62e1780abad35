"""Reference tables: countries, currencies, units, customs offices, goods codes.

Owns the shipped tables in `resources/codes` and the look-ups in them. Comes in: codes and the words
files use for them, and rows the user imported (as plain values). Goes out: official codes, entries
with their origin and trust, verdicts on company and goods codes. Knows no law and no database.
"""
