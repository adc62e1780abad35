"""An export taxed as a sale at home."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from app.legal.parameters import Confidence
from app.refund.domestic import domestic_sale
from tests.helpers.imports import LAW


def test_the_tax_is_inside_the_price() -> None:
    sale = domestic_sale(
        Decimal("113.00"),
        rate=Decimal("0.13"),
        day=date(2026, 5, 1),
        law=LAW,
        proven_input=Decimal("5.00"),
    )
    assert (sale.output, sale.payable) == (Decimal("13.00"), Decimal("8.00"))
    assert sale.trace[0].confidence is Confidence.LOW
