"""A finished page: plain drawing primitives in millimetres from its upper left corner."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, StrEnum

MM_OF_POINT = 25.4 / 72
A4 = (210.0, 297.0)
A4_LANDSCAPE = A4[::-1]


class Sheet(StrEnum):
    """What a form may be printed on."""

    A4 = "a4"
    A5 = "a5"
    LABEL = "label"

    @property
    def size(self) -> tuple[float, float]:
        """Width and height in mm. A5 lies on its long side: as wide as A4, half as high."""
        return _SIZES[self]


_SIZES = {Sheet.A4: A4, Sheet.A5: (210.0, 148.0), Sheet.LABEL: (100.0, 150.0)}


class Face(Enum):
    """The typefaces on paper: those that ship with the program."""

    SANS = "sans"
    MEDIUM = "medium"  # the stronger weight: titles, totals
    MONO = "mono"  # codes and numbers
    MONO_MEDIUM = "mono_medium"  # numbers that count: totals, how many to take


class Ink(Enum):
    """What a thing is drawn for; the painter knows the colours. Paper is always light."""

    TEXT = "text"
    LABEL = "label"
    LINE = "line"
    SHADE = "shade"
    MARK = "mark"
    BAR = "bar"  # of a chart
    PALE = "pale"  # the fill of a bar that is not settled yet
    BESIDE = "beside"  # of a second bar beside the first
    PAPER = "paper"  # behind words that stand over bars


@dataclass(frozen=True, slots=True)
class Font:
    """A face at a size in points."""

    face: Face = Face.SANS
    points: float = 8.5

    @property
    def line_height(self) -> float:
        """From one line to the next, in mm."""
        return self.points * MM_OF_POINT * 1.32

    @property
    def baseline(self) -> float:
        """From the top of a line to its baseline, in mm."""
        return self.points * MM_OF_POINT * 1.02


Measure = Callable[[str, Font], float]
"""The width of a text in mm. Whoever draws the page measures with the same fonts."""


@dataclass(frozen=True, slots=True)
class Text:
    """One line of text; `y` is its baseline."""

    x: float
    y: float
    text: str
    font: Font
    ink: Ink = Ink.TEXT


@dataclass(frozen=True, slots=True)
class Box:
    """A filled rectangle: a line of a grid, a bar of a code, a shaded heading."""

    x: float
    y: float
    width: float
    height: float
    ink: Ink = Ink.LINE


@dataclass(frozen=True, slots=True)
class Mark:
    """A word across the middle of the page, rising to the right, under everything else."""

    text: str
    font: Font
    degrees: float


@dataclass(frozen=True, slots=True)
class Picture:
    """A photo or scanned page (PNG, JPEG) as large as fits into the rectangle, in its middle;
    `instead` is written there when nobody can read it."""

    x: float
    y: float
    width: float
    height: float
    data: bytes
    instead: Text


Item = Text | Box | Mark | Picture


@dataclass(frozen=True, slots=True)
class Page:
    """One page; items are drawn in order."""

    width: float
    height: float
    items: tuple[Item, ...]

    @property
    def is_landscape(self) -> bool:
        """Wider than high."""
        return self.width > self.height

    @property
    def texts(self) -> list[str]:
        """The lines of text in drawing order: what the page says."""
        return [item.text for item in self.items if isinstance(item, Text | Mark)]
