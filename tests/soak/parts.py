"""The runs themselves, each in any length: CI calls them short, `make soak` long. Each answers what
it measured, and what must never have happened.

Time is that of the processor: a soak runs for hours beside other work."""

from __future__ import annotations

import os
import random
from collections.abc import Callable
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path
from time import process_time

from app.store import database
from app.store.database import open_reader
from app.store.errors import StoreError
from app.store.session import Session
from app.workflow.backups import Keeper, Places, Reason
from app.workflow.checkup import changed_blocks, check, put_seal, take_seal
from tests.faults.killing import run as run_kills
from tests.helpers.builders import make_order, make_session, put_orders
from tests.helpers.clock import FixedClock
from tests.helpers.dumps import dump
from tests.soak.fuzz import run as run_fuzz

Found = tuple[str, list[str]]
Run = Callable[[Path, int], Found]
AT = datetime.fromisoformat("2026-11-21T10:00:00")
LONGEST_S = 5.0
MOST_GROWTH = 1.2  # memory after warming up (reliability A18)


def kills(folder: Path, count: int) -> Found:
    """A1: nothing acknowledged is lost, nothing is broken."""
    tally = run_kills(folder, count)
    said = f"{tally.acknowledged:,} orders acknowledged, {tally.backups} backups"
    return said, [*tally.lost, *tally.broken]


def damaged_files(folder: Path, count: int) -> Found:
    """A5: a data file damaged in any way is refused, or the start (by its seal) or the check finds
    it; never a crash and never a hang."""
    with make_session(folder) as session:
        put_orders(session, [make_order(f"T-{number}") for number in range(400)])
    whole, chance = session.path.read_bytes(), random.Random(5)
    path, wrong, refused, found = folder / "damaged.sandan", [], 0, 0
    put_seal(session.path)
    seal, unseen = take_seal(session.path), 0
    assert seal is not None
    for number in range(count):
        path.write_bytes(damaged := _damage(whole, chance))
        began = process_time()
        unseen += damaged != whole and not changed_blocks(path, seal)
        try:
            checkup = check(path)
            refused += checkup.refused is not None
            found += checkup.refused is None and not checkup.is_good
            Session.open(path, clock=FixedClock()).close()
        except StoreError:
            pass
        except Exception as error:  # noqa: BLE001 - whatever else happens is what is looked for
            wrong.append(f"{number}: {type(error).__name__} {error}")
        if process_time() - began > LONGEST_S:
            wrong.append(f"{number}: took too long")
    if unseen > count // 100:
        wrong.append(f"{unseen} not seen at the start")
    return f"{refused} refused, {found} found by the check, {unseen} not seen at the start", wrong


def _damage(whole: bytes, chance: random.Random) -> bytes:
    data = bytearray(whole)
    kind = chance.randrange(5)
    at = chance.randrange(len(data))
    if kind == 0:
        data[at] ^= 1 << chance.randrange(8)
    elif kind == 1:
        del data[at:]
    elif kind == 2:
        data[at : at + 8192] = bytes(min(8192, len(data) - at))
    elif kind == 3:
        data[: chance.randrange(1, 200)] = b"\xff" * chance.randrange(1, 200)
    else:
        for _ in range(200):
            data[chance.randrange(len(data))] = chance.randrange(256)
    return bytes(data)


def migrations(folder: Path, lines: int = 100_000) -> Found:
    """A12: a file of the first schema comes to the newest one, in time."""
    path = folder / "old.sandan"
    with closing(database.create(path)) as conn:
        (tables,) = conn.execute("SELECT count(*) FROM _sqlite_migrations").fetchone()
    with Session.open(path, clock=FixedClock()) as session:
        put_orders(session, [make_order(f"T-{number}") for number in range(lines)])
        session.conn.execute("PRAGMA query_only = 0")
        session.conn.execute(f"PRAGMA user_version = {database.SCHEMA_VERSION - 1}")
    began = process_time()
    with Session.open(path, clock=FixedClock()) as session:
        (count,) = session.conn.execute("SELECT count(*) FROM orders").fetchone()
    took = process_time() - began
    wrong = [] if count == lines else [f"{count} of {lines} orders"]
    if took > 30:
        wrong.append(f"{took:.0f} s")
    return f"{tables} migrations known, {count:,} orders, opened in {took:.1f} s", wrong


def backups_restored(folder: Path, count: int) -> Found:
    """A13: every backup gives back exactly what was there."""
    wrong: list[str] = []
    for number in range(count):
        place = folder / str(number)
        place.mkdir()
        with make_session(place) as session:
            put_orders(session, [make_order(f"T-{number}-{row}") for row in range(number + 1)])
            before = dump(session.conn)
        keeper = Keeper(
            session.path,
            Places(place / "b"),
            clock=lambda number=number: AT + timedelta(minutes=number),
        )
        made = keeper.make(Reason.HAND).backup
        assert made is not None
        with Session.open(session.path, clock=FixedClock()) as again:
            put_orders(again, [make_order("LATER")])
        keeper.restore(made)
        with closing(open_reader(session.path)) as conn:
            if dump(conn) != before:
                wrong.append(f"{number}: another state")
    return f"{count} identical" if not wrong else f"{len(wrong)} differ", wrong


def cycles(folder: Path, count: int) -> Found:
    """A18: memory and open files do not grow over a working day."""
    with make_session(folder) as session:
        path = session.path
    marks: list[tuple[int, int]] = []
    for number in range(count):
        with Session.open(path, clock=FixedClock()) as session:
            put_orders(session, [make_order(f"C-{number}")])
            session.undo()
        if number in (count // 5, count - 1):
            marks.append((_memory(), len(os.listdir("/proc/self/fd"))))
    (memory, files), (memory_later, files_later) = marks[0], marks[-1]
    growth = memory_later / memory
    wrong = [f"memory grew by {growth:.2f}"] if growth > MOST_GROWTH else []
    if files_later > files:
        wrong.append(f"{files_later - files} more open files")
    return f"memory {growth:.2f} times that after a fifth, {files_later} open files", wrong


def _memory() -> int:
    """What this process holds now, in pages; its peak would hide a leak behind an earlier part."""
    return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])


def fuzz(folder: Path, count: int) -> Found:
    """B6: no input is unhandled, none hangs."""
    failures = [str(each) for each in run_fuzz(count)]
    return f"{count:,} inputs, {len(failures)} unhandled", failures
