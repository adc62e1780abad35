"""How numbers are written on paper."""

from __future__ import annotations

from app.printing.words import amount


def test_amounts_people_read_totals_from_have_separators() -> None:
    assert amount(123_456_780_000) == "1,234,567.80"
    assert amount(-123_400_000) == "-1,234.00"
    assert amount(99_912_345) == "999.12345"
    assert (amount(0), amount(None)) == ("0.00", "—")
