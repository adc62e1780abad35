"""Workbooks (.xlsx, .xls, .xlsb, .ods), read by a child process with a memory and a time limit.

Stated treatment: hidden rows are read like others; hidden sheets are only read when named; of
merged cells only the first holds the value; formulas give the value saved with them; error cells
(#N/A) arrive as their text.
"""

from __future__ import annotations

import json
import marshal
import queue
import re
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from app.files import in_words
from app.intake import child
from app.intake.errors import (
    BrokenFile,
    CannotOpen,
    IntakeError,
    PasswordProtected,
    TooBig,
    TooSlow,
)
from app.intake.guard import ErrorCell
from app.intake.table import Cell, Chunk, Report
from app.values.progress import SILENT, Progress

MEMORY_LIMIT = 512 << 20
TIME_LIMIT = 60  # seconds without a sign of life
PREVIEW_ROWS = 200

_POLL_SECONDS = 0.1
_WAITING_FRAMES = 4

ErrorTexts = Mapping[int, Mapping[int, str]]  # row number → column place → text


def child_command() -> list[str]:
    """How to start the reading process; the packaged program is its own interpreter and knows the
    verb. `-P` keeps this folder off its import path."""
    if getattr(sys, "frozen", False):
        return [sys.executable, child.VERB]
    return [sys.executable, "-P", "-s", child.__file__]


@dataclass(frozen=True, slots=True)
class Limits:
    """What the reading process may use."""

    memory: int = MEMORY_LIMIT
    seconds: float = TIME_LIMIT
    command: Callable[[], list[str]] = child_command


DEFAULT_LIMITS = Limits()


@dataclass(frozen=True, slots=True)
class SheetHead:
    """A sheet as far as the preview goes: its first rows (row number, cells)."""

    name: str
    is_visible: bool
    height: int
    rows: tuple[tuple[int, list[Cell]], ...]


@dataclass(frozen=True, slots=True)
class SheetTable:
    """One sheet as a table of cells."""

    path: Path
    sheet: str
    errors: ErrorTexts = field(default_factory=dict)
    limits: Limits = DEFAULT_LIMITS
    progress: Progress = SILENT

    def chunks(self, report: Report) -> Iterator[Chunk]:
        """All rows; see `Table.chunks`."""
        with _Reader(self.path, self.limits, self.progress, sheet=self.sheet) as reader:
            for frame in reader.frames():
                if frame[0] == "rows":
                    _put_errors(frame[1], frame[2], self.errors)
                    yield Chunk(frame[1], frame[2])


def read_heads(
    path: Path, limits: Limits, progress: Progress, *, sheet: str | None = None
) -> list[SheetHead]:
    """The first rows of every sheet (or of one). Raises IntakeError when the file cannot be read
    within the limits."""
    heads: list[SheetHead] = []
    with _Reader(path, limits, progress, sheet=sheet, rows=PREVIEW_ROWS) as reader:
        for frame in reader.frames():
            if frame[0] == "sheet":
                heads.append(SheetHead(frame[1], frame[2], frame[3], ()))
            elif frame[0] == "rows":
                last = heads.pop()
                rows = (*last.rows, *zip(frame[1], frame[2], strict=True))
                heads.append(SheetHead(last.name, last.is_visible, last.height, rows))
    return heads


def error_texts(cells: list[ErrorCell], part: str) -> dict[int, dict[int, str]]:
    """The error cells of one part of a workbook by row and column place."""
    found: dict[int, dict[int, str]] = {}
    for cell in cells:
        if cell.part == part:
            row, place = _row_and_place(cell.reference)
            found.setdefault(row, {})[place] = cell.text
    return found


def _row_and_place(reference: str) -> tuple[int, int]:
    letters, digits = re.fullmatch(r"([A-Z]+)(\d+)", reference).groups()  # type: ignore[union-attr]
    place = 0
    for letter in letters:
        place = place * 26 + ord(letter) - 64
    return int(digits), place - 1


def _put_errors(row_nos: list[int], rows: list[list[Cell]], errors: ErrorTexts) -> None:
    if not errors:
        return
    for row_no, row in zip(row_nos, rows, strict=True):
        for place, text in errors.get(row_no, {}).items():
            if place < len(row):
                row[place] = text


class _Reader:
    """The child process, with a thread that takes its frames so that waiting can be interrupted."""

    def __init__(
        self,
        path: Path,
        limits: Limits,
        progress: Progress,
        *,
        sheet: str | None = None,
        rows: int | None = None,
    ) -> None:
        self._path = path
        self._limits = limits
        self._progress = progress
        order = {"path": str(path), "sheet": sheet, "rows": rows, "memory": limits.memory}
        self._command = [*limits.command(), json.dumps(order)]
        self._frames: queue.Queue[bytes] = queue.Queue(_WAITING_FRAMES)
        self._closed = threading.Event()

    def __enter__(self) -> _Reader:
        try:
            self._process = subprocess.Popen(
                self._command,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
            )
        except OSError as error:
            raise CannotOpen(file=self._path.name, **in_words(error, "reason")) from error
        self._thread = threading.Thread(target=self._take_frames, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._closed.set()
        self._process.kill()
        self._process.wait()
        self._thread.join()
        assert self._process.stdout
        self._process.stdout.close()

    def frames(self) -> Iterator[tuple[Any, ...]]:
        """The frames up to the end. Raises IntakeError when the child reports an error, dies or
        stays silent too long; Cancelled when the user stopped."""
        while content := self._next():
            frame = marshal.loads(content)
            if frame[0] == "end":
                return
            if frame[0] == "error":
                raise self._error(frame[1], frame[2])
            yield frame
        raise TooBig(file=self._path.name)

    def _next(self) -> bytes:
        deadline = time.monotonic() + self._limits.seconds
        while True:
            self._progress.step("intake.progress_reading")
            try:
                return self._frames.get(timeout=_POLL_SECONDS)
            except queue.Empty:
                if time.monotonic() > deadline:
                    raise TooSlow(file=self._path.name, seconds=self._limits.seconds) from None

    def _take_frames(self) -> None:
        assert self._process.stdout
        pipe = self._process.stdout
        content = b"more"
        while content and not self._closed.is_set():
            length = int.from_bytes(pipe.read(4), "big")
            content = pipe.read(length) if length else b""
            while not self._closed.is_set():
                with suppress(queue.Full):
                    self._frames.put(content, timeout=_POLL_SECONDS)
                    break

    def _error(self, reason: str, text: str) -> IntakeError:
        if reason == "password":
            return PasswordProtected(file=self._path.name)
        if reason == "memory":
            return TooBig(file=self._path.name)
        return BrokenFile(file=self._path.name, reason=text)
