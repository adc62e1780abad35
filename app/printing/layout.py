"""From a form to its pages: what stands where.

Every page has the head (title, number, codes) and the foot (who, when, page x of y) of the
document. Blocks flow between them; text wraps and rows go over to the next page, nothing is cut.
"""

from __future__ import annotations

from app.printing.fields import put_fields
from app.printing.flow import MARGIN, Flow
from app.printing.form import Fields, Form
from app.printing.page import Face, Font, Ink, Item, Mark, Measure, Page, Text
from app.printing.symbols import bars, bars_width, squares
from app.printing.table import TableFlow
from app.printing.words import Words
from app.printing.wrapping import wrapped

CODE_HEIGHT = 9.0
QR_SIZE = 15.5
GAP = 3.0

TITLE = Font(Face.MEDIUM, 15)
SUBTITLE = Font(Face.SANS, 9)
CODE = Font(Face.MONO, 9)
FOOT = Font(Face.SANS, 7.5)
MARK = Font(Face.MEDIUM, 54)  # or smaller, to stay within the page
MARK_SHARE = 0.8  # of the width of the page
MARK_DEGREES = 28.0


def pages_of(form: Form, words: Words, measure: Measure) -> list[Page]:
    """The pages of a form; at least one."""
    flow = Flow(form.is_landscape, measure)
    captions = words.say("printing.page_total"), words.say("printing.total")
    for block in form.blocks:
        if isinstance(block, Fields):
            put_fields(flow, block)
        else:
            TableFlow(flow, block, *captions).put()
        flow.y += GAP
    frame = _Frame(form, flow, words)
    return [
        Page(flow.width, flow.height, (*frame.under(), *items, *frame.around(at, len(flow.pages))))
        for at, items in enumerate(flow.pages, 1)
    ]


class _Frame:
    """What is the same on every page of a form but for the page's number."""

    def __init__(self, form: Form, flow: Flow, words: Words) -> None:
        self._form, self._flow, self._words = form, flow, words

    def under(self) -> list[Item]:
        """The mark, drawn first."""
        mark = self._form.mark
        if not mark:
            return []
        fitting = MARK_SHARE * self._flow.width / self._flow.measure(mark, MARK)
        return [Mark(mark, Font(MARK.face, MARK.points * min(1, fitting)), MARK_DEGREES)]

    def around(self, page: int, pages: int) -> list[Item]:
        """Title, codes, foot."""
        return [*self._title(), *self._codes(), *self._foot(page, pages)]

    def _title(self) -> list[Item]:
        form, flow = self._form, self._flow
        side = max(bars_width(form.number), QR_SIZE if form.qr else 0) + GAP
        items: list[Item] = []
        y = MARGIN
        for text, font, ink in (
            (form.title, TITLE, Ink.TEXT),
            (form.subtitle, SUBTITLE, Ink.LABEL),
        ):
            for line in wrapped(text, font, flow.inner_width - 2 * side, flow.measure):
                x = (flow.width - flow.measure(line, font)) / 2
                items.append(Text(x, y + font.baseline, line, font, ink))
                y += font.line_height
        return items

    def _codes(self) -> list[Item]:
        form, flow = self._form, self._flow
        x = flow.right - max(bars_width(form.number), flow.measure(form.number, CODE))
        below = MARGIN + CODE_HEIGHT + GAP / 4
        return [
            *squares(form.qr, flow.left, MARGIN, QR_SIZE),
            *bars(form.number, x, MARGIN, CODE_HEIGHT),
            Text(x, below + CODE.baseline, form.number, CODE),
        ]

    def _foot(self, page: int, pages: int) -> list[Item]:
        flow = self._flow
        y = flow.height - MARGIN
        number = self._words.say("printing.page", page=page, pages=pages)
        x = flow.right - flow.measure(number, FOOT)
        return [
            Text(flow.left, y, self._form.foot, FOOT, Ink.LABEL),
            Text(x, y, number, FOOT, Ink.LABEL),
        ]
