"""Rows of labelled values in a grid."""

from __future__ import annotations

from app.printing.flow import Flow
from app.printing.form import COLUMNS, Cell, Fields
from app.printing.page import Face, Font, Ink, Measure, Text
from app.printing.wrapping import wrapped

PAD = 1.2
LABEL = Font(Face.SANS, 7)
VALUE = Font(Face.SANS, 9)
CODE = Font(Face.MONO, 9)


def put_fields(flow: Flow, fields: Fields) -> None:
    """Put rows of labelled values, from where the flow stands."""
    for row in fields.rows:
        edges = [flow.left]
        for cell in row:
            edges.append(edges[-1] + cell.span * flow.inner_width / COLUMNS)
        texts = [
            _cell_lines(cell, right - left, flow.measure)
            for cell, left, right in zip(row, edges, edges[1:], strict=False)
        ]
        lines = max(map(len, texts), default=1)
        height = LABEL.line_height + lines * VALUE.line_height + 2 * PAD
        height = max(height, fields.min_height)
        if height > flow.room:
            flow.new_page()
        flow.put_frame(height, edges)
        for cell, left, value in zip(row, edges, texts, strict=False):
            _put_cell(flow, cell, left, value)
        flow.y += height


def _cell_lines(cell: Cell, width: float, measure: Measure) -> list[str]:
    return wrapped(cell.value, _font(cell), width - 2 * PAD, measure)


def _put_cell(flow: Flow, cell: Cell, left: float, lines: list[str]) -> None:
    x, y = left + PAD, flow.y + PAD
    flow.put(Text(x, y + LABEL.baseline, cell.label, LABEL, Ink.LABEL))
    y += LABEL.line_height
    font = _font(cell)
    for line in lines:
        if line:
            flow.put(Text(x, y + font.baseline, line, font))
        y += font.line_height


def _font(cell: Cell) -> Font:
    return CODE if cell.is_code else VALUE
