"""Blocks of cells as they go through the clipboard to and from Excel: tab-separated text.

A cell is quoted only when it holds a tab, a line break, or would else be taken for a quoted one;
nothing else is ever changed, so leading zeros, full-width digits and quotes survive.
"""

from __future__ import annotations

from collections.abc import Sequence

Block = list[list[str]]
_QUOTE = '"'


def block_from_text(text: str) -> Block:
    """The cells of a text; rows may differ in length. "" = no rows."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if not text:
        return []
    rows: Block = [[]]
    at = 0
    while True:
        cell, at = _cell(text, at)
        rows[-1].append(cell)
        if at >= len(text):
            return rows
        if text[at] == "\n":
            if at == len(text) - 1:  # Excel ends the last row too
                return rows
            rows.append([])
        at += 1


def text_from_block(block: Sequence[Sequence[str]]) -> str:
    """The text of some cells."""
    return "\n".join("\t".join(_written(cell) for cell in row) for row in block)


def _cell(text: str, at: int) -> tuple[str, int]:
    """The cell that begins at a place, and where it ends."""
    if text.startswith(_QUOTE, at):
        quoted = _quoted(text, at + 1)
        if quoted is not None:
            return quoted
    ends = [end for end in (text.find("\t", at), text.find("\n", at)) if end >= 0]
    end = min(ends, default=len(text))
    return text[at:end], end


def _quoted(text: str, at: int) -> tuple[str, int] | None:
    """A quoted cell and its end; None when the quote is just a character of the cell."""
    cell = ""
    while True:
        end = text.find(_QUOTE, at)
        if end < 0:
            return None
        cell += text[at:end]
        if text.startswith(_QUOTE, end + 1):
            cell += _QUOTE
            at = end + 2
        elif end + 1 == len(text) or text[end + 1] in "\t\n":
            return cell, end + 1
        else:
            return None


def _written(cell: str) -> str:
    if "\t" in cell or "\n" in cell or cell.startswith(_QUOTE):
        return _QUOTE + cell.replace(_QUOTE, 2 * _QUOTE) + _QUOTE
    return cell
