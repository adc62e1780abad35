"""The clock of the computer is set back (A16): the log keeps its order, no number comes twice."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from app.store.session import Session
from app.values.progress import SILENT
from app.workflow.checkup import check
from app.workflow.compile import compile_lists
from app.workflow.export import export
from tests.helpers.lists import ON, declaring_session, put_agreed

NOW = datetime(2026, 11, 16, 9, tzinfo=UTC)


def test_years_back_and_forth_keep_order_and_numbers(tmp_path: Path) -> None:
    session = declaring_session(tmp_path, "T-1")
    path = session.path
    session.close()
    for number, days in enumerate((0, -400, -1, 30, -800), 2):
        at = NOW + timedelta(days=days)
        with Session.open(path, clock=lambda at=at: at) as session:
            put_agreed(session, [f"T-{number}"])
            compile_lists(session, on=ON + timedelta(days=days), progress=SILENT)
            assert export(session, outbox=tmp_path / "outbox").counts["files"]
    with Session.open(path, clock=lambda: NOW) as session:
        calls = [call.id for call in session.history()]
        assert calls == sorted(calls, reverse=True)
        for numbers in ("own_no FROM declaration_list", "guid FROM declaration_list"):
            found = session.conn.execute(f"SELECT {numbers}").fetchall()
            assert len(set(found)) == len(found) == 6
        folders = session.conn.execute("SELECT DISTINCT folder FROM message_file").fetchall()
    assert len(folders) == 5
    assert check(path).is_good
