"""Text is broken into lines; nothing is lost on the way."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from app.printing.page import MM_OF_POINT, Face, Font
from app.printing.wrapping import wrapped
from tests.printing.papers import measure

FONT = Font(Face.SANS, 1 / MM_OF_POINT)  # an ideograph is 1 mm wide


def lines(text: str, width: float) -> list[str]:
    return wrapped(text, FONT, width, measure)


def test_text_that_fits_stays_one_line() -> None:
    assert lines("塑料盒", 3) == ["塑料盒"]


def test_text_that_does_not_fit_goes_to_the_next_line() -> None:
    assert lines("塑料盒子", 3) == ["塑料盒", "子"]


def test_words_stay_whole() -> None:
    assert lines("plastic box", 4) == ["plastic", "box"]


def test_a_word_wider_than_the_line_is_broken() -> None:
    assert lines("SKU0001", 2) == ["SKU0", "001"]


def test_closing_punctuation_does_not_begin_a_line() -> None:
    assert lines("塑料盒，家用", 3) == ["塑料", "盒，家", "用"]


def test_a_line_break_in_the_text_is_kept() -> None:
    assert lines("一\n二", 9) == ["一", "二"]


def test_no_text_is_one_empty_line() -> None:
    assert lines("", 9) == [""]


@settings(max_examples=150)
@given(st.text(alphabet="aB1 |/,-，（）中文字\n", max_size=60), st.integers(1, 12))
def test_nothing_is_cut_off_and_nothing_sticks_out(text: str, width: int) -> None:
    found = lines(text, width)
    assert "".join("".join(found).split()) == "".join(text.split())
    assert all(measure(one, FONT) <= width for one in found)
