"""汇总申报清单 on paper: the entries expected of a month with their merged lines, landscape."""

from __future__ import annotations

from app.documents.summary_paper import SummaryPaper, SummaryPaperLine
from app.printing.columns import Columns
from app.printing.form import Align, Column, Fields, Form, Row, Table
from app.printing.page import A4_LANDSCAPE
from app.printing.setting import Setting
from app.printing.words import UNKNOWN, Words, money, quantity


def summary_list(paper: SummaryPaper, setting: Setting) -> Form:
    """Head with what is counted, a row for each merged line, the sums by currency."""
    title, subtitle = setting.titles("summary_list")
    return Form(
        title,
        subtitle,
        number=paper.month,
        qr="",
        mark="",
        foot=setting.foot,
        blocks=(
            _head(paper, setting),
            _lines(paper, setting.words),
            _totals(paper, setting.words),
        ),
        size=A4_LANDSCAPE,
    )


def _head(paper: SummaryPaper, setting: Setting) -> Fields:
    cell, say = setting.cell, setting.words.say
    return Fields(
        (
            (
                cell("company", paper.company, 5),
                cell("credit_code", paper.credit_code, 3, is_code=True),
                cell("cleared_month", paper.month, 2, is_code=True),
                cell("summary_due", paper.due or UNKNOWN, 2, is_code=True),
            ),
            (
                cell("summary_lists", f"{paper.lists:,}", 2),
                cell("summary_applied", f"{paper.applied:,}", 2),
                cell("summary_groups", f"{paper.groups:,}", 2),
                cell("summary_entries", f"{paper.entries:,}", 2),
                cell("summary_left", f"{paper.left:,}", 2),
                cell("summary_simplified", f"{paper.simplified:,}", 2),
            ),
            (cell("note", say("printing.summary_note"), 12),),
        )
    )


def _lines(paper: SummaryPaper, words: Words) -> Table:
    column = Columns(words)
    right = Align.RIGHT
    return Table(
        (
            column("group_no", 14, Align.CENTRE, code=True),
            column("arrival_country", 22),
            column("exit_port", 22),
            column("transport", 22),
            column("producer_code", 28, code=True),
            column("item_no", 10, Align.CENTRE, code=True),
            column("hs_code", 24, code=True),
            column("goods_name", 32),
            column("quantities", 24, right),
            column("currency", 18),
            column("summary_value", 24, right, code=True),
            column("lists", 14, right, code=True),
            column("summary_entry", 36, code=True),
        ),
        [_line(line, words) for line in paper.lines],
    )


def _line(line: SummaryPaperLine, words: Words) -> Row:
    asked = words.say("printing.summary_any")
    return Row(
        (
            f"{line.group_no}",
            words.name("country", line.country) or asked,
            words.name("customs_office", line.port_office) or asked,
            words.name("transport_mode", line.transport_mode) or asked,
            line.producer_code or asked,
            f"{line.item_no}",
            line.hs_code,
            line.goods_name,
            UNKNOWN
            if line.declared_qty_e5 is None
            else quantity(line.declared_qty_e5, line.declared_unit, words),
            line.currency,
            money(line.value_e5),
            f"{line.lists:,}",
            line.entries or words.say(f"printing.summary_{'waits' if line.own_no else 'open'}"),
        )
    )


def _totals(paper: SummaryPaper, words: Words) -> Table:
    return Table(
        (
            Column(words.say("printing.column.currency"), 30),
            Column(words.say("printing.column.summary_total"), 60, Align.RIGHT, True, True),
        ),
        [Row((currency, money(value))) for currency, value in paper.totals],
    )
