"""Sheets that add the lists up by month, flow, mode, country and currency: exports first, then
imports.

Every number is a formula over the sheet of the lists, so it follows a correction made there and
anybody can check it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from app.reporting.cells import Kind
from app.reporting.lists import columns, statistics_flag
from app.reporting.sheet import OfFlow, Sheet, count_where, each_row, is_text, sum_where
from app.reporting.words import Words

_GROUP_COLUMNS = (
    ("month", Kind.MONTH, 10, False),
    ("flow", Kind.TEXT, 8, False),
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
    ("customs_mode", "C"),
    ("statistics_flag", "D"),
    ("country", "E"),
    ("currency", "G"),
)
_MEASURES = ("line_count", "pieces", "gross_weight", "net_weight", "total")
_CURRENCY_COLUMNS = (
    ("month", Kind.MONTH, 10, False),
    ("flow", Kind.TEXT, 8, False),
    ("currency", Kind.CODE, 8, False),
    ("list_count", Kind.COUNT, 10, True),
    ("total", Kind.MONEY, 18, False),
    ("rate", Kind.RATE, 12, False),
    ("total_cny", Kind.MONEY, 18, True),
    ("rate_source", Kind.TEXT, 40, False),
)
_FIRST_ROW = 3  # below totals and header


def group_sheet(groups: Sequence[OfFlow], words: Words) -> Sheet:
    """Month, flow, mode, kind, country, currency: lists, lines, pieces, weights, amount."""
    return Sheet(
        words.title("summary"),
        columns(_GROUP_COLUMNS, words),
        _group_rows(groups, words),
        sum(len(each.rows) for each in groups),
        total_label=words.say("report.total"),
    )


def currency_sheet(currencies: Sequence[OfFlow], words: Words) -> Sheet:
    """Month, flow and currency: amount, customs rate, amount in yuan (left open when no rate is
    known). The yuan are those of the lists, each rounded half up to the fen, as the screen adds
    them up."""
    return Sheet(
        words.title("currencies"),
        columns(_CURRENCY_COLUMNS, words),
        _currency_rows(currencies, words),
        sum(len(each.rows) for each in currencies),
        total_label=words.say("report.total"),
    )


def _group_rows(groups: Sequence[OfFlow], words: Words) -> Iterator[Sequence[object]]:
    for row, (part, values) in enumerate(each_row(groups), _FIRST_ROW):
        month, mode, flag, country, currency, number, *known = values
        same = [("month", f"$A{row}")]
        same += [(key, is_text(f"${letter}{row}")) for key, letter in _KEYS if part.lists.has(key)]
        yield (
            *(month, words.say(f"decl_flow.{part.flow}"), mode, statistics_flag(flag, words)),
            *(country, words.name("country", country), currency),
            count_where(part.lists, same, number),
            *(
                sum_where(part.lists, measure, same, value)
                for measure, value in zip(_MEASURES, known, strict=True)
            ),
        )


def _currency_rows(currencies: Sequence[OfFlow], words: Words) -> Iterator[Sequence[object]]:
    for row, (part, values) in enumerate(each_row(currencies), _FIRST_ROW):
        month, currency, rate, source, number, total, cny = values
        same = [("month", f"$A{row}"), ("currency", f"$C{row}")]
        yield (
            *(month, words.say(f"decl_flow.{part.flow}"), currency),
            count_where(part.lists, same, number),
            sum_where(part.lists, "total", same, total),
            rate,
            sum_where(part.lists, "total_cny", same, cny) if rate else None,
            source,
        )
