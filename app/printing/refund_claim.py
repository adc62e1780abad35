"""退税申报 on paper: a claim line by line, with what it estimates and what the tax office said."""

from __future__ import annotations

from app.documents.refund_paper import ClaimPaper, ClaimPaperLine
from app.printing.columns import Columns
from app.printing.form import Align, Fields, Form, Row, Table, Total
from app.printing.page import A4_LANDSCAPE
from app.printing.setting import Setting
from app.printing.words import MONEY_DECIMALS, Words, money, quantity
from app.values.decimals import text_from_e5

BASE, REFUND = 6, 9  # columns that are added up


def refund_claim(paper: ClaimPaper, setting: Setting) -> Form:
    """Head with the amounts of the claim, then its lines; landscape."""
    title, subtitle = setting.titles("refund_claim")
    return Form(
        title,
        subtitle,
        number=paper.claim_no,
        qr="",
        mark="" if paper.filed_on else setting.words.say("printing.mark.draft"),
        foot=setting.foot,
        blocks=(_head(paper, setting), _lines(paper, setting.words)),
        size=A4_LANDSCAPE,
    )


def _head(paper: ClaimPaper, setting: Setting) -> Fields:
    cell, say = setting.cell, setting.words.say
    return Fields(
        (
            (
                cell("company", paper.company, 5),
                cell("credit_code", paper.credit_code, 3, is_code=True),
                cell("claim_month", paper.month, 2, is_code=True),
                cell("claim_kind", f"{say(f'claim_kind.{paper.kind}')} {paper.mark}".strip(), 2),
            ),
            (
                cell("claim_state", say(f"claim_state.{paper.state}"), 2),
                cell("prepared_on", paper.prepared_on, 2, is_code=True),
                cell("filed_on", paper.filed_on, 2, is_code=True),
                cell("refund_estimate", money(paper.refund_e5), 2, is_code=True),
                cell("refund_official", money(paper.official_e5), 2, is_code=True),
                cell("refund_received", money(paper.received_e5 - paper.paid_back_e5), 2,
                     is_code=True),
            ),
            (cell("note", say("printing.refund_note"), 12),),
        )
    )  # fmt: skip


def _lines(paper: ClaimPaper, words: Words) -> Table:
    column = Columns(words)
    right = Align.RIGHT
    return Table(
        (
            column("item_no", 8, Align.CENTRE, code=True),
            column("entry_no", 32, code=True),
            column("export_date", 20, code=True),
            column("name_and_spec", 52),
            column("invoice_no", 38, code=True),
            column("quantities", 22, right),
            column("refund_base", 24, right, code=True),
            column("vat_rate", 14, right, code=True),
            column("refund_rate", 14, right, code=True),
            column("refund_amount", 24, right, code=True),
        ),
        [_line(line, words) for line in paper.lines],
        (
            Total(BASE, paper.base_e5, MONEY_DECIMALS),
            Total(REFUND, paper.refund_e5, MONEY_DECIMALS),
        ),
    )


def _line(line: ClaimPaperLine, words: Words) -> Row:
    return Row(
        (
            str(line.line_no),
            line.entry_no,
            line.export_date,
            f"{line.goods_name}\n{line.sku}",
            line.invoice_no,
            quantity(line.qty_e5, line.unit, words),
            money(line.base_e5),
            _percent(line.vat_rate_e5),
            _percent(line.refund_rate_e5),
            money(line.refund_e5),
        ),
        {BASE: line.base_e5, REFUND: line.refund_e5},
    )


def _percent(rate_e5: int) -> str:
    return f"{text_from_e5(rate_e5 * 100)}%"
