"""The customs list on paper: 出境清单 with the fields of CEB603 in the order of the declaration, or
进境清单 with those of CEB621."""

from __future__ import annotations

from app.documents.fields import Flow
from app.documents.paper import ListLine, ListPaper
from app.printing.columns import Columns
from app.printing.form import Align, Cell, Fields, Form, Row, Table, Total
from app.printing.import_list import import_head, import_lines
from app.printing.page import A4_LANDSCAPE
from app.printing.setting import Setting
from app.printing.words import MONEY_DECIMALS, Words, money, number, quantity

STAMP_HEIGHT = 18.0  # mm: room for a company stamp
TOTAL = 10  # the column of line totals


def customs_list(paper: ListPaper, setting: Setting) -> Form:
    """Head, goods lines with the total, room for stamp and customs' remarks; landscape."""
    is_import = paper.flow == Flow.IMPORT
    title, subtitle = setting.titles("import_list" if is_import else "customs_list")
    head = import_head(paper, setting) if is_import else _head(paper, setting)
    lines = import_lines if is_import else _lines
    return Form(
        title,
        subtitle,
        number=paper.own_no,
        qr=paper.own_no,
        mark=setting.mark("list", paper.status),
        foot=setting.foot,
        blocks=(Fields(head), lines(paper, setting.words), _end(paper, setting)),
        size=A4_LANDSCAPE,
    )


def _head(paper: ListPaper, setting: Setting) -> tuple[tuple[Cell, ...], ...]:
    return (*_filing(paper, setting), *_parties(paper, setting), *_way(paper, setting))


def _filing(paper: ListPaper, setting: Setting) -> tuple[tuple[Cell, ...], ...]:
    cell, named = setting.cell, setting.words.code_and_name
    flag = setting.words.say(f"printing.flag.{paper.statistics_flag.lower()}")
    return (
        (
            cell("pre_entry_no", paper.pre_entry_no, 3, is_code=True),
            cell("decl_no", paper.decl_no, 3, is_code=True),
            cell("customs_office", named("customs_office", paper.customs_office), 2),
            cell("port_office", named("customs_office", paper.port_office), 2),
            cell("export_date", paper.export_date, 2, is_code=True),
        ),
        (
            cell("order_no", paper.order_no, 3, is_code=True),
            cell("waybill_no", paper.waybill_no, 3, is_code=True),
            cell("customs_mode", named("customs_mode", paper.customs_mode), 2),
            cell("statistics_flag", f"{paper.statistics_flag} {flag}", 2),
            cell("license_no", paper.license_no, 2, is_code=True),
        ),
    )


def _parties(paper: ListPaper, setting: Setting) -> tuple[tuple[Cell, ...], ...]:
    def party(role: str) -> Cell:
        code, name = getattr(paper, f"{role}_code"), getattr(paper, f"{role}_name")
        return setting.cell(role, f"{code} {name}".strip(), 4)

    return (
        (party("declarant"), party("seller"), party("producer")),
        (party("platform"), party("carrier"), setting.cell("site_code", paper.site_code, 4)),
    )


def _way(paper: ListPaper, setting: Setting) -> tuple[tuple[Cell, ...], ...]:
    cell, named = setting.cell, setting.words.code_and_name
    freight = f"{paper.freight_currency} {money(paper.freight_e5)}"
    insured = f"{paper.insured_currency} {money(paper.insured_e5)}"
    return (
        (
            cell("transport_mode", named("transport_mode", paper.transport_mode), 2),
            cell("transport_name", paper.transport_name, 2),
            cell("voyage_no", paper.voyage_no, 2, is_code=True),
            cell("bill_no", paper.bill_no, 2, is_code=True),
            cell("total_package_no", paper.total_package_no, 2, is_code=True),
            cell("country", named("country", paper.country), 2),
        ),
        (
            cell("destination_port", named("port", paper.destination_port), 2),
            cell("wrap_type", named("packaging", paper.wrap_type), 2),
            cell("pieces", str(paper.pieces), 1, is_code=True),
            cell("gross_weight", number(paper.gross_weight_e5), 2, is_code=True),
            cell("net_weight", number(paper.net_weight_e5), 1, is_code=True),
            cell("freight", freight, 2, is_code=True),
            cell("insured", insured, 2, is_code=True),
        ),
    )


def _lines(paper: ListPaper, words: Words) -> Table:
    column = Columns(words)
    right = Align.RIGHT
    return Table(
        (
            column("line_no", 9, Align.CENTRE, code=True),
            column("sku", 26, code=True),
            column("hs_code", 22, code=True),
            column("goods_name", 36),
            column("goods_spec", 48),
            column("declared_qty", 20, right),
            column("statutory_qty_1", 20, right),
            column("statutory_qty_2", 20, right),
            column("country", 25),
            column("price", 20, right, code=True),
            column("line_total", 22, right, code=True),
            column("currency", 14, Align.CENTRE, code=True),
        ),
        [_line(line, paper.currency, words) for line in paper.lines],
        (Total(TOTAL, paper.lines_total_e5, MONEY_DECIMALS),),
    )


def _line(line: ListLine, currency: str, words: Words) -> Row:
    return Row(
        (
            str(line.line_no),
            line.sku,
            line.hs_code,
            line.goods_name,
            line.goods_spec,
            quantity(line.declared_qty_e5, line.declared_unit, words),
            quantity(line.statutory_qty_1_e5, line.statutory_unit_1, words),
            quantity(line.statutory_qty_2_e5, line.statutory_unit_2, words),
            words.name("country", line.country),
            money(line.price_e5),
            money(line.line_total_e5),
            currency,
        ),
        {TOTAL: line.line_total_e5},
    )


def _end(paper: ListPaper, setting: Setting) -> Fields:
    return Fields(
        (
            (
                setting.cell("note", paper.note, 4),
                setting.cell("stamp", "", 4),
                setting.cell("remarks", "", 4),
            ),
        ),
        STAMP_HEIGHT,
    )
