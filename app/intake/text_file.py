"""Comma, semicolon or tab separated text: read line by line in flat memory.

One bad line never costs the others: a quote that is never closed, a line in another encoding and a
cell without end are reported, and reading goes on with the next line.
"""

from __future__ import annotations

import csv
import re
from collections import Counter, deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TextIO

from app.files import in_words
from app.intake.encoding import EncodingGuess
from app.intake.errors import CannotOpen
from app.intake.table import CHUNK_ROWS, Cell, Chunk, Report
from app.values.finding import DocumentKind, Finding, Provenance, Severity

_DELIMITERS = (",", "\t", ";", "|")
_SAMPLE_LINES = 60
_RECORD_LINES = 200  # a record over more lines is a quote somebody forgot to close
_SHOWN = 60
_DAMAGED = re.compile("[\udc80-\udcff\ufffd]")  # what bytes that fit no sign are read as


@dataclass(frozen=True, slots=True)
class TextTable:
    """A text file as a table of cells."""

    path: Path
    encoding: EncodingGuess
    delimiter: str

    def chunks(self, report: Report) -> Iterator[Chunk]:
        """All rows; see `Table.chunks`."""
        try:
            yield from self._chunks(_LineCheck(self.path, self.encoding, report))
        except OSError as error:
            raise CannotOpen(file=self.path.name, **in_words(error, "reason")) from error

    def _chunks(self, check: _LineCheck) -> Iterator[Chunk]:
        with _open(self.path, self.encoding.name) as file:
            lines = _Lines(file)
            row_no = 1
            while block := lines.block():
                chunk = _plain_chunk(block, row_no, self.delimiter)
                if chunk is None:
                    lines.give_back(block)
                    chunk = _careful_chunk(lines, row_no, self.delimiter, check)
                row_no += lines.taken
                yield check.readable(chunk)


def open_text(path: Path, encoding: EncodingGuess) -> TextTable:
    """A text file with its delimiter guessed from the first lines. Raises CannotOpen."""
    with _open(path, encoding.name) as file:
        sample = list(islice(file, _SAMPLE_LINES))
    return TextTable(path, encoding, guess_delimiter(sample))


def guess_delimiter(lines: list[str]) -> str:
    """The delimiter that cuts most lines into the same number of cells, and into most cells."""
    return max(_DELIMITERS, key=lambda delimiter: _evenness(lines, delimiter))


def _evenness(lines: list[str], delimiter: str) -> int:
    widths: Counter[int] = Counter()
    try:
        for row in csv.reader(lines, delimiter=delimiter):
            widths[len(row)] += len(row) > 1
    except csv.Error:
        return 0
    return max(((width - 1) * count * count for width, count in widths.items()), default=0)


def _open(path: Path, encoding: str) -> TextIO:
    errors = "replace" if encoding.startswith("utf-16") else "surrogateescape"
    try:
        return path.open(encoding=encoding, errors=errors, newline="")
    except OSError as error:
        raise CannotOpen(file=path.name, **in_words(error, "reason")) from error


class _Lines:
    """Hands out lines, in blocks or one by one, and takes lines back to be read again."""

    def __init__(self, file: TextIO) -> None:
        self._file = file
        self._again: deque[str] = deque()
        self.pending: list[str] = []
        self.taken = 0

    def block(self) -> list[str]:
        """The next lines, as many as a chunk has rows; none at the end."""
        lines = [self._again.popleft() for _ in range(min(len(self._again), CHUNK_ROWS))]
        lines += islice(self._file, CHUNK_ROWS - len(lines))
        self.taken = len(lines)
        return lines

    def give_back(self, lines: list[str]) -> None:
        """Put lines back in front."""
        self._again.extendleft(reversed(lines))
        self.taken -= len(lines)

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self._again.popleft() if self._again else next(self._file)
        self.pending.append(line)
        self.taken += 1
        return line


def _plain_chunk(lines: list[str], row_no: int, delimiter: str) -> Chunk | None:
    """The lines as rows when each line is one; None when quotes need a closer look."""
    text = "".join(lines)
    if '"' in text and any(line.count('"') % 2 for line in lines):
        return None
    try:
        rows: list[Sequence[Cell]] = list(csv.reader(lines, delimiter=delimiter))
    except csv.Error:
        return None
    if len(rows) != len(lines):
        return None
    return Chunk(list(range(row_no, row_no + len(rows))), rows)


def _careful_chunk(lines: _Lines, row_no: int, delimiter: str, check: _LineCheck) -> Chunk:
    """Rows that may go over several lines, or hold quotes nobody closed."""
    chunk = Chunk()
    for at, row, is_repaired in _records(lines, row_no, delimiter):
        if is_repaired:
            check.report_quote(at, row)
        chunk.row_nos.append(at)
        chunk.rows.append(row)
        if len(chunk.rows) == CHUNK_ROWS:
            break
    return chunk


def _records(lines: _Lines, row_no: int, delimiter: str) -> Iterator[tuple[int, list[str], bool]]:
    """Row number, cells, and whether the line had to be read without regard to its quotes."""
    pending = lines.pending
    reader = csv.reader(lines, delimiter=delimiter)
    while True:
        pending.clear()
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error:
            row = []
        is_one_line = len(pending) == 1 and (row or len(pending[0]) < 3)
        if is_one_line or not (_has_open_quote(pending) or not row):
            yield row_no, row, False
            row_no += len(pending)
            continue
        first, *rest = pending
        lines.give_back(rest)
        reader = csv.reader(lines, delimiter=delimiter)
        yield row_no, first.rstrip("\r\n").split(delimiter), True
        row_no += 1


def _has_open_quote(lines: list[str]) -> bool:
    return len(lines) > _RECORD_LINES or sum(line.count('"') for line in lines) % 2 == 1


class _LineCheck:
    """Finds lines written in another encoding than the file."""

    def __init__(self, path: Path, encoding: EncodingGuess, report: Report) -> None:
        self._path = path
        self._encoding = encoding
        self._report = report
        self.is_needed = not encoding.is_whole or encoding.name == "gb18030"

    def readable(self, chunk: Chunk) -> Chunk:
        """The chunk without lines that would come out as wrong characters; those are reported."""
        if not self.is_needed:
            return chunk
        kept = Chunk()
        for row_no, row in zip(chunk.row_nos, chunk.rows, strict=True):
            if self._is_readable(row_no, row):
                kept.row_nos.append(row_no)
                kept.rows.append(row)
        return kept

    def _is_readable(self, row_no: int, row: Sequence[Cell]) -> bool:
        text = "".join(map(str, row))
        if text.isascii():
            return True
        name = self._encoding.name
        damaged = _DAMAGED.search(text) is not None and not self._encoding.is_whole
        if not damaged and not (name == "gb18030" and _is_utf8_read_as_gbk(text)):
            return True
        shown = text.encode(name, "surrogateescape").decode(name, "replace")
        self._finding("intake.line_encoding", Severity.BLOCKING, row_no, shown)
        return False

    def report_quote(self, row_no: int, row: list[str]) -> None:
        """Say that a quote was never closed."""
        self._finding("intake.open_quote", Severity.NOTE, row_no, " ".join(row))

    def _finding(self, code: str, severity: Severity, row_no: int, text: str) -> None:
        self._report(
            Finding(
                code,
                severity,
                DocumentKind.FILE,
                value=text[:_SHOWN],
                provenance=Provenance(self._path.name, row=row_no),
                params=(("encoding", self._encoding.name),),
            )
        )


def _is_utf8_read_as_gbk(text: str) -> bool:
    """Chinese UTF-8 fits GB18030 and comes out as rare characters; real GBK hardly ever is UTF-8
    with characters of three bytes."""
    try:
        meant = text.encode("gb18030", "surrogateescape").decode("utf-8")
    except UnicodeDecodeError:
        return False
    return any(sign >= "\u0800" for sign in meant)
