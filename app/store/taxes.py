"""What people state about taxes: rates, balances, payments, guarantees; inside a call."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class RateRow:
    """A statement about a rate, as `goods_rate` keeps it; days as text, "" = open."""

    scope: str
    scope_key: str
    kind: str
    origin: str
    value: str
    valid_from: str
    valid_until: str
    source: str


_RATE_KEYS = "scope, scope_key, kind, origin, valid_from"


def put_goods_rate(conn: sqlite3.Connection, call_id: int, row: RateRow) -> bool:
    """Keep a statement, in place of one about the same from the same day; True when it changed."""
    return (
        conn.execute(
            f"INSERT INTO goods_rate (call_id, {_RATE_KEYS}, value, valid_until, source)"
            f" VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT ({_RATE_KEYS}) DO UPDATE SET"
            " call_id = excluded.call_id, value = excluded.value,"
            " valid_until = excluded.valid_until, source = excluded.source"
            " WHERE (value, valid_until, source)"
            " <> (excluded.value, excluded.valid_until, excluded.source)",
            (
                *(call_id, row.scope, row.scope_key, row.kind, row.origin, row.valid_from),
                *(row.value, row.valid_until, row.source),
            ),
        ).rowcount
        > 0
    )


def drop_goods_rate(conn: sqlite3.Connection, rate_id: int) -> bool:
    """Take a statement out."""
    return conn.execute("DELETE FROM goods_rate WHERE id = ?", (rate_id,)).rowcount > 0


@dataclass(frozen=True, slots=True)
class BalanceRow:
    """What the official query said a buyer has used of a year."""

    buyer: int
    year: int
    used_e5: int
    as_of: str
    source: str


def put_balance(conn: sqlite3.Connection, call_id: int, row: BalanceRow) -> bool:
    """Keep a balance, in place of one of the same moment; True when it changed."""
    return (
        conn.execute(
            "INSERT INTO buyer_balance (call_id, buyer_id_hash, year, used_e5, as_of, source)"
            " VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (buyer_id_hash, year, as_of) DO UPDATE SET"
            " call_id = excluded.call_id, used_e5 = excluded.used_e5, source = excluded.source"
            " WHERE (used_e5, source) <> (excluded.used_e5, excluded.source)",
            (call_id, row.buyer, row.year, row.used_e5, row.as_of, row.source),
        ).rowcount
        > 0
    )


def drop_balance(conn: sqlite3.Connection, balance_id: int) -> int:
    """Take a balance out; the buyer it was about, 0 = there was none."""
    row = conn.execute(
        "DELETE FROM buyer_balance WHERE id = ? RETURNING buyer_id_hash", (balance_id,)
    ).fetchone()
    return row[0] if row else 0


@dataclass(frozen=True, slots=True)
class PaymentRow:
    """A payment to the treasury for a payment book."""

    payment_book_no: str
    paid_on: str
    amount_e5: int
    voucher_no: str = ""
    note: str = ""


def add_payment(conn: sqlite3.Connection, call_id: int, row: PaymentRow) -> int:
    """Keep a payment; its id."""
    cursor = conn.execute(
        "INSERT INTO tax_payment (call_id, payment_book_no, paid_on, amount_e5, voucher_no, note)"
        " VALUES (?, ?, ?, ?, ?, ?)",
        (call_id, row.payment_book_no, row.paid_on, row.amount_e5, row.voucher_no, row.note),
    )
    return int(cursor.lastrowid or 0)


def drop_payment(conn: sqlite3.Connection, payment_id: int) -> bool:
    """Take a payment out."""
    return conn.execute("DELETE FROM tax_payment WHERE id = ?", (payment_id,)).rowcount > 0


@dataclass(frozen=True, slots=True)
class GuaranteeRow:
    """A guarantee for taxes; both days are inside."""

    assure_code: str
    guarantee_no: str
    amount_e5: int
    valid_from: str
    valid_until: str
    note: str = ""


def put_guarantee(conn: sqlite3.Connection, call_id: int, row: GuaranteeRow) -> bool:
    """Keep a guarantee, in place of an older state of its number; True when it changed."""
    columns = "assure_code, amount_e5, valid_from, valid_until, note"
    sets = ", ".join(f"{name} = excluded.{name}" for name in columns.split(", "))
    excluded = ", ".join(f"excluded.{name}" for name in columns.split(", "))
    return (
        conn.execute(
            f"INSERT INTO guarantee (call_id, guarantee_no, {columns})"
            " VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (guarantee_no) DO UPDATE SET"
            f" call_id = excluded.call_id, {sets} WHERE ({columns}) <> ({excluded})",
            (
                *(call_id, row.guarantee_no, row.assure_code, row.amount_e5),
                *(row.valid_from, row.valid_until, row.note),
            ),
        ).rowcount
        > 0
    )


def drop_guarantee(conn: sqlite3.Connection, guarantee_id: int) -> bool:
    """Take a guarantee out."""
    return conn.execute("DELETE FROM guarantee WHERE id = ?", (guarantee_id,)).rowcount > 0
