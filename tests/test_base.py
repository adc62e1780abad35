"""Paths, options, log and whole files: the modules everything starts with."""

from __future__ import annotations

import errno
import logging
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from app import files, log, paths, settings
from app.files import CannotWrite, write_whole
from app.settings import Settings


@pytest.fixture(autouse=True)
def _stop_log() -> Iterator[None]:
    yield
    log.stop()


def test_one_variable_moves_everything(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(paths.HOME_VARIABLE, str(tmp_path))
    places = (paths.default_data_file(), paths.log_folder(), paths.settings_file())
    assert all(place.is_relative_to(tmp_path) for place in places)
    assert not list(tmp_path.iterdir())


def test_without_it_the_system_decides(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(paths.HOME_VARIABLE, raising=False)
    assert paths.default_data_file().name == "sandan.sandan"
    assert paths.log_folder() != paths.settings_file().parent


def test_boxes_lie_beside_the_data_file(tmp_path: Path) -> None:
    assert paths.outbox_beside(tmp_path / "a.sandan") == tmp_path / "outbox"
    assert paths.inbox_beside(tmp_path / "a.sandan") == tmp_path / "inbox"


def test_options_are_kept(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "settings.json"
    settings.save(path, Settings("en", "/data/测试.sandan"))
    assert settings.load(path) == Settings("en", "/data/测试.sandan")


@pytest.mark.parametrize("content", ["", "[]", "{", '{"colour": "red"}'])
def test_unreadable_options_are_as_none(tmp_path: Path, content: str) -> None:
    path = tmp_path / "settings.json"
    path.write_text(content, encoding="utf-8")
    assert settings.load(path) == Settings()


@pytest.mark.parametrize(
    ("system", "spoken"),
    [("en_GB", "en"), ("zh_CN", "zh_CN"), (None, "zh_CN"), ("English_United States", "en")],
)
def test_language_follows_the_system_until_chosen(
    monkeypatch: pytest.MonkeyPatch, system: str | None, spoken: str
) -> None:
    monkeypatch.setattr(settings.locale, "getlocale", lambda: (system, "UTF-8"))
    assert Settings().spoken_language == spoken
    assert Settings(language="en").spoken_language == "en"


def test_file_is_replaced_whole_or_not_at_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.json"
    write_whole(path, b"old")

    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(files.os, "fsync", full)
    with pytest.raises(CannotWrite) as caught:
        write_whole(path, b"new")
    assert caught.value.code == "files.disk_full"
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize(
    ("personal", "shown"),
    [
        ("id 11010519491231002X.", "id 110************02X."),
        ("tel 13800000000", "tel 138*****000"),
        ("电话13800000000，请回电", "电话138*****000，请回电"),
        ("+86 138 0000 0000 called", "+86***********000 called"),
        ("mail test.buyer@example.com", "mail tes****************com"),
        ("order 702-1234567-1234567, 12.50", "order 702-1234567-1234567, 12.50"),
    ],
)
def test_log_masks_what_identifies_a_person(personal: str, shown: str) -> None:
    assert log.redacted(personal) == shown


def test_log_masks_tracebacks_too(tmp_path: Path) -> None:
    path = log.start(tmp_path)
    try:
        raise ValueError("13800000000")
    except ValueError:
        logging.getLogger("app.test").exception("buyer %s", "11010519491231002X")
    written = path.read_text(encoding="utf-8")
    assert "ValueError" in written
    assert "13800000000" not in written
    assert "11010519491231002X" not in written


def test_log_folder_that_cannot_be_made_stops_nobody(tmp_path: Path) -> None:
    (tmp_path / "log").write_text("in the way")
    log.start(tmp_path / "log")
    logging.getLogger("app.test").warning("nobody hears")
