"""The demonstration goes through every stage and knows when something is not found."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import openpyxl
import pytest

from app.demo.files import write_month
from app.demo.folder import MARKER, DemoFolder, FolderTaken
from app.files import CannotWrite
from app.store.database import open_reader
from app.store.session import Session
from app.values.progress import SILENT
from app.workflow.demo import MONTH, Clock, Demonstration, run
from app.workflow.pipeline import STAGES

SIZE = 150


@pytest.fixture(scope="module")
def walked(tmp_path_factory: pytest.TempPathFactory) -> tuple[DemoFolder, list[str]]:
    """One demonstration, walked once for all tests that only look."""
    folder = tmp_path_factory.mktemp("demo") / "demo"
    lines: list[str] = []
    assert run(folder, out=lines.append, size=SIZE), "\n".join(lines)
    return DemoFolder(folder), lines


def test_everything_planted_is_found_and_nothing_else(
    walked: tuple[DemoFolder, list[str]],
) -> None:
    place, lines = walked
    planted = json.loads(place.ledger.read_text(encoding="utf-8"))
    assert len(planted["faults"]) >= 28
    assert any("没有误报" in line for line in lines)
    assert any("一处不多，一处不少" in line for line in lines)


def test_what_it_made_is_left_to_look_at(walked: tuple[DemoFolder, list[str]]) -> None:
    place, _ = walked
    assert list(place.outbox.rglob("CEB603-*.xml"))
    assert list(place.inbox.rglob("*.xml"))
    assert len(list(place.inputs.iterdir())) == 13
    assert "清单" in openpyxl.load_workbook(place.workbook, read_only=True).sheetnames


def test_the_money_is_there_and_the_month_is_closed(
    walked: tuple[DemoFolder, list[str]],
) -> None:
    conn = open_reader(walked[0].data_file)
    received = conn.execute("SELECT count(*), count(cny_e5) FROM remittance").fetchone()
    closed = conn.execute("SELECT month FROM month_lock").fetchall()
    conn.close()
    assert received[0] == received[1] > 0
    assert closed == [(str(MONTH),)]


def test_every_stage_that_changes_the_store_was_called(
    walked: tuple[DemoFolder, list[str]],
) -> None:
    place, _ = walked
    conn = open_reader(place.data_file)
    verbs = {verb for (verb,) in conn.execute("SELECT DISTINCT verb FROM call")}
    lists, cleared = conn.execute(
        "SELECT count(*), sum(status = 'cleared') FROM declaration_status"
    ).fetchone()
    conn.close()
    quiet = {"precheck", "status", "report"}  # nothing to keep when nothing is wrong
    quiet |= {"assess"}  # taxes are of imports
    assert {stage.verb for stage in STAGES} - quiet <= verbs
    assert lists > 0.8 * SIZE
    assert cleared > 0.9 * lists


def test_goods_come_back_and_are_tallied(walked: tuple[DemoFolder, list[str]]) -> None:
    place, _ = walked
    conn = open_reader(place.data_file)
    states = {row[0] for row in conn.execute("SELECT state FROM goods_return_state")}
    tallied = {row[0] for row in conn.execute("SELECT status FROM return_tally")}
    conn.close()
    assert (states, tallied) == ({"accepted"}, {"reviewed"})


def test_workbook_and_store_count_the_same_lists(walked: tuple[DemoFolder, list[str]]) -> None:
    place, _ = walked
    conn = open_reader(place.data_file)
    lists = conn.execute("SELECT count(*) FROM declaration_list").fetchone()[0]
    conn.close()
    page = openpyxl.load_workbook(place.workbook)["清单"]
    assert page.max_row - 2 == lists


def test_every_exception_says_what_and_what_to_do(walked: tuple[DemoFolder, list[str]]) -> None:
    place, _ = walked
    planted = json.loads(place.ledger.read_text(encoding="utf-8"))["faults"]
    page = openpyxl.load_workbook(place.workbook)["异常"]
    rows = list(page.iter_rows(min_row=2, values_only=True))
    linked = {"payment_number_near", "waybill_number_near"}  # by an accepted suggestion
    assert {row[2] for row in rows if row[1] == "三单对碰"} == {
        fault["order_no"] for fault in planted if fault["kind"] not in linked
    }
    for row in rows:
        assert row[4], row
        assert row[5], row
        assert "—" not in str(row[4]), row


def test_a_fault_that_is_not_found_is_said(tmp_path: Path) -> None:
    place = DemoFolder(tmp_path / "demo")
    place.make_fresh()
    ledger = write_month(place.inputs, seed=1, size=SIZE, month=MONTH)
    wrong = replace(ledger.faults[0], kind="goods_differ")
    lines: list[str] = []
    clock = Clock(datetime(2026, 10, 31, 9, tzinfo=UTC))
    with Session.open(place.data_file, clock=clock, create=True) as session:
        show = Demonstration(
            session,
            clock,
            place,
            replace(ledger, faults=(wrong, *ledger.faults[1:])),
            "en",
            lines.append,
            SILENT,
        )
        show.set_up()
        show.take_in()
        assert show.is_exact
        show.match()
    assert not show.is_exact
    assert any("1 missed, 1 too many" in line for line in lines)


def test_a_file_is_no_folder_to_show_it_in(tmp_path: Path) -> None:
    (tmp_path / "x").write_bytes(b"mine")
    with pytest.raises(CannotWrite):
        DemoFolder(tmp_path / "x").make_fresh()
    assert (tmp_path / "x").read_bytes() == b"mine"


def test_a_folder_of_somebody_else_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "input").mkdir()
    (tmp_path / "input" / "mine.csv").write_text("mine", encoding="utf-8")
    with pytest.raises(FolderTaken):
        run(tmp_path, out=lambda line: None, size=SIZE)
    assert (tmp_path / "input" / "mine.csv").read_text(encoding="utf-8") == "mine"
    assert not (tmp_path / MARKER).exists()


def test_a_second_run_starts_fresh_and_keeps_other_files(tmp_path: Path) -> None:
    place = DemoFolder(tmp_path)
    place.make_fresh()
    for path in (place.data_file, place.workbook, place.inputs / "old.csv", tmp_path / "mine.txt"):
        path.parent.mkdir(exist_ok=True)
        path.write_text("x", encoding="utf-8")
    place.make_fresh()
    assert sorted(path.name for path in tmp_path.iterdir()) == [MARKER, "mine.txt"]
