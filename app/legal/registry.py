"""The registry of rules: conditions of the law as functions, each with the day it begins.

A changed rule is a new function beside the old one, never an edit of it, so that a document of
last year is still judged by the law of last year.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from app.legal.parameters import Confidence, NotInForce

Function = TypeVar("Function", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class Rule:
    """One dated function. It holds until the next one of the same id begins."""

    id: str
    from_: date
    source: str
    confidence: Confidence
    function: Callable[..., Any]


_RULES: dict[str, list[Rule]] = {}


def rule(
    rule_id: str, *, from_: date, source: str, confidence: Confidence = Confidence.HIGH
) -> Callable[[Function], Function]:
    """Register a function as the rule from this day on; `source` cites the document in Chinese."""

    def register(function: Function) -> Function:
        dated = _RULES.setdefault(rule_id, [])
        if any(other.from_ == from_ for other in dated):
            raise ValueError(f"two functions for {rule_id} begin on {from_}")
        dated.append(Rule(rule_id, from_, source, confidence, function))
        dated.sort(key=lambda each: each.from_)
        return function

    return register


def rule_at(rule_id: str, day: date) -> Rule:
    """The rule in force on a day. Raises NotInForce, and KeyError for an unknown id."""
    history = _RULES[rule_id]
    for each in reversed(history):
        if each.from_ <= day:
            return each
    raise NotInForce(rule_id, day, first=history[0].from_)


def rules() -> dict[str, tuple[Rule, ...]]:
    """All registered rules by id, oldest first."""
    return {rule_id: tuple(history) for rule_id, history in _RULES.items()}
