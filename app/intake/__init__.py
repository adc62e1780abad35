"""From files as the trade has them to cleaned rows: orders, payments, waybills, goods, parties.

Comes in: a path, what the user decided before (remembered mappings, encoding, kind).
Goes out: a `Source` (what the file is, a preview, how its columns are read) and, from it, tuples
in the order of `documents.fields`, with findings for everything that could not be taken as it is.
Knows no database, no XML message; nothing in a file is ever run. Public face: `plan.open_source`.
"""
