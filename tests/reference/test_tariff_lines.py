"""What export asks of a goods code: units, duty, licence."""

from __future__ import annotations

from datetime import date

from app.reference.codes import Codes, Override
from app.reference.hs import tariff_lines

DAY = date(2026, 11, 1)


def line(code: str, codes: Codes | None = None) -> tuple[str, str, bool, bool]:
    (found,) = tariff_lines([code], codes or Codes())
    return found.unit_1, found.unit_2, found.has_duty, found.has_licence


def test_units_come_from_the_tariff() -> None:
    assert line("6109100000") == ("011", "035", False, False)


def test_export_duty_counts_unless_the_provisional_rate_is_zero() -> None:
    assert line("0506100000")[2] is True
    zero = Override("export_tariff", "05061000", {"provisional_rate_pct": "0"}, "测试", DAY)
    assert line("0506100000", Codes([zero]))[2] is False


def test_certificate_for_export_counts_as_a_licence() -> None:
    assert line("4418830000")[3] is True


def test_unknown_codes_have_no_line_and_each_line_comes_once() -> None:
    found = list(tariff_lines(["9999999900", "", "6109100000", "6109100099"], Codes()))
    assert [each.line for each in found] == ["61091000"]


def test_row_the_user_imported_wins() -> None:
    row = Override("hs8", "61091000", {"statutory_unit_1": "007"}, "测试", DAY)
    assert line("6109100000", Codes([row]))[0] == "007"
