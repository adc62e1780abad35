"""Sheets of import lists with their taxes (tax working), their goods lines, and B2B shipments."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from app.reporting.cells import Kind
from app.reporting.lists import columns, stage_name, status_name
from app.reporting.sheet import Counted, Sheet
from app.reporting.words import Words

_TAXES = (
    ("own_no", Kind.CODE, 22, False),
    ("month", Kind.MONTH, 9, False),
    ("customs_mode", Kind.CODE, 9, False),
    ("status", Kind.TEXT, 14, False),
    ("counted_as", Kind.TEXT, 10, False),
    ("released_on", Kind.DATE, 11, False),
    ("decl_no", Kind.CODE, 20, False),
    ("platform", Kind.TEXT, 20, False),
    ("order_no", Kind.CODE, 24, True),
    ("waybill_no", Kind.CODE, 20, False),
    ("country", Kind.CODE, 8, False),
    ("customs_office", Kind.CODE, 9, False),
    ("line_count", Kind.COUNT, 8, True),
    ("pieces", Kind.COUNT, 8, True),
    ("gross_weight", Kind.WEIGHT, 12, True),
    ("net_weight", Kind.WEIGHT, 12, True),
    ("currency", Kind.CODE, 7, False),
    ("total", Kind.MONEY, 14, False),
    ("total_cny", Kind.MONEY, 14, True),
    ("channel", Kind.TEXT, 24, False),
    ("duty", Kind.MONEY, 12, True),
    ("vat", Kind.MONEY, 12, True),
    ("consumption", Kind.MONEY, 12, True),
    ("tax_total", Kind.MONEY, 12, True),
    ("tax_basis", Kind.TEXT, 8, False),
    ("law_day", Kind.DATE, 11, False),
    ("dutiable", Kind.MONEY, 14, True),
    ("tax_estimate", Kind.MONEY, 12, True),
    ("tax_bill", Kind.MONEY, 12, True),
    ("tax_no", Kind.CODE, 20, False),
    ("was_refused", Kind.COUNT, 8, True),
    ("was_returned", Kind.COUNT, 8, True),
)
_LINES = (
    ("own_no", Kind.CODE, 22, False),
    ("order_no", Kind.CODE, 24, True),
    ("line_no", Kind.COUNT, 6, False),
    ("sku", Kind.CODE, 16, False),
    ("hs_code", Kind.CODE, 12, False),
    ("goods_name", Kind.TEXT, 24, False),
    ("declared_qty", Kind.QUANTITY, 10, False),
    ("declared_unit", Kind.TEXT, 8, False),
    ("price", Kind.MONEY, 12, False),
    ("currency", Kind.CODE, 7, False),
    ("line_total", Kind.MONEY, 12, False),
    ("origin", Kind.CODE, 8, False),
    ("dutiable", Kind.MONEY, 12, True),
    ("duty", Kind.MONEY, 12, True),
    ("vat", Kind.MONEY, 12, True),
    ("consumption", Kind.MONEY, 12, True),
    ("tax_total", Kind.MONEY, 12, True),
)
_SHIPMENTS = (
    ("own_no", Kind.CODE, 22, True),
    ("month", Kind.MONTH, 9, False),
    ("customs_mode", Kind.CODE, 9, False),
    ("counted_as", Kind.TEXT, 10, False),
    ("declared_on", Kind.DATE, 11, False),
    ("export_date", Kind.DATE, 11, False),
    ("country", Kind.CODE, 8, False),
    ("customs_office", Kind.CODE, 9, False),
    ("line_count", Kind.COUNT, 8, True),
    ("pieces", Kind.COUNT, 8, True),
    ("gross_weight", Kind.WEIGHT, 12, True),
    ("currency", Kind.CODE, 7, False),
    ("total", Kind.MONEY, 14, False),
    ("total_cny", Kind.MONEY, 14, True),
    ("tax_refund", Kind.MONEY, 14, True),
)
_BASIS = ("", "official", "estimate", "unknown")  # month_list.tax_state


def tax_sheet(rows: Counted, words: Words, sums: Mapping[str, int]) -> Sheet:
    """One row an import list: the taxes that count, and what they rest on."""

    def cells() -> Iterator[Sequence[object]]:
        for row in rows:
            made: list[Any] = list(row)
            made[3], made[4] = status_name(row[3], words), stage_name(row[4], words)
            made[19] = words.say(f"tax.channel.{row[19]}") if row[19] else ""
            made[24] = words.say(f"tax_basis.{_BASIS[row[24]]}") if row[24] else ""
            yield made

    return _sheet("taxes", _TAXES, (cells(), len(rows)), words, sums)


def tax_line_sheet(rows: Counted, words: Words, sums: Mapping[str, int]) -> Sheet:
    """One row a goods line of an import list, with its estimate."""

    def cells() -> Iterator[Sequence[object]]:
        for row in rows:
            unit = words.name("unit", row[7]) if row[7] else ""
            yield (*row[:7], unit, *row[8:])

    return _sheet("tax_lines", _LINES, (cells(), len(rows)), words, sums)


def shipment_sheet(rows: Counted, words: Words) -> Sheet:
    """One row a B2B shipment."""
    cells = ((*row[:3], stage_name(row[3], words), *row[4:]) for row in rows)
    return _sheet("shipments", _SHIPMENTS, (cells, len(rows)), words, {})


def _sheet(
    name: str,
    layout: tuple[tuple[str, Kind, int, bool], ...],
    counted: tuple[Iterable[Sequence[object]], int],
    words: Words,
    sums: Mapping[str, int],
) -> Sheet:
    rows, count = counted
    label = words.say("report.total")
    made = columns(layout, words)
    return Sheet(words.title(name), made, rows, count, total_label=label, sums=sums)
