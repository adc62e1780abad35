"""The pages of a document while they fill up, and where the next thing goes."""

from __future__ import annotations

from app.printing.page import Box, Item, Measure

MARGIN = 12.0
NARROW_MARGIN = 5.0  # of a label, which is printed to its edge
NARROW = 120.0  # mm: a sheet of less width is a label
GAP = 3.0
HEAD_HEIGHT = 21.0
FOOT_HEIGHT = 6.0
LINE = 0.18


class Flow:
    """The pages so far, and `y`: where the next thing goes. `spacing` is the share of the usual
    white around texts and between blocks."""

    def __init__(self, size: tuple[float, float], spacing: float, measure: Measure) -> None:
        self.width, self.height = size
        self.spacing, self.measure = spacing, measure
        self.margin = margin = NARROW_MARGIN if self.width < NARROW else MARGIN
        self.left, self.right = margin, self.width - margin
        self.top = margin + HEAD_HEIGHT
        self.bottom = self.height - margin - FOOT_HEIGHT
        self.pages: list[list[Item]] = [[]]
        self.y = self.top

    @property
    def room(self) -> float:
        """What is left of the page, in mm."""
        return self.bottom - self.y

    @property
    def gap(self) -> float:
        """Between blocks."""
        return GAP * self.spacing

    @property
    def inner_width(self) -> float:
        """Between the margins."""
        return self.right - self.left

    def put(self, *items: Item) -> None:
        """Add to the page at hand."""
        self.pages[-1] += items

    def new_page(self) -> None:
        """Begin the next page."""
        self.pages.append([])
        self.y = self.top

    def put_frame(self, height: float, edges: list[float]) -> None:
        """Lines around cells between these x, from y on."""
        self.put(*(Box(x - LINE / 2, self.y, LINE, height) for x in edges))
        for y in (self.y, self.y + height):
            self.put(Box(edges[0], y - LINE / 2, edges[-1] - edges[0], LINE))
