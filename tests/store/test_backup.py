"""Every backup is a whole copy that can be restored; a changed one is not."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from app.store import cipher
from app.store.backup import (
    LOCKED_SUFFIX,
    SUFFIX,
    Backup,
    BadBackup,
    Contents,
    Reason,
    backups_in,
    examine,
    make_backup,
    manifest_of,
    restore,
    verify,
)
from app.store.backup_forms import copy_locked, make_locked
from app.store.cipher import WrongPassphrase
from app.store.errors import StoreError
from app.store.rotation import Keep, expendable
from tests.helpers.builders import make_order, make_session, put_orders
from tests.helpers.dumps import dump

AT = datetime.fromisoformat("2026-11-21T10:00:00")


def closed_file(tmp_path: Path, count: int = 3) -> Path:
    with make_session(tmp_path) as session:
        put_orders(session, [make_order(f"T-{number}") for number in range(count)])
    return session.path


def contents(path: Path) -> str:
    with closing(sqlite3.connect(path)) as conn:
        return dump(conn)


def test_backup_holds_what_the_file_holds(tmp_path: Path) -> None:
    path = closed_file(tmp_path)
    made = make_backup(path, tmp_path / "backups", reason=Reason.HAND, at=AT)
    assert contents(made.path) == contents(path)
    assert made.contents.counts["orders"] == 3
    assert backups_in(tmp_path / "backups") == [made]
    verify(made)


def test_backup_of_an_open_file_leaves_out_what_is_not_saved(tmp_path: Path) -> None:
    with make_session(tmp_path) as session:
        put_orders(session, [make_order("T-1")])
        made = make_backup(session.path, tmp_path / "b", reason=Reason.CHANGED, at=AT)
        put_orders(session, [make_order("T-2")])
    assert examine(made.path).counts["orders"] == 1


def test_two_backups_of_one_second_have_two_names(tmp_path: Path) -> None:
    path = closed_file(tmp_path)
    made = [make_backup(path, tmp_path / "b", reason=Reason.HAND, at=AT) for _ in range(2)]
    assert made[0].path != made[1].path
    assert backups_in(tmp_path / "b") == made[::-1]


def test_restoring_gives_the_file_back_and_keeps_the_other_one(tmp_path: Path) -> None:
    path = closed_file(tmp_path)
    before = contents(path)
    made = make_backup(path, tmp_path / "b", reason=Reason.HAND, at=AT)
    with sqlite3.connect(path) as conn:
        conn.execute("DELETE FROM order_line")
    conn.close()
    changed = contents(path)
    kept = restore(made, path, at=AT)
    assert contents(path) == before
    assert kept is not None
    assert contents(kept) == changed


def test_restoring_takes_away_the_journal_of_the_damaged_file(tmp_path: Path) -> None:
    path = closed_file(tmp_path)
    made = make_backup(path, tmp_path / "b", reason=Reason.HAND, at=AT)
    path.write_bytes(b"no database")
    journal = path.with_name(path.name + "-journal")
    journal.write_bytes(b"half a transaction")
    kept = restore(made, path, at=AT)
    assert not journal.exists()
    assert kept is not None
    assert kept.read_bytes() == b"no database"
    assert kept.with_name(kept.name + "-journal").read_bytes() == b"half a transaction"
    assert examine(path) == made.contents


def test_restoring_where_no_file_is(tmp_path: Path) -> None:
    path = closed_file(tmp_path)
    made = make_backup(path, tmp_path / "b", reason=Reason.HAND, at=AT)
    path.unlink()
    assert restore(made, path, at=AT) is None
    assert examine(path) == made.contents


@pytest.mark.parametrize("place", range(0, 100, 7))
def test_any_flipped_bit_of_a_backup_is_found(tmp_path: Path, place: int) -> None:
    path = closed_file(tmp_path)
    before = path.read_bytes()
    made = make_backup(path, tmp_path / "b", reason=Reason.HAND, at=AT)
    data = bytearray(made.path.read_bytes())
    data[len(data) * place // 100] ^= 1 << place % 8
    made.path.write_bytes(data)
    with pytest.raises(BadBackup):
        verify(made)
    with pytest.raises(BadBackup):
        restore(made, path, at=AT)
    assert path.read_bytes() == before


def test_cut_backup_is_refused(tmp_path: Path) -> None:
    made = make_backup(closed_file(tmp_path), tmp_path / "b", reason=Reason.HAND, at=AT)
    os.truncate(made.path, made.size // 2)
    with pytest.raises(BadBackup):
        verify(made)


def test_backup_without_manifest_is_not_offered(tmp_path: Path) -> None:
    made = make_backup(closed_file(tmp_path), tmp_path / "b", reason=Reason.HAND, at=AT)
    whole = manifest_of(made.path).read_text(encoding="utf-8")
    endless = whole.replace(f'"size": {made.size}', '"size": 1e999')
    assert endless != whole
    for strange in ("{}", "[" * 100_000, endless):
        manifest_of(made.path).write_text(strange, encoding="utf-8")
        assert backups_in(tmp_path / "b") == []
    manifest_of(made.path).unlink()
    assert backups_in(tmp_path / "b") == []


def test_damaged_data_file_gives_no_backup(tmp_path: Path) -> None:
    path = closed_file(tmp_path, 300)
    data = bytearray(path.read_bytes())
    half = len(data) // 2
    data[half : half + 20_000] = bytes(20_000)
    path.write_bytes(data)
    with pytest.raises(StoreError):
        make_backup(path, tmp_path / "b", reason=Reason.HAND, at=AT)
    assert not list((tmp_path / "b").glob("*"))


def test_full_disk_leaves_no_half_backup(tmp_path: Path) -> None:
    path = closed_file(tmp_path, 300)
    code = (
        "import resource, sys; from pathlib import Path; from datetime import datetime\n"
        "import signal; signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "from app.store.backup import make_backup, Reason; from app.values.errors import AppError\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))\n"
        "try: make_backup(Path(sys.argv[1]), Path(sys.argv[2]), reason=Reason.HAND,"
        " at=datetime(2026, 11, 21))\n"
        "except AppError as error: print(error.code)"
    )
    folder = tmp_path / "b"
    done = subprocess.run(
        [sys.executable, "-c", code, str(path), str(folder)],
        capture_output=True, text=True, check=True, timeout=60,
    )  # fmt: skip
    assert done.stdout.strip() in {"error.disk", "error.disk_full", "files.disk_full"}
    assert not list(folder.glob("*"))


def test_kill_while_backing_up_leaves_no_backup_that_is_not_whole(tmp_path: Path) -> None:
    path = closed_file(tmp_path, 2_000)
    folder = tmp_path / "b"
    code = (
        "import sys; from pathlib import Path; from datetime import datetime, timedelta\n"
        "from app.store.backup import make_backup, Reason\n"
        "for n in range(1000):\n"
        "    make_backup(Path(sys.argv[1]), Path(sys.argv[2]), reason=Reason.CHANGED,"
        " at=datetime(2026, 11, 21) + timedelta(seconds=n))\n"
        "    print(n, flush=True)"
    )
    for round_no in range(3):
        shutil.rmtree(folder, ignore_errors=True)
        process = subprocess.Popen(
            [sys.executable, "-c", code, str(path), str(folder)], stdout=subprocess.PIPE, text=True
        )
        assert process.stdout is not None
        said = [process.stdout.readline() for _ in range(round_no + 1)]
        process.kill()
        process.communicate(timeout=60)
        whole = backups_in(folder)
        assert len(whole) >= len(said)
        for each in whole:
            verify(each)


def a_backup(at: datetime) -> Backup:
    name = f"x-{at:%Y%m%d-%H%M%S}{SUFFIX}"
    return Backup(Path(name), "x.sandan", at, Reason.CHANGED, 1, "", Contents(1, 1, "", {}))


def test_rotation_keeps_the_latest_days_weeks_and_months() -> None:
    half_hours = [a_backup(AT - timedelta(minutes=30 * number)) for number in range(48 * 400)]
    gone = {each.path for each in expendable(half_hours, Keep())}
    kept = [each for each in half_hours if each.path not in gone]
    assert kept[:12] == half_hours[:12]
    assert len({each.at.date() for each in kept if AT - each.at < timedelta(days=7)}) == 7
    assert len({(each.at.year, each.at.month) for each in kept}) == 12
    assert len(kept) == 12 + 6 + 3 + 10  # each further kind less those kept already


def test_rotation_never_takes_the_only_ones() -> None:
    few = [a_backup(AT - timedelta(days=90 * number)) for number in range(12)]
    assert expendable(few, Keep()) == []


def test_rotation_of_old_backups_only_keeps_the_last_of_each_period() -> None:
    old = [a_backup(AT.replace(year=2020, month=1, day=31, hour=hour)) for hour in range(20)]
    assert expendable(old, Keep(latest=1)) == old[:-1]


@pytest.fixture
def cheap_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cipher, "COST", cipher.Cost(1, 64, 1))


@pytest.mark.usefixtures("cheap_key")
def test_locked_backup_goes_back_to_the_same_file_and_shows_nothing(tmp_path: Path) -> None:
    path, folder = closed_file(tmp_path), tmp_path / "backups"
    before = contents(path)
    made = make_locked(path, folder, "one two three", reason=Reason.HAND, at=AT)
    assert made.is_locked
    assert backups_in(folder) == [made]
    for each in folder.iterdir():
        assert b"SQLite format" not in each.read_bytes()
        assert b"CREATE TABLE" not in each.read_bytes()
    assert {each.suffix for each in folder.iterdir()} == {LOCKED_SUFFIX, ".json"}
    verify(made)
    verify(made, "one two three")
    path.unlink()
    restore(made, path, at=AT, passphrase="one two three")
    assert contents(path) == before


@pytest.mark.usefixtures("cheap_key")
@pytest.mark.parametrize("words", ["", "one two four"])
def test_without_its_passphrase_a_locked_backup_changes_nothing(tmp_path: Path, words: str) -> None:
    path, folder = closed_file(tmp_path), tmp_path / "backups"
    made = make_locked(path, folder, "one two three", reason=Reason.HAND, at=AT)
    before = path.read_bytes()
    with pytest.raises(WrongPassphrase):
        restore(made, path, at=AT, passphrase=words)
    assert path.read_bytes() == before
    assert [each.name for each in path.parent.glob("*.sandan*")] == [path.name]


@pytest.mark.usefixtures("cheap_key")
def test_plain_backup_is_copied_locked(tmp_path: Path) -> None:
    path = closed_file(tmp_path)
    plain = make_backup(path, tmp_path / "first", reason=Reason.HAND, at=AT)
    made = copy_locked(plain, tmp_path / "second", "one two three")
    assert made.contents == plain.contents
    data = bytearray(made.path.read_bytes())
    data[len(data) // 2] ^= 1
    verify(made, "one two three")
    made.path.write_bytes(data)
    for words in ("", "one two three"):
        with pytest.raises(BadBackup):
            verify(made, words)
    with pytest.raises(BadBackup):
        restore(made, path, at=AT, passphrase="one two three")
