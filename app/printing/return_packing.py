"""合包装箱单 on paper: what is in a batch of returns, what it weighs, its shares of the freight."""

from __future__ import annotations

from app.documents.batch_paper import BatchPaper, BatchPaperLine
from app.printing.columns import Columns
from app.printing.customs_list import STAMP_HEIGHT
from app.printing.form import Align, Fields, Form, Row, Table, Total
from app.printing.page import A4_LANDSCAPE
from app.printing.setting import Setting
from app.printing.words import MONEY_DECIMALS, UNKNOWN, Words, money, number

PIECES, WEIGHT, VOLUME, FREIGHT = 5, 6, 7, 8  # columns that are added up


def return_packing(paper: BatchPaper, setting: Setting) -> Form:
    """Head with the way home, then the returns; landscape."""
    title, subtitle = setting.titles("return_packing")
    return Form(
        title,
        subtitle,
        number=paper.batch_no,
        qr=paper.batch_no,
        mark="",
        foot=setting.foot,
        blocks=(_head(paper, setting), _lines(paper, setting.words), _hands(setting)),
        size=A4_LANDSCAPE,
    )


def _head(paper: BatchPaper, setting: Setting) -> Fields:
    cell, named, say = setting.cell, setting.words.code_and_name, setting.words.say
    freight = "freight_paid" if paper.is_paid else "freight_estimate"
    place = f"{paper.warehouse} {named('country', paper.country)}"
    return Fields(
        (
            (
                cell("return_from", place, 5),
                cell("site_code", paper.site_code or UNKNOWN, 3, is_code=True),
                cell("original_mode", named("customs_mode", paper.customs_mode), 2),
                cell("ship_by", paper.ship_by or UNKNOWN, 2, is_code=True),
            ),
            (
                cell("parcels", str(len(paper.lines)), 2, is_code=True),
                cell("bill_no", paper.bill_no or UNKNOWN, 3, is_code=True),
                cell("transport_name", paper.transport_name or UNKNOWN, 3),
                cell("shipped_on", paper.shipped_on or UNKNOWN, 2, is_code=True),
                cell(freight, money(paper.freight_e5), 2, is_code=True),
            ),
            (cell("note", say("printing.return_packing_note"), 12),),
        )
    )


def _lines(paper: BatchPaper, words: Words) -> Table:
    column = Columns(words)
    right = Align.RIGHT
    return Table(
        (
            column("item_no", 9, Align.CENTRE, code=True),
            column("return_no", 34, code=True),
            column("original_list_no", 34, code=True),
            column("waybill_no", 36, code=True),
            column("goods_name", 70),
            column("pieces", 14, right),
            column("weight_kg", 18, right),
            column("volume_m3", 18, right),
            column("freight_share", 22, right, code=True),
        ),
        [_line(line) for line in paper.lines],
        tuple(_totals(paper)),
    )


def _totals(paper: BatchPaper) -> list[Total]:
    """Of what is known of every return."""
    sums = {
        PIECES: (paper.qty_e5, 0),
        WEIGHT: (paper.weight_e5, 0),
        VOLUME: (paper.volume_e5, 0),
        FREIGHT: (paper.freight_e5, MONEY_DECIMALS),
    }
    return [Total(at, sum_, places) for at, (sum_, places) in sums.items() if sum_ is not None]


def _line(line: BatchPaperLine) -> Row:
    known = {
        PIECES: line.qty_e5,
        WEIGHT: line.weight_e5,
        VOLUME: line.volume_e5,
        FREIGHT: line.freight_e5,
    }
    return Row(
        (
            str(line.line_no),
            line.own_no,
            line.list_own_no,
            line.waybill_no,
            line.goods,
            number(line.qty_e5),
            number(line.weight_e5),
            number(line.volume_e5),
            money(line.freight_e5),
        ),
        {at: value for at, value in known.items() if value is not None},
    )


def _hands(setting: Setting) -> Fields:
    cell = setting.cell
    return Fields(
        ((cell("packed_by", "", 4), cell("checked_by", "", 4), cell("stamp", "", 4)),),
        STAMP_HEIGHT,
    )
