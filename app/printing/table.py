"""Tables that go over pages: the heading again on each, a total for each and one for all."""

from __future__ import annotations

from itertools import accumulate

from app.printing.flow import Flow
from app.printing.form import Align, Column, Row, Table
from app.printing.page import Box, Face, Font, Ink, Text
from app.printing.words import number
from app.printing.wrapping import wrapped

PAD = 1.0
HEADING = Font(Face.MEDIUM, 7.5)
BODY = Font(Face.SANS, 8)
CODE = Font(Face.MONO, 8)
STRONG = Font(Face.MONO_MEDIUM, 10)
TOTAL = Font(Face.MEDIUM, 8)
TOTAL_CODE = Font(Face.MONO_MEDIUM, 8)
LINE_HEIGHT = BODY.line_height

Lines = list[list[str]]
"""The lines of each cell of a row."""


class TableFlow:
    """Puts one table into a flow of pages. `tail` is the height of what belongs under it: its last
    row goes with that to the next page, so that no page has signatures only."""

    def __init__(
        self, flow: Flow, table: Table, page_total: str, total: str, tail: float = 0
    ) -> None:
        self._flow, self._table = flow, table
        self._page_total, self._total = page_total, total
        self._pad, self._tail = PAD * flow.spacing, tail
        shares = [column.share for column in table.columns]
        unit = flow.inner_width / sum(shares)
        self._edges = [flow.left + share * unit for share in accumulate(shares, initial=0)]
        self._heading = self._wrap([c.heading for c in table.columns], [HEADING] * len(shares))
        self._fonts = [_font(column) for column in table.columns]
        self._reserved = 2 * (LINE_HEIGHT + 2 * self._pad) if table.totals else 0.0
        self._sums: list[int | None] = [0] * len(table.totals)
        self._is_broken = False

    def put(self) -> None:
        """Put it, from where the flow stands."""
        if self._flow.room < self._height(self._heading) + 3 * LINE_HEIGHT + self._reserved:
            self._flow.new_page()
        self._put_heading()
        top = self._flow.y
        for row in self._table.rows[:-1]:
            self._put_row(row)
        for row in self._table.rows[-1:]:
            if self._flow.y > top:
                self._keep_with_tail(row)
            self._put_row(row)
        if self._table.totals:
            if self._is_broken:
                self._put_totals(self._page_total, self._sums)
            grand = [total.grand for total in self._table.totals]
            self._put_totals(self._total, grand, is_last=True)

    def _keep_with_tail(self, row: Row) -> None:
        needed = self._height(self._wrap(list(row.cells), self._fonts)) + self._tail
        heading = self._height(self._heading)
        full = self._flow.bottom - self._flow.top - self._reserved - heading
        if self._room < needed <= full:
            self._break()

    def _put_row(self, row: Row) -> None:
        lines = self._wrap(list(row.cells), self._fonts)
        if self._height(lines) > self._room:
            self._break()
        while self._height(lines) > self._room:  # higher than a page: as much as there is room for
            some = max(int((self._room - 2 * self._pad) / LINE_HEIGHT), 1)
            self._put_lines([cell[:some] for cell in lines], self._fonts)
            lines = [cell[some:] for cell in lines]
            self._break()
        self._put_lines(lines, self._fonts)
        self._add(row)

    def _add(self, row: Row) -> None:
        for at, total in enumerate(self._table.totals):
            so_far, more = self._sums[at], row.amounts[total.column]
            self._sums[at] = None if so_far is None or more is None else so_far + more

    @property
    def _room(self) -> float:
        return self._flow.room - self._reserved

    def _break(self) -> None:
        self._is_broken = True
        if self._table.totals:
            self._put_totals(self._page_total, self._sums)
            self._sums = [0] * len(self._sums)
        self._flow.new_page()
        self._put_heading()

    def _put_heading(self) -> None:
        self._put_shade(self._height(self._heading))
        self._put_lines(self._heading, [HEADING] * len(self._heading), is_heading=True)

    def _put_shade(self, height: float) -> None:
        left, right = self._edges[0], self._edges[-1]
        self._flow.put(Box(left, self._flow.y, right - left, height, Ink.SHADE))

    def _put_totals(self, caption: str, sums: list[int | None], *, is_last: bool = False) -> None:
        cells = [""] * len(self._table.columns)
        for total, value in zip(self._table.totals, sums, strict=True):
            cells[total.column] = number(value, total.decimals)
        flow, height = self._flow, LINE_HEIGHT + 2 * self._pad
        if is_last:
            self._put_shade(height)
        flow.put_frame(height, [self._edges[0], self._edges[-1]])
        flow.put(Text(self._edges[0] + PAD, flow.y + self._pad + TOTAL.baseline, caption, TOTAL))
        for at, text in enumerate(cells):
            if text:  # ends where its column ends, and may reach over the empty ones before it
                font = TOTAL_CODE if self._table.columns[at].is_code else TOTAL
                x = self._edges[at + 1] - PAD - flow.measure(text, font)
                flow.put(Text(x, flow.y + self._pad + font.baseline, text, font))
        flow.y += height

    def _put_lines(self, lines: Lines, fonts: list[Font], *, is_heading: bool = False) -> None:
        flow, height = self._flow, self._height(lines)
        flow.put_frame(height, self._edges)
        for at, (column, cell) in enumerate(zip(self._table.columns, lines, strict=True)):
            for down, line in enumerate(cell):
                if line:
                    x = self._x(at, column, flow.measure(line, fonts[at]), is_heading)
                    y = flow.y + self._pad + down * LINE_HEIGHT + BODY.baseline
                    flow.put(Text(x, y, line, fonts[at]))
        flow.y += height

    def _x(self, at: int, column: Column, width: float, is_heading: bool) -> float:
        left, right = self._edges[at] + PAD, self._edges[at + 1] - PAD
        if column.align is Align.LEFT:
            return left
        if column.align is Align.CENTRE or is_heading:
            return (left + right - width) / 2
        return right - width

    def _wrap(self, cells: list[str], fonts: list[Font]) -> Lines:
        widths = (right - left for left, right in zip(self._edges, self._edges[1:], strict=False))
        return [
            wrapped(text, font, width - 2 * PAD, self._flow.measure)
            for text, font, width in zip(cells, fonts, widths, strict=True)
        ]

    def _height(self, lines: Lines) -> float:
        return max(map(len, lines)) * LINE_HEIGHT + 2 * self._pad


def _font(column: Column) -> Font:
    if column.is_strong:
        return STRONG
    return CODE if column.is_code else BODY
