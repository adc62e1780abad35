"""Taxes as screens show them: what is missing for them, the register, the month."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class MissingGoods:
    """Goods of which something is not known (`kinds`: see `app.tax.missing`), in how many lists,
    the last of them by the law of `last_day`."""

    sku: str
    hs_code: str
    origin: str
    goods_name: str
    kinds: tuple[str, ...]
    lists: int
    last_day: str


_MISSING = """
SELECT l.sku, l.hs_code, l.country, max(l.goods_name), m.missing, count(DISTINCT d.id),
    max(e.law_day)
FROM tax_estimate_line m
CROSS JOIN declaration_line l ON l.id = m.id
CROSS JOIN declaration_list d ON d.id = m.declaration_list_id
CROSS JOIN tax_estimate e ON e.id = d.id
WHERE m.missing <> '' GROUP BY l.sku, l.hs_code, l.country, m.missing
ORDER BY count(DISTINCT d.id) DESC, l.sku
"""


def missing_goods(conn: sqlite3.Connection) -> list[MissingGoods]:
    """The goods whose taxes are not known, those in most lists first."""
    return [
        MissingGoods(sku, code, origin, name, tuple(kinds.split(",")), lists, day)
        for sku, code, origin, name, kinds, lists, day in conn.execute(_MISSING)
    ]
