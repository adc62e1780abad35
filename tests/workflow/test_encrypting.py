"""Backups, drafts and what can be saved of an encrypted file; copies that are still plain."""

from __future__ import annotations

import random
import sqlite3
from datetime import datetime
from pathlib import Path

import pytest

from app.store import cipher
from app.store.backup import examine, restore, verify
from app.store.backup_forms import AlreadyEncrypted, make_locked
from app.store.converting import give_form
from app.store.draft_file import ENCRYPTED_ENDING, ENDING, DraftFile
from app.store.errors import DiskError, DiskFull, translated
from app.store.keys import Encrypted, Key, WrongKey, forget_all, is_encrypted, new_key
from app.store.salvage import salvage
from app.text import LANGUAGES, error_text
from app.workflow.backups import Keeper, Made, Places, Reason
from app.workflow.checkup import check
from app.workflow.encrypting import (
    FormAlone,
    decrypt,
    delete_copies,
    encrypt,
    encrypt_copies,
    pause_after,
    plain_copies,
    unlock,
)
from tests.helpers.builders import make_order, make_session, put_orders
from tests.helpers.encrypted import OTHER, WORDS, cheap_keys, files_holding, needs_cipher

pytestmark = needs_cipher
NOW = datetime.fromisoformat("2026-11-21T10:00:00")
BUYER = "Planted Name 植入"


@pytest.fixture(autouse=True)
def cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    cheap_keys(monkeypatch)
    monkeypatch.setattr(cipher, "COST", cipher.Cost(1, 64, 1))


@pytest.fixture
def keeper(tmp_path: Path) -> Keeper:
    with make_session(tmp_path) as session:
        put_orders(session, [make_order(f"T-{n}", buyer_name=BUYER) for n in range(40)])
    return Keeper(session.path, Places(tmp_path / "backups"), clock=lambda: NOW)


def encrypt_alone(file: Path, key: Key | None) -> None:
    """Without backups; then what comes after."""
    give_form(file, key)
    DraftFile(file).read()


def test_backups_are_encrypted_as_the_file_is_and_go_back(keeper: Keeper, tmp_path: Path) -> None:
    keeper.places = Places(tmp_path / "backups", tmp_path / "second", is_second_locked=True)
    encrypt(keeper, new_key(WORDS))
    newest = keeper.backups()[0]
    assert newest.form == "encrypted"
    assert (tmp_path / "second" / newest.path.name).exists()  # no passphrase of its own is wanted
    assert not keeper.is_passphrase_wanted
    with pytest.raises(AlreadyEncrypted):
        make_locked(keeper.data_file, tmp_path, OTHER, reason=Reason.HAND, at=NOW)
    forget_all()
    assert newest.wants_passphrase
    verify(newest)  # its bytes; more nobody can tell without the passphrase
    with pytest.raises(Encrypted):
        restore(newest, keeper.data_file, at=NOW)
    with pytest.raises(WrongKey):
        keeper.look(newest, OTHER)
    assert keeper.look(newest, WORDS).steps_lost == 0
    kept = keeper.restore(newest)
    assert kept is not None
    assert is_encrypted(kept)
    assert check(keeper.data_file, keeper).is_good


def test_a_plain_backup_goes_back_into_an_encrypted_file(keeper: Keeper) -> None:
    made = (keeper.make(Reason.HAND).backup, keeper.make_locked(OTHER).backup)
    give_form(keeper.data_file, new_key(WORDS))
    for plain in made:
        assert plain is not None
        restore(plain, keeper.data_file, at=NOW, passphrase=OTHER)
        assert is_encrypted(keeper.data_file)
        assert examine(keeper.data_file) == plain.contents


def test_a_backup_from_before_opens_with_the_passphrase_of_its_time(keeper: Keeper) -> None:
    encrypt(keeper, new_key(WORDS))
    old = keeper.backups()[0]
    give_form(keeper.data_file, new_key(OTHER))
    forget_all()
    unlock(keeper.data_file, OTHER)
    assert old.wants_passphrase
    keeper.restore(old, WORDS)
    forget_all()
    with pytest.raises(WrongKey):
        unlock(keeper.data_file, OTHER)
    unlock(keeper.data_file, WORDS)


def test_plain_copies_are_found_wherever_they_lie(keeper: Keeper, tmp_path: Path) -> None:
    aside = tmp_path / "test.before-20261120-100000.sandan"
    aside.write_bytes(keeper.data_file.read_bytes())
    assert plain_copies(keeper) == []  # a plain file has no plain copies, only copies
    encrypt(keeper, new_key(WORDS))
    found = plain_copies(keeper)
    assert {each.path.name for each in found} == {"test-20261121-100000.sandanbak", aside.name}
    assert len(files_holding(tmp_path, BUYER)) == len(found)
    encrypt_copies(keeper, found)
    assert plain_copies(keeper) == []
    assert files_holding(tmp_path, BUYER) == []
    assert {each.form for each in keeper.backups()} == {"encrypted"}
    verify(keeper.backups()[-1])


def test_plain_copies_are_deleted_where_that_is_wanted(keeper: Keeper, tmp_path: Path) -> None:
    encrypt(keeper, new_key(WORDS))
    delete_copies(plain_copies(keeper))
    assert files_holding(tmp_path, BUYER) == []
    assert [each.form for each in keeper.backups()] == ["encrypted"]


def test_drafts_follow_the_form_of_the_file(keeper: Keeper) -> None:
    file = keeper.data_file
    plain, closed = (file.with_name(file.name + end) for end in (ENDING, ENCRYPTED_ENDING))
    drafts = {"0": {"head": {"buyer_name": BUYER}}}
    DraftFile(file).write(drafts)
    assert plain.exists()
    for key in (new_key(WORDS), new_key(OTHER)):
        encrypt_alone(file, key)
        assert closed.exists()
        assert not plain.exists()
        assert closed.read_bytes().startswith(key.head)
        assert files_holding(file.parent, BUYER) == []
        assert DraftFile(file).read() == drafts
    forget_all()
    with pytest.raises(Encrypted):
        DraftFile(file).read()
    unlock(file, OTHER)
    encrypt_alone(file, None)
    assert not closed.exists()
    assert DraftFile(file).read() == drafts


def test_drafts_that_were_changed_are_put_aside(keeper: Keeper) -> None:
    give_form(keeper.data_file, new_key(WORDS))
    DraftFile(keeper.data_file).write({"0": {"head": {}}})
    (path,) = keeper.data_file.parent.glob(f"*{ENCRYPTED_ENDING}")
    path.write_bytes(path.read_bytes()[:-1] + b"\0")
    assert DraftFile(keeper.data_file).read() == {}
    assert list(path.parent.glob("*.unreadable"))


def test_readable_rows_of_a_damaged_encrypted_file_are_saved_encrypted(
    keeper: Keeper, tmp_path: Path
) -> None:
    give_form(keeper.data_file, new_key(WORDS))
    path, rescued = keeper.data_file, tmp_path / "rescued.sandan"
    whole = sum(each.saved for each in salvage(path, rescued))
    rescued.unlink()
    data = bytearray(path.read_bytes())
    pages = random.Random(3).sample(range(len(data) // 8192 * 4 // 5, len(data) // 8192), 3)
    for page in pages:
        data[page * 8192 + 50] ^= 1
    path.write_bytes(data)
    saved = sum(each.saved for each in salvage(path, rescued))
    assert whole * 3 // 4 < saved <= whole
    assert is_encrypted(rescued)


def test_pauses_grow() -> None:
    pauses = [pause_after(tries) for tries in range(9)]
    assert pauses == sorted(pauses)
    assert pauses[0] == 0
    assert pauses[-1] == pauses[-2] > 10


def test_a_form_without_its_backup_is_told_as_that(
    keeper: Keeper, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was not done is told as not done, what was done never as "unchanged"."""
    make, times = Keeper.make, iter((True, False, False))

    def fail(keeper: Keeper, reason: Reason) -> Made:
        if next(times):
            return make(keeper, reason)
        raise DiskFull(path=keeper.data_file)

    monkeypatch.setattr(Keeper, "make", fail)
    with pytest.raises(FormAlone) as told:
        encrypt(keeper, new_key(WORDS))
    assert is_encrypted(keeper.data_file)
    assert all(str(keeper.places.first) in error_text(told.value, each)[1] for each in LANGUAGES)
    head = keeper.data_file.read_bytes()[:16]
    with pytest.raises(DiskFull):
        decrypt(keeper)
    assert keeper.data_file.read_bytes()[:16] == head


def test_a_full_disk_is_told_where_the_library_says_no_code(keeper: Keeper) -> None:
    """SQLCipher's copying and exporting fail without one."""
    for words, kind in (("database or disk is full", DiskFull), ("disk I/O error", DiskError)):
        with pytest.raises(kind), translated(keeper.data_file):
            raise sqlite3.OperationalError(words)
    with pytest.raises(sqlite3.OperationalError), translated(keeper.data_file):
        raise sqlite3.OperationalError("no such table: x")
