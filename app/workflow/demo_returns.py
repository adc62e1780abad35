"""What comes back in the demonstration: goods of some released lists, and requests that must not
pass, each of which breaks one rule.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

from app.declaration.terms import Company
from app.documents.fields import Flow
from app.documents.returning import ReasonKind
from app.returns.faults import Wish
from app.store.session import Session
from app.values.decimals import decimal_from_e5
from app.values.finding import Severity
from app.workflow.return_cases import Original, original_of
from app.workflow.return_drafts import ReturnDraft, Way
from app.workflow.return_tally import record_tally
from app.workflow.returns import new_request

_SITE = Company("9999960008", "测试监管场所")
_REASONS = (ReasonKind.SIZE, ReasonKind.NO_REASON, ReasonKind.DAMAGED, ReasonKind.QUALITY)
_TALLIED = 4  # of so many returns of exports one has come in
_TOO_LATE = timedelta(days=400)  # past the longest term there is, holidays included

_LISTS = """
SELECT d.id, d.flow FROM declaration_list d JOIN declaration_status s ON s.id = d.id
WHERE (s.released_at <> '') = ? ORDER BY d.id
"""

# What is wrong with a planted request → the finding that must say so.
_CODES = {
    "too_much": "returns.too_much",
    "line": "returns.line_unknown",
    "direction": "returns.direction",
    "waybill": "returns.waybill_twice",
    "late": ".late",
    "not_released": ".not_released",
    "unknown": "returns.list_unknown",
}


@dataclass(frozen=True, slots=True)
class Returned:
    """What was asked for: requests and tallies that were booked, then what was planted, and what
    was found of it, as (planted fault, whether it was found)."""

    requests: int
    tallies: int
    planted: frozenset[tuple[str, bool]]
    found: frozenset[tuple[str, bool]]


def bring_back(session: Session, *, share: int, on: date) -> Returned:
    """Ask for the goods of one in `share` released lists, and plant requests that must not pass."""
    released = _lists(session.conn, is_released=True)
    chosen = released[::share]
    booked, tallies = 0, 0
    found: set[tuple[str, bool]] = set()
    for place, (list_id, flow) in enumerate(chosen):
        original = _original(session.conn, list_id)
        outcome = new_request(session, home_draft(original, place), on=on)
        booked += outcome.counts["requests"]
        if not outcome.counts["requests"]:
            found.add(("sound", True))
        elif flow == Flow.EXPORT and place % _TALLIED == 0:
            (return_id,) = session.conn.execute("SELECT max(id) FROM goods_return").fetchone()
            tallies += record_tally(session, return_id, _SITE, on=on).counts["tallies"]
    planted = dict(_faulty(session.conn, chosen[0][0], released[1][0]))
    for kind, draft in planted.items():
        day = draft.applied_on or on
        found.add((kind, _is_refused(session, draft, day, _CODES[kind])))
    expected = frozenset((kind, True) for kind in planted)
    return Returned(booked, tallies, expected, frozenset(found))


def _lists(conn: sqlite3.Connection, *, is_released: bool) -> list[tuple[int, str]]:
    return conn.execute(_LISTS, (is_released,)).fetchall()


def _original(conn: sqlite3.Connection, list_id: int) -> Original:
    original = original_of(conn, list_id)
    assert original is not None
    return original


def home_draft(original: Original, place: int = 0) -> ReturnDraft:
    """The first line of a list, all of it; an export's comes home by air."""
    line = original.lines[0]
    way = Way()
    if original.flow is Flow.EXPORT:
        bill = f"999-7{place:07d}"
        way = Way(transport_mode="5", transport_name="测试航班", voyage_no="T9001", bill_no=bill)
    wish = Wish(line.line_no, decimal_from_e5(line.declared_e5))
    return ReturnDraft(original.id, (wish,), _REASONS[place % len(_REASONS)], way=way)


def _faulty(conn: sqlite3.Connection, taken: int, free: int) -> Iterator[tuple[str, ReturnDraft]]:
    """One request for each fault; `taken`: a list whose goods come back, `free`: another."""
    original = _original(conn, free)
    sound = home_draft(original)
    (wish,) = sound.wishes
    other = Flow.IMPORT if original.flow is Flow.EXPORT else Flow.EXPORT
    assert original.released
    yield "too_much", replace(sound, wishes=(replace(wish, qty=wish.qty + 1),))
    yield "line", replace(sound, wishes=(Wish(len(original.lines) + 1, Decimal(1)),))
    yield "direction", replace(sound, flow=other)
    yield "waybill", home_draft(_original(conn, taken))
    yield "late", replace(sound, applied_on=original.released + _TOO_LATE)
    yield "unknown", replace(sound, list_id=0)
    if waiting := _lists(conn, is_released=False):
        yield "not_released", home_draft(_original(conn, waiting[0][0]))


def _is_refused(session: Session, draft: ReturnDraft, on: date, code: str) -> bool:
    """Whether nothing was booked, for this very reason."""
    outcome = new_request(session, draft, on=on)
    blocking = [one.code for one in outcome.findings if one.severity is Severity.BLOCKING]
    return not outcome.counts["requests"] and any(one.endswith(code) for one in blocking)
