"""An explanation says what the judgement found, with both values."""

from __future__ import annotations

import pytest

from app.matching.explain import Comparison, Level, explain
from app.matching.reasons import REASONS
from app.matching.sql.documents import NoSuchOrder
from app.store.session import Session
from app.text import LANGUAGES, finding_text, text
from app.values.finding import Severity
from app.workflow.match import match
from tests.helpers.builders import (
    make_goods,
    make_order,
    make_payment,
    make_waybill,
    put_goods,
    put_orders,
    put_payments,
    put_waybills,
)
from tests.matching.conftest import ON
from tests.matching.test_judge import FAULTS, put


def rows(session: Session, order_id: int = 1) -> dict[str, Comparison]:
    return {row.field: row for row in explain(session.conn, order_id).comparisons}


def test_levels_tell_equal_from_spelled_differently_and_tolerated(session: Session) -> None:
    put(
        session,
        payment={"order_no": "T 1001", "payer_name": "TEST BUYER-01"},
        waybill={"weight": "0.5"},
    )
    match(session, on=ON)
    found = rows(session)
    assert found["number"].level is Level.NORMALISED
    assert found["person"].level is Level.NORMALISED
    assert found["country"].level is Level.EXACT
    assert found["payable"].level is Level.EXACT
    assert found["weight"].level is Level.TOLERATED
    assert found["tax"].level is Level.NOT_COMPARED
    assert explain(session.conn, 1).findings == ()


def test_difference_shows_both_values_and_its_reason(session: Session) -> None:
    put(session, payment={"amount": "6.00"})
    match(session, on=ON)
    explained = explain(session.conn, 1)
    row = rows(session)["payable"]
    assert (row.order, row.payment, row.level) == ("12.50 USD", "6.00 USD", Level.DIFFERS)
    assert row.reason is not None
    assert row.reason.key == "payment_amount_differs"
    assert explained.difference == "-6.50"
    assert "6.50" in finding_text(explained.findings[0], "zh_CN")


def test_missing_document_is_said_in_the_row_of_numbers(session: Session) -> None:
    put_orders(session, [make_order()])
    put_payments(session, [make_payment()])
    match(session, on=ON)
    explained = explain(session.conn, 1)
    assert rows(session)["number"].level is Level.MISSING
    assert [finding.severity for finding in explained.findings] == [Severity.BLOCKING]
    assert explained.state == "exception"


def test_instalments_that_come_to_the_amount_are_equal(session: Session) -> None:
    put_goods(session, [make_goods()])
    put_orders(session, [make_order()])
    put_waybills(session, [make_waybill()])
    put_payments(session, [make_payment(amount="10"), make_payment(pay_no="P2", amount="2.50")])
    match(session, on=ON)
    assert rows(session)["payable"].payment == "10.00 USD + 2.50 USD"
    assert rows(session)["payable"].level is Level.EXACT


@pytest.mark.parametrize("name", FAULTS)
def test_every_reason_is_explained_in_whole_sentences(session: Session, name: str) -> None:
    fault, expected = FAULTS[name]
    fault(session)
    match(session, on=ON)
    findings = explain(session.conn, 1).findings
    assert [finding.rule for finding in findings] == expected
    for language in LANGUAGES:
        for finding in findings:
            assert "—" not in finding_text(finding, language)
            assert "{" not in finding_text(finding, language)
            assert finding_text(finding, language, "fix")


def test_every_field_and_level_has_a_text(session: Session) -> None:
    put(session)
    match(session, on=ON)
    for language in LANGUAGES:
        assert all(text(f"comparison.{field}", language) for field in rows(session))
        assert all(text(f"level.{level}", language) for level in Level)
        assert all(text(reason.text, language, "name") for reason in REASONS)


def test_order_that_was_not_matched_has_no_explanation(session: Session) -> None:
    put_orders(session, [make_order()])
    with pytest.raises(NoSuchOrder):
        explain(session.conn, 1)
