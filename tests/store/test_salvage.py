"""What can be read of a damaged file is saved; the rest is counted."""

from __future__ import annotations

import random
import sqlite3
from contextlib import closing
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from app.store.backup import examine
from app.store.salvage import NothingReadable, salvage
from app.store.session import Session
from tests.helpers.builders import make_order, make_session, put_orders
from tests.helpers.clock import FixedClock

COUNT = 1_500
PAGE = 8192


def closed_file(tmp_path: Path) -> Path:
    """Its first pages hold the schema: tests spare them but for the one that is about it."""
    with make_session(tmp_path) as session:
        put_orders(session, [make_order(f"T-{number:05}") for number in range(COUNT)])
    return session.path


@cache
def first_data_page() -> int:
    """Pages of a file nobody has used."""
    with TemporaryDirectory() as folder, make_session(Path(folder)) as session:
        return session.path.stat().st_size // PAGE


def saved_orders(path: Path) -> list[str]:
    with closing(sqlite3.connect(path)) as conn:
        return [row[0] for row in conn.execute("SELECT order_no FROM orders ORDER BY id")]


def test_whole_file_is_saved_whole(tmp_path: Path) -> None:
    path = closed_file(tmp_path)
    results = salvage(path, tmp_path / "rescued.sandan")
    assert saved_orders(tmp_path / "rescued.sandan") == saved_orders(path)
    assert sum(result.unreadable for result in results) == 0
    kept = {result.table: result.saved for result in results}
    counts = examine(path).counts
    assert all(counts[table] == saved for table, saved in kept.items())


@pytest.mark.parametrize("seed", range(4))
def test_rows_outside_the_broken_pages_are_saved(tmp_path: Path, seed: int) -> None:
    path = closed_file(tmp_path)
    data, chance = bytearray(path.read_bytes()), random.Random(seed)
    pages = chance.sample(range(first_data_page(), len(data) // PAGE), 5)
    for page in pages:
        data[page * PAGE : (page + 1) * PAGE] = bytes(PAGE)
    path.write_bytes(data)
    results = salvage(path, tmp_path / "rescued.sandan")
    rescued = saved_orders(tmp_path / "rescued.sandan")
    assert len(rescued) > COUNT // 2
    assert len(set(rescued)) == len(rescued)
    assert any(result.unreadable for result in results) or len(rescued) == COUNT
    with Session.open(tmp_path / "rescued.sandan", clock=FixedClock()) as session:
        (verdict,) = session.conn.execute("PRAGMA integrity_check").fetchone()
        assert verdict == "ok"
        assert session.conn.execute("PRAGMA foreign_key_check").fetchall() == []
        put_orders(session, [make_order("NEW-1")])


def test_where_the_schema_is_broken_tables_before_the_break_are_saved(tmp_path: Path) -> None:
    path = closed_file(tmp_path)
    data = bytearray(path.read_bytes())
    start = data.index(b"CREATE TABLE remittance") // PAGE * PAGE
    assert start > 0
    data[start : start + PAGE] = bytes(PAGE)
    path.write_bytes(data)
    results = {each.table: each for each in salvage(path, tmp_path / "rescued.sandan")}
    assert len(saved_orders(tmp_path / "rescued.sandan")) == COUNT
    assert results["remittance"].unreadable
    with Session.open(tmp_path / "rescued.sandan", clock=FixedClock()) as session:
        put_orders(session, [make_order("NEW-1")])


def test_damaged_file_itself_is_left_as_it_is(tmp_path: Path) -> None:
    path = closed_file(tmp_path)
    data = bytearray(path.read_bytes())
    start = first_data_page() * PAGE
    data[start : start + 5 * PAGE] = bytes(5 * PAGE)
    path.write_bytes(data)
    salvage(path, tmp_path / "rescued.sandan")
    assert path.read_bytes() == bytes(data)


@pytest.mark.parametrize("content", [b"", b"no database", bytes(100_000)])
def test_file_without_tables_gives_nothing(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "x.sandan"
    path.write_bytes(content)
    with pytest.raises(NothingReadable):
        salvage(path, tmp_path / "rescued.sandan")
    assert not (tmp_path / "rescued.sandan").exists()
