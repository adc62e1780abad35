"""Sheets of what a month is made of: by market, goods, platform, customs office. Exports and
imports stand in columns of their own; every figure is a formula over the sheets of the lists, or
of their lines."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from app.documents.fields import Flow
from app.reporting.cells import Formula, Kind
from app.reporting.lists import columns, stage_name
from app.reporting.modes import Lists
from app.reporting.sheet import Sheet, added, count_where, is_text, literal, rounded, sum_where
from app.reporting.words import Words

GOODS = "goods"
_DECLARED, _RELEASED = "declared", "released"
_STANDING = (_DECLARED, _RELEASED)
_AMOUNTS = (
    *((f"{flow}_{name}", Kind.MONEY, 16, True) for flow in Flow for name in _STANDING[::-1]),
)
_FIRST_ROW = 3
_CENT = 2


@dataclass(frozen=True, slots=True)
class SplitRow:
    """A value of a dimension in a month. `counts`: lists (of goods: lines) that stand, by flow;
    `amounts`: yuan at scale 5 by flow and stage, None = not known; `unknown`: lists or lines in no
    amount."""

    month: str
    key: str
    name: str
    counts: Mapping[str, int] = field(default_factory=dict)
    amounts: Mapping[tuple[str, str], int | None] = field(default_factory=dict)
    unknown: int = 0


def split_sheet(by: str, rows: Sequence[SplitRow], lists: Lists, words: Words) -> Sheet:
    """One row a month and value of a dimension; `by` is a column of the sheets of lists."""
    sheets = {Flow.EXPORT: (lists.exports, lists.shipments), Flow.IMPORT: (lists.imports,)}
    made = (_list_cells(by, at, row, sheets, words) for at, row in enumerate(rows, _FIRST_ROW))
    return _sheet(by, made, len(rows), words, "lists")


def goods_sheet(rows: Sequence[SplitRow], lines: Sheet, words: Words) -> Sheet:
    """One row a month and HS heading, over the goods lines: each flow and stage is rounded once."""
    made = (_line_cells(at, row, lines, words) for at, row in enumerate(rows, _FIRST_ROW))
    return _sheet(GOODS, made, len(rows), words, "lines")


def _sheet(
    by: str, rows: Iterator[Sequence[object]], count: int, words: Words, counted: str
) -> Sheet:
    layout = (
        ("month", Kind.MONTH, 10, False),
        ("heading" if by == GOODS else by, Kind.CODE, 18, False),
        ("split_name", Kind.TEXT, 28, False),
        *((f"{flow}_{counted}", Kind.COUNT, 10, True) for flow in Flow),
        *_AMOUNTS,
        (f"unknown_{counted}", Kind.COUNT, 10, True),
    )
    title, label = words.title(f"by_{by}"), words.say("report.total")
    return Sheet(title, columns(layout, words), rows, count, total_label=label)


def _list_cells(
    by: str,
    at: int,
    row: SplitRow,
    sheets: Mapping[Flow, tuple[Sheet, ...]],
    words: Words,
) -> list[object]:
    """Shipments have no platform: they are among those of no name."""

    def where(sheet: Sheet, stage: str) -> list[tuple[str, str]] | None:
        known = sheet.has(by)
        if not sheet.row_count or (not known and row.key):
            return None
        same = [("month", f"$A{at}"), ("counted_as", literal(stage_name(stage, words)))]
        return [*same, (by, is_text(f"$B{at}"))] if known else same

    def places(flow: Flow, *stages: str) -> Iterator[tuple[Sheet, list[tuple[str, str]]]]:
        for sheet in sheets[flow]:
            for stage in stages:
                if (same := where(sheet, stage)) is not None:
                    yield sheet, same

    def count(flow: Flow) -> Formula | int:
        terms = [count_where(*place) for place in places(flow, *_STANDING)]
        value = row.counts.get(flow, 0)
        return added(terms, value) if terms else value

    def amount(flow: Flow, stage: str) -> Formula | int | None:
        value = row.amounts.get((flow, stage), 0)
        terms = [sum_where(sheet, "total_cny", same) for sheet, same in places(flow, stage)]
        return added(terms, value) if terms and value is not None else value

    unknown = [
        count_where(sheet, [*same, ("total_cny", literal(""))])
        for flow in Flow
        for sheet, same in places(flow, *_STANDING)
    ]
    return [
        *(row.month, row.key, row.name),
        *(count(flow) for flow in Flow),
        *(amount(flow, stage) for flow in Flow for stage in _STANDING[::-1]),
        added(unknown, row.unknown) if unknown else row.unknown,
    ]


def _line_cells(at: int, row: SplitRow, lines: Sheet, words: Words) -> list[object]:
    def where(flow: Flow, stage: str) -> list[tuple[str, str]]:
        return [
            ("month", f"$A{at}"),
            ("heading", is_text(f"$B{at}")),
            ("flow", literal(words.say(f"decl_flow.{flow}"))),
            ("counted_as", literal(stage_name(stage, words))),
        ]

    def amount(flow: Flow, stage: str) -> Formula | None:
        value = row.amounts.get((flow, stage), 0)
        if value is None:
            return None
        return rounded(sum_where(lines, "line_cny", where(flow, stage)), _CENT, value)

    unknown = [
        count_where(lines, [*where(flow, stage), ("line_cny", literal(""))])
        for flow in Flow
        for stage in _STANDING
    ]
    return [
        *(row.month, row.key, row.name),
        *(
            added((count_where(lines, where(flow, stage)) for stage in _STANDING), row.counts[flow])
            for flow in Flow
        ),
        *(amount(flow, stage) for flow in Flow for stage in _STANDING[::-1]),
        added(unknown, row.unknown),
    ]
