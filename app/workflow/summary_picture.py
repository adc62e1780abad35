"""Everything about the summary declaration of a month at once, and the way from an expected entry
down to the lists."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from app.documents.summary import (
    Application,
    CustomsEntry,
    Group,
    Item,
    Kept,
    ListedLine,
    Values,
)
from app.legal.calendar import LegalDay
from app.legal.parameters import NotInForce
from app.queries import summary as stored
from app.summary.sql.ready import preview_items, preview_lines
from app.values.period import Month
from app.workflow.summary import (
    deadline_of,
    expected_entries,
    keys_for,
    month_to_summarise,
)
from app.workflow.summary_terms import summary_terms

SHOWN_LINES = 200  # of lists in a merged line; all of them are in its numbers


@dataclass(frozen=True, slots=True)
class Picture:
    """A month. `groups`: entries expected, first those not applied for; `deadline` None: no rule
    for that month; `days_left` negative: past. `is_over`: applications can be made."""

    month: Month
    is_over: bool
    is_nil: bool
    deadline: LegalDay | None
    days_left: int
    groups: list[Group]
    applications: list[Application]
    entries: list[CustomsEntry]
    left: int
    simplified: Kept

    @property
    def ready(self) -> int:
        """Lists that can be applied for now."""
        return sum(group.list_count for group in self._waiting)

    @property
    def late(self) -> int:
        """Those of them that were cleared in an earlier month."""
        return sum(group.late_count for group in self._waiting)

    @property
    def applied(self) -> int:
        """Lists in applications that stand."""
        return sum(one.lists for one in self.applications if not one.is_withdrawn)

    @property
    def ready_values(self) -> Values:
        """What they are worth, by currency."""
        sums: defaultdict[str, Decimal] = defaultdict(Decimal)
        for group in self._waiting:
            for currency, value in group.values:
                sums[currency] += value
        return tuple(sorted(sums.items()))

    @property
    def _waiting(self) -> list[Group]:
        return [group for group in self.groups if not group.own_no]


def months_to_choose(conn: sqlite3.Connection, today: date) -> list[Month]:
    """The months of the picker, the newest first: those with anything, and the one due now."""
    return sorted({*stored.months(conn), month_to_summarise(today)}, reverse=True)


def picture(conn: sqlite3.Connection, month: Month, today: date) -> Picture:
    """The month as it stands on a day."""
    deadline = deadline_of(month)
    try:
        waiting = expected_entries(conn, month)
    except NotInForce:
        waiting = []
    return Picture(
        month,
        is_over=today >= month.next.first_day,
        is_nil=stored.is_nil(conn, month),
        deadline=deadline,
        days_left=(deadline.day - today).days if deadline else 0,
        groups=[*waiting, *stored.groups(conn, month)],
        applications=stored.applications(conn, month),
        entries=stored.entries(conn, month),
        left=stored.count_left(conn, month),
        simplified=stored.simplified(conn, month),
    )


def items_of(conn: sqlite3.Connection, month: Month, group: Group) -> list[Item]:
    """The merged lines of an entry expected."""
    if group.own_no:
        return stored.items(conn, group.id)
    terms = summary_terms(conn)
    keys = keys_for(month, terms)
    return preview_items(conn, month, keys, group, whole_past=not terms.by_period)


def lines_of(conn: sqlite3.Connection, month: Month, group: Group, item: Item) -> list[ListedLine]:
    """The first lines of lists a merged line is made of."""
    if group.own_no:
        return stored.item_lines(conn, item.id, SHOWN_LINES)
    terms = summary_terms(conn)
    keys, is_past = keys_for(month, terms), not terms.by_period
    return preview_lines(conn, month, keys, group, item, whole_past=is_past, limit=SHOWN_LINES)
