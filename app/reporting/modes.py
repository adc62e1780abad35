"""The table of the monthly page: by month, direction and customs mode, every figure a formula over
the sheets of the lists.

Filed are lists declared, released or refused; pieces, weights, amounts and taxes are those of lists
that stand: declared or released. A figure nobody knows stays empty.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product

from app.documents.summary import Summarised
from app.reporting.cells import Formula, Kind
from app.reporting.lists import columns, stage_name
from app.reporting.sheet import Sheet, added, count_where, literal, sum_where
from app.reporting.words import Words

_COLUMNS = (
    ("month", Kind.MONTH, 10, False),
    ("flow", Kind.TEXT, 8, False),
    ("customs_mode", Kind.CODE, 10, False),
    ("mode_name", Kind.TEXT, 24, False),
    ("filed_count", Kind.COUNT, 10, True),
    ("released_count", Kind.COUNT, 10, True),
    ("refused_count", Kind.COUNT, 10, True),
    ("returned_count", Kind.COUNT, 10, True),
    ("pieces", Kind.COUNT, 10, True),
    ("gross_weight", Kind.WEIGHT, 14, True),
    ("total_cny", Kind.MONEY, 18, True),
    ("released_cny", Kind.MONEY, 18, True),
    ("duty", Kind.MONEY, 14, True),
    ("vat", Kind.MONEY, 14, True),
    ("consumption", Kind.MONEY, 14, True),
    ("tax_refund", Kind.MONEY, 14, True),
    ("summary_state", Kind.TEXT, 20, False),
)
_FIRST_ROW = 3  # below totals and header
_RELEASED = ("released",)
_STANDING = ("declared", "released")
_FILED = ("declared", "released", "refused")


@dataclass(frozen=True, slots=True)
class ModeRow:
    """A row of the monthly page. Amounts at scale 5, None = not known."""

    month: str
    flow: str
    mode: str
    filed: int
    released: int
    refused: int
    returned: int
    pieces: int
    gross_weight_e5: int
    declared_e5: int | None
    released_e5: int | None
    duty_e5: int | None
    vat_e5: int | None
    consumption_e5: int | None
    refund_e5: int | None
    summary: Summarised | None = None
    is_b2b: bool = False


@dataclass(frozen=True, slots=True)
class Lists:
    """The sheets that are added up: lists of exports, of imports with their taxes, B2B shipments,
    each of its own modes."""

    exports: Sheet
    imports: Sheet
    shipments: Sheet

    def of(self, row: ModeRow) -> tuple[Sheet, ...]:
        """The sheets the lists of a row stand in; a B2B export may be declared by list."""
        if row.flow == "import":
            return (self.imports,)
        return (self.shipments, self.exports) if row.is_b2b else (self.exports,)


def mode_sheet(rows: Sequence[ModeRow], lists: Lists, words: Words) -> Sheet:
    """One row a month, direction and mode."""
    return Sheet(
        words.title("modes"),
        columns(_COLUMNS, words),
        _rows(rows, lists, words),
        len(rows),
        total_label=words.say("report.total"),
    )


def _rows(rows: Sequence[ModeRow], lists: Lists, words: Words) -> Iterator[Sequence[object]]:
    for number, row in enumerate(rows, _FIRST_ROW):
        over = _Over(lists.of(row), number, words)
        yield (
            *(row.month, words.say(f"decl_flow.{row.flow}"), row.mode),
            words.name("customs_mode", row.mode),
            over.count(_FILED, row.filed),
            over.count(_RELEASED, row.released),
            over.sum("was_refused", row.refused, _FILED),
            over.sum("was_returned", row.returned, _RELEASED),
            over.sum("pieces", row.pieces),
            over.sum("gross_weight", row.gross_weight_e5),
            over.sum("total_cny", row.declared_e5),
            over.sum("total_cny", row.released_e5, _RELEASED),
            over.sum("duty", row.duty_e5),
            over.sum("vat", row.vat_e5),
            over.sum("consumption", row.consumption_e5),
            over.sum("tax_refund", row.refund_e5),
            words.say(row.summary.key, **row.summary.counts) if row.summary else "",
        )


@dataclass(frozen=True, slots=True)
class _Over:
    """Formulas of one row over the sheets its lists stand in."""

    sheets: tuple[Sheet, ...]
    number: int
    words: Words

    def count(self, stages: Sequence[str], value: int) -> Formula:
        found = product(self.sheets, stages)
        return added((count_where(sheet, self._same(stage)) for sheet, stage in found), value)

    def sum(
        self, column: str, value: int | None, stages: Sequence[str] = _STANDING
    ) -> Formula | int | None:
        """None when it is not known; the value itself where a sheet has no such column."""
        if value is None or not all(sheet.has(column) for sheet in self.sheets):
            return value
        found = product(self.sheets, stages)
        return added((sum_where(sheet, column, self._same(stage)) for sheet, stage in found), value)

    def _same(self, stage: str) -> list[tuple[str, str]]:
        return [
            ("month", f"$A{self.number}"),
            ("customs_mode", f"$C{self.number}"),
            ("counted_as", literal(stage_name(stage, self.words))),
        ]
