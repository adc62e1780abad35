"""Damaged files by the thousand: every one is read, told as a finding, or refused; none hangs.

Text and XML are read in this process. Workbooks pass the guard and then calamine, as in the child;
a few go through the child itself. Half of them are whole archives with a damaged part in it: of a
damaged archive the guard lets little through. Everything follows from the seed, so a failure can be
repeated.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from random import Random
from zipfile import ZIP_DEFLATED, ZipFile

from app.intake.child import frames
from app.intake.guard import check_archive
from app.intake.plan import open_source
from app.messages.ceb.reader import read_message
from app.messages.ceb.receipts import read_receipts
from app.values.errors import AppError
from tests.intake.files import ORDER_HEADERS, order_row, read_all, write_orders, write_workbook
from tests.messages.test_reader import make_message
from tests.workflow.receipts import receipt_file

LONGEST = 10.0
"""Seconds of the processor one input may take."""

CHILD_SHARE = 1_000  # one workbook in so many goes through the child: a process each
BOOK_PARTS = ("xl/worksheets/sheet1.xml", "xl/styles.xml", "xl/workbook.xml", "[Content_Types].xml")
PIECES = (
    b'"', b"\n", b"\r", b",", b"\t", b"\0", b"\xff", b"\x80", b"=1+1", "订".encode(),
    "订".encode("gb18030"), b"1E+99", b"-", b"'", b"\xef\xbb\xbf", b"\xff\xfe", b" " * 50,
    b"9" * 40, b"<", b">", b"&", b"</", b"<!--", b"<![CDATA[", b"]]>", b"&#0;", b"&#x10FFFF;",
    b"<a>" * 30, b'encoding="gbk"', b"<?xml?>", b"xmlns=''", b"<!DOCTYPE a>", b"NaN", b"0x1",
    b"2026-13-45", b"\xed\xa0\x80", b"\xf4\x90\x80\x80", b"\x00\x00\xfe\xff",
)  # fmt: skip

Read = Callable[[bytes, Path], None]


@dataclass(frozen=True, slots=True)
class Failure:
    """An input that was not survived: which one (seed and number), and what happened."""

    kind: str
    seed: int
    number: int
    what: str


@dataclass(frozen=True, slots=True)
class _Kind:
    name: str
    share: int  # of a hundred inputs
    seeds: list[bytes]
    read: Read


def run(inputs: int, *, seed: int = 0) -> Iterator[Failure]:
    """Read so many damaged files; yields what was not survived."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        kinds = _kinds(folder)
        wheel = [kind for kind in kinds for _ in range(kind.share)]
        for number in range(inputs):
            random = Random(f"{seed}-{number}")
            kind = random.choice(wheel)
            data = damaged(random.choice(kind.seeds), random)
            if what := _survived(kind.read, data, folder / f"in.{kind.name}"):
                yield Failure(kind.name, seed, number, what)


def damaged(data: bytes, random: Random) -> bytes:
    """Some pieces put in, bytes changed, parts lost, doubled or moved."""
    for _ in range(random.randint(1, 6)):
        at, end = sorted((random.randint(0, len(data)), random.randint(0, len(data))))
        end = min(end, at + random.choice((1, 4, 40, 4_000)))
        part = data[at:end]
        match random.randrange(6):
            case 0:
                part = random.choice(PIECES) + part
            case 1:
                part = b""
            case 2:
                part *= 2
            case 3:
                part = random.choice(PIECES)
            case 4:
                part = random.randbytes(min(len(part), 8)) + part[8:]
            case _:
                part = part[::-1]
        data = data[:at] + part + data[end:]
    return data if random.random() > 0.03 else data[: random.randint(0, len(data))]


def _survived(read: Read, data: bytes, path: Path) -> str:
    """What went wrong; "" = nothing."""
    began = time.process_time()
    try:
        read(data, path)
    except (AppError, KeyboardInterrupt) as known:
        if isinstance(known, KeyboardInterrupt):
            raise
    except BaseException as error:  # noqa: BLE001 - a panic of calamine is no Exception
        return f"{type(error).__name__}: {error}"
    took = time.process_time() - began
    return f"{took:.1f} s" if took > LONGEST else ""


def _kinds(folder: Path) -> list[_Kind]:
    texts = [
        write_orders(folder / "seed.csv", *rows, encoding=encoding).read_bytes()
        for encoding in ("utf-8", "utf-8-sig", "gb18030", "utf-16")
        for rows in (
            [order_row()],
            [order_row(qty="1,000", price='a"b'), order_row(country="火星")],
        )
    ]
    sheet: list[list[object]] = [list(ORDER_HEADERS), list(order_row()), [1, 2.5, None, True]]
    book = write_workbook(folder / "seed.xlsx", {"订单": sheet})
    with ZipFile(book) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    messages = [make_message(name).encode() for name in ("CEB603", "CEB625", "CEB213", "CEB621")]
    messages.append(messages[0].decode().replace("UTF-8", "GBK").encode("gb18030"))
    receipt = receipt_file(folder / "seed.xml").read_bytes()
    return [
        _Kind("csv", 24, texts, _read_text),
        _Kind("xml", 40, messages, lambda data, _path: _ignore(read_message(data))),
        _Kind("receipt.xml", 26, [receipt], lambda data, _path: _ignore(read_receipts(data))),
        _Kind("xlsx", 6, [book.read_bytes()], _read_workbook),
        *(
            _Kind(f"{number}.xlsx", 1, [parts[part]], partial(_read_part, parts, part))
            for number, part in enumerate(BOOK_PARTS)
        ),
    ]


def _ignore(_read: object) -> None:
    """Reading was all that was wanted."""


def _read_text(data: bytes, path: Path) -> None:
    path.write_bytes(data)
    read_all(open_source(path))


def _read_part(parts: dict[str, bytes], damaged_part: str, data: bytes, path: Path) -> None:
    with ZipFile(path, "w", ZIP_DEFLATED, compresslevel=1) as archive:
        for name, content in (parts | {damaged_part: data}).items():
            archive.writestr(name, content)
    _read_workbook(path.read_bytes(), path)


def _read_workbook(data: bytes, path: Path) -> None:
    path.write_bytes(data)
    check_archive(path)
    if len(data) % CHILD_SHARE == 0:
        read_all(open_source(path))
        return
    *_, last = frames(str(path), None, 200)
    if last[0] != "end":
        raise RuntimeError(f"the last frame is {last[0]}")
