"""What a person reads of the law: what holds on a day, what held, what comes."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from app.legal.parameters import Parameters
from app.text import LANGUAGES, text
from app.workflow.legal_overview import (
    CARDS,
    Choice,
    Standing,
    card,
    chosen,
    counts,
    groups,
    overview,
    values_of,
)

TODAY = date(2026, 11, 21)
VAT = "vat.rate.standard"


def test_every_rule_is_shown_once_and_says_where_it_stands() -> None:
    rules = overview(TODAY, "zh_CN")
    ids = [rule.id for rule in rules if rule.group != CARDS]
    assert ids == list(Parameters().ids())
    for rule in rules:
        assert rule.title
        if rule.group == CARDS:
            about = card(rule.id, "zh_CN")
            assert about.text
            assert about.source
        else:
            assert rule.value
            assert all(each.source for each in values_of(rule.id, TODAY, "zh_CN"))


def test_a_rate_is_shown_as_of_the_day_on_both_sides_of_its_change() -> None:
    last = date(2019, 3, 31)
    for day, shown in ((last, "16%"), (last + timedelta(days=1), "13%")):
        (rule,) = chosen(overview(day, "zh_CN"), VAT)
        assert (rule.value, rule.standing) == (shown, Standing.IN_FORCE)
        assert Parameters().decimal_at(VAT, day) == Decimal(shown.rstrip("%")) / 100
    (before,) = chosen(overview(last, "zh_CN"), VAT)
    assert before.next_from == date(2019, 4, 1)
    assert Choice.COMING in before.choices
    states = [each.standing for each in values_of(VAT, last, "en")]
    assert states[:2] == [Standing.COMING, Standing.IN_FORCE]
    assert set(states[2:]) <= {Standing.ENDED}


@pytest.mark.parametrize("days", [0, 364, 365])
def test_changed_means_within_a_year(days: int) -> None:
    rule = next(
        rule for rule in chosen(overview(date(2019, 4, 1) + timedelta(days=days), "en"), VAT)
    )
    assert (Choice.CHANGED in rule.choices) is (days < 365)


def test_what_no_longer_holds_says_its_last_day() -> None:
    ended = chosen(overview(TODAY, "zh_CN"), choice=Choice.ENDED)
    assert ended
    for rule in ended:
        assert rule.standing is Standing.ENDED
        assert rule.to is not None
        assert rule.to < TODAY


def test_words_typed_are_all_sought_in_title_value_and_name() -> None:
    rules = overview(TODAY, "zh_CN")
    assert VAT in {rule.id for rule in chosen(rules, "增值税 13%")}
    assert chosen(rules, "增值税 13% 没有这条") == []
    assert {rule.group for rule in chosen(rules, choice=Choice.CARDS)} == {CARDS}
    found = counts(rules)
    assert all(found[each] == len(chosen(rules, choice=each)) for each in Choice)


@pytest.mark.parametrize("language", LANGUAGES)
def test_everything_has_its_words(language: str) -> None:
    for group in groups():
        assert text(f"rules.group.{group}", language)
    for choice in Choice:
        assert text(f"rules.choice.{choice}", language)


def test_nothing_on_the_chinese_side_is_english() -> None:
    for rule in overview(TODAY, "zh_CN"):
        said = [rule.title, *([card(rule.id, "zh_CN").text] if rule.group == CARDS else [])]
        for value in values_of(rule.id, TODAY, "zh_CN") if rule.group != CARDS else ():
            said += [value.source, *filter(None, (value.note, value.seen))]
        assert all(any("一" <= letter <= "鿿" for letter in words) for words in said), rule.id
