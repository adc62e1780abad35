"""A code with signs that only look right is cleaned or doubted, and always told."""

from __future__ import annotations

import pytest

from app.intake.clean import read_code
from app.values.codes import key_from_number

UNSEEN = (
    "\u00ad", "\u061c", "\u180e", "\u200b", "\u200c", "\u200d", "\u200e", "\u200f", "\u202a",
    "\u202e", "\u2060", "\u2063", "\u2066", "\u2069", "\ufeff", "\ufe0f", "\U000e0041", "\u034f",
    "\u115f", "\u3164", "\x00", "\x07", "\x7f",
)  # fmt: skip
ALIKE = ("А", "В", "Е", "о", "р", "с", "Ο", "Α", "ν", "ꓐ", "Ꭺ", "ᴀ", "ո", "օ")
WIDE = ("Ａ", "１", "－", "①", "𝟏", "𝐀", "²", "ﬁ", "Ⅳ")


@pytest.mark.parametrize("place", [0, 2, 6])
@pytest.mark.parametrize("sign", [*UNSEEN, *ALIKE, *WIDE])
def test_a_foreign_sign_in_a_code_is_told(sign: str, place: int) -> None:
    code = "AB1234"
    assert read_code(code[:place] + sign + code[place:]).remark is not None


@pytest.mark.parametrize("sign", UNSEEN)
def test_what_nobody_sees_is_not_in_the_code_nor_in_its_key(sign: str) -> None:
    assert read_code(f"AB{sign}12").value == "AB12"
    assert key_from_number(f"AB{sign}12") == "AB12"


@pytest.mark.parametrize("code", ["AB1234", "00123", "a-b_c/1", "订单-1"])
def test_an_honest_code_stays_unremarked(code: str) -> None:
    assert read_code(code).value == code
    assert read_code(code).remark is None
