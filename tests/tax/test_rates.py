"""Which rate applies: statements by rank and day, the tariff of its year, nothing assumed."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from app.tax.missing import Missing, MissingKind
from app.tax.order import Goods
from app.tax.rates import Rate, RateBook, RateKind, Scope
from tests.helpers.imports import CODES, HEADPHONES, LAW, rate_book, stated

DAY = date(2026, 6, 1)
GOODS = Goods(HEADPHONES, "JPN", "A1")
SPEAKER = "85182100"  # MFN rate known for 2026


def duty(book: RateBook, goods: Goods = GOODS, day: date = DAY) -> Fraction | MissingKind:
    rate = book.rates(goods, day).duty
    return rate.value if isinstance(rate, Rate) else rate.kind


def test_the_tariff_speaks_for_its_own_year_only() -> None:
    line = CODES.lookup("hs8", SPEAKER)
    assert line is not None
    expected = Fraction(Decimal(line["mfn_pct"])) * Fraction(1, 100)
    goods = Goods(SPEAKER, "JPN")
    assert duty(rate_book(), goods, date(2026, 1, 1)) == expected
    assert duty(rate_book(), goods, date(2026, 12, 31)) == expected
    assert duty(rate_book(), goods, date(2025, 12, 31)) is MissingKind.DUTY
    old = rate_book().rates(goods, date(2025, 12, 31)).duty
    assert isinstance(old, Missing)
    assert old.hint == f"{line['mfn_pct']}%"


def test_the_origin_decides_the_column() -> None:
    line = CODES.lookup("hs8", SPEAKER)
    assert line is not None
    general = stated(RateKind.DUTY, "general", "8518", origin="JPN")
    expected = Fraction(Decimal(line["general_pct"])) * Fraction(1, 100)
    assert duty(rate_book(general), Goods(SPEAKER, "JPN")) == expected
    assert duty(rate_book(general), Goods(SPEAKER, "DEU")) != expected
    assert duty(rate_book(), Goods(SPEAKER, "")) is MissingKind.ORIGIN
    assert duty(rate_book(), Goods(SPEAKER, "XXX")) is MissingKind.ORIGIN


def test_a_provisional_rate_goes_before_the_mfn_rate() -> None:
    lines = (each for each in CODES.entries("hs8") if each["mfn_provisional_pct"])
    line = next(lines)
    expected = Fraction(Decimal(line["mfn_provisional_pct"])) * Fraction(1, 100)
    assert duty(rate_book(), Goods(line.code, "JPN")) == expected


@pytest.mark.parametrize(
    ("statements", "expected"),
    [
        ([("0.01", "85", {})], "0.01"),
        ([("0.01", "85", {}), ("0.02", "851830", {})], "0.02"),
        ([("0.02", "851830", {}), ("0.03", "A1", {"scope": Scope.GOODS})], "0.03"),
        ([("0.02", "85", {"origin": "JPN"}), ("0.01", "85", {})], "0.02"),
        ([("0.02", "85", {"origin": "DEU"}), ("0.01", "85", {})], "0.01"),
        ([("0.01", "85", {}), ("0.02", "85", {"valid_from": date(2026, 6, 1)})], "0.02"),
        ([("0.01", "85", {}), ("0.02", "85", {"valid_from": date(2026, 6, 2)})], "0.01"),
        ([("0.01", "85", {}), ("0.02", "85", {"valid_from": date(2026, 1, 1),
                                             "valid_until": date(2026, 5, 31)})], "0.01"),
    ],
)  # fmt: skip
def test_the_most_particular_statement_wins(
    statements: list[tuple[str, str, dict[str, object]]], expected: str
) -> None:
    made = [stated(RateKind.DUTY, value, key, **given) for value, key, given in statements]
    assert duty(rate_book(*made)) == Fraction(Decimal(expected))


@pytest.mark.parametrize("value", ["zero", "-0.1", "1e-3", ""])
def test_a_statement_that_is_no_rate_states_nothing(value: str) -> None:
    assert duty(rate_book(stated(RateKind.DUTY, value, "85"))) is MissingKind.DUTY


def test_consumption_can_be_stated_as_a_rate_a_category_or_none() -> None:
    def category(value: str) -> str:
        book = rate_book(stated(RateKind.CONSUMPTION, value, "850650"))
        found = book.rates(Goods("85065000", "JPN"), DAY).consumption
        return found.kind if isinstance(found, Missing) else found.category

    assert category("0.04") == "stated"
    assert category("wine") == "wine"
    assert category("not_taxed") == "not_taxed"
    assert category("1") == MissingKind.CONSUMPTION  # a composition price cannot be divided by zero


def test_a_statement_carries_its_source_into_the_working() -> None:
    rate = rate_book(stated(RateKind.DUTY, "0.05", "85")).rates(GOODS, DAY).duty
    assert isinstance(rate, Rate)
    assert rate.bases[0].doc == "测试依据"


def test_nothing_is_known_of_nothing() -> None:
    known = RateBook(LAW, CODES).rates(Goods(""), DAY)
    assert all(isinstance(each, Missing) for each in (known.duty, known.vat, known.consumption))
