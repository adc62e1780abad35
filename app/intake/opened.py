"""A file that passed the checks, with the first rows of its sheets and a way to all of them."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from html import unescape
from itertools import islice
from pathlib import Path

from app.intake.encoding import Certainty, EncodingGuess, chosen_encoding, guess_encoding
from app.intake.errors import IntakeError, NoTable, PasswordProtected
from app.intake.guard import ErrorCell, check_archive
from app.intake.kinds import WORKBOOKS, ZIPPED, FileLook, FileType, recognise_file
from app.intake.spreadsheet import (
    DEFAULT_LIMITS,
    ErrorTexts,
    Limits,
    SheetTable,
    error_texts,
    read_heads,
)
from app.intake.table import Cell, Table
from app.intake.text_file import TextTable, open_text
from app.values.finding import DocumentKind, Finding, Provenance, Severity
from app.values.progress import SILENT, Progress

Heads = Mapping[str, Sequence[tuple[int, Sequence[Cell]]]]

_HEAD_ROWS = 200
_REFUSED = {
    FileType.EMPTY: "intake.empty_file",
    FileType.PDF: "intake.is_pdf",
    FileType.ARCHIVE: "intake.is_archive",
    FileType.XML: "intake.is_xml",
    FileType.WEB_PAGE: "intake.is_web_page",
    FileType.UNKNOWN: "intake.unknown_format",
}
_SHEET_NAME = re.compile(r'<(?:\w+:)?sheet\b[^>]*?\bname="([^"]*)"[^>]*?\b\w+:id="([^"]*)"')
_RELATION = re.compile(r"<(?:\w+:)?Relationship\b[^>]*>")
_ATTRIBUTE = re.compile(r'\b(Id|Target)="([^"]*)"')


@dataclass(frozen=True, slots=True)
class Opened:
    """A readable file: `heads` are the first rows of its sheets (one, named "", for text)."""

    path: Path
    look: FileLook
    heads: Heads
    notes: tuple[Finding, ...]
    encoding: EncodingGuess | None = None
    delimiter: str = ""
    limits: Limits = DEFAULT_LIMITS
    errors: Mapping[str, ErrorTexts] = field(default_factory=dict)

    def table(self, sheet: str, progress: Progress = SILENT) -> Table:
        """All rows of a sheet."""
        if self.encoding:
            return TextTable(self.path, self.encoding, self.delimiter)
        return SheetTable(self.path, sheet, self.errors.get(sheet, {}), self.limits, progress)


def open_tables(
    path: Path,
    *,
    encoding: str | None = None,
    sheet: str | None = None,
    limits: Limits = DEFAULT_LIMITS,
    progress: Progress = SILENT,
) -> Opened:
    """Recognise, guard and open a file. Raises IntakeError for everything that is no table."""
    look = recognise_file(path)
    if look.type is FileType.ENCRYPTED:
        raise PasswordProtected(file=path.name)
    if code := _REFUSED.get(look.type):
        raise IntakeError(code, file=path.name)
    notes = _look_notes(path, look)
    if look.type in WORKBOOKS:
        return _open_workbook(path, look, notes, sheet, limits, progress)
    guess = chosen_encoding(path, encoding) if encoding else guess_encoding(path)
    table = open_text(path, guess)
    silent: list[Finding] = []  # what is wrong with lines is reported when they are imported
    pairs = (
        pair
        for chunk in table.chunks(silent.append)
        for pair in zip(chunk.row_nos, chunk.rows, strict=True)
    )
    heads = {"": list(islice(pairs, _HEAD_ROWS))}
    if not encoding:
        notes += _encoding_notes(path, guess)
    return Opened(path, look, heads, tuple(notes), guess, table.delimiter)


def _open_workbook(
    path: Path,
    look: FileLook,
    notes: list[Finding],
    sheet: str | None,
    limits: Limits,
    progress: Progress,
) -> Opened:
    cells = check_archive(path) if look.type in ZIPPED else []
    heads = read_heads(path, limits, progress, sheet=sheet)
    if sheet is not None and not heads:
        raise IntakeError("intake.no_such_sheet", file=path.name, sheet=sheet)
    shown = [head for head in heads if head.is_visible or sheet is not None]
    if not any(head.rows for head in shown):
        raise NoTable(file=path.name)
    return Opened(
        path,
        look,
        {head.name: head.rows for head in shown},
        tuple(notes),
        limits=limits,
        errors=_errors_by_sheet(path, cells),
    )


def _errors_by_sheet(path: Path, cells: list[ErrorCell]) -> dict[str, ErrorTexts]:
    if not cells:
        return {}
    with zipfile.ZipFile(path) as archive:
        workbook = archive.read("xl/workbook.xml").decode("utf-8", "replace")
        relations = archive.read("xl/_rels/workbook.xml.rels").decode("utf-8", "replace")
    targets = {}
    for relation in _RELATION.findall(relations):
        attributes = dict(_ATTRIBUTE.findall(relation))
        targets[attributes.get("Id")] = "xl/" + attributes.get("Target", "").removeprefix("/xl/")
    return {
        unescape(name): error_texts(cells, targets.get(identity, ""))
        for name, identity in _SHEET_NAME.findall(workbook)
    }


def _look_notes(path: Path, look: FileLook) -> list[Finding]:
    notes = []
    if not look.fits_name:
        notes.append(_note(path, "intake.wrong_extension", path.suffix, str(look.type)))
    if look.has_macros:
        notes.append(_note(path, "intake.macros"))
    return notes


def _encoding_notes(path: Path, guess: EncodingGuess) -> list[Finding]:
    if guess.certainty is Certainty.DOUBTFUL:
        return [_note(path, "intake.encoding_doubtful", guess.name, severity=Severity.DOUBTFUL)]
    if not guess.name.startswith("utf-8"):
        return [_note(path, "intake.encoding_guessed", guess.name)]
    return []


def _note(
    path: Path,
    code: str,
    value: str = "",
    expected: str = "",
    *,
    severity: Severity = Severity.NOTE,
) -> Finding:
    place = Provenance(path.name)
    return Finding(
        code, severity, DocumentKind.FILE, value=value, expected=expected, provenance=place
    )
