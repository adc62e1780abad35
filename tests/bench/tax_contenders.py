"""One contender of the tax benchmark, in its own process; prints its figures as JSON.

`bare` is the integer SQL without law: one rate for each article, the lines and the sums of the
lists stored in the same tables. `decimal` does the work of ours row by row with Decimal, the rates
of each article looked up before the clock starts.
"""

from __future__ import annotations

import json
import resource
import sqlite3
import sys
import time
from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any

from app.legal.parameters import Parameters
from app.reference.codes import Codes
from app.tax.assess import assess
from app.tax.sql.assess import assess_lists
from app.tax.sql.book import load_order, rate_book
from app.tax.sql.tables import prepare
from tests.bench import tax_data
from tests.helpers.imports import todo_all

FEN = Decimal("0.01")
FACTOR = Decimal("0.70")
E5 = Decimal(100_000)
NOTHING = Decimal(0)


def build(path: str, lines: str) -> dict[str, Any]:
    """Make the data; apart, so that no contender inherits its memory."""
    tax_data.build(Path(path), int(lines))
    return {}


def ours(path: str) -> dict[str, Any]:
    """All lists, as the program assesses them; then one list's working."""
    conn = tax_data.connect(Path(path))
    law = Parameters()
    start = time.perf_counter()
    conn.execute("BEGIN")
    rates = rate_book(conn, law, Codes())
    prepare(conn)
    todo_all(conn)
    assess_lists(conn, 1, law, rates)
    conn.execute("COMMIT")
    seconds = time.perf_counter() - start
    return {"working_ms": _working_ms(conn, law), **_answer(conn, seconds)}


def _working_ms(conn: sqlite3.Connection, law: Parameters) -> float:
    """One list from the store to its working, rates resolved anew; the tables are read already."""
    start = time.perf_counter()
    rates = rate_book(conn, law, Codes())
    loaded = load_order(conn, 1)
    assert loaded is not None
    assert assess(*loaded, law, rates).total is not None
    return 1000 * (time.perf_counter() - start)


def bare(path: str) -> dict[str, Any]:
    """The integer SQL alone: as if every line stood within the limits, without freight."""
    conn = tax_data.connect(Path(path))
    start = time.perf_counter()
    conn.execute("BEGIN")
    conn.execute(
        "CREATE TEMP TABLE card (sku TEXT PRIMARY KEY, va INTEGER, vd INTEGER, ca INTEGER,"
        " cd INTEGER) WITHOUT ROWID"
    )
    conn.execute("INSERT INTO card SELECT sku, 91, 1000, 45, 2000 FROM goods")
    conn.execute(
        "INSERT INTO tax_estimate_line SELECT l.id, l.declaration_list_id, l.line_total_e5, 0,"
        " (l.line_total_e5 / 1000 * va * 2 + vd) / (2 * vd) * 1000,"
        " (l.line_total_e5 / 1000 * ca * 2 + cd) / (2 * cd) * 1000, ''"
        " FROM declaration_line l JOIN card ON card.sku = l.sku"
    )
    lines = time.perf_counter() - start
    conn.execute(
        "INSERT INTO tax_estimate SELECT declaration_list_id, 1, '2026-11-01', 'cbec', '',"
        " sum(dutiable_e5), sum(duty_e5), sum(vat_e5), sum(consumption_e5)"
        " FROM tax_estimate_line GROUP BY declaration_list_id"
    )
    conn.execute("COMMIT")
    return {**_answer(conn, time.perf_counter() - start), "lines_seconds": lines}


def decimal(path: str) -> dict[str, Any]:
    """The same work row by row: value spread, taxes rounded once, sums, both tables stored."""
    conn = tax_data.connect(Path(path))
    start = time.perf_counter()
    conn.execute("BEGIN")
    rows = conn.execute(
        "SELECT d.id, l.id, d.total_e5, d.freight_e5, d.insured_e5, l.line_total_e5, l.hs_code,"
        " l.declared_qty_e5, g.content_qty_e5"
        " FROM declaration_list d CROSS JOIN declaration_line l ON l.declaration_list_id = d.id"
        " LEFT JOIN goods g ON g.sku_key = l.sku ORDER BY d.id, l.line_no"
    )
    heads: list[tuple[object, ...]] = []
    batch: list[tuple[object, ...]] = []
    write = conn.cursor()
    for list_id, lines in groupby(rows, key=itemgetter(0)):
        made = list(_decimal_lines(list(lines)))
        batch += made
        sums = [sum((row[place] for row in made), 0) for place in (2, 3, 4, 5)]
        heads.append((list_id, *sums))
        if len(batch) > 50_000:
            _store(write, batch, heads)
    _store(write, batch, heads)
    conn.execute("COMMIT")
    return _answer(conn, time.perf_counter() - start)


def _store(
    write: sqlite3.Cursor, batch: list[tuple[object, ...]], heads: list[tuple[object, ...]]
) -> None:
    write.executemany("INSERT INTO tax_estimate_line VALUES (?, ?, ?, ?, ?, ?, '')", batch)
    write.executemany(
        "INSERT INTO tax_estimate VALUES (?, 1, '2026-11-01', 'cbec', '', ?, ?, ?, ?)", heads
    )
    batch.clear()
    heads.clear()


def _decimal_lines(lines: list[tuple[Any, ...]]) -> Iterator[tuple[Any, ...]]:
    _, _, total_e5, freight_e5, insured_e5, *_ = lines[0]
    total = Decimal(total_e5) / E5
    value = ((Decimal(total_e5) + freight_e5 + insured_e5) / E5).quantize(FEN, ROUND_HALF_UP)
    above = value > 5000
    running = given = Decimal(0)
    for list_id, line_id, _, _, _, line_e5, code, declared, content in lines:
        running += Decimal(line_e5) / E5
        reached = (value * running / total).quantize(FEN, ROUND_HALF_UP)
        dutiable, given = reached - given, reached
        vat, tax = (NOTHING, NOTHING) if above else _taxes(dutiable, code, declared, content)
        yield line_id, list_id, int(dutiable * E5), 0, int(vat * E5), int(tax * E5)


def _taxes(
    value: Decimal, code: str, declared: int, content: int | None
) -> tuple[Decimal, Decimal]:
    """VAT and consumption tax within the limits, of the five kinds of goods there are."""
    vat_rate = Decimal("0.09") if code[:2] == "21" else Decimal("0.13")
    share, fixed = Decimal(0), Decimal(0)
    if code[:4] == "3304":
        millilitres = Decimal(declared) / E5 * Decimal(content or 0) / E5
        share = Decimal("0.15") if value >= 10 * millilitres else Decimal(0)
    elif code[:4] == "2204":
        share = Decimal("0.10")
    elif code[:4] == "2208":
        share = Decimal("0.20")
        fixed = Decimal(declared) / E5 * Decimal(content or 0) / E5 * Decimal("0.912")
    top = value + fixed
    rest = 1 - share
    vat = (top * vat_rate * FACTOR / rest).quantize(FEN, ROUND_HALF_UP)
    consumption = ((top * share + fixed * rest) * FACTOR / rest).quantize(FEN, ROUND_HALF_UP)
    return vat, consumption


def _answer(conn: sqlite3.Connection, seconds: float) -> dict[str, Any]:
    """Seconds, memory and the sums of the lists within the limits, to compare the contenders."""
    sums = conn.execute(
        "SELECT count(*), sum(dutiable_e5), sum(vat_e5), sum(consumption_e5) FROM tax_estimate"
        " WHERE dutiable_e5 <= 500000000"
    ).fetchone()
    conn.close()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"seconds": seconds, "mb": peak, "sums": sums}


if __name__ == "__main__":
    who, *arguments = sys.argv[1:]
    contenders = {"build": build, "ours": ours, "bare": bare, "decimal": decimal}
    print(json.dumps(contenders[who](*arguments)))
