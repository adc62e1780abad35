"""The lines of one order as a person corrected them on its list, so that order and list agree."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import astuple, dataclass, fields

from app.values.codes import key_from_number


@dataclass(frozen=True, slots=True)
class OrderLine:
    """One line; the numbers at scale 5. `source_row` 0 = no file brought it."""

    sku: str
    goods_name: str
    goods_spec: str
    barcode: str
    unit: str
    qty_e5: int
    price_e5: int
    line_total_e5: int
    source_row: int = 0
    origin: str = ""


_NAMES = tuple(field.name for field in fields(OrderLine))
_COLUMNS = ", ".join(_NAMES)


def read_lines(conn: sqlite3.Connection, order_id: int) -> dict[int, OrderLine]:
    """The lines of an order by their number."""
    rows = conn.execute(
        f"SELECT line_no, {_COLUMNS} FROM order_line WHERE order_id = ? ORDER BY line_no",
        (order_id,),
    )
    return {line_no: OrderLine(*values) for line_no, *values in rows}


def goods_names(conn: sqlite3.Connection, numbers: Iterable[str]) -> dict[str, str]:
    """Names of the articles the masters know among these numbers, by `sku_key`."""
    keys = {key_from_number(number) for number in numbers}
    marks = ", ".join("?" * len(keys))
    rows = conn.execute(
        f"SELECT sku_key, goods_name FROM goods WHERE sku_key IN ({marks})", list(keys)
    )
    return dict(rows.fetchall())


def correct_lines(
    conn: sqlite3.Connection, call_id: int, order_id: int, lines: Sequence[OrderLine]
) -> bool:
    """Make these the lines of an order, numbered from 1, and its sums those of them; True when that
    changed something. What the file brought stays its fingerprint: bringing the same file again
    does not undo the correction."""
    before = read_lines(conn, order_id)
    after = dict(enumerate(lines, 1))
    if before == after:
        return False
    conn.execute(
        "DELETE FROM order_line WHERE order_id = ? AND line_no > ?", (order_id, len(lines))
    )
    marks = ", ".join("?" * (len(_NAMES) + 3))
    updates = ", ".join(f"{name} = excluded.{name}" for name in ("sku_key", *_NAMES))
    conn.executemany(
        f"INSERT INTO order_line (order_id, line_no, sku_key, {_COLUMNS}) VALUES ({marks})"
        f" ON CONFLICT (order_id, line_no) DO UPDATE SET {updates}",
        [
            (order_id, number, key_from_number(line.sku), *astuple(line))
            for number, line in after.items()
            if before.get(number) != line
        ],
    )
    _sum_up(conn, call_id, order_id, lines)
    return True


def _sum_up(
    conn: sqlite3.Connection, call_id: int, order_id: int, lines: Sequence[OrderLine]
) -> None:
    """A goods value that was the sum of the lines stays their sum; another one stays as stated."""
    conn.execute(
        "UPDATE orders SET call_id = :call, line_count = :count, lines_total_e5 = :total,"
        " payable_e5 = payable_e5"
        " + iif(goods_value_e5 = lines_total_e5, :total - lines_total_e5, 0),"
        " goods_value_e5 = iif(goods_value_e5 = lines_total_e5, :total, goods_value_e5)"
        " WHERE id = :order",
        {
            "call": call_id,
            "order": order_id,
            "count": len(lines),
            "total": sum(line.line_total_e5 for line in lines),
        },
    )
