"""Rows of the workbook of returns, streamed in the order its sheets show them. Read-only."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from app.queries.return_months import CORRECTION_MONTH, LIST_MONTH, RETURN_TAX
from app.values.period import Month

Row = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows of a query: counted without making them, then read once."""

    conn: sqlite3.Connection
    columns: str
    source: str
    order: str

    def __len__(self) -> int:
        found: int = self.conn.execute(f"SELECT count(*) FROM {self.source}").fetchone()[0]
        return found

    def __iter__(self) -> Iterator[Row]:
        return self.conn.execute(f"SELECT {self.columns} FROM {self.source} ORDER BY {self.order}")


_STATE = """CASE WHEN g.closed <> '' THEN g.closed
    WHEN t.state = 'accepted' AND g.arrived_on = '' THEN 'await_arrival' ELSE t.state END"""
_HEADS = """goods_return g JOIN goods_return_state t ON t.id = g.id
    JOIN declaration_list d ON d.id = g.declaration_list_id
    LEFT JOIN declaration_status s ON s.id = d.id
    LEFT JOIN overseas_warehouse w ON w.id = g.overseas_warehouse_id
    LEFT JOIN return_batch b ON b.id = g.return_batch_id"""
# A month has a part in a request: as that of its list, of the application, or of the correction.
_OF_MONTH = f"""'{{month}}' IN ({LIST_MONTH}, substr(g.applied_on, 1, 7), {CORRECTION_MONTH})"""


def requests(conn: sqlite3.Connection, month: Month | None = None) -> Rows:
    """One row a request, with its list, where it stands and what becomes of it; of those a month
    has a part in, None = all."""
    columns = f"""g.own_no, d.own_no, coalesce(s.decl_no, ''), g.flow, d.customs_mode, d.order_no,
        d.buyer_name, g.reason_kind, g.reason, g.condition, g.applied_on, g.arrived_on, {_STATE},
        g.accepted_at, coalesce(nullif(g.waybill_no, ''), d.waybill_no), g.gross_weight_e5,
        coalesce(w.name, ''), g.disposition, coalesce(b.batch_no, ''), g.refunded_on,
        iif(g.refund_e5 IS NULL, '', d.currency), g.refund_e5, g.tax_repaid, g.note"""
    where = f" WHERE {_OF_MONTH.format(month=month)}" if month else ""
    return Rows(conn, columns, _HEADS + where, "g.id")


def lines(conn: sqlite3.Connection) -> Rows:
    """One row a line of a request."""
    columns = """g.own_no, r.line_no, l.sku, l.hs_code, l.goods_name, r.qty_e5, l.declared_unit,
        r.statutory_qty_1_e5, l.statutory_unit_1, r.statutory_qty_2_e5, l.statutory_unit_2,
        l.currency, r.value_e5, r.dutiable_e5, r.note"""
    source = """goods_return_line r JOIN goods_return g ON g.id = r.goods_return_id
        JOIN declaration_line l ON l.id = r.declaration_line_id"""
    return Rows(conn, columns, source, "g.id, r.line_no")


def effects(conn: sqlite3.Connection, month: Month | None = None) -> Rows:
    """One row a request that stands and a month has a part in (None = all): tax (imports), value
    given back to the buyer's year, what came back to stock, the months of the list and of the
    correction ("" = not accepted yet); then its id, own certificate, and what was said of the
    refund, for exports."""
    columns = f"""g.own_no, d.own_no, g.flow, t.state,
        coalesce(x.basis, ''), x.duty_e5, x.vat_e5, x.consumption_e5, v.value_e5,
        coalesce(v.is_held, 0),
        (SELECT sum(m.qty_e5) FROM stock_move m WHERE m.document_kind = 'goods_return'
            AND m.document_id = g.id),
        {LIST_MONTH}, {CORRECTION_MONTH}, g.id"""
    source = f"""{_HEADS} LEFT JOIN {RETURN_TAX} x ON x.id = g.id
        LEFT JOIN list_return v ON v.id = g.id
        WHERE t.state IN ('draft', 'pending', 'accepted')"""
    if month:
        source += f" AND {_OF_MONTH.format(month=month)}"
    return Rows(conn, columns, source, "g.id")


def batches(conn: sqlite3.Connection) -> Rows:
    """One row a batch, with what travels in it."""
    member = "FROM goods_return g WHERE g.return_batch_id = b.id"
    columns = f"""b.batch_no, w.name, w.country, b.site_code, b.customs_mode, b.state,
        (SELECT count(*) {member}),
        (SELECT iif(count(g.gross_weight_e5) = count(*), sum(g.gross_weight_e5), NULL) {member}),
        b.ship_by, b.shipped_on, b.arrived_on, b.freight_e5, b.paid_freight_e5, b.note"""
    source = "return_batch b JOIN overseas_warehouse w ON w.id = b.overseas_warehouse_id"
    return Rows(conn, columns, source, "b.id")


def grades(conn: sqlite3.Connection) -> Rows:
    """One row a grade."""
    columns = """g.own_no, l.sku, l.goods_name, x.grade, x.qty_e5, l.declared_unit, x.graded_on,
        x.graded_by, x.checked_by, x.outcome, x.note"""
    source = """return_grade x JOIN goods_return_line r ON r.id = x.goods_return_line_id
        JOIN goods_return g ON g.id = r.goods_return_id
        JOIN declaration_line l ON l.id = r.declaration_line_id"""
    return Rows(conn, columns, source, "g.id, x.id")
