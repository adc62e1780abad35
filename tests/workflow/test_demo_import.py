"""Imports from the files to the tax bills: the demonstration finds what was planted, and every step
after the messages can be taken back."""

from __future__ import annotations

import json
import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.demo.folder import DemoFolder
from app.store.database import open_reader
from app.store.errors import UndoRefused
from app.store.session import Session
from app.workflow.demo_import import run_imports
from tests.helpers.clock import FixedClock
from tests.helpers.dumps import dump

SIZE = 90


@pytest.fixture(scope="module")
def walked(tmp_path_factory: pytest.TempPathFactory) -> tuple[DemoFolder, list[str]]:
    """One demonstration, walked once for all tests that only look."""
    folder = tmp_path_factory.mktemp("demo") / "imports"
    lines: list[str] = []
    assert run_imports(folder, out=lines.append, size=SIZE), "\n".join(lines)
    return DemoFolder(folder), lines


def test_everything_planted_is_found_and_nothing_else(
    walked: tuple[DemoFolder, list[str]],
) -> None:
    place, lines = walked
    planted = json.loads(place.ledger.read_text(encoding="utf-8"))
    assert len(planted["faults"]) >= 14
    assert {one["kind"] for one in planted["checks"]} == {
        "precheck.id_number",
        "precheck.over_single_limit",
    }
    assert sum("没有误报" in line for line in lines) == 3
    assert any("一处不多，一处不少" in line for line in lines)


def test_both_ways_of_buying_go_all_the_way(walked: tuple[DemoFolder, list[str]]) -> None:
    place, _ = walked
    conn = open_reader(place.data_file)
    cleared = conn.execute(
        "SELECT d.customs_mode, count(*) > 0 FROM declaration_list d"
        " JOIN declaration_status s ON s.id = d.id WHERE s.status = 'cleared' GROUP BY 1 ORDER BY 1"
    ).fetchall()
    (wrong,) = conn.execute(
        "SELECT count(*) FROM declaration_list WHERE flow <> 'import' OR own_no NOT LIKE 'DEMOI%'"
    ).fetchone()
    conn.close()
    assert cleared == [("1210", 1), ("9610", 1)]
    assert wrong == 0


def test_every_cleared_list_has_its_bill_of_the_estimated_amount_summed_up(
    walked: tuple[DemoFolder, list[str]],
) -> None:
    place, _ = walked
    conn = open_reader(place.data_file)
    found = conn.execute(
        "SELECT count(*), sum(b.id NOT NULL), sum(b.status = '2' AND b.payment_book_no <> ''),"
        " sum((b.duty_e5, b.vat_e5, b.consumption_e5) = (e.duty_e5, e.vat_e5, e.consumption_e5))"
        " FROM declaration_status s JOIN tax_estimate e ON e.id = s.id"
        " LEFT JOIN tax_bill b ON b.declaration_list_id = s.id WHERE s.status = 'cleared'"
    ).fetchone()
    conn.close()
    assert found[0] > SIZE / 2
    assert found == (found[0],) * 4


def test_goods_come_back_and_customs_answers(walked: tuple[DemoFolder, list[str]]) -> None:
    place, _ = walked
    conn = open_reader(place.data_file)
    states = conn.execute("SELECT state, count(*) FROM goods_return_state GROUP BY 1").fetchall()
    conn.close()
    assert [state for state, _ in states] == ["accepted"]
    assert list(place.outbox.rglob("CEB625-*.xml"))


def test_steps_after_the_messages_are_undone_and_redone(
    walked: tuple[DemoFolder, list[str]], tmp_path: Path
) -> None:
    copy = tmp_path / "copy.sandan"
    shutil.copy(walked[0].data_file, copy)
    clock = FixedClock(datetime(2027, 1, 1, tzinfo=UTC))
    with Session.open(copy, clock=clock, actor="测试员") as session:
        after = dump(session.conn)
        count = 0
        while is_undone(session):
            count += 1
        summed = session.conn.execute("SELECT count(*) FROM tax_bill WHERE status = '2'")
        assert summed.fetchone() == (0,)  # back to the messages of returns, after the bills came
        for _ in range(count):
            session.redo()
        assert dump(session.conn) == after
        assert count >= 2


def is_undone(session: Session) -> bool:
    """Take the last call back; not the messages, for somebody may have them."""
    try:
        session.undo()
    except UndoRefused:
        return False
    return True
