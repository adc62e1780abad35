"""Sheets of money: export orders reconciled, and what they come to by month and currency."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from app.reporting.cells import Kind
from app.reporting.lists import columns
from app.reporting.sheet import Sheet, count_where, literal, sum_where
from app.reporting.words import Words

_AMOUNTS = (
    *("declared", "income", "received", "fees", "value_difference", "undeclared", "beside"),
    *("refunded", "unreceived", "settled", "settled_cny"),
)
_ORDERS = (
    ("order_no", Kind.CODE, 24, True),
    ("month", Kind.MONTH, 9, False),
    ("day", Kind.DATE, 11, False),
    ("currency", Kind.CODE, 7, False),
    ("is_mixed", Kind.TEXT, 10, False),
    *((name, Kind.MONEY, 13, False) for name in _AMOUNTS),
)
_MONTHS = (
    ("month", Kind.MONTH, 9, False),
    ("currency", Kind.CODE, 7, False),
    ("order_count", Kind.COUNT, 10, True),
    ("mixed_count", Kind.COUNT, 10, True),
    *((name, Kind.MONEY, 15, name == "settled_cny") for name in _AMOUNTS),
    ("rate", Kind.RATE, 12, False),
)
_FIRST_ROW = 3


@dataclass(frozen=True, slots=True)
class MoneyMonth:
    """A month and currency: orders, those in several currencies (in no sum), the amounts in the
    order of the orders' columns and the customs rate at scale 8; None = not known."""

    month: str
    currency: str
    orders: int
    mixed: int
    amounts: Sequence[int | None]
    rate_e8: int | None


def order_money_sheet(rows: Iterable[Sequence[Any]], count: int, words: Words) -> Sheet:
    """One row an order, amounts in its currency."""
    yes, no = words.say("report.yes"), words.say("report.no")
    made = ((*row[:4], yes if row[4] else no, *row[5:]) for row in rows)
    return Sheet(
        words.title("order_money"),
        columns(_ORDERS, words),
        made,
        count,
        total_label=words.say("report.total"),
        sums={"order_no": count},
    )


def money_sheet(months: Sequence[MoneyMonth], orders: Sheet, words: Words) -> Sheet:
    """One row a month and currency, added up over the orders that are in one currency."""
    return Sheet(
        words.title("money"),
        columns(_MONTHS, words),
        _month_rows(months, orders, words),
        len(months),
        total_label=words.say("report.total"),
    )


def _month_rows(
    months: Sequence[MoneyMonth], orders: Sheet, words: Words
) -> Iterator[Sequence[object]]:
    yes, no = (("is_mixed", literal(words.say(f"report.{word}"))) for word in ("yes", "no"))
    for row, each in enumerate(months, _FIRST_ROW):
        same = [("month", f"$A{row}"), ("currency", f"$B{row}")]
        yield (
            *(each.month, each.currency),
            count_where(orders, same, each.orders),
            count_where(orders, [*same, yes], each.mixed),
            *(
                None if value is None else sum_where(orders, name, [*same, no], value)
                for name, value in zip(_AMOUNTS, each.amounts, strict=True)
            ),
            each.rate_e8,
        )
