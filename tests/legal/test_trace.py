"""The working: every step has its sentence in both languages, and its law with day and document."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from app import resources, text
from app.legal.parameters import Confidence
from app.legal.trace import Step
from app.refund.export_refund import (
    ProductionMonth,
    production_refund,
    refund_of_net,
    trading_refund,
)
from app.tax.consumption import categories
from app.tax.missing import MissingKind
from app.tax.order import ContentUnit
from app.tax.rates import RateKind
from app.tax.regimes.articles import Article, Parcel, assess_articles
from app.tax.regimes.channel import Channel
from app.values.exact import half_up, shown
from tests.helpers.imports import (
    BEER,
    CREAM,
    LAW,
    WHISKY,
    assessed,
    make_line,
    make_order,
    rate_book,
    stated,
)


def steps() -> Iterator[Step]:
    """Steps of every kind of working."""
    duty = rate_book(stated(RateKind.DUTY, "0.1", "33"))
    for order, day in (
        (make_order(make_line("100", CREAM, content="50 ml"), freight="1"), "2024-01-02"),
        (make_order(make_line("600", CREAM, content="50 ml"), voucher="5"), "2024-01-02"),
        (make_order(make_line("100", BEER, content="24 l"), "5", public_discount="1"),
         "2024-01-02"),
        (make_order(make_line("300", WHISKY, content="0.7 l")), "2024-01-02"),
        (make_order(make_line("6000", CREAM, content="50 ml")), "2024-01-02"),
        (make_order(make_line("27000", CREAM, content="50 ml")), "2024-01-02"),
    ):  # fmt: skip
        done = assessed(order, day, duty)
        yield from done.trace
        for line in done.lines:
            yield from line.trace
    for price, count in (("100", 1), ("900", 1), ("2500", 1), ("2500", 2)):
        parcel = Parcel((Article("2", Decimal(price), None, count),), "JPN", is_indivisible=True)
        yield from assess_articles(parcel, date(2026, 1, 1), LAW).trace
    month = ProductionMonth(Decimal(100), Decimal(50), Decimal(20))
    yield from production_refund(month, vat_rate=Decimal("0.13"), refund_rate=Decimal("0.1")).trace
    yield from trading_refund(
        Decimal(103),
        invoice_rate=Decimal("0.03"),
        refund_rate=Decimal("0.13"),
        day=date(2026, 2, 1),
        law=LAW,
    ).trace
    yield from refund_of_net(
        Decimal(100),
        invoice_rate=Decimal("0.13"),
        refund_rate=Decimal("0.13"),
        day=date(2026, 2, 1),
        law=LAW,
    ).trace


@pytest.mark.parametrize("language", text.LANGUAGES)
def test_every_step_reads_as_a_sentence_without_gaps(language: str) -> None:
    for step in steps():
        sentence = text.text(step.key, language, **step.params)
        assert "—" not in sentence.replace("price —", "").replace("实际价格 —", ""), step


def test_every_text_of_a_step_is_used() -> None:
    known = {key for key in text.keys("en") if key.startswith("tax.step.")}
    unused = known - {step.key for step in steps()}
    assert {key for key in unused if "deemed" not in key and "agent" not in key} == set()


@pytest.mark.parametrize("language", text.LANGUAGES)
def test_every_word_the_engine_composes_has_a_text(language: str) -> None:
    words = [f"tax.channel.{each}" for each in Channel]
    words += [f"tax.missing_{each}" for each in MissingKind]
    words += [f"tax.unit.{each}" for each in ContentUnit]
    words += [f"tax.category.{each.code}" for each in categories()]
    assert set(words) <= text.keys(language)


def test_a_tax_names_its_law_with_day_document_and_confidence() -> None:
    vat = assessed("100", "2019-04-01").lines[0].trace[-1]
    assert vat.key == "tax.step.vat"
    names = {basis.id: basis for basis in vat.bases}
    assert names["vat.rate.standard"].from_ == date(2019, 4, 1)
    assert "2019年第39号" in names["vat.rate.standard"].doc
    assert names["import.cbec.factor.vat.within_limit"].value == "0.70"
    assert vat.exact == Fraction("9.1")
    assert vat.rounded == Decimal("9.10")
    assert vat.confidence is Confidence.MEDIUM  # the user's own statement


def test_the_weakest_basis_gives_the_confidence() -> None:
    assert Step("x").confidence is Confidence.HIGH


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (Fraction(1, 3), "0.33333333…"),
        (Fraction(-5, 2), "-2.5"),
        (Fraction(700), "700"),
        (Fraction(1, 10**8), "0.00000001"),
    ],
)
def test_an_exact_number_is_shown_whole_or_cut_with_a_mark(value: Fraction, expected: str) -> None:
    assert shown(value) == expected


@pytest.mark.parametrize(("value", "whole"), [("0.5", 1), ("-0.5", -1), ("1.49", 1), ("2.5", 3)])
def test_halves_go_away_from_zero(value: str, whole: int) -> None:
    assert half_up(Fraction(value)) == whole


def test_the_forms_name_parameters_that_exist() -> None:
    data = resources.load_toml("tax/consumption.toml")
    for form in categories():
        for name in form.parameters.values():
            assert LAW.parameter(name)
    assert data["statutory_units"]["035"] == "kg"
