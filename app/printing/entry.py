"""The draft of a customs entry (报关单草单): what the list knows, and room to write the rest."""

from __future__ import annotations

from app.documents.paper import ListLine, ListPaper
from app.printing.columns import Columns
from app.printing.customs_list import STAMP_HEIGHT
from app.printing.form import Align, Cell, Fields, Form, Row, Table, Total
from app.printing.page import A4_LANDSCAPE
from app.printing.setting import Setting
from app.printing.words import MONEY_DECIMALS, Words, money, number, quantity

TOTAL = 5  # the column of line totals


def customs_entry(paper: ListPaper, setting: Setting) -> Form:
    """In the order of the export entry; landscape."""
    title, subtitle = setting.titles("customs_entry")
    return Form(
        title,
        subtitle,
        number=paper.own_no,
        qr=paper.own_no,
        mark=setting.mark("list", paper.status),
        foot=setting.foot,
        blocks=(_head(paper, setting), _lines(paper, setting.words), _end(setting)),
        size=A4_LANDSCAPE,
    )


def _head(paper: ListPaper, setting: Setting) -> Fields:
    return Fields((*_parties(paper, setting), *_terms(paper, setting), *_weights(paper, setting)))


def _parties(paper: ListPaper, setting: Setting) -> tuple[tuple[Cell, ...], ...]:
    cell, named = setting.cell, setting.words.code_and_name
    vehicle = " ".join(filter(None, [paper.transport_name, paper.voyage_no]))
    seller = f"{paper.seller_code} {paper.seller_name}".strip()
    producer = f"{paper.producer_code} {paper.producer_name}".strip()
    return (
        (
            cell("consignor", seller, 4),
            cell("exit_office", named("customs_office", paper.port_office), 2),
            cell("export_date", paper.export_date, 2, is_code=True),
            cell("declared_on", paper.app_time[:10], 2, is_code=True),
            cell("record_no", "", 2),
        ),
        (
            cell("foreign_consignee", paper.consignee, 4),
            cell("transport_mode", named("transport_mode", paper.transport_mode), 2),
            cell("vehicle", vehicle, 3),
            cell("bill_no", paper.bill_no, 3, is_code=True),
        ),
        (
            cell("producer", producer, 4),
            cell("customs_mode", named("customs_mode", paper.customs_mode), 2),
            cell("levy_nature", "", 3),
            cell("license_no", paper.license_no, 3, is_code=True),
        ),
    )


def _terms(paper: ListPaper, setting: Setting) -> tuple[tuple[Cell, ...], ...]:
    cell, named = setting.cell, setting.words.code_and_name
    return (
        (
            cell("contract_no", paper.order_no, 4, is_code=True),
            cell("trade_country", named("country", paper.country), 2),
            cell("country", named("country", paper.country), 2),
            cell("destination_port", named("port", paper.destination_port), 2),
            cell("exit_port", "", 2),
        ),
    )


def _weights(paper: ListPaper, setting: Setting) -> tuple[tuple[Cell, ...], ...]:
    cell, named = setting.cell, setting.words.code_and_name
    return (
        (
            cell("wrap_type", named("packaging", paper.wrap_type), 2),
            cell("pieces", str(paper.pieces), 1, is_code=True),
            cell("gross_weight", number(paper.gross_weight_e5), 2, is_code=True),
            cell("net_weight", number(paper.net_weight_e5), 1, is_code=True),
            cell("transaction_mode", "", 2),
            cell("freight", f"{paper.freight_currency} {money(paper.freight_e5)}", 2, is_code=True),
            cell("insured", f"{paper.insured_currency} {money(paper.insured_e5)}", 2, is_code=True),
        ),
        (cell("attached", "", 4), cell("marks_and_notes", paper.note, 8)),
    )


def _lines(paper: ListPaper, words: Words) -> Table:
    column = Columns(words)
    return Table(
        (
            column("item_no", 10, Align.CENTRE, code=True),
            column("hs_code", 24, code=True),
            column("name_and_spec", 68),
            column("quantities", 28, Align.RIGHT),
            column("price", 22, Align.RIGHT, code=True),
            column("line_total", 24, Align.RIGHT, code=True),
            column("currency", 14, Align.CENTRE, code=True),
            column("origin", 22),
            column("country", 22),
            column("goods_source", 22),
            column("levy_mode", 14),
        ),
        [_line(line, paper.currency, words) for line in paper.lines],
        (Total(TOTAL, paper.lines_total_e5, MONEY_DECIMALS),),
    )


def _line(line: ListLine, currency: str, words: Words) -> Row:
    quantities = (
        quantity(line.statutory_qty_1_e5, line.statutory_unit_1, words),
        quantity(line.statutory_qty_2_e5, line.statutory_unit_2, words),
        quantity(line.declared_qty_e5, line.declared_unit, words),
    )
    return Row(
        (
            str(line.line_no),
            line.hs_code,
            "\n".join(filter(None, [line.goods_name, line.goods_spec])),
            "\n".join(filter(None, quantities)),
            money(line.price_e5),
            money(line.line_total_e5),
            currency,
            words.name("country", line.origin),
            words.name("country", line.country),
            "",
            "",
        ),
        {TOTAL: line.line_total_e5},
    )


def _end(setting: Setting) -> Fields:
    cells = setting.cell("declared_by", "", 4), setting.cell("stamp", "", 4)
    return Fields(((*cells, setting.cell("remarks", "", 4)),), STAMP_HEIGHT)
