"""Sheets of the customs status: how many lists stand where, and which ones need somebody."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from app.log import redacted
from app.reporting.cells import Kind
from app.reporting.lists import columns, status_name
from app.reporting.sheet import OfFlow, Sheet, count_where, each_row
from app.reporting.words import Words

_STATUS_COLUMNS = (
    ("status", Kind.TEXT, 18, False),
    ("flow", Kind.TEXT, 8, False),
    ("list_count", Kind.COUNT, 10, True),
    ("first_since", Kind.TIME, 19, False),
    ("last_since", Kind.TIME, 19, False),
    ("meaning", Kind.TEXT, 44, False),
    ("next_step", Kind.TEXT, 60, False),
)
_ATTENTION_COLUMNS = (
    ("own_no", Kind.CODE, 22, False),
    ("since", Kind.TIME, 19, False),
    ("what", Kind.TEXT, 60, False),
    ("info", Kind.TEXT, 40, False),
    ("next_step", Kind.TEXT, 60, False),
)
_FIRST_ROW = 3


@dataclass(frozen=True, slots=True)
class Attention:
    """A list that was refused or waits too long: since when, what happened, what customs wrote,
    what to do."""

    own_no: str
    since: str
    what: str
    info: str
    next_step: str


def status_sheet(statuses: Sequence[OfFlow], words: Words) -> Sheet:
    """Status, flow, number of lists (a formula over the lists), first and last arrival there, what
    it means and what to do next."""
    return Sheet(
        words.title("status"),
        columns(_STATUS_COLUMNS, words),
        _status_rows(statuses, words),
        sum(len(each.rows) for each in statuses),
        total_label=words.say("report.total"),
    )


def attention_sheet(lists: Collection[Attention], words: Words) -> Sheet:
    """The lists somebody should look at, as handed in."""
    rows = ((one.own_no, one.since, one.what, redacted(one.info), one.next_step) for one in lists)
    columns_ = columns(_ATTENTION_COLUMNS, words)
    return Sheet(words.title("attention"), columns_, rows, len(lists))


def _status_rows(statuses: Sequence[OfFlow], words: Words) -> Iterator[Sequence[object]]:
    for row, (part, values) in enumerate(each_row(statuses), _FIRST_ROW):
        status, first, last, number = values
        count = count_where(part.lists, [("status", f"$A{row}")], number)
        meaning, next_step = (words.say(f"status.{status}", which) for which in ("cause", "fix"))
        flow = words.say(f"decl_flow.{part.flow}")
        yield status_name(status, words), flow, count, first, last, meaning, next_step
