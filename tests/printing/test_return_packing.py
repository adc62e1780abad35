"""The packing list of a batch: every return, its size, its share of the freight to the fen."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from app.printing.kinds import FormKind, Subject, form_of
from app.printing.layout import pages_of
from app.store.session import Session
from app.workflow.printing import read_paper
from app.workflow.return_batches import pay_freight, ship_batch
from app.workflow.return_packing import packing_paper
from app.workflow.return_plan import make_plan
from tests.helpers.return_plans import TODAY, waiting_session
from tests.printing.papers import measure, setting


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    with waiting_session(tmp_path) as opened:
        make_plan(opened, on=TODAY)
        yield opened


def said(session: Session, language: str = "zh_CN") -> str:
    paper, given = packing_paper(session.conn, 1), setting(language)
    assert paper is not None
    form = form_of(FormKind.RETURN_PACKING, paper, given)
    return "\n".join(text for page in pages_of(form, given.words, measure) for text in page.texts)


def test_every_return_and_the_sums_are_on_it(session: Session) -> None:
    written = said(session)
    for words in ("R-DE-1121-1", "DE-HAM 汉堡仓", "运费（预估，元）", "310.00", "21"):
        assert words in written
    for (own_no,) in session.conn.execute("SELECT own_no FROM goods_return"):
        assert own_no in written
    assert "Freight (estimate, CNY)" in said(session, "en")


def test_shares_add_up_to_the_freight(session: Session) -> None:
    pay_freight(session, 1, Decimal("300.01"))
    paper = packing_paper(session.conn, 1)
    assert paper is not None
    shares = [line.freight_e5 or 0 for line in paper.lines]
    assert sum(shares) == paper.freight_e5 == 30_001_000
    assert shares == sorted(shares)  # by weight, 1 to 6 kg
    assert "实付" in said(session)


def test_unknown_freight_and_volume_are_dashes(session: Session) -> None:
    with session.call("batch_freight"):
        session.conn.execute("UPDATE return_batch SET freight_e5 = NULL")
    paper = packing_paper(session.conn, 1)
    assert paper is not None
    assert {line.freight_e5 for line in paper.lines} == {None}
    assert paper.volume_e5 is None
    assert "—" in said(session)


def test_shipped_batch_names_its_bill(session: Session) -> None:
    ship_batch(session, 1, TODAY, bill_no="SEA-1", transport="COSCO 1")
    written = said(session)
    assert all(words in written for words in ("SEA-1", "COSCO 1", str(TODAY)))


def test_batch_that_is_gone_has_no_paper(session: Session) -> None:
    assert read_paper(session.conn, Subject.RETURN_BATCH, 1) is not None
    assert read_paper(session.conn, Subject.RETURN_BATCH, 9) is None
