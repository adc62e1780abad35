"""From what files write to the official code: "US", "United States", "美国", "502" → "USA".

A text that can mean more than one row is not recognised: a wrong country passes unseen, an unknown
one is asked about. A number is read as the code customs used until 2018-07-31, the only numbers the
messages of this trade ever carried for countries; ISO country numbers are not read, because dozens
of them are the customs code of another country (304: Germany or Greenland). Currencies are read by
both, for payment files carry ISO numbers, except where the two disagree (344).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import cache

from app import resources
from app.reference.tables import Entry, table

# Columns of each table whose text stands for the row.
_WORDS = {
    "country": ("alpha2", "legacy_code", "name_zh", "name_en"),
    "currency": ("legacy_code", "iso_numeric", "name_zh", "name_en"),
    "unit": ("name_zh", "unece_rec20"),
}
_PADDED = {"unit": 3}  # spreadsheets eat leading zeros; every unit code has three digits
_UNSPOKEN = re.compile(r"[\s.,'’`()\[\]·_\u00ad\u200b-\u200f\u2060\ufeff-]+")


def word_key(text: str) -> str:
    """The key two spellings share: width, case, spaces and the punctuation of names do not matter;
    currency signs, accents and slashes (kg/m is no KGM) do."""
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text)
    return _UNSPOKEN.sub("", text.casefold().replace("&", "and"))


class Recogniser:
    """Finds the code of one table (country, currency or unit) in what people write."""

    def __init__(self, name: str, entries: Iterable[Entry]) -> None:
        self._width = _PADDED.get(name, 0)
        self._codes = _index(name, entries)

    def code(self, text: str) -> str | None:
        """The official code; None when the text is unknown or ambiguous. Cost: one dictionary."""
        key = word_key(text)
        if key.isdecimal():
            if not text.strip().isdecimal():
                return None  # 3.5 is an amount, not the code 35
            key = key.zfill(self._width)
        return self._codes.get(key)


def _index(name: str, entries: Iterable[Entry]) -> dict[str, str]:
    rows = list(entries)
    extra = resources.load_toml("codes/aliases.toml")[name]
    meanings: dict[str, set[str]] = {}
    for entry in rows:
        for word in (entry[column] for column in _WORDS[name]):
            meanings.setdefault(word_key(word), set()).add(entry.code)
    codes = {key: next(iter(found)) for key, found in meanings.items() if len(found) == 1}
    for code, words in extra["aliases"].items():
        codes |= {word_key(word): code for word in words}
    for word in ("", *extra["ambiguous"]):
        codes.pop(word_key(word), None)
    return codes | {word_key(entry.code): entry.code for entry in rows}


@cache
def _shipped(name: str) -> Recogniser:
    return Recogniser(name, table(name).entries())


def country_code(text: str) -> str | None:
    """The three-letter customs code of a country: from the code, alpha-2, the code before 2018, the
    Chinese or English name, or a usual other name."""
    return _shipped("country").code(text)


def currency_code(text: str) -> str | None:
    """The three-letter customs code of a currency; "$" and "¥" alone are ambiguous."""
    return _shipped("currency").code(text)


def unit_code(text: str) -> str | None:
    """The three-digit customs code of a unit of measure; "35" is read as "035"."""
    return _shipped("unit").code(text)
