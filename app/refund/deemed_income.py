"""Enterprise income tax of exporters: deemed income of exports without invoice in a pilot zone
(R33), and whose income an export through an agent is (R40)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from app.legal.parameters import NotInForce, Parameters
from app.legal.trace import Trace, basis_of, step
from app.values.exact import fen_from_yuan, shown, yuan_from_fen

INCOME_RATE = "export.zone.deemed_income_rate"
STANDARD = "cit.rate.standard"
SMALL = "cit.small_low_profit.effective_rate"
REPORTING = "export.agent.report_real_exporter"


@dataclass(frozen=True, slots=True)
class DeemedIncome:
    """Taxable income and tax in yuan. The deemed rate is the share of income, not the tax."""

    taxable_income: Decimal
    tax: Decimal
    trace: Trace


def deemed_income_tax(
    revenue: Decimal, day: date, law: Parameters, *, is_small_low_profit: bool
) -> DeemedIncome:
    """The tax on the revenue of a year that ends on `day` (R33). Raises NotInForce."""
    share = law.value_at(INCOME_RATE, day)
    rate = law.value_at(SMALL if is_small_low_profit else STANDARD, day)
    income = Fraction(revenue) * Fraction(law.decimal_at(share.id, day))
    tax = income * Fraction(law.decimal_at(rate.id, day))
    rounded = [yuan_from_fen(fen_from_yuan(each)) for each in (income, tax)]
    return DeemedIncome(
        taxable_income=rounded[0],
        tax=rounded[1],
        trace=(
            step(
                "tax.step.deemed_income",
                basis_of(share),
                exact=income,
                rounded=rounded[0],
                revenue=revenue,
                rate=f"{shown(Fraction(law.decimal_at(share.id, day)) * 100)}%",
            ),
            step(
                "tax.step.deemed_tax",
                basis_of(rate),
                exact=tax,
                rounded=rounded[1],
                income=rounded[0],
                rate=f"{shown(Fraction(law.decimal_at(rate.id, day)) * 100)}%",
            ),
        ),
    )


@dataclass(frozen=True, slots=True)
class AgentRevenue:
    """What an export agent is taxed on, in yuan."""

    revenue: Decimal
    trace: Trace


def agent_revenue(
    *, fee: Decimal, export_amount: Decimal, is_reported: bool, day: date, law: Parameters
) -> AgentRevenue:
    """The revenue of an export agent (R40): since 2025-10-01 the whole export, unless the real
    exporter was reported; otherwise its fee."""
    try:
        value = law.value_at(REPORTING, day)
    except NotInForce:
        return AgentRevenue(fee, (step("tax.step.agent_reported", fee=fee),))
    if is_reported:
        return AgentRevenue(fee, (step("tax.step.agent_reported", basis_of(value), fee=fee),))
    why = step("tax.step.agent_not_reported", basis_of(value), amount=export_amount)
    return AgentRevenue(export_amount, (why,))
