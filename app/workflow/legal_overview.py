"""The law the program works by, for a person to read: every dated rule with what holds today, what
held and what comes, and cards on what is not computed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import cache
from typing import Any

from app import resources
from app.legal.parameters import Confidence, Parameter, Parameters, ParameterValue
from app.workflow.legal_words import value_words

RECENTLY = timedelta(days=365)
CARDS = "card"
"""The group of the cards."""


class Standing(StrEnum):
    """Where a dated value is on a day."""

    IN_FORCE = "in_force"
    COMING = "coming"
    ENDED = "ended"
    CARD = "card"


class Choice(StrEnum):
    """What may be looked for: rules whose value began within a year, or changes from a later day;
    such as no longer hold; such as no source was seen for; cards."""

    CHANGED = "changed"
    COMING = "coming"
    ENDED = "ended"
    DOUBTFUL = "doubtful"
    CARDS = "cards"


@dataclass(frozen=True, slots=True)
class RuleShown:
    """A rule as it stands on the day asked: the value in force, else the next, else the last one.
    `value` "" and `from_` None: a card."""

    id: str
    group: str
    title: str
    value: str
    from_: date | None
    to: date | None
    standing: Standing
    confidence: Confidence
    next_from: date | None
    choices: frozenset[Choice]


@dataclass(frozen=True, slots=True)
class ValueShown:
    """One value of a rule with its days, source and note."""

    value: str
    from_: date
    to: date | None
    standing: Standing
    confidence: Confidence
    source: str
    note: str
    seen: str
    checked_on: date
    urls: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CardShown:
    """What a card says."""

    text: str
    source: str
    confidence: Confidence
    checked_on: date


def groups() -> tuple[str, ...]:
    """The groups of rules and the cards: first parts of the ids, texts "rules.group.<group>"."""
    return (*dict.fromkeys(each.partition(".")[0] for each in _law().ids()), CARDS)


def overview(today: date, language: str) -> list[RuleShown]:
    """All rules and cards, group by group, each by its title's id."""
    law = _law()
    rules = [_shown(law.parameter(each), today, language) for each in law.ids()]
    return [*rules, *_cards_shown(language)]


def chosen(
    rules: list[RuleShown], typed: str = "", choice: Choice | None = None
) -> list[RuleShown]:
    """Those that carry every word typed in title, value or id, and the choice."""
    words = typed.lower().split()
    return [
        rule
        for rule in rules
        if (choice is None or choice in rule.choices)
        and all(word in f"{rule.title} {rule.value} {rule.id}".lower() for word in words)
    ]


def counts(rules: list[RuleShown]) -> Mapping[Choice, int]:
    """How many rules each choice finds."""
    return Counter(choice for rule in rules for choice in rule.choices)


def values_of(rule_id: str, today: date, language: str) -> list[ValueShown]:
    """Every value a rule ever had, the newest first. Raises UnknownParameter."""
    return [
        ValueShown(
            value=value_words(value, language),
            from_=value.from_,
            to=value.to,
            standing=_standing(value, today),
            confidence=value.confidence,
            source=value.source.doc if language == "zh_CN" else value.source.doc_en,
            note=value.note.of(language),
            seen=value.source.seen.of(language),
            checked_on=value.checked_on,
            urls=value.source.urls,
        )
        for value in reversed(_law().parameter(rule_id).values)
    ]


def card(card_id: str, language: str) -> CardShown:
    """What a card says. Raises KeyError."""
    held, suffix = _cards()[card_id], _suffix(language)
    return CardShown(
        text=held["text"][suffix],
        source=held["source"][suffix],
        confidence=Confidence(held["confidence"]),
        checked_on=held["checked_on"],
    )


def _shown(rule: Parameter, today: date, language: str) -> RuleShown:
    value = next((each for each in rule.values if each.to is None or today <= each.to), None)
    value = value or rule.values[-1]
    later = [each.from_ for each in rule.values if each.from_ > today]
    standing = _standing(value, today)
    choices = {
        Choice.CHANGED: value.from_ <= today < value.from_ + RECENTLY,
        Choice.COMING: bool(later),
        Choice.ENDED: standing is Standing.ENDED,
        Choice.DOUBTFUL: value.confidence is Confidence.LOW,
    }
    return RuleShown(
        id=rule.id,
        group=rule.id.partition(".")[0],
        title=rule.title_zh if language == "zh_CN" else rule.title_en,
        value=value_words(value, language),
        from_=value.from_,
        to=value.to,
        standing=standing,
        confidence=value.confidence,
        next_from=min(later, default=None),
        choices=frozenset(choice for choice, holds in choices.items() if holds),
    )


def _standing(value: ParameterValue, today: date) -> Standing:
    if value.from_ > today:
        return Standing.COMING
    return Standing.ENDED if value.to is not None and value.to < today else Standing.IN_FORCE


def _cards_shown(language: str) -> Iterator[RuleShown]:
    for card_id, held in _cards().items():
        confidence = Confidence(held["confidence"])
        doubtful = {Choice.DOUBTFUL} if confidence is Confidence.LOW else set()
        yield RuleShown(
            id=card_id,
            group=CARDS,
            title=held["title"][_suffix(language)],
            value="",
            from_=None,
            to=None,
            standing=Standing.CARD,
            confidence=confidence,
            next_from=None,
            choices=frozenset({Choice.CARDS, *doubtful}),
        )


def _suffix(language: str) -> str:
    return "zh" if language == "zh_CN" else "en"


@cache
def _law() -> Parameters:
    return Parameters()


@cache
def _cards() -> Mapping[str, Mapping[str, Any]]:
    return {each["id"]: each for each in resources.load_toml("help/cards.toml")["card"]}
