"""Words that tell a person are found whole, in any case, in texts and in plain values."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.values.words import MARK, Words

WORDS = Words(["王小明", "Li Na", "13700001111", "99999919900101003X", "a", "12", "甲"])


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("收件人王小明，13700001111。", f"收件人{MARK}，{MARK}。"),
        ("buyer LI NA paid", f"buyer {MARK} paid"),
        ("id 99999919900101003x", f"id {MARK}"),
        ("+86 13700001111", f"+86 {MARK}"),
    ],
)
def test_words_are_masked_wherever_they_stand(text: str, masked: str) -> None:
    assert WORDS.replaced(text) == masked


@pytest.mark.parametrize("text", ["li nabla", "0137000011112", "a 12 甲", "", "X13700001111"])
def test_parts_of_longer_words_and_short_ones_stay(text: str) -> None:
    assert WORDS.replaced(text) == text


def test_plain_values_are_masked_to_their_depth() -> None:
    value = {"王小明": [{"text": "王小明"}, 13700001111, True, None], "note": "ok"}
    assert WORDS.replaced_in(value) == {MARK: [{"text": MARK}, MARK, True, None], "note": "ok"}


@given(st.text(max_size=30), st.text(max_size=8), st.text(max_size=8))
def test_nothing_of_a_word_is_left_in_any_text(word: str, before: str, after: str) -> None:
    words = Words([word])
    masked = words.replaced(f"{before} {word} {after}")
    for each in words:
        assert words.replaced(masked) == masked
        assert f" {each} " not in masked.lower()


def test_without_words_nothing_is_masked() -> None:
    assert not Words(["", " ", "ab"])
    assert Words([]).replaced("王小明") == "王小明"
