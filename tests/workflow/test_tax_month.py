"""The monthly tax sheet by channel."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

from app.printing.form import Table
from app.printing.kinds import FormKind, form_of
from app.printing.setting import Setting
from app.printing.words import Words
from app.reference.codes import Codes
from app.store.session import Session
from app.values.period import Month
from app.workflow.tax_month import month_totals, tax_month_paper
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


def test_the_printed_month_keeps_unknown_apart(session: Session) -> None:
    assert tax_month_paper(session.conn, 202611) is None
    release(session)
    paper = tax_month_paper(session.conn, 202611)
    assert paper is not None
    assert (paper.month, paper.lists, paper.billed) == ("2026-11", 1, 0)
    rows = {(row.channel, row.kind): row for row in paper.rows}
    vat = rows["cbec", "vat"]
    assert (vat.estimate_e5, vat.official_e5, vat.counted_e5) == (1920000, None, 1920000)
    setting = Setting(Words("zh_CN", Codes()), "", datetime(2026, 12, 1, 9, tzinfo=UTC))
    _, table = form_of(FormKind.TAX_MONTH, paper, setting).blocks
    assert isinstance(table, Table)
    assert ("限值以内", "1", "增值税", "19.20", "—", "19.20") in [row.cells for row in table.rows]
