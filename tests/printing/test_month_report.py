"""The printed month: the same figures as on the screen, to the cent."""

from __future__ import annotations

from itertools import chain
from pathlib import Path

import pytest

from app.printing.form import BarChart, ChartRow, Fields, Form, Ranking, Table
from app.printing.kinds import FormKind, Subject, form_of, kinds_of, pages_of_kind
from app.printing.words import amount
from app.queries.month import Choice
from app.values.period import Month
from app.workflow.month_board import board
from app.workflow.month_paper import id_of, month_paper
from tests.helpers.months import loose_session
from tests.printing.papers import measure, setting
from tests.workflow.test_month_board import fill

OCTOBER = Month(2026, 10)


@pytest.fixture
def form(tmp_path: Path) -> Form:
    with loose_session(tmp_path) as session:
        fill(session)
        paper = month_paper(session.conn, id_of(OCTOBER))
    assert paper is not None
    return form_of(FormKind.MONTH_REPORT, paper, setting())


def charts(form: Form) -> list[BarChart | Ranking]:
    rows = (block.charts for block in form.blocks if isinstance(block, ChartRow))
    return list(chain.from_iterable(rows))


def tables(form: Form) -> list[Table]:
    return [block for block in form.blocks if isinstance(block, Table)]


def test_rows_on_paper_are_those_of_the_screen(tmp_path: Path, form: Form) -> None:
    with loose_session(tmp_path) as session:
        fill(session)
        shown = board(session.conn, OCTOBER, Choice())
    modes = tables(form)[1]
    assert len(modes.rows) == len(shown.rows) + 1
    for printed, row in zip(modes.rows, (*shown.rows, shown.total), strict=True):
        assert printed.cells[1:6] == (
            f"{row.filed.lists:,}",
            f"{row.released.lists:,}",
            f"{row.standing.pieces:,}",
            amount(row.standing.known_value_e5),
            amount(row.released.known_value_e5),
        )
    figures = {row.cells[0]: row.cells[1] for row in tables(form)[0].rows}
    assert figures["出口额（已放行）"] == amount(shown.tiles["export"].now)
    assert figures["通关时间（中位）"] == "0.5 小时"


def test_the_trend_stands_in_a_table_and_as_a_chart(form: Form) -> None:
    trend = tables(form)[2]
    assert len(trend.rows) == 12
    assert trend.rows[-1].cells[:5] == ("2026-10", "301.00", "87.50", "25.00", "12.50")
    bars, *passing = (chart for chart in charts(form) if isinstance(chart, BarChart))
    label, stacks = bars.bars[-1]
    assert (label, stacks) == ("10", ((30_100_000, 8_750_000), (2_500_000, 1_250_000)))
    assert bars.bars[0] == ("25-11", ((None, None), (None, None)))
    assert [chart.caption for chart in passing] == ["通关时间", "自动放行率", "退货率"]
    assert [mark.label for mark in passing[0].marks] == ["出口参考 0.2 小时"]


def test_what_the_month_is_made_of_has_its_figures_beside(tmp_path: Path, form: Form) -> None:
    with loose_session(tmp_path) as session:
        fill(session)
        shown = board(session.conn, OCTOBER, Choice())
    drawn = [chart for chart in charts(form) if isinstance(chart, Ranking)]
    assert len(drawn) == len(shown.shares)
    countries = drawn[0]
    assert countries.rows[0].name == "DEU 德国"
    for row, share in zip(countries.rows, shown.shares["country"], strict=True):
        assert row.figures == (
            amount(share.released),
            amount(share.pending),
            "—" if share.percent is None else f"{share.percent}%",
        )


def test_the_pages_say_what_the_screen_says(tmp_path: Path) -> None:
    with loose_session(tmp_path) as session:
        fill(session)
        shown = board(session.conn, OCTOBER, Choice())
        paper = month_paper(session.conn, id_of(OCTOBER))
    assert paper is not None
    pages = pages_of_kind(FormKind.MONTH_REPORT, paper, setting(), measure)
    said = {line for page in pages for line in page.texts}
    wanted = {amount(point.released) for point in shown.trend}
    wanted |= {amount(point.pending) for point in shown.trend}
    for shares in shown.shares.values():
        wanted |= {amount(share.released) for share in shares[:6]}
        wanted |= {f"{share.percent}%" for share in shares[:6] if share.percent is not None}
    wanted |= {amount(row.released.known_value_e5) for row in (*shown.rows, shown.total)}
    assert wanted <= said


def test_the_unknown_is_a_dash(form: Form) -> None:
    assert tables(form)[1].rows[0].cells[6] == "—"


def test_a_month_of_nothing_has_no_paper(tmp_path: Path) -> None:
    with loose_session(tmp_path) as session:
        assert month_paper(session.conn, 202610) is None


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_it_fits_its_page(tmp_path: Path, language: str) -> None:
    with loose_session(tmp_path) as session:
        fill(session)
        paper = month_paper(session.conn, id_of(OCTOBER))
    assert paper is not None
    pages = pages_of_kind(FormKind.MONTH_REPORT, paper, setting(language), measure)
    assert len(pages) <= 3
    assert kinds_of(Subject.MONTH) == (FormKind.MONTH_REPORT,)


def test_the_head_of_the_audit_log_stands_on_paper(tmp_path: Path) -> None:
    with loose_session(tmp_path) as session:
        fill(session)
        paper = month_paper(session.conn, id_of(OCTOBER))
        head = session.conn.execute(
            "SELECT id || ':' || substr(hash, 1, 32) FROM audit_entry ORDER BY id DESC LIMIT 1"
        ).fetchone()
    assert paper is not None
    (head_fields,) = (
        block
        for block in form_of(FormKind.MONTH_REPORT, paper, setting()).blocks
        if isinstance(block, Fields)
    )
    assert head_fields.rows[-1][0].value == head[0]
