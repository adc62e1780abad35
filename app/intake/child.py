"""Runs in a process of its own: reads one workbook with calamine and writes plain rows to stdout.

A workbook can ask calamine for half a terabyte and abort the process (calamine issue 693); then it
is this process that dies. Imports nothing of ours, so it starts in a few hundredths of a second.

Frames on stdout: four bytes of length, then a marshalled tuple:
  ("sheet", name, is_visible, height)            a sheet follows
  ("rows", [row number, …], [[cell, …], …])      its rows, empty ones left out
  ("error", reason, text)                        reading ended; reason: "password" | "broken"
  ("end",)
A cell is text, or an int for a number without decimals (see `table.Cell`).
"""

from __future__ import annotations

import json
import marshal
import os
import sys
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

VERB = "read-workbook"  # the hidden verb of the packaged program
CHUNK_ROWS = 2000

Frame = tuple[Any, ...]


def main(arguments: list[str]) -> int:
    """Read as the one argument (json) says: `path`, `sheet` (null = every sheet), `rows` (null =
    all), `memory` in bytes."""
    order = json.loads(arguments[0])
    limit_memory(order["memory"])
    with os.fdopen(1, "wb", closefd=False) as stream:  # a program without console has no sys.stdout
        for frame in frames(order["path"], order["sheet"], order["rows"]):
            content = marshal.dumps(frame)
            stream.write(len(content).to_bytes(4, "big") + content)
            stream.flush()
    return 0


def limit_memory(size: int) -> None:
    """Cap this process's address space, where the system can (not on Windows)."""
    try:
        import resource
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (size, size))


def frames(path: str, sheet: str | None, rows: int | None) -> Iterator[Frame]:
    """The frames of a workbook, see the module."""
    import python_calamine as calamine

    try:
        workbook = calamine.CalamineWorkbook.from_path(path)
        for at, about in enumerate(workbook.sheets_metadata):
            if about.typ is not calamine.SheetTypeEnum.WorkSheet or sheet not in (None, about.name):
                continue
            content = workbook.get_sheet_by_index(at)
            visible = about.visible is calamine.SheetVisibleEnum.Visible
            yield "sheet", about.name, visible, content.total_height
            yield from _row_frames(content.iter_rows(), rows)
    except calamine.PasswordError:
        yield "error", "password", ""
    except (calamine.CalamineError, OSError, ValueError) as error:
        yield "error", "broken", str(error)
    except MemoryError:
        yield "error", "memory", ""
    yield ("end",)


def _row_frames(rows: Iterable[list[Any]], limit: int | None) -> Iterator[Frame]:
    numbers: list[int] = []
    kept: list[list[str | int]] = []
    for number, row in enumerate(rows, start=1):
        if limit is not None and number > limit:
            break
        if any(cell != "" for cell in row):
            numbers.append(number)
            kept.append([cell if cell.__class__ is str else plain(cell) for cell in row])
            if len(kept) == CHUNK_ROWS:
                yield "rows", numbers, kept
                numbers, kept = [], []
    yield "rows", numbers, kept


def plain(value: object) -> str | int:
    """A calamine value as a cell: whole numbers as int, others as their shortest exact text, dates
    as ISO text."""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return int(value) if value.is_integer() else _decimal_text(value)
    if isinstance(value, datetime):
        return value.isoformat(timespec="seconds")
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, timedelta):
        return str(value)
    return value if isinstance(value, int) else str(value)


def _decimal_text(value: float) -> str:
    text = repr(value)
    return format(value, ".20f").rstrip("0") if "e" in text else text


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
