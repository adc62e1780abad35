"""Finding by pinyin initials: 申报清单 is found by "sbqd" as well as by its Chinese and English."""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import cache, lru_cache, partial

from app.text import LANGUAGES, text

# Words of ours with a character that begins otherwise when it stands alone. The library's own
# 47,000 phrases are not loaded: they stop the window for half a second at the first key typed.
_WORDS = {
    "重新": [["chóng"], ["xīn"]],
    "重复": [["chóng"], ["fù"]],
    "校验": [["jiào"], ["yàn"]],
    "银行": [["yín"], ["háng"]],
    "会计": [["kuài"], ["jì"]],
    "调整": [["tiáo"], ["zhěng"]],
}


@lru_cache(maxsize=4096)
def initials(chinese: str) -> str:
    """The first letters of the syllables; other characters stay."""
    return "".join(_speaker()(chinese)).lower()


@cache
def _speaker() -> Callable[[str], list[str]]:
    """The library, imported at the first search."""
    os.environ.setdefault("PYPINYIN_NO_PHRASES", "1")  # the library's own switch
    from pypinyin import Style, lazy_pinyin, load_phrases_dict

    load_phrases_dict(_WORDS)
    return partial(lazy_pinyin, style=Style.FIRST_LETTER)


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
