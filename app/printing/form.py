"""What a printed form says, before it is known where things stand: a head and blocks in order."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum

from app.printing.page import A4

COLUMNS = 12
"""Every row of fields is this many columns wide."""


class Align(Enum):
    """Where the text of a table column stands."""

    LEFT = "left"
    CENTRE = "centre"
    RIGHT = "right"


@dataclass(frozen=True, slots=True)
class Cell:
    """A labelled value; `span` of the twelve columns wide."""

    label: str
    value: str
    span: int
    is_code: bool = False


@dataclass(frozen=True, slots=True)
class Fields:
    """Rows of labelled values in a grid. `min_height` (mm) leaves room to write or to stamp."""

    rows: tuple[tuple[Cell, ...], ...]
    min_height: float = 0


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table; widths are in proportion to `share`. What is strong leaps to the eye."""

    heading: str
    share: int
    align: Align = Align.LEFT
    is_code: bool = False
    is_strong: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """A row: one text a column, and by column what it adds to totals (scale 5, None = unknown)."""

    cells: tuple[str, ...]
    amounts: Mapping[int, int | None] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Total:
    """A column that is added up: `grand` is the sum over the whole document as the store gives it
    (scale 5, None = not known)."""

    column: int
    grand: int | None
    decimals: int = 0


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under a heading that stands on every page they reach. With totals: one for each page,
    when there are several, and one for all."""

    columns: tuple[Column, ...]
    rows: Sequence[Row]
    totals: tuple[Total, ...] = ()


@dataclass(frozen=True, slots=True)
class Figure:
    """A picture under its caption, `height` mm in all; `instead` is what stands there when nobody
    can read it."""

    caption: str
    data: bytes
    instead: str
    height: float


class Pattern(Enum):
    """How a part of a bar is filled; told apart without colours."""

    SOLID = "solid"
    PALE = "pale"
    STRIPED = "striped"
    SPARSE = "sparse"


@dataclass(frozen=True, slots=True)
class Comparison:
    """A line across the bars to compare them with, and its name."""

    value: int
    label: str


Stack = tuple[int | None, ...]
"""The parts of a bar from below; None = not known."""


@dataclass(frozen=True, slots=True)
class BarChart:
    """Bars beside each other: label and stacks, one or two a place, each part with its pattern.
    `written` is how the axis writes a value."""

    caption: str
    bars: tuple[tuple[str, tuple[Stack, ...]], ...]
    patterns: tuple[tuple[Pattern, ...], ...]
    legend: tuple[tuple[str, Pattern], ...]
    written: Callable[[int], str]
    marks: tuple[Comparison, ...] = ()


@dataclass(frozen=True, slots=True)
class Rank:
    """A row of a ranking: name, the parts of its bar, its figures as text."""

    name: str
    parts: tuple[int, ...]
    figures: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Ranking:
    """Bars under each other with their figures beside them; `shares`: how wide each figure is."""

    caption: str
    headings: tuple[str, ...]
    rows: tuple[Rank, ...]
    patterns: tuple[Pattern, ...]
    shares: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class ChartRow:
    """Charts beside each other, equally wide, `height` mm in all."""

    charts: tuple[BarChart | Ranking, ...]
    height: float


Block = Fields | Table | Figure | ChartRow


@dataclass(frozen=True, slots=True)
class Form:
    """One document. `number` stands in the bar code, `qr` in the QR code ("" = none); `mark` is
    written across every page ("" = none); `foot` says who printed it and when; `size` of a page is
    in mm."""

    title: str
    subtitle: str
    number: str
    qr: str
    mark: str
    foot: str
    blocks: tuple[Block, ...]
    size: tuple[float, float] = A4
