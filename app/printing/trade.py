"""The papers that travel with the goods: commercial invoice, packing list, pick list."""

from __future__ import annotations

from dataclasses import replace

from app.documents.paper import ListLine, ListPaper
from app.printing.customs_list import STAMP_HEIGHT
from app.printing.form import Align, Cell, Column, Fields, Form, Row, Table, Total
from app.printing.page import Sheet
from app.printing.setting import Setting
from app.printing.words import MONEY_DECIMALS, Words, money, number


def invoice(paper: ListPaper, setting: Setting) -> Form:
    """Seller, buyer, goods with prices, total in the currency of the order."""
    cell = setting.cell
    terms = Fields(
        (
            (
                cell("currency", paper.currency, 3, is_code=True),
                cell("goods_total", money(paper.lines_total_e5), 3, is_code=True),
                cell("freight", f"{paper.freight_currency} {money(paper.freight_e5)}", 3),
                cell("insured", f"{paper.insured_currency} {money(paper.insured_e5)}", 3),
            ),
        )
    )
    sides = _sides(paper, setting, _buyer(paper, setting))
    blocks = (sides, _priced(paper, setting.words), terms, _signed(setting))
    return _form("invoice", paper, setting, blocks)


def packing_list(paper: ListPaper, setting: Setting) -> Form:
    """What is in the parcels and what it weighs."""
    cell = setting.cell
    parcels = Fields(
        (
            (
                cell("pieces", str(paper.pieces), 3, is_code=True),
                cell("wrap_type", setting.words.name("packaging", paper.wrap_type), 3),
                cell("gross_weight", number(paper.gross_weight_e5), 3, is_code=True),
                cell("net_weight", number(paper.net_weight_e5), 3, is_code=True),
            ),
        )
    )
    blocks = (_sides(paper, setting), _packed(paper, setting.words), parcels, _signed(setting))
    return _form("packing_list", paper, setting, blocks)


def pick_list(paper: ListPaper, setting: Setting) -> Form:
    """What to take from the shelf for one parcel, with room to tick; the QR is the waybill's."""
    if setting.sheet is Sheet.LABEL:
        return pick_label(paper, setting)
    cell = setting.cell
    head = Fields(
        (
            (
                cell("order_no", paper.order_no, 4, is_code=True),
                cell("waybill_no", paper.waybill_no, 4, is_code=True),
                cell("carrier", paper.carrier_name, 4),
            ),
            (
                cell("consignee", paper.consignee, 4),
                cell("phone", setting.personal(paper.consignee_phone), 4, is_code=True),
                cell("country", setting.words.code_and_name("country", paper.country), 2),
                cell("pieces", str(paper.pieces), 2, is_code=True),
            ),
        )
    )
    hands = Fields(
        ((cell("picked_by", "", 4), cell("checked_by", "", 4), cell("packed_by", "", 4)),),
        STAMP_HEIGHT,
    )
    blocks = (head, _picked(paper, setting.words), hands)
    return _form("pick_list", paper, setting, blocks, qr=paper.waybill_no)


def pick_label(paper: ListPaper, setting: Setting) -> Form:
    """The pick list on a label for the parcel: who packed it knows the goods by SKU and name."""
    cell = setting.cell
    head = Fields(
        (
            (cell("waybill_no", paper.waybill_no, 12, is_code=True),),
            (cell("order_no", paper.order_no, 12, is_code=True),),
            (
                cell("consignee", paper.consignee, 6),
                cell("country", setting.words.name("country", paper.country), 4),
                cell("pieces", str(paper.pieces), 2, is_code=True),
            ),
        )
    )
    return _form(
        "pick_list", paper, setting, (head, _labelled(paper, setting.words)), qr=paper.waybill_no
    )


def _labelled(paper: ListPaper, words: Words) -> Table:
    columns = (
        _column(words, "line_no", 9, Align.CENTRE, code=True),
        _column(words, "goods_name", 51),
        *_to_take(words),
    )
    rows = [
        Row(
            (
                str(line.line_no),
                "\n".join(filter(None, [line.sku, goods_name(line, words), line.goods_spec])),
                *_quantity_cells(line, words),
            ),
            {2: line.declared_qty_e5},
        )
        for line in paper.lines
    ]
    return Table(columns, rows, _quantity_total(paper, 2))


def _form(
    kind: str,
    paper: ListPaper,
    setting: Setting,
    blocks: tuple[Fields | Table, ...],
    *,
    qr: str = "",
) -> Form:
    title, subtitle = setting.titles(kind)
    return Form(
        title,
        subtitle,
        number=paper.own_no,
        qr=qr or paper.own_no,
        mark=setting.mark("list", paper.status),
        foot=setting.foot,
        blocks=blocks,
        size=setting.sheet.size,
    )


def _buyer(paper: ListPaper, setting: Setting) -> tuple[Cell, ...]:
    """Who pays; a paper that lies in the parcel does without."""
    cell = setting.cell
    return (
        cell("buyer", paper.buyer_name, 3),
        cell("buyer_id_no", setting.personal(paper.buyer_id_no), 3, is_code=True),
        cell("buyer_phone", setting.personal(paper.buyer_phone), 3, is_code=True),
        cell("phone", setting.personal(paper.consignee_phone), 3, is_code=True),
    )


def _sides(paper: ListPaper, setting: Setting, *people: tuple[Cell, ...]) -> Fields:
    cell = setting.cell
    return Fields(
        (
            (
                cell("seller", f"{paper.seller_name}\n{paper.seller_code}", 6),
                cell("consignee", f"{paper.consignee}\n{paper.consignee_address}", 6),
            ),
            *people,
            (
                cell("invoice_no", paper.own_no, 3, is_code=True),
                cell("date", paper.export_date, 3, is_code=True),
                cell("order_no", paper.order_no, 3, is_code=True),
                cell("ordered_at", paper.ordered_at.replace("T", " "), 3, is_code=True),
            ),
            (
                cell("waybill_no", paper.waybill_no, 3, is_code=True),
                cell("carrier", paper.carrier_name, 3),
                cell("platform", paper.platform_name, 3),
                cell("country", setting.words.code_and_name("country", paper.country), 3),
            ),
        )
    )


def _signed(setting: Setting) -> Fields:
    return Fields(((setting.cell("stamp", "", 6), setting.cell("signature", "", 6)),), STAMP_HEIGHT)


def _column(
    words: Words, name: str, share: int, align: Align = Align.LEFT, *, code: bool = False
) -> Column:
    return Column(words.say(f"printing.column.{name}"), share, align, code)


def _goods(words: Words) -> tuple[Column, ...]:
    return (
        _column(words, "line_no", 10, Align.CENTRE, code=True),
        _column(words, "sku", 32, code=True),
        _column(words, "goods_name", 52),
        _column(words, "goods_spec", 44),
    )


def _goods_cells(line: ListLine, words: Words) -> tuple[str, ...]:
    return str(line.line_no), line.sku, goods_name(line, words), line.goods_spec


def goods_name(line: ListLine, words: Words) -> str:
    """In the language of the form; the Chinese one where the master knows no English one."""
    english = line.goods_name_en if words.language != "zh_CN" else ""
    return english or line.goods_name


def _quantity(words: Words) -> tuple[Column, Column]:
    return (
        _column(words, "qty", 16, Align.RIGHT, code=True),
        _column(words, "unit", 18),
    )


def _to_take(words: Words) -> tuple[Column, Column]:
    """The quantity as who takes goods from a shelf must see it."""
    quantity, unit = _quantity(words)
    return replace(quantity, is_strong=True), unit


def _quantity_cells(line: ListLine, words: Words) -> tuple[str, str]:
    return number(line.declared_qty_e5), words.name("unit", line.declared_unit)


def _priced(paper: ListPaper, words: Words) -> Table:
    columns = (
        *_goods(words),
        _column(words, "hs_code", 28, code=True),
        *_quantity(words),
        _column(words, "price", 20, Align.RIGHT, code=True),
        _column(words, "line_total", 24, Align.RIGHT, code=True),
    )
    rows = [
        Row(
            (
                *_goods_cells(line, words),
                line.hs_code,
                *_quantity_cells(line, words),
                money(line.price_e5),
                money(line.line_total_e5),
            ),
            {5: line.declared_qty_e5, 8: line.line_total_e5},
        )
        for line in paper.lines
    ]
    total = Total(8, paper.lines_total_e5, MONEY_DECIMALS)
    return Table(columns, rows, (*_quantity_total(paper, 5), total))


def _packed(paper: ListPaper, words: Words) -> Table:
    columns = (
        *_goods(words),
        *_quantity(words),
        _column(words, "net_weight", 24, Align.RIGHT, code=True),
    )
    rows = [
        Row(
            (
                *_goods_cells(line, words),
                *_quantity_cells(line, words),
                number(line.net_weight_e5),
            ),
            {4: line.declared_qty_e5, 6: line.net_weight_e5},
        )
        for line in paper.lines
    ]
    return Table(columns, rows, (*_quantity_total(paper, 4), Total(6, paper.lines_net_weight_e5)))


def _picked(paper: ListPaper, words: Words) -> Table:
    columns = (
        *_goods(words),
        _column(words, "barcode", 34, code=True),
        *_to_take(words),
        _column(words, "tick", 12, Align.CENTRE),
    )
    rows = [
        Row(
            (*_goods_cells(line, words), line.barcode, *_quantity_cells(line, words), ""),
            {5: line.declared_qty_e5},
        )
        for line in paper.lines
    ]
    return Table(columns, rows, _quantity_total(paper, 5))


def _quantity_total(paper: ListPaper, column: int) -> tuple[Total, ...]:
    """Quantities are added up only when all lines have one unit."""
    return () if paper.lines_qty_e5 is None else (Total(column, paper.lines_qty_e5),)
