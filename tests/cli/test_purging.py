"""`sandan purge` counts first, clears with --yes, and takes no person from the command line."""

from __future__ import annotations

import io
import json
import sys
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings

from app import paths
from app.cli.context import Context
from tests.cli.runner import Commands
from tests.helpers.planted import FIRST, LATER, SECOND, company_with, found_in


@pytest.fixture
def company(sandan: Commands, monkeypatch: pytest.MonkeyPatch) -> Commands:
    """The company with two persons, some years later."""
    sandan.data.parent.mkdir(parents=True)
    company_with(sandan.data.parent).close()
    monkeypatch.setattr(Context, "today", property(lambda _self: LATER))
    return sandan


def data_of(company: Commands) -> bytes:
    return b"".join(each.read_bytes() for each in company.data.parent.glob("test.sandan*"))


def say(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO(text))


def test_it_counts_and_changes_nothing(company: Commands) -> None:
    told = company.run("purge", "--months", 36)
    assert told.code == 0
    assert "Declaration lists  2" in told.out
    assert "3 years" in told.out
    assert "--yes" in told.out
    assert found_in(data_of(company), FIRST) == list(FIRST.words)


def test_views_the_window_keeps_of_a_person_are_forgotten(company: Commands) -> None:
    options = QSettings(str(paths.window_file()), QSettings.Format.IniFormat)
    for name, said in (("left/lists", FIRST.name), ("left/orders", FIRST.phone), ("left/a", "蜜")):
        options.setValue(name, json.dumps({"text": said}, ensure_ascii=False))
    options.sync()
    assert company.run("purge", "--months", 36, "--yes").code == 0
    again = QSettings(str(paths.window_file()), QSettings.Format.IniFormat)
    again.sync()
    assert again.allKeys() == ["left/a"]


def test_it_clears_after_a_backup(company: Commands) -> None:
    told = company.run("--json", "purge", "--months", 36, "--yes")
    assert told.json["counts"]["orders"] == 2
    assert not found_in(data_of(company), FIRST)
    backups = list(company.data.parent.rglob("*.sandanbak"))
    assert len(backups) == 1
    assert found_in(backups[0].read_bytes(), FIRST)
    listed = company.run("--json", "purge", "--months", 36).json["preview"]["backups"]
    assert [Path(each["file"]) for each in listed] == backups
    assert date.fromisoformat(listed[0]["until"]) > date(2026, 11, 1)


@pytest.mark.parametrize("said", [f"{FIRST.id_no}\n", f"\n{FIRST.name}\n{FIRST.phone}\n"])
def test_one_person_is_read_from_standard_input(
    company: Commands, monkeypatch: pytest.MonkeyPatch, said: str
) -> None:
    say(monkeypatch, said)
    told = company.run("purge", "--person", "--yes", language="zh_CN")
    assert "已清除" in told.out
    assert not found_in((told.out + told.err).encode(), FIRST)
    assert not found_in(data_of(company), FIRST)
    assert found_in(data_of(company), SECOND)


def test_nobody_said_is_refused(company: Commands, monkeypatch: pytest.MonkeyPatch) -> None:
    say(monkeypatch, "\n\n\n")
    assert company.run("purge", "--person", "--yes").code == 3
    assert company.run("purge").code == 2
    assert company.run("purge", "--months", 0, "--yes").code == 3
