"""Sheet of the rules and code tables the month was prepared with, each with its source."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from app.reporting.cells import Kind
from app.reporting.lists import columns
from app.reporting.sheet import Sheet
from app.reporting.words import Words

_COLUMNS = (
    ("rule_kind", Kind.TEXT, 10, False),
    ("rule_id", Kind.CODE, 36, False),
    ("rule_title", Kind.TEXT, 36, False),
    ("rule_value", Kind.TEXT, 48, False),
    ("rule_unit", Kind.TEXT, 26, False),
    ("rule_from", Kind.DATE, 11, False),
    ("rule_to", Kind.DATE, 11, False),
    ("confidence", Kind.TEXT, 8, False),
    ("rule_source", Kind.TEXT, 60, False),
    ("checked_on", Kind.DATE, 11, False),
)


@dataclass(frozen=True, slots=True)
class UsedRule:
    """A parameter of the law ("parameter") or a code table ("table") as it was used; absent dates
    are "". `confidence` is high, medium or low."""

    kind: str
    id: str
    title: str
    value: str
    unit: str
    from_: str
    to: str
    confidence: str
    source: str
    checked_on: str


def rule_sheet(used: Collection[UsedRule], words: Words) -> Sheet:
    """One row a rule or table, as handed in."""
    rows = (
        (
            words.say(f"report.rule_kind.{rule.kind}"),
            *(rule.id, rule.title, rule.value, rule.unit, rule.from_, rule.to),
            words.say(f"report.confidence.{rule.confidence}"),
            *(rule.source, rule.checked_on),
        )
        for rule in used
    )
    return Sheet(words.title("rules"), columns(_COLUMNS, words), rows, len(used))
