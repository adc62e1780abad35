"""Values of the law in the words of either language."""

from __future__ import annotations

import re
from calendar import month_name
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from app import resources
from app.legal.parameters import LegalValue, Parameters, ParameterValue, Words
from app.text import LANGUAGES
from app.workflow.legal_words import figure_words, unit_words, value_words

PARAMETERS = Parameters()
VALUES = [value for name in PARAMETERS.ids() for value in PARAMETERS.parameter(name).values]
WRITTEN_OUT = {"personal.keep.customs.years"}  # 第三十一条
WIRE = {"discount", "actualPaid", "gnum", "decimal", "tradeMode"}  # names of fields
DAY = date(2026, 11, 21)


def held(value: LegalValue, unit: str) -> ParameterValue:
    bare = PARAMETERS.value_at("vat.rate.standard", DAY)
    return replace(bare, value=value, unit=unit)


@pytest.mark.parametrize(
    ("value", "unit", "zh", "en"),
    [
        (Decimal("0.13"), "ratio", "13%", "13%"),
        (Decimal("0.9800"), "ratio", "98%", "98%"),
        (Decimal("0.125"), "ratio", "12.5%", "12.5%"),
        (Decimal("0.00"), "ratio", "0%", "0%"),
        (2, "ratio", "200%", "200%"),
        (Decimal("0.0005"), "ratio/day", "0.05%/日", "0.05% a day"),
        (True, "bool", "是", "yes"),
        (False, "bool", "否", "no"),
        (date(2014, 1, 1), "date", "2014-01-01", "2014-01-01"),
        ((date(2026, 1, 1), date(2027, 12, 31)), "dates", *["2026-01-01 – 2027-12-31"] * 2),
        (5000, "CNY/ticket", "5,000 元/票", "5,000 CNY a list"),
        (Decimal("0.2"), "hours", "0.2 小时", "0.2 hours"),
        ({"zh": "次年四月", "en": "April"}, "deadline", "次年四月", "April"),
        (("1210", "9610"), "list of words", "1210、9610", "1210, 9610"),
        ((1, 3, 9), "ints", "1、3、9", "1, 3, 9"),
        ("HWC-YT", "code", "HWC-YT", "HWC-YT"),
        ("0123", "chars", "0123", "0123"),
    ],
)
def test_a_value_is_told_in_both_languages(value: LegalValue, unit: str, zh: str, en: str) -> None:
    assert [value_words(held(value, unit), each) for each in LANGUAGES] == [zh, en]


def test_a_formula_is_told_in_the_words_of_its_file() -> None:
    value = PARAMETERS.value_at("import.cbec.dutiable.components", DAY)
    assert value_words(value, "zh_CN") == "货价 + 运费 + 保费"
    assert value_words(value, "en") == "goods price + freight + insurance"


def test_a_table_holds_the_figure_and_its_unit_apart() -> None:
    value = PARAMETERS.value_at("import.cbec.limit.annual", DAY)
    assert (figure_words(value, "zh_CN"), unit_words(value, "zh_CN")) == (
        "26,000",
        "元/人/年（公历年度）",
    )


def test_every_unit_of_the_rules_has_words_and_no_other() -> None:
    units = resources.load_toml("help/units.toml")
    assert set(units) == {value.unit for value in VALUES}
    assert all(set(words) == set(LANGUAGES) for words in units.values())
    assert all(bool(words["zh_CN"]) == bool(words["en"]) for words in units.values())


@pytest.mark.parametrize("told", ["note", "words", "seen"])
def test_what_is_told_is_told_in_both_languages(told: str) -> None:
    for value in VALUES:
        words = value.source.seen if told == "seen" else getattr(value, told)
        assert bool(words.zh) == bool(words.en), value.id
        assert not words.zh or is_chinese(words.zh), f"{value.id}: {words.zh}"
        assert not re.search("[一-鿿]", words.en), f"{value.id}: {words.en}"


def test_both_languages_name_the_same_figures() -> None:
    for value in VALUES:
        deadline = Words(**value.value) if value.unit == "deadline" else Words()
        for words in (value.note, value.words, deadline):
            assert value.id in WRITTEN_OUT or figures(words.zh) == figures(words.en), value.id


def test_every_value_is_told_without_english_on_the_chinese_side() -> None:
    for value in VALUES:
        shown = value_words(value, "zh_CN")
        assert shown, value.id
        assert is_chinese(shown) or not re.search("[a-z]", shown), f"{value.id}: {shown}"
        assert value_words(value, "en"), value.id


def is_chinese(words: str) -> bool:
    """Chinese, with nothing else in small letters than names of fields."""
    foreign = set(re.findall("[A-Za-z]*[a-z]{2,}", words))
    return bool(re.search("[一-鿿]", words)) and foreign <= WIRE


def figures(words: str) -> list[str]:
    """Each number once a mention, a month by its name as its number."""
    for number, name in enumerate(month_name):
        words = words.replace(name, f" {number} ") if name else words
    return sorted(re.findall(r"\d+(?:\.\d+)?", words))
