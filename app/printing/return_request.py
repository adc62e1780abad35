"""退货申请单 on paper: what CEB625 or CEB213 says about goods that come back."""

from __future__ import annotations

from app.documents.fields import Flow
from app.documents.paper import ReturnLine, ReturnPaper
from app.printing.columns import Columns
from app.printing.customs_list import STAMP_HEIGHT
from app.printing.form import Align, Cell, Fields, Form, Row, Table, Total
from app.printing.page import A4_LANDSCAPE
from app.printing.setting import Setting
from app.printing.words import (
    MONEY_DECIMALS,
    UNKNOWN,
    Words,
    money,
    number,
    quantity,
    statutory_quantities,
)
from app.values.personal import masked_name

VALUE = 8  # the column of values
_NOT_STANDING = ("withdrawn", "lapsed")


def return_request(paper: ReturnPaper, setting: Setting) -> Form:
    """Head, way back, why, the goods; room for stamp and customs' remarks; landscape."""
    title, subtitle = setting.titles(title_of(paper))
    return Form(
        title,
        subtitle,
        number=paper.own_no,
        qr=paper.own_no,
        mark=mark_of(paper, setting),
        foot=setting.foot,
        blocks=(
            Fields((*_filing(paper, setting), *_way(paper, setting), *_why(paper, setting))),
            _lines(paper, setting.words),
            _end(paper, setting),
        ),
        size=A4_LANDSCAPE,
    )


def title_of(paper: ReturnPaper) -> str:
    """Which form it is: the end of the key of its title."""
    return "return_import" if paper.flow == Flow.IMPORT else "return_request"


def mark_of(paper: ReturnPaper, setting: Setting) -> str:
    """What is written across it: where it stands until customs has accepted it, or that it counts
    for nothing any more."""
    if paper.closed in _NOT_STANDING:
        return setting.words.say(f"printing.mark.{paper.closed}")
    return setting.mark("list", paper.status)


def _filing(paper: ReturnPaper, setting: Setting) -> tuple[tuple[Cell, ...], ...]:
    cell, named, original = setting.cell, setting.words.code_and_name, paper.original

    def party(role: str, code: str, name: str) -> Cell:
        return cell(role, f"{code} {name}".strip(), 3)

    return (
        (
            cell("original_decl_no", original.decl_no or UNKNOWN, 3, is_code=True),
            cell("original_own_no", original.own_no, 3, is_code=True),
            cell("order_no", original.order_no, 3, is_code=True),
            cell("original_mode", named("customs_mode", original.customs_mode), 2),
            cell("applied_on", paper.applied_on, 1, is_code=True),
        ),
        (
            party("declarant", paper.declarant_code, paper.declarant_name),
            party("seller", original.seller_code, original.seller_name),
            party("platform", original.platform_code, original.platform_name),
            party("carrier", paper.carrier_code, paper.carrier_name),
        ),
    )


def _way(paper: ReturnPaper, setting: Setting) -> tuple[tuple[Cell, ...], ...]:
    """An import's goods go back the way they came; of an export's the way home is declared."""
    cell, named = setting.cell, setting.words.code_and_name
    office = cell("customs_office", named("customs_office", paper.customs_office), 3)
    if paper.flow == Flow.IMPORT:
        original = paper.original
        name = original.buyer_name if setting.reveal else masked_name(original.buyer_name)
        return (
            (
                office,
                cell("waybill_no", original.waybill_no, 3, is_code=True),
                cell("buyer", name, 2),
                cell("buyer_id_no", setting.personal(original.buyer_id_no), 2, is_code=True),
                cell("buyer_phone", setting.personal(original.buyer_phone), 2, is_code=True),
            ),
        )
    vehicle = f"{paper.transport_name} {paper.voyage_no}".strip()
    batch = f"{paper.batch_no} {paper.warehouse}".strip()
    return (
        (
            office,
            cell("return_port_office", named("customs_office", paper.port_office), 3),
            cell("return_mode", paper.return_mode or UNKNOWN, 2, is_code=True),
            cell("departure_country", named("country", paper.from_country) or UNKNOWN, 2),
            cell("site_code", paper.site_code, 2, is_code=True),
        ),
        (
            cell("return_waybill_no", paper.waybill_no, 3, is_code=True),
            cell("bill_no", paper.bill_no, 3, is_code=True),
            cell("transport_mode", named("transport_mode", paper.transport_mode), 2),
            cell("vehicle", vehicle, 2),
            cell("gross_weight", number(paper.gross_weight_e5), 2, is_code=True),
        ),
        (
            cell("return_batch", batch, 6),
            cell("tally_no", paper.tally_no, 6, is_code=True),
        ),
    )


def _why(paper: ReturnPaper, setting: Setting) -> tuple[tuple[Cell, ...], ...]:
    cell, say = setting.cell, setting.words.say
    refund = UNKNOWN if paper.refund_e5 is None else money(paper.refund_e5)
    currency = paper.original.currency
    return (
        (
            cell("return_kind", say(f"return_reason.{paper.reason_kind}"), 2),
            cell("return_reason", paper.reason, 5),
            cell("condition", say(f"return_condition.{paper.condition}"), 2),
            cell("arrived_on", paper.arrived_on or UNKNOWN, 1, is_code=True),
            cell("refunded_on", paper.refunded_on or UNKNOWN, 1, is_code=True),
            cell("refund", f"{currency} {refund}" if paper.refund_e5 else refund, 1, is_code=True),
        ),
    )


def _lines(paper: ReturnPaper, words: Words) -> Table:
    column = Columns(words)
    right = Align.RIGHT
    return Table(
        (
            column("original_line_no", 12, Align.CENTRE, code=True),
            column("sku", 28, code=True),
            column("hs_code", 24, code=True),
            column("goods_name", 40),
            column("goods_spec", 52),
            column("listed_qty", 22, right),
            column("return_qty", 22, right),
            column("statutory_qty_1", 26, right),
            column("return_value", 24, right, code=True),
            column("currency", 14, Align.CENTRE, code=True),
        ),
        [_line(line, paper.original.currency, words) for line in paper.lines],
        (Total(VALUE, paper.value_total_e5, MONEY_DECIMALS),),
    )


def _line(line: ReturnLine, currency: str, words: Words) -> Row:
    return Row(
        (
            str(line.line_no),
            line.sku,
            line.hs_code,
            line.goods_name,
            line.goods_spec,
            quantity(line.listed_qty_e5, line.declared_unit, words),
            quantity(line.qty_e5, line.declared_unit, words),
            statutory_quantities(line, words),
            money(line.value_e5),
            currency,
        ),
        {VALUE: line.value_e5},
    )


def _end(paper: ReturnPaper, setting: Setting) -> Fields:
    cell = setting.cell
    cells = cell("note", paper.note, 4), cell("stamp", "", 4), cell("remarks", "", 4)
    return Fields((cells,), STAMP_HEIGHT)
