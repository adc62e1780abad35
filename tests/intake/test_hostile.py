"""Whatever is in a file: rows, findings or an IntakeError; never anything else, never for long."""

from __future__ import annotations

import tempfile
import time
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.intake.child import frames
from app.intake.errors import IntakeError
from app.intake.guard import check_archive
from app.intake.plan import open_source
from tests.intake.files import ORDER_HEADERS, order_row, read_all, write_orders, write_workbook

SEEDS = [
    ("utf-8", [order_row(), order_row(qty="1,000", price='a"b'), order_row(number="", sku="2")]),
    ("gb18030", [order_row(), order_row(country="火星", time="11/03/26")]),
    ("utf-16", [order_row(), order_row(total="(1.00)")]),
]
PIECES = [
    b'"', b"\n", b"\r", b",", b"\t", b";", b"\0", b"\xff", b"\x80", b"=1+1", "订".encode(),
    b"1E+99", b"#N/A", b"-", b"'", b"\xef\xbb\xbf", b" " * 50, b'"\n"', b"9" * 40,
]  # fmt: skip


def survives(path: Path) -> None:
    start = time.perf_counter()
    with suppress(IntakeError):
        read_all(open_source(path))
    assert time.perf_counter() - start < 10


@st.composite
def edits(draw: st.DrawFn) -> list[tuple[int, int, bytes]]:
    """Places (per mille), lengths to take out, bytes to put in."""
    piece = st.sampled_from(PIECES) | st.binary(max_size=8)
    one = st.tuples(st.integers(0, 1000), st.integers(0, 12), piece)
    return draw(st.lists(one, min_size=1, max_size=6))


def edited(content: bytes, changes: list[tuple[int, int, bytes]]) -> bytes:
    for place, length, piece in changes:
        at = place * len(content) // 1000
        content = content[:at] + piece + content[at + length :]
    return content


@settings(max_examples=250, deadline=None)
@given(st.sampled_from(SEEDS), edits())
def test_damaged_text_file_is_survived(
    seed: tuple[str, list[list[str]]], changes: list[tuple[int, int, bytes]]
) -> None:
    encoding, rows = seed
    with tempfile.TemporaryDirectory() as folder:
        path = write_orders(Path(folder) / "a.csv", *rows, encoding=encoding)
        path.write_bytes(edited(path.read_bytes(), changes))
        survives(path)


@pytest.fixture(scope="module")
def workbook(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    rows: list[list[object]] = [list(ORDER_HEADERS), list(order_row()), [1, 2.5, None, True]]
    return write_workbook(tmp_path_factory.mktemp("x") / "a.xlsx", {"订单": rows}).read_bytes()


@settings(max_examples=150, deadline=None)
@given(changes=edits())
def test_damaged_workbook_passes_the_guard_or_is_refused(
    workbook: bytes, changes: list[tuple[int, int, bytes]]
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.xlsx"
        path.write_bytes(edited(workbook, changes))
        try:
            check_archive(path)
        except IntakeError:
            return
        kinds = [frame[0] for frame in frames(str(path), None, 200)]
        assert kinds[-1] == "end"


@settings(max_examples=12, deadline=None)
@given(changes=edits())
def test_damaged_workbook_is_survived(
    workbook: bytes, changes: list[tuple[int, int, bytes]]
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.xlsx"
        path.write_bytes(edited(workbook, changes))
        survives(path)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(st.text(max_size=12), max_size=14), max_size=6))
def test_any_cells_are_survived(rows: list[list[str]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.csv"
        clean = [[cell.replace("\ud800", "") for cell in row] for row in rows]
        path.write_text(
            "\n".join(",".join(row) for row in [ORDER_HEADERS, *clean]),
            encoding="utf-8",
            errors="replace",
        )
        survives(path)


@pytest.mark.parametrize("keep", [0, 1, 4, 30, 200, 2_000])
def test_truncated_workbook_is_refused(tmp_path: Path, workbook: bytes, keep: int) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(workbook[:keep])
    with pytest.raises(IntakeError):
        open_source(path)


def test_names_of_files_do_not_matter(tmp_path: Path) -> None:
    for name in ("测试 订单（1）.csv", "a'b;c.csv", "😀\u202e.csv", "-rf.csv", "%s{x}.csv"):
        rows, findings = read_all(open_source(write_orders(tmp_path / name, order_row())))
        assert len(rows) == 1
        assert findings == []
