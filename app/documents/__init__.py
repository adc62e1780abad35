"""The documents of the trade as frozen records, named as in the glossary.

Owns the field lists every package agrees on. Comes in: cleaned values. Goes out: records.
A record holds Decimals; the bulk path holds the same fields as tuples of whole numbers, in the
order of `FIELDS`. No file, no database, no rule of law.
"""
