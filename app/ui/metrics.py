"""Every size of the window: spacing, type, rows. Nothing else in `ui` writes a size of its own.

Sizes are pixels of a 96-dpi screen at 100 %; Qt multiplies them for sharper screens, `Metrics`
for the user's own factor.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

INNER_GAP = 8
LINK_INDENT = 4
"""So that a figure stands under the first letter of a link, whose focus ring needs room."""
CARD_GAP = 14
CARD_MARGINS = (14, 12, 14, 12)
CHIP_MARGINS = (14, 0, 14, 8)
PAGE_MARGINS = (20, 18, 20, 18)
"""Left, top, right, bottom, as Qt wants them."""

RADIUS_CONTROL = 6
RADIUS_CARD = 8

RAIL_WIDTH = 196
RAIL_NARROW = 58  # icons only
WINDOW_LEAST = (1280, 720)
PAGE_LEAST_HEIGHT = 640
TOP_HEIGHT = 52
FOOT_HEIGHT = 28
HEADER_HEIGHT = 34
ICON = 16
CHIP_ICON = 12
SEARCH_LEAST = 108
SEARCH_WIDTH = 320  # the most a box for searching takes
FORM_WIDTH = 430  # the least a form of two columns beside a table needs
GATE_WIDTH = 360  # the card where somebody signs in
PERSONS_SHOWN = 6  # rows of persons before they scroll
SHEET_WIDTH = 640  # the most a sheet over the page takes
SHEET_WIDE = 820  # of one with a table of many columns
GRID_LEAST = 264  # the height a sheet of lines needs
SIDE_WIDTH = 320  # panes beside a form
PROBLEMS_LEAST = 110  # the height a list of problems needs
METER_HEIGHT = 6  # a bar of how much is taken
HELP_WIDTH = 360  # help over the side of the page

LINE = 20  # of plain text, with the space around it
BODY, LABEL, CARD_TITLE, PAGE_TITLE, FIGURE = 13, 12, 14, 19, 22
BOARD_LINE, BOARD_TITLE, BOARD_FIGURE = 26, 30, 112  # on the wall

SMALLEST, LARGEST, STEP = 100, 200, 25
"""The user's factor in per cent."""


class Density(StrEnum):
    """How close the rows of a table stand."""

    COMFORTABLE = "comfortable"
    COMPACT = "compact"
    DENSE = "dense"


ROW_HEIGHT = {Density.COMFORTABLE: 36, Density.COMPACT: 30, Density.DENSE: 26}


@dataclass(frozen=True, slots=True)
class Metrics:
    """Sizes at the user's density and factor; `percent` outside 100–200 is brought inside."""

    density: Density = Density.COMFORTABLE
    percent: int = SMALLEST

    def __post_init__(self) -> None:
        object.__setattr__(self, "percent", min(max(self.percent, SMALLEST), LARGEST))

    def px(self, size: int) -> int:
        """A size of this module at the user's factor."""
        return (size * self.percent + 50) // 100

    def plain(self, pixels: int) -> int:
        """The size at 100 % of what has so many pixels."""
        return (pixels * 100 + self.percent // 2) // self.percent

    def points(self, size: int) -> float:
        """A type size in points, of which there are 72 to 96 pixels."""
        return size * 0.75 * self.percent / 100

    @property
    def row_height(self) -> int:
        """Height of a table row."""
        return self.px(ROW_HEIGHT[self.density])


def percent_of(points: float) -> int:
    """The factor at which plain text has this type size."""
    return round(points * 100 / Metrics().points(BODY))
