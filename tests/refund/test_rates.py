"""Refund rates: which statement wins, and both sides of the transitions."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from app.refund.rates import CompanyKind, Exported, RateScope, RefundRates, StatedRate
from tests.helpers.imports import LAW

D = Decimal


def stated(key: str, rate: str, begins: str = "2010-01-01", until: str = "") -> StatedRate:
    scope = RateScope.HS if key.isdigit() else RateScope.GOODS
    end = date.fromisoformat(until) if until else None
    return StatedRate(scope, key, D(rate), date.fromisoformat(begins), end, "测试")


def rate(
    *rates: StatedRate,
    day: str = "2026-05-01",
    invoice: str = "0.13",
    kind: CompanyKind = CompanyKind.TRADING,
    code: str = "8518300000",
) -> Decimal | None:
    export = Exported("SKU1", code, date.fromisoformat(day), D(invoice) if invoice else None)
    found = RefundRates(rates, LAW, kind).of(export)
    return found.rate if found else None


def test_a_rate_nobody_stated_is_unknown() -> None:
    assert rate() is None
    assert rate(stated("84", "0.13")) is None
    assert rate(stated("85", "0.13", "2026-05-02")) is None
    assert rate(stated("85", "0.13", until="2026-04-30")) is None


def test_the_article_wins_over_its_code_and_a_longer_code_over_a_shorter() -> None:
    assert rate(stated("85", "0.13"), stated("8518", "0.09")) == D("0.09")
    assert rate(stated("8518300000", "0.09"), stated("SKU1", "0.05")) == D("0.05")


def test_the_export_date_decides() -> None:
    both = (stated("85", "0.09"), stated("85", "0.06", "2026-04-01"))
    assert rate(*both, day="2026-03-31") == D("0.09")
    assert rate(*both, day="2026-04-01") == D("0.06")


OLD_NEW_2018 = (stated("85", "0.17"), stated("85", "0.16", "2018-05-01"))
OLD_NEW_2019 = (stated("85", "0.16"), stated("85", "0.13", "2019-04-01"))


@pytest.mark.parametrize(
    ("rates", "day", "invoice", "trading", "production"),
    [
        (OLD_NEW_2018, "2018-04-30", "0.17", "0.17", "0.17"),
        (OLD_NEW_2018, "2018-05-01", "0.17", "0.17", "0.17"),
        (OLD_NEW_2018, "2018-05-01", "0.16", "0.16", "0.17"),
        (OLD_NEW_2018, "2018-07-31", "0.17", "0.17", "0.17"),
        (OLD_NEW_2018, "2018-08-01", "0.17", "0.16", "0.16"),
        (OLD_NEW_2019, "2019-03-31", "0.16", "0.16", "0.16"),
        (OLD_NEW_2019, "2019-06-30", "0.16", "0.16", "0.16"),
        (OLD_NEW_2019, "2019-06-30", "0.10", "0.16", "0.16"),
        (OLD_NEW_2019, "2019-06-30", "0.13", "0.13", "0.16"),
        (OLD_NEW_2019, "2019-06-30", "0.03", "0.13", "0.16"),
        (OLD_NEW_2019, "2019-07-01", "0.16", "0.13", "0.13"),
    ],
)
def test_transitions_follow_the_invoice_or_the_kind_of_company(
    rates: tuple[StatedRate, ...], day: str, invoice: str, trading: str, production: str
) -> None:
    assert rate(*rates, day=day, invoice=invoice) == D(trading)
    kind = CompanyKind.PRODUCTION
    assert rate(*rates, day=day, invoice="", kind=kind) == D(production)


def test_a_rate_in_transition_names_what_let_it_stand() -> None:
    export = Exported("SKU1", "85", date(2018, 6, 1), D("0.17"))
    found = RefundRates(OLD_NEW_2018, LAW, CompanyKind.TRADING).of(export)
    assert found is not None
    assert found.transition is not None
    assert [basis.id for basis in found.bases] == [
        "refund_rate.hs.85", "export.vat.refund.transition.2018.until",
    ]  # fmt: skip
