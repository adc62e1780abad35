"""Papers about export tax: what is printed is what the store holds, marked until it is filed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from app import resources
from app.documents.paper import Paper
from app.printing.kinds import FormKind, Subject, form_of
from app.printing.layout import pages_of
from app.store.b2b import ShipmentRow
from app.store.session import Session
from app.values.period import Month
from app.workflow.b2b import ShipmentLine, note_declared, save_shipment
from app.workflow.printing import read_paper
from app.workflow.refund_claims import NewClaim, note_filed, note_official, prepare_claim
from app.workflow.refund_papers import entry_paper
from tests.helpers.exports import enter, purchase, release, stated_rate
from tests.helpers.lists import declaring_session
from tests.printing.papers import measure, setting

TODAY = date(2026, 12, 10)


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    with declaring_session(tmp_path, "T-1001") as opened:
        yield opened


def said(kind: FormKind, paper: Paper | None, language: str = "zh_CN") -> str:
    assert paper is not None
    given = setting(language)
    form = form_of(kind, paper, given)
    return "\n".join(text for page in pages_of(form, given.words, measure) for text in page.texts)


def ticket(session: Session) -> None:
    head = ShipmentRow("B1", "9810", "USA", "USD", order_no="BK-1", buyer_name="Test Store",
                       gross_weight_e5=4_50000, pieces=2)  # fmt: skip
    save_shipment(session, head, [ShipmentLine("SKU-001", Decimal(10), Decimal("12.50"))])


def test_the_draft_of_an_entry_has_every_field_it_names(session: Session) -> None:
    ticket(session)
    paper = entry_paper(session.conn, 1)
    assert paper is not None
    blank = {"record_no", "levy_nature", "exit_port"}
    form = resources.load_toml("printing/b2b_entry.toml")
    named = {cell["field"] for row in form["row"] for cell in row["cells"]}
    assert named - blank <= set(paper.values)
    written = said(FormKind.B2B_ENTRY, paper)
    for words in ("9810", "BK-1", "Test Store", "125.00", "4.5", "草稿 · 未申报", "3924100000"):
        assert words in written
    assert "not filed" in said(FormKind.B2B_ENTRY, paper, "en")
    assert paper.values["order_type"] == "W"


def test_with_an_entry_number_it_is_no_draft(session: Session) -> None:
    ticket(session)
    note_declared(session, 1, declared_on=TODAY, export_date=TODAY, entry_no="290020260000000009")
    paper = read_paper(session.conn, Subject.SHIPMENT, 1)
    assert "未申报" not in said(FormKind.B2B_ENTRY, paper)


def test_a_claim_is_marked_until_it_is_filed(session: Session) -> None:
    release(session)
    enter(session)
    stated_rate(session)
    purchase(session, qty="1", net="80.00")
    prepare_claim(session, NewClaim("202612-001", Month(2026, 12)), TODAY)
    paper = read_paper(session.conn, Subject.REFUND_CLAIM, 1)
    written = said(FormKind.REFUND_CLAIM, paper)
    for words in (
        "202612-001",
        "80.00",
        "10.40",
        "13%",
        "INV-1",
        "草稿 · 未申报",
        "已准备，未申报",
    ):
        assert words in written
    note_filed(session, 1, TODAY)
    note_official(session, 1, Decimal("10.00"), TODAY)
    after = said(FormKind.REFUND_CLAIM, read_paper(session.conn, Subject.REFUND_CLAIM, 1))
    assert "草稿" not in after
    assert "10.00" in after
    assert read_paper(session.conn, Subject.REFUND_CLAIM, 9) is None
    assert read_paper(session.conn, Subject.SHIPMENT, 9) is None
