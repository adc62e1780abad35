"""A nearly full disk is told of before a big job, and forbids none."""

from __future__ import annotations

import shutil
from collections import namedtuple
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.text import LANGUAGES, finding_text
from app.values.finding import Severity
from app.values.period import Month
from app.workflow.backups import Keeper, Places, Reason
from app.workflow.intake import import_file, preview_file
from app.workflow.report import report
from app.workflow.room import ENOUGH, little_room
from tests.helpers.builders import make_session
from tests.helpers.clock import FixedClock

Usage = namedtuple("Usage", "total used free")
ON = datetime(2026, 11, 30, 18, 0, tzinfo=UTC)
HEAD = "电商平台,订单编号,币制,运抵国,商品货号,商品名称,数量,总价\n"


def leave(monkeypatch: pytest.MonkeyPatch, free: int) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _there: Usage(free, 0, free))


@pytest.mark.parametrize(("free", "warned"), [(ENOUGH - 1, True), (ENOUGH, False)])
def test_warning_begins_below_two_hundred_megabytes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, free: int, warned: bool
) -> None:
    leave(monkeypatch, free)
    found = little_room(tmp_path / "not" / "yet")
    assert (found is not None) is warned
    if found is not None:
        assert (found.severity, found.value, found.expected) == (Severity.DOUBTFUL, "199", "200")
        for language in LANGUAGES:
            assert "199" in finding_text(found, language)
            assert finding_text(found, language, "fix")


def test_disk_nobody_can_tell_about_is_not_warned_of(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_there: object) -> Usage:
        raise OSError

    monkeypatch.setattr(shutil, "disk_usage", refuse)
    assert little_room(tmp_path) is None


@pytest.mark.parametrize(("free", "codes"), [(ENOUGH - 1, ["room.little"]), (ENOUGH, [])])
def test_big_jobs_say_so_and_are_done(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, free: int, codes: list[str]
) -> None:
    leave(monkeypatch, free)
    path = tmp_path / "orders.csv"
    path.write_text(HEAD + "平台,T-1,USD,美国,S-1,商品,1,2\n", encoding="utf-8")
    with make_session(tmp_path) as session:
        said = [preview_file(session, path).outcome, import_file(session, path)]
        book = tmp_path / "month.xlsx"
        said.append(report(session, Month(2026, 11), book, language="zh_CN", on=ON))
    assert [[one.code for one in each.findings if one.code == "room.little"] for each in said] == (
        [codes] * 3
    )
    assert said[1].counts["new"] == 1
    keeper = Keeper(session.path, Places(tmp_path / "backups"), clock=FixedClock())
    made = keeper.make(Reason.HAND)
    assert made.backup is not None
    look = keeper.look(made.backup)
    assert [(each.little_room is not None) for each in (made, look)] == [bool(codes)] * 2
