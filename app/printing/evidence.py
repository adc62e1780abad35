"""资料包 of a return: request, original list, waybills, proofs and photos as one document, under a
content page that says what stands where and names what is missing.

Pictures are put on pages. A PDF cannot be merged into ours without a library for it; it is copied
beside the pack under a numbered name, and the content page says so.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePath

from app.documents.fields import Flow
from app.documents.paper import Attached, ReturnPaper
from app.documents.returning import PaperKind
from app.printing.customs_list import customs_list
from app.printing.form import Align, Block, Column, Fields, Figure, Form, Row, Table
from app.printing.layout import Laid, bound, lay
from app.printing.naming import file_name
from app.printing.page import Measure, Page
from app.printing.return_request import mark_of, return_request
from app.printing.setting import Setting
from app.printing.words import UNKNOWN, number
from app.values.personal import masked_name

PDF = "application/pdf"
WHOLE_PAGE, HALF_PAGE = 300.0, 121.0  # mm of a figure; never more than there is

# The proofs in the order of the pack. Others are welcome and never missed.
_PROOFS = (PaperKind.WAYBILL, PaperKind.REFUND, PaperKind.TAX, PaperKind.PHOTO, PaperKind.OTHER)
_WANTED = (PaperKind.REFUND, PaperKind.TAX, PaperKind.PHOTO)


@dataclass(frozen=True, slots=True)
class _Part:
    """One row of the content page; without pages it is missing, or beside the pack."""

    number: str
    title: str
    note: str = ""
    laid: Laid | None = None

    @property
    def count(self) -> int:
        """How many pages it takes."""
        return self.laid.count if self.laid else 0


@dataclass(frozen=True, slots=True)
class Beside:
    """A paper that is copied beside the pack, under this name."""

    attachment_id: int
    name: str


def beside_pack(paper: ReturnPaper) -> list[Beside]:
    """The papers that are no pictures, with the names they get beside the pack."""
    found = []
    for at, kind in enumerate(_PROOFS, 4):
        papers = [one for one in paper.papers if one.kind == kind]
        for place, one in enumerate(papers, 1):
            if one.media == PDF:
                name = f"{paper.own_no}_{at}.{place}_{PurePath(one.name).stem}"
                stem = file_name("{name}", {"name": name})
                found.append(Beside(one.id, f"{stem}.pdf"))
    return found


def evidence_pages(paper: ReturnPaper, setting: Setting, measure: Measure) -> list[Page]:
    """The pages of a pack, content page first, numbered through."""
    words = setting.words
    parts = list(_Parts(paper, setting, measure).parts())
    before = lay(_contents(paper, setting, parts, 1), words, measure).count
    contents = lay(_contents(paper, setting, parts, before), words, measure)
    return bound([contents, *(part.laid for part in parts if part.laid)], words)


def _form(paper: ReturnPaper, setting: Setting, kind: str, blocks: Sequence[Block]) -> Form:
    title, subtitle = setting.titles(kind)
    return Form(
        title,
        subtitle,
        number=paper.own_no,
        qr=paper.own_no,
        mark=mark_of(paper, setting) if kind == "return_evidence" else "",
        foot=setting.foot,
        blocks=tuple(blocks),
    )


def _contents(paper: ReturnPaper, setting: Setting, parts: Sequence[_Part], before: int) -> Form:
    """The content page; `before`: how many pages it takes itself."""
    words, at = setting.words, before
    rows = []
    for part in parts:
        first, at = at + 1, at + part.count
        span = str(first) if first == at else f"{first}–{at}"
        rows.append(Row((part.number, part.title, span if part.laid else UNKNOWN, part.note)))
    columns = (
        Column(words.say("printing.column.item_no"), 10, Align.CENTRE, is_code=True),
        Column(words.say("printing.column.content"), 52),
        Column(words.say("printing.column.pages"), 16, Align.CENTRE, is_code=True),
        Column(words.say("printing.column.note"), 78),
    )
    blocks: list[Block] = [_head(paper, setting), Table(columns, rows)]
    if beside_pack(paper):
        note = setting.cell("note", words.say("printing.pack_beside_note"), 12)
        blocks.append(Fields(((note,),)))
    return _form(paper, setting, "return_evidence", blocks)


def _head(paper: ReturnPaper, setting: Setting) -> Fields:
    cell, say, original = setting.cell, setting.words.say, paper.original
    name = original.buyer_name if setting.reveal else masked_name(original.buyer_name)
    return Fields(
        (
            (
                cell("return_no", paper.own_no, 4, is_code=True),
                cell("original_decl_no", original.decl_no or UNKNOWN, 5, is_code=True),
                cell("applied_on", paper.applied_on, 3, is_code=True),
            ),
            (
                cell("order_no", original.order_no, 4, is_code=True),
                cell("seller", original.seller_name, 5),
                cell("buyer", name, 3),
            ),
            (
                cell("return_reason", paper.reason, 9),
                cell("return_status", say(f"status.{paper.status}"), 3),
            ),
        )
    )


class _Parts:
    """The parts of a pack in order, laid out."""

    def __init__(self, paper: ReturnPaper, setting: Setting, measure: Measure) -> None:
        self._paper, self._setting, self._measure = paper, setting, measure
        self._say = setting.words.say
        self._beside = {one.attachment_id: one.name for one in beside_pack(paper)}

    def parts(self) -> Iterator[_Part]:
        """Request, original list, waybills, then the proofs kind by kind."""
        paper, setting = self._paper, self._setting
        yield self._part("1", return_request(paper, setting), paper.own_no)
        original = customs_list(paper.original, setting)
        yield self._part("2", original, paper.original.decl_no or paper.original.own_no)
        yield self._waybills("3")
        for at, kind in enumerate(_PROOFS, 4):
            yield from self._proofs(str(at), kind)

    def _part(self, number: str, form: Form, note: str = "") -> _Part:
        return _Part(number, form.title, note, lay(form, self._setting.words, self._measure))

    def _waybills(self, number: str) -> _Part:
        parcels = self._paper.parcels
        form = _form(self._paper, self._setting, "return_waybills", list(self._ways()))
        if not parcels:
            return _Part(number, form.title, self._say("printing.pack_missing"))
        return self._part(number, form, "、".join(parcel.waybill_no for parcel in parcels))

    def _ways(self) -> Iterator[Block]:
        """The way out, and of an export the way home."""
        paper, cell = self._paper, self._setting.cell
        say, named = self._say, self._setting.words.name
        names = ("waybill_no", "carrier", "bill_no", "gross_weight", "pieces", "country")
        columns = [Column(say(f"printing.column.parcel_{name}"), 24) for name in names]
        days = ("shipped_at", "signed_at")
        columns += [Column(say(f"printing.column.{name}"), 24, is_code=True) for name in days]
        rows = [
            Row(
                (
                    *(one.waybill_no, one.carrier, one.bill_no, number(one.gross_weight_e5)),
                    *(str(one.pieces), named("country", one.country)),
                    *(one.shipped_at.replace("T", " ") or UNKNOWN,),
                    *(one.signed_at.replace("T", " ") or UNKNOWN,),
                )
            )
            for one in paper.parcels
        ]
        yield Table(tuple(columns), rows)
        if paper.flow == Flow.EXPORT:
            vehicle = f"{paper.transport_name} {paper.voyage_no}".strip()
            yield Fields(
                (
                    (
                        cell("return_waybill_no", paper.waybill_no, 4, is_code=True),
                        cell("carrier", paper.carrier_name, 4),
                        cell("bill_no", paper.bill_no, 4, is_code=True),
                    ),
                    (
                        cell("vehicle", vehicle, 4),
                        cell("return_batch", f"{paper.batch_no} {paper.warehouse}".strip(), 4),
                        cell("arrived_on", paper.arrived_on or UNKNOWN, 4, is_code=True),
                    ),
                )
            )

    def _proofs(self, number: str, kind: PaperKind) -> Iterator[_Part]:
        papers = [one for one in self._paper.papers if one.kind == kind]
        title = self._say(f"paper_kind.{kind}")
        if not papers:
            if kind in _WANTED and (kind is not PaperKind.TAX or self._paper.flow == Flow.EXPORT):
                yield _Part(number, title, self._missing(kind))
        elif kind is PaperKind.PHOTO and all(one.media != PDF for one in papers):
            names = "、".join(one.name for one in papers)
            figures = [self._figure(number, at, one) for at, one in enumerate(papers, 1)]
            yield replace(self._pictures(number, kind, figures), note=names)
        else:
            for place, one in enumerate(papers, 1):
                yield self._proof(f"{number}.{place}", title, kind, one)

    def _missing(self, kind: PaperKind) -> str:
        if kind is PaperKind.TAX and self._paper.tax_repaid:
            return self._say("printing.pack_only_number", number=self._paper.tax_repaid)
        return self._say("printing.pack_missing")

    def _proof(self, number: str, title: str, kind: PaperKind, one: Attached) -> _Part:
        if one.id in self._beside:
            name = self._beside[one.id]
            return _Part(number, title, self._say("printing.pack_beside", name=name))
        caption = f"{number} {one.name}"
        figure = Figure(caption, one.data, self._say("printing.unreadable"), WHOLE_PAGE)
        return replace(self._pictures(number, kind, [figure]), note=one.name)

    def _figure(self, number: str, place: int, one: Attached) -> Figure:
        caption = f"{number}.{place} {one.name}  {one.note}".rstrip()
        return Figure(caption, one.data, self._say("printing.unreadable"), HALF_PAGE)

    def _pictures(self, number: str, kind: PaperKind, figures: list[Figure]) -> _Part:
        form = _form(self._paper, self._setting, f"return_{kind}", figures)
        return replace(self._part(number, form), title=self._say(f"paper_kind.{kind}"))
