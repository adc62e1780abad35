"""Column headers as keys: two spellings of one header are the same header."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

from app.intake.numbers import weight_unit
from app.intake.table import Cell

_BRACKETED = re.compile(r"[(\[【<{]([^)\]】>}]*)[)\]】>}]")
_NOT_WORD = re.compile(r"[\W_]+")
_SEPARATED_UNIT = re.compile(r"[\s/_:,-](kgs?|g|lbs?|oz|千克|公斤|克)\s*$", re.IGNORECASE)


@lru_cache(maxsize=4096)
def header_key(header: str) -> str:
    """The key of a header: "Order No." = "orderNo" = "order_no" = "ＯＲＤＥＲ　ＮＯ".

    Width, case, spaces and punctuation do not matter; what stands in brackets does."""
    return _NOT_WORD.sub("", unicodedata.normalize("NFKC", header).casefold())


@lru_cache(maxsize=4096)
def bare_key(header: str) -> str:
    """The key without notes in brackets and without a unit: "重量（g）*" = "重量"."""
    text = _BRACKETED.sub(" ", unicodedata.normalize("NFKC", header))
    return header_key(_SEPARATED_UNIT.sub("", text.strip(" *")))


def unit_in_header(header: str) -> str:
    """The unit of weight a header names ("重量(克)" → "g"), "" when it names none."""
    text = unicodedata.normalize("NFKC", header)
    words = [match[1] for match in _BRACKETED.finditer(text)]
    if match := _SEPARATED_UNIT.search(text.strip()):
        words.append(match[1])
    return next((unit for word in words if (unit := weight_unit(word))), "")


def fingerprint(headers: Sequence[str]) -> str:
    """Stable name of a header row: same headers in the same order, same fingerprint (16 hex
    digits). Empty columns at the end do not count."""
    keys = [header_key(header) for header in headers]
    while keys and not keys[-1]:
        keys.pop()
    return hashlib.sha256("\x1f".join(keys).encode()).hexdigest()[:16]


def header_texts(row: Sequence[Cell]) -> tuple[str, ...]:
    """A row of cells as headers: line breaks and repeated spaces become one space."""
    return tuple(" ".join(str(cell).replace("\0", "").split()) for cell in row)
