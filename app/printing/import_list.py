"""The head and lines of an import customs list on paper (进境清单): the fields of CEB621."""

from __future__ import annotations

from app.documents.paper import ListLine, ListPaper
from app.printing.columns import Columns
from app.printing.form import Align, Cell, Row, Table, Total
from app.printing.setting import Setting
from app.printing.words import MONEY_DECIMALS, Words, money, number, quantity, statutory_quantities
from app.values.personal import masked_name

TOTAL = 10  # the column of line totals


def import_head(paper: ListPaper, setting: Setting) -> tuple[tuple[Cell, ...], ...]:
    """The rows of labelled values, in the order of the declaration."""
    return (*_filing(paper, setting), *_people(paper, setting), *_way(paper, setting))


def _filing(paper: ListPaper, setting: Setting) -> tuple[tuple[Cell, ...], ...]:
    cell, named = setting.cell, setting.words.code_and_name
    area = f"{paper.area_code} {paper.area_name}".strip()
    return (
        (
            cell("pre_entry_no", paper.pre_entry_no, 3, is_code=True),
            cell("decl_no", paper.decl_no, 3, is_code=True),
            cell("customs_office", named("customs_office", paper.customs_office), 2),
            cell("import_port_office", named("customs_office", paper.port_office), 2),
            cell("import_date", paper.export_date, 2, is_code=True),
        ),
        (
            cell("order_no", paper.order_no, 3, is_code=True),
            cell("waybill_no", paper.waybill_no, 3, is_code=True),
            cell("customs_mode", named("customs_mode", paper.customs_mode), 2),
            cell("assure_code", paper.assure_code, 2, is_code=True),
            cell("license_no", paper.license_no, 2, is_code=True),
        ),
        (
            cell("account_book_no", paper.account_book_no, 3, is_code=True),
            cell("area", area, 5),
            cell("site_code", paper.site_code, 2, is_code=True),
            cell("bill_no", paper.bill_no, 2, is_code=True),
        ),
    )


def _people(paper: ListPaper, setting: Setting) -> tuple[tuple[Cell, ...], ...]:
    def party(role: str) -> Cell:
        code, name = getattr(paper, f"{role}_code"), getattr(paper, f"{role}_name")
        return setting.cell(role, f"{code} {name}".strip(), 3)

    cell, reveal = setting.cell, setting.reveal
    name, address = paper.buyer_name, paper.consignee_address
    return (
        (party("declarant"), party("seller"), party("platform"), party("carrier")),
        (
            cell("buyer", name if reveal else masked_name(name), 2),
            cell("buyer_id_type", paper.buyer_id_type, 1, is_code=True),
            cell("buyer_id_no", setting.personal(paper.buyer_id_no), 3, is_code=True),
            cell("buyer_phone", setting.personal(paper.buyer_phone), 2, is_code=True),
            cell("address", address if reveal else masked_name(address), 4),
        ),
    )


def _way(paper: ListPaper, setting: Setting) -> tuple[tuple[Cell, ...], ...]:
    cell, named = setting.cell, setting.words.code_and_name
    vehicle = f"{paper.transport_name} {paper.voyage_no}".strip()
    return (
        (
            cell("transport_mode", named("transport_mode", paper.transport_mode), 2),
            cell("vehicle", vehicle, 2),
            cell("departure_country", named("country", paper.country), 2),
            cell("wrap_type", named("packaging", paper.wrap_type), 1),
            cell("pieces", str(paper.pieces), 1, is_code=True),
            cell("gross_weight", number(paper.gross_weight_e5), 1, is_code=True),
            cell("net_weight", number(paper.net_weight_e5), 1, is_code=True),
            cell("freight", money(paper.freight_e5), 1, is_code=True),
            cell("insured", money(paper.insured_e5), 1, is_code=True),
        ),
    )


def import_lines(paper: ListPaper, words: Words) -> Table:
    """The goods with their number in the account book and their origin."""
    column = Columns(words)
    right = Align.RIGHT
    return Table(
        (
            column("line_no", 9, Align.CENTRE, code=True),
            column("record_no", 24, code=True),
            column("sku", 26, code=True),
            column("hs_code", 22, code=True),
            column("goods_name", 34),
            column("goods_spec", 44),
            column("declared_qty", 20, right),
            column("statutory_qty_1", 20, right),
            column("origin", 24),
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
            line.record_no,
            line.sku,
            line.hs_code,
            line.goods_name,
            line.goods_spec,
            quantity(line.declared_qty_e5, line.declared_unit, words),
            statutory_quantities(line, words),
            words.name("country", line.country),
            money(line.price_e5),
            money(line.line_total_e5),
            currency,
        ),
        {TOTAL: line.line_total_e5},
    )
