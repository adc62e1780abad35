"""The rule table and the statements belong together."""

from __future__ import annotations

from app import text
from app.precheck.checks import ALL
from app.precheck.fields import list_fields
from app.precheck.rules import rules


def test_every_rule_has_a_statement_and_every_statement_a_rule() -> None:
    assert {rule.check for rule in rules()} == set(ALL)


def test_every_rule_has_texts_in_both_languages() -> None:
    for language in text.LANGUAGES:
        for rule in rules():
            assert text.text(rule.code, language)
            assert text.text(rule.code, language, "fix")


def test_every_rule_names_its_source() -> None:
    assert all(rule.source and rule.id for rule in rules())


def test_dated_rules_of_a_check_do_not_overlap() -> None:
    for rule in rules():
        for other in rules():
            if rule is not other and rule.check == other.check:
                assert rule.to < other.from_ or other.to < rule.from_


def test_limits_of_fields_come_from_the_specification() -> None:
    fields = {field.element: field for field in list_fields()}
    assert fields["CEB603.itemNo"].max_length == 20
    assert fields["CEB603.logisticsNo"].max_length == 32
    assert fields["CEB603.billNo"].required is False
    assert fields["CEB603.POD"].min_length == 3
