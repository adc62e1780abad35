"""Sheets of the customs status: how many lists stand where, and which ones need somebody."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from app.reporting.cells import Kind
from app.reporting.lists import columns, status_name
from app.reporting.sheet import Sheet, count_where
from app.reporting.words import Words

_STATUS_COLUMNS = (
    ("status", Kind.TEXT, 18, False),
    ("list_count", Kind.COUNT, 10, True),
    ("first_since", Kind.TIME, 19, False),
    ("last_since", Kind.TIME, 19, False),
)
_STUCK_COLUMNS = (
    ("own_no", Kind.CODE, 22, False),
    ("order_no", Kind.CODE, 24, False),
    ("status", Kind.TEXT, 18, False),
    ("since", Kind.TIME, 19, False),
    ("days", Kind.COUNT, 8, False),
    ("info", Kind.TEXT, 40, False),
    ("next_step", Kind.TEXT, 60, False),
)
_FIRST_ROW = 3


@dataclass(frozen=True, slots=True)
class Stuck:
    """A list that waits too long or was refused: since when, what customs said, what to do."""

    own_no: str
    order_no: str
    status: str
    since: str
    days: int
    info: str
    next_step: str


def status_sheet(statuses: Collection[Sequence[Any]], lists: Sheet, words: Words) -> Sheet:
    """Status, number of lists (a formula over the lists), first and last arrival there."""
    return Sheet(
        words.title("status"),
        columns(_STATUS_COLUMNS, words),
        _status_rows(statuses, lists, words),
        len(statuses),
        total_label=words.say("report.total"),
    )


def stuck_sheet(stuck: Collection[Stuck], words: Words) -> Sheet:
    """The lists somebody should look at, as handed in."""
    rows = (
        (
            *(item.own_no, item.order_no, status_name(item.status, words)),
            *(item.since, item.days, item.info, item.next_step),
        )
        for item in stuck
    )
    return Sheet(words.title("stuck"), columns(_STUCK_COLUMNS, words), rows, len(stuck))


def _status_rows(
    statuses: Collection[Sequence[Any]], lists: Sheet, words: Words
) -> Iterator[Sequence[object]]:
    for row, (status, first, last) in enumerate(statuses, _FIRST_ROW):
        count = count_where(lists, [("status", f"$A{row}")])
        yield status_name(status, words), count, first, last
