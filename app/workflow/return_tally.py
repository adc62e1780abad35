"""What the site counted of a return that came in (出口退运理货明细单, CEB215).

One for each request of an export, reported by who runs the site."""

from __future__ import annotations

import sqlite3
from datetime import date

from app.declaration.sql.build import take_numbers
from app.declaration.sql.status import refresh_touched
from app.declaration.terms import Company, guid, series
from app.documents.status import EventKind
from app.store.events import Event, add_events
from app.store.session import Call, Session
from app.store.settings import get_company
from app.values.errors import AppError
from app.values.finding import DocumentKind
from app.workflow.outcome import Changes, Outcome
from app.workflow.saving import attempt

__all__ = ["NOTHING_SAID", "Company", "TallyRefused", "record_tally", "tally_of"]

KIND = DocumentKind.RETURN_TALLY
_NOTHING_BACK = ("lapsed", "withdrawn")
_SAID = ("operator_code", "operator_name", "location", "note")
NOTHING_SAID = dict.fromkeys(_SAID, "")


class TallyRefused(AppError):
    """The tally cannot be made; nothing was saved."""

    code = "error.tally_refused"


def record_tally(
    session: Session,
    return_id: int,
    operator: Company,
    *,
    on: date,
    location: str = "",
    note: str = "",
) -> Outcome:
    """Note what came in of a request, to be reported to customs; said again, the draft is changed.
    Counts: tallies. Raises TallyRefused for an import's request (nothing is tallied), one that
    stands no more, a tally that was written, or an operator without code and name."""
    said = [text.strip() for text in (operator.code, operator.name, location, note)]
    if not (said[0] and said[1]):
        raise TallyRefused("error.tally_operator")
    tally_id = _draft_of(session.conn, return_id)
    outcome = Outcome("return_tally", {"tallies": 0})
    with attempt(session, "return_tally") as trial:
        if tally_id is None:
            _add(trial.call, return_id, said, on)
            outcome.counts["tallies"] = 1
        else:
            outcome.counts["tallies"] = _change(trial.call, tally_id, said)
        trial.changed = outcome.counts["tallies"] > 0
        trial.call.outcome |= outcome.counts
    if trial.changed:
        outcome.changes = Changes(frozenset({KIND, DocumentKind.GOODS_RETURN}))
    return outcome


def tally_of(conn: sqlite3.Connection, return_id: int) -> dict[str, str]:
    """What the tally of a request says by field; where there is none yet, who ran the site of the
    last one."""
    row = conn.execute(
        f"SELECT {', '.join(_SAID)} FROM return_tally WHERE goods_return_id = ?", (return_id,)
    ).fetchone()
    if row:
        return dict(zip(_SAID, row, strict=True))
    last = conn.execute(
        "SELECT operator_code, operator_name FROM return_tally ORDER BY id DESC LIMIT 1"
    ).fetchone()
    return NOTHING_SAID | dict(zip(_SAID, last or (), strict=False))


def _draft_of(conn: sqlite3.Connection, return_id: int) -> int | None:
    """The draft that is to be changed; None when the request has no tally yet."""
    row = conn.execute(
        "SELECT g.own_no, g.flow, g.closed, t.id, t.status FROM goods_return g"
        " LEFT JOIN return_tally t ON t.goods_return_id = g.id WHERE g.id = ?",
        (return_id,),
    ).fetchone()
    if row is None:
        raise TallyRefused("error.no_such_return", number=return_id)
    own_no, flow, closed, tally_id, status = row
    if flow != "export" or closed in _NOTHING_BACK:
        raise TallyRefused(own_no=own_no)
    if tally_id is not None and status != "draft":
        raise TallyRefused("error.tally_written", own_no=own_no)
    return int(tally_id) if tally_id is not None else None


def _add(call: Call, return_id: int, said: list[str], on: date) -> None:
    numbers = series(KIND, get_company(call.conn).own_no_prefix, on)
    own_no = numbers.number(take_numbers(call.conn, numbers, 1))
    (tally_id,) = call.conn.execute(
        "INSERT INTO return_tally (call_id, own_no, guid, goods_return_id, operator_code,"
        " operator_name, location, note) VALUES (?, ?, ?, ?, ?, ?, ?, ?) RETURNING id",
        (call.id, own_no, guid(said[0], own_no), return_id, *said),
    ).fetchone()
    add_events(call.conn, call.id, [Event(KIND, tally_id, EventKind.CREATED, call.time)])
    refresh_touched(call.conn, call.id)


def _change(call: Call, tally_id: int, said: list[str]) -> int:
    return call.conn.execute(
        "UPDATE return_tally SET call_id = ?, operator_code = ?, operator_name = ?, location = ?,"
        " note = ? WHERE id = ? AND (operator_code, operator_name, location, note)"
        " <> (?, ?, ?, ?)",
        (call.id, *said, tally_id, *said),
    ).rowcount
