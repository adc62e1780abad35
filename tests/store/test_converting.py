"""A data file changes its form whole or not at all, and every row of it goes along."""

from __future__ import annotations

import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from app.store import converting, database
from app.store.backup import BadBackup, contents_of, examine
from app.store.checkup import check_file, damaged_pages
from app.store.connecting import NoCipher, connect, unlock
from app.store.converting import NotTheSame, give_form
from app.store.errors import Busy, Damaged, NotOurFile
from app.store.keys import Encrypted, Key, WrongKey, forget_all, is_encrypted, key_of, new_key
from app.store.session import Session
from tests.helpers.builders import make_order, make_session, put_orders
from tests.helpers.clock import FixedClock
from tests.helpers.dumps import dump
from tests.helpers.encrypted import OTHER, WORDS, cheap_keys, files_holding, needs_cipher

pytestmark = needs_cipher
BUYER = "Planted Name 植入"


@pytest.fixture(autouse=True)
def cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    cheap_keys(monkeypatch)


def plain_file(tmp_path: Path, count: int = 20) -> Path:
    with make_session(tmp_path) as session:
        put_orders(session, [make_order(f"T-{n}", buyer_name=BUYER) for n in range(count)])
    return session.path


def encrypted_file(tmp_path: Path, count: int = 20) -> Path:
    path = plain_file(tmp_path, count)
    give_form(path, new_key(WORDS))
    return path


def opened_and_checked(path: Path) -> None:
    unlock(path, WORDS)
    with closing(connect(path)) as conn:
        if found := damaged_pages(conn):
            raise BadBackup(path=path, detail=found[0])


def read(path: Path) -> str:
    with closing(connect(path)) as conn:
        return dump(conn)


def test_every_row_goes_there_and_back(tmp_path: Path) -> None:
    path = plain_file(tmp_path)
    before, held = read(path), examine(path)
    assert files_holding(tmp_path, BUYER) == ["test.sandan"]
    give_form(path, new_key(WORDS))
    assert is_encrypted(path)
    assert files_holding(tmp_path, BUYER) == []
    assert read(path) == before
    assert examine(path) == held
    give_form(path, new_key(OTHER))
    assert read(path) == before
    forget_all()
    with pytest.raises(WrongKey):
        unlock(path, WORDS)
    unlock(path, OTHER)
    give_form(path, None)
    assert not is_encrypted(path)
    assert read(path) == before
    with closing(sqlite3.connect(path)) as conn:
        assert conn.execute("PRAGMA page_size").fetchone() == (8192,)
    assert sorted(each.name for each in tmp_path.iterdir()) == ["test.sandan"]


def test_a_new_file_is_encrypted_from_its_first_byte(tmp_path: Path) -> None:
    path = tmp_path / "new.sandan"
    with Session.open(path, clock=FixedClock(), create=True, key=new_key(WORDS)) as session:
        put_orders(session, [make_order("T-1", buyer_name=BUYER)])
        assert files_holding(tmp_path, BUYER, "CREATE TABLE") == []  # also the journal
    assert is_encrypted(path)


def test_without_its_passphrase_nobody_opens_it(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    path = encrypted_file(tmp_path)
    forget_all()
    before = path.read_bytes()
    for opening in (database.open_existing, database.open_reader, examine):
        with pytest.raises(Encrypted):
            opening(path)
    for words in ("", WORDS + " ", WORDS.upper(), OTHER):
        with pytest.raises(WrongKey):
            unlock(path, words)
    with pytest.raises(Encrypted):
        key_of(path)
    assert path.read_bytes() == before
    assert capfd.readouterr() == ("", "")
    unlock(path, WORDS)
    assert examine(path).counts["orders"] == 20


def test_errors_of_the_cipher_are_those_of_the_store(tmp_path: Path) -> None:
    path = encrypted_file(tmp_path)
    with closing(connect(path)) as conn:
        with pytest.raises(sqlite3.IntegrityError):
            conn.execute("INSERT INTO call (id) VALUES (1)")
        with pytest.raises(sqlite3.OperationalError) as caught:
            conn.execute("no SQL")
        assert caught.value.sqlite_errorcode == sqlite3.SQLITE_ERROR
        with closing(connect(path, wait_s=0)) as other:
            conn.execute("BEGIN IMMEDIATE")
            with pytest.raises(sqlite3.OperationalError) as caught:
                other.execute("BEGIN IMMEDIATE")
            assert caught.value.sqlite_errorcode == sqlite3.SQLITE_BUSY


def test_a_hundred_flipped_bits_are_found_a_hundred_times(tmp_path: Path) -> None:
    path = encrypted_file(tmp_path)
    whole = path.read_bytes()
    for number in range(100):
        at = number * len(whole) // 100 + number  # also in the first bytes, and in free pages
        path.write_bytes(whole[:at] + bytes([whole[at] ^ 1 << number % 8]) + whole[at + 1 :])
        forget_all()
        with pytest.raises((WrongKey, BadBackup, Damaged, NotOurFile)):
            opened_and_checked(path)


def test_the_check_names_the_page(tmp_path: Path) -> None:
    path = encrypted_file(tmp_path)
    with path.open("r+b") as file:
        file.seek(5 * 8192 + 100)
        file.write(b"\0\0\0\0")
    with closing(connect(path)) as conn:
        structure = next(iter(check_file(conn)))
    assert structure.wrong == ("HMAC verification failed for page 6",)


def test_a_file_cut_short_is_refused(tmp_path: Path) -> None:
    path = encrypted_file(tmp_path)
    whole = path.read_bytes()
    for length in (0, 10, 100, 8192, 8192 * 9, len(whole) - 8192, len(whole) - 1):
        path.write_bytes(whole[:length])
        with pytest.raises((BadBackup, NotOurFile, Damaged)):
            examine(path)


def test_a_file_somebody_reads_keeps_its_form(tmp_path: Path) -> None:
    path = encrypted_file(tmp_path)
    with closing(database.open_reader(path)) as reader:
        reader.execute("BEGIN")
        contents_of(reader)
        with pytest.raises(Busy):
            give_form(path, None)
    assert is_encrypted(path)
    assert sorted(each.name for each in tmp_path.iterdir()) == ["test.sandan"]


def test_a_copy_that_lacks_a_row_never_takes_the_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = plain_file(tmp_path)
    export = converting._export

    def forgetful(conn: sqlite3.Connection, target: Path, key: Key | None) -> None:
        export(conn, target, key)
        with closing(connect(target, key=key)) as made:
            made.execute("DELETE FROM order_line WHERE id = 3")

    before = read(path)
    monkeypatch.setattr(converting, "_export", forgetful)
    with pytest.raises(NotTheSame):
        give_form(path, new_key(WORDS))
    assert read(path) == before
    assert sorted(each.name for each in tmp_path.iterdir()) == ["test.sandan"]


def test_without_the_library_the_file_is_refused_untouched(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = encrypted_file(tmp_path)
    before = path.read_bytes()
    monkeypatch.setattr("app.store.connecting.find_spec", lambda _name: None)
    with pytest.raises(NoCipher):
        database.open_existing(path)
    forget_all()
    with pytest.raises(NoCipher):
        unlock(path, WORDS)
    assert path.read_bytes() == before


PROGRAM = """
import sys
from pathlib import Path
from app.store import cipher, converting, keys
from app.store.connecting import unlock
keys._WAYS = {1: cipher.Cost(1, 64, 1)}
path, stop, form = Path(sys.argv[1]), sys.argv[2], sys.argv[3]
def wait(*_given):
    print("now", flush=True)
    sys.stdin.read()
before = getattr(converting, stop)
def stopped(*given):
    before(*given)
    wait()
setattr(converting, stop, stopped)
if form == "plain":
    unlock(path, sys.argv[4])
converting.give_form(path, None if form == "plain" else keys.new_key(sys.argv[4]))
wait()
"""


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="needs kill -9")
@pytest.mark.parametrize(
    ("form", "stop"),
    [("encrypted", "_export"), ("encrypted", "write_form"), ("plain", "write_form")],
)
def test_a_kill_leaves_the_old_file_whole(tmp_path: Path, form: str, stop: str) -> None:
    path = plain_file(tmp_path) if form == "encrypted" else encrypted_file(tmp_path)
    before, held = path.read_bytes(), read(path)
    with subprocess.Popen(
        [sys.executable, "-c", PROGRAM, str(path), stop, form, WORDS],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd=Path(__file__).parents[2],
    ) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == b"now\n"
        child.kill()
        child.wait()
    assert path.read_bytes() == before
    assert read(path) == held
    give_form(path, new_key(OTHER))  # what was left does not stand in the way
    assert read(path) == held
    assert not list(tmp_path.glob("*.partial"))
