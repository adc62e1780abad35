"""One contender of the matching benchmark, in its own process; prints its figures as JSON.

The peers set the flags that this data can have; ours sets all it knows. `documents` is the time
for the three documents alone, `seconds` with goods and weights of the order lines.
"""

from __future__ import annotations

import json
import resource
import sqlite3
import sys
import time
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

from app.matching.reasons import Flag
from app.matching.sql import candidates
from app.store import database
from app.store.session import Session
from app.workflow.match import match
from tests.bench import dataset
from tests.helpers.clock import FixedClock

ON = date(2026, 11, 21)
COLUMNS = {
    "orders": "id, payable_e5, currency, country, buyer_hash, consignee_hash, ordered_at,"
    " goods_value_e5, lines_total_e5",
    "payment": "id, order_id, amount_e5, currency, payer_hash, paid_at, pay_key",
    "waybill": "id, order_id, gross_weight_e5, country, consignee_hash, pieces, shipped_at,"
    " waybill_key",
    "order_line": "order_id, sku_key, qty_e5",
    "goods": "sku_key, gross_weight_e5",
}
RESULT = (
    "INSERT INTO match_result (id, call_id, flags, blocking, attention, paid_e5, difference_e5,"
    " waybill_id, waybill_count, payment_count, gross_weight_e5, pieces)"
    f" VALUES (?, 1{', ?' * 10})"
)


def build(path: str, size: str) -> dict[str, Any]:
    """Make the data; apart, so that no contender inherits its memory."""
    dataset.build(Path(path), int(size))
    return {}


def ours(path: str) -> dict[str, Any]:
    """The stage as the program runs it, then again after 100 payments changed."""
    spent = _timed_goods()
    with Session.open(Path(path), clock=FixedClock()) as session:
        start = time.perf_counter()
        match(session, on=ON)
        seconds = time.perf_counter() - start
        answer = _answer(session.conn, seconds - spent[0], seconds)
        again = [_match_changed(session, round_) for round_ in range(5)]
    return {**answer, "again": again}


def _timed_goods() -> list[float]:
    """Wrap the pass over lines so that its share is known."""
    spent = [0.0]
    inner = candidates.find_goods_differences

    def timed(*args: Any, **kwargs: Any) -> None:
        start = time.perf_counter()
        inner(*args, **kwargs)
        spent[0] = time.perf_counter() - start

    candidates.find_goods_differences = timed
    return spent


def _match_changed(session: Session, round_: int) -> float:
    last = session.conn.execute("SELECT max(id) FROM payment").fetchone()[0]
    with session.call("import") as call:
        call.conn.executemany(
            "UPDATE payment SET amount_e5 = amount_e5 + 1000, call_id = ? WHERE id = ?",
            ((call.id, 1 + (n * last // 100 + round_) % last) for n in range(100)),
        )
    start = time.perf_counter()
    match(session, on=ON)
    return time.perf_counter() - start


def load_duckdb(path: str, native: str) -> dict[str, Any]:
    """Copy the columns matching needs into DuckDB's own file."""
    import duckdb
    import pandas

    start = time.perf_counter()
    source = sqlite3.connect(path)
    conn = duckdb.connect(native)
    for table, columns in COLUMNS.items():
        chunks = pandas.read_sql(f"SELECT {columns} FROM {table}", source, chunksize=500_000)
        for number, frame in enumerate(chunks):
            conn.register("frame", frame)
            make = f"INSERT INTO {table}" if number else f"CREATE TABLE {table} AS"
            conn.execute(f"{make} SELECT * FROM frame")
    conn.close()
    return {"seconds": time.perf_counter() - start}


_DUCKDB = f"""
SELECT id, flags, flags & 31, flags, paid_e5, paid_e5 - payable_e5, waybill_id, waybills,
    payments, gross_e5, pieces
FROM (
    SELECT o.id, o.payable_e5, p.paid_e5, w.waybill_id, coalesce(w.waybills, 0) AS waybills,
        coalesce(p.payments, 0) AS payments, w.gross_e5, w.pieces,
        CASE WHEN w.waybills IS NULL THEN {int(Flag.NO_WAYBILL)}
            ELSE w.other_country * {int(Flag.COUNTRY_DIFFERS)}
            + w.other_consignee * {int(Flag.CONSIGNEE_DIFFERS)}
            + (w.waybills > 1)::INT * {int(Flag.SEVERAL_WAYBILLS)}
            + (w.shipped_at < o.ordered_at)::INT * {int(Flag.TIME_IMPLAUSIBLE)} END
        + CASE WHEN p.payments IS NULL THEN {int(Flag.NO_PAYMENT)}
            ELSE p.other_payer * {int(Flag.PAYER_DIFFERS)}
            + (p.payments > 1)::INT * {int(Flag.SEVERAL_PAYMENTS)}
            + CASE WHEN p.other_currency = 1 THEN {int(Flag.CURRENCY_DIFFERS)}
                WHEN p.paid_e5 = o.payable_e5 THEN 0
                WHEN abs(p.paid_e5 - o.payable_e5) <= 2000 THEN {int(Flag.CENTS_DIFFER)}
                ELSE {int(Flag.PAYMENT_AMOUNT_DIFFERS)} END END
        + (o.goods_value_e5 <> o.lines_total_e5)::INT * {int(Flag.LINES_DO_NOT_ADD_UP)}
        {{goods_flag}} AS flags
    FROM orders o
    LEFT JOIN (
        SELECT x.order_id, count(*) AS payments, sum(x.amount_e5)::BIGINT AS paid_e5,
            max((x.payer_hash <> o.buyer_hash)::INT) AS other_payer,
            max((x.currency <> o.currency)::INT) AS other_currency
        FROM payment x JOIN orders o ON o.id = x.order_id GROUP BY x.order_id
    ) p ON p.order_id = o.id
    LEFT JOIN (
        SELECT x.order_id, count(*) AS waybills, min(x.id) AS waybill_id,
            sum(x.gross_weight_e5)::BIGINT AS gross_e5, sum(x.pieces)::BIGINT AS pieces,
            max((x.country <> o.country)::INT) AS other_country,
            max((x.consignee_hash <> o.consignee_hash)::INT) AS other_consignee,
            min(x.shipped_at) AS shipped_at
        FROM waybill x JOIN orders o ON o.id = x.order_id GROUP BY x.order_id
    ) w ON w.order_id = o.id
    {{goods_join}}
)"""
_GOODS_FLAG = f"""
        + coalesce((w.gross_e5 NOT BETWEEN g.weight_e5 / 2 AND g.weight_e5 * 2)::INT, 0)
            * {int(Flag.WEIGHT_IMPLAUSIBLE)}
        + coalesce((w.pieces * 100000 > g.qty_e5)::INT, 0) * {int(Flag.PIECES_IMPLAUSIBLE)}"""
_GOODS_JOIN = """
    LEFT JOIN (
        SELECT l.order_id, sum(l.qty_e5)::BIGINT AS qty_e5,
            sum(l.qty_e5 // 100 * m.gross_weight_e5 // 1000)::BIGINT AS weight_e5
        FROM order_line l LEFT JOIN goods m ON m.sku_key = l.sku_key GROUP BY l.order_id
    ) g ON g.order_id = o.id"""
_REUSED = "SELECT count(*) FROM (SELECT {key} FROM {table} GROUP BY {key} HAVING count(*) > 1)"


def duckdb(path: str, native: str) -> dict[str, Any]:
    """Two joins of aggregated tables, the result copied back."""
    import duckdb as library

    seconds = []
    conn = database.open_existing(Path(path))
    for goods in (False, True):
        with library.connect(native, read_only=True) as reader:
            start = time.perf_counter()
            for table, key in (("payment", "pay_key"), ("waybill", "waybill_key")):
                reader.execute(_REUSED.format(table=table, key=key)).fetchall()
            sql = _DUCKDB.format(
                goods_flag=_GOODS_FLAG if goods else "", goods_join=_GOODS_JOIN if goods else ""
            )
            _store(conn, _batches(reader.execute(sql)), keep=goods)
            seconds.append(time.perf_counter() - start)
    return _answer(conn, *seconds)


def _batches(cursor: Any) -> Iterable[tuple[Any, ...]]:
    while rows := cursor.fetchmany(20_000):
        yield from rows


def pandas(path: str) -> dict[str, Any]:
    """Tables into frames, merged, the result copied back."""
    import numpy
    import pandas as library

    conn = database.open_existing(Path(path))
    start = time.perf_counter()
    read = {
        table: library.read_sql(f"SELECT {columns} FROM {table}", conn)
        for table, columns in COLUMNS.items()
        if table not in ("order_line", "goods")
    }
    merged = _merged(read)
    flags = _frame_flags(merged, numpy)
    documents_read = time.perf_counter() - start
    start = time.perf_counter()
    _store(conn, _frame_rows(merged, flags), keep=False)
    documents = documents_read + time.perf_counter() - start
    start = time.perf_counter()
    merged, flags = _with_goods(conn, merged, flags, library)
    goods = time.perf_counter() - start
    start = time.perf_counter()
    _store(conn, _frame_rows(merged, flags), keep=True)
    return _answer(conn, documents, documents_read + goods + time.perf_counter() - start)


def _merged(read: dict[str, Any]) -> Any:
    orders, payment, waybill = read["orders"], read["payment"], read["waybill"]
    for frame, key in ((payment, "pay_key"), (waybill, "waybill_key")):
        frame.duplicated(key).sum()
    paid = payment.groupby("order_id").agg(paid=("amount_e5", "sum"), payments=("id", "count"))
    carried = waybill.groupby("order_id").agg(
        waybill_id=("id", "min"),
        waybills=("id", "count"),
        gross=("gross_weight_e5", "sum"),
        pieces=("pieces", "sum"),
    )
    first = payment.drop_duplicates("order_id").set_index("order_id")
    paid["payer"], paid["paid_currency"] = first.payer_hash, first.currency
    first = waybill.drop_duplicates("order_id").set_index("order_id")
    carried["to_country"], carried["to_name"] = first.country, first.consignee_hash
    carried["shipped"] = first.shipped_at
    merged = orders.merge(paid, how="left", left_on="id", right_index=True)
    return merged.merge(carried, how="left", left_on="id", right_index=True)


def _frame_flags(m: Any, numpy: Any) -> Any:
    no_payment, no_waybill = m.payments.isna(), m.waybills.isna()
    difference = (m.paid - m.payable_e5).abs()
    amount = numpy.where(
        difference == 0,
        0,
        numpy.where(difference <= 2000, int(Flag.CENTS_DIFFER), int(Flag.PAYMENT_AMOUNT_DIFFERS)),
    )
    of_payment = (
        numpy.where(m.paid_currency != m.currency, int(Flag.CURRENCY_DIFFERS), amount)
        + (m.payer != m.buyer_hash) * int(Flag.PAYER_DIFFERS)
        + (m.payments > 1) * int(Flag.SEVERAL_PAYMENTS)
    )
    of_waybill = (
        (m.to_country != m.country) * int(Flag.COUNTRY_DIFFERS)
        + (m.to_name != m.consignee_hash) * int(Flag.CONSIGNEE_DIFFERS)
        + (m.waybills > 1) * int(Flag.SEVERAL_WAYBILLS)
        + (m.shipped.fillna("~") < m.ordered_at) * int(Flag.TIME_IMPLAUSIBLE)
    )
    return (
        numpy.where(no_payment, int(Flag.NO_PAYMENT), of_payment)
        + numpy.where(no_waybill, int(Flag.NO_WAYBILL), of_waybill)
        + (m.goods_value_e5 != m.lines_total_e5) * int(Flag.LINES_DO_NOT_ADD_UP)
    )


def _with_goods(conn: Any, merged: Any, flags: Any, library: Any) -> tuple[Any, Any]:
    lines = library.read_sql(f"SELECT {COLUMNS['order_line']} FROM order_line", conn)
    goods = library.read_sql(f"SELECT {COLUMNS['goods']} FROM goods", conn)
    lines = lines.merge(goods, how="left", on="sku_key")
    lines["weight"] = lines.qty_e5 // 100 * lines.gross_weight_e5 // 1000
    totals = lines.groupby("order_id").agg(qty=("qty_e5", "sum"), weight=("weight", "sum"))
    merged = merged.merge(totals, how="left", left_on="id", right_index=True)
    outside = (merged.gross < merged.weight / 2) | (merged.gross > merged.weight * 2)
    many = merged.pieces * 100_000 > merged.qty
    added = outside * int(Flag.WEIGHT_IMPLAUSIBLE) + many * int(Flag.PIECES_IMPLAUSIBLE)
    return merged, flags + added


def _frame_rows(m: Any, flags: Any) -> Iterable[tuple[Any, ...]]:
    whole = {"id": m.id, "flags": flags, "blocking": flags & 31, "attention": flags}
    partly = (m.paid, m.paid - m.payable_e5, m.waybill_id, m.waybills.fillna(0))
    partly += (m.payments.fillna(0), m.gross, m.pieces)
    columns = [column.tolist() for column in whole.values()]
    # A missing whole number made the column one of floats, in which NaN alone differs from itself.
    columns += [[int(v) if v == v else None for v in column.tolist()] for column in partly]
    return zip(*columns, strict=True)


def _store(conn: sqlite3.Connection, rows: Iterable[tuple[Any, ...]], *, keep: bool) -> None:
    conn.execute("BEGIN IMMEDIATE")
    conn.executemany(RESULT, rows)
    conn.execute("COMMIT" if keep else "ROLLBACK")


def _answer(conn: sqlite3.Connection, documents: float, seconds: float) -> dict[str, Any]:
    flags = conn.execute("SELECT flags, count(*) FROM match_result GROUP BY 1 ORDER BY 1")
    return {
        "documents": documents,
        "seconds": seconds,
        "mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "flags": flags.fetchall(),
    }


if __name__ == "__main__":
    who, *paths = sys.argv[1:]
    contenders = {each.__name__: each for each in (build, ours, load_duckdb, duckdb, pandas)}
    json.dump(contenders[who](*paths), sys.stdout)
