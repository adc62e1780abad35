"""A pipe, a device or a folder where a file is wanted is refused at once, and called that."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from app.cli.answer import Exit
from app.files import other_kind
from tests.cli.runner import Commands

pytestmark = [
    pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no such files here"),
    pytest.mark.timeout(60),  # who opens a pipe nobody writes to waits for ever
]
KINDS = {"pipe": "命名管道", "folder": "文件夹", "device": "设备"}


@pytest.fixture(params=KINDS)
def odd(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[Path, str]:
    """What is no file, and what it is called."""
    path = tmp_path / "odd.xlsx"
    if request.param == "pipe":
        os.mkfifo(path)
    elif request.param == "folder":
        path.mkdir()
    else:
        path.symlink_to("/dev/zero")
    return path, KINDS[request.param]


def test_a_file_and_nothing_are_no_other_kind(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    assert [other_kind(tmp_path / name) for name in ("file", "none", "x" * 5000, "a\0b")] == [
        ""
    ] * 4


@pytest.mark.parametrize(
    "words",
    [["history"], ["new"], ["backup"], ["salvage"], ["encryption"], ["encryption", "on"]],
    ids=" ".join,
)
def test_what_is_no_data_file_is_told_by_its_kind(
    sandan: Commands, odd: tuple[Path, str], words: list[str]
) -> None:
    sandan.data, kind = odd
    told = sandan.run(*words, language="zh_CN")
    assert (told.code, told.out) == (Exit.REFUSED, "")
    assert (kind if words != ["new"] else "已存在") in told.err


@pytest.mark.parametrize(
    "words", [["import"], ["remittance"], ["reference", "country"], ["goods-list"]]
)
def test_what_is_no_file_to_import_is_told_by_its_kind(
    sandan: Commands, odd: tuple[Path, str], words: list[str]
) -> None:
    path, kind = odd
    if kind == KINDS["folder"] and words[0] in ("import", "remittance"):
        pytest.skip("all files in a folder are imported")
    sandan.run("new")
    told = sandan.run(*words, path, language="zh_CN")
    assert told.code in (Exit.REFUSED, Exit.BLOCKED)
    assert kind in told.out + told.err


def test_what_is_no_receipt_is_told_and_the_others_are_looked_at(
    sandan: Commands, odd: tuple[Path, str]
) -> None:
    path, kind = odd
    if kind == KINDS["folder"]:
        pytest.skip("all messages in a folder are received")
    sandan.run("new")
    told = sandan.run("receive", path, sandan.folder / "none.xml", language="zh_CN")
    assert told.code == Exit.BLOCKED
    assert kind in told.out
    assert "没有这个文件" in told.out
