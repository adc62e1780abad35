"""Bar codes and QR codes hold what they should."""

from __future__ import annotations

import pytest

from app.printing.symbols import BAR, bars, bars_width, squares

START_B, STOP = "11010010000", "1100011101011"


def modules(text: str) -> str:
    row = ["0"] * round(bars_width(text) / BAR)
    for box in bars(text, 0, 0, 9):
        first, count = round(box.x / BAR), round(box.width / BAR)
        row[first : first + count] = "1" * count
    return "".join(row)


def test_a_bar_code_begins_and_ends_as_code_128_does() -> None:
    drawn = modules("SD-01")
    assert drawn.startswith(START_B)
    assert drawn.endswith(STOP)
    assert len(drawn) == 11 * (1 + len("SD-01") + 1) + len(STOP)


@pytest.mark.parametrize("text", ["", "测试01", "a\tb"])
def test_what_code_128_cannot_hold_has_no_bars(text: str) -> None:
    assert bars(text, 0, 0, 9) == []
    assert bars_width(text) == 0


def test_a_qr_code_fills_its_square() -> None:
    boxes = squares("SD26110000001 测试", 10, 20, 15)
    assert min(box.x for box in boxes) == 10
    assert min(box.y for box in boxes) == 20
    assert max(box.x + box.width for box in boxes) == pytest.approx(25)
    assert max(box.y + box.height for box in boxes) == pytest.approx(35)


def test_no_text_has_no_qr_code() -> None:
    assert squares("", 0, 0, 15) == []
