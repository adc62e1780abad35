"""Take an official list file (code table, tariff) into the data file, over the shipped rows."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

from app.intake.opened import open_tables
from app.reference.official_list import overrides_from_rows
from app.reference.tables import index
from app.store.findings import clear_findings, save_findings
from app.store.overrides import OverrideRow, put_overrides
from app.store.session import Session
from app.values.errors import AppError
from app.values.progress import SILENT, Progress
from app.workflow.outcome import Outcome
from app.workflow.saving import attempt

STAGE = "reference"


class NoSuchTable(AppError):
    """No code table of this name ships with the program."""

    code = "error.no_such_table"


def import_reference(
    session: Session, table: str, path: Path, *, on: date, progress: Progress = SILENT
) -> Outcome:
    """Import the rows of an official list; they win over the shipped ones and stay on upgrades.
    One undoable call, none when nothing differs. Counts: rows, changed, left_out.

    Raises NoSuchTable, IntakeError."""
    if table not in index():
        raise NoSuchTable(table=table, known=", ".join(sorted(index())))
    rows = list(_rows(path, progress))
    found, findings = overrides_from_rows(table, rows, source=path.name, imported_on=on)
    outcome = Outcome(STAGE, {"rows": len(rows), "left_out": len(rows) - len(found)})
    with attempt(session, STAGE, table=table, file=path.name) as trial:
        clear_findings(session.conn, STAGE)
        for finding in findings:
            outcome.add(finding)
        save_findings(session.conn, trial.call.id, STAGE, findings)
        changed = put_overrides(
            session.conn,
            trial.call.id,
            (
                OverrideRow(
                    one.table, one.code, one.values, one.source, one.imported_on.isoformat()
                )
                for one in found
            ),
        )
        outcome.counts["changed"] = changed
        trial.call.outcome |= outcome.counts
        trial.changed = bool(changed)
    return outcome


def _rows(path: Path, progress: Progress) -> Iterator[dict[str, str]]:
    """The rows of the first sheet as text by header: the first row with two or more cells."""
    opened = open_tables(path, progress=progress)
    headers: list[str] = []
    for chunk in opened.table(next(iter(opened.heads)), progress).chunks(lambda _finding: None):
        for row in chunk.rows:
            cells = [str(cell).strip() for cell in row]
            if headers and any(cells):
                yield dict(zip(headers, cells, strict=False))
            elif not headers and sum(map(bool, cells)) > 1:
                headers = cells
