"""Any importable file in one form: a table read by intake, or a message read by messages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Protocol

from app.documents.fields import FileKind
from app.intake.kinds import FileType, recognise_file
from app.intake.plan import SavedMapping, Source, open_source
from app.store.documents import load_prepared, prepare_rows
from app.store.files import FileRecord
from app.store.loading import Load
from app.store.prepared import Prepared
from app.values.finding import Finding
from app.values.progress import SILENT, Progress
from app.workflow.read_ahead import WORTH_IT, prepared_ahead


@dataclass(frozen=True, slots=True)
class Reading:
    """What the user says about a file; what is left out is remembered or guessed.

    `overrides`: header → field name ("" = not used). `constants`: field → value for every row.
    `date_order`: "mdy" or "dmy". `sheet`: only this sheet of a workbook. `header_row`: the row that
    holds the headings."""

    kind: FileKind | None = None
    encoding: str | None = None
    overrides: Mapping[str, str] = field(default_factory=dict)
    constants: Mapping[str, str] = field(default_factory=dict)
    date_order: str = ""
    sheet: str | None = None
    header_row: int | None = None


AS_GUESSED = Reading()


class Readable(Protocol):
    """A file, or one sheet of a workbook, ready to be read."""

    @property
    def kind(self) -> FileKind:
        """What its rows are."""

    @property
    def notes(self) -> tuple[Finding, ...]:
        """Findings about the file as a whole."""

    @property
    def mapping(self) -> SavedMapping | None:
        """What to remember about its columns."""

    @property
    def left_out(self) -> int:
        """Rows that could not be used, after they were read."""

    def record(self) -> FileRecord:
        """What the store keeps about it."""

    def load(self, load: Load, progress: Progress) -> None:
        """Bring its rows into the store, with what was found about them."""


class TableFile:
    """A sheet or text file, read by intake."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.kind = source.kind
        self.mapping: SavedMapping | None = source.columns.saved()

    @property
    def notes(self) -> tuple[Finding, ...]:
        """Findings about the file as a whole."""
        # Other sheets are read too, so they need no mention.
        return tuple(note for note in self.source.notes if note.code != "intake.other_sheet")

    @property
    def left_out(self) -> int:
        """Rows that could not be used."""
        return self.source.counts.left_out

    @cached_property
    def _record(self) -> FileRecord:
        source = self.source
        encoding, profile = source.opened.encoding, source.columns.profile
        return FileRecord(
            name=source.path.name,
            sha256=source.sha256(),
            size=source.size,
            kind=source.kind,
            sheet=source.sheet,
            reader=source.opened.look.type,
            encoding=encoding.name if encoding else "",
            profile=profile.id if profile else "",
            fingerprint=source.fingerprint,
        )

    def record(self) -> FileRecord:
        """What the store keeps about it."""
        return self._record

    def load(self, load: Load, progress: Progress) -> None:
        """Bring its rows into the store; a large file is read ahead in another process."""
        is_large = self.source.size >= WORTH_IT
        ready = prepared_ahead if is_large else TableFile._prepared_here
        load_prepared(load, self.kind, ready(self.source, progress))

    @staticmethod
    def _prepared_here(source: Source, progress: Progress) -> Iterator[Prepared]:
        found: list[Finding] = []
        rows = source.rows(findings=found.append, progress=progress)
        for batch in prepare_rows(source.kind, source.path.name, source.sheet, rows):
            yield replace(batch, findings=[*found, *batch.findings])
            found.clear()
        yield Prepared([], found)


def open_file(
    path: Path,
    *,
    reading: Reading = AS_GUESSED,
    remembered: Mapping[str, SavedMapping] | None = None,
    progress: Progress = SILENT,
) -> list[Readable]:
    """Everything importable in a file: one entry for each sheet that was recognised.

    Raises IntakeError, UnreadableMessage, NotAnImport (a receipt, or a message we do not take)."""
    if recognise_file(path).type is FileType.XML:
        from app.workflow.reading_messages import open_message  # lxml is slow to load

        return [open_message(path)]

    def sheet(name: str | None) -> Source:
        return open_source(
            path,
            remembered=remembered,
            overrides=reading.overrides,
            constants=reading.constants,
            kind=reading.kind,
            encoding=reading.encoding,
            date_order=reading.date_order,
            sheet=name,
            header_row=reading.header_row,
            progress=progress,
        )

    first = sheet(reading.sheet)
    others = first.other_sheets if reading.sheet is None else ()
    return [TableFile(first), *(TableFile(sheet(name)) for name in others)]
