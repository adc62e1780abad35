"""The board of a month: its figures beside other months, apart by what they are made of.

Exported and imported is what was released; filed and not yet released stands beside it, never
within. Refused and cancelled lists count as filed or not at all and bring no amounts.
"""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from app.documents.fields import Flow
from app.documents.summary import Summarised
from app.legal.parameters import NotInForce, Parameters
from app.month.change import Change, percent
from app.month.split import Split
from app.month.spread import Spread, spread
from app.queries import month as query
from app.queries.month import Choice, Dimension, Part, Stage, Sums, Waited
from app.queries.month_b2b import B2B_MODES
from app.queries.month_summary import summarised
from app.values.period import Month
from app.workflow.month_parts import (
    Share,
    amount_in,
    goods_shares,
    none_of_nothing,
    released_in,
    shares_of,
    splits_of,
    sum_of,
    year_before,
)
from app.workflow.month_targets import Target, targets

__all__ = [
    "Board", "Change", "Choice", "Dimension", "Row", "Share", "Split", "Spread", "Tile", "board",
    "rows_of_months",
]  # fmt: skip

TREND = 12
GOODS = "goods"
"""Name of the dimension beside those of lists: HS headings of their lines."""
DIMENSIONS = (*Dimension, GOODS)
FILED = (Stage.DECLARED, Stage.RELEASED, Stage.REFUSED)


@dataclass(frozen=True, slots=True)
class Tile:
    """A key figure: in all, beside the month before and the same month a year ago. `pending` = what
    is filed and not yet released; `unknown` = lists in no sum; `target` None = none was set;
    `aimed` = what was released of the modes that have one."""

    name: str
    month_ago: Change
    year_ago: Change
    pending: int = 0
    unknown: int = 0
    estimated: int = 0
    target: int | None = None
    aimed: int = 0

    @property
    def now(self) -> int | None:
        """The figure itself; None = not known."""
        return self.month_ago.now

    @property
    def reached(self) -> Decimal | None:
        """How much of the target, in per cent."""
        return None if self.target is None else percent(self.aimed, self.target)

    @property
    def is_reached(self) -> bool:
        """The target is reached."""
        return self.target is not None and self.aimed >= self.target


@dataclass(frozen=True, slots=True)
class Row:
    """The figures of one mode and flow; mode "" = all of them, which has no `summary`."""

    flow: str
    mode: str
    filed: Sums
    standing: Sums
    released: Sums
    target: int | None = None
    summary: Summarised | None = None

    @property
    def refused_percent(self) -> Decimal | None:
        """Refused at any time, of all filed."""
        return percent(self.filed.was_refused, self.filed.lists)

    @property
    def returned_percent(self) -> Decimal | None:
        """With an accepted return, of all released."""
        return percent(self.released.was_returned, self.released.lists)

    @property
    def target_percent(self) -> Decimal | None:
        """How much of the target is released."""
        return None if self.target is None else percent(self.released.value_e5, self.target)


@dataclass(frozen=True, slots=True)
class Point:
    """One month of the trend, one flow. Amounts None = nothing of them is known."""

    month: Month
    flow: str
    released: int | None
    pending: int | None
    unknown: int
    lists: int
    automatic_percent: Decimal | None
    returned_percent: Decimal | None
    spread: Spread


@dataclass(frozen=True, slots=True)
class OfficeTime:
    """How long the lists of an office took; office "" = all of them."""

    flow: str
    office: str
    spread: Spread


@dataclass(frozen=True, slots=True)
class Line:
    """A figure to compare with, as a rule file has it."""

    value: Decimal
    source: str
    source_en: str
    confidence: str


@dataclass(frozen=True, slots=True)
class Board:
    """Everything the page of a month shows, and its print."""

    month: Month
    choice: Choice
    tiles: Mapping[str, Tile]
    rows: Sequence[Row]
    total: Row
    open_lists: int
    trend: Sequence[Point]
    shares: Mapping[str, Sequence[Share]]
    clearance: Sequence[OfficeTime]
    splits: Mapping[tuple[str, str], Split]
    """By flow and "month" or "year": why it differs from the month before, or a year ago."""
    lines: Mapping[str, Line]
    """By name: "clearance.export", "clearance.import", "automatic.share"."""

    @property
    def is_empty(self) -> bool:
        """No list counts in the month."""
        return not (self.total.filed.lists or self.open_lists)


def board(conn: sqlite3.Connection, month: Month, choice: Choice) -> Board:
    """Read and compare a month; the store must not change meanwhile (one transaction)."""
    months = _months(month)
    by_mode = query.parts(conn, months, Dimension.MODE, choice)
    goods = query.goods(conn, {month, month.previous, year_before(month)}, choice)
    waits = query.waited(conn, months, choice)
    rates = query.rates(conn, {month, month.previous, year_before(month)})
    aims = targets(conn, month)
    rows = _rows(conn, by_mode, month, aims)
    total = _total(by_mode, month, rows)
    return Board(
        month=month,
        choice=choice,
        tiles=_tiles(by_mode, waits, month, aims),
        rows=rows,
        total=total,
        open_lists=sum_of(by_mode, month, stages=(Stage.OPEN,)).lists,
        trend=_trend(by_mode, waits, months[:TREND]),
        shares={
            **{by: shares_of(query.parts(conn, [month], by, choice)) for by in Dimension},
            GOODS: goods_shares(goods, rates, month, choice),
        },
        clearance=_clearance(waits, month),
        splits=splits_of(by_mode, goods, rates, month, choice),
        lines=_lines(month),
    )


def _months(month: Month) -> list[Month]:
    """The months of the trend, oldest first; then the one a year ago."""
    found = [month]
    while len(found) < TREND:
        found.insert(0, found[0].previous)
    return [*found, year_before(month)]


# rows


def _row(
    parts: Sequence[Part],
    month: Month,
    *,
    flow: str,
    mode: str | None,
    target: int | None,
    summary: Summarised | None = None,
) -> Row:
    def of(stages: Sequence[Stage]) -> Sums:
        return sum_of(parts, month, flow=flow, stages=stages, mode=mode)

    filed, standing, released = of(FILED), of(query.STANDING), of((Stage.RELEASED,))
    return Row(flow, mode or "", filed, standing, released, target, summary)


def rows_of_months(conn: sqlite3.Connection, months: Sequence[Month]) -> list[tuple[Month, Row]]:
    """The rows of the boards of months by themselves, in yuan and without targets."""
    parts = query.parts(conn, months, Dimension.MODE, Choice())
    return [(month, row) for month in months for row in _rows(conn, parts, month, {})]


def _rows(
    conn: sqlite3.Connection, parts: Sequence[Part], month: Month, aims: Mapping[Target, int]
) -> list[Row]:
    keys = {
        (part.flow, part.key)
        for part in parts
        if part.month == month and part.stage not in (Stage.OPEN, Stage.CANCELLED)
    }
    summaries = summarised(conn, month, keys)
    return [
        _row(
            parts,
            month,
            flow=flow,
            mode=mode,
            target=aims.get(Target(month, flow, mode)),
            summary=summaries[flow, mode],
        )
        for flow, mode in sorted(keys)
    ]


def _total(parts: Sequence[Part], month: Month, rows: Iterable[Row]) -> Row:
    aims = [row.target for row in rows]
    known = [aim for aim in aims if aim is not None]
    target = sum(known) if known and len(known) == len(aims) else None
    return _row(parts, month, flow="", mode=None, target=target)


# tiles


def _tiles(
    parts: Sequence[Part], waits: Sequence[Waited], month: Month, aims: Mapping[Target, int]
) -> dict[str, Tile]:
    def figure(of: Callable[[Month], int | None]) -> tuple[Change, Change]:
        now = of(month)
        return Change(now, of(month.previous)), Change(now, of(year_before(month)))

    filed = sum_of(parts, month, stages=FILED)
    imports = sum_of(parts, month, flow=Flow.IMPORT)
    found = {
        "lists": Tile(
            "lists",
            *figure(lambda m: none_of_nothing(sum_of(parts, m, stages=FILED).lists, parts, m)),
            pending=filed.lists - sum_of(parts, month, stages=(Stage.RELEASED,)).lists,
        ),
        "tax": Tile(
            "tax",
            *figure(lambda m: _tax(sum_of(parts, m, flow=Flow.IMPORT))),
            unknown=imports.taxless,
            estimated=imports.estimated,
        ),
        "clearance": Tile("clearance", *figure(lambda m: _median(parts, waits, m))),
    }
    for flow in Flow:
        pending = sum_of(parts, month, flow=flow, stages=(Stage.DECLARED,))
        found[str(flow)] = Tile(
            str(flow),
            *figure(lambda m, flow=flow: released_in(parts, m, flow).e5),  # type: ignore[misc]
            pending=pending.value_e5,
            unknown=released_in(parts, month, flow).unknown,
            target=_aim(aims, flow),
            aimed=_aimed(parts, aims, flow),
        )
    return {name: found[name] for name in ("lists", "export", "import", "tax", "clearance")}


def _tax(sums: Sums) -> int | None:
    return sums.tax_e5 if sums.is_taxed else None


def _aim(aims: Mapping[Target, int], flow: str) -> int | None:
    found = [amount for target, amount in aims.items() if target.flow == flow]
    return sum(found) if found else None


def _aimed(parts: Sequence[Part], aims: Iterable[Target], flow: str) -> int:
    targets = [target for target in aims if target.flow == flow]
    stages = (Stage.RELEASED,)
    return sum(
        sum_of(parts, one.month, flow=flow, stages=stages, mode=one.mode).value_e5
        for one in targets
    )


def _median(parts: Sequence[Part], waits: Iterable[Waited], month: Month) -> int | None:
    flow = main_flow(parts, month)
    return spread((w.minutes, w.lists) for w in waits if (w.month, w.flow) == (month, flow)).median


def main_flow(parts: Iterable[Part], month: Month) -> str:
    """Exports, or imports where there are only these."""
    flows = {part.flow for part in parts if part.month == month}
    return Flow.IMPORT if flows == {Flow.IMPORT} else Flow.EXPORT


# trend and clearance


def _trend(parts: Sequence[Part], waits: Sequence[Waited], months: Sequence[Month]) -> list[Point]:
    by_month: dict[tuple[Month, str], list[tuple[int, int]]] = defaultdict(list)
    for wait in waits:
        by_month[wait.month, wait.flow].append((wait.minutes, wait.lists))
    found = []
    for month in months:
        for flow in Flow:
            released = amount_in(parts, month, flow, Stage.RELEASED)
            pending = amount_in(parts, month, flow, Stage.DECLARED)
            # Shipments of B2B have no answers here that could tell how they passed.
            judged = _judged(parts, month, flow)
            found.append(
                Point(
                    month=month,
                    flow=str(flow),
                    released=released.e5,
                    pending=pending.e5,
                    unknown=released.unknown + pending.unknown,
                    lists=sum_of(parts, month, flow=flow).lists,
                    automatic_percent=percent(judged.automatic, judged.lists),
                    returned_percent=percent(judged.was_returned, judged.lists),
                    spread=spread(by_month[month, str(flow)]),
                )
            )
    return found


def _judged(parts: Iterable[Part], month: Month, flow: str) -> Sums:
    lists = [part for part in parts if part.key not in B2B_MODES]
    return sum_of(lists, month, flow=flow, stages=(Stage.RELEASED,))


def _clearance(waits: Iterable[Waited], month: Month) -> list[OfficeTime]:
    by_office: dict[tuple[str, str], list[tuple[int, int]]] = defaultdict(list)
    for wait in waits:
        if wait.month == month:
            by_office[wait.flow, ""].append((wait.minutes, wait.lists))
            by_office[wait.flow, wait.office].append((wait.minutes, wait.lists))
    return [OfficeTime(*key, spread(times)) for key, times in sorted(by_office.items())]


# lines to compare with


def _lines(month: Month) -> dict[str, Line]:
    law, day = Parameters(), month.next.first_day - timedelta(days=1)
    found = {}
    for name in ("clearance.export", "clearance.import", "automatic.share"):
        try:
            value = law.value_at(f"month.{name}", day)
        except NotInForce:
            continue
        source = value.source
        found[name] = Line(
            law.decimal_at(f"month.{name}", day), source.doc, source.doc_en, value.confidence
        )
    return found
