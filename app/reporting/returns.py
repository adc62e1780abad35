"""Sheets of goods that came back: requests, lines, effects, batches, grades, yield, rates."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from app.reporting.cells import Kind
from app.reporting.lists import columns
from app.reporting.sheet import Counted, Sheet
from app.reporting.words import Words

Layout = tuple[tuple[str, Kind, int, bool], ...]
Veil = Callable[[str], str]
"""Masks the names and numbers of persons in a text, or leaves it as it is."""

_REQUESTS: Layout = (
    ("return_no", Kind.CODE, 22, False),
    ("own_no", Kind.CODE, 22, False),
    ("decl_no", Kind.CODE, 20, False),
    ("flow", Kind.TEXT, 8, False),
    ("customs_mode", Kind.CODE, 9, False),
    ("order_no", Kind.CODE, 24, False),
    ("buyer", Kind.TEXT, 12, False),
    ("return_reason", Kind.TEXT, 14, False),
    ("return_reason_text", Kind.TEXT, 30, False),
    ("return_condition", Kind.TEXT, 12, False),
    ("applied_on", Kind.DATE, 11, False),
    ("arrived_on", Kind.DATE, 11, False),
    ("status", Kind.TEXT, 12, False),
    ("accepted_at", Kind.TIME, 19, False),
    ("waybill_no", Kind.CODE, 20, False),
    ("gross_weight", Kind.WEIGHT, 12, True),
    ("warehouse", Kind.TEXT, 18, False),
    ("disposition", Kind.TEXT, 14, False),
    ("batch_no", Kind.CODE, 16, False),
    ("refunded_on", Kind.DATE, 11, False),
    ("currency", Kind.CODE, 7, False),
    ("refund", Kind.MONEY, 12, False),
    ("certificate", Kind.CODE, 20, False),
    ("note", Kind.TEXT, 30, False),
)
_LINES: Layout = (
    ("return_no", Kind.CODE, 22, False),
    ("line_no", Kind.COUNT, 6, False),
    ("sku", Kind.CODE, 16, False),
    ("hs_code", Kind.CODE, 12, False),
    ("goods_name", Kind.TEXT, 24, False),
    ("returned_qty", Kind.QUANTITY, 10, False),
    ("declared_unit", Kind.TEXT, 8, False),
    ("statutory_qty_1", Kind.QUANTITY, 10, False),
    ("statutory_unit_1", Kind.TEXT, 8, False),
    ("statutory_qty_2", Kind.QUANTITY, 10, False),
    ("statutory_unit_2", Kind.TEXT, 8, False),
    ("currency", Kind.CODE, 7, False),
    ("value_part", Kind.MONEY, 12, False),
    ("dutiable_part", Kind.MONEY, 12, True),
    ("note", Kind.TEXT, 30, False),
)
_EFFECTS: Layout = (
    ("return_no", Kind.CODE, 22, False),
    ("own_no", Kind.CODE, 22, False),
    ("flow", Kind.TEXT, 8, False),
    ("status", Kind.TEXT, 12, False),
    ("tax_basis", Kind.TEXT, 8, False),
    ("duty", Kind.MONEY, 12, True),
    ("vat", Kind.MONEY, 12, True),
    ("consumption", Kind.MONEY, 12, True),
    ("given_back", Kind.MONEY, 14, True),
    ("is_held", Kind.TEXT, 8, False),
    ("stock_back", Kind.QUANTITY, 10, False),
    ("origin_month", Kind.MONTH, 10, False),
    ("correction_month", Kind.MONTH, 10, False),
    ("refund_state", Kind.TEXT, 22, False),
    ("refund_back", Kind.MONEY, 12, True),
)
_BATCHES: Layout = (
    ("batch_no", Kind.CODE, 18, False),
    ("warehouse", Kind.TEXT, 18, False),
    ("country", Kind.CODE, 8, False),
    ("site", Kind.CODE, 14, False),
    ("customs_mode", Kind.CODE, 9, False),
    ("status", Kind.TEXT, 10, False),
    ("parcels", Kind.COUNT, 8, True),
    ("gross_weight", Kind.WEIGHT, 12, True),
    ("ship_by", Kind.DATE, 11, False),
    ("shipped_on", Kind.DATE, 11, False),
    ("arrived_on", Kind.DATE, 11, False),
    ("freight_estimate", Kind.MONEY, 14, True),
    ("freight_paid", Kind.MONEY, 14, True),
    ("note", Kind.TEXT, 30, False),
)
_GRADES: Layout = (
    ("return_no", Kind.CODE, 22, False),
    ("sku", Kind.CODE, 16, False),
    ("goods_name", Kind.TEXT, 24, False),
    ("grade", Kind.TEXT, 10, False),
    ("graded_qty", Kind.QUANTITY, 10, False),
    ("declared_unit", Kind.TEXT, 8, False),
    ("graded_on", Kind.DATE, 11, False),
    ("graded_by", Kind.TEXT, 12, False),
    ("checked_by", Kind.TEXT, 12, False),
    ("destination", Kind.TEXT, 10, False),
    ("note", Kind.TEXT, 30, False),
)
_YIELD: Layout = (
    ("grade", Kind.TEXT, 14, False),
    ("graded_qty", Kind.QUANTITY, 12, False),
    ("share", Kind.RATE, 10, False),
    ("share_expected", Kind.RATE, 10, False),
    ("rule_source", Kind.TEXT, 60, False),
)
_WATCH: Layout = (
    ("flow", Kind.TEXT, 8, False),
    ("watch_by", Kind.TEXT, 10, False),
    ("group_code", Kind.CODE, 14, False),
    ("group_name", Kind.TEXT, 30, False),
    ("parcels", Kind.COUNT, 10, False),
    ("returned", Kind.COUNT, 8, False),
    ("return_rate", Kind.RATE, 10, False),
    ("verdict", Kind.TEXT, 22, False),
)


@dataclass(frozen=True, slots=True)
class YieldRow:
    """A grade (or all that can be sold again) with its share and the one to compare with."""

    label: str
    qty: Decimal | None
    share: Decimal | None
    expected: Decimal | None
    source: str = ""


@dataclass(frozen=True, slots=True)
class WatchRow:
    """A group of parcels with its return rate, in words."""

    flow: str
    by: str
    key: str
    name: str
    parcels: int
    returned: int
    rate: Decimal | None
    verdict: str


def request_sheet(rows: Counted, words: Words, veil: Veil, name_veil: Veil) -> Sheet:
    """One row a request."""
    return _sheet("returns", _REQUESTS, (_request(row, words, veil, name_veil) for row in rows),
                  len(rows), words)  # fmt: skip


def _request(row: Sequence[Any], words: Words, veil: Veil, name_veil: Veil) -> Sequence[object]:
    cells = list(row)
    cells[3] = words.say(f"decl_flow.{row[3]}")
    cells[6] = name_veil(row[6])
    cells[7] = words.say(f"return_reason.{row[7]}")
    cells[8] = veil(row[8])
    cells[9] = words.say(f"return_condition.{row[9]}")
    cells[12] = words.say(f"return_state.{row[12]}")
    cells[17] = words.say(f"report.disposition.{row[17]}") if row[17] else ""
    cells[23] = veil(row[23])
    return cells


def line_sheet(rows: Counted, words: Words, veil: Veil) -> Sheet:
    """One row a line of a request."""

    def cells(row: Sequence[Any]) -> Sequence[object]:
        *facts, note = row
        for at in (6, 8, 10):
            facts[at] = words.name("unit", row[at]) if row[at] else ""
        return [*facts, veil(note)]

    return _sheet("return_lines", _LINES, map(cells, rows), len(rows), words)


def effect_sheet(rows: Counted, words: Words, refund: Callable[[int], tuple[str, object]]) -> Sheet:
    """One row a request that stands; `refund` gives state and amount (None = not known) for the id
    of an export's."""

    def cells(row: Sequence[Any]) -> Sequence[object]:
        *facts, return_id = row
        is_export = row[2] == "export"
        facts[2] = words.say(f"decl_flow.{row[2]}")
        facts[3] = words.say(f"return_state.{row[3]}")
        facts[4] = words.say(f"tax_basis.{row[4]}") if row[4] else ""
        facts[9] = words.say("report.yes") if row[9] else ""
        return [*facts, *(refund(return_id) if is_export else ("", None))]

    return _sheet("return_effects", _EFFECTS, map(cells, rows), len(rows), words)


def batch_sheet(rows: Counted, words: Words, veil: Veil) -> Sheet:
    """One row a batch; its freight as estimated and as invoiced."""

    def cells(row: Sequence[Any]) -> Sequence[object]:
        *facts, note = row
        facts[5] = words.say(f"return_batch_state.{row[5]}")
        return [*facts, veil(note)]

    return _sheet("return_batches", _BATCHES, map(cells, rows), len(rows), words)


def grade_sheet(rows: Counted, words: Words, veil: Veil) -> Sheet:
    """One row a grade."""

    def cells(row: Sequence[Any]) -> Sequence[object]:
        facts = list(row)
        facts[3] = words.say(f"return_grade.{row[3]}")
        facts[5] = words.name("unit", row[5]) if row[5] else ""
        facts[9] = words.say(f"return_destination.{row[9]}") if row[9] else ""
        facts[10] = veil(row[10])
        return facts

    return _sheet("return_grades", _GRADES, map(cells, rows), len(rows), words)


def yield_sheet(rows: Sequence[YieldRow], words: Words) -> Sheet:
    """One row a grade, then what can be sold again."""
    made = (
        (row.label, _e5(row.qty), _rate(row.share), _rate(row.expected), row.source) for row in rows
    )
    return _sheet("return_yield", _YIELD, made, len(rows), words)


def watch_sheet(rows: Sequence[WatchRow], words: Words) -> Sheet:
    """One row a group."""
    made = (
        (row.flow, row.by, row.key, row.name, row.parcels, row.returned, _rate(row.rate),
         row.verdict)
        for row in rows
    )  # fmt: skip
    return _sheet("return_watch", _WATCH, made, len(rows), words)


def _sheet(
    name: str, layout: Layout, rows: Iterable[Sequence[object]], count: int, words: Words
) -> Sheet:
    label = words.say("report.total")
    return Sheet(words.title(name), columns(layout, words), rows, count, total_label=label)


def _e5(value: Decimal | None) -> int | None:
    return None if value is None else int(value.scaleb(5))


def _rate(value: Decimal | None) -> int | None:
    return None if value is None else int(value.scaleb(8))
