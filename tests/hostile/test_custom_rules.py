"""A changed file of law or tables is told on screen, on paper and in workbooks."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app import resources, shipped
from app.cli import run
from app.printing import setting
from app.printing.setting import Setting
from app.printing.words import Words as PrintedWords
from app.reference.codes import Codes
from app.reporting import about
from app.reporting.about import About, about_sheet
from app.reporting.words import Words
from app.shipped import differing, sums_of
from app.ui.language import Language
from app.ui.theme import Theme
from app.ui.widgets import bars
from tests.cli.conftest import sandan
from tests.cli.runner import Commands

__all__ = ["sandan"]

ON = datetime(2026, 12, 21, 18, 0, tzinfo=UTC)
RULE = "rules/import/cbec.qty.rice.toml"


def copied(tmp_path: Path) -> Path:
    for folder in shipped.FOLDERS:
        shutil.copytree(resources.root() / folder, tmp_path / folder)
    return tmp_path


def test_the_checksums_are_of_the_files_as_they_are() -> None:
    """After changing law or tables on purpose: `python packaging/sum_resources.py`."""
    assert differing(sums_of(resources.root())) == ()


def test_changed_added_and_missing_files_are_named(tmp_path: Path) -> None:
    root = copied(tmp_path)
    (root / RULE).write_bytes((root / RULE).read_bytes() + b"\n")
    (root / "codes/country.csv").unlink()
    (root / "rules/import/mine.toml").write_text("", encoding="utf-8")
    (root / "rules/Thumbs.db").write_bytes(b"nobody reads it")
    assert differing(sums_of(root)) == ("codes/country.csv", RULE, "rules/import/mine.toml")


def test_line_ends_of_git_do_not_count(tmp_path: Path) -> None:
    root = copied(tmp_path)
    content = (root / RULE).read_bytes().replace(b"\r\n", b"\n")
    (root / RULE).write_bytes(content.replace(b"\n", b"\r\n"))
    assert differing(sums_of(root)) == ()


def custom() -> tuple[str, ...]:
    return (RULE,)


@pytest.mark.parametrize(("language", "word"), [("zh_CN", "自定义"), ("en", "customised")])
def test_every_foot_on_paper_says_so(
    monkeypatch: pytest.MonkeyPatch, language: str, word: str
) -> None:
    made = Setting(PrintedWords(language, Codes()), "甲", ON)
    assert word not in made.foot
    monkeypatch.setattr(setting, "custom_files", custom)
    assert word in made.foot


@pytest.mark.parametrize(("language", "word"), [("zh_CN", "自定义"), ("en", "customised")])
def test_the_command_line_says_so(
    sandan: Commands, monkeypatch: pytest.MonkeyPatch, language: str, word: str
) -> None:
    sandan.run("new")
    assert word not in sandan.run("assess", language=language).out
    monkeypatch.setattr(run, "custom_files", custom)
    assert word in sandan.run("assess", language=language).out
    assert RULE in sandan.run("taxes", language=language).out
    assert sandan.run("taxes", "--json").json["custom_rules"] == [RULE]
    sandan.data = sandan.folder / "none.sandan"
    assert RULE in sandan.run("taxes", language=language).err


def test_what_was_changed_on_the_disk_is_what_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """From the file to the mark, with nothing put in between."""
    root = copied(tmp_path)
    monkeypatch.setattr(resources, "root", lambda: root)
    monkeypatch.setattr(shipped, "custom_files", cache(shipped.custom_files.__wrapped__))
    assert shipped.custom_files() == ()
    shipped.custom_files.cache_clear()
    (root / RULE).write_bytes((root / RULE).read_bytes().replace(b"value", b"valve", 1))
    assert shipped.custom_files() == (RULE,)


def test_workbooks_name_the_files(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    of = About("c", "1", None, ON, tmp_path / "a.sandan", is_masked=True)
    usual = list(about_sheet(of, Words("zh_CN", Codes())).rows)
    monkeypatch.setattr(about, "custom_files", custom)
    rows = list(about_sheet(of, Words("zh_CN", Codes())).rows)
    assert [row for row in rows if row not in usual] == [("自定义规则文件", RULE)]


def test_the_foot_of_the_window_says_so(
    monkeypatch: pytest.MonkeyPatch, qtbot: QtBot, qapp: object
) -> None:
    theme = Theme(qapp)  # type: ignore[arg-type]  # the application of the test
    monkeypatch.setattr(bars, "custom_files", custom)
    foot = bars.Foot(Language("zh_CN"), theme)
    qtbot.addWidget(foot)
    assert foot.rules.text() == "规则：自定义"
    theme.deleteLater()
