"""A whole file passes its check; what is broken in it is named."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import datetime
from pathlib import Path

import pytest

from app.workflow.backups import Keeper, Places, Reason
from app.workflow.checkup import check
from tests.helpers.builders import make_order, make_session, put_orders

AT = datetime.fromisoformat("2026-11-21T10:00:00")


@pytest.fixture
def data_file(tmp_path: Path) -> Path:
    with make_session(tmp_path) as session:
        put_orders(session, [make_order(f"T-{number:04}") for number in range(300)])
    return session.path


def spoil(path: Path, sql: str) -> None:
    with closing(sqlite3.connect(path)) as conn, conn:
        conn.execute(sql)


def wrong(path: Path) -> dict[str, tuple[str, ...]]:
    return {each.name: each.wrong for each in check(path).checks if not each.is_good}


def test_whole_file_is_good(data_file: Path) -> None:
    found = check(data_file)
    assert found.is_good
    names = [each.name for each in found.checks]
    assert names == ["structure", "links", "order_lines", "list_lines", "months", "audit"]


def test_sum_that_disagrees_with_its_lines_is_named(data_file: Path) -> None:
    spoil(data_file, "UPDATE orders SET lines_total_e5 = lines_total_e5 + 1 WHERE id = 7")
    assert wrong(data_file) == {"order_lines": ("T-0006",)}


def test_line_that_is_gone_is_noticed(data_file: Path) -> None:
    spoil(data_file, "DELETE FROM order_line WHERE order_id = 9")
    assert wrong(data_file) == {"order_lines": ("T-0008",)}


def test_line_without_its_order_is_named(data_file: Path) -> None:
    spoil(data_file, "DELETE FROM orders WHERE id = 5")
    assert list(wrong(data_file)) == ["links"]


def test_broken_page_is_found_and_nothing_is_raised(data_file: Path) -> None:
    data = bytearray(data_file.read_bytes())
    data[-200_000:-100_000] = bytes(100_000)
    data_file.write_bytes(data)
    assert not check(data_file).is_good


@pytest.mark.parametrize("content", [b"", b"text", bytes(50_000)])
def test_file_that_is_no_data_file_is_refused_with_its_reason(
    tmp_path: Path, content: bytes
) -> None:
    path = tmp_path / "x.sandan"
    path.write_bytes(content)
    found = check(path)
    assert not found.is_good
    assert found.refused is not None


def test_spoiled_backup_is_named(data_file: Path, tmp_path: Path) -> None:
    keeper = Keeper(data_file, Places(tmp_path / "b"), clock=lambda: AT)
    made = keeper.make(Reason.HAND).backup
    assert made is not None
    assert check(data_file, keeper).is_good
    data = bytearray(made.path.read_bytes())
    data[1000] ^= 4
    made.path.write_bytes(data)
    found = check(data_file, keeper)
    assert [each.name for each in found.checks if not each.is_good] == ["backup"]
