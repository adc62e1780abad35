"""Sheets of the declaration lists and of their goods lines."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from app.documents.fields import Flow
from app.log import redacted
from app.reporting.cells import Kind
from app.reporting.sheet import Column, Counted, Sheet
from app.reporting.words import Words

# key, kind, width, has a total; in the order the rows bring them, names beside codes put in.
_LIST_COLUMNS = (
    ("own_no", Kind.CODE, 22, False),
    ("month", Kind.MONTH, 9, False),
    ("export_date", Kind.DATE, 11, False),
    ("customs_mode", Kind.CODE, 9, False),
    ("statistics_flag", Kind.TEXT, 10, False),
    ("status", Kind.TEXT, 14, False),
    ("counted_as", Kind.TEXT, 10, False),
    ("since", Kind.TIME, 19, False),
    ("pre_entry_no", Kind.CODE, 20, False),
    ("decl_no", Kind.CODE, 20, False),
    ("platform", Kind.TEXT, 20, False),
    ("order_no", Kind.CODE, 24, True),
    ("carrier", Kind.TEXT, 20, False),
    ("waybill_no", Kind.CODE, 20, False),
    ("country", Kind.CODE, 8, False),
    ("country_name", Kind.TEXT, 14, False),
    ("customs_office", Kind.CODE, 9, False),
    ("port_office", Kind.CODE, 9, False),
    ("transport_mode", Kind.CODE, 9, False),
    ("line_count", Kind.COUNT, 8, True),
    ("pieces", Kind.COUNT, 8, True),
    ("gross_weight", Kind.WEIGHT, 12, True),
    ("net_weight", Kind.WEIGHT, 12, True),
    ("currency", Kind.CODE, 7, False),
    ("total", Kind.MONEY, 14, False),  # currencies differ: added up by currency elsewhere
    ("total_cny", Kind.MONEY, 14, True),  # half up to the fen; blank: the rate is not known
    ("freight_currency", Kind.CODE, 8, False),
    ("freight", Kind.MONEY, 10, False),
    ("insured_currency", Kind.CODE, 8, False),
    ("insured", Kind.MONEY, 10, False),
    ("tax_refund", Kind.MONEY, 12, True),
    ("was_refused", Kind.COUNT, 8, True),
    ("was_returned", Kind.COUNT, 8, True),
    ("info", Kind.TEXT, 40, False),
)
_LINE_COLUMNS = (
    ("own_no", Kind.CODE, 22, False),
    ("order_no", Kind.CODE, 24, True),
    ("line_no", Kind.COUNT, 6, False),
    ("sku", Kind.CODE, 16, False),
    ("hs_code", Kind.CODE, 12, False),
    ("goods_name", Kind.TEXT, 24, False),
    ("goods_spec", Kind.TEXT, 30, False),
    ("declared_qty", Kind.QUANTITY, 10, False),
    ("declared_unit", Kind.TEXT, 8, False),
    ("statutory_qty_1", Kind.QUANTITY, 10, False),
    ("statutory_unit_1", Kind.TEXT, 8, False),
    ("statutory_qty_2", Kind.QUANTITY, 10, False),
    ("statutory_unit_2", Kind.TEXT, 8, False),
    ("price", Kind.MONEY, 12, False),
    ("currency", Kind.CODE, 7, False),
    ("line_total", Kind.MONEY, 12, False),
    ("net_weight", Kind.WEIGHT, 12, False),
    ("country", Kind.CODE, 8, False),
    ("flow", Kind.TEXT, 7, False),
    ("month", Kind.MONTH, 9, False),
    ("counted_as", Kind.TEXT, 10, False),
    ("heading", Kind.CODE, 8, False),
    ("line_cny", Kind.EXACT, 16, False),  # not rounded; blank: the rate is not known
)
_UNITS = (8, 10, 12)  # columns of a line that hold a unit code
_HS_CODE, _TOTAL = 4, 15
_HEADING = 4  # digits of an HS heading


def columns(layout: Iterable[tuple[str, Kind, int, bool]], words: Words) -> tuple[Column, ...]:
    """The columns of a layout, with headers in the workbook's language."""
    return tuple(
        Column(key, words.header(key), kind, width, has_total)
        for key, kind, width, has_total in layout
    )


def list_sheet(rows: Counted, words: Words, sums: Mapping[str, int]) -> Sheet:
    """One row a list; the summary sheets add its columns up. `sums`: what its totals come to."""
    return Sheet(
        words.title("lists"),
        columns(_LIST_COLUMNS, words),
        _list_rows(rows, words),
        len(rows),
        total_label=words.say("report.total"),
        sums=sums,
    )


def line_sheet(rows: Counted, words: Words, sums: Mapping[str, int]) -> Sheet:
    """One row a goods line, of exports and imports. `sums`: what its totals come to."""
    return Sheet(
        words.title("lines"),
        columns(_LINE_COLUMNS, words),
        _line_rows(rows, words),
        len(rows),
        total_label=words.say("report.total"),
        sums=sums,
    )


def statistics_flag(flag: str, words: Words) -> str:
    """A 简化 or B 汇总, in words; imports have none."""
    return words.say(f"report.statistics_flag.{flag.lower()}") if flag else ""


def status_name(status: str, words: Words) -> str:
    """A status in words."""
    return words.say(f"status.{status}")


def stage_name(stage: str, words: Words) -> str:
    """How a list counts, in words."""
    return words.say(f"report.counted_as.{stage}")


def _list_rows(rows: Iterable[Sequence[Any]], words: Words) -> Iterator[Sequence[object]]:
    flags = {flag: statistics_flag(flag, words) for flag in "AB"}
    for own_no, month, day, mode, flag, status, stage, *middle in rows:
        country_name = words.name("country", middle[7])
        yield (
            *(own_no, month, day, mode, flags[flag], status_name(status, words)),
            stage_name(stage, words),
            *middle[:8],
            country_name,
            *middle[8:-1],
            middle[-1] and redacted(middle[-1]),  # customs' words may quote a number of the buyer
        )


def _line_rows(rows: Iterable[Sequence[Any]], words: Words) -> Iterator[Sequence[object]]:
    flows = {flow: words.say(f"decl_flow.{flow}") for flow in Flow}
    stages: dict[str, str] = {}
    for *cells, flow, month, stage, rate in rows:
        if stage not in stages:
            stages[stage] = stage_name(stage, words)
        for index in _UNITS:
            cells[index] = words.name("unit", cells[index]) if cells[index] else ""
        cells += (flows[flow], month, stages[stage], cells[_HS_CODE][:_HEADING])
        cells.append(None if rate is None else cells[_TOTAL] * rate)
        yield cells
