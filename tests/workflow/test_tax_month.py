"""The monthly tax sheet by channel."""

from __future__ import annotations

from decimal import Decimal

from app.store.session import Session
from app.values.period import Month
from app.workflow.tax_month import month_totals
from tests.workflow.test_tax_register import bill, release, session

__all__ = ["session"]


def test_a_month_without_releases_has_no_totals(session: Session) -> None:
    assert month_totals(session.conn, Month(2026, 11)) == []


def test_the_bill_counts_beside_its_estimate(session: Session) -> None:
    release(session)
    bill(session, "19.21")
    channel, whole = month_totals(session.conn, Month(2026, 11))
    assert (channel.channel, whole.channel) == ("cbec", None)
    assert whole.estimate.total == Decimal("19.20")
    assert whole.official.vat == whole.counted.vat == Decimal("19.21")
    assert (whole.lists, whole.billed, whole.unknown, whole.uncounted) == (1, 1, 0, 0)
