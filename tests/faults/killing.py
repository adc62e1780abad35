"""Kills a program that works on a data file, again and again, and looks at what is left.

The children are forked from one process that has everything loaded, so a kill costs milliseconds.
Each child works as a person does: types orders, imports a file, makes a backup, and says what was
acknowledged through a pipe before it goes on. It begins anywhere in its round of work, does a few
steps, and is killed at a random moment of the next: however slow the machine is, every kind of step
is met.
"""

from __future__ import annotations

import os
import random
import signal
import sys
import time
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count
from pathlib import Path

from app.store.backup import backups_in, verify
from app.store.checkup import check_file
from app.store.database import open_reader
from app.store.session import Session
from app.workflow.backups import Keeper, Places, Reason
from app.workflow.intake import import_file
from tests.helpers.builders import make_order, put_orders

LONGEST_S = 0.1
"""More than a step takes on a quiet machine."""
MOST_STEPS = 2
ROUND = 12
"""After so many steps a child does the same again."""
ROWS = 40


@dataclass(slots=True)
class Tally:
    """What became of all rounds; the lists hold what must never be."""

    kills: int = 0
    acknowledged: int = 0
    backups: int = 0
    lost: list[str] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)


def now() -> datetime:
    """The clock of the children: their steps need no real one."""
    return datetime.fromisoformat("2026-11-21T10:00:00")


def run(folder: Path, kills: int, seed: int = 1) -> Tally:
    """Kill so many children one after the other over one data file."""
    path, chance, tally = folder / "kill.sandan", random.Random(seed), Tally()
    Session.open(path, clock=now, create=True).close()
    acknowledged: set[str] = set()
    verified: set[Path] = set()
    for number in range(kills):
        acknowledged |= _one(path, number, chance)
        tally.kills += 1
        if number % 10 == 9 or number == kills - 1:
            _look(path, acknowledged, tally)
            _look_at_backups(path, verified, tally)
    tally.acknowledged = len(acknowledged)
    return tally


def _one(path: Path, number: int, chance: random.Random) -> set[str]:
    """Let a child work and kill it; the numbers of the orders it was sure of."""
    first, steps = chance.randrange(ROUND), chance.randint(0, MOST_STEPS)
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        try:
            _work(path, number, first, writing)
        finally:
            os._exit(9)
    os.close(writing)
    with os.fdopen(reading) as said:
        lines = [said.readline() for _ in range(1 + steps)]  # it has the file open, did its steps
        time.sleep(chance.uniform(0, LONGEST_S))  # the moment of the kill is the point of the test
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        lines += [line for line in said if line.endswith("\n")]
    return {name for line in lines for name in line.split()}


def _work(path: Path, number: int, first: int, writing: int) -> None:
    session = Session.open(path, clock=now)
    keeper = Keeper(path, Places(path.parent / "backups"), clock=now)
    os.write(writing, b"\n")
    for step in count(first + 1):
        names = [f"K{number:05}X{step:05}"]
        if step % 3 == 2:
            names = [f"K{number:05}X{step:05}Y{row:03}" for row in range(ROWS)]
            import_file(session, _file(path.parent, names))
        elif step % 4 == 0:
            keeper.make(Reason.HAND)
            names = []
        else:
            put_orders(session, [make_order(names[0])])
        os.write(writing, f"{' '.join(names)}\n".encode())


def _file(folder: Path, names: list[str]) -> Path:
    head = "电商平台,订单编号,币制,运抵国,商品货号,商品名称,数量,总价\n"
    path = folder / "orders.csv"
    rows = "".join(f"平台,{name},USD,美国,S-1,商品,1,2\n" for name in names)
    path.write_text(head + rows, encoding="utf-8")
    return path


def _look(path: Path, acknowledged: set[str], tally: Tally) -> None:
    """What the next start would find."""
    with Session.open(path, clock=now):  # plays a journal that was left behind
        pass
    with closing(open_reader(path)) as conn:
        for found in check_file(conn):
            if not found.is_good:
                tally.broken.append(f"{found.name}: {found.wrong}")
        there = {row[0] for row in conn.execute("SELECT order_no FROM orders")}
    tally.lost += sorted(acknowledged - there)


def _look_at_backups(path: Path, verified: set[Path], tally: Tally) -> None:
    """Those made since the last look; nobody writes to one again."""
    for backup in backups_in(path.parent / "backups"):
        if backup.path not in verified:
            verify(backup)
            verified.add(backup.path)
    tally.backups = len(verified)


if __name__ == "__main__":
    result = run(Path(sys.argv[1]), int(sys.argv[2]))
    sys.stdout.write(
        f"{result.kills} kills, {result.acknowledged} orders acknowledged,"
        f" {result.backups} backups, {len(result.lost)} lost, {len(result.broken)} broken\n"
    )
    sys.stdout.write("\n".join([*result.lost[:20], *result.broken[:20], ""]))
    sys.exit(bool(result.lost or result.broken))
