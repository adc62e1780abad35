"""The company's customs exchange rates: CNY for one unit of a currency in a month (R49).

The customs administration publishes them; nobody computes them here. Kept at scale 8.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from app.values.period import Month

SCALE = 8


@dataclass(frozen=True, slots=True)
class ExchangeRate:
    """CNY for one unit of `currency` (3-letter code) in `month`, where it was read, and of which
    day it is there (None = not said)."""

    currency: str
    month: Month
    cny: Decimal
    source: str
    source_day: date | None = None


def put_rate(conn: sqlite3.Connection, call_id: int, rate: ExchangeRate) -> bool:
    """Keep a rate; True when that changed something. A rate typed again replaces the old one."""
    scaled = int(rate.cny.scaleb(SCALE))
    cursor = conn.execute(
        "INSERT INTO exchange_rate (call_id, currency, month, cny_e8, source, source_day)"
        " VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (currency, month) DO UPDATE SET"
        " call_id = excluded.call_id, cny_e8 = excluded.cny_e8, source = excluded.source,"
        " source_day = excluded.source_day WHERE (cny_e8, source, source_day)"
        " <> (excluded.cny_e8, excluded.source, excluded.source_day)",
        (call_id, rate.currency, str(rate.month), scaled, rate.source, _text(rate.source_day)),
    )
    return cursor.rowcount > 0


def rates(conn: sqlite3.Connection) -> list[ExchangeRate]:
    """All rates, by month and currency."""
    rows = conn.execute(
        "SELECT currency, month, cny_e8, source, source_day FROM exchange_rate"
        " ORDER BY month, currency"
    )
    return [
        ExchangeRate(
            currency,
            Month.parse(month),
            Decimal(scaled).scaleb(-SCALE),
            source,
            date.fromisoformat(day) if day else None,
        )
        for currency, month, scaled, source, day in rows
    ]


def _text(day: date | None) -> str:
    return day.isoformat() if day else ""


def cny_for_one(conn: sqlite3.Connection, currency: str, month: Month) -> Decimal | None:
    """The rate in force in a month; None = not known (never a neighbour's)."""
    row = conn.execute(
        "SELECT cny_e8 FROM exchange_rate WHERE currency = ? AND month = ?",
        (currency, str(month)),
    ).fetchone()
    return None if row is None else Decimal(row[0]).scaleb(-SCALE)
