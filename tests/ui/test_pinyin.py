"""What people type is found by the letters its syllables begin with."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

from app.text import keys, text
from app.ui.pinyin import initials, letters, words_for

OFFERED = ("action.", "page.", "settings.")  # what the palette looks through

NO_PHRASES = "PYPINYIN_NO_PHRASES"
_WHOLE = """
import json, sys
from pypinyin import Style, lazy_pinyin
words = json.load(sys.stdin)
spoken = (lazy_pinyin(word, style=Style.FIRST_LETTER) for word in words)
json.dump(["".join(letters).lower() for letters in spoken], sys.stdout)
"""


@pytest.mark.parametrize(
    ("chinese", "expected"),
    [
        ("申报清单", "sbqd"),
        ("重新对碰", "cxdp"),
        ("毛重", "mz"),
        ("银行", "yh"),
        ("CSV 导出", "csv dc"),
    ],
)
def test_initials_are_of_the_whole_word(chinese: str, expected: str) -> None:
    assert initials(chinese) == expected


def test_every_text_that_is_offered_is_spoken_as_with_all_phrases() -> None:
    """The library with its 47,000 phrases, in a process of its own, is the judge."""
    offered = sorted({text(key, "zh_CN") for key in keys("zh_CN") if key.startswith(OFFERED)})
    environment = {name: value for name, value in os.environ.items() if name != NO_PHRASES}
    judged = subprocess.run(
        [sys.executable, "-X", "utf8", "-c", _WHOLE],
        input=json.dumps(offered),
        capture_output=True,
        encoding="utf-8",
        check=True,
        env=environment,
    )
    wrong = {
        word: (initials(word), expected)
        for word, expected in zip(offered, json.loads(judged.stdout), strict=True)
        if initials(word) != expected
    }
    assert offered
    assert wrong == {}


def test_letters_are_of_each_character_alone() -> None:
    assert letters("移动电源 20W") == "yddy 20w"


def test_words_hold_both_languages_and_the_initials() -> None:
    words = words_for("page.lists")
    assert text("page.lists", "zh_CN").lower() in words
    assert text("page.lists", "en").lower() in words
    assert initials(text("page.lists", "zh_CN")) in words
