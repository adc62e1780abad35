"""Whether the kept totals of the months are what counting everything anew comes to.

Counts from the documents themselves, list by list, without looking at what is kept.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from typing import Any

from app.store.month_facts import (
    CLEARANCE_KEYS,
    FACTS,
    GOODS_KEYS,
    KEYS,
    MEASURES,
    PARTS,
    SIGHTED,
    as_measures,
)


@dataclass(frozen=True, slots=True)
class Difference:
    """A total that is kept otherwise than counted. `kept` and `counted` follow `columns`; None =
    there is no such total."""

    table: str
    key: tuple[str, ...]
    columns: tuple[str, ...]
    kept: tuple[int, ...] | None
    counted: tuple[int, ...] | None


# What a closed month counted keeps its part, also where the document moved on since.
_MOVED = "(SELECT id FROM month_moved)"
_SIGHT = SIGHTED.format(lists="declaration_list d")
_ALL = f"""
SELECT id, {", ".join((*KEYS, *PARTS))} FROM ({FACTS.format(sighted=f"({_SIGHT})")})
WHERE id NOT IN {_MOVED}
UNION ALL SELECT l.id, {", ".join(f"t.{key}" for key in KEYS)}, {", ".join(f"l.{p}" for p in PARTS)}
FROM month_list l JOIN month_total t ON t.id = l.month_total_id WHERE l.id IN {_MOVED}
"""
_TOTALS = f"""
SELECT {", ".join(KEYS)}, {", ".join(f"sum({name})" for name in MEASURES)}
FROM (SELECT {", ".join(KEYS)}, {as_measures("f")} FROM ({_ALL}) f) GROUP BY {", ".join(KEYS)}
"""
_GOODS = f"""
SELECT {", ".join(GOODS_KEYS)}, count(*), sum(qty_e5), sum(value_e5) FROM (
    SELECT m.month, d.flow, iif(d.id IN {_MOVED}, 'released', x.stage) AS stage,
        d.customs_mode, d.country, d.currency,
        substr(l.hs_code, 1, 4) AS heading, l.declared_unit AS unit, l.declared_qty_e5 AS qty_e5,
        l.line_total_e5 AS value_e5
    FROM declaration_line l JOIN declaration_list d ON d.id = l.declaration_list_id
    JOIN list_month m ON m.id = d.id JOIN list_stage x ON x.id = d.id)
GROUP BY {", ".join(GOODS_KEYS)}
"""
_CLEARANCE = f"""
SELECT {", ".join(CLEARANCE_KEYS)}, count(*) FROM ({_ALL}) WHERE minutes NOT NULL
GROUP BY {", ".join(CLEARANCE_KEYS)}
"""
_CHECKED = (
    ("month_total", KEYS, MEASURES, _TOTALS),
    ("month_goods", GOODS_KEYS, ("lines", "qty_e5", "value_e5"), _GOODS),
    ("month_clearance", CLEARANCE_KEYS, ("lists",), _CLEARANCE),
)


def recount(conn: sqlite3.Connection) -> list[Difference]:
    """Every total that is kept otherwise than counted; none = all is well. Reads everything."""
    found = []
    for table, keys, columns, sql in _CHECKED:
        names = ", ".join((*keys, *columns))
        kept = _by_key(conn, f"SELECT {names} FROM {table}", len(keys))
        counted = _by_key(conn, sql, len(keys))
        found += [
            Difference(table, key, columns, kept.get(key), counted.get(key))
            for key in sorted(kept.keys() | counted.keys())
            if kept.get(key) != counted.get(key)
        ]
    return found


def _by_key(
    conn: sqlite3.Connection, sql: str, width: int
) -> dict[tuple[str, ...], tuple[Any, ...]]:
    return {tuple(map(str, row[:width])): row[width:] for row in conn.execute(sql)}
