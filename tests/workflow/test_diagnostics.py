"""The diagnostics bundle says how the program stands and nothing about anybody."""

from __future__ import annotations

import json
import logging
import sqlite3
import zipfile
from contextlib import closing
from datetime import datetime
from pathlib import Path

import pytest

from app import log, paths, settings
from app.store.errors import Damaged
from app.workflow.diagnostics import Bundle, collect, save
from tests.helpers.builders import make_order, make_session, put_orders

AT = datetime.fromisoformat("2026-11-21T10:00:00")
NAME, ID_NO, PHONE, MAIL = "测试买家01", "110101199003070011", "13900000017", "who@example.com"
PLANTED = (NAME, ID_NO, PHONE, MAIL, "zhangsan", "T-PLANTED", "secret place")


@pytest.fixture
def data_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(paths.HOME_VARIABLE, str(tmp_path / "home zhangsan"))
    folder = tmp_path / "secret place"
    folder.mkdir()
    settings.save(
        paths.settings_file(),
        settings.Settings(last_file=str(folder / "zhangsan.sandan"), second_folder=str(folder)),
    )
    with make_session(folder) as session:
        put_orders(session, [make_order("T-PLANTED")])
    with closing(sqlite3.connect(session.path)) as conn, conn:
        conn.execute(
            "UPDATE orders SET buyer_name = ?, buyer_id_no = ?, buyer_phone = ?",
            (NAME, ID_NO, PHONE),
        )
    return session.path


def write_log(data_file: Path) -> None:
    log.start(paths.log_folder())
    logger = logging.getLogger("app.test")
    logger.warning("import refused: %s", Damaged(path=data_file, detail=f"zhangsan {NAME}"))
    try:
        raise ValueError(f"{NAME} {ID_NO}\nzhangsan\n{PHONE} {MAIL}")
    except ValueError:
        logger.exception("cannot read %s of %s", data_file, NAME)
    log.stop()


def gathered(data_file: Path) -> Bundle:
    return collect(data_file, now=AT, libraries={"qt": "6.11"})


def test_nobody_is_in_it(data_file: Path, tmp_path: Path) -> None:
    write_log(data_file)
    bundle = gathered(data_file)
    save(bundle, tmp_path / "bundle.zip")
    with zipfile.ZipFile(tmp_path / "bundle.zip") as archive:
        texts = {name: archive.read(name).decode() for name in archive.namelist()}
    assert texts == bundle.files
    for text in (*texts.values(), bundle.shown):
        assert not [word for word in PLANTED if word in text]


def test_it_says_what_a_maintainer_needs(data_file: Path) -> None:
    write_log(data_file)
    files = gathered(data_file).files
    about, data, found = (json.loads(files[f"{name}.json"]) for name in ("about", "data", "check"))
    assert about["qt"] == "6.11"
    assert data["rows"]["orders"] == 1
    assert found["refused"] == ""
    assert found["wrong"]["structure"] == 0
    assert "app.test: error.damaged" in files["log.txt"]
    assert "ValueError" in files["log.txt"]
    assert "test_diagnostics.py:" in files["log.txt"]


def test_of_a_damaged_file_it_is_made_too(data_file: Path) -> None:
    data_file.write_bytes(b"\x00" * 9000)
    files = gathered(data_file).files
    assert json.loads(files["data.json"])["refused"] == "error.not_our_file"
    assert json.loads(files["check.json"])["refused"] == "error.not_our_file"
