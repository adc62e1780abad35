"""Breaking text into lines. Nothing is ever cut off: what does not fit goes to the next line."""

from __future__ import annotations

import re

from app.printing.page import Font, Measure

# A piece ends where a line may break: after a space or a separator, and around every ideograph;
# punctuation that must not begin a line stays with what is before it.
_CLOSING = "，。、；：！？）】」』》〉”’％"
_OPENING = "（【「『《〈“‘"
_WIDE = "\u2e80-\u9fff\uac00-\ud7a3\uf900-\ufaff\uff00-\uffef\u3000-\u30ff"
_PIECE = re.compile(
    rf"[{_OPENING}]*[{_WIDE}][{_CLOSING}]*"
    rf"|[^\s{_WIDE}|/,;_-]*[|/,;_-]+"
    rf"|[^\s{_WIDE}|/,;_-]+[{_CLOSING}]*"
    r"|\s+"
)


def wrapped(text: str, font: Font, width: float, measure: Measure) -> list[str]:
    """The lines of a text within a width in mm; at least one. A piece wider than that is broken
    between any two of its characters."""
    lines: list[str] = []
    for paragraph in text.splitlines() or [""]:
        lines += _lines(paragraph, font, width, measure)
    return lines


def _lines(text: str, font: Font, width: float, measure: Measure) -> list[str]:
    if measure(text, font) <= width:
        return [text.rstrip()]
    lines: list[str] = []
    line = ""
    for piece in _fitting(_PIECE.findall(text), font, width, measure):
        if line and measure(line + piece.rstrip(), font) > width:
            lines.append(line.rstrip())
            line = ""
        line = line + piece if line else piece.lstrip()
    return [*lines, line.rstrip()] if line.strip() or not lines else lines


def _fitting(pieces: list[str], font: Font, width: float, measure: Measure) -> list[str]:
    """The pieces, those that are wider than a line broken into characters."""
    fitting: list[str] = []
    for piece in pieces:
        fitting += [piece] if measure(piece, font) <= width else list(piece)
    return fitting
