"""What a file is, told by its first bytes and never by its extension. Reads, never unpacks."""

from __future__ import annotations

import zipfile
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from app.files import in_words, other_kind
from app.intake.errors import BrokenFile, CannotOpen

_OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ARCHIVES = (b"\x1f\x8b", b"7z\xbc\xaf\x27\x1c", b"Rar!\x1a\x07", b"PK\x05\x06")
_SAMPLE = 4096
_OLE2_SEARCHED = 64 << 20


class FileType(StrEnum):
    """Recognised formats. `ENCRYPTED` is a password-protected office file, `WEB_PAGE` a table saved
    as HTML or SpreadsheetML under the name of a workbook."""

    XLSX = "xlsx"
    XLSB = "xlsb"
    XLS = "xls"
    ODS = "ods"
    TEXT = "text"
    XML = "xml"
    ARCHIVE = "archive"
    PDF = "pdf"
    WEB_PAGE = "web_page"
    ENCRYPTED = "encrypted"
    EMPTY = "empty"
    UNKNOWN = "unknown"


WORKBOOKS = frozenset({FileType.XLSX, FileType.XLSB, FileType.XLS, FileType.ODS})
ZIPPED = frozenset({FileType.XLSX, FileType.XLSB, FileType.ODS})

_EXTENSIONS = {
    FileType.XLSX: {".xlsx", ".xlsm", ".xltx", ".xltm", ".et"},
    FileType.XLSB: {".xlsb"},
    FileType.XLS: {".xls", ".xlt", ".et"},
    FileType.ODS: {".ods"},
    FileType.TEXT: {".csv", ".txt", ".tsv", ".tab"},
    FileType.XML: {".xml"},
}


@dataclass(frozen=True, slots=True)
class FileLook:
    """What a file is. `fits_name` is false when the extension promises something else;
    `has_macros` says that a workbook carries a program (which is never run)."""

    type: FileType
    fits_name: bool = True
    has_macros: bool = False


def recognise_file(path: Path) -> FileLook:
    """Look at a file. Raises CannotOpen, BrokenFile (a zip without its directory)."""
    if kind := other_kind(path):
        raise CannotOpen("files.other_kind", file=path.name, path=path, kind_key=kind)
    try:
        with path.open("rb") as file:
            head = file.read(_SAMPLE)
        if head.startswith(b"PK\x03\x04"):
            found, has_macros = _look_into_zip(path)
        elif head.startswith(_OLE2):
            found, has_macros = _look_into_ole2(path)
        else:
            found, has_macros = _type_from_bytes(head), False
    except OSError as error:
        raise CannotOpen(file=path.name, **in_words(error, "reason")) from error
    expected = _EXTENSIONS.get(found)
    fits = expected is None or path.suffix.lower() in expected
    return FileLook(found, fits, has_macros)


def _look_into_zip(path: Path) -> tuple[FileType, bool]:
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
            is_ods = "content.xml" in names and "mimetype" in names
    except (zipfile.BadZipFile, NotImplementedError, ValueError, UnicodeDecodeError) as error:
        raise BrokenFile(file=path.name, reason=error) from error
    has_macros = any(name.lower().endswith("vbaproject.bin") for name in names)
    if "xl/workbook.xml" in names:
        return FileType.XLSX, has_macros
    if "xl/workbook.bin" in names:
        return FileType.XLSB, has_macros
    return (FileType.ODS if is_ods else FileType.ARCHIVE), has_macros


def _look_into_ole2(path: Path) -> tuple[FileType, bool]:
    with path.open("rb") as file:
        content = file.read(_OLE2_SEARCHED)

    def has_stream(name: str) -> bool:
        return name.encode("utf-16-le") in content

    if has_stream("EncryptedPackage"):
        return FileType.ENCRYPTED, False
    if has_stream("Workbook") or has_stream("Book"):
        return FileType.XLS, has_stream("_VBA_PROJECT")
    return FileType.UNKNOWN, False


def _type_from_bytes(head: bytes) -> FileType:
    if not head.strip(b"\xef\xbb\xbf\xff\xfe \t\r\n\0"):
        return FileType.EMPTY
    if head.startswith(b"%PDF"):
        return FileType.PDF
    if head.startswith(_ARCHIVES):
        return FileType.ARCHIVE
    start = head.replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").lower()
    if start.startswith((b"<html", b"<!doctype html", b"<table", b"<meta")):
        return FileType.WEB_PAGE
    if start.startswith(b"<"):
        is_page = b"schemas-microsoft-com:office" in start or b"<html" in start
        return FileType.WEB_PAGE if is_page else FileType.XML
    return FileType.TEXT if _is_text(head) else FileType.UNKNOWN


def _is_text(head: bytes) -> bool:
    """Text holds hardly any control bytes; the zero bytes of UTF-16 stand all on even or all on
    odd places."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return True
    control = sum(byte < 32 and byte not in (9, 10, 11, 12, 13, 0) for byte in head)
    zeros = (head[::2].count(0), head[1::2].count(0))
    is_utf16 = max(zeros) > 10 * min(zeros)
    return control * 50 < len(head) and (is_utf16 or sum(zeros) * 20 < len(head))
