"""What the page of returns shows at once: a draft as it would be booked, a request as it stands."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from app.queries.returns import Counts, counts, newest, returned_rate
from app.returns.eligibility import Eligibility
from app.returns.faults import Wish
from app.values.exact import half_up
from app.workflow.return_cases import Original, eligibility_of, original_of
from app.workflow.return_drafts import Judged, ReturnDraft, draft_of, judge_draft
from app.workflow.return_effects import Effects, effects_of, preview_draft
from app.workflow.return_terms import RequestHead, request

__all__ = [
    "DraftView",
    "Judged",
    "Overview",
    "RequestView",
    "newest",
    "overview",
    "view_draft",
    "view_request",
]


@dataclass(frozen=True, slots=True)
class DraftView:
    """A draft judged; no effects while it asks for what is not there."""

    judged: Judged
    effects: Effects | None


@dataclass(frozen=True, slots=True)
class RequestView:
    """A request with its list, the verdicts of the day, and what it changes."""

    head: RequestHead
    original: Original
    eligibility: Eligibility
    wishes: tuple[Wish, ...]
    effects: Effects

    @property
    def counts(self) -> bool:
        """Whether its effects come, or came, about: nothing stands against it, or customs let it
        pass, and it was not given up."""
        if self.head.state in ("lapsed", "withdrawn"):
            return False
        return self.eligibility.may_return or self.head.state in ("accepted", "await_arrival")


def view_draft(
    conn: sqlite3.Connection, draft: ReturnDraft, on: date, *, return_id: int = 0
) -> DraftView | None:
    """A draft as it would be booked; None when its list is gone."""
    judged = judge_draft(conn, draft, on, return_id=return_id)
    if judged is None:
        return None
    return DraftView(judged, preview_draft(conn, draft, on=on, return_id=return_id))


def view_request(conn: sqlite3.Connection, return_id: int, today: date) -> RequestView | None:
    """A request as it stands; None when it is gone."""
    head = request(conn, return_id, today)
    draft = draft_of(conn, return_id)
    eligibility = eligibility_of(conn, return_id, today)
    if head is None or draft is None or eligibility is None:
        return None
    original = original_of(conn, head.list_id, without=return_id)
    assert original is not None
    effects = effects_of(conn, return_id, on=today)
    return RequestView(head, original, eligibility, draft.wishes, effects)


@dataclass(frozen=True, slots=True)
class Overview:
    """How many requests count, and which share of the released lists something came back of, in
    tenths of a per cent (None: nothing was released)."""

    counts: Counts
    rate_permille: int | None


def overview(conn: sqlite3.Connection) -> Overview:
    """The figures above the table."""
    returned, released = returned_rate(conn)
    rate = half_up(Fraction(returned * 1000, released)) if released else None
    return Overview(counts(conn), rate)
