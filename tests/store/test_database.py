"""What is opened, what is refused, and that a refused file is left as it was."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from datetime import datetime
from pathlib import Path

import pytest

from app.files import CannotWrite
from app.store import connecting, database
from app.store.backup import Reason, make_backup
from app.store.database import APPLICATION_ID, SCHEMA_VERSION
from app.store.errors import (
    Busy,
    Damaged,
    DiskError,
    DiskFull,
    NewerFile,
    NotOurFile,
    ReadOnly,
    StoreError,
)
from app.store.session import Session
from app.text import LANGUAGES, error_text, keys
from tests.helpers.builders import make_order, make_session, put_orders
from tests.helpers.clock import FixedClock
from tests.helpers.dumps import dump


def closed_file(tmp_path: Path) -> Path:
    with make_session(tmp_path) as session:
        put_orders(session, [make_order("T-1")])
    return session.path


def set_header(path: Path, pragma: str, value: int) -> None:
    conn = sqlite3.connect(path)
    conn.execute(f"PRAGMA {pragma} = {value}")
    conn.close()


@pytest.mark.usefixtures("durable")
@pytest.mark.parametrize(
    ("safe_from", "journal", "synchronous"), [((0,), "wal", 2), ((99,), "delete", 3)]
)
def test_wal_is_used_from_the_version_on_that_is_safe(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    safe_from: tuple[int, ...],
    journal: str,
    synchronous: int,
) -> None:
    """Also of a file that another program left in the other mode."""
    assert database.WAL_IS_SAFE_FROM == (3, 51, 3)
    path = closed_file(tmp_path)
    with closing(sqlite3.connect(path)) as conn:
        conn.execute(f"PRAGMA journal_mode = {'delete' if journal == 'wal' else 'wal'}")
    monkeypatch.setattr(database, "WAL_IS_SAFE_FROM", safe_from)
    with closing(database.open_existing(path)) as conn:
        assert conn.execute("PRAGMA journal_mode").fetchone() == (journal,)
        assert conn.execute("PRAGMA synchronous").fetchone() == (synchronous,)


@pytest.mark.usefixtures("durable")
def test_settings_never_lose_what_was_acknowledged(tmp_path: Path) -> None:
    conn = database.create(tmp_path / "new.sandan")

    def pragma(name: str) -> object:
        return conn.execute(f"PRAGMA {name}").fetchone()[0]

    assert pragma("application_id") == APPLICATION_ID
    assert pragma("user_version") == SCHEMA_VERSION
    assert pragma("foreign_keys") == 1
    assert pragma("secure_delete") == 1
    assert (pragma("journal_mode"), pragma("synchronous")) in (("delete", 3), ("wal", 2))
    is_wal_safe = sqlite3.sqlite_version_info >= database.WAL_IS_SAFE_FROM
    assert (pragma("journal_mode") == "wal") == is_wal_safe
    conn.close()


def test_existing_file_is_not_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "mine.sandan"
    path.write_bytes(b"mine")
    with pytest.raises(StoreError) as caught:
        database.create(path)
    assert caught.value.code == "error.file_exists"
    assert path.read_bytes() == b"mine"


@pytest.mark.parametrize("opened", [database.open_existing, database.open_reader])
def test_missing_file_is_not_made(tmp_path: Path, opened: Callable[[Path], object]) -> None:
    with pytest.raises(StoreError) as caught:
        opened(tmp_path / "none.sandan")
    assert caught.value.code == "error.no_file"
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("ahead", [1, 10, 65536])
@pytest.mark.parametrize("opened", [database.open_existing, database.open_reader])
def test_newer_file_is_refused_untouched_with_both_versions(
    tmp_path: Path, opened: object, ahead: int
) -> None:
    path = closed_file(tmp_path)
    set_header(path, "user_version", SCHEMA_VERSION + ahead)
    before = path.read_bytes()
    with pytest.raises(NewerFile) as caught:
        opened(path)  # type: ignore[operator]
    found = SCHEMA_VERSION + ahead
    assert caught.value.params["found"] == f"{found >> 16}.{found & 0xFFFF}"
    assert caught.value.params["ours"] == f"{SCHEMA_VERSION >> 16}.{SCHEMA_VERSION & 0xFFFF}"
    assert path.read_bytes() == before
    assert [p.name for p in tmp_path.iterdir()] == [path.name]


def test_file_of_this_version_opens(tmp_path: Path) -> None:
    with Session.open(closed_file(tmp_path), clock=FixedClock()) as session:
        assert session.conn.execute("SELECT count(*) FROM orders").fetchone() == (1,)


@pytest.mark.parametrize(
    "content",
    [b"", b"no database at all, just text " * 100, b"SQLite format 3\x00" + b"\x00" * 84],
    ids=["empty", "text", "header only"],
)
def test_what_is_no_data_file_is_refused_untouched(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "other.sandan"
    path.write_bytes(content)
    with pytest.raises((NotOurFile, Damaged)):
        database.open_existing(path)
    assert path.read_bytes() == content


def test_foreign_database_is_refused_untouched(tmp_path: Path) -> None:
    path = closed_file(tmp_path)
    set_header(path, "application_id", 1234)
    before = path.read_bytes()
    with pytest.raises(NotOurFile):
        database.open_existing(path)
    assert path.read_bytes() == before


def test_damaged_file_is_said_to_be_damaged(tmp_path: Path) -> None:
    path = closed_file(tmp_path)
    content = bytearray(path.read_bytes())
    content[8192 : 8192 * 30] = os.urandom(8192 * 29)
    path.write_bytes(content)
    with pytest.raises(Damaged), Session.open(path, clock=FixedClock()) as session:
        put_orders(session, [make_order("T-2")])


def test_file_another_process_writes_is_busy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = closed_file(tmp_path)
    holder = "import sqlite3, sys; c = sqlite3.connect(sys.argv[1], isolation_level=None)\n"
    holder += "c.execute('BEGIN EXCLUSIVE'); print('held', flush=True); sys.stdin.read()"
    with subprocess.Popen(
        [sys.executable, "-c", holder, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as other:
        assert other.stdout is not None
        other.stdout.readline()
        wait = connecting.connect.__kwdefaults__
        monkeypatch.setitem(wait, "wait_s", 0.05)
        with pytest.raises(Busy):
            database.open_existing(path)
        other.communicate()


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everything")
def test_read_only_file_can_be_read_but_not_written(tmp_path: Path) -> None:
    path = closed_file(tmp_path)
    path.chmod(0o444)
    with pytest.raises(ReadOnly), Session.open(path, clock=FixedClock()) as session:
        put_orders(session, [make_order("T-2")])


def test_reader_cannot_write(tmp_path: Path) -> None:
    conn = database.open_reader(closed_file(tmp_path))
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        conn.execute("DELETE FROM orders")
    conn.close()


def test_full_disk_rolls_back_and_the_program_stays_usable(tmp_path: Path) -> None:
    with make_session(tmp_path) as session:
        put_orders(session, [make_order("T-1")])
        before = dump(session.conn)
        pages = session.conn.execute("PRAGMA page_count").fetchone()[0]
        session.conn.execute(f"PRAGMA max_page_count = {pages + 3}")
        with pytest.raises(DiskFull):
            put_orders(session, [make_order(f"T-{n}", note="x" * 900) for n in range(2, 900)])
        assert not session.conn.in_transaction
        assert dump(session.conn) == before
        session.conn.execute(f"PRAGMA max_page_count = {pages + 500}")
        assert put_orders(session, [make_order("T-2")]).tally.new == 1
        assert session.conn.execute("PRAGMA integrity_check").fetchall() == [("ok",)]


def test_migrating_again_changes_nothing(tmp_path: Path) -> None:
    path = closed_file(tmp_path)
    before = path.read_bytes()
    conn = database.open_existing(path)
    database.migrate(conn)
    conn.close()
    assert path.read_bytes() == before


def test_migration_keeps_a_copy_of_the_old_file(tmp_path: Path) -> None:
    path = closed_file(tmp_path)
    set_header(path, "user_version", SCHEMA_VERSION - 1)
    with Session.open(path, clock=FixedClock()) as session:
        assert session.conn.execute("PRAGMA user_version").fetchone() == (SCHEMA_VERSION,)
    copy = tmp_path / f"test.schema-1.{(SCHEMA_VERSION & 0xFFFF) - 1}.sandan"
    conn = sqlite3.connect(copy)
    assert conn.execute("PRAGMA user_version").fetchone() == (SCHEMA_VERSION - 1,)
    assert conn.execute("SELECT count(*) FROM orders").fetchone() == (1,)
    conn.close()


def test_every_refusal_has_a_text() -> None:
    kinds = [NewerFile, NotOurFile, Busy, DiskFull, ReadOnly, Damaged, DiskError, StoreError]
    codes = [kind.code for kind in kinds]
    codes += ["error.file_exists", "error.no_file", "error.cancelled", "error.unknown"]
    codes += [
        "error.undo_border",
        "error.undo_final",
        "error.nothing_to_undo",
        "error.nothing_to_redo",
    ]
    for language in LANGUAGES:
        assert set(codes) <= keys(language)
        for code in codes:
            title, hint = error_text(StoreError(code, path="P", detail="D"), language)
            assert title
            assert hint


def test_a_name_too_long_for_what_lies_beside_it_is_told(tmp_path: Path) -> None:
    path = tmp_path / f"{'字' * 78}.sandan"  # it fits, its journal does not
    with pytest.raises(StoreError) as told:
        database.create(path)
    assert told.value.code == "files.cannot_write"
    assert list(tmp_path.iterdir()) == []
    path = tmp_path / f"{'字' * 74}.sandan"
    database.create(path).close()
    with pytest.raises(CannotWrite):
        make_backup(path, tmp_path, reason=Reason.HAND, at=datetime.fromisoformat("2026-11-21"))
    assert [each.name for each in tmp_path.iterdir()] == [path.name]
