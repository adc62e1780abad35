"""Bar codes and QR codes as filled boxes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import groupby

from app.printing.page import Box, Ink

BAR = 0.25  # mm: the narrowest bar that office printers and hand scanners agree on


def bars(text: str, x: float, y: float, height: float) -> list[Box]:
    """A Code 128 of ASCII text from x to the right; none for text it cannot hold."""
    return [Box(x + at * BAR, y, run * BAR, height, Ink.TEXT) for at, run in _runs(_modules(text))]


def bars_width(text: str) -> float:
    """How wide `bars` gets, in mm; 0 = none."""
    return len(_modules(text)) * BAR


def squares(text: str, x: float, y: float, size: float) -> list[Box]:
    """A QR code of any text in a square of `size` mm; none for no text. It needs a quarter of that
    left white around it."""
    matrix = _matrix(text) if text else ()
    module = size / max(len(matrix), 1)
    return [
        Box(x + at * module, y + row * module, run * module, module, Ink.TEXT)
        for row, line in enumerate(matrix)
        for at, run in _runs(line)
    ]


@lru_cache(maxsize=64)
def _modules(text: str) -> str:
    if not text or not text.isascii() or not text.isprintable():
        return ""
    from barcode.codex import Code128

    return str(Code128(text).build()[0])


@lru_cache(maxsize=64)
def _matrix(text: str) -> tuple[str, ...]:
    import segno

    code = segno.make_qr(text, error="m")
    return tuple("".join("01"[module & 1] for module in row) for row in code.matrix)


def _runs(line: Iterable[str]) -> Iterator[tuple[int, int]]:
    """Start and length of every run of dark modules."""
    at = 0
    for dark, group in groupby(line):
        length = sum(1 for _ in group)
        if dark == "1":
            yield at, length
        at += length
