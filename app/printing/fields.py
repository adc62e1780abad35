"""Rows of labelled values in a grid."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate, pairwise

from app.printing.flow import Flow
from app.printing.form import COLUMNS, Cell, Fields
from app.printing.page import Face, Font, Ink, Text
from app.printing.wrapping import wrapped

PAD = 1.2
LABEL = Font(Face.SANS, 7)
VALUE = Font(Face.SANS, 9)
CODE = Font(Face.MONO, 9)


def put_fields(flow: Flow, fields: Fields) -> None:
    """Put rows of labelled values, from where the flow stands."""
    pad = PAD * flow.spacing
    for row in fields.rows:
        edges = _edges(flow, row)
        texts = _texts(flow, row, edges)
        height = _height(flow, fields, texts)
        if height > flow.room:
            flow.new_page()
        flow.put_frame(height, edges)
        for cell, left, value in zip(row, edges, texts, strict=False):
            _put_cell(flow, cell, left, value, pad)
        flow.y += height


def fields_height(flow: Flow, fields: Fields) -> float:
    """How high they get, in mm."""
    texts = (_texts(flow, row, _edges(flow, row)) for row in fields.rows)
    return sum(_height(flow, fields, row) for row in texts)


def _edges(flow: Flow, row: Sequence[Cell]) -> list[float]:
    unit = flow.inner_width / COLUMNS
    spans = accumulate((cell.span for cell in row), initial=0)
    return [flow.left + span * unit for span in spans]


def _texts(flow: Flow, row: Sequence[Cell], edges: list[float]) -> list[list[str]]:
    return [
        wrapped(cell.value, _font(cell), right - left - 2 * PAD, flow.measure)
        for cell, (left, right) in zip(row, pairwise(edges), strict=True)
    ]


def _height(flow: Flow, fields: Fields, texts: list[list[str]]) -> float:
    lines = max(map(len, texts), default=1)
    height = LABEL.line_height + lines * VALUE.line_height + 2 * PAD * flow.spacing
    return max(height, fields.min_height)


def _put_cell(flow: Flow, cell: Cell, left: float, lines: list[str], pad: float) -> None:
    x, y = left + PAD, flow.y + pad
    flow.put(Text(x, y + LABEL.baseline, cell.label, LABEL, Ink.LABEL))
    y += LABEL.line_height
    font = _font(cell)
    for line in lines:
        if line:
            flow.put(Text(x, y + font.baseline, line, font))
        y += font.line_height


def _font(cell: Cell) -> Font:
    return CODE if cell.is_code else VALUE
