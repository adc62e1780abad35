"""Sheets that add the lists up by month, mode, country and currency.

Every number is a formula over the sheet of the lists, so it follows a correction made there and
anybody can check it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from app.reporting.cells import Kind
from app.reporting.lists import columns, statistics_flag
from app.reporting.sheet import Counted, Sheet, count_where, sum_where
from app.reporting.words import Words

_GROUP_COLUMNS = (
    ("month", Kind.MONTH, 10, False),
    ("customs_mode", Kind.CODE, 10, False),
    ("statistics_flag", Kind.TEXT, 12, False),
    ("country", Kind.CODE, 10, False),
    ("country_name", Kind.TEXT, 16, False),
    ("currency", Kind.CODE, 8, False),
    ("list_count", Kind.COUNT, 10, True),
    ("line_count", Kind.COUNT, 10, True),
    ("pieces", Kind.COUNT, 10, True),
    ("gross_weight", Kind.WEIGHT, 14, True),
    ("net_weight", Kind.WEIGHT, 14, True),
    ("total", Kind.MONEY, 16, False),
)
_KEYS = (  # column of the lists, and the letter of the cell here it must equal
    ("month", "A"),
    ("customs_mode", "B"),
    ("statistics_flag", "C"),
    ("country", "D"),
    ("currency", "F"),
)
_MEASURES = ("line_count", "pieces", "gross_weight", "net_weight", "total")
_CURRENCY_COLUMNS = (
    ("month", Kind.MONTH, 10, False),
    ("currency", Kind.CODE, 8, False),
    ("list_count", Kind.COUNT, 10, True),
    ("total", Kind.MONEY, 18, False),
    ("rate", Kind.RATE, 12, False),
    ("total_cny", Kind.MONEY, 18, True),
    ("rate_source", Kind.TEXT, 40, False),
)
_FIRST_ROW = 3  # below totals and header


def group_sheet(groups: Counted, lists: Sheet, words: Words) -> Sheet:
    """Month, mode, kind, country, currency: lists, lines, pieces, weights, amount."""
    return Sheet(
        words.title("summary"),
        columns(_GROUP_COLUMNS, words),
        _group_rows(groups, lists, words),
        len(groups),
        total_label=words.say("report.total"),
    )


def currency_sheet(currencies: Counted, lists: Sheet, words: Words) -> Sheet:
    """Month and currency: amount, customs rate, amount in yuan (left open when no rate is known).
    The yuan are those of the lists, each rounded half up to the fen, as the screen adds them up."""
    return Sheet(
        words.title("currencies"),
        columns(_CURRENCY_COLUMNS, words),
        _currency_rows(currencies, lists),
        len(currencies),
        total_label=words.say("report.total"),
    )


def _group_rows(groups: Counted, lists: Sheet, words: Words) -> Iterator[Sequence[object]]:
    for row, (month, mode, flag, country, currency, count, *known) in enumerate(groups, _FIRST_ROW):
        same = [(key, f"${letter}{row}") for key, letter in _KEYS]
        yield (
            *(month, mode, statistics_flag(flag, words)),
            *(country, words.name("country", country), currency),
            count_where(lists, same, count),
            *(
                sum_where(lists, measure, same, value)
                for measure, value in zip(_MEASURES, known, strict=True)
            ),
        )


def _currency_rows(currencies: Counted, lists: Sheet) -> Iterator[Sequence[object]]:
    for row, (month, currency, rate, source, *known) in enumerate(currencies, _FIRST_ROW):
        count, total, cny = known
        same = [("month", f"$A{row}"), ("currency", f"$B{row}")]
        yield (
            *(month, currency),
            count_where(lists, same, count),
            sum_where(lists, "total", same, total),
            rate,
            sum_where(lists, "total_cny", same, cny) if rate else None,
            source,
        )
