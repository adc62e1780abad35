"""Dangerous archives are refused before anything opens them, quickly."""

from __future__ import annotations

import struct
import time
import zipfile
from pathlib import Path

import pytest

from app.intake import guard
from app.intake.errors import BrokenFile, DangerousArchive, PasswordProtected
from app.intake.guard import check_archive
from tests.intake.files import replace_part, write_workbook

QUICK = 1.0  # seconds on a busy machine; 0.2 on a quiet one


def archive(path: Path, parts: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target:
        for name, content in parts.items():
            target.writestr(name, content)
    return path


def refused(path: Path) -> DangerousArchive:
    start = time.perf_counter()
    with pytest.raises(DangerousArchive) as caught:
        check_archive(path)
    assert time.perf_counter() - start < QUICK
    return caught.value


def test_the_limits_are_those_that_were_promised() -> None:
    """Tests of files just above them use smaller ones."""
    assert (guard.MAX_ENTRY, guard.MAX_TOTAL, guard.MAX_ENTRIES) == (100 << 20, 200 << 20, 2_000)


def test_honest_workbook_passes(tmp_path: Path) -> None:
    assert check_archive(write_workbook(tmp_path / "a.xlsx", {"a": [["x", 1]]})) == []


def test_bomb_is_refused_by_its_ratio(tmp_path: Path) -> None:
    path = archive(tmp_path / "bomb.xlsx", {"xl/worksheets/sheet1.xml": bytes(50 << 20)})
    assert "100:1" in refused(path).params["reason"]


def test_small_regular_entry_is_honest(tmp_path: Path) -> None:
    assert check_archive(archive(tmp_path / "a.xlsx", {"a.xml": bytes(1 << 20)})) == []


def test_entry_above_the_limit_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = archive(tmp_path / "a.xlsx", {"a": b"12345"})
    monkeypatch.setattr(guard, "MAX_ENTRY", 5)
    assert check_archive(path) == []
    monkeypatch.setattr(guard, "MAX_ENTRY", 4)
    assert "MB" in refused(path).params["reason"]


def test_total_above_the_limit_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = archive(tmp_path / "a.xlsx", {"a": b"12345", "b": b"12345"})
    monkeypatch.setattr(guard, "MAX_TOTAL", 10)
    assert check_archive(path) == []
    monkeypatch.setattr(guard, "MAX_TOTAL", 9)
    refused(path)


def test_too_many_entries_are_refused(tmp_path: Path) -> None:
    parts = {f"part{n}": b"x" for n in range(guard.MAX_ENTRIES)}
    assert check_archive(archive(tmp_path / "a.xlsx", parts)) == []
    parts["one more"] = b"x"
    refused(archive(tmp_path / "b.xlsx", parts))


@pytest.mark.parametrize("name", ["../x", "/etc/x", "a/../../x", "..\\x", "C:\\x"])
def test_names_that_lead_outside_are_refused(tmp_path: Path, name: str) -> None:
    refused(archive(tmp_path / "a.xlsx", {name: b"x"}))


def test_lying_directory_is_refused(tmp_path: Path) -> None:
    content = bytes(5 << 20)
    path = archive(tmp_path / "a.xlsx", {"xl/worksheets/sheet1.xml": content})
    data = path.read_bytes()
    path.write_bytes(data.replace(struct.pack("<I", len(content)), struct.pack("<I", 1000)))
    assert "1000" in refused(path).params["reason"]


def test_overlapping_entries_are_refused(tmp_path: Path) -> None:
    path = archive(tmp_path / "a.xlsx", {"first": b"x" * 50, "other": b"y" * 50})
    data = bytearray(path.read_bytes())
    with zipfile.ZipFile(path) as source:
        offset = source.getinfo("other").header_offset
    at = data.rindex(b"PK\x01\x02")
    assert struct.unpack_from("<I", data, at + 42) == (offset,)
    struct.pack_into("<I", data, at + 42, 0)
    path.write_bytes(data)
    refused(path)


def test_encrypted_entry_has_a_password(tmp_path: Path) -> None:
    path = archive(tmp_path / "a.xlsx", {"a": b"x"})
    data = bytearray(path.read_bytes())
    data[data.index(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(data)
    with pytest.raises(PasswordProtected):
        check_archive(path)


def test_damaged_content_is_broken(tmp_path: Path) -> None:
    path = archive(tmp_path / "a.xlsx", {"a": bytes(range(256)) * 40})
    data = bytearray(path.read_bytes())
    data[40:60] = b"\xff" * 20
    path.write_bytes(data)
    with pytest.raises(BrokenFile):
        check_archive(path)


def test_error_cells_are_seen_on_the_way(tmp_path: Path) -> None:
    path = write_workbook(tmp_path / "a.xlsx", {"a": [["x"]]})
    sheet = (
        b'<worksheet><sheetData><row r="1"><c r="A1" t="e"><v>#N/A</v></c>'
        b'<c r="B1"><v>1</v></c><c t="e" r="C7"><f>1/0</f><v>#DIV/0!</v></c>'
        b"</row></sheetData></worksheet>"
    )
    replace_part(path, "xl/worksheets/sheet1.xml", sheet)
    found = [(cell.reference, cell.text) for cell in check_archive(path)]
    assert found == [("A1", "#N/A"), ("C7", "#DIV/0!")]
