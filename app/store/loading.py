"""One file on its way into the store: where it goes, how it reports, what it counted."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from dataclasses import dataclass

from app.store.parties import PartyBook
from app.store.prepared import Preparation, Prepared
from app.values.finding import DocumentKind, Finding, Severity


@dataclass(slots=True)
class Tally:
    """Documents (not rows) by what became of them; `left_out` = could not be used."""

    new: int = 0
    changed: int = 0
    same: int = 0
    repeated: int = 0
    left_out: int = 0

    @property
    def wrote(self) -> bool:
        """Something in the store differs now."""
        return bool(self.new or self.changed)


class Load:
    """One file inside one call; `report` takes the findings."""

    def __init__(
        self,
        conn: sqlite3.Connection,
        call_id: int,
        *,
        file_id: int,
        file_name: str,
        sheet: str = "",
        report: Callable[[Finding], None],
    ) -> None:
        self.conn = conn
        self.call_id = call_id
        self.file_id = file_id
        self.file_name = file_name
        self.sheet = sheet
        self.tally = Tally()
        self.notes = Preparation(file_name, sheet)
        self._report = report
        self._parties = PartyBook(conn, call_id)
        self._party_ids: dict[tuple[str, str], int] = {}

    @property
    def sql_params(self) -> dict[str, object]:
        """What rows are stamped with, as named parameters."""
        return {"call": self.call_id, "file": self.file_id, "sheet": self.sheet}

    def take(self, batch: Prepared) -> None:
        """Report and count what preparing a batch brought to light."""
        self.tally.left_out += batch.left_out
        for finding in batch.findings:
            self._report(finding)

    def report(self, *findings: Finding) -> None:
        """Report findings, and those noted in `notes`."""
        for finding in (*findings, *self.notes.findings()):
            self._report(finding)

    def party(self, role: str, text: str, row: int) -> int:
        """The id of the company a file names; a name seen for the first time is reported."""
        known = self._party_ids.get((role, text))
        if known is None:
            found = self._parties.id_of(role, text)
            known = self._party_ids[role, text] = found.id
            if found.is_first_sight:
                self._report_first_sight(role, text, row)
        return known

    def _report_first_sight(self, role: str, text: str, row: int) -> None:
        self.notes.find(
            "store.party_unknown" if text else "store.party_not_stated",
            Severity.DOUBTFUL if text else Severity.NOTE,
            row=row,
            document=DocumentKind.PARTY,
            number=text,
            value=text,
            field=role,
        )
        self.report()
