"""A program killed in the middle of an import leaves the store as it was before."""

from __future__ import annotations

import random
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from tests.helpers.builders import make_order, make_session, put_orders
from tests.helpers.clock import FixedClock
from tests.helpers.dumps import dump

KILLS = 5
PROGRAM = """
import sys
from pathlib import Path
from app.store.session import Session
from tests.helpers.builders import make_order, put
from tests.helpers.clock import FixedClock
from app.documents.fields import FileKind

def rows(stop_after):
    for n in range(100_000):
        if n == stop_after:
            print("now", flush=True)
            sys.stdin.read()
        yield from make_order(f"NEW-{n}", note="x" * 200)

with Session.open(Path(sys.argv[1]), clock=FixedClock()) as session:
    session.conn.execute("PRAGMA cache_size = 20")  # so that pages reach the file early
    put(session, FileKind.ORDER, rows(int(sys.argv[2])))
"""


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="needs kill -9")
def test_kill_in_mid_import_leaves_the_old_state(tmp_path: Path) -> None:
    from app.store.session import Session

    with make_session(tmp_path) as session:
        put_orders(session, [make_order(f"T-{n}") for n in range(20)])
        before = dump(session.conn)
    rng = random.Random(7)
    for _ in range(KILLS):
        _killed_after(session.path, rng.randrange(25_000))
        with Session.open(session.path, clock=FixedClock()) as again:
            assert again.conn.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
            assert dump(again.conn) == before
            assert [call.verb for call in again.history()] == ["import"]


def _killed_after(path: Path, orders: int) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", PROGRAM, str(path), str(orders)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd=Path(__file__).parents[2],
    ) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == b"now\n"
        child.kill()
        child.wait()


def test_acknowledged_import_survives_a_kill(tmp_path: Path) -> None:
    program = PROGRAM.replace('print("now", flush=True)', "return").replace(
        "rows(int(sys.argv[2])))",
        'rows(int(sys.argv[2])))\n    print("now", flush=True)\n    sys.stdin.read()',
    )
    with make_session(tmp_path) as session:
        pass
    with subprocess.Popen(
        [sys.executable, "-c", program, str(session.path), "50"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd=Path(__file__).parents[2],
    ) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == b"now\n"
        child.kill()
        child.wait()
    conn = sqlite3.connect(session.path)
    assert conn.execute("SELECT count(*) FROM orders").fetchone() == (50,)
    conn.close()
