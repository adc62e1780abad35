"""Grading: what came back, by two people, to stock or written off, beside the reference."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from app.queries.return_grades import CAME_BACK, returned_line
from app.queries.table import View, first_rows
from app.returns.grading import yield_of
from app.store.session import Session
from app.workflow.return_grading import (
    Destination,
    Grade,
    Graded,
    GradeRefused,
    check_grades,
    grade_line,
    settle_grades,
    usual,
    yield_report,
)
from tests.helpers.bonded import answer, figures, pieces
from tests.helpers.builders import make_session
from tests.helpers.dumps import dump
from tests.helpers.import_returns import arrive, customs_says, send_back, sold

ON = date(2026, 12, 20)
LINE = 1
ONE_AND_ONE = [Graded(Grade.NEW, Decimal(1)), Graded(Grade.SCRAP, Decimal(1), "压碎")]


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    """Two pieces sold and sent back, accepted and here: ten in the book again."""
    with make_session(tmp_path) as opened:
        opened.conn.execute("PRAGMA synchronous = OFF")
        sold(opened)
        answer(opened, 1, "800")
        return_id = send_back(opened, "2")
        customs_says(opened, "399")
        arrive(opened, return_id)
        yield opened


def state(session: Session) -> object:
    ((_, cells),) = first_rows(session.conn, CAME_BACK, View(), 5)
    return cells[[c.name for c in CAME_BACK.columns].index("grading_state")]


def grade_ids(session: Session) -> list[int]:
    line = returned_line(session.conn, LINE)
    assert line is not None
    return [each.id for each in line.grades]


def test_goods_are_graded_checked_and_settled(session: Session) -> None:
    assert state(session) == "to_grade"
    assert grade_line(session, LINE, ONE_AND_ONE, by="测试员甲", on=ON).counts == {"grades": 2}
    assert state(session) == "to_check"
    first, second = grade_ids(session)
    assert check_grades(session, [first, second], by="测试员乙").counts == {"grades": 2}
    assert state(session) == "to_settle"
    chosen = {first: Destination.STOCK, second: Destination.WRITE_OFF}
    outcome = settle_grades(session, chosen, on=ON)
    assert outcome.counts == {"stock": 1, "written_off": 1}
    assert state(session) == "done"
    assert figures(session, 1)[0] == 9
    move = session.conn.execute(
        "SELECT kind, qty_e5, batch_no, document_kind, document_id, moved_on FROM stock_move"
        " ORDER BY id DESC LIMIT 1"
    ).fetchone()
    assert move == ("write_off", -pieces(1), "B1", "return_grade", second, "2026-12-20")


def test_every_step_is_undone_exactly(session: Session) -> None:
    before = dump(session.conn)
    grade_line(session, LINE, ONE_AND_ONE, by="测试员甲", on=ON)
    check_grades(session, grade_ids(session), by="测试员乙")
    settle_grades(session, dict.fromkeys(grade_ids(session), Destination.WRITE_OFF), on=ON)
    assert figures(session, 1)[0] == 8
    for _ in range(3):
        session.undo()
    assert dump(session.conn) == before


@pytest.mark.parametrize(
    ("parts", "by", "code"),
    [
        ([("2", Grade.NEW), ("0.00001", Grade.SCRAP)], "测试员甲", "error.grade_too_much"),
        ([("0", Grade.NEW)], "测试员甲", "error.grade_quantity"),
        ([("-1", Grade.NEW)], "测试员甲", "error.grade_quantity"),
        ([("0.000001", Grade.NEW)], "测试员甲", "error.grade_quantity"),
        ([("1", Grade.NEW)], "  ", "error.grade_no_name"),
    ],
)
def test_what_cannot_be_is_refused(
    session: Session, parts: list[tuple[str, Grade]], by: str, code: str
) -> None:
    before = dump(session.conn)
    graded = [Graded(grade, Decimal(qty)) for qty, grade in parts]
    with pytest.raises(GradeRefused) as refused:
        grade_line(session, LINE, graded, by=by, on=ON)
    assert refused.value.code == code
    assert dump(session.conn) == before


def test_grades_of_what_is_not_here_are_refused(session: Session) -> None:
    with session.call("test"):
        session.conn.execute("UPDATE goods_return SET arrived_on = ''")
    with pytest.raises(GradeRefused) as refused:
        grade_line(session, LINE, ONE_AND_ONE, by="测试员甲", on=ON)
    assert refused.value.code == "error.grade_not_here"


@pytest.mark.parametrize("name", ["测试员甲", " 测试员甲 "])
def test_nobody_checks_their_own_grades(session: Session, name: str) -> None:
    grade_line(session, LINE, ONE_AND_ONE, by="测试员甲", on=ON)
    with pytest.raises(GradeRefused) as refused:
        check_grades(session, grade_ids(session), by=name)
    assert refused.value.code == "error.grade_same_person"
    assert state(session) == "to_check"


def test_unchecked_grades_are_given_anew_checked_ones_stay(session: Session) -> None:
    grade_line(session, LINE, [Graded(Grade.NEW, Decimal(2))], by="测试员甲", on=ON)
    grade_line(session, LINE, [Graded(Grade.NEW, Decimal(1))], by="测试员甲", on=ON)
    check_grades(session, grade_ids(session), by="测试员乙")
    assert state(session) == "to_grade"
    with pytest.raises(GradeRefused):
        grade_line(session, LINE, [Graded(Grade.NEW, Decimal(2))], by="测试员甲", on=ON)
    grade_line(session, LINE, [Graded(Grade.REPAIR, Decimal(1))], by="测试员甲", on=ON)
    line = returned_line(session.conn, LINE)
    assert line is not None
    assert [(g.grade, g.checked_by) for g in line.grades] == [("new", "测试员乙"), ("repair", "")]
    assert line.left == 0


def test_same_grades_again_and_unchecked_outcomes_change_nothing(session: Session) -> None:
    grade_line(session, LINE, ONE_AND_ONE, by="测试员甲", on=ON)
    before = dump(session.conn)
    assert grade_line(session, LINE, ONE_AND_ONE, by="测试员甲", on=ON).counts == {"grades": 0}
    chosen = dict.fromkeys(grade_ids(session), Destination.WRITE_OFF)
    assert settle_grades(session, chosen, on=ON).counts == {"stock": 0, "written_off": 0}
    assert dump(session.conn) == before


def test_goods_customs_has_not_let_pass_are_not_written_off(tmp_path: Path) -> None:
    with make_session(tmp_path) as session:
        sold(session)
        answer(session, 1, "800")
        arrive(session, send_back(session, "2"))
        grade_line(session, LINE, ONE_AND_ONE, by="测试员甲", on=ON)
        ids = grade_ids(session)
        check_grades(session, ids, by="测试员乙")
        with pytest.raises(GradeRefused) as refused:
            settle_grades(session, {ids[1]: Destination.WRITE_OFF}, on=ON)
        assert refused.value.code == "error.grade_not_on_book"
        assert settle_grades(session, {ids[0]: Destination.STOCK}, on=ON).counts["stock"] == 1


def test_yield_counts_checked_grades_of_the_period(session: Session) -> None:
    grade_line(session, LINE, ONE_AND_ONE, by="测试员甲", on=ON)
    empty = yield_report(session.conn, ON, ON)
    assert (empty.graded, empty.resaleable) == (0, None)
    check_grades(session, grade_ids(session), by="测试员乙")
    seen = yield_report(session.conn, ON, ON, flow="import")
    assert (seen.graded, seen.resaleable) == (2, Decimal("0.5"))
    assert seen.reference is not None
    assert (seen.reference.resaleable, seen.reference.confidence) == (Decimal("0.72"), "low")
    shares = {line.grade: (line.share, line.expected) for line in seen.lines}
    assert shares[Grade.NEW] == (Decimal("0.5"), Decimal("0.44"))
    assert shares[Grade.OPEN_BOX] == (0, Decimal("0.28"))
    assert shares[Grade.SCRAP] == (Decimal("0.5"), None)
    assert yield_report(session.conn, date(2026, 12, 21), date(2026, 12, 31)).graded == 0
    assert yield_report(session.conn, ON, ON, flow="export").graded == 0


def test_before_the_reference_there_is_none_to_compare_with(session: Session) -> None:
    old = yield_report(session.conn, date(2021, 1, 1), date(2021, 12, 31))
    assert old.reference is None


def test_scrap_is_written_off_unless_somebody_says_otherwise() -> None:
    assert [usual(grade) for grade in Grade][-1] is Destination.WRITE_OFF
    assert {usual(grade) for grade in list(Grade)[:-1]} == {Destination.STOCK}
    thirds = yield_of(dict.fromkeys([Grade.NEW, Grade.REPAIR, Grade.SCRAP], Decimal(1)), None)
    assert thirds.lines[0].share == Decimal("0.3333")
