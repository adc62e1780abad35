"""Pairing exported lines with purchases, rated and stored: ours beside pandas, on the same data.

Both come to the same pieces. `python -m tests.bench refund [--size LINES]`
"""

from __future__ import annotations

import resource
import sqlite3
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from time import process_time

from app.store.session import Session
from app.workflow.purchases import pair_exports
from tests.bench import summary

INVOICES = 20
RATE_E5 = 13_000

_INVOICES = f"""
INSERT INTO purchase_invoice (id, call_id, invoice_no, invoice_key, kind, supplier_name, issued_on)
WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {INVOICES})
SELECT i, 1, 'P' || i, 'P' || i, 'special', '', date('2026-01-01', '+' || i || ' days') FROM n
"""
# Of every article nearly as many pieces as were exported, ends of both sides at different places.
_LINES = f"""
INSERT INTO purchase_invoice_line (purchase_invoice_id, line_no, sku, sku_key, unit, qty_e5,
    net_e5, vat_rate_e5, vat_e5)
SELECT i.id, s.line_no, s.sku, s.sku, '011', s.pieces * 100000 / {INVOICES} - 50000 + s.line_no % 7,
    20000000 + s.line_no * 7000, {RATE_E5}, 0
FROM purchase_invoice i CROSS JOIN (SELECT row_number() OVER (ORDER BY sku) AS line_no, sku,
    count(*) AS pieces FROM declaration_line GROUP BY sku) s
"""
_RATE = f"""
INSERT INTO refund_rate (call_id, scope, scope_key, rate_e5, valid_from, source)
VALUES (1, 'hs', '39', {RATE_E5}, '2020-01-01', '')
"""
_WANTED = """
SELECT l.id AS key, l.sku, l.declared_qty_e5 AS qty FROM declaration_line l
JOIN declaration_list d ON d.id = l.declaration_list_id
JOIN declaration_status s ON s.id = d.id
WHERE d.flow = 'export' AND d.statistics_flag <> 'A' AND s.released_at <> ''
ORDER BY d.export_date, l.id
"""
_BOUGHT = """
SELECT l.id AS bought, l.sku_key AS sku, l.qty_e5 AS qty, l.qty_e5 AS whole, l.net_e5 AS net
FROM purchase_invoice_line l JOIN purchase_invoice i ON i.id = l.purchase_invoice_id
ORDER BY i.issued_on, l.id
"""
_STORED = "SELECT count(*), sum(qty_e5), sum(base_e5), sum(refund_e5) FROM {}"


def run(size: int) -> None:
    """Print seconds of the processor, the ratio and the memory."""
    with TemporaryDirectory(prefix="sandan-bench-") as folder:
        path = Path(folder) / "refund.sandan"
        _build(path, size)
        with Session.open(path, clock=lambda: datetime(2026, 11, 10, 9, tzinfo=UTC)) as session:
            ours = _seconds(lambda: pair_exports(session))
            again = _seconds(lambda: pair_exports(session))
            stored = session.conn.execute(_STORED.format("refund_match")).fetchone()
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        conn = sqlite3.connect(path)
        pandas = _seconds(lambda: _with_pandas(conn))
        assert conn.execute(_STORED.format("peer")).fetchone() == stored
        conn.close()
    print(f"{size} exported lines, {stored[0]} pieces; seconds of the processor")
    print(
        f"  paired, rated, totals of the months {ours:5.2f}   once more {again:5.2f}  {peak:.0f} MB"
    )
    print(f"  pandas, pairs alone {pandas:5.2f}   ours/pandas {ours / pandas:.2f}")


def _seconds(do: Callable[[], object]) -> float:
    began = process_time()
    do()
    return process_time() - began


def _build(path: Path, size: int) -> None:
    summary.build(path, size // summary.LINES)
    conn = sqlite3.connect(path)
    for sql in (_INVOICES, _LINES, _RATE):
        conn.execute(sql)
    conn.execute("ANALYZE")
    conn.commit()
    conn.close()


def _with_pandas(conn: sqlite3.Connection) -> None:
    """Both sides cut at the ends of either, each piece found behind its end."""
    import pandas

    sides = [pandas.read_sql(sql, conn) for sql in (_WANTED, _BOUGHT)]
    for side in sides:
        side["end"] = side.groupby("sku")["qty"].cumsum()
    wanted, bought = (side.drop(columns="qty").sort_values("end") for side in sides)
    cuts = pandas.concat([side[["sku", "end"]] for side in sides]).drop_duplicates()
    cuts = cuts.sort_values("end")
    cuts["qty"] = cuts["end"] - cuts.groupby("sku")["end"].shift(fill_value=0)
    for side in (wanted, bought.assign(last=bought["end"])):
        cuts = pandas.merge_asof(cuts, side, on="end", by="sku", direction="forward")
    found = cuts.dropna().astype({"key": int, "bought": int, "whole": int, "net": int, "last": int})
    used = found["whole"] - (found["last"] - found["end"])
    fen = [(2 * found["net"] * place + found["whole"] * 1000) // (found["whole"] * 2000)
           for place in (used, used - found["qty"])]  # fmt: skip
    found["base"] = (fen[0] - fen[1]) * 1000
    found["refund"] = (found["base"] * RATE_E5 + 50_000_000) // 100_000_000 * 1000
    conn.execute("CREATE TABLE peer (key, bought, qty_e5, base_e5, refund_e5)")
    rows = found[["key", "bought", "qty", "base", "refund"]].itertuples(index=False, name=None)
    conn.executemany("INSERT INTO peer VALUES (?, ?, ?, ?, ?)", rows)
    conn.commit()
