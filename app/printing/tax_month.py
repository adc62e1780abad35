"""月度税款 on paper: the import lists released in a month by channel and tax, estimate apart from
bill; the exports that earn no refund, with what they cost."""

from __future__ import annotations

from app.documents.paper import TaxMonthPaper, TaxMonthRow, UnrefundedRow
from app.printing.columns import Columns
from app.printing.form import COLUMNS, Align, Block, Cell, Fields, Form, Row, Table
from app.printing.setting import Setting
from app.printing.words import Words, amount


def tax_month(paper: TaxMonthPaper, setting: Setting) -> Form:
    """Head with what is counted, a row for each tax of each channel; then the exports."""
    title, subtitle = setting.titles("tax_month")
    blocks: list[Block] = [_head(paper, setting)]
    if paper.rows:
        blocks.append(_rows(paper, setting.words))
    if paper.exports:
        blocks += [_exports(paper, setting.words), _export_sums(paper, setting)]
    return Form(
        title,
        subtitle,
        number=paper.month,
        qr="",
        mark="",
        foot=setting.foot,
        blocks=tuple(blocks),
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
        channel = words.say(f"tax_channel.{row.channel}") if row.channel else amount(None)
    tax = words.say("printing.tax_month_sum" if row.kind == "total" else f"tax.tax.{row.kind}")
    amounts = map(amount, (row.estimate_e5, row.official_e5, row.counted_e5))
    return Row((channel, f"{row.lists:,}", tax, *amounts))


def _exports(paper: TaxMonthPaper, words: Words) -> Table:
    column = Columns(words).figure
    columns = (
        column("no_refund", 46, Align.LEFT),
        column("way", 50, Align.LEFT),
        column("lists", 16),
        column("lines", 16),
        column("fob_cny", 29),
        column("output_tax", 29),
    )
    return Table(columns, [_export(row, words) for row in paper.exports])


def _export(row: UnrefundedRow, words: Words) -> Row:
    way = words.say(f"refund.outcome.{row.way}") if row.way else words.say("export_tax.asks")
    counts = (f"{row.lists:,}", f"{row.lines:,}")
    reason = words.say(f"export_tax_reason.{row.reason}")
    return Row((reason, way, *counts, amount(row.fob_e5), amount(row.output_e5)))


def _export_sums(paper: TaxMonthPaper, setting: Setting) -> Fields:
    """Two sums a row, then whether the month was confirmed."""
    say = setting.words.say
    cells = [
        Cell(say(f"export_tax_sum.{name}"), amount(value), COLUMNS // 2, is_code=True)
        for name, value in paper.export_sums
    ]
    rows = zip(cells[::2], cells[1::2], strict=True)
    state = "confirmed" if paper.confirmed_on else "open"
    said = say(f"export_tax_state.{state}", day=paper.confirmed_on)
    note = setting.cell("note", f"{said}  {say('refunds.taxed_note')}", COLUMNS)
    return Fields((*rows, (note,)))
