"""The draft of the customs entry of a B2B export: the fields of the entry form in their order, from
a table; never anything but a draft until customs gave it a number."""

from __future__ import annotations

from functools import cache
from typing import Any

from app import resources
from app.documents.refund_paper import EntryLine, EntryPaper
from app.printing.columns import Columns
from app.printing.form import Align, Cell, Fields, Form, Row, Table, Total
from app.printing.page import A4_LANDSCAPE
from app.printing.setting import Setting
from app.printing.words import MONEY_DECIMALS, Words, money, quantity

TOTAL = 5  # the column of line totals
STAMP_HEIGHT = 16


def b2b_entry(paper: EntryPaper, setting: Setting) -> Form:
    """Head by the table of fields, then the goods; landscape."""
    title, subtitle = setting.titles("b2b_entry")
    return Form(
        title,
        subtitle,
        number=paper.entry_no or paper.own_no,
        qr=paper.own_no,
        mark="" if paper.is_declared else setting.words.say("printing.mark.draft"),
        foot=setting.foot,
        blocks=(_head(paper, setting), _lines(paper, setting.words), _end(setting)),
        size=A4_LANDSCAPE,
    )


@cache
def _table() -> dict[str, Any]:
    return resources.load_toml("printing/b2b_entry.toml")


def _head(paper: EntryPaper, setting: Setting) -> Fields:
    rows = (tuple(_cell(cell, paper, setting) for cell in row["cells"]) for row in _table()["row"])
    return Fields(tuple(rows))


def _cell(cell: dict[str, Any], paper: EntryPaper, setting: Setting) -> Cell:
    value = "" if cell.get("blank") else paper.values.get(cell["field"], "")
    if table := cell.get("table"):
        value = setting.words.code_and_name(table, value)
    return setting.cell(cell["field"], value, cell["span"], is_code=bool(cell.get("code")))


def _lines(paper: EntryPaper, words: Words) -> Table:
    column = Columns(words)
    return Table(
        (
            column("item_no", 10, Align.CENTRE, code=True),
            column("hs_code", 26, code=True),
            column("name_and_spec", 78),
            column("quantities", 28, Align.RIGHT),
            column("price", 24, Align.RIGHT, code=True),
            column("line_total", 26, Align.RIGHT, code=True),
            column("currency", 14, Align.CENTRE, code=True),
            column("origin", 24),
            column("country", 26),
        ),
        [_line(line, paper, words) for line in paper.lines],
        (Total(TOTAL, paper.total_e5, MONEY_DECIMALS),),
    )


def _line(line: EntryLine, paper: EntryPaper, words: Words) -> Row:
    return Row(
        (
            str(line.line_no),
            line.hs_code,
            "\n".join(filter(None, [line.goods_name, line.goods_spec])),
            quantity(line.declared_qty_e5, line.declared_unit, words),
            money(line.price_e5),
            money(line.line_total_e5),
            paper.currency,
            words.name("country", line.origin),
            words.name("country", paper.country),
        ),
        {TOTAL: line.line_total_e5},
    )


def _end(setting: Setting) -> Fields:
    cells = setting.cell("declared_by", "", 4), setting.cell("stamp", "", 4)
    return Fields(((*cells, setting.cell("remarks", "", 4)),), STAMP_HEIGHT)
