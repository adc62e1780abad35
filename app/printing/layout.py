"""From a form to its pages: what stands where.

Every page has the head (title, number, codes) and the foot (who, when, page x of y) of the
document. Blocks flow between them; text wraps and rows go over to the next page, nothing is cut.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count, takewhile

from app.printing.chart import put_charts
from app.printing.fields import fields_height, put_fields
from app.printing.figure import put_figure
from app.printing.flow import GAP, Flow
from app.printing.form import ChartRow, Fields, Figure, Form
from app.printing.page import Box, Face, Font, Ink, Item, Mark, Measure, Page, Text
from app.printing.symbols import bars, bars_width, squares
from app.printing.table import TableFlow
from app.printing.words import Words
from app.printing.wrapping import wrapped

CODE_HEIGHT = 9.0
QR_SIZE = 15.5
CLOSER = 0.4  # of the usual white
NARROWEST_TITLE = 60.0  # mm; with less than that it need not stand in the middle of the page

TITLE = Font(Face.MEDIUM, 15)
SUBTITLE = Font(Face.SANS, 9)
CODE = Font(Face.MONO, 9)
FOOT = Font(Face.SANS, 7.5)
MARK = Font(Face.MEDIUM, 54)  # or smaller, to stay within the page
MARK_SHARE = 0.8  # of the width of the page
MARK_DEGREES = 28.0


@dataclass(frozen=True, slots=True)
class Laid:
    """A form whose pages are filled, but for what stands around them."""

    form: Form
    flow: Flow

    @property
    def count(self) -> int:
        """How many pages it takes; at least one."""
        return len(self.flow.pages)


def pages_of(form: Form, words: Words, measure: Measure) -> list[Page]:
    """The pages of a form; at least one."""
    return bound([lay(form, words, measure)], words)


def lay(form: Form, words: Words, measure: Measure) -> Laid:
    """Fill the pages of a form. What needs fewer pages when set closer is set closer."""
    flow = _filled(form, words, measure, 1.0)
    if len(flow.pages) > 1:
        closer = _filled(form, words, measure, CLOSER)
        flow = closer if len(closer.pages) < len(flow.pages) else flow
    return Laid(form, flow)


def bound(forms: Sequence[Laid], words: Words) -> list[Page]:
    """The pages of several forms as one document, numbered through."""
    total = sum(one.count for one in forms)
    numbers = count(1)
    return [
        Page(one.flow.width, one.flow.height, (*frame.under(items), *frame.around(at, total)))
        for one in forms
        for frame in [_Frame(one.form, one.flow, words)]
        for items, at in zip(one.flow.pages, numbers, strict=False)
    ]


def _filled(form: Form, words: Words, measure: Measure, spacing: float) -> Flow:
    flow = Flow(form.size, spacing, measure)
    captions = words.say("printing.page_total"), words.say("printing.total")
    for at, block in enumerate(form.blocks):
        if isinstance(block, Fields):
            put_fields(flow, block)
        elif isinstance(block, Figure):
            put_figure(flow, block)
        elif isinstance(block, ChartRow):
            put_charts(flow, block)
        else:
            below = takewhile(lambda one: isinstance(one, Fields), form.blocks[at + 1 :])
            tail = sum(
                fields_height(flow, one) + flow.gap for one in below if isinstance(one, Fields)
            )
            TableFlow(flow, block, *captions, tail).put()
        flow.y += flow.gap
    return flow


class _Frame:
    """What is the same on every page of a form but for the page's number."""

    def __init__(self, form: Form, flow: Flow, words: Words) -> None:
        self._form, self._flow, self._words = form, flow, words

    def under(self, items: list[Item]) -> list[Item]:
        """What stands between, the mark under it, but over what is shaded."""
        shades = [item for item in items if isinstance(item, Box) and item.ink is Ink.SHADE]
        others = [item for item in items if not (isinstance(item, Box) and item.ink is Ink.SHADE)]
        return [*shades, *self._mark(), *others]

    def _mark(self) -> list[Item]:
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
        left, right = self._between_codes()
        items: list[Item] = []
        y = flow.margin
        for text, font, ink in (
            (form.title, TITLE, Ink.TEXT),
            (form.subtitle, SUBTITLE, Ink.LABEL),
        ):
            for line in wrapped(text, font, right - left, flow.measure):
                x = (left + right - flow.measure(line, font)) / 2
                items.append(Text(x, y + font.baseline, line, font, ink))
                y += font.line_height
        return items

    def _between_codes(self) -> tuple[float, float]:
        """Where the title may stand: about the middle of the page, if there is room."""
        form, flow = self._form, self._flow
        number = max(bars_width(form.number), flow.measure(form.number, CODE)) + GAP
        qr = QR_SIZE + GAP if form.qr else 0
        if flow.inner_width - 2 * max(number, qr) >= NARROWEST_TITLE:
            qr = number = max(number, qr)
        return flow.left + qr, flow.right - number

    def _codes(self) -> list[Item]:
        form, flow = self._form, self._flow
        text_width, width = flow.measure(form.number, CODE), bars_width(form.number)
        middle = flow.right - max(width, text_width) / 2
        below = flow.margin + CODE_HEIGHT + GAP / 4
        return [
            *squares(form.qr, flow.left, flow.margin, QR_SIZE),
            *bars(form.number, middle - width / 2, flow.margin, CODE_HEIGHT),
            Text(middle - text_width / 2, below + CODE.baseline, form.number, CODE),
        ]

    def _foot(self, page: int, pages: int) -> list[Item]:
        flow = self._flow
        y = flow.height - flow.margin
        number = self._words.say("printing.page", page=page, pages=pages)
        x = flow.right - flow.measure(number, FOOT)
        return [
            Text(flow.left, y, self._form.foot, FOOT, Ink.LABEL),
            Text(x, y, number, FOOT, Ink.LABEL),
        ]
