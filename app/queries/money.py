"""Money received as screens show it: the amounts, what they were given for, orders reconciled."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from decimal import Decimal

from app.queries.table import Column, Kind, Table
from app.values.decimals import decimal_from_e5

_GIVEN = """(SELECT coalesce(sum(l.gross_e5), 0) FROM remittance_line l
    WHERE l.remittance_id = r.id AND l.order_id NOT NULL)"""

REMITTANCES = Table(
    name="remittances",
    key="r.id",
    source="remittance r",
    columns=(
        Column("remit_no", "r.remit_no", Kind.CODE),
        Column("received_on", "r.received_on", Kind.DATE),
        Column(
            "remit_state",
            f"CASE WHEN r.gross_e5 = {_GIVEN} THEN 'given' WHEN {_GIVEN} = 0 THEN 'open'"
            " ELSE 'part' END",
            Kind.STATUS,
        ),
        Column("money_currency", "r.currency", Kind.CODE),
        Column("remit_net", "r.net_e5", Kind.MONEY),
        Column("remit_left", f"r.gross_e5 - {_GIVEN}", Kind.MONEY),
        Column("remit_from", "coalesce(nullif(r.platform, ''), r.bank)"),
        Column("remit_gross", "r.gross_e5", Kind.MONEY),
        Column("remit_fee", "r.fee_e5", Kind.MONEY),
        Column("settled_on", "nullif(r.settled_on, '')", Kind.DATE),
        Column("settlement_rate", "(r.settlement_rate_e8 + 500) / 1000", Kind.QUANTITY),
        Column("remit_cny", "r.cny_e5", Kind.MONEY),
        Column("remit_reason", "r.reason"),
        Column("note", "r.note"),
    ),
    search=("r.remit_no", "r.platform", "r.bank", "r.note"),
    order="r.received_on DESC, r.id",
)
"""Amounts received, the newest first."""

RECONCILED = Table(
    name="order_money",
    key="v.id",
    source="order_reconciled v",
    columns=(
        Column("money_order", "v.order_no", Kind.CODE),
        Column("money_month", "v.month", Kind.CODE),
        Column("money_state", "v.state", Kind.STATUS),
        Column("money_currency", "v.currency", Kind.CODE),
        Column("money_declared", "v.declared_e5", Kind.MONEY),
        Column("money_income", "v.income_e5", Kind.MONEY),
        Column("money_net", "v.net_e5", Kind.MONEY),
        Column("money_unreceived", "v.unreceived_e5", Kind.MONEY),
        Column("money_value", "v.value_e5", Kind.MONEY),
        Column("money_beside", "v.beside_e5", Kind.MONEY),
        Column("money_refunded", "v.refunded_e5", Kind.MONEY),
        Column("money_fee", "v.fee_e5", Kind.MONEY),
        Column("money_settled", "v.settled_cny_e5", Kind.MONEY),
    ),
    search=("v.order_no", "v.shop"),
)
"""Export orders with what was declared, taken in and received, and why these differ."""


@dataclass(frozen=True, slots=True)
class GivenLine:
    """What an order got of an amount; `is_here` False: no such order in the file."""

    id: int
    order_no: str
    kind: str
    gross: Decimal
    fee: Decimal
    how: str
    is_here: bool


_LINES_SHOWN = 2_000


def lines_of(conn: sqlite3.Connection, remittance_id: int) -> list[GivenLine]:
    """What an amount was given for, the largest first; of very many the largest ones."""
    rows = conn.execute(
        "SELECT id, order_no, kind, gross_e5, fee_e5, how, order_id NOT NULL"
        " FROM remittance_line WHERE remittance_id = ? ORDER BY abs(gross_e5) DESC, id LIMIT ?",
        (remittance_id, _LINES_SHOWN),
    )
    return [
        GivenLine(id_, no, kind, decimal_from_e5(gross), decimal_from_e5(fee), how, bool(here))
        for id_, no, kind, gross, fee, how, here in rows
    ]


@dataclass(frozen=True, slots=True)
class RemittanceRow:
    """An amount received as a form shows it; None and "" = not said."""

    id: int
    remit_no: str
    bank: str
    platform: str
    received_on: str
    period_from: str
    period_until: str
    currency: str
    gross: Decimal
    fee: Decimal
    net: Decimal
    settled_on: str
    cny: Decimal | None
    note: str
    reason: str
    file: str
    left: Decimal
    fee_left: Decimal


def remittance(conn: sqlite3.Connection, remittance_id: int) -> RemittanceRow | None:
    """One amount."""
    row = conn.execute(
        "SELECT r.id, r.remit_no, r.bank, r.platform, r.received_on, r.period_from,"
        " r.period_until, r.currency, r.gross_e5, r.fee_e5, r.net_e5, r.settled_on, r.cny_e5,"
        " r.note, r.reason, coalesce(f.name, ''), r.gross_e5 - coalesce(sum(l.gross_e5), 0),"
        " r.fee_e5 - coalesce(sum(l.fee_e5), 0)"
        " FROM remittance r LEFT JOIN source_file f ON f.id = r.source_file_id"
        " LEFT JOIN remittance_line l ON l.remittance_id = r.id AND l.order_id NOT NULL"
        " WHERE r.id = ? GROUP BY r.id",
        (remittance_id,),
    ).fetchone()
    if row is None:
        return None
    id_, number, bank, platform, on, first, last, currency, gross, fee, net, *rest = row
    settled_on, cny, note, reason, file, left, fee_left = rest
    return RemittanceRow(
        id_,
        number,
        bank,
        platform,
        on,
        first,
        last,
        currency,
        gross=decimal_from_e5(gross),
        fee=decimal_from_e5(fee),
        net=decimal_from_e5(net),
        settled_on=settled_on,
        cny=None if cny is None else decimal_from_e5(cny),
        note=note,
        reason=reason,
        file=file,
        left=decimal_from_e5(left),
        fee_left=decimal_from_e5(fee_left),
    )


def has_orders(conn: sqlite3.Connection) -> bool:
    """Whether any order can be reconciled: one with a payment or a list."""
    return any(
        conn.execute(f"SELECT 1 FROM {table} LIMIT 1").fetchone()
        for table in ("payment", "declaration_list", "remittance")
    )
