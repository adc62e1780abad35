"""Postal articles: what the cases do not show."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from app.tax.regimes.articles import Article, Parcel, assess_articles
from tests.helpers.imports import LAW

D = Decimal


@pytest.mark.parametrize(
    ("day", "price", "taxed"),
    [
        ("2012-04-14", "400", "200.00"),  # the table alone
        ("2012-04-15", "399.99", "200.00"),
        ("2012-04-15", "400", "400.00"),
        ("2012-04-15", "100.01", "200.00"),
        ("2012-04-15", "100", "100.00"),
    ],
)
def test_a_proved_price_counts_when_far_from_the_table(day: str, price: str, taxed: str) -> None:
    parcel = Parcel((Article("1", D(200), D(price)),), "JPN")
    assert assess_articles(parcel, date.fromisoformat(day), LAW).dutiable == D(taxed)


def test_an_article_without_item_or_value_is_unknown() -> None:
    for article in (Article("", D(200)), Article("9", D(200)), Article("1")):
        unknown = assess_articles(Parcel((article,)), date(2026, 1, 1), LAW)
        assert unknown.payable is None
        assert unknown.missing


def test_before_2010_no_limit_of_parcels_is_known() -> None:
    unknown = assess_articles(Parcel((Article("1", D(200)),)), date(2010, 8, 31), LAW)
    assert unknown.clearance is None
    assert unknown.payable is None
