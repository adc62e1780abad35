"""`sandan encryption`, and every other command on an encrypted file."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.cli.answer import Exit
from app.files import CannotWrite
from app.store.keys import forget_all, is_encrypted
from app.workflow.backups import Keeper, Made, Reason
from tests.cli.runner import Commands
from tests.helpers.encrypted import OTHER, WORDS, cheap_keys, files_holding, needs_cipher

pytestmark = needs_cipher
FILE, NEW = "SANDAN_FILE_PASSPHRASE", "SANDAN_NEW_PASSPHRASE"


@pytest.fixture(autouse=True)
def cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    cheap_keys(monkeypatch)


def encrypted(sandan: Commands, monkeypatch: pytest.MonkeyPatch) -> None:
    sandan.run("new")
    monkeypatch.setenv(NEW, WORDS)
    assert sandan.run("encryption", "on").code == 0
    forget_all()


def test_every_command_asks_for_the_passphrase_once(
    sandan: Commands, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    encrypted(sandan, monkeypatch)
    assert is_encrypted(sandan.data)
    told = sandan.run("match")
    assert told.code == 3
    assert FILE in told.err
    assert sandan.run("backup", "now").code == 3
    monkeypatch.setenv(FILE, OTHER)
    assert "Wrong passphrase" in sandan.run("match").err
    words = tmp_path / "words.txt"
    assert "could not be read" in sandan.run("match", "--passphrase-file", str(words)).err
    words.write_text("电池 订书钉", encoding="gb18030")
    told = sandan.run("match", "--passphrase-file", str(words))
    assert told.code == 3
    assert "UTF-8" in told.err
    words.write_text(f"{WORDS}\r\nsecond line", encoding="utf-8-sig", newline="")
    assert sandan.run("match", "--passphrase-file", str(words)).code == 0
    forget_all()
    monkeypatch.setenv(FILE, WORDS)
    assert sandan.run("import", sandan.file("orders.csv")).code == 0
    assert files_holding(tmp_path, WORDS, OTHER) == ["words.txt"]  # no log, no settings


def test_a_changed_passphrase_and_none_at_all(
    sandan: Commands, monkeypatch: pytest.MonkeyPatch
) -> None:
    encrypted(sandan, monkeypatch)
    monkeypatch.setenv(FILE, WORDS)
    monkeypatch.setenv(NEW, "short")
    assert "too short" in sandan.run("encryption", "change").err
    monkeypatch.setenv(NEW, OTHER)
    assert sandan.run("encryption", "change").code == 0
    assert "Wrong passphrase" in sandan.run("encryption", "off").err
    forget_all()
    assert "Wrong passphrase" in sandan.run("status").err
    monkeypatch.setenv(FILE, OTHER)
    assert sandan.run("encryption", "off").code == 0
    assert not is_encrypted(sandan.data)


def test_plain_copies_are_named_until_they_are_seen_to(
    sandan: Commands, monkeypatch: pytest.MonkeyPatch
) -> None:
    encrypted(sandan, monkeypatch)
    monkeypatch.setenv(FILE, WORDS)
    (left,) = sandan.run("encryption", "--json").json["encryption"]["plain_copies"]
    assert left in sandan.run("encryption").out
    assert sandan.run("encryption", "--copies", "encrypt").code == 0
    assert sandan.run("encryption", "--json").json["encryption"]["plain_copies"] == []
    assert all(each["encrypted"] for each in sandan.run("backup", "list", "--json").json["backups"])
    assert sandan.run("backup", "restore").code == 0
    assert is_encrypted(sandan.data)


def test_a_form_without_its_backup_is_done_and_told(
    sandan: Commands, monkeypatch: pytest.MonkeyPatch
) -> None:
    sandan.run("new")
    monkeypatch.setenv(NEW, WORDS)
    make = Keeper.make

    def fail(keeper: Keeper, reason: Reason) -> Made:
        if is_encrypted(keeper.data_file):
            raise CannotWrite(path=keeper.places.first)
        return make(keeper, reason)

    monkeypatch.setattr(Keeper, "make", fail)
    told = sandan.run("encryption", "on")
    assert told.code == Exit.BLOCKED
    assert is_encrypted(sandan.data)
    assert "No backup of it could be made" in told.out
