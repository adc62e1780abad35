"""The summary list on paper says what the page and the store say."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.printing.form import Table
from app.printing.kinds import FormKind, form_of
from app.printing.setting import Setting
from app.printing.words import Words
from app.reference.codes import Codes
from app.store.session import Session
from app.workflow.receive import receive
from app.workflow.summary import summarise
from app.workflow.summary_paper import summary_paper
from tests.helpers.lists import declaring_session
from tests.helpers.summaries import change, cleared
from tests.workflow.test_summary import OCTOBER, ON, result

SETTING = Setting(Words("zh_CN", Codes()), "", datetime(2026, 11, 20, 9, tzinfo=UTC))


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    with declaring_session(tmp_path) as opened:
        yield opened


def cells(session: Session) -> list[tuple[str, ...]]:
    paper = summary_paper(session.conn, 202610)
    assert paper is not None
    table = form_of(FormKind.SUMMARY_LIST, paper, SETTING).blocks[1]
    assert isinstance(table, Table)
    return [row.cells for row in table.rows]


def test_a_month_without_lists_has_no_paper(session: Session) -> None:
    assert summary_paper(session.conn, 202610) is None


def test_what_is_only_expected_says_so(session: Session) -> None:
    cleared(session, "T-1", "T-2")
    assert [(row[1], row[8], row[10], row[12]) for row in cells(session)] == [
        ("美国", "2 件", "25.00", "未申请")
    ]


def test_the_number_of_the_entry_stands_beside_its_lines(session: Session, tmp_path: Path) -> None:
    ids = cleared(session, "T-1", "T-2")
    change(session, ids[1], country="DEU")
    summarise(session, OCTOBER, on=ON)
    receive(session, [result(tmp_path / "a.xml", ids[:1], entry="290020260000000001")])
    assert sorted((row[1], row[12]) for row in cells(session)) == [
        ("德国", "尚无编号"),
        ("美国", "290020260000000001"),
    ]


def test_paper_store_and_sum_by_currency_agree(session: Session) -> None:
    ids = cleared(session, "T-1", "T-2", "T-3")
    change(session, ids[2], currency="EUR")
    summarise(session, OCTOBER, on=ON)
    paper = summary_paper(session.conn, 202610)
    assert paper is not None
    recounted = session.conn.execute(
        "SELECT currency, sum(line_total_e5) FROM declaration_line GROUP BY 1 ORDER BY 1"
    ).fetchall()
    assert list(paper.totals) == recounted
    totals = form_of(FormKind.SUMMARY_LIST, paper, SETTING).blocks[2]
    assert isinstance(totals, Table)
    assert [row.cells for row in totals.rows] == [("EUR", "12.50"), ("USD", "25.00")]
    assert (paper.lists, paper.applied, paper.due) == (3, 3, "2026-11-16")
