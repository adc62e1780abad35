"""Tallies of returns: one for each request of an export, changed while they are drafts."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.declaration.terms import Company
from app.store.session import Session
from app.workflow.export import export
from app.workflow.return_tally import TallyRefused, record_tally
from tests.helpers.dumps import dump
from tests.helpers.goods_returns import put_return, release
from tests.helpers.lists import ON, declaring_session

SITE = Company("9999960008", "测试监管场所")


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    with declaring_session(tmp_path, "T-1001") as opened:
        release(opened, "SD26110000001")
        put_return(opened, 1)
        yield opened


def rows(session: Session) -> list[tuple[str, ...]]:
    return session.conn.execute(
        "SELECT own_no, operator_code, location, status FROM return_tally"
    ).fetchall()


def test_tally_is_a_draft_with_its_own_number_and_can_be_undone(session: Session) -> None:
    before = dump(session.conn)
    assert record_tally(session, 1, SITE, on=ON, location="A-01").counts == {"tallies": 1}
    assert rows(session) == [("SDL26110000001", "9999960008", "A-01", "draft")]
    session.undo()
    assert dump(session.conn) == before


def test_said_again_it_is_changed_not_doubled(session: Session) -> None:
    record_tally(session, 1, SITE, on=ON)
    assert record_tally(session, 1, SITE, on=ON).counts == {"tallies": 0}
    assert record_tally(session, 1, SITE, on=ON, location="B-02").counts == {"tallies": 1}
    assert rows(session) == [("SDL26110000001", "9999960008", "B-02", "draft")]


def test_written_tally_is_left_alone(session: Session) -> None:
    record_tally(session, 1, SITE, on=ON)
    outcome = export(session, outbox=session.path.parent / "outbox")
    assert outcome.counts["tallies"] == 1
    with pytest.raises(TallyRefused):
        record_tally(session, 1, SITE, on=ON, location="B-02")


@pytest.mark.parametrize("column", ["flow = 'import'", "closed = 'withdrawn'", "closed = 'lapsed'"])
def test_nothing_comes_in_of_these(session: Session, column: str) -> None:
    with session.call("spoil"):
        session.conn.execute(f"UPDATE goods_return SET {column}")
    with pytest.raises(TallyRefused):
        record_tally(session, 1, SITE, on=ON)


@pytest.mark.parametrize("operator", [Company("", "名称"), Company("9999960008", " ")])
def test_operator_must_be_named(session: Session, operator: Company) -> None:
    with pytest.raises(TallyRefused):
        record_tally(session, 1, operator, on=ON)
    with pytest.raises(TallyRefused):
        record_tally(session, 9, SITE, on=ON)
