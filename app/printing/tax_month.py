"""月度税款 on paper: the lists released in a month by channel and tax; estimate apart from bill."""

from __future__ import annotations

from app.documents.paper import TaxMonthPaper, TaxMonthRow
from app.printing.columns import Columns
from app.printing.form import Align, Fields, Form, Row, Table
from app.printing.setting import Setting
from app.printing.words import Words, money


def tax_month(paper: TaxMonthPaper, setting: Setting) -> Form:
    """Head with what is counted, then a row for each tax of each channel."""
    title, subtitle = setting.titles("tax_month")
    return Form(
        title,
        subtitle,
        number=paper.month,
        qr="",
        mark="",
        foot=setting.foot,
        blocks=(_head(paper, setting), _rows(paper, setting.words)),
    )


def _head(paper: TaxMonthPaper, setting: Setting) -> Fields:
    cell = setting.cell
    return Fields(
        (
            (
                cell("company", paper.company, 6),
                cell("credit_code", paper.credit_code, 4, is_code=True),
                cell("month", paper.month, 2, is_code=True),
            ),
            (
                cell("released_lists", f"{paper.lists:,}", 3),
                cell("billed_lists", f"{paper.billed:,}", 3),
                cell("unknown_lists", f"{paper.unknown:,}", 3),
                cell("uncounted_lists", f"{paper.uncounted:,}", 3),
            ),
            (cell("note", setting.words.say("printing.tax_month_note"), 12),),
        )
    )


def _rows(paper: TaxMonthPaper, words: Words) -> Table:
    column = Columns(words).figure
    columns = (
        column("channel", 60, Align.LEFT),
        column("lists", 18),
        column("tax", 30, Align.LEFT),
        column("estimate", 26),
        column("tax_official", 26),
        column("counted", 26),
    )
    return Table(columns, [_row(row, words) for row in paper.rows])


def _row(row: TaxMonthRow, words: Words) -> Row:
    if row.channel is None:
        channel = words.say("printing.tax_month_all")
    else:
        channel = words.say(f"tax_channel.{row.channel}") if row.channel else money(None)
    tax = words.say("printing.tax_month_sum" if row.kind == "total" else f"tax.tax.{row.kind}")
    amounts = map(money, (row.estimate_e5, row.official_e5, row.counted_e5))
    return Row((channel, f"{row.lists:,}", tax, *amounts))
