"""月度报表 on paper: key figures, modes, twelve months, what the month is made of; with the charts
of the screen."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from app.documents.month_paper import MonthFigure, MonthPaper, MonthPoint, MonthRow
from app.printing.form import Align, Column, Fields, Form, Row, Table
from app.printing.month_charts import passing_charts, percent, rankings, trade_chart
from app.printing.page import A4_LANDSCAPE
from app.printing.setting import Setting
from app.printing.words import UNKNOWN, Words, amount

_HOUR = Decimal(60)
_AMOUNTS = ("export", "export_pending", "import", "import_pending")
_WAITS = ("export_median", "export_most", "import_median", "import_most")
_SHARES = ("export_automatic", "import_automatic", "export_returned", "import_returned")


def month_report(paper: MonthPaper, setting: Setting) -> Form:
    """Head with what no sum holds, then tables and charts, a page full each."""
    title, subtitle = setting.titles("month_report")
    words = setting.words
    parts = rankings(paper, words)
    return Form(
        title,
        subtitle,
        number=paper.month,
        qr="",
        mark="",
        foot=setting.foot,
        blocks=(
            _head(paper, setting),
            _figures(paper, words),
            _modes(paper, words),
            *parts[:1],
            trade_chart(paper, words),
            passing_charts(paper, words),
            *parts[1:2],
            _trend(paper, words),
            *parts[2:],
        ),
        size=A4_LANDSCAPE,
    )


def _head(paper: MonthPaper, setting: Setting) -> Fields:
    cell = setting.cell
    head = (cell("audit_head", paper.audit_head, 12, is_code=True),)
    return Fields(
        (
            (
                cell("company", paper.company, 6),
                cell("credit_code", paper.credit_code, 4, is_code=True),
                cell("counted_month", paper.month, 2, is_code=True),
            ),
            (
                cell("open_lists", f"{paper.open_lists:,}", 3),
                cell("valueless_lists", f"{paper.valueless:,}", 3),
                cell("estimated_lists", f"{paper.estimated:,}", 3),
                cell("taxless_lists", f"{paper.taxless:,}", 3),
            ),
            (cell("note", setting.words.say("printing.month_note"), 12),),
            *([head] if paper.audit_head else []),
        )
    )


def _column(words: Words, name: str, share: int, align: Align = Align.RIGHT) -> Column:
    return Column(words.say(f"printing.column.{name}"), share, align, align is Align.RIGHT)


def _figures(paper: MonthPaper, words: Words) -> Table:
    columns = (
        _column(words, "month_figure", 40, Align.LEFT),
        _column(words, "month_now", 34),
        _column(words, "month_ago", 34),
        _column(words, "month_change", 22),
        _column(words, "year_ago", 34),
        _column(words, "month_change", 22),
    )
    return Table(columns, [_figure(one, words) for one in paper.figures])


def _figure(one: MonthFigure, words: Words) -> Row:
    def written(value: int | None) -> str:
        if value is None:
            return UNKNOWN
        if one.name == "lists":
            return f"{value:,}"
        if one.name == "clearance":
            return _hours(value, words)
        return amount(value)

    return Row(
        (
            words.say(f"month.tile.{one.name}"),
            *(written(one.now), written(one.month_ago), percent(one.month_percent)),
            *(written(one.year_ago), percent(one.year_percent)),
        )
    )


def _modes(paper: MonthPaper, words: Words) -> Table:
    columns = (
        _column(words, "month_mode", 40, Align.LEFT),
        _column(words, "month_lists", 15),
        _column(words, "month_released", 15),
        _column(words, "month_pieces", 16),
        _column(words, "month_declared_value", 28),
        _column(words, "month_released_value", 28),
        _column(words, "vat", 22),
        _column(words, "consumption", 22),
        _column(words, "month_refund", 22),
        _column(words, "month_refused", 15),
        _column(words, "month_returned", 15),
        _column(words, "month_summary", 32, Align.LEFT),
    )
    return Table(columns, [_mode(row, words) for row in paper.rows])


def _mode(row: MonthRow, words: Words) -> Row:
    if row.flow:
        mode = words.code_and_name("customs_mode", row.mode)
        name = words.say("month.mode_name", mode=mode, flow=words.say(f"month.legend.{row.flow}"))
    else:
        name = words.say("month.total")
    counts = (f"{count:,}" for count in (row.lists, row.released, row.pieces))
    amounts = (row.declared_e5, row.released_e5, row.vat_e5, row.consumption_e5, row.refund_e5)
    shares = (row.refused_percent, row.returned_percent)
    summary = words.say(row.summary.key, **row.summary.counts) if row.summary else ""
    return Row((name, *counts, *map(amount, amounts), *map(percent, shares), summary))


def _trend(paper: MonthPaper, words: Words) -> Table:
    columns = (
        _column(words, "month_month", 17, Align.LEFT),
        *(_column(words, f"month_{name}", 26) for name in _AMOUNTS),
        *(_column(words, f"month_{name}", 16) for name in (*_WAITS, *_SHARES)),
    )
    return Table(columns, [_point(point, words) for point in paper.trend])


def _point(point: MonthPoint, words: Words) -> Row:
    return Row(
        (
            point.month,
            *(amount(getattr(point, f"{name}_e5")) for name in _AMOUNTS),
            *(_hours(getattr(point, name), words) for name in _WAITS),
            *(percent(getattr(point, name)) for name in _SHARES),
        )
    )


def _hours(minutes: int | None, words: Words) -> str:
    if minutes is None:
        return UNKNOWN
    return words.say("month.hours", hours=(minutes / _HOUR).quantize(Decimal("0.1"), ROUND_HALF_UP))
