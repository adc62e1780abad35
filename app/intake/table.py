"""A table of raw cells, whatever the file: what the readers give and the rest of intake takes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from app.values.finding import Finding

# A cell is text, or a whole number when a workbook held a number without decimals there. Other
# numbers are exact text ("12.5"), dates are ISO text; "" = empty.
Cell = str | int
Report = Callable[[Finding], None]

CHUNK_ROWS = 2000


@dataclass(slots=True)
class Chunk:
    """Some rows in file order with their row numbers (1 = first line of the file or sheet)."""

    row_nos: list[int] = field(default_factory=list)
    rows: list[Sequence[Cell]] = field(default_factory=list)


class Table(Protocol):
    """A readable table; every call of `chunks` reads from the start."""

    def chunks(self, report: Report) -> Iterator[Chunk]:
        """All rows, title rows and empty rows included. Reports what is wrong with whole lines;
        raises IntakeError when the file cannot be read on."""
