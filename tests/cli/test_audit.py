"""`sandan audit`, and signing in at the command line."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest

from app.values.rights import Role
from app.workflow.opening import open_session
from tests.cli.runner import Commands
from tests.helpers.people import NAMES, PASSWORDS, cheap_passwords, set_up


def begun(sandan: Commands) -> None:
    sandan.run("new")
    sandan.run("import", sandan.file("orders.csv"))


def man(sandan: Commands, monkeypatch: pytest.MonkeyPatch) -> None:
    cheap_passwords(monkeypatch)
    with open_session(sandan.data) as session:
        set_up(session)


def test_log_is_shown_and_whole(sandan: Commands) -> None:
    begun(sandan)
    shown = sandan.run("audit", "--json").json["entries"]
    assert [each["verb"] for each in shown][-2:] == ["import", "begin"]
    told = sandan.run("audit", "verify")
    assert told.code == 0
    assert "whole" in told.out
    assert "完整" in sandan.run("audit", "verify", language="zh_CN").out


def test_a_log_with_nothing_to_hold_it_against_is_told_as_that(sandan: Commands) -> None:
    begun(sandan)
    alone = "would not show"
    assert alone in sandan.run("audit", "verify").out
    sandan.run("backup")
    assert alone not in sandan.run("audit", "verify").out


def test_head_on_paper_finds_a_cut_end(sandan: Commands) -> None:
    begun(sandan)
    head = sandan.run("audit", "head", "--json").json["head"]
    assert sandan.run("audit", "verify", head).code == 0
    number, _, rest = head.partition(":")
    told = sandan.run("audit", "verify", f"{int(number) + 1}:{rest}")
    assert told.code == 1
    assert "cut off" in told.out
    assert sandan.run("audit", "verify", "12:abc").code == 2


def test_edited_history_is_found(sandan: Commands) -> None:
    begun(sandan)
    with closing(sqlite3.connect(sandan.data)) as conn, conn:
        conn.execute("UPDATE call SET actor = 'another' WHERE verb = 'import'")
    told = sandan.run("audit", "verify", "--json")
    assert told.code == 1
    assert [each["fault"] for each in told.json["faults"]] == ["call"]


def test_with_persons_a_password_is_needed(
    sandan: Commands, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun(sandan)
    man(sandan, monkeypatch)
    clerk = NAMES[Role.CLERK]
    assert sandan.run("match", "--actor", clerk).code == 3
    monkeypatch.setenv("SANDAN_PASSWORD", "wrong")
    assert "Wrong name" in sandan.run("match", "--actor", clerk).err
    monkeypatch.setenv("SANDAN_PASSWORD", PASSWORDS[Role.CLERK])
    assert sandan.run("match", "--actor", clerk).code in (0, 1)
    assert sandan.run("history", "--actor", clerk, "--json").json["calls"][0]["actor"] == clerk
    refused = sandan.run("month", "close", "2026-10", "--accept", "--actor", clerk)
    assert refused.code == 3
    assert "Manager" in refused.err


def test_second_person_gives_a_password_too(
    sandan: Commands, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun(sandan)
    man(sandan, monkeypatch)
    boss, manager = NAMES[Role.ADMINISTRATOR], NAMES[Role.MANAGER]
    monkeypatch.setenv("SANDAN_PASSWORD", PASSWORDS[Role.MANAGER])
    assert sandan.run("month", "close", "2026-10", "--accept", "--actor", manager).code == 0
    reopen = ("month", "reopen", "2026-10", "--reason", "x", "--actor", manager, "--second", boss)
    assert sandan.run(*reopen).code == 3
    monkeypatch.setenv("SANDAN_SECOND_PASSWORD", PASSWORDS[Role.ADMINISTRATOR])
    assert sandan.run(*reopen).code == 0
