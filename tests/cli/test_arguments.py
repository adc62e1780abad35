"""What the library and the system say about a command is said in the language of the user."""

from __future__ import annotations

import argparse
import inspect

import pytest

from app.cli.answer import Exit
from app.text import keys, text
from tests.cli.runner import Commands


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["fly"], "没有这个选项 'fly'"),
        (["template"], "缺少参数："),
        (["history", "--limit", "x"], "参数 --limit：不是有效的 int：'x'"),
        (["history", "--limit"], "参数 --limit：需要一个值"),
        (["new", "more"], "不认识的参数：more"),
    ],
)
def test_what_is_wrong_with_a_command_is_told_in_chinese(
    sandan: Commands, words: list[str], said: str
) -> None:
    told = sandan.run(*words, language="zh_CN")
    assert told.code == Exit.USAGE
    assert said in told.err
    assert "usage" not in told.err


def test_words_of_the_library_are_known_by_its_own() -> None:
    """Else they would stay English; another Python may say it otherwise."""
    source = inspect.getsource(argparse)
    own = [text(key, "en") for key in keys("en") if key.startswith("argparse.")]
    assert [words for words in own if words.split("%")[0] not in source] == []


def test_what_the_system_says_is_told_in_chinese(sandan: Commands) -> None:
    sandan.run("new")
    told = sandan.run("import", sandan.folder / "none.csv", language="zh_CN")
    assert "没有这个文件或文件夹" in told.out
    told = sandan.run("receive", sandan.folder / "none.xml", language="zh_CN")
    assert "没有这个文件或文件夹" in told.out
    told = sandan.run("report", "--output", sandan.folder / f"{'x' * 300}.xlsx", language="zh_CN")
    assert "名称太长" in told.err
