"""Dated rules beside each other."""

from __future__ import annotations

from datetime import date

import pytest

from app.legal import export, registry
from app.legal.parameters import NotInForce
from app.legal.registry import rule, rule_at, rules


def test_the_rule_in_force_is_the_last_one_begun() -> None:
    assert rule_at("R21", date(2024, 12, 14)).function is export.three_documents
    assert rule_at("R21", date(2024, 12, 15)).function is export.two_documents
    assert rule_at("R21", date(2024, 12, 15)).source == "海关总署公告2024年第167号"


def test_before_its_first_day_a_rule_is_not_in_force() -> None:
    with pytest.raises(NotInForce, match="R21 is not in force on 2014-02-09"):
        rule_at("R21", date(2014, 2, 9))


def test_an_unknown_rule_is_an_error() -> None:
    with pytest.raises(KeyError):
        rule_at("R0", date(2026, 1, 1))


def test_rules_may_be_written_in_any_order_but_not_twice_for_a_day(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(registry, "_RULES", {})
    rule("T1", from_=date(2025, 1, 1), source="甲")(str)
    rule("T1", from_=date(2020, 1, 1), source="乙")(int)
    assert rule_at("T1", date(2024, 12, 31)).function is int
    assert rule_at("T1", date(2025, 1, 1)).function is str
    with pytest.raises(ValueError, match="T1"):
        rule("T1", from_=date(2020, 1, 1), source="丙")(int)


def test_every_rule_cites_its_source() -> None:
    assert {"R21", "R24", "R25", "R26", "R49"} <= set(rules())
    for history in rules().values():
        assert all(each.source and each.function.__doc__ for each in history)
