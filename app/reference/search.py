"""Finding rows of a code table by what a person types: code, Chinese, pinyin initials, English.

The best fit comes first; a tie keeps the order of the table. Nothing is chosen here: whoever asks
gets suggestions.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

MOST = 50
_LEAST_LIKENESS = 0.34  # of the pairs of neighbouring characters in what was typed


@dataclass(frozen=True, slots=True)
class Offer:
    """A code that fits what was typed. `note` says what more is known about it: the unit of a goods
    code, the article it was chosen for."""

    code: str
    name_zh: str
    name_en: str = ""
    note: str = ""

    def name(self, language: str) -> str:
        """The name in a language, else in the one there is."""
        first, second = (
            (self.name_zh, self.name_en) if language == "zh_CN" else (self.name_en, self.name_zh)
        )
        return first or second


@dataclass(frozen=True, slots=True)
class _Row:
    offer: Offer
    code: str
    chinese: str
    initials: str
    english: str


class CodeSearch:
    """A table made ready for searching. Building it reads all rows; asking it is quick."""

    def __init__(self, offers: Iterable[Offer], initials: Callable[[str], str]) -> None:
        self._rows = [
            _Row(
                offer,
                offer.code.lower(),
                offer.name_zh.lower(),
                initials(offer.name_zh),
                offer.name_en.lower(),
            )
            for offer in offers
        ]
        self._by_code = {row.offer.code: row.offer for row in self._rows}

    def by_code(self, code: str) -> Offer | None:
        """The row of a code."""
        return self._by_code.get(code)

    def find(self, typed: str, limit: int = MOST) -> list[Offer]:
        """The rows that fit every word typed, best first; all rows when nothing was typed. When no
        row holds the words, those whose Chinese name shares enough pairs of characters."""
        words = typed.lower().split()
        if not words:
            return [row.offer for row in self._rows[:limit]]
        ranked = [(rank, row) for row in self._rows if (rank := _rank(row, words)) is not None]
        ranked.sort(key=lambda pair: pair[0])
        found = [row.offer for _rank_, row in ranked[:limit]]
        return found or self._alike("".join(words), limit)

    def _alike(self, text: str, limit: int) -> list[Offer]:
        wanted = pairs(text)
        if not wanted or text.isascii():
            return []
        least = max(1, round(len(wanted) * _LEAST_LIKENESS))
        scored = [(sum(pair in row.chinese for pair in wanted), row) for row in self._rows]
        fitting = [(score, row) for score, row in scored if score >= least]
        fitting.sort(key=lambda pair: -pair[0])
        return [row.offer for _score, row in fitting[:limit]]


def pairs(text: str) -> set[str]:
    """The neighbouring characters of a text: what two similar names share."""
    return {text[at : at + 2] for at in range(len(text) - 1)}


def _rank(row: _Row, words: Sequence[str]) -> tuple[int, int] | None:
    """How well a row fits all words: the worst of them counts, then the shorter name."""
    worst = 0
    for word in words:
        rank = _word_rank(row, word)
        if rank is None:
            return None
        worst = max(worst, rank)
    return worst, len(row.chinese or row.english)


def _word_rank(row: _Row, word: str) -> int | None:
    """0 the code or name itself, 1 their start, 2 an English word, 3 initials, 4 anywhere."""
    if word in (row.code, row.chinese, row.english):
        return 0
    if row.code.startswith(word) or row.chinese.startswith(word):
        return 1
    if word.isdigit():
        return None  # a number in a name ("83.33分特") is no reason to offer it
    if row.english.startswith(word) or f" {word}" in row.english:
        return 2
    if word.isascii() and word in row.initials:
        return 3 if row.initials.startswith(word) else 4
    return 4 if word in row.chinese else None
