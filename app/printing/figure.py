"""Pictures on a page: a caption, and as much room as the figure asks for."""

from __future__ import annotations

from app.printing.flow import GAP, Flow
from app.printing.form import Figure
from app.printing.page import Face, Font, Picture, Text
from app.printing.wrapping import wrapped

CAPTION = Font(Face.MEDIUM, 9)
INSTEAD = Font(Face.SANS, 9)


def put_figure(flow: Flow, figure: Figure) -> None:
    """Put a picture, on the next page when it does not fit here."""
    if min(figure.height, flow.bottom - flow.top) > flow.room:
        flow.new_page()
    end = flow.y + min(figure.height, flow.room)
    for line in wrapped(figure.caption, CAPTION, flow.inner_width, flow.measure):
        flow.put(Text(flow.left, flow.y + CAPTION.baseline, line, CAPTION))
        flow.y += CAPTION.line_height
    top = flow.y + GAP / 2
    instead = Text(flow.left, top + INSTEAD.baseline, figure.instead, INSTEAD)
    flow.put(Picture(flow.left, top, flow.inner_width, end - top, figure.data, instead))
    flow.y = end
