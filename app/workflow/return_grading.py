"""Grading goods that came back: graded by one person, checked by another, then to stock or written
off. Every step is one undoable call; what is graded is never more than what came back."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from app.bonded.sql.returns import write_off_graded
from app.legal.parameters import Parameters
from app.queries.return_grades import graded_between
from app.returns.grading import (
    Destination,
    Grade,
    GradeShare,
    Reference,
    Yield,
    reference,
    usual,
    yield_of,
)
from app.store.return_grades import GradeRow, put_unchecked, set_checked, set_outcome
from app.store.session import Call, Session
from app.values.decimals import NotExact, e5_from_decimal, text_from_e5
from app.values.errors import AppError
from app.values.finding import DocumentKind
from app.workflow.match import is_judged, judge_within
from app.workflow.outcome import Changes, Outcome
from app.workflow.saving import attempt

__all__ = [
    "Destination", "Grade", "GradeRefused", "GradeShare", "Graded", "Reference", "Yield",
    "check_grades", "grade_line", "settle_grades", "usual", "yield_report",
]  # fmt: skip

_CHANGES = Changes(frozenset({DocumentKind.GOODS_RETURN, DocumentKind.STOCK_MOVE}))


class GradeRefused(AppError):
    """The goods cannot be graded like this; nothing was saved."""

    code = "error.grade_refused"


@dataclass(frozen=True, slots=True)
class Graded:
    """A quantity, in the unit of the list, and its grade."""

    grade: Grade
    qty: Decimal
    note: str = ""


def grade_line(
    session: Session, line_id: int, parts: Sequence[Graded], *, by: str, on: date
) -> Outcome:
    """Grade a line of a request whose goods are here, in place of grades nobody has checked; no
    parts take those out. Counts: grades. Raises GradeRefused."""
    name = _name(by)
    rows = [
        GradeRow(line_id, part.grade, _quantity(part.qty), on.isoformat(), name, part.note.strip())
        for part in parts
    ]
    _hold_against(session.conn, line_id, sum(row.qty_e5 for row in rows))
    outcome = Outcome("return_grade", {"grades": len(rows)})
    with attempt(session, "return_grade", line=line_id) as trial:
        before = _unchecked(session.conn, line_id)
        trial.changed = before != [(row.grade, row.qty_e5, row.graded_by, row.note) for row in rows]
        if trial.changed:
            put_unchecked(session.conn, trial.call.id, line_id, rows)
    return _told(outcome, trial.changed, "grades")


def check_grades(session: Session, grade_ids: Sequence[int], *, by: str) -> Outcome:
    """Confirm grades somebody else gave. Counts: grades. Raises GradeRefused when the name is
    missing or the same."""
    name = _name(by)
    for graded_by in _graders(session.conn, grade_ids):
        if graded_by.strip().casefold() == name.casefold():
            raise GradeRefused("error.grade_same_person", name=name)
    outcome = Outcome("return_check", {"grades": 0})
    with attempt(session, "return_check") as trial:
        conn, call = session.conn, trial.call
        checked = sum(set_checked(conn, call.id, each, name) for each in grade_ids)
        outcome.counts["grades"] = checked
        trial.changed = checked > 0
    return _told(outcome, trial.changed, "grades")


def settle_grades(session: Session, chosen: Mapping[int, Destination], *, on: date) -> Outcome:
    """Say where checked goods go. What is written off leaves the account book it came back to;
    without one only the decision is kept. Counts: stock, written_off. Raises GradeRefused when
    goods to be written off are not on their book."""
    outcome = Outcome("return_settle", {"stock": 0, "written_off": 0})
    with attempt(session, "return_settle") as trial:
        moved = 0
        for grade_id, destination in chosen.items():
            if not set_outcome(session.conn, trial.call.id, grade_id, destination):
                continue
            trial.changed = True
            gone = destination is Destination.WRITE_OFF
            outcome.count("written_off" if gone else "stock")
            moved += _write_off(trial.call, grade_id, on) if gone else 0
        if moved and is_judged(session.conn):
            judge_within(trial.call, session, on=on)
    return _told(outcome, trial.changed)


def yield_report(
    conn: sqlite3.Connection,
    first: date,
    last: date,
    *,
    flow: str = "",
    law: Parameters | None = None,
) -> Yield:
    """The checked grades of a period (both days inside) beside the reference of its last day."""
    found = graded_between(conn, first, last, flow=flow)
    quantities = {Grade(grade): qty for grade, qty in found.items()}
    return yield_of(quantities, reference(law or Parameters(), last))


def _write_off(call: Call, grade_id: int, on: date) -> int:
    taken = write_off_graded(call.conn, call.id, grade_id, on.isoformat())
    if taken is None:
        raise GradeRefused("error.grade_not_on_book")
    return taken


def _name(by: str) -> str:
    if not by.strip():
        raise GradeRefused("error.grade_no_name")
    return by.strip()


def _quantity(qty: Decimal) -> int:
    try:
        qty_e5 = e5_from_decimal(qty)
    except NotExact as error:
        raise GradeRefused("error.grade_quantity", given=qty) from error
    if qty_e5 <= 0:
        raise GradeRefused("error.grade_quantity", given=qty)
    return qty_e5


_LINE = """
SELECT l.qty_e5, g.arrived_on, g.own_no, s.state,
    coalesce((SELECT sum(x.qty_e5) FROM return_grade x
        WHERE x.goods_return_line_id = l.id AND x.checked_by <> ''), 0)
FROM goods_return_line l JOIN goods_return g ON g.id = l.goods_return_id
JOIN goods_return_state s ON s.id = g.id WHERE l.id = ?
"""


def _hold_against(conn: sqlite3.Connection, line_id: int, graded_e5: int) -> None:
    row = conn.execute(_LINE, (line_id,)).fetchone()
    if row is None:
        raise GradeRefused
    qty_e5, arrived_on, own_no, state, checked_e5 = row
    if not arrived_on or state in ("lapsed", "withdrawn"):
        raise GradeRefused("error.grade_not_here", number=own_no)
    if checked_e5 + graded_e5 > qty_e5:
        raise GradeRefused(
            "error.grade_too_much",
            came=text_from_e5(qty_e5),
            graded=text_from_e5(checked_e5 + graded_e5),
        )


def _unchecked(conn: sqlite3.Connection, line_id: int) -> list[tuple[str, int, str, str]]:
    return conn.execute(
        "SELECT grade, qty_e5, graded_by, note FROM return_grade"
        " WHERE goods_return_line_id = ? AND checked_by = '' ORDER BY id",
        (line_id,),
    ).fetchall()


def _graders(conn: sqlite3.Connection, grade_ids: Sequence[int]) -> list[str]:
    marks = ", ".join("?" * len(grade_ids))
    rows = conn.execute(
        f"SELECT graded_by FROM return_grade WHERE id IN ({marks}) AND checked_by = ''",
        list(grade_ids),
    )
    return [name for (name,) in rows]


def _told(outcome: Outcome, changed: bool, counted: str = "") -> Outcome:
    if changed:
        outcome.changes = _CHANGES
    elif counted:
        outcome.counts[counted] = 0
    return outcome
