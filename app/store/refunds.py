"""Refund claims, their money, and a production company's month; inside a call."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from dataclasses import astuple, dataclass


@dataclass(frozen=True, slots=True)
class ClaimRow:
    """The head of a claim as it is prepared."""

    claim_no: str
    month: str
    kind: str
    mark: str
    prepared_on: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class ClaimLineRow:
    """A line of a claim: a piece of an export with the purchase behind it."""

    refund_match_id: int
    entry_no: str
    export_date: str
    qty_e5: int
    base_e5: int
    refund_rate_e5: int
    refund_e5: int


def add_claim(
    conn: sqlite3.Connection, call_id: int, row: ClaimRow, lines: Iterable[ClaimLineRow]
) -> int:
    """Keep a claim with its lines; its id."""
    cursor = conn.execute(
        "INSERT INTO refund_claim (call_id, claim_no, month, kind, mark, prepared_on, note)"
        " VALUES (?, ?, ?, ?, ?, ?, ?)",
        (call_id, *astuple(row)),
    )
    claim_id = int(cursor.lastrowid or 0)
    conn.executemany(
        "INSERT INTO refund_claim_line (refund_claim_id, line_no, refund_match_id, entry_no,"
        " export_date, qty_e5, base_e5, refund_rate_e5, refund_e5)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        ((claim_id, at, *astuple(line)) for at, line in enumerate(lines, start=1)),
    )
    return claim_id


def set_claim(
    conn: sqlite3.Connection, call_id: int, claim_id: int, **values: str | int | None
) -> bool:
    """Set fields of a claim (names are columns); True when that changed something."""
    names = tuple(values)
    sets = ", ".join(f"{name} = ?" for name in names)
    differs = " OR ".join(f"{name} IS NOT ?" for name in names)
    return (
        conn.execute(
            f"UPDATE refund_claim SET {sets}, call_id = ? WHERE id = ? AND ({differs})",
            (*values.values(), call_id, claim_id, *values.values()),
        ).rowcount
        > 0
    )


@dataclass(frozen=True, slots=True)
class MoneyRow:
    """Money of a claim: received, or paid back (because of a return, when one is named)."""

    refund_claim_id: int
    kind: str
    moved_on: str
    amount_e5: int
    voucher_no: str = ""
    goods_return_id: int | None = None
    note: str = ""


def add_money(conn: sqlite3.Connection, call_id: int, row: MoneyRow) -> int:
    """Keep money; its id."""
    cursor = conn.execute(
        "INSERT INTO refund_money (call_id, refund_claim_id, kind, moved_on, amount_e5,"
        " voucher_no, goods_return_id, note) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (call_id, *astuple(row)),
    )
    return int(cursor.lastrowid or 0)


def drop_money(conn: sqlite3.Connection, money_id: int) -> bool:
    """Take money out."""
    return conn.execute("DELETE FROM refund_money WHERE id = ?", (money_id,)).rowcount > 0


@dataclass(frozen=True, slots=True)
class RefundMonthRow:
    """What only a production company's books know of a month."""

    month: str
    domestic_e5: int
    input_e5: int
    opening_e5: int = 0
    material_e5: int = 0
    official_e5: int | None = None
    note: str = ""


_MONTH = "domestic_e5, input_e5, opening_e5, material_e5, official_e5, note"


def put_refund_month(conn: sqlite3.Connection, call_id: int, row: RefundMonthRow) -> bool:
    """Keep the figures of a month; True when that changed something."""
    names = _MONTH.split(", ")
    excluded = ", ".join(f"excluded.{name}" for name in names)
    differs = " OR ".join(f"{name} IS NOT excluded.{name}" for name in names)
    return (
        conn.execute(
            f"INSERT INTO refund_month (call_id, month, {_MONTH}) VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
            f" ON CONFLICT (month) DO UPDATE SET (call_id, {_MONTH}) ="
            f" (excluded.call_id, {excluded}) WHERE {differs}",
            (call_id, *astuple(row)),
        ).rowcount
        > 0
    )


def refund_month(conn: sqlite3.Connection, month: str) -> RefundMonthRow | None:
    """The figures of a month; None when none were entered."""
    row = conn.execute(
        f"SELECT month, {_MONTH} FROM refund_month WHERE month = ?", (month,)
    ).fetchone()
    return RefundMonthRow(*row) if row else None
