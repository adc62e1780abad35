"""The sample company's weeks are lifelike: work of every state on many days, made by the stages."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from sqlite3 import Connection

import pytest

from app.demo.folder import DemoFolder
from app.documents.status import Status
from app.store.database import open_reader
from app.values.errors import Cancelled
from app.values.progress import SILENT, Stoppable
from app.workflow.agenda import agenda
from app.workflow.month_lock import verify
from app.workflow.sample import is_sample, make_sample, remove_sample
from app.workflow.sample_month import live
from tests.helpers.dumps import Dump, content

NOW = datetime(2026, 11, 20, 15, 0)  # noqa: DTZ001 - as the store writes times
FEW = 100


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sample") / "sample"
    return make_sample(SILENT, folder=folder, clock=lambda: NOW)


@pytest.fixture
def conn(sample: Path) -> Iterator[Connection]:
    opened = open_reader(sample)
    yield opened
    opened.close()


def one(conn: Connection, sql: str) -> int:
    value: int = conn.execute(sql).fetchone()[0]
    return value


def test_lists_are_spread_over_the_working_days(conn: Connection) -> None:
    by_day = dict(
        conn.execute("SELECT export_date, count(*) FROM declaration_list GROUP BY 1").fetchall()
    )
    days = [date.fromisoformat(day) for day in by_day]
    assert len(days) > 20
    assert max(days) == NOW.date()
    assert all(day.weekday() != 6 for day in days)
    assert max(by_day.values()) < sum(by_day.values()) / 4
    assert len(set(by_day.values())) > 5


def test_every_state_of_work_is_there(conn: Connection) -> None:
    counts = dict(
        conn.execute("SELECT status, count(*) FROM declaration_status GROUP BY 1").fetchall()
    )
    cleared = counts.pop(Status.CLEARED)
    assert cleared > sum(counts.values())
    assert counts[Status.PREPARED] >= 3
    assert counts[Status.REJECTED] >= 3
    assert counts[Status.DRAFT] >= 5


def test_work_is_left_of_every_kind(conn: Connection) -> None:
    kinds = {task.key for task in agenda(conn, NOW)}
    assert {"difference", "refused", "held", "stuck", "draft", "prepared"} <= kinds
    assert {"bad_files", "filing"} <= kinds


def test_drafts_and_orders_have_findings_that_hold_them(conn: Connection) -> None:
    held = "SELECT count(*) FROM finding WHERE stage = 'precheck' AND severity = 'blocking'"
    assert one(conn, f"{held} AND document_kind = 'declaration_list'") >= 2
    assert one(conn, f"{held} AND code = 'precheck.goods_unknown'") >= 1
    assert one(conn, "SELECT count(*) FROM match_state WHERE state = 'exception'") >= 10


def test_money_arrives_goods_come_home_and_a_month_is_closed(conn: Connection) -> None:
    assert conn.execute("SELECT month FROM month_lock").fetchall() == [("2026-10",)]
    assert all(each.is_whole for each in verify(conn))
    settled = "SELECT count(*) FROM remittance WHERE cny_e5 IS"
    assert one(conn, f"{settled} NOT NULL") >= 3
    assert one(conn, f"{settled} NULL") >= 1
    assert one(conn, "SELECT count(DISTINCT order_id) FROM remittance_line") >= 50
    arrived = "SELECT count(*) FROM goods_return WHERE accepted_at <> '' AND arrived_on"
    assert one(conn, f"{arrived} <> ''") >= 2
    assert one(conn, f"{arrived} = ''") >= 1


def test_calls_stand_in_the_order_of_their_time_and_none_is_to_come(conn: Connection) -> None:
    times = [at for (at,) in conn.execute("SELECT at FROM call ORDER BY id")]
    assert times == sorted(times)
    assert times[-1] <= NOW.isoformat()
    assert len({at[:10] for at in times}) > 20
    later = "SELECT count(*) FROM event WHERE occurred_at > ?"
    assert conn.execute(later, (NOW.isoformat(),)).fetchone()[0] == 0


def test_documents_were_there_before_their_files(conn: Connection) -> None:
    sooner = (
        "SELECT count(*) FROM {table} d JOIN call c ON c.id = d.call_id WHERE d.{at} > c.at"
        " AND c.verb = 'import'"
    )
    for table, at in (("orders", "ordered_at"), ("payment", "paid_at"), ("waybill", "shipped_at")):
        assert one(conn, sooner.format(table=table, at=at)) == 0, table


@pytest.mark.parametrize("day", [date(2026, 3, 1), date(2027, 1, 3)])
def test_any_day_may_be_today(tmp_path: Path, day: date) -> None:
    assert live_content(tmp_path, datetime.combine(day, NOW.time()))["orders"]


def test_the_same_day_gives_the_same_work(tmp_path: Path) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    assert live_content(first, NOW) == live_content(second, NOW)


def live_content(folder: Path, now: datetime) -> Dump:
    place = DemoFolder(folder)
    place.make_fresh()
    live(place, now=now, size=FEW, seed=1, progress=SILENT)
    conn = open_reader(place.data_file)
    found = content(conn)
    found["lists"] = conn.execute(
        "SELECT d.own_no, d.export_date, s.status, s.since FROM declaration_list d"
        " JOIN declaration_status s ON s.id = d.id ORDER BY d.id"
    ).fetchall()
    conn.close()
    return found


def test_what_was_done_in_it_is_kept_and_what_was_broken_off_made_anew(tmp_path: Path) -> None:
    place, impatient = DemoFolder(tmp_path / "sample"), Stoppable()
    impatient.stop()
    for _ in range(2):
        with pytest.raises(Cancelled):
            make_sample(impatient, folder=place.path, clock=lambda: NOW)
    place.mark_whole()
    assert make_sample(impatient, folder=place.path, clock=lambda: NOW) == place.data_file


def test_only_its_own_files_are_wiped(tmp_path: Path) -> None:
    place = DemoFolder(tmp_path / "sample")
    place.make_fresh()
    (tmp_path / "sample" / "mine.txt").write_text("mine", encoding="utf-8")
    assert is_sample(place.data_file)
    remove_sample(place.data_file)
    assert [path.name for path in (tmp_path / "sample").iterdir()] == ["mine.txt"]
