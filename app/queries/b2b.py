"""B2B exports as screens show them: tickets, their lines, what was sold of them abroad."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from decimal import Decimal

from app.documents.status import Status
from app.queries.table import Column, Kind, Table
from app.store.b2b import HEAD, LINE, ShipmentLineRow, ShipmentRow
from app.values.decimals import decimal_from_e5

_TOTAL = "(SELECT coalesce(sum(l.line_total_e5), 0) FROM b2b_line l WHERE l.b2b_shipment_id = b.id)"
_QTY = "(SELECT coalesce(sum(l.declared_qty_e5), 0) FROM b2b_line l WHERE l.b2b_shipment_id = b.id)"
_SOLD = """(SELECT coalesce(sum(s.qty_e5), 0) FROM b2b_line l
    CROSS JOIN b2b_sale s ON s.b2b_line_id = l.id WHERE l.b2b_shipment_id = b.id)"""
# A list that bears the number of a ticket declares it: then the ticket stands where its list does.
_LIST = """FROM declaration_list d JOIN declaration_status t ON t.id = d.id
    WHERE d.own_no = b.own_no AND d.customs_mode = b.customs_mode"""
LEFT_ON = f"coalesce((SELECT substr(t.released_at, 1, 10) {_LIST}), b.export_date)"
"""The day a ticket left, "" = not yet: by its list the release, else as customs' paper says."""
STATE = f"""CASE
    WHEN EXISTS (SELECT 1 {_LIST}) THEN CASE
        WHEN {LEFT_ON} = '' THEN 'listed'
        WHEN b.customs_mode = '9810' AND {_SOLD} >= {_QTY} THEN 'sold' ELSE 'declared' END
    WHEN b.entry_no <> '' AND b.customs_mode = '9810' AND {_SOLD} >= {_QTY} THEN 'sold'
    WHEN b.entry_no <> '' THEN 'declared'
    WHEN b.declared_on <> '' THEN 'sent'
    ELSE 'draft' END"""

SHIPMENTS = Table(
    name="b2b_shipments",
    key="b.id",
    source="b2b_shipment b LEFT JOIN overseas_warehouse w ON w.id = b.overseas_warehouse_id",
    columns=(
        Column("b2b_own_no", "b.own_no", Kind.CODE),
        Column("b2b_state", STATE, Kind.STATUS),
        Column("b2b_mode", "b.customs_mode", Kind.CODE),
        Column("b2b_warehouse", "coalesce(w.name, '')"),
        Column("b2b_country", "b.country"),
        Column("b2b_currency", "b.currency", Kind.CODE),
        Column("b2b_value", _TOTAL, Kind.MONEY),
        Column("b2b_qty", _QTY, Kind.QUANTITY),
        Column("b2b_sold", f"iif(b.customs_mode = '9810', {_SOLD}, NULL)", Kind.QUANTITY),
        Column("b2b_export_date", f"nullif({LEFT_ON}, '')", Kind.DATE),
        Column("b2b_entry_no", "nullif(b.entry_no, '')", Kind.CODE),
        Column("b2b_order_no", "b.order_no", Kind.CODE),
    ),
    search=("b.own_no", "b.order_no", "b.entry_no", "b.buyer_name", "w.name"),
    order="b.id DESC",
)


@dataclass(frozen=True, slots=True)
class Shipment:
    """A ticket: its head as it is kept, what customs' paper says, its lines with their ids."""

    id: int
    head: ShipmentRow
    declared_on: str
    export_date: str
    entry_no: str
    warehouse: str
    lines: tuple[tuple[int, ShipmentLineRow], ...]

    @property
    def total(self) -> Decimal:
        """The goods value in its currency."""
        return decimal_from_e5(sum(line.line_total_e5 for _id, line in self.lines))


def shipment(conn: sqlite3.Connection, shipment_id: int) -> Shipment | None:
    """A ticket; None when it is gone."""
    head = ", ".join(f"b.{name}" for name in HEAD)
    row = conn.execute(
        f"SELECT b.declared_on, b.export_date, b.entry_no, coalesce(w.name, ''), {head}"
        " FROM b2b_shipment b LEFT JOIN overseas_warehouse w ON w.id = b.overseas_warehouse_id"
        " WHERE b.id = ?",
        (shipment_id,),
    ).fetchone()
    if row is None:
        return None
    lines = conn.execute(
        f"SELECT id, {', '.join(LINE)} FROM b2b_line WHERE b2b_shipment_id = ? ORDER BY line_no",
        (shipment_id,),
    )
    return Shipment(
        id=shipment_id,
        head=ShipmentRow(*row[4:]),
        declared_on=row[0],
        export_date=row[1],
        entry_no=row[2],
        warehouse=row[3],
        lines=tuple((id_, ShipmentLineRow(*rest)) for id_, *rest in lines),
    )


@dataclass(frozen=True, slots=True)
class ListOf:
    """The list of a ticket: its id and number, where it stands, its number at customs and the day
    of its release ("" = not yet)."""

    id: int
    own_no: str
    status: Status
    decl_no: str
    released_on: str


def list_of(conn: sqlite3.Connection, shipment_id: int) -> ListOf | None:
    """The list that bears the number of a ticket; None when it has none."""
    row = conn.execute(
        "SELECT d.id, d.own_no, t.status, t.decl_no, substr(t.released_at, 1, 10)"
        " FROM b2b_shipment b JOIN declaration_list d ON d.own_no = b.own_no"
        " AND d.customs_mode = b.customs_mode JOIN declaration_status t ON t.id = d.id"
        " WHERE b.id = ?",
        (shipment_id,),
    ).fetchone()
    return ListOf(row[0], row[1], Status(row[2]), *row[3:]) if row else None


def shipment_id(conn: sqlite3.Connection, own_no: str) -> int | None:
    """The id of a ticket by its number."""
    row = conn.execute("SELECT id FROM b2b_shipment WHERE own_no = ?", (own_no,)).fetchone()
    return row[0] if row else None


@dataclass(frozen=True, slots=True)
class LineStock:
    """A line of a ticket for a warehouse: what left, what was sold, what a claim holds."""

    id: int
    line_no: int
    sku: str
    goods_name: str
    unit: str
    exported: Decimal
    sold: Decimal
    claimed: Decimal
    pre_refunded: Decimal

    @property
    def unsold(self) -> Decimal:
        """What is still abroad."""
        return self.exported - self.sold


_STOCK = """
SELECT l.id, l.line_no, l.sku, l.goods_name, l.declared_unit, l.declared_qty_e5,
    coalesce((SELECT sum(s.qty_e5) FROM b2b_sale s WHERE s.b2b_line_id = l.id), 0),
    coalesce(sum(iif(c.closed = '', y.qty_e5, 0)), 0),
    coalesce(sum(iif(c.closed = '' AND c.kind = 'pre_refund', y.qty_e5, 0)), 0)
FROM b2b_line l
LEFT JOIN refund_match m ON m.b2b_line_id = l.id
LEFT JOIN refund_claim_line y ON y.refund_match_id = m.id
LEFT JOIN refund_claim c ON c.id = y.refund_claim_id
WHERE l.b2b_shipment_id = ? GROUP BY l.id ORDER BY l.line_no
"""


def stock_of(conn: sqlite3.Connection, shipment_id: int) -> list[LineStock]:
    """The lines of a ticket, sold and unsold."""
    return [
        LineStock(id_, no, sku, name, unit, *map(decimal_from_e5, numbers))
        for id_, no, sku, name, unit, *numbers in conn.execute(_STOCK, (shipment_id,))
    ]


@dataclass(frozen=True, slots=True)
class Sold:
    """A sale as it was noted."""

    id: int
    line_no: int
    sku: str
    sold_on: str
    qty: Decimal
    reference: str


def sales_of(conn: sqlite3.Connection, shipment_id: int) -> list[Sold]:
    """The sales of a ticket, the newest first."""
    rows = conn.execute(
        "SELECT s.id, l.line_no, l.sku, s.sold_on, s.qty_e5, s.reference FROM b2b_line l"
        " CROSS JOIN b2b_sale s ON s.b2b_line_id = l.id WHERE l.b2b_shipment_id = ?"
        " ORDER BY s.sold_on DESC, s.id DESC",
        (shipment_id,),
    )
    return [
        Sold(id_, no, sku, on, decimal_from_e5(qty), ref) for id_, no, sku, on, qty, ref in rows
    ]


@dataclass(frozen=True, slots=True)
class PreRefunded:
    """A line of a pre-refund: the claim, the day it was handled, quantity and refund."""

    claim_id: int
    claim_no: str
    given: str
    own_no: str
    b2b_line_id: int
    line_no: int
    sku: str
    qty_e5: int
    refund_e5: int


# Handled: the money's day, else the day of the official figure, else of filing.
_PRE = """
SELECT c.id, c.claim_no, coalesce(nullif(s.received_on, ''), nullif(c.official_on, ''),
        nullif(c.filed_on, '')), b.own_no, l.id, l.line_no, l.sku, sum(y.qty_e5), sum(y.refund_e5)
FROM refund_claim c
JOIN claim_standing s ON s.id = c.id
CROSS JOIN refund_claim_line y ON y.refund_claim_id = c.id
CROSS JOIN refund_match m ON m.id = y.refund_match_id
CROSS JOIN b2b_line l ON l.id = m.b2b_line_id
CROSS JOIN b2b_shipment b ON b.id = l.b2b_shipment_id
WHERE c.kind = 'pre_refund' AND c.closed = '' AND c.filed_on <> ''
GROUP BY c.id, l.id ORDER BY c.id, l.id
"""


def pre_refunds(conn: sqlite3.Connection) -> list[PreRefunded]:
    """The lines of all pre-refunds that were filed, by claim."""
    return [PreRefunded(*row) for row in conn.execute(_PRE)]


def sales_to_settle(conn: sqlite3.Connection, line_id: int) -> list[tuple[str, int]]:
    """Day and quantity of the sales of a line that settle its pre-refunds: the first goods sold are
    those no pre-refund holds."""
    ahead = conn.execute(
        "SELECT l.declared_qty_e5 - coalesce((SELECT sum(y.qty_e5) FROM refund_match m"
        " CROSS JOIN refund_claim_line y ON y.refund_match_id = m.id"
        " CROSS JOIN refund_claim c ON c.id = y.refund_claim_id"
        " WHERE m.b2b_line_id = l.id AND c.closed = '' AND c.kind = 'pre_refund'), 0)"
        " FROM b2b_line l WHERE l.id = ?",
        (line_id,),
    ).fetchone()[0]
    found = []
    rows = conn.execute(
        "SELECT sold_on, qty_e5 FROM b2b_sale WHERE b2b_line_id = ? ORDER BY sold_on, id",
        (line_id,),
    )
    for day, qty in rows:
        used = min(ahead, qty)
        ahead -= used
        if qty > used:
            found.append((day, qty - used))
    return found


@dataclass(frozen=True, slots=True)
class Place:
    """An overseas warehouse, with the shipments that went there and what of them is unsold."""

    id: int
    code: str
    name: str
    country: str
    city: str
    operator: str
    note: str
    shipments: int
    unsold_e5: int


_PLACES = f"""
SELECT w.id, w.code, w.name, w.country, w.city, w.operator, w.note, count(b.id),
    coalesce(sum(iif({LEFT_ON} <> '', {_QTY} - {_SOLD}, 0)), 0)
FROM overseas_warehouse w LEFT JOIN b2b_shipment b ON b.overseas_warehouse_id = w.id
GROUP BY w.id ORDER BY w.code
"""


def places(conn: sqlite3.Connection) -> list[Place]:
    """All overseas warehouses."""
    return [Place(*row) for row in conn.execute(_PLACES)]
