"""The SQL of matching: what is to be judged, what stands between documents, the judgement itself.

Works in temporary tables of the connection it is handed: `match_dirty` (orders to judge),
`match_found` (flags found by the passes over several documents) and `match_rate`.
"""

from sqlite3 import Connection

__all__ = ["Connection"]
