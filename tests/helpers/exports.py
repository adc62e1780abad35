"""Released exports with customs entry numbers, purchases behind them, goods that come back."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from app.refund.rates import RateScope, StatedRate
from app.store.session import Session
from app.workflow.purchases import (
    Invoice,
    InvoiceKind,
    InvoiceLine,
    save_invoice,
    state_refund_rate,
)

HS = "3924"  # of `make_goods`


def release(session: Session, export_date: str = "2026-11-16") -> None:
    """Let all export lists go, cleared on their export date."""
    with session.call("receive"):
        session.conn.execute("UPDATE declaration_list SET export_date = ?", (export_date,))
        session.conn.execute(
            "UPDATE declaration_status SET status = 'cleared', decl_no = 'D' || id,"
            " released_at = ?, cleared_at = ?",
            (f"{export_date}T10:00:00", f"{export_date}T12:00:00"),
        )


def enter(session: Session, entry_no: str = "290020260000000001") -> None:
    """Give every line of every list this customs entry number."""
    with session.call("receive") as call:
        session.conn.execute(
            "INSERT INTO summary_entry (call_id, decl_seq_no, sum_no, customs_office, op_time,"
            " entry_no, dec_state) VALUES (?, 'Q1', 'S1', '2900', '2026-12-01T10:00:00', ?, '9')",
            (call.id, entry_no),
        )
        session.conn.execute(
            "INSERT INTO summary_entry_line (summary_entry_id, decl_no, line_no, hs_code,"
            " waybill_no, op_time, declaration_line_id) SELECT (SELECT max(id) FROM summary_entry),"
            " 'D' || declaration_list_id, line_no, hs_code, '', '2026-12-01T10:00:00', id"
            " FROM declaration_line"
        )


def purchase(
    session: Session,
    number: str = "INV-1",
    *,
    qty: str = "10",
    net: str = "100.00",
    rate: str = "0.13",
    sku: str = "SKU-001",
    kind: InvoiceKind = InvoiceKind.SPECIAL,
    confirmed: bool = True,
    issued: date = date(2026, 11, 1),
) -> None:
    """An invoice of one line."""
    line = InvoiceLine(sku, Decimal(qty), Decimal(net), Decimal(rate))
    invoice = Invoice(
        number, "测试供货商", issued, (line,), kind, confirmed_on=issued if confirmed else None
    )
    save_invoice(session, invoice)


def stated_rate(session: Session, rate: str = "0.13", key: str = HS) -> None:
    """The refund rate of a goods code."""
    given = StatedRate(RateScope.HS, key, Decimal(rate), date(2020, 1, 1), None, "测试来源")
    state_refund_rate(session, given)


def come_back(session: Session, list_id: int, qty: str = "1", status: str = "released") -> int:
    """A request for some of the first line of a list to come back; its id."""
    with session.call("returns") as call:
        cursor = session.conn.execute(
            "INSERT INTO goods_return (call_id, own_no, guid, flow, declaration_list_id,"
            " reason_kind, reason, condition, applied_on, status) VALUES"
            " (?, ?, ?, 'export', ?, 'no_reason', '测试', 'sealed', '2026-12-01', ?)",
            (call.id, f"R{call.id}", f"{call.id:036d}", list_id, status),
        )
        return_id = int(cursor.lastrowid or 0)
        session.conn.execute(
            "INSERT INTO goods_return_line (goods_return_id, declaration_line_id, line_no, qty_e5,"
            " value_e5) SELECT ?, id, line_no, ?, 0 FROM declaration_line"
            " WHERE declaration_list_id = ? AND line_no = 1",
            (return_id, int(Decimal(qty) * 100_000), list_id),
        )
    return return_id
