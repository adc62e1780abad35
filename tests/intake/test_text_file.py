"""Text tables: one bad line never costs the others."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.intake.encoding import Certainty, EncodingGuess, guess_encoding
from app.intake.table import Cell
from app.intake.text_file import guess_delimiter, open_text
from app.values.finding import Finding
from tests.intake.files import codes

UTF8 = EncodingGuess("utf-8", Certainty.SURE)


def read(path: Path, content: bytes) -> tuple[list[tuple[int, list[Cell]]], list[Finding]]:
    path.write_bytes(content)
    findings: list[Finding] = []
    table = open_text(path, guess_encoding(path))
    rows = [
        (row_no, list(row))
        for chunk in table.chunks(findings.append)
        for row_no, row in zip(chunk.row_nos, chunk.rows, strict=True)
        if row
    ]
    return rows, findings


def row_of(finding: Finding) -> int:
    assert finding.provenance
    return finding.provenance.row


@pytest.mark.parametrize("delimiter", [",", "\t", ";", "|"])
def test_delimiter_is_the_one_that_cuts_evenly(delimiter: str) -> None:
    lines = [delimiter.join(cells) for cells in (["a", "b", "c"], ["1", "x,y;z w", "3"])] * 3
    assert guess_delimiter(lines) == delimiter


def test_title_lines_do_not_mislead_the_delimiter() -> None:
    assert guess_delimiter(["Report, made by hand\n", "a;b;c\n", "1;2;3\n", "4;5;6\n"]) == ";"


def test_quoted_cells_may_hold_line_breaks(tmp_path: Path) -> None:
    rows, findings = read(tmp_path / "a.csv", b'a,b\n"1\nstreet",2\n3,4\n')
    assert rows == [(1, ["a", "b"]), (2, ["1\nstreet", "2"]), (4, ["3", "4"])]
    assert findings == []


def test_open_quote_costs_no_line(tmp_path: Path) -> None:
    rows, findings = read(tmp_path / "a.csv", b'a,b\n"1,2\n3,4\n5,6\n')
    assert rows == [(1, ["a", "b"]), (2, ['"1', "2"]), (3, ["3", "4"]), (4, ["5", "6"])]
    assert codes(findings) == ["intake.open_quote"]
    assert row_of(findings[0]) == 2


def test_open_quote_in_a_long_file_costs_no_line(tmp_path: Path) -> None:
    lines = [b"a,b"] + [b"%d,x" % n for n in range(9_000)]
    lines[5_000] = b'"4999,x'
    rows, findings = read(tmp_path / "a.csv", b"\n".join(lines))
    assert [row_no for row_no, _ in rows] == list(range(1, 9_002))
    assert codes(findings) == ["intake.open_quote"]


def test_quotes_inside_a_cell_are_text(tmp_path: Path) -> None:
    rows, findings = read(tmp_path / "a.csv", b'sku\tname\n1\t5" hat\n2\t6" hat\n')
    assert rows[1:] == [(2, ["1", '5" hat']), (3, ["2", '6" hat'])]
    assert codes(findings) in ([], ["intake.open_quote"] * 2)


def test_cell_without_end_is_reported(tmp_path: Path) -> None:
    rows, findings = read(tmp_path / "a.csv", b"a,b\n" + b"x" * 200_000 + b",2\n3,4\n")
    assert [row_no for row_no, _ in rows] == [1, 2, 3]
    assert codes(findings) == ["intake.open_quote"]


def test_line_in_another_encoding_is_left_out(tmp_path: Path) -> None:
    lines = ["测试买家,美国\n".encode()] * 20
    lines[7] = "测试买家,德国\n".encode("gb18030")
    rows, findings = read(tmp_path / "a.csv", b"".join(lines))
    assert [row_no for row_no, _ in rows] == [*range(1, 8), *range(9, 21)]
    assert codes(findings) == ["intake.line_encoding"]
    assert row_of(findings[0]) == 8


def test_odd_byte_at_the_end_of_utf16_costs_one_line(tmp_path: Path) -> None:
    content = "a,b\n1,2\n3,4".encode("utf-16") + b"\0"
    rows, findings = read(tmp_path / "a.csv", content)
    assert [row_no for row_no, _ in rows] == [1, 2]
    assert codes(findings) == ["intake.line_encoding"]


def test_utf8_line_in_a_gbk_file_is_left_out(tmp_path: Path) -> None:
    lines = ["测试买家,美国\n".encode("gb18030")] * 20
    lines[3] = "测试买家们,德国\n".encode()
    rows, findings = read(tmp_path / "a.csv", b"".join(lines))
    assert [row_no for row_no, _ in rows] == [1, 2, 3, *range(5, 21)]
    assert codes(findings) == ["intake.line_encoding"]


def test_old_line_ends_are_line_ends(tmp_path: Path) -> None:
    rows, _ = read(tmp_path / "a.csv", b"a,b\r1,2\r3,4\r")
    assert rows == [(1, ["a", "b"]), (2, ["1", "2"]), (3, ["3", "4"])]


def test_empty_lines_keep_the_row_numbers_right(tmp_path: Path) -> None:
    rows, _ = read(tmp_path / "a.csv", b"\n\na,b\n\n1,2\n")
    assert rows == [(3, ["a", "b"]), (5, ["1", "2"])]
