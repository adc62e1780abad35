"""Heads of the audit log kept in backups, in closed months and on paper find what a chain alone
cannot; going back to a backup is no alarm, but the log says so."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from app.store.audit import Fault
from app.store.database import open_reader
from app.workflow.auditing import Head, Verified, head, parsed_head, shown_head, verify
from app.workflow.backups import Keeper, Places, Reason
from app.workflow.opening import open_session
from tests.helpers.builders import make_order, put_orders

AT = datetime.fromisoformat("2026-11-21T09:00:00")


def add(path: Path, number: str) -> None:
    with open_session(path, create=True) as session:
        put_orders(session, [make_order(number)])


def verified(path: Path, keeper: Keeper, *heads: Head) -> Verified:
    with closing(open_reader(path)) as conn:
        return verify(conn, keeper.backups(), heads)


@pytest.fixture
def keeper(tmp_path: Path) -> Keeper:
    """Two backups of a file, an hour apart, with a step between them and one after."""
    now = [AT]

    def clock() -> datetime:
        now[0] += timedelta(hours=1)
        return now[0]

    path = tmp_path / "a.sandan"
    keeper = Keeper(path, Places(tmp_path / "backups"), clock=clock)
    for number in ("T-1", "T-2"):
        add(path, number)
        keeper.make(Reason.HAND)
    add(path, "T-3")
    return keeper


def test_heads_in_backups_fit_an_honest_file(keeper: Keeper) -> None:
    found = verified(keeper.data_file, keeper)
    assert found.is_whole
    assert found.anchors == 2
    assert found.restored == ()


def test_end_that_was_cut_is_found_by_a_backup(keeper: Keeper) -> None:
    with closing(sqlite3.connect(keeper.data_file)) as conn:
        conn.executescript(
            "DROP TRIGGER audit_entry_is_append_only_d; PRAGMA foreign_keys = OFF;"
            "DELETE FROM audit_entry WHERE id > 2; DELETE FROM call WHERE id > 1"
        )
    newest = keeper.backups()[0]
    assert [(each.fault, each.source) for each in verified(keeper.data_file, keeper).faults] == [
        (Fault.CUT, newest.path.name)
    ]


def test_going_back_to_a_backup_is_no_alarm_and_stands_in_the_log(keeper: Keeper) -> None:
    keeper.restore(keeper.backups()[-1])
    found = verified(keeper.data_file, keeper)
    assert found.is_whole
    assert len(found.restored) == 1
    add(keeper.data_file, "T-4")
    assert verified(keeper.data_file, keeper).is_whole


def test_head_on_paper_is_never_explained_away(keeper: Keeper) -> None:
    with closing(open_reader(keeper.data_file)) as conn:
        on_paper = parsed_head(shown_head(head(conn)))
    assert on_paper is not None
    assert verified(keeper.data_file, keeper, on_paper).is_whole
    keeper.restore(keeper.backups()[-1])
    faults = verified(keeper.data_file, keeper, on_paper).faults
    assert {each.source for each in faults} == {"paper"}


@pytest.mark.parametrize("text", ["", "12", "12:", "x:" + "a" * 32, "12:" + "a" * 31])
def test_what_is_no_head_is_not_taken_for_one(text: str) -> None:
    assert parsed_head(text) is None
