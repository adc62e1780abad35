"""Closing a month, opening it again, and whether what was signed for still stands.

A closing is a border: nothing before it can be undone. What a closed month counted is refused to
every call (`app.store.month_guard`); what comes later belongs to the first open month.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import date

from app.closing import seal as seals
from app.closing.figures import COUNTS, Figure, Moved
from app.closing.seal import Hashes, Signing
from app.closing.sql import documents, figures
from app.closing.sql.checks import open_things
from app.closing.sql.log import head_before, log_hash
from app.store import month_closes as store
from app.store.month_closes import MonthClose, closed_months, closes
from app.store.session import Call, Session
from app.values.errors import AppError
from app.values.finding import DocumentKind, Finding, Severity
from app.values.period import Month
from app.values.progress import SILENT, Progress
from app.workflow.outcome import Changes, Outcome
from app.workflow.purge import sealed_log

__all__ = [
    "COUNTS",
    "CannotClose",
    "CannotReopen",
    "Closing",
    "Figure",
    "MonthClose",
    "MonthState",
    "Moved",
    "Verification",
    "close_month",
    "closed_months",
    "closes",
    "corrections",
    "look",
    "month_state",
    "reopen_month",
    "verify",
]

CLOSE, REOPEN = "close", "reopen"
_PAGES = {
    "exceptions": "match", "unlisted": "lists", "unanswered": "messages", "returns": "returns",
    "rates": "settings", "taxes": "taxes", "unallocated": "refunds", "earlier": "report",
}  # fmt: skip


class CannotClose(AppError):
    """The month is not over, is closed already, or nobody signed."""

    code = "error.month_not_over"


class CannotReopen(AppError):
    """The month is not closed, no reason was given, or one person alone wants it."""

    code = "error.month_not_closed"


@dataclass(frozen=True, slots=True)
class Closing:
    """What a closing of a month would sign for, and what stands open: `findings` do not forbid it,
    but whoever signs shall have seen them. `left_over`: lists it would leave to the next month, by
    stage."""

    month: Month
    figures: tuple[Figure, ...]
    findings: tuple[Finding, ...]
    left_over: dict[str, int]

    @property
    def corrections(self) -> tuple[Figure, ...]:
        """The figures that are about earlier months."""
        return tuple(each for each in self.figures if each.of_month != str(self.month))


def look(conn: sqlite3.Connection, month: Month) -> Closing:
    """What closing a month now would mean."""
    return Closing(
        month,
        tuple(figures.to_sign(conn, str(month))),
        tuple(_findings(conn, month)),
        documents.left_over(conn, str(month)),
    )


def _findings(conn: sqlite3.Connection, month: Month) -> list[Finding]:
    return [
        Finding(
            f"closing.{name}",
            Severity.DOUBTFUL,
            DocumentKind.MONTH_CLOSE,
            number=str(month),
            value=str(count),
            params=(("page", _PAGES[name]),),
        )
        for name, count in open_things(conn, str(month)).items()
    ]


def close_month(
    session: Session,
    month: Month,
    signed_by: str,
    *,
    on: date,
    note: str = "",
    progress: Progress = SILENT,
) -> Outcome:
    """Close a month that is over: its figures and documents are signed for by name and seal.
    Counts: figures, documents, left_over. Raises CannotClose."""
    signed_by = signed_by.strip()
    if str(month) in closed_months(session.conn):
        raise CannotClose("error.month_closed", month=month, field="month")
    if on < month.next.first_day:
        raise CannotClose(month=month, field="month")
    if not signed_by:
        raise CannotClose("error.month_unsigned", month=month, field="signed_by")
    outcome = Outcome("month_close")
    for finding in _findings(session.conn, month):
        outcome.add(finding)
    (signed_by,) = session.identity.names(signed_by)
    with session.call("month_close", border=True, month=str(month)) as call:
        progress.step("progress.closing")
        outcome.counts.update(_close(call, month, signed_by, note.strip()))
        call.outcome.update(outcome.counts)
    outcome.changes = Changes(frozenset({DocumentKind.MONTH_CLOSE}))
    return outcome


def _close(call: Call, month: Month, signed_by: str, note: str) -> dict[str, int]:
    conn, id_ = call.conn, store.next_id(call.conn)
    signed = [(f.of_month, f.name, f.scope, f.value) for f in figures.to_sign(conn, str(month))]
    conn.execute("PRAGMA defer_foreign_keys = ON")  # what is signed for comes before the signature
    documents.keep(conn, id_, str(month))
    store.add_figures(conn, id_, signed)
    _sign(call, id_, Signing(str(month), CLOSE, signed_by, call.time, reason=note))
    store.lock(conn, str(month), id_)
    kept = documents.counts(conn, id_)
    return {
        "figures": len(signed),
        "documents": kept.get("counted", 0),
        "left_over": kept.get("left_over", 0),
    }


def _sign(call: Call, id_: int, signing: Signing) -> None:
    conn, head = call.conn, head_before(call.conn, call.id)
    hashes = Hashes(
        seals.hash_of(store.figures_of(conn, id_)),
        seals.hash_of(documents.ordered(conn, id_)),
        head,
        log_hash(conn, head),
        store.last_seal(conn),
    )
    store.add_close(
        conn,
        call.id,
        id_,
        {
            "month": signing.month,
            "action": signing.action,
            "signed_by": signing.signed_by,
            "signed_at": signing.signed_at,
            "second_by": signing.second_by,
            "reason": signing.reason,
            "figures_hash": hashes.figures,
            "documents_hash": hashes.documents,
            "log_head": hashes.log_head,
            "log_hash": hashes.log,
            "seal": seals.seal(signing, hashes),
        },
    )


def reopen_month(
    session: Session, month: Month, signed_by: str, *, second: str, reason: str
) -> Outcome:
    """Open a closed month again: with a reason, by two persons of different names; where persons
    are set up, by who is signed in and a witness. What it was closed with stays in the file. Raises
    CannotReopen, NeedsWitness."""
    names = signed_by.strip(), second.strip()
    if str(month) not in closed_months(session.conn):
        raise CannotReopen(month=month, field="month")
    if not reason.strip():
        raise CannotReopen("error.month_no_reason", month=month, field="reason")
    if not all(names) or names[0].casefold() == names[1].casefold():
        raise CannotReopen("error.month_second_person", month=month, field="second")
    with session.call("month_reopen", border=True, month=str(month)) as call:
        signed_by, second = session.identity.names(*names)
        signing = Signing(str(month), REOPEN, signed_by, call.time, second, reason.strip())
        _sign(call, store.next_id(call.conn), signing)
        store.unlock(call.conn, str(month))
    outcome = Outcome("month_reopen", {"months": 1})
    outcome.changes = Changes(frozenset({DocumentKind.MONTH_CLOSE}))
    return outcome


# Does what was signed for still stand?


@dataclass(frozen=True, slots=True)
class Verification:
    """A closing computed again. `broken`: what no longer fits its hash, of "figures", "documents",
    "log", "seal"; empty = everything stands as it was signed. `moved`: figures that would be others
    today; they are no fault, but corrections of the open month."""

    close: MonthClose
    broken: tuple[str, ...]
    moved: tuple[Moved, ...]

    @property
    def is_whole(self) -> bool:
        """Nothing was changed behind the seal."""
        return not self.broken


def verify(conn: sqlite3.Connection, month: Month | None = None) -> list[Verification]:
    """Compute the seals again: of a month, or of all; in the order they were made."""
    return [_verified(conn, each) for each in closes(conn, str(month) if month else "")]


def _verified(conn: sqlite3.Connection, close: MonthClose) -> Verification:
    found = Hashes(
        seals.hash_of(store.figures_of(conn, close.id)),
        seals.hash_of(documents.ordered(conn, close.id)),
        close.log_head,
        log_hash(conn, close.log_head),
        store.last_seal(conn, close.id),
    )
    signing = Signing(
        close.month, close.action, close.signed_by, close.signed_at, close.second_by, close.reason
    )
    kept = Hashes(
        close.figures_hash, close.documents_hash, close.log_head, close.log_hash, found.previous
    )
    broken = {
        "figures": found.figures != close.figures_hash,
        "documents": found.documents != close.documents_hash,
        "log": found.log != sealed_log(conn, close),
        "seal": seals.seal(signing, kept) != close.seal,
    }
    moved = figures.moved(conn, close.month) if close.is_in_force else []
    return Verification(close, tuple(name for name, is_ in broken.items() if is_), tuple(moved))


def corrections(conn: sqlite3.Connection, month: Month) -> list[Moved]:
    """What came late to closed months and belongs to this open one."""
    return [
        each
        for of_month in figures.months_before(conn, str(month))
        for each in figures.moved(conn, of_month)
    ]


# What a screen shows of a month


@dataclass(frozen=True, slots=True)
class MonthState:
    """Where a month stands. `close`: the closing in force, None = open. `figures`: how many are
    signed for, or would be; `left_over`: lists an open one would leave to the next month; `moved`:
    of a closed month what would be another figure today, of an open one the corrections it takes.
    `from_day`: the first day it may be closed. `late_month`: where its late lines go."""

    month: Month
    close: MonthClose | None
    figures: int
    left_over: int
    findings: tuple[Finding, ...]
    moved: tuple[Moved, ...]
    history: tuple[MonthClose, ...]
    from_day: date
    late_month: str


def month_state(conn: sqlite3.Connection, month: Month) -> MonthState:
    """All of it."""
    history = tuple(closes(conn, str(month)))
    close = next((each for each in history if each.is_in_force), None)
    from_day = month.next.first_day
    if close is not None:
        signed = len(store.figures_of(conn, close.id))
        moved = tuple(figures.moved(conn, str(month)))
        late = closed_months(conn)[str(month)]
        return MonthState(month, close, signed, 0, (), moved, history, from_day, late)
    seen = look(conn, month)
    left, moved = sum(seen.left_over.values()), tuple(corrections(conn, month))
    return MonthState(
        month, None, len(seen.figures), left, seen.findings, moved, history, from_day, str(month)
    )
