"""Cleaning of codes, and the keys documents are matched by. Text for people stays as it is."""

from __future__ import annotations

import hashlib
import re
import unicodedata

_NOT_KEY = re.compile(r"[\W_]+")
_NOT_KEY_ASCII = bytes(byte for byte in range(128) if not chr(byte).isalnum())
_INVISIBLE = re.compile(  # as Unicode names them (Default_Ignorable_Code_Point), after NFKC
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e"
    "\u2060-\u206f\ufe00-\ufe0f\ufeff\U000e0000-\U000e0fff]"
)


def clean_code(text: str) -> str:
    """Full-width → half-width (NFKC), without spaces at the ends or invisible characters.

    For codes and numbers only: leading zeros stay, case stays."""
    if text.isascii():
        return text.strip()
    return _INVISIBLE.sub("", unicodedata.normalize("NFKC", text)).strip()


def key_from_number(text: str) -> str:
    """The key two spellings of one number share: NFKC, upper case, letters and digits only."""
    if text.isascii():
        text = text.upper()
        if text.isalnum():
            return text
        return text.encode().translate(None, _NOT_KEY_ASCII).decode()
    text = _INVISIBLE.sub("", unicodedata.normalize("NFKC", text)).upper()
    return text if text.isalnum() else _NOT_KEY.sub("", text)


def hash_from_name(text: str) -> int:
    """A 63-bit key for comparing names in SQL: spelling variants that differ only in width, case,
    spaces or punctuation share it; 0 = no name given."""
    key = key_from_number(text)
    if not key:
        return 0
    digest = hashlib.blake2b(key.encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big") >> 1 or 1


def hash_from_id_no(text: str) -> int:
    """The key of an ID number, by which the purchases of one buyer are found without the number
    itself; 0 = no number."""
    return hash_from_name(text)
