"""B2B exports (9710, 9810, 0110) and what was sold of them abroad; inside a call."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import astuple, dataclass, fields


@dataclass(frozen=True, slots=True)
class ShipmentRow:
    """The head of a shipment, as `b2b_shipment` keeps it."""

    own_no: str
    customs_mode: str
    country: str
    currency: str
    order_no: str = ""
    overseas_warehouse_id: int | None = None
    buyer_name: str = ""
    destination_port: str = ""
    customs_office: str = ""
    port_office: str = ""
    transport_mode: str = ""
    transport_name: str = ""
    bill_no: str = ""
    license_no: str = ""
    transaction_mode: str = ""
    wrap_type: str = ""
    pieces: int | None = None
    gross_weight_e5: int | None = None
    net_weight_e5: int | None = None
    freight_e5: int = 0
    insured_e5: int = 0
    needs_inspection: int = 0
    note: str = ""


@dataclass(frozen=True, slots=True)
class ShipmentLineRow:
    """A line of a shipment."""

    line_no: int
    sku: str
    hs_code: str
    goods_name: str
    goods_spec: str
    declared_qty_e5: int
    declared_unit: str
    price_e5: int
    line_total_e5: int


HEAD = tuple(field.name for field in fields(ShipmentRow))
LINE = tuple(field.name for field in fields(ShipmentLineRow))


def _upsert(table: str, key: str, names: Sequence[str], tail: str) -> str:
    """An INSERT that replaces the row of the same key only when it differs."""
    places = ", ".join("?" * len(names))
    excluded = ", ".join(f"excluded.{name}" for name in names)
    differs = " OR ".join(f"{name} IS NOT excluded.{name}" for name in names if name != tail)
    return (
        f"INSERT INTO {table} ({', '.join(names)}) VALUES ({places}) ON CONFLICT ({key})"
        f" DO UPDATE SET ({', '.join(names)}) = ({excluded}) WHERE {differs}"
    )


_PUT_HEAD = _upsert("b2b_shipment", "own_no", ("call_id", *HEAD), "call_id")
_PUT_LINE = _upsert("b2b_line", "b2b_shipment_id, line_no", ("b2b_shipment_id", *LINE), "")


def put_shipment(
    conn: sqlite3.Connection, call_id: int, row: ShipmentRow, lines: Sequence[ShipmentLineRow]
) -> bool:
    """Keep a shipment with these lines, in place of an older state of it; True when that changed
    something."""
    changed = conn.execute(_PUT_HEAD, (call_id, *astuple(row))).rowcount
    shipment_id = conn.execute(
        "SELECT id FROM b2b_shipment WHERE own_no = ?", (row.own_no,)
    ).fetchone()[0]
    kept = ", ".join(str(int(line.line_no)) for line in lines)
    gone = f"b2b_shipment_id = ? AND line_no NOT IN ({kept})"
    conn.execute(
        f"DELETE FROM refund_match WHERE b2b_line_id IN (SELECT id FROM b2b_line WHERE {gone})",
        (shipment_id,),
    )
    changed += conn.execute(f"DELETE FROM b2b_line WHERE {gone}", (shipment_id,)).rowcount
    for line in lines:
        changed += conn.execute(_PUT_LINE, (shipment_id, *astuple(line))).rowcount
    return changed > 0


def set_shipment(conn: sqlite3.Connection, call_id: int, shipment_id: int, **values: str) -> bool:
    """Set what customs' paper says of a shipment; True when that changed something."""
    names = tuple(values)
    sets = ", ".join(f"{name} = ?" for name in names)
    differs = " OR ".join(f"{name} <> ?" for name in names)
    return (
        conn.execute(
            f"UPDATE b2b_shipment SET {sets}, call_id = ? WHERE id = ? AND ({differs})",
            (*values.values(), call_id, shipment_id, *values.values()),
        ).rowcount
        > 0
    )


def drop_shipment(conn: sqlite3.Connection, shipment_id: int) -> bool:
    """Take a shipment out with its lines and sales."""
    lines = "(SELECT id FROM b2b_line WHERE b2b_shipment_id = ?)"
    conn.execute(f"DELETE FROM refund_match WHERE b2b_line_id IN {lines}", (shipment_id,))
    conn.execute(f"DELETE FROM b2b_sale WHERE b2b_line_id IN {lines}", (shipment_id,))
    conn.execute("DELETE FROM b2b_line WHERE b2b_shipment_id = ?", (shipment_id,))
    return conn.execute("DELETE FROM b2b_shipment WHERE id = ?", (shipment_id,)).rowcount > 0


@dataclass(frozen=True, slots=True)
class SaleRow:
    """Goods of a line sold abroad."""

    b2b_line_id: int
    sold_on: str
    qty_e5: int
    reference: str = ""
    note: str = ""


_SALE = tuple(field.name for field in fields(SaleRow))
_PUT_SALE = _upsert("b2b_sale", "b2b_line_id, sold_on, reference", ("call_id", *_SALE), "call_id")


def put_sale(conn: sqlite3.Connection, call_id: int, row: SaleRow) -> bool:
    """Keep a sale, in place of one of the same day and report; True when it changed."""
    return conn.execute(_PUT_SALE, (call_id, *astuple(row))).rowcount > 0


def drop_sale(conn: sqlite3.Connection, sale_id: int) -> bool:
    """Take a sale out."""
    return conn.execute("DELETE FROM b2b_sale WHERE id = ?", (sale_id,)).rowcount > 0


def is_refund_claimed(conn: sqlite3.Connection, shipment_id: int) -> bool:
    """Whether a claim refers to a line of a shipment."""
    row = conn.execute(
        "SELECT EXISTS (SELECT 1 FROM b2b_line l CROSS JOIN refund_match m ON m.b2b_line_id = l.id"
        " CROSS JOIN refund_claim_line y ON y.refund_match_id = m.id"
        " WHERE l.b2b_shipment_id = ?)",
        (shipment_id,),
    ).fetchone()
    return bool(row[0])
