"""Finding by pinyin initials: 申报清单 is found by "sbqd" as well as by its Chinese and English."""

from __future__ import annotations

from functools import lru_cache

from app.text import LANGUAGES, text


@lru_cache(maxsize=4096)
def initials(chinese: str) -> str:
    """The first letters of the syllables; other characters stay."""
    from pypinyin import Style, lazy_pinyin  # slow to import, needed at the first search only

    return "".join(lazy_pinyin(chinese, style=Style.FIRST_LETTER)).lower()


@lru_cache(maxsize=1024)
def words_for(key: str) -> str:
    """Everything a text key may be looked for by, lower case: both languages and the initials."""
    both = [text(key, language) for language in LANGUAGES]
    return " ".join([*both, initials(both[0])]).lower()


def letters(chinese: str) -> str:
    """The initials character by character: a hundred times quicker than `initials`, which knows
    whole words; for tables of thousands of names."""
    for character in set(chinese) - _LETTERS.keys():
        _LETTERS[character] = initials(character)
    return "".join([_LETTERS[character] for character in chinese])


_LETTERS: dict[str, str] = {}
