"""Two programs started at once over one data file, again and again: exactly one may write.

As a program of its own it is one of the two: it tries when it is told to and says what came of it.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from app import paths
from app.store.session import Session
from tests.helpers.builders import make_order, put_orders
from tests.helpers.clock import FixedClock

ROOT = Path(__file__).resolve().parents[2]
_FOREIGN_LOCK = "1\nsandan\nanother-name\n0123456789abcdef\n\n"


class Starter:
    """A program that opens the data file when it is told to."""

    def __init__(self, data_file: Path, home: Path) -> None:
        self._child = subprocess.Popen(
            [sys.executable, "-m", "tests.faults.starting", str(data_file)],
            cwd=ROOT,
            env={**os.environ, paths.HOME_VARIABLE: str(home), "QT_QPA_PLATFORM": "offscreen"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            encoding="utf-8",
            bufsize=1,
        )
        assert self.hear() == "ready"

    def tell(self, word: str) -> None:
        """Let it "start" or "end"."""
        _of(self._child.stdin).write(f"{word}\n")

    def hear(self) -> str:
        """What it says."""
        return _of(self._child.stdout).readline().strip()

    def kill(self) -> None:
        """As kill -9 does."""
        self._child.kill()
        self._child.wait()
        for pipe in (self._child.stdin, self._child.stdout):
            _of(pipe).close()


def _of(pipe: IO[str] | None) -> IO[str]:
    assert pipe is not None
    return pipe


def run(folder: Path, rounds: int, kill_every: int = 5) -> tuple[Counter[str], int]:
    """So many rounds of two starts. In one of `kill_every` whoever writes is killed, in another the
    lock of a computer of another name lies there. The answers by pair, and the orders written."""
    path, home = folder / "two.sandan", folder / "home"
    Session.open(path, clock=FixedClock(), create=True).close()
    answers: Counter[str] = Counter()
    with _pair(path, home) as pair:
        for number in range(rounds):
            if number % kill_every == 1:
                lock = home / "config" / "open" / paths.claim_on(path).name
                lock.parent.mkdir(parents=True, exist_ok=True)
                lock.write_text(_FOREIGN_LOCK, encoding="utf-8")
            for each in pair:
                each.tell(f"start {number}")
            said = [each.hear() for each in pair]
            answers[" ".join(sorted(said))] += 1
            for at, each in enumerate(list(pair)):
                if said[at] == "writes" and number % kill_every == 0:
                    each.kill()
                    pair[at] = Starter(path, home)
                else:
                    each.tell("end")
                    each.hear()
    with Session.open(path, clock=FixedClock()) as session:
        (orders,) = session.conn.execute("SELECT count(*) FROM orders").fetchone()
    return answers, orders


@contextmanager
def _pair(path: Path, home: Path) -> Iterator[list[Starter]]:
    pair = [Starter(path, home), Starter(path, home)]
    try:
        yield pair
    finally:
        for each in pair:
            each.kill()


def _serve(path: Path) -> None:
    from app.ui.claim import AlreadyOpen, Claim

    claim: Claim | None = None
    _say("ready")
    for line in sys.stdin:
        word, _, number = line.strip().partition(" ")
        if word == "end":
            if claim is not None:
                claim.release()
                claim = None
            _say("ended")
            continue
        try:
            claim = Claim(paths.claims_folder(), path)
        except AlreadyOpen:
            _say("refused")
            continue
        with Session.open(path, clock=FixedClock()) as session:
            put_orders(session, [make_order(f"R-{number}")])
        _say("writes")


def _say(word: str) -> None:
    sys.stdout.write(f"{word}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    from PySide6.QtCore import QCoreApplication

    _application = QCoreApplication(sys.argv[:1])
    _serve(Path(sys.argv[1]))
