"""When a backup is made, which are kept, the second place, and the way back."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, suppress
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from app.settings import Settings
from app.store import cipher
from app.store.cipher import WrongPassphrase
from app.store.rotation import Keep
from app.store.session import Session
from app.workflow.backups import Keeper, Places, Reason, backups_of, before, places_of
from tests.helpers.builders import make_order, make_session, put_orders
from tests.helpers.dumps import dump


class Clock:
    """A clock that tests move."""

    def __init__(self) -> None:
        self.now = datetime.fromisoformat("2026-11-21T09:00:00")

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **span: float) -> None:
        self.now += timedelta(**span)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    session = make_session(tmp_path)
    put_orders(session, [make_order("T-1")])
    yield session
    with suppress(sqlite3.ProgrammingError):  # a test that goes back has closed it
        session.close()


@pytest.fixture
def keeper(tmp_path: Path, session: Session, clock: Clock) -> Keeper:
    return Keeper(session.path, Places(tmp_path / "backups"), clock=clock)


def numbers(path: Path) -> list[str]:
    with closing(sqlite3.connect(path)) as conn:
        return [row[0] for row in conn.execute("SELECT order_no FROM orders ORDER BY id")]


def test_nothing_is_made_while_nothing_changes(keeper: Keeper, session: Session) -> None:
    assert keeper.make(Reason.CHANGED).backup is not None
    assert keeper.make(Reason.CHANGED).backup is None
    assert keeper.make(Reason.EXIT).backup is None
    put_orders(session, [make_order("T-2")])
    assert keeper.make(Reason.EXIT).backup is not None


def test_by_hand_one_is_made_in_any_case(keeper: Keeper) -> None:
    assert keeper.make(Reason.HAND).backup is not None
    assert keeper.make(Reason.HAND).backup is not None


@pytest.mark.parametrize(("minutes", "due"), [(29, False), (30, True)])
def test_backup_is_due_after_half_an_hour(
    keeper: Keeper, clock: Clock, minutes: int, due: bool
) -> None:
    assert keeper.is_due()
    keeper.make(Reason.CHANGED)
    clock.forward(minutes=minutes)
    assert keeper.is_due() is due


@pytest.mark.parametrize(("minutes", "count"), [(4.9, 1), (5, 2)])
def test_files_imported_in_a_row_need_one_backup(
    keeper: Keeper, session: Session, clock: Clock, minutes: float, count: int
) -> None:
    session.before_risk = lambda reason: keeper.make(Reason(reason))
    before(session, Reason.IMPORT)
    put_orders(session, [make_order("T-2")])
    clock.forward(minutes=minutes)
    before(session, Reason.IMPORT)
    assert len(keeper.backups()) == count


def test_clock_set_back_does_not_keep_a_backup_from_being_made(
    keeper: Keeper, session: Session, clock: Clock
) -> None:
    keeper.make(Reason.CHANGED)
    put_orders(session, [make_order("T-2")])
    clock.forward(days=-400)
    assert keeper.make(Reason.IMPORT).backup is not None


def test_going_back_restores_and_keeps_what_there_was(
    keeper: Keeper, session: Session, clock: Clock
) -> None:
    keeper.make(Reason.HAND)
    put_orders(session, [make_order("T-2"), make_order("T-3")])
    session.close()
    (old,) = keeper.backups()
    look = keeper.look(old)
    assert ("orders", 3, 1) in look.rows
    assert look.steps_lost == 1
    clock.forward(minutes=1)
    aside = keeper.restore(old)
    assert numbers(keeper.data_file) == ["T-1"]
    assert aside is not None
    assert numbers(aside) == ["T-1", "T-2", "T-3"]
    newest = keeper.backups()[0]
    assert (newest.reason, newest.contents.counts["orders"]) == (Reason.RESTORE, 3)
    keeper.restore(newest)
    assert numbers(keeper.data_file) == ["T-1", "T-2", "T-3"]


def test_other_work_after_going_back_is_backed_up_too(
    keeper: Keeper, session: Session, clock: Clock
) -> None:
    keeper.make(Reason.HAND)
    put_orders(session, [make_order("T-2")])
    clock.forward(minutes=1)
    keeper.make(Reason.CHANGED)
    session.close()
    clock.forward(minutes=1)
    keeper.restore(keeper.backups()[-1])
    with Session.open(keeper.data_file, clock=clock) as again:
        put_orders(again, [make_order("T-9")])
    clock.forward(minutes=1)
    made = keeper.make(Reason.CHANGED).backup
    assert made is not None
    assert numbers(made.path) == ["T-1", "T-9"]


def test_file_that_cannot_be_read_can_be_gone_back_from(
    keeper: Keeper, session: Session, tmp_path: Path
) -> None:
    keeper.make(Reason.HAND)
    before_ = dump(session.conn)
    session.close()
    keeper.data_file.write_bytes(b"\x00" * 50_000)
    look = keeper.look(keeper.backups()[0])
    assert look.steps_lost is None
    assert all(now is None for _name, now, _then in look.rows)
    aside = keeper.restore(keeper.backups()[0])
    assert aside is not None
    assert aside.read_bytes() == b"\x00" * 50_000
    with closing(sqlite3.connect(keeper.data_file)) as conn:
        assert dump(conn) == before_


def test_second_place_gets_the_same_file(session: Session, tmp_path: Path, clock: Clock) -> None:
    places = Places(tmp_path / "one", tmp_path / "two")
    keeper = Keeper(session.path, places, clock=clock)
    made = keeper.make(Reason.CHANGED).backup
    assert made is not None
    assert (tmp_path / "two" / made.path.name).read_bytes() == made.path.read_bytes()
    standing = keeper.standing()
    assert standing.second is not None
    assert not standing.is_second_due
    clock.forward(days=7)
    assert not keeper.standing().is_second_due
    clock.forward(seconds=1)
    assert keeper.standing().is_second_due


def test_second_place_that_is_gone_is_said_and_caught_up_later(
    session: Session, tmp_path: Path, clock: Clock
) -> None:
    disk = tmp_path / "disk"
    disk.write_text("not a folder")
    keeper = Keeper(session.path, Places(tmp_path / "one", disk / "backups"), clock=clock)
    made = keeper.make(Reason.CHANGED)
    assert made.backup is not None
    assert made.second_failed == "files.cannot_write"
    disk.unlink()
    again = keeper.make(Reason.CHANGED)
    assert (again.backup, again.second_failed) == (None, "")
    assert (disk / "backups" / made.backup.path.name).exists()


def test_old_backups_go_and_those_of_another_company_stay(
    session: Session, tmp_path: Path, clock: Clock
) -> None:
    folder = tmp_path / "backups"
    keeper = Keeper(session.path, Places(folder), clock=clock, keep=Keep(2, 0, 0, 0))
    with make_session(tmp_path, name="other") as other:
        Keeper(other.path, Places(folder), clock=clock).make(Reason.HAND)
    for _ in range(4):
        clock.forward(minutes=1)
        keeper.make(Reason.HAND)
    assert len(keeper.backups()) == 2
    assert len(list(folder.glob("other-*.sandanbak"))) == 1
    assert len(list(folder.iterdir())) == 6  # three backups with their manifests


def test_places_follow_the_options(tmp_path: Path) -> None:
    data = tmp_path / "a.sandan"
    assert places_of(data, Settings()) == Places(tmp_path / "backups")
    chosen = Settings(backup_folder=str(tmp_path / "x"), second_folder=str(tmp_path / "y"))
    assert places_of(data, chosen) == Places(tmp_path / "x", tmp_path / "y")


def test_second_place_gets_only_locked_copies_once_the_passphrase_is_typed(
    keeper: Keeper, session: Session, tmp_path: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cipher, "COST", cipher.Cost(1, 64, 1))
    second = tmp_path / "usb"
    keeper.places = Places(tmp_path / "backups", second, is_second_locked=True)
    made = keeper.make(Reason.HAND)
    assert (made.backup is not None, made.second_failed) == (True, "error.passphrase_wanted")
    assert not second.exists()
    keeper.take_passphrase("one two three")
    assert keeper.make(Reason.CHANGED).second_failed == ""  # the same one, now there too
    assert {each.suffix for each in second.iterdir()} == {".sandanlock", ".json"}
    with pytest.raises(WrongPassphrase):
        keeper.take_passphrase("one two four")
    assert (keeper.standing().second is not None, keeper.is_passphrase_wanted) == (True, False)
    session.close()
    (copy,) = [each for each in backups_of(keeper.data_file, keeper.places) if each.is_locked]
    clock.forward(minutes=1)
    keeper.restore(copy, "one two three")
    assert numbers(keeper.data_file) == ["T-1"]


def test_locked_backups_replace_no_plain_ones(
    keeper: Keeper, session: Session, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cipher, "COST", cipher.Cost(1, 64, 1))
    assert keeper.make_locked("one two three").backup is not None
    assert keeper.is_due()
    clock.forward(minutes=1)
    assert keeper.make(Reason.CHANGED).backup is not None
    assert [each.is_locked for each in keeper.backups()] == [False, True]
