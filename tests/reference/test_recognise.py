"""What files write for countries, currencies and units, and what must stay unrecognised."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app import resources
from app.reference import recognise
from app.reference.recognise import country_code, currency_code, unit_code, word_key
from app.reference.tables import table

RECOGNISERS = {"country": country_code, "currency": currency_code, "unit": unit_code}


@pytest.mark.parametrize(
    "text",
    [
        "USA",
        "usa",
        "US",
        " us ",
        "U.S.A.",
        "502",
        "美国",
        "United States",
        "ＵＳＡ",
        "美利坚合众国",
    ],
)
def test_spellings_of_one_country_share_its_code(text: str) -> None:
    assert country_code(text) == "USA"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("UK", "GBR"),
        ("香港", "HKG"),
        ("110", "HKG"),
        ("Türkiye", "TUR"),
        ("Turkey", "TUR"),
        ("Côte d'Ivoire", "CIV"),
        ("刚果（金）", "COD"),
        ("Trinidad & Tobago", "TTO"),
        ("Iran, Islamic Republic of", "IRN"),
        ("CAI", "CAI"),
        ("326", "NOR"),
    ],
)
def test_countries_are_known_by_their_usual_names(text: str, code: str) -> None:
    assert country_code(text) == code


@pytest.mark.parametrize(
    "text", ["", "  ", "Korea", "刚果", "299", "Atlantis", "840", "ZAF*", "-", "50.2"]
)
def test_unknown_and_ambiguous_countries_are_not_guessed(text: str) -> None:
    assert country_code(text) is None


def test_a_country_number_is_the_customs_code_not_the_iso_number() -> None:
    assert country_code("304") == "DEU"  # ISO 304 is Greenland
    assert country_code("116") == "JPN"  # ISO 116 is Cambodia


@pytest.mark.parametrize("text", ["CNY", "rmb", "142", "156", "人民币", "CN¥", "Yuan"])
def test_spellings_of_the_yuan_share_its_code(text: str) -> None:
    assert currency_code(text) == "CNY"


@pytest.mark.parametrize("text", ["$", "¥", "￥", "元", "344", "Pound", "XXX", ""])
def test_ambiguous_signs_are_no_currency(text: str) -> None:
    assert currency_code(text) is None


@pytest.mark.parametrize(
    ("text", "code"),
    [("US$", "USD"), ("€", "EUR"), ("£", "GBP"), ("HK$", "HKD"), ("502", "USD"), ("840", "USD")],
)
def test_currency_signs_with_their_country_are_clear(text: str, code: str) -> None:
    assert currency_code(text) == code


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("千克", "035"),
        ("KG", "035"),
        ("公斤", "035"),
        ("KGM", "035"),
        ("35", "035"),
        ("件", "011"),
        ("pcs", "011"),
        ("PCS", "011"),
        ("个", "007"),
        ("7", "007"),
        ("㎡", "032"),
    ],
)
def test_units_are_known_by_name_code_and_abbreviation(text: str, code: str) -> None:
    assert unit_code(text) == code


@pytest.mark.parametrize(
    "text", ["ton", "box", "each", "C62", "", "999", "kg/m", "3.5", "-7", "1,2"]
)
def test_units_with_several_meanings_are_not_guessed(text: str) -> None:
    assert unit_code(text) is None


@pytest.mark.parametrize("name", RECOGNISERS)
def test_every_official_code_is_recognised_as_itself(name: str) -> None:
    codes = list(table(name).rows)
    assert [RECOGNISERS[name](code) for code in codes] == codes


@pytest.mark.parametrize("name", ["country", "currency", "unit"])
def test_every_chinese_name_is_recognised(name: str) -> None:
    for entry in table(name).entries():
        assert RECOGNISERS[name](entry.name_zh) == entry.code


@pytest.mark.parametrize("name", RECOGNISERS)
def test_aliases_name_real_rows_and_contradict_none(name: str) -> None:
    aliases = resources.load_toml("codes/aliases.toml")[name]["aliases"]
    keys = [word_key(word) for words in aliases.values() for word in words]
    assert len(keys) == len(set(keys))
    assert set(aliases) <= set(table(name).rows)
    own = {
        word_key(entry[column]): entry.code
        for entry in table(name).entries()
        for column in recognise._WORDS[name]
        if column != "legacy_code"  # 326 is shared, and decided by its alias
    }
    for code, words in aliases.items():
        for word in words:
            assert own.get(word_key(word), code) == code


@settings(max_examples=200)
@given(st.text(max_size=12))
def test_any_text_gives_an_official_code_or_nothing(text: str) -> None:
    for name, code_of in RECOGNISERS.items():
        code = code_of(text)
        assert code is None or code in table(name).rows
