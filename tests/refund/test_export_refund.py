"""Refunds, deemed income, agents: what the cases do not show."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from app.legal.parameters import NotInForce
from app.refund.deemed_income import agent_revenue, deemed_income_tax
from app.refund.export_refund import (
    ExportGroup,
    ProductionMonth,
    production_month,
    production_refund,
    trading_refund,
)
from tests.helpers.imports import LAW

D = Decimal


def test_what_is_not_refunded_goes_to_cost() -> None:
    refund = trading_refund(D(113), invoice_rate=D("0.13"), refund_rate=D("0.10"))
    assert (refund.refund, refund.to_cost) == (D("10.00"), D("3.00"))


@pytest.mark.parametrize(
    ("day", "invoice_rate", "refund"),
    [
        ("2012-06-30", "0.03", "13.00"),
        ("2012-07-01", "0.03", "3.00"),
        ("2026-01-01", "0.03", "3.00"),
        ("2026-01-01", "0.01", "1.00"),
        ("2026-01-01", "0.13", "13.00"),
        ("", "0.03", "3.00"),
    ],
)
def test_a_lower_rate_on_the_invoice_caps_the_refund_rate(
    day: str, invoice_rate: str, refund: str
) -> None:
    capped = trading_refund(
        100 * (1 + D(invoice_rate)),
        invoice_rate=D(invoice_rate),
        refund_rate=D("0.13"),
        day=date.fromisoformat(day) if day else None,
        law=LAW,
    )
    assert capped.refund == D(refund)


def test_a_tax_rate_below_the_refund_rate_counts_as_no_difference() -> None:
    month = ProductionMonth(fob=D(100), domestic=D(0), input_tax=D(20))
    refund = production_refund(month, vat_rate=D("0.09"), refund_rate=D("0.10"))
    assert refund.not_creditable == D("0.00")


def test_a_credit_above_the_largest_refund_is_carried_forward() -> None:
    month = ProductionMonth(fob=D(100), domestic=D(0), input_tax=D(30))
    refund = production_refund(month, vat_rate=D("0.13"), refund_rate=D("0.13"))
    assert (refund.refund, refund.credited, refund.carried) == (D("13.00"), D("0.00"), D("17.00"))


def test_tax_to_pay_leaves_no_refund() -> None:
    month = ProductionMonth(fob=D(100), domestic=D(1000), input_tax=D(30))
    refund = production_refund(month, vat_rate=D("0.13"), refund_rate=D("0.13"))
    assert (refund.payable, refund.refund, refund.credited) == (D("100.00"), D(0), D("13.00"))


def test_duty_free_material_lowers_the_base_and_opening_credit_the_tax() -> None:
    month = ProductionMonth(
        fob=D(100), domestic=D(0), input_tax=D(5), opening_credit=D(1), material=D(40)
    )
    refund = production_refund(month, vat_rate=D("0.13"), refund_rate=D("0.10"))
    assert (refund.not_creditable, refund.largest) == (D("1.80"), D("6.00"))
    assert refund.payable == D("-4.20")


def test_deemed_income_began_in_2020() -> None:
    with pytest.raises(NotInForce):
        deemed_income_tax(D(1), date(2019, 12, 31), LAW, is_small_low_profit=False)
    tax = deemed_income_tax(D(100), date(2020, 1, 1), LAW, is_small_low_profit=False)
    assert (tax.taxable_income, tax.tax) == (D("4.00"), D("1.00"))


def test_the_relief_of_small_companies_ends() -> None:
    def tax(day: date) -> Decimal:
        return deemed_income_tax(D(100), day, LAW, is_small_low_profit=True).tax

    assert tax(date(2027, 12, 31)) == D("0.20")
    with pytest.raises(NotInForce):
        tax(date(2028, 1, 1))


def test_an_agent_that_reported_is_taxed_on_its_fee() -> None:
    day = date(2025, 10, 1)
    shared = {"fee": D(1), "export_amount": D(9), "day": day, "law": LAW}
    assert agent_revenue(is_reported=True, **shared).revenue == D(1)  # type: ignore[arg-type]
    assert agent_revenue(is_reported=False, **shared).revenue == D(9)  # type: ignore[arg-type]


def test_a_month_of_several_rates_is_the_sum_of_its_groups() -> None:
    month = ProductionMonth(fob=D(300), domestic=D(0), input_tax=D(60))
    groups = (ExportGroup(D(100), D("0.13"), D("0.13")), ExportGroup(D(200), D("0.13"), D("0.09")))
    refund = production_month(month, groups, domestic_rate=D("0.13"))
    assert (refund.not_creditable, refund.largest) == (D("8.00"), D("31.00"))
    assert (refund.payable, refund.refund, refund.carried) == (D("-52.00"), D("31.00"), D("21.00"))
