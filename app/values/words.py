"""Words that tell a person from others (names, telephone and identity numbers, addresses), found
and replaced in texts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

MARK = "***"
_SHORT, _LONG = 2, 6  # characters looked up first
_LEAST_LATIN, _LEAST_DIGITS, _LEAST_OTHER = 3, 6, 2
_FIELD = re.compile(r"[a-z][a-z0-9_.]*")


class Words:
    """A set of words to look for. A word of Latin letters or digits counts only where no letter or
    digit touches it; one too short to tell anybody apart is left out."""

    def __init__(self, words: Iterable[str]) -> None:
        self._by_start: dict[str, list[str]] = {}
        for word in {known for each in words if (known := " ".join(each.lower().split()))}:
            if _tells(word):
                start = word[: _LONG if len(word) >= _LONG else _SHORT]
                self._by_start.setdefault(start, []).append(word)
        for each in self._by_start.values():
            each.sort(key=len, reverse=True)

    def __bool__(self) -> bool:
        return bool(self._by_start)

    def __iter__(self) -> Iterator[str]:
        return (word for each in self._by_start.values() for word in each)

    def replaced(self, text: str) -> str:
        """The text with every one of the words masked; the same text when it holds none."""
        low = text.lower()
        if len(low) != len(text):  # a letter whose small form is longer: places would not agree
            low = text = low
        parts, at, kept = [], 0, 0
        while at < len(low):
            if length := self._length_at(low, at):
                parts += [text[kept:at], MARK]
                at = kept = at + length
            else:
                at += 1
        return "".join([*parts, text[kept:]]) if parts else text

    def replaced_in(self, value: Any) -> Any:
        """Plain values as JSON has them, with the words masked; keys that are words of the program
        stay."""
        if isinstance(value, str):
            return self.replaced(value)
        if isinstance(value, list):
            return [self.replaced_in(each) for each in value]
        if isinstance(value, dict):
            return {self._key(name): self.replaced_in(each) for name, each in value.items()}
        if isinstance(value, int) and not isinstance(value, bool):
            masked = self.replaced(str(value))
            return value if masked == str(value) else masked
        return value

    def _key(self, name: str) -> str:
        return name if _FIELD.fullmatch(name) else self.replaced(name)

    def _length_at(self, low: str, at: int) -> int:
        for size in (_LONG, _SHORT):
            for word in self._by_start.get(low[at : at + size], ()):
                if low.startswith(word, at) and _stands_alone(low, at, at + len(word)):
                    return len(word)
        return 0


def _tells(word: str) -> bool:
    if not word.isascii():
        return len(word) >= _LEAST_OTHER
    if not any(map(str.isalpha, word)):
        return sum(map(str.isdigit, word)) >= _LEAST_DIGITS
    return len(word) >= _LEAST_LATIN


def _stands_alone(text: str, start: int, end: int) -> bool:
    """Whether a word is not a part of a longer number or Latin word."""
    return not (_touches(text, start, start - 1) or _touches(text, end - 1, end))


def _touches(text: str, edge: int, beside: int) -> bool:
    if not 0 <= beside < len(text):
        return False
    pair = text[edge] + text[beside]
    return pair.isascii() and pair.isalnum()
