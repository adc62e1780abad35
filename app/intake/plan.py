"""The public face of intake: what a file is, how it will be read, and its cleaned rows.

One plan serves preview and import, so what was shown is what comes in. Contract of the rows, beyond
`documents.fields`: an order file gives one row a goods line with the head repeated; payment amounts
and fees of a refund are positive and `pay_kind` says "refund"; a payment for several orders gives
one row an order, each with the whole amount.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from app.documents.fields import FIELDS, FileKind
from app.files import in_words
from app.intake.assemble import DOCUMENTS, Assembler, Counts, Place, Row
from app.intake.errors import CannotOpen, IntakeError, KindUnknown, NoTable
from app.intake.flow import with_flow
from app.intake.headers import fingerprint, header_key, header_texts
from app.intake.linesums import with_line_sums
from app.intake.mapping import (
    ColumnPlan,
    Origin,
    SavedMapping,
    guess_kind,
    header_score,
    plan_columns,
)
from app.intake.opened import Opened, open_tables
from app.intake.spreadsheet import DEFAULT_LIMITS, Limits
from app.intake.table import Cell, Chunk, Report
from app.intake.times import order_of_dates
from app.values.finding import DocumentKind, Finding, Provenance, Severity
from app.values.progress import SILENT, Progress

HEADER_SEARCHED = 30  # rows that may stand above the header
PREVIEW_SHOWN = 50
_REMEMBERED, _NAMED = 1_000_000, 10_000_000  # scores above every other


@dataclass(slots=True)
class Source:
    """A file ready to be read.

    `sheet`: its name, "" for text files. `kind_fit`: per cent of the required fields found by their
    headers. `header_row`: number of the header row. `preview`: raw rows below it (row number,
    cells). `top`: raw rows from the beginning, any of which may be said to be the header.
    `notes`: findings about the file as a whole. `other_sheets`: further sheets that look like data;
    open each by its name. `counts`: what became of the rows, filled by `rows`.
    """

    path: Path
    opened: Opened
    sheet: str
    kind: FileKind
    kind_fit: int
    header_row: int
    headers: tuple[str, ...]
    columns: ColumnPlan
    preview: tuple[tuple[int, Sequence[Cell]], ...]
    top: tuple[tuple[int, Sequence[Cell]], ...]
    notes: tuple[Finding, ...]
    other_sheets: tuple[str, ...] = ()
    counts: Counts = field(default_factory=Counts)

    @property
    def fingerprint(self) -> str:
        """Name of the header row, for remembering mappings."""
        return fingerprint(self.headers)

    @property
    def size(self) -> int:
        """Bytes of the file."""
        return self.path.stat().st_size

    def sha256(self) -> str:
        """Hash of the file's bytes, 64 hex digits. Raises CannotOpen."""
        try:
            with self.path.open("rb") as file:
                return hashlib.file_digest(file, "sha256").hexdigest()
        except OSError as error:
            raise CannotOpen(file=self.path.name, **in_words(error, "reason")) from error

    def rows(self, *, findings: Report, progress: Progress = SILENT) -> Iterator[Row]:
        """The cleaned rows: (row number, *values in the order of `FIELDS[kind]`); text "" and None
        for numbers mean absent. Every call reads from the start.

        When a required field has no column (see `notes`), no row can be taken and none comes.
        Raises IntakeError when the file cannot be read on, Cancelled when the user stopped.
        """
        self.counts = Counts()
        if self.columns.missing:
            return iter(())
        rows = self._cleaned(findings, progress)
        sums = [name for name, recipe in self.columns.recipes.items() if recipe.over_lines]
        if not sums:
            return rows
        places = {item.name: place for place, item in enumerate(FIELDS[self.kind], start=1)}
        number_at = places["order_no"]

        def report_split(row: Row) -> None:
            where = Provenance(self.path.name, self.sheet, int(row[0] or 0))
            number = str(row[number_at])
            code = "intake.order_split"
            kind = DocumentKind.ORDER
            findings(Finding(code, Severity.DOUBTFUL, kind, number=number, provenance=where))

        return with_line_sums(
            rows,
            number_at=number_at,
            sum_at=[places[name] for name in sums],
            on_split=report_split,
        )

    def _cleaned(self, findings: Report, progress: Progress) -> Iterator[Row]:
        place = Place(self.path.name, self.sheet, self.headers, self.columns.added_headers)
        assembler = Assembler(self.columns, place, findings)
        self.counts = assembler.counts
        done = 0
        for chunk in self.opened.table(self.sheet, progress).chunks(findings):
            progress.step("intake.progress_cleaning", done)
            done += len(chunk.rows)
            yield from assembler.rows(self._below_header(chunk))
        assembler.finish()

    def _below_header(self, chunk: Chunk) -> Chunk:
        if not chunk.row_nos or chunk.row_nos[0] > self.header_row:
            return chunk
        first = sum(row_no <= self.header_row for row_no in chunk.row_nos)
        return Chunk(chunk.row_nos[first:], chunk.rows[first:])


def open_source(
    path: Path,
    *,
    remembered: Mapping[str, SavedMapping] | None = None,
    overrides: Mapping[str, str] | None = None,
    constants: Mapping[str, str] | None = None,
    kind: FileKind | None = None,
    encoding: str | None = None,
    date_order: str = "",
    decimal_comma: bool = False,
    sheet: str | None = None,
    header_row: int | None = None,
    limits: Limits = DEFAULT_LIMITS,
    progress: Progress = SILENT,
) -> Source:
    """Look at a file and plan how to read it; nothing is imported.

    `remembered`: header fingerprint → what the user decided earlier. `overrides`: header → field
    name, "" = do not use; they win over everything. `constants`: field → value for every row.
    Constants of fields the kind does not have are left aside (one saying for files of several
    kinds). `kind`, `encoding` (one of `encoding.CHOICES`), `date_order` ("mdy", "dmy"),
    `decimal_comma` ("1.234,50") and `sheet` replace the guess. Raises IntakeError.
    """
    opened = open_tables(path, encoding=encoding, sheet=sheet, limits=limits, progress=progress)
    chosen, others = _choose_sheet(opened, header_row, remembered or {})
    headers = chosen.headers
    earlier = (remembered or {}).get(fingerprint(headers))
    guessed, fit = guess_kind(headers)
    kind = kind or (earlier.kind if earlier else None) or guessed
    if kind is None:
        raise KindUnknown(file=path.name, headers=" | ".join(filter(None, headers))[:200])
    base = earlier if earlier and earlier.kind is kind else SavedMapping(kind)
    decided = replace(
        _with_words(base, overrides or {}, constants or {}),
        date_order=date_order or base.date_order,
        decimal_comma=decimal_comma or base.decimal_comma,
    )
    columns = with_flow(plan_columns(headers, kind, decided), headers, chosen.preview)
    if not columns.date_order:
        columns = replace(columns, date_order=_date_order(columns, headers, chosen.preview))
    return Source(
        path=path,
        opened=opened,
        sheet=chosen.sheet,
        kind=kind,
        kind_fit=fit if kind is guessed else 0,
        header_row=chosen.header_row,
        headers=headers,
        columns=columns,
        preview=chosen.preview[:PREVIEW_SHOWN],
        top=tuple(opened.heads[chosen.sheet][:HEADER_SEARCHED]),
        notes=_notes(path, opened, chosen.sheet, columns, others),
        other_sheets=others,
    )


def _with_words(
    base: SavedMapping, overrides: Mapping[str, str], constants: Mapping[str, str]
) -> SavedMapping:
    """What was decided earlier, with what the user says now; only fields of the kind."""
    own = {item.name for item in FIELDS[base.kind]}
    fixed = {name: value for name, value in constants.items() if name in own}
    return replace(
        base, columns={**base.columns, **overrides}, constants={**base.constants, **fixed}
    )


@dataclass(frozen=True, slots=True)
class _Sheet:
    """A sheet with its header found."""

    sheet: str
    header_row: int
    headers: tuple[str, ...]
    preview: tuple[tuple[int, Sequence[Cell]], ...]
    score: int


def _choose_sheet(
    opened: Opened, header_row: int | None, remembered: Collection[str]
) -> tuple[_Sheet, tuple[str, ...]]:
    """The sheet whose header is known best, and the names of the others that look like data."""
    found = [
        _find_header(sheet, rows, header_row, remembered) for sheet, rows in opened.heads.items()
    ]
    sheets = [sheet for sheet in found if sheet.headers]
    if not sheets:
        raise NoTable(file=opened.path.name)
    best = max(sheets, key=lambda sheet: sheet.score)
    others = (
        sheet.sheet
        for sheet in sheets
        if sheet is not best and sheet.preview and guess_kind(sheet.headers)[0]
    )
    return best, tuple(others)


def _find_header(
    sheet: str,
    rows: Sequence[tuple[int, Sequence[Cell]]],
    header_row: int | None,
    remembered: Collection[str],
) -> _Sheet:
    """The row a person named, else one that was the header of an earlier file, else the row with
    most known headers; when none has two, the first with most filled cells."""
    best = _Sheet(sheet, 0, (), (), -1)
    for place, (row_no, row) in enumerate(rows[:HEADER_SEARCHED]):
        headers = header_texts(row)
        filled = sum(map(bool, headers))
        known = header_score(headers)
        score = known * 100 if known > 1 else min(filled, 99)
        if row_no == header_row:
            score += _NAMED
        elif remembered and fingerprint(headers) in remembered:
            score += _REMEMBERED
        if filled and score > best.score:
            best = _Sheet(sheet, row_no, _trimmed(headers), tuple(rows[place + 1 :]), score)
    return best


def _trimmed(headers: tuple[str, ...]) -> tuple[str, ...]:
    """Without the empty columns at the end."""
    width = max((place for place, header in enumerate(headers, start=1) if header), default=0)
    return headers[:width]


def _date_order(
    columns: ColumnPlan, headers: Sequence[str], preview: Sequence[tuple[int, Sequence[Cell]]]
) -> str:
    """What the first rows say about 11/03/26: any date column that can only be read one way."""
    keys = {header_key(header): place for place, header in reversed(list(enumerate(headers)))}
    for item in FIELDS[columns.kind]:
        recipe = columns.recipes.get(item.name)
        if recipe is None or item.type.value not in ("time", "date"):
            continue
        place = keys.get(header_key(recipe.columns[0]), -1)
        cells = [str(row[place]) for _, row in preview if 0 <= place < len(row)]
        if order := order_of_dates(cells):
            return order
    return ""


def _notes(
    path: Path, opened: Opened, sheet: str, columns: ColumnPlan, others: Sequence[str]
) -> tuple[Finding, ...]:
    """Everything to say about the file and its columns before a row is read."""
    notes = list(opened.notes)

    def note(
        code: str, severity: Severity, *, column: str = "", name: str = "", value: str = ""
    ) -> None:
        notes.append(
            Finding(
                code,
                severity,
                DOCUMENTS[columns.kind],
                field=name,
                value=value,
                rule=f"{columns.kind}.{name}" if name else "",
                provenance=Provenance(path.name, sheet, column=column),
                params=(("column", column),),
            )
        )

    if columns.flow_reason:
        note(columns.flow_reason, Severity.NOTE, name="flow", value=str(columns.flow))
    for name, value in columns.assumed.items():
        if name != "flow":
            note("intake.assumed", Severity.NOTE, name=name, value=value)

    for header, name in columns.twice:
        note("intake.column_twice", Severity.DOUBTFUL, column=header, name=name)
    for column in columns.columns:
        if column.origin is Origin.SIMILAR:
            note(
                "intake.column_guessed",
                Severity.DOUBTFUL,
                column=column.header,
                name=column.fields[0],
            )
    for item in columns.missing:
        note("intake.column_missing", Severity.BLOCKING, name=item.name)
    for other in others:
        note("intake.other_sheet", Severity.DOUBTFUL, column=other)
    return tuple(notes)


__all__ = ["IntakeError", "SavedMapping", "Source", "open_source"]
