"""Pages of lists, counts, one list in full."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from app.documents.status import Status
from app.queries.declarations import Wanted, by_own_no, counts_by_status, detail, page
from app.store.database import open_reader
from app.store.session import Session
from app.workflow.changing import Edit, edit_list
from tests.helpers.lists import declaring_session


@pytest.fixture
def session(tmp_path: Path) -> Session:
    return declaring_session(tmp_path, "T-1", "T-2", "T-3")


def test_pages_follow_each_other(session: Session) -> None:
    first = page(session.conn, limit=2)
    assert [row.order_no for row in first] == ["T-1", "T-2"]
    rest = page(session.conn, after=first[-1].id, limit=2)
    assert [row.order_no for row in rest] == ["T-3"]


def test_row_shows_status_amount_and_findings(session: Session) -> None:
    edit_list(session, 1, [Edit("net_weight", "0.6")])
    row = page(session.conn)[0]
    assert (row.own_no, row.status, row.total) == ("SD26110000001", Status.DRAFT, Decimal("12.5"))
    assert (row.blocking, row.doubtful) == (1, 0)


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (Wanted(status=Status.DRAFT), 3),
        (Wanted(status=Status.RELEASED), 0),
        (Wanted(month="2026-11"), 3),
        (Wanted(month="2026-12"), 0),
        (Wanted(text="T-2"), 1),
        (Wanted(text="SD2611"), 3),
        (Wanted(text="WBT-3"), 1),
        (Wanted(status=Status.DRAFT, month="2026-11", text="%"), 0),
    ],
)
def test_lists_are_narrowed(session: Session, wanted: Wanted, found: int) -> None:
    assert len(page(session.conn, wanted)) == found


def test_lists_are_counted_by_status(session: Session) -> None:
    assert counts_by_status(session.conn) == {Status.DRAFT: 3}


def test_detail_has_head_lines_and_findings(session: Session) -> None:
    edit_list(session, 1, [Edit("net_weight", "0.6")])
    found = detail(session.conn, 1)
    assert found is not None
    assert found.head["gross_weight"] == Decimal("0.5")
    assert [line["hs_code"] for line in found.lines] == ["3924100000"]
    assert found.lines[0]["statutory_qty_2"] is None
    assert [finding.code for finding in found.findings] == ["precheck.net_over_gross"]


def test_list_that_does_not_exist_has_no_detail(session: Session) -> None:
    assert detail(session.conn, 99) is None
    assert by_own_no(session.conn, "SD26110000002") == 2
    assert by_own_no(session.conn, "nothing") is None


def test_queries_work_on_a_connection_that_cannot_write(session: Session) -> None:
    reader = open_reader(session.path)
    try:
        assert len(page(reader)) == 3
    finally:
        reader.close()
