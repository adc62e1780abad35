"""The zip guard: measures a workbook before anything opens it.

Limits after Apache POI's ZipSecureFile and reliability.md B1. The directory of a zip may lie, so
every entry is really inflated (and thrown away), never beyond its limit.
"""

from __future__ import annotations

import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from app.files import in_words
from app.intake.errors import BrokenFile, CannotOpen, DangerousArchive, PasswordProtected

MAX_ENTRIES = 2_000
MAX_ENTRY = 100 << 20
MAX_TOTAL = 200 << 20
MAX_RATIO = 100
RATIO_FROM = 1 << 20  # small entries of honest files are often that regular
MAX_ERROR_CELLS = 1_000

_BLOCK = 1 << 18
_LOCAL_HEADER = struct.Struct("<4s22xHH")
_IS_ENCRYPTED = 1
_SHEET = re.compile(r"xl/worksheets/[^/]+\.xml")
_ERROR_CELL = re.compile(
    rb'<(?:\w+:)?c (?=[^>]*\bt="e")[^>]*\br="([A-Z]{1,3}\d{1,7})"[^>]*>'
    rb"(?:<(?:\w+:)?f[^<]*(?:</(?:\w+:)?f>)?)*<(?:\w+:)?v>(#[^<]{1,14})<"
)
_OVERLAP = 4096


@dataclass(frozen=True, slots=True)
class ErrorCell:
    """A cell that shows an error (#N/A): part of the workbook, reference ("C7"), text."""

    part: str
    reference: str
    text: str


def check_archive(path: Path) -> list[ErrorCell]:
    """Refuse a zip that is dangerous or damaged; return the error cells seen on the way (the
    reader shows them as empty). Raises DangerousArchive, BrokenFile, PasswordProtected, CannotOpen.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            entries = sorted(archive.infolist(), key=lambda entry: entry.header_offset)
        _check_directory(path, entries)
        with path.open("rb") as file:
            return list(_error_cells(path, file, entries))
    except (zipfile.BadZipFile, zlib.error, struct.error, ValueError) as error:
        raise BrokenFile(file=path.name, reason=error) from error
    except NotImplementedError as error:
        raise DangerousArchive(file=path.name, reason=error) from error
    except OSError as error:
        raise CannotOpen(file=path.name, **in_words(error, "reason")) from error


def _check_directory(path: Path, entries: list[zipfile.ZipInfo]) -> None:
    """Everything that shows without inflating."""

    def refuse(reason: str) -> None:
        raise DangerousArchive(file=path.name, reason=reason)

    if len(entries) > MAX_ENTRIES:
        refuse(f"{len(entries)} > {MAX_ENTRIES}")
    if len({entry.filename for entry in entries}) < len(entries):
        refuse("duplicate names")
    if (total := sum(entry.file_size for entry in entries)) > MAX_TOTAL:
        refuse(f"{total >> 20} MB > {MAX_TOTAL >> 20} MB")
    end = 0
    for entry in entries:
        if entry.flag_bits & _IS_ENCRYPTED:
            raise PasswordProtected(file=path.name)
        if _leads_outside(entry.filename):
            refuse(entry.filename[:60])
        if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            refuse(f"compression {entry.compress_type}")
        if entry.header_offset < end:
            refuse("overlapping entries")
        end = entry.header_offset + _LOCAL_HEADER.size + entry.compress_size
        if reason := _too_big(entry, entry.file_size):
            refuse(reason)


def _leads_outside(name: str) -> bool:
    parts = name.replace("\\", "/").split("/")
    return ".." in parts or parts[0] == "" or ":" in name or "\0" in name


def _too_big(entry: zipfile.ZipInfo, size: int) -> str:
    if size > MAX_ENTRY:
        return f"{entry.filename[:60]}: {size >> 20} MB > {MAX_ENTRY >> 20} MB"
    if size > RATIO_FROM and size > MAX_RATIO * max(1, entry.compress_size):
        return f"{entry.filename[:60]}: {size // max(1, entry.compress_size)}:1 > {MAX_RATIO}:1"
    return ""


def _error_cells(path: Path, file: BinaryIO, entries: list[zipfile.ZipInfo]) -> Iterator[ErrorCell]:
    left = MAX_ERROR_CELLS
    for entry in entries:
        is_sheet = _SHEET.fullmatch(entry.filename) is not None
        size = 0
        tail = b""
        for block in _inflate(file, entry):
            size += len(block)
            if size > entry.file_size:
                reason = f"{entry.filename[:60]}: {size} > {entry.file_size}"
                raise DangerousArchive(file=path.name, reason=reason)
            if is_sheet and left and b't="e"' in (text := tail + block):
                for match in _ERROR_CELL.finditer(text):
                    if match.end() > len(tail) and left:
                        left -= 1
                        yield ErrorCell(entry.filename, match[1].decode(), match[2].decode())
            tail = block[-_OVERLAP:]
        if size < entry.file_size:
            raise BrokenFile(file=path.name, reason=f"{entry.filename[:60]}: {size}")


def _inflate(file: BinaryIO, entry: zipfile.ZipInfo) -> Iterator[bytes]:
    """The real content of an entry, whatever the directory says about its size."""
    file.seek(entry.header_offset)
    magic, name_length, extra_length = _LOCAL_HEADER.unpack(file.read(_LOCAL_HEADER.size))
    if magic != b"PK\x03\x04":
        raise zipfile.BadZipFile("local header")
    file.seek(name_length + extra_length, 1)
    left = entry.compress_size
    inflater = zlib.decompressobj(-zlib.MAX_WBITS)
    is_stored = entry.compress_type == zipfile.ZIP_STORED
    while left > 0 and (packed := file.read(min(left, _BLOCK))):
        left -= len(packed)
        if is_stored:
            yield packed
            continue
        while packed and not inflater.eof:
            yield inflater.decompress(packed, 1 << 20)
            packed = inflater.unconsumed_tail
    if not is_stored:
        yield inflater.flush()
