"""Rows of grades of goods that came back; inside a call."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from dataclasses import astuple, dataclass, fields


@dataclass(frozen=True, slots=True)
class GradeRow:
    """A quantity of a returned line (scale 5) and its grade."""

    goods_return_line_id: int
    grade: str
    qty_e5: int
    graded_on: str
    graded_by: str
    note: str = ""


_COLUMNS = tuple(field.name for field in fields(GradeRow))


def put_unchecked(
    conn: sqlite3.Connection, call_id: int, line_id: int, rows: Iterable[GradeRow]
) -> None:
    """Keep the grades of a line, in place of those nobody has checked."""
    conn.execute(
        "DELETE FROM return_grade WHERE goods_return_line_id = ? AND checked_by = ''", (line_id,)
    )
    marks = ", ".join("?" * len(_COLUMNS))
    conn.executemany(
        f"INSERT INTO return_grade (call_id, {', '.join(_COLUMNS)}) VALUES (?, {marks})",
        ((call_id, *astuple(row)) for row in rows),
    )


def set_checked(conn: sqlite3.Connection, call_id: int, grade_id: int, by: str) -> bool:
    """Note who checked a grade; True when nobody had."""
    return (
        conn.execute(
            "UPDATE return_grade SET call_id = ?, checked_by = ? WHERE id = ? AND checked_by = ''",
            (call_id, by, grade_id),
        ).rowcount
        > 0
    )


def set_outcome(conn: sqlite3.Connection, call_id: int, grade_id: int, outcome: str) -> bool:
    """Note where graded goods go; True when that was open and they were checked."""
    return (
        conn.execute(
            "UPDATE return_grade SET call_id = ?, outcome = ?"
            " WHERE id = ? AND outcome = '' AND checked_by <> ''",
            (call_id, outcome, grade_id),
        ).rowcount
        > 0
    )
