"""Purchase invoices and the refund rates a company states; inside a call."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import astuple, dataclass


@dataclass(frozen=True, slots=True)
class InvoiceRow:
    """The head of an invoice; `invoice_key` is what two spellings of its number share."""

    invoice_no: str
    invoice_key: str
    kind: str
    supplier_name: str
    supplier_code: str
    issued_on: str
    confirmed_on: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class InvoiceLineRow:
    """A line of an invoice; amounts in CNY."""

    line_no: int
    sku: str
    sku_key: str
    goods_name: str
    unit: str
    qty_e5: int
    net_e5: int
    vat_rate_e5: int
    vat_e5: int


_HEAD = "kind, supplier_name, supplier_code, issued_on, confirmed_on, note"
_LINE = "line_no, sku, sku_key, goods_name, unit, qty_e5, net_e5, vat_rate_e5, vat_e5"


def put_invoice(
    conn: sqlite3.Connection, call_id: int, row: InvoiceRow, lines: Sequence[InvoiceLineRow]
) -> bool:
    """Keep an invoice with these lines, in place of an older state of it; True when that changed
    something. Lines are told apart by their number."""
    excluded = ", ".join(f"excluded.{name}" for name in _HEAD.split(", "))
    changed = conn.execute(
        f"INSERT INTO purchase_invoice (call_id, invoice_no, invoice_key, {_HEAD})"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (invoice_key) DO UPDATE SET"
        f" (call_id, {_HEAD}) = (excluded.call_id, {excluded}) WHERE ({_HEAD}) <> ({excluded})",
        (call_id, *astuple(row)),
    ).rowcount
    invoice_id = conn.execute(
        "SELECT id FROM purchase_invoice WHERE invoice_key = ?", (row.invoice_key,)
    ).fetchone()[0]
    numbers = ", ".join(str(int(line.line_no)) for line in lines)
    conn.execute(
        "DELETE FROM refund_match WHERE purchase_invoice_line_id IN (SELECT id FROM"
        " purchase_invoice_line WHERE purchase_invoice_id = ?"
        f" AND line_no NOT IN ({numbers}))",
        (invoice_id,),
    )
    changed += conn.execute(
        "DELETE FROM purchase_invoice_line WHERE purchase_invoice_id = ?"
        f" AND line_no NOT IN ({numbers})",
        (invoice_id,),
    ).rowcount
    return changed + sum(_put_line(conn, invoice_id, line) for line in lines) > 0


def _put_line(conn: sqlite3.Connection, invoice_id: int, line: InvoiceLineRow) -> int:
    names = _LINE.split(", ")
    excluded = ", ".join(f"excluded.{name}" for name in names)
    return conn.execute(
        f"INSERT INTO purchase_invoice_line (purchase_invoice_id, {_LINE})"
        f" VALUES (?{', ?' * len(names)}) ON CONFLICT (purchase_invoice_id, line_no) DO UPDATE SET"
        f" ({_LINE}) = ({excluded}) WHERE ({_LINE}) <> ({excluded})",
        (invoice_id, *astuple(line)),
    ).rowcount


def drop_invoice(conn: sqlite3.Connection, invoice_id: int) -> bool:
    """Take an invoice out with what it stood behind. Only one no claim refers to may go."""
    conn.execute(
        "DELETE FROM refund_match WHERE purchase_invoice_line_id IN"
        " (SELECT id FROM purchase_invoice_line WHERE purchase_invoice_id = ?)",
        (invoice_id,),
    )
    conn.execute("DELETE FROM purchase_invoice_line WHERE purchase_invoice_id = ?", (invoice_id,))
    return conn.execute("DELETE FROM purchase_invoice WHERE id = ?", (invoice_id,)).rowcount > 0


def confirm_invoice(conn: sqlite3.Connection, call_id: int, invoice_id: int, day: str) -> bool:
    """Note the day an invoice was confirmed for refund ("" = not)."""
    return (
        conn.execute(
            "UPDATE purchase_invoice SET confirmed_on = ?, call_id = ?"
            " WHERE id = ? AND confirmed_on <> ?",
            (day, call_id, invoice_id, day),
        ).rowcount
        > 0
    )


def is_claimed(conn: sqlite3.Connection, invoice_id: int) -> bool:
    """Whether a claim refers to a line of an invoice."""
    row = conn.execute(
        "SELECT EXISTS (SELECT 1 FROM purchase_invoice_line l"
        " CROSS JOIN refund_match m ON m.purchase_invoice_line_id = l.id"
        " CROSS JOIN refund_claim_line y ON y.refund_match_id = m.id"
        " WHERE l.purchase_invoice_id = ?)",
        (invoice_id,),
    ).fetchone()
    return bool(row[0])


@dataclass(frozen=True, slots=True)
class RefundRateRow:
    """A refund rate as `refund_rate` keeps it; days as text, "" = open."""

    scope: str
    scope_key: str
    rate_e5: int
    valid_from: str
    valid_until: str
    source: str


def put_refund_rate(conn: sqlite3.Connection, call_id: int, row: RefundRateRow) -> bool:
    """Keep a rate, in place of one about the same from the same day; True when it changed."""
    return (
        conn.execute(
            "INSERT INTO refund_rate (call_id, scope, scope_key, rate_e5, valid_from, valid_until,"
            " source) VALUES (?, ?, ?, ?, ?, ?, ?)"
            " ON CONFLICT (scope, scope_key, valid_from) DO UPDATE SET call_id = excluded.call_id,"
            " rate_e5 = excluded.rate_e5, valid_until = excluded.valid_until,"
            " source = excluded.source WHERE (rate_e5, valid_until, source)"
            " <> (excluded.rate_e5, excluded.valid_until, excluded.source)",
            (call_id, *astuple(row)),
        ).rowcount
        > 0
    )


def drop_refund_rate(conn: sqlite3.Connection, rate_id: int) -> bool:
    """Take a rate out."""
    return conn.execute("DELETE FROM refund_rate WHERE id = ?", (rate_id,)).rowcount > 0


def refund_rates(conn: sqlite3.Connection) -> list[tuple[int, RefundRateRow]]:
    """All rates with their ids, by what they are about."""
    rows = conn.execute(
        "SELECT id, scope, scope_key, rate_e5, valid_from, valid_until, source FROM refund_rate"
        " ORDER BY scope, scope_key, valid_from"
    )
    return [(row[0], RefundRateRow(*row[1:])) for row in rows]
