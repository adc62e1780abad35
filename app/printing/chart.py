"""Charts on a page, of rectangles alone. What tells parts apart is their pattern, so that a printer
without colours shows them, too; a dash stands where a value is not known."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain

from app.printing.flow import GAP, Flow
from app.printing.form import BarChart, ChartRow, Pattern, Ranking
from app.printing.page import Box, Face, Font, Ink, Item, Text
from app.printing.words import UNKNOWN
from app.values.axis import axis_steps

CAPTION = Font(Face.MEDIUM, 9)
SMALL = Font(Face.SANS, 7)
FIGURE = Font(Face.MONO, 7)
BESIDE = 2 * GAP
"""Between charts in a row."""
_HAIR, _THIN = 0.1, 0.2
_SWATCH = 3.0
_BAR_SHARE, _MOST_BAR = 0.72, 7.0
_DASH, _DASH_GAP = 1.5, 1.0
_STRIPES = {Pattern.STRIPED: (0.5, 0.5), Pattern.SPARSE: (0.2, 1.2)}  # drawn, left white
_ROW = 4.6
_HEADING = SMALL.line_height + 0.8
_NAME_SHARE, _TRACK_SHARE = 0.34, 0.22
_TRACK_HEIGHT = 2.4


def put_charts(flow: Flow, row: ChartRow) -> None:
    """Put charts beside each other, on the next page when they do not fit here."""
    if row.height > flow.room:
        flow.new_page()
    width = (flow.inner_width - BESIDE * (len(row.charts) - 1)) / len(row.charts)
    for at, chart in enumerate(row.charts):
        drawing = _Drawing(flow, flow.left + at * (width + BESIDE), width, row.height)
        flow.put(*(drawing.bars(chart) if isinstance(chart, BarChart) else drawing.ranks(chart)))
    flow.y += row.height


def filled(area: tuple[float, float, float, float], pattern: Pattern) -> Iterator[Box]:
    """A rectangle (x, y, width, height) in a pattern."""
    x, y, width, height = area
    if width <= 0 or height <= 0:
        return
    ink = Ink.BAR if pattern in (Pattern.SOLID, Pattern.PALE) else Ink.BESIDE
    if pattern is Pattern.SOLID:
        yield Box(x, y, width, height, ink)
        return
    if pattern is Pattern.PALE:
        yield Box(x, y, width, height, Ink.PALE)
    else:
        drawn, white = _STRIPES[pattern]
        for at in range(int(height / (drawn + white)) + 1):
            top = y + at * (drawn + white)
            yield Box(x, top, width, min(drawn, y + height - top), ink)
    for side in (x, x + width - _THIN):
        yield Box(side, y, min(_THIN, width), height, ink)
    for edge in (y, y + height - _THIN):
        yield Box(x, edge, width, min(_THIN, height), ink)


@dataclass(frozen=True, slots=True)
class _Drawing:
    """Where one chart stands: from the flow's y on."""

    flow: Flow
    left: float
    width: float
    height: float

    # bars over places

    def bars(self, chart: BarChart) -> Iterator[Item]:
        """Caption, legend, axis, bars, lines to compare with."""
        yield from self._caption(chart.caption)
        legend = self.flow.y + CAPTION.line_height
        yield from self._legend(chart, legend)
        top = legend + SMALL.line_height + 2
        bottom = self.flow.y + self.height - SMALL.line_height
        plot = _Plot(chart, self.flow, self.left, self.left + self.width, top, bottom)
        yield from plot.items()

    def _caption(self, words: str) -> Iterator[Text]:
        yield Text(self.left, self.flow.y + CAPTION.baseline, words, CAPTION)

    def _legend(self, chart: BarChart, y: float) -> Iterator[Item]:
        x = self.left
        for name, pattern in chart.legend:
            yield from filled((x, y + 0.4, _SWATCH, SMALL.line_height - 1), pattern)
            yield Text(x + _SWATCH + 1, y + SMALL.baseline, name, SMALL, Ink.LABEL)
            x += _SWATCH + 1 + self.flow.measure(name, SMALL) + GAP

    # rows with their figures beside

    def ranks(self, chart: Ranking) -> Iterator[Item]:
        """Caption, headings of the figures, and for each row its name, bar and figures."""
        yield from self._caption(chart.caption)
        y = self.flow.y + CAPTION.line_height
        yield from self._figures(chart.headings, chart, y, SMALL)
        most = max((sum(row.parts) for row in chart.rows), default=0)
        for at, row in enumerate(chart.rows):
            y = self.flow.y + CAPTION.line_height + _HEADING + at * _ROW
            name = _fitting(row.name, self.width * _NAME_SHARE - 1, self.flow)
            yield Text(self.left, y + SMALL.baseline, name, SMALL)
            yield from self._track(row.parts, chart, most, y)
            yield from self._figures(row.figures, chart, y, FIGURE)

    def _track(self, parts: tuple[int, ...], chart: Ranking, most: int, y: float) -> Iterator[Item]:
        x, room = self.left + self.width * _NAME_SHARE, self.width * _TRACK_SHARE
        for part, pattern in zip(parts, chart.patterns, strict=True):
            wide = room * part / most if most else 0
            yield from filled((x, y + 0.4, wide, _TRACK_HEIGHT), pattern)
            x += wide

    def _figures(
        self, texts: tuple[str, ...], chart: Ranking, y: float, font: Font
    ) -> Iterator[Text]:
        room = self.width * (1 - _NAME_SHARE - _TRACK_SHARE) / sum(chart.shares)
        right = self.left + self.width * (_NAME_SHARE + _TRACK_SHARE)
        for text, share in zip(texts, chart.shares, strict=True):
            right += share * room
            x = right - self.flow.measure(text, font)
            yield Text(x, y + font.baseline, text, font, Ink.LABEL if font is SMALL else Ink.TEXT)


@dataclass(frozen=True, slots=True)
class _Plot:
    """The bars of a chart between these edges, the axis at their left."""

    chart: BarChart
    flow: Flow
    edge: float
    right: float
    top: float
    bottom: float

    @property
    def steps(self) -> list[int]:
        """The values of the axis."""
        stacks = chain.from_iterable(stacks for _, stacks in self.chart.bars)
        tops = [sum(part or 0 for part in stack) for stack in stacks]
        marks = [mark.value for mark in self.chart.marks]
        return list(axis_steps(max([*tops, *marks], default=0)))

    @property
    def left(self) -> float:
        """Where the bars begin."""
        widths = [self.flow.measure(self.chart.written(value), SMALL) for value in self.steps]
        return self.edge + max(widths) + 1.5

    def items(self) -> Iterator[Item]:
        """All of it."""
        yield from self._axis()
        pitch = (self.right - self.left) / max(len(self.chart.bars), 1)
        every = self._every(pitch)
        for at, (label, stacks) in enumerate(self.chart.bars):
            middle = self.left + (at + 0.5) * pitch
            yield from self._stacks(stacks, middle, pitch)
            if at % every == 0:
                yield self._centred(label, middle, self.bottom + SMALL.baseline + 0.4)
        for mark in self.chart.marks:
            yield from self._mark(self._y(mark.value), mark.label)

    def _y(self, value: int) -> float:
        return self.bottom - (self.bottom - self.top) * value / self.steps[-1]

    def _axis(self) -> Iterator[Item]:
        for value in self.steps:
            y, words = self._y(value), self.chart.written(value)
            yield Box(self.left, y - _HAIR / 2, self.right - self.left, _HAIR)
            x = self.left - 1 - self.flow.measure(words, SMALL)
            yield Text(x, y + SMALL.baseline / 3, words, SMALL, Ink.LABEL)

    def _every(self, pitch: float) -> int:
        """So many labels stand beside each other without touching: every one, every second …"""
        widest = max((self.flow.measure(name, SMALL) for name, _ in self.chart.bars), default=0)
        return int((widest + 1) / pitch) + 1

    def _stacks(
        self, stacks: tuple[tuple[int | None, ...], ...], middle: float, pitch: float
    ) -> Iterator[Item]:
        wide = min(pitch * _BAR_SHARE, _MOST_BAR * len(stacks)) / len(stacks)
        x = middle - wide * len(stacks) / 2
        for parts, patterns in zip(stacks, self.chart.patterns, strict=True):
            if all(part is None for part in parts):
                yield self._centred(UNKNOWN, x + wide / 2, self.bottom - 0.6)
            level = 0
            for part, pattern in zip(parts, patterns, strict=True):
                low, level = self._y(level), level + (part or 0)
                high = self._y(level)
                yield from filled((x + _HAIR, high, wide - 2 * _HAIR, low - high), pattern)
            x += wide

    def _mark(self, y: float, words: str) -> Iterator[Item]:
        for at in range(int((self.right - self.left) / (_DASH + _DASH_GAP)) + 1):
            x = self.left + at * (_DASH + _DASH_GAP)
            yield Box(x, y - _THIN / 2, min(_DASH, self.right - x), _THIN, Ink.TEXT)
        wide = self.flow.measure(words, SMALL)
        high = SMALL.baseline + 0.2
        yield Box(self.right - wide - 0.5, y - 0.4 - high, wide + 0.5, high, Ink.PAPER)
        yield Text(self.right - wide, y - 0.6, words, SMALL)

    def _centred(self, words: str, middle: float, y: float) -> Text:
        return Text(middle - self.flow.measure(words, SMALL) / 2, y, words, SMALL, Ink.LABEL)


def ranking_height(rows: Iterable[int]) -> float:
    """How high rankings beside each other are, by their numbers of rows."""
    return CAPTION.line_height + _HEADING + max(rows, default=0) * _ROW


def _fitting(words: str, room: float, flow: Flow) -> str:
    """The words, their end left out where there is no room for it."""
    if flow.measure(words, SMALL) <= room:
        return words
    while words and flow.measure(f"{words}…", SMALL) > room:
        words = words[:-1]
    return f"{words}…"
