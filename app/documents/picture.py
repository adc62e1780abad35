"""What a paper is and how large its picture is, read from its first bytes; nothing is decoded.

A picture of a few hundred bytes may say that it is a billion dots wide: whoever decodes it must
have asked for its size before.
"""

from __future__ import annotations

from collections.abc import Iterator

PNG, JPEG, PDF = "image/png", "image/jpeg", "application/pdf"
ENDINGS = {PNG: ".png", JPEG: ".jpg", PDF: ".pdf"}
"""How the name of a file of each kind ends."""

MOST_DOTS = 64_000_000  # a page of A4 scanned at 600 to the inch has 35 million
MOST_DOTS_A_SIDE = 30_000

_BEGINNINGS = (
    (b"\x89PNG\r\n\x1a\n", b"IEND\xaeB`\x82", PNG),
    (b"\xff\xd8\xff", b"\xff\xd9", JPEG),
    (b"%PDF-", b"%%EOF", PDF),
)
_END = 1024  # bytes at the end of a file in which its last mark stands
_HEAD = b"\x00\x00\x00\x0dIHDR"  # the first part of every PNG
_ALONE = frozenset({0x01, *range(0xD0, 0xD8)})  # marks of a JPEG that have no length
_NO_SIZE = frozenset({0xC4, 0xC8, 0xCC})  # among C0 to CF, those that are no frames
_FIGURES = frozenset({0xD9, 0xDA})  # from here on a JPEG has no more heads


def media_of(data: bytes) -> str:
    """What the bytes are; "" for none of the three kinds, or one that breaks off."""
    for begin, end, media in _BEGINNINGS:
        if data.startswith(begin):
            return media if end in data[-_END:] else ""
    return ""


def dots_of(data: bytes) -> tuple[int, int] | None:
    """Width and height that a PNG or JPEG says it has; None when it does not say."""
    media = media_of(data)
    if media == PNG:
        if data[8:16] != _HEAD:
            return None
        width, height = int.from_bytes(data[16:20], "big"), int.from_bytes(data[20:24], "big")
    elif media == JPEG:
        width, height = next(_frames(data), (0, 0))
    else:
        return None
    return (width, height) if width and height else None


def is_drawable(data: bytes) -> bool:
    """Whether a picture says how large it is, and decoding that much is no danger."""
    dots = dots_of(data)
    return dots is not None and max(dots) <= MOST_DOTS_A_SIDE and dots[0] * dots[1] <= MOST_DOTS


def _frames(data: bytes) -> Iterator[tuple[int, int]]:
    """The size in every frame head of a JPEG; there should be one."""
    at = 2
    while at + 4 <= len(data) and data[at] == 0xFF:
        mark = data[at + 1]
        if mark == 0xFF or mark in _ALONE:
            at += 1 if mark == 0xFF else 2
            continue
        if mark in _FIGURES:
            return
        length = int.from_bytes(data[at + 2 : at + 4], "big")
        if 0xC0 <= mark <= 0xCF and mark not in _NO_SIZE and at + 9 <= len(data):
            yield int.from_bytes(data[at + 7 : at + 9]), int.from_bytes(data[at + 5 : at + 7])
        at += 2 + max(length, 2)
