"""Messages to and from customs: CEB files written, read and explained.

Comes in: values in the order of the field tables, or bytes of a file. Goes out: bytes, frozen
records, findings. Never signs, never sends: prepared is not filed. Knows no database and no window.
"""
