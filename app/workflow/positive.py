"""The list of goods of retail import: import its official file, ask what it says about goods."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

from app.intake.opened import open_tables
from app.legal.parameters import NotInForce, Parameters
from app.queries.positive import edition_at, editions, notes_at, weight_of_year
from app.store.positive import Edition, PositiveRow, drop_edition, put_edition, put_ends
from app.store.session import Session
from app.tax.positive import (
    CODE_DIGITS,
    Heading,
    Note,
    NoteKind,
    ReadList,
    Ruling,
    Verdict,
    headings_from_rows,
    rule_on,
    weight_allowed,
)
from app.values.errors import AppError
from app.values.finding import DocumentKind, Finding, Provenance, Severity
from app.values.progress import SILENT, Progress
from app.workflow.outcome import Changes, Outcome
from app.workflow.saving import attempt

__all__ = [
    "NoHeadings",
    "NoteKind",
    "Preview",
    "Ruling",
    "Verdict",
    "WeightLeft",
    "forget_edition",
    "import_edition",
    "preview_edition",
    "verdict",
    "weight_left",
]

VERB = "positive_list"
COUNT = "import.positive_list.count"


class NoHeadings(AppError):
    """A file without a single goods code of eight digits."""

    code = "error.no_headings"


@dataclass(frozen=True, slots=True)
class Preview:
    """What a file holds, and how many headings the announcement in force on its first day names
    (None = none is known)."""

    path: Path
    read: ReadList
    expected: int | None

    @property
    def agrees(self) -> bool | None:
        """Whether the count is that of the announcement; None = nothing to compare with."""
        return None if self.expected is None else len(self.read.headings) == self.expected


def preview_edition(
    path: Path, valid_from: date, *, law: Parameters | None = None, progress: Progress = SILENT
) -> Preview:
    """Read an official file (workbook, csv, or text copied from a PDF). Raises NoHeadings,
    IntakeError."""
    read = headings_from_rows(_rows(path, progress))
    if not read.headings:
        raise NoHeadings(file=path.name)
    try:
        expected = (law or Parameters()).whole_at(COUNT, valid_from)
    except NotInForce:
        expected = None
    return Preview(path, read, expected)


def import_edition(
    session: Session,
    path: Path,
    *,
    name: str,
    valid_from: date,
    source: str,
    progress: Progress = SILENT,
) -> Outcome:
    """Keep an edition from its first day on, in place of one with the same first day. It ends where
    the next one begins, be that imported or only known to the law. One undoable call. Counts:
    headings, notes, other (notes to be looked at). Findings: a count that differs from the
    announcement, notes nobody typed, codes that came twice. Raises NoHeadings, IntakeError."""
    preview = preview_edition(path, valid_from, progress=progress)
    rows = [row for heading in preview.read.headings for row in _store_rows(heading)]
    outcome = Outcome(
        VERB,
        {
            "headings": len(preview.read.headings),
            "notes": sum(bool(row.note_kind) for row in rows),
            "other": sum(row.note_kind == NoteKind.OTHER for row in rows),
        },
    )
    for finding in _findings(preview):
        outcome.add(finding)
    edition = Edition(
        name.strip() or path.stem, valid_from.isoformat(), source.strip() or path.name
    )
    with attempt(session, VERB, edition=edition.name, file=path.name) as trial:
        trial.changed = put_edition(session.conn, trial.call.id, edition, rows)
        put_ends(session.conn, _ends(session.conn, Parameters()))
        trial.call.outcome |= outcome.counts
    if trial.changed:
        outcome.changes = Changes(frozenset({DocumentKind.GOODS, DocumentKind.DECLARATION_LIST}))
    return outcome


def forget_edition(session: Session, valid_from: date) -> Outcome:
    """Take an edition out again. Counts: headings (0)."""
    outcome = Outcome(VERB, {"headings": 0})
    with attempt(session, VERB) as trial:
        trial.changed = drop_edition(session.conn, valid_from.isoformat())
        put_ends(session.conn, _ends(session.conn, Parameters()))
    if trial.changed:
        outcome.changes = Changes(frozenset({DocumentKind.GOODS, DocumentKind.DECLARATION_LIST}))
    return outcome


def verdict(conn: sqlite3.Connection, hs_code: str, day: date, mode: str = "") -> Ruling:
    """What the edition of a day says about goods of a code (8 or 10 digits) in a customs mode; a
    shorter code is not judged."""
    if len(hs_code) < CODE_DIGITS:
        return Ruling(Verdict.UNKNOWN)
    code, text = hs_code[:CODE_DIGITS], day.isoformat()
    rows = notes_at(conn, code, text)
    notes = tuple(Note(NoteKind(kind), note, given) for _, kind, note, given in rows if kind)
    heading = Heading(code, rows[0][0], notes) if rows else None
    return rule_on(heading, edition_at(conn, text), mode)


@dataclass(frozen=True, slots=True)
class WeightLeft:
    """Kilograms a buyer may still buy of a heading in a year, as far as known. `used` None = the
    weight of something bought is not known."""

    allowed: Decimal
    used: Decimal | None

    @property
    def left(self) -> Decimal | None:
        """What is left; below zero: passed."""
        return None if self.used is None else self.allowed - self.used


def weight_left(conn: sqlite3.Connection, buyer: int, hs_code: str, day: date) -> WeightLeft | None:
    """How much of goods with a yearly weight a buyer may still buy; None = no such note."""
    allowed = weight_allowed(verdict(conn, hs_code, day).notes)
    if allowed is None:
        return None
    return WeightLeft(allowed, weight_of_year(conn, buyer, day.year, hs_code[:CODE_DIGITS]))


def _rows(path: Path, progress: Progress) -> Iterator[tuple[int, list[str]]]:
    opened = open_tables(path, progress=progress)
    number = 0
    for sheet in opened.heads:
        for chunk in opened.table(sheet, progress).chunks(lambda _finding: None):
            for row in chunk.rows:
                number += 1
                yield number, ["" if cell is None else str(cell) for cell in row]


def _store_rows(heading: Heading) -> Iterator[PositiveRow]:
    for note in heading.notes or (Note(NoteKind.NONE, ""),):
        condition = json.dumps(note.condition, ensure_ascii=False, sort_keys=True)
        yield PositiveRow(heading.code, heading.name, note.kind.value, note.text, condition)


def _ends(conn: sqlite3.Connection, law: Parameters) -> dict[str, str]:
    """The last day of each imported edition."""
    imported = [each.valid_from for each in editions(conn)]
    known = [value.from_.isoformat() for value in law.parameter(COUNT).values]
    begins = sorted({*imported, *known})
    ends = {}
    for first in imported:
        later = [each for each in begins if each > first]
        end = date.fromisoformat(later[0]) - timedelta(days=1) if later else None
        ends[first] = end.isoformat() if end else ""
    return ends


def _findings(preview: Preview) -> Iterator[Finding]:
    count = len(preview.read.headings)
    place = Provenance(preview.path.name)
    if preview.agrees is False:
        yield Finding(
            "positive.count_differs",
            Severity.DOUBTFUL,
            value=str(count),
            expected=str(preview.expected),
            rule=COUNT,
            provenance=place,
        )
    for heading in preview.read.to_look_at:
        for note in heading.notes:
            if note.kind is NoteKind.OTHER:
                yield Finding(
                    "positive.note_untyped",
                    Severity.DOUBTFUL,
                    number=heading.code,
                    value=note.text,
                    provenance=place,
                )
    for code in preview.read.twice:
        yield Finding("positive.code_twice", Severity.DOUBTFUL, value=code, provenance=place)
    for row in preview.read.unread:
        where = Provenance(preview.path.name, row=row)
        yield Finding("positive.row_unread", Severity.DOUBTFUL, provenance=where)
