"""Files are recognised by content."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from app.intake.errors import BrokenFile, CannotOpen
from app.intake.kinds import FileType, recognise_file
from tests.intake.files import write_workbook

OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", FileType.EMPTY),
        (b"\xef\xbb\xbf \r\n", FileType.EMPTY),
        (b"%PDF-1.7 ...", FileType.PDF),
        (b'<?xml version="1.0"?><CEB303Message/>', FileType.XML),
        (b"\xef\xbb\xbf<CEB303Message/>", FileType.XML),
        (b"<html><table><tr><td>1</td></tr></table>", FileType.WEB_PAGE),
        (b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>',
         FileType.WEB_PAGE),
        (b"\x1f\x8b\x08\x00rest", FileType.ARCHIVE),
        (b"Rar!\x1a\x07\x00rest", FileType.ARCHIVE),
        (b"order,amount\r\n1,2\r\n", FileType.TEXT),
        ("订单编号,金额\r\n".encode("gb18030"), FileType.TEXT),
        ("订单编号,金额\r\n".encode("utf-16"), FileType.TEXT),
        ("order,amount\r\n".encode("utf-16-le"), FileType.TEXT),
        (bytes(range(256)) * 4, FileType.UNKNOWN),
        (OLE2 + "EncryptedPackage".encode("utf-16-le"), FileType.ENCRYPTED),
        (OLE2 + "Workbook".encode("utf-16-le"), FileType.XLS),
        (OLE2 + b"something else", FileType.UNKNOWN),
    ],
)  # fmt: skip
def test_type_is_told_by_the_first_bytes(
    tmp_path: Path, content: bytes, expected: FileType
) -> None:
    path = tmp_path / "file.csv"
    path.write_bytes(content)
    assert recognise_file(path).type is expected


def test_workbook_is_recognised_under_any_name(tmp_path: Path) -> None:
    path = write_workbook(tmp_path / "orders.csv", {"a": [["x"]]})
    look = recognise_file(path)
    assert (look.type, look.fits_name, look.has_macros) == (FileType.XLSX, False, False)


def test_macros_are_seen(tmp_path: Path) -> None:
    path = write_workbook(tmp_path / "orders.xlsm", {"a": [["x"]]})
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"never run")
    look = recognise_file(path)
    assert (look.type, look.fits_name, look.has_macros) == (FileType.XLSX, True, True)


@pytest.mark.parametrize(
    ("part", "expected"),
    [("xl/workbook.bin", FileType.XLSB), ("readme.txt", FileType.ARCHIVE)],
)
def test_zip_is_told_by_its_parts(tmp_path: Path, part: str, expected: FileType) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(part, b"x")
    assert recognise_file(path).type is expected


def test_truncated_workbook_is_broken(tmp_path: Path) -> None:
    path = write_workbook(tmp_path / "a.xlsx", {"a": [["x"]]})
    path.write_bytes(path.read_bytes()[:-200])
    with pytest.raises(BrokenFile):
        recognise_file(path)


def test_missing_file_is_an_error_with_a_reason(tmp_path: Path) -> None:
    with pytest.raises(CannotOpen) as caught:
        recognise_file(tmp_path / "gone.csv")
    assert caught.value.params["reason"]
