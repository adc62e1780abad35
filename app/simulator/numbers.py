"""Numbers the e-port and customs give to documents: the same for the same document every time."""

from __future__ import annotations

import hashlib

from app.simulator.trade import Trade

_PRE_DIGITS = 9  # preNo: a letter + yyyymmdd + 9 digits


def draw(*parts: object) -> int:
    """A number that looks random and is fixed by its parts."""
    text = "\x1f".join(map(str, parts)).encode()
    return int.from_bytes(hashlib.blake2b(text, digest_size=8).digest(), "big")


def guid_of(*parts: object) -> str:
    """A message id in the usual form, fixed by its parts."""
    digits = f"{draw(0, *parts):016X}{draw(1, *parts):016X}"
    return "-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]))


class Numbers:
    """Gives out numbers, none twice."""

    def __init__(self) -> None:
        self._given: set[str] = set()
        self._kept: dict[tuple[str, tuple[str, ...]], str] = {}

    def pre_no(self, day: str, key: tuple[str, ...], letter: str = "B") -> str:
        """An e-port number for a document of this day (YYYYMMDD)."""
        return self._free(f"{letter}{day}", _PRE_DIGITS, key)

    def decl_no(self, office: str, year: str, trade: Trade, key: tuple[str, ...]) -> str:
        """A customs list number: office + year + E or I + digits."""
        return self._free(f"{office}{year}{trade.flag}", trade.digits, key)

    def kept(self, stem: str, digits: int, key: tuple[str, ...]) -> str:
        """A number with this stem: the same whenever it is asked for by this key."""
        if (stem, key) not in self._kept:
            self._kept[stem, key] = self._free(stem, digits, key)
        return self._kept[stem, key]

    def _free(self, prefix: str, digits: int, key: tuple[str, ...]) -> str:
        size = 10**digits
        value = draw(prefix, *key) % size
        while (number := f"{prefix}{value:0{digits}d}") in self._given:
            value = (value + 1) % size
        self._given.add(number)
        return number
