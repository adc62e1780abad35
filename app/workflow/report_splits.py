"""Sheets of the month workbook that take the months apart as the monthly page does: by market,
goods, platform and customs office, exports and imports beside each other."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator

from app.documents.fields import Flow
from app.queries import month as query
from app.queries.month import STANDING, Choice, Dimension, Part
from app.reporting.modes import Lists
from app.reporting.sheet import Sheet
from app.reporting.splits import GOODS, SplitRow, goods_sheet, split_sheet
from app.reporting.words import Words
from app.values.period import Month
from app.workflow.month_parts import goods_amounts

SPLITS = (Dimension.COUNTRY, GOODS, Dimension.PLATFORM, Dimension.OFFICE)
_TABLES = {Dimension.COUNTRY: "country", Dimension.OFFICE: "customs_office"}
_WHOLE_MONTH = Choice()


def split_sheets(
    conn: sqlite3.Connection, month: Month | None, lists: Lists, lines: Sheet, words: Words
) -> dict[str, Sheet]:
    """By name: by_country, by_goods, by_platform, by_customs_office; None = all months, the oldest
    first."""
    months = [month] if month else sorted(query.known_months(conn))
    found = {}
    for by in SPLITS:
        if by == GOODS:
            found["by_goods"] = goods_sheet(_goods_rows(conn, months, words), lines, words)
        else:
            rows = _list_rows(conn, months, Dimension(by), words)
            found[f"by_{by}"] = split_sheet(str(by), rows, lists, words)
    return found


def _list_rows(
    conn: sqlite3.Connection, months: list[Month], by: Dimension, words: Words
) -> list[SplitRow]:
    parts: dict[tuple[Month, str], list[Part]] = defaultdict(list)
    for part in query.parts(conn, months, by, _WHOLE_MONTH):
        if part.stage in STANDING:
            parts[part.month, part.key].append(part)
    return _ranked(
        SplitRow(
            str(month),
            key,
            _name(by, key, words),
            {flow: sum(one.sums.lists for one in found if one.flow == flow) for flow in Flow},
            {(one.flow, one.stage): one.sums.known_value_e5 for one in found},
            sum(one.sums.valueless for one in found),
        )
        for (month, key), found in parts.items()
    )


def _goods_rows(conn: sqlite3.Connection, months: list[Month], words: Words) -> list[SplitRow]:
    goods, rates = query.goods(conn, months, _WHOLE_MONTH), query.rates(conn, months)
    return _ranked(row for month in months for row in _goods_of_month(goods, rates, month, words))


def _goods_of_month(
    goods: list[query.GoodsPart],
    rates: dict[tuple[Month, str], int],
    month: Month,
    words: Words,
) -> Iterator[SplitRow]:
    here = [part for part in goods if part.month == month]
    counts: dict[str, dict[str, int]] = defaultdict(lambda: dict.fromkeys(Flow, 0))
    for part in here:
        counts[part.heading][part.flow] += part.lines
    amounts = goods_amounts(here, rates, month, _WHOLE_MONTH)
    for heading, lines in counts.items():
        found = {key[1:]: amount for key, amount in amounts.items() if key[0] == heading}
        yield SplitRow(
            str(month),
            heading,
            _name(GOODS, heading, words),
            lines,
            {key: amount.e5 for key, amount in found.items()},
            sum(amount.unknown for amount in found.values()),
        )


def _ranked(rows: Iterable[SplitRow]) -> list[SplitRow]:
    """Month by month, the largest first: as the page has them."""
    return sorted(
        rows, key=lambda row: (row.month, -sum(one or 0 for one in row.amounts.values()), row.key)
    )


def _name(by: str, key: str, words: Words) -> str:
    if not key:
        return words.say("month.nameless")
    if by == Dimension.PLATFORM:
        return ""
    table, code = (_TABLES[Dimension(by)], key) if by != GOODS else _chapter(key, words)
    name = words.name(table, code)
    return "" if name == code else name


def _chapter(heading: str, words: Words) -> tuple[str, str]:
    return ("hs6", heading) if words.language == "en" else ("hs_chapter", heading[:2])
