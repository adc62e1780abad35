"""Finding codes by what a person types: ranking, scripts, and no guessing."""

from __future__ import annotations

from app.reference.search import CodeSearch, Offer

INITIALS = {"美国": "mg", "英国": "yg", "塑料制餐具": "slzcj", "塑料制品": "slzp"}


def search() -> CodeSearch:
    return CodeSearch(
        [
            Offer("USA", "美国", "United States"),
            Offer("GBR", "英国", "United Kingdom"),
            Offer("39241000", "塑料制餐具", "Tableware of plastics"),
            Offer("39269090", "塑料制品", "Articles of plastics"),
        ],
        INITIALS.__getitem__,
    )


def codes(typed: str) -> list[str]:
    return [offer.code for offer in search().find(typed)]


def test_the_code_itself_comes_first() -> None:
    assert codes("usa") == ["USA"]
    assert codes("3924") == ["39241000"]


def test_chinese_initials_and_english_find_the_same_row() -> None:
    assert codes("餐具") == codes("slzcj") == codes("tableware") == ["39241000"]


def test_every_word_must_fit() -> None:
    assert codes("塑料 餐") == ["39241000"]
    assert codes("united kingdom") == ["GBR"]


def test_the_shorter_name_wins_a_tie() -> None:
    assert codes("塑料") == ["39269090", "39241000"]


def test_nothing_typed_offers_the_table_in_its_order() -> None:
    assert codes("")[:2] == ["USA", "GBR"]


def test_a_name_no_row_holds_offers_what_shares_pairs_of_characters() -> None:
    assert codes("儿童塑料餐具") == ["39241000"]


def test_what_shares_nothing_offers_nothing() -> None:
    assert codes("蓝牙") == []
    assert codes("zzz") == []


def test_a_number_does_not_find_names() -> None:
    made = CodeSearch([Offer("52054700", "细度≥83分特", "yarn 83 decitex")], str)
    assert made.find("83") == []
