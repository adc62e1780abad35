"""The pages of a document while they fill up, and where the next thing goes."""

from __future__ import annotations

from app.printing.page import A4, Box, Item, Measure

MARGIN = 12.0
HEAD_HEIGHT = 21.0
FOOT_HEIGHT = 6.0
LINE = 0.18


class Flow:
    """The pages so far, and `y`: where the next thing goes."""

    def __init__(self, is_landscape: bool, measure: Measure) -> None:
        self.width, self.height = A4[::-1] if is_landscape else A4
        self.measure = measure
        self.left, self.right = MARGIN, self.width - MARGIN
        self.top = MARGIN + HEAD_HEIGHT
        self.bottom = self.height - MARGIN - FOOT_HEIGHT
        self.pages: list[list[Item]] = [[]]
        self.y = self.top

    @property
    def room(self) -> float:
        """What is left of the page, in mm."""
        return self.bottom - self.y

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
