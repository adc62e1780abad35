"""Lists whose products leave SQLite's range: assessed one by one, like an order, in Python."""

from __future__ import annotations

import sqlite3
from decimal import Decimal

from app.legal.parameters import Parameters
from app.tax.assess import Assessment, assess
from app.tax.missing import words
from app.tax.rates import RateBook
from app.tax.sql.book import load_order
from app.values.decimals import decimal_from_e5, e5_from_decimal


def assess_singly(
    conn: sqlite3.Connection, call_id: int, law: Parameters, rates: RateBook
) -> tuple[int, int]:
    """Assess and keep the lists of `tax_left`; returns how many lines that were, and how many of
    the lists are not known whole."""
    lines = unknown = 0
    for list_id, used_e5 in conn.execute(
        "SELECT t.id, coalesce(u.used_e5, 0) FROM tax_left t LEFT JOIN tax_used u ON u.id = t.id"
    ).fetchall():
        loaded = load_order(conn, list_id, decimal_from_e5(used_e5))
        if loaded:
            order, day = loaded
            assessed = assess(order, day, law, rates)
            lines += _keep(conn, call_id, list_id, assessed)
            unknown += bool(assessed.missing)
    return lines, unknown


def _keep(conn: sqlite3.Connection, call_id: int, list_id: int, assessed: Assessment) -> int:
    """Keep the assessment of one list; returns its lines."""
    ids = [
        row[0]
        for row in conn.execute(
            "SELECT id FROM declaration_line WHERE declaration_list_id = ? ORDER BY line_no",
            (list_id,),
        )
    ]
    conn.executemany(
        "INSERT INTO tax_estimate_line VALUES (?, ?, ?, ?, ?, ?, ?)",
        (
            (
                id_,
                list_id,
                *_amounts(line.dutiable, line.duty, line.vat, line.consumption),
                words(each.kind for each in line.missing),
            )
            for id_, line in zip(ids, assessed.lines, strict=False)
        ),
    )
    conn.execute(
        "INSERT OR REPLACE INTO tax_estimate VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            list_id,
            call_id,
            assessed.day.isoformat(),
            assessed.channel or "",
            words(each.kind for each in assessed.missing),
            *_amounts(assessed.dutiable, assessed.duty, assessed.vat, assessed.consumption),
        ),
    )
    return len(assessed.lines)


def _amounts(*amounts: Decimal | None) -> tuple[int | None, ...]:
    return tuple(None if each is None else e5_from_decimal(each) for each in amounts)
