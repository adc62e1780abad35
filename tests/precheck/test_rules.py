"""The rule table and the statements belong together."""

from __future__ import annotations

from app import text
from app.documents.fields import Flow
from app.messages.ceb.spec import spec
from app.precheck.checks import checks
from app.precheck.fields import list_fields
from app.precheck.rules import rules


def test_every_rule_has_a_statement_and_every_statement_a_rule() -> None:
    for flow in Flow:
        assert {rule.check for rule in rules() if flow in rule.flows} <= set(checks(flow))
        assert {rule.check for rule in rules()} == set(checks(flow))


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
            if rule is not other and rule.check == other.check and rule.flows & other.flows:
                assert rule.to < other.from_ or other.to < rule.from_


def test_limits_of_fields_come_from_the_specification() -> None:
    fields = {field.element: field for field in list_fields()}
    assert fields["CEB603.itemNo"].max_length == 20
    assert fields["CEB603.logisticsNo"].max_length == 32
    assert fields["CEB603.billNo"].required is False
    assert fields["CEB603.POD"].min_length == 3
    imports = {field.element: field for field in list_fields(Flow.IMPORT)}
    assert imports["CEB621.logisticsNo"].max_length == 60
    assert imports["CEB621.buyerIdNumber"].required is True
    assert imports["CEB621.emsNo"].required is False
    assert imports["CEB621.buyerTelephone"].max_length == 30


def test_elements_of_rules_stand_in_the_messages_of_their_flow() -> None:
    for flow in Flow:
        for rule in rules():
            message, dot, name = rule.as_of(flow)[1].partition(".")
            if flow in rule.flows and dot:
                known = spec(message)
                nodes = [known.head, *filter(None, [known.line])]
                assert name in {field.name for node in nodes for field in node.fields}, rule


def test_rules_of_both_flows_name_the_message_of_each() -> None:
    (rule,) = [each for each in rules() if each.check == "hs_form"]
    assert rule.as_of(Flow.EXPORT) == ("CEB603.gcode", "CEB603.gcode")
    assert rule.as_of(Flow.IMPORT) == ("CEB621.gcode", "CEB621.gcode")
