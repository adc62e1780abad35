"""The monthly tax sheet: what the lists released in a month owe, by the way they are taxed.

Estimate and official bills stand apart; the official amount of a list wins over its estimate, and
what is not known is counted, never taken for nothing."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from app.queries.tax import MonthRow, TaxAmounts, month_sheet
from app.values.period import Month

NOTHING = Decimal(0)
UNKNOWN_CHANNEL = ""


@dataclass(frozen=True, slots=True)
class ChannelTotal:
    """The month in one channel (None = in all of them); the fields are those of `MonthRow`."""

    channel: str | None
    lists: int
    dutiable: Decimal
    estimate: TaxAmounts
    unknown: int
    official: TaxAmounts
    billed: int
    counted: TaxAmounts
    uncounted: int


def month_totals(conn: sqlite3.Connection, month: Month) -> list[ChannelTotal]:
    """A total for each channel of the month, then one for all; none when nothing was released."""
    rows = month_sheet(conn, month)
    if not rows:
        return []
    channels = sorted({row.channel for row in rows}, key=lambda name: (not name, name))
    found = [_total(name, [row for row in rows if row.channel == name]) for name in channels]
    return [*found, _total(None, rows)]


def _total(channel: str | None, rows: list[MonthRow]) -> ChannelTotal:
    return ChannelTotal(
        channel=channel,
        lists=sum(row.lists for row in rows),
        dutiable=sum((row.dutiable for row in rows), NOTHING),
        estimate=_sum(row.estimate for row in rows),
        unknown=sum(row.unknown for row in rows),
        official=_sum(row.official for row in rows),
        billed=sum(row.billed for row in rows),
        counted=_sum(row.counted for row in rows),
        uncounted=sum(row.uncounted for row in rows),
    )


def _sum(amounts: Iterable[TaxAmounts]) -> TaxAmounts:
    found = list(amounts)
    return TaxAmounts(
        sum((each.duty or NOTHING for each in found), NOTHING),
        sum((each.vat or NOTHING for each in found), NOTHING),
        sum((each.consumption or NOTHING for each in found), NOTHING),
    )
