"""Corrections by hand: read like a file, judged at once, kept in the history, taken back whole."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from app.documents.fields import FileKind
from app.queries.matching import happenings, state_counts
from app.reference.codes import Codes
from app.store.session import Session
from app.workflow.correcting import (
    Correction,
    NotReadable,
    Place,
    correct,
    correctable,
    is_readable,
)
from app.workflow.match import match
from tests.helpers.builders import (
    make_order,
    make_payment,
    make_session,
    make_waybill,
    put_orders,
    put_payments,
    put_waybills,
)
from tests.helpers.dumps import dump

ON = date(2026, 11, 21)
CODES = Codes()


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    """T-1 was paid 6.00 instead of 12.50 and its waybill goes to Germany."""
    with make_session(tmp_path) as opened:
        put_orders(opened, [make_order("T-1")])
        put_payments(opened, [make_payment("T-1", amount="6.00")])
        put_waybills(opened, [make_waybill("T-1", country="DEU")])
        match(opened, on=ON)
        yield opened


def place(session: Session, kind: FileKind, field: str) -> Place:
    found = correctable(session.conn, 1)
    return next(each for each in found if each.kind is kind and each.field == field)


def test_corrections_are_judged_at_once_and_undone_whole(session: Session) -> None:
    before = dump(session.conn)
    made = [
        Correction(place(session, FileKind.WAYBILL, "country"), "美国"),
        Correction(place(session, FileKind.PAYMENT, "amount"), "12.5"),
    ]
    outcome = correct(session, 1, made, reason="录错", codes=CODES, on=ON)
    counts = state_counts(session.conn)
    assert outcome.counts["corrected"] == 2
    assert (counts.matched, counts.exception, counts.attention) == (1, 0, 0)
    session.undo()
    assert dump(session.conn) == before


def test_a_discount_changes_what_is_due(session: Session) -> None:
    made = [Correction(place(session, FileKind.ORDER, "discount"), "6.50")]
    correct(session, 1, made, reason="店铺优惠", codes=CODES, on=ON)
    due, difference = session.conn.execute(
        "SELECT o.payable_e5, r.difference_e5 FROM orders o JOIN match_result r ON r.id = o.id"
    ).fetchone()
    assert (due, difference) == (600_000, 0)


def test_the_history_keeps_both_values_and_the_reason(session: Session) -> None:
    made = [Correction(place(session, FileKind.WAYBILL, "country"), "USA")]
    correct(session, 1, made, reason="录错", codes=CODES, on=ON)
    last = happenings(session.conn, 1)[-1]
    assert last.kind == "corrected"
    assert last.detail | {"before": "DEU", "after": "USA", "note": "录错"} == last.detail


def test_what_says_the_same_makes_no_step(session: Session) -> None:
    steps = len(session.history())
    made = [Correction(place(session, FileKind.PAYMENT, "amount"), "6")]
    assert correct(session, 1, made, reason="-", codes=CODES, on=ON).counts["corrected"] == 0
    assert len(session.history()) == steps


def test_an_unreadable_value_changes_nothing(session: Session) -> None:
    before = dump(session.conn)
    made = [
        Correction(place(session, FileKind.WAYBILL, "country"), "USA"),
        Correction(place(session, FileKind.PAYMENT, "amount"), "zwölf"),
    ]
    with pytest.raises(NotReadable):
        correct(session, 1, made, reason="-", codes=CODES, on=ON)
    assert dump(session.conn) == before


@pytest.mark.parametrize(
    ("kind", "field", "typed", "expected"),
    [
        (FileKind.PAYMENT, "amount", "1,234.50", True),
        (FileKind.PAYMENT, "amount", "", False),
        (FileKind.PAYMENT, "amount", "1e3", False),
        (FileKind.PAYMENT, "fee", "", True),
        (FileKind.PAYMENT, "currency", "人民币", True),
        (FileKind.PAYMENT, "currency", "XXX1", False),
        (FileKind.PAYMENT, "paid_at", "2026-11-16 09:30", True),
        (FileKind.PAYMENT, "paid_at", "13/13/13", False),
        (FileKind.WAYBILL, "pieces", "2", True),
        (FileKind.WAYBILL, "pieces", "1.5", False),
        (FileKind.ORDER, "consignee", "Test Buyer 02", True),
        (FileKind.ORDER, "consignee", " ", False),
    ],
)
def test_a_value_is_read_as_a_file_is(
    session: Session, kind: FileKind, field: str, typed: str, expected: bool
) -> None:
    assert is_readable(place(session, kind, field), typed, CODES) is expected


def test_a_payment_for_several_orders_is_corrected_for_all_of_them(tmp_path: Path) -> None:
    with make_session(tmp_path, "combined") as session:
        put_orders(session, [make_order("T-1"), make_order("T-2")])
        shared = [make_payment(no, pay_no="PAY-9", amount="24.00") for no in ("T-1", "T-2")]
        put_payments(session, shared)
        put_waybills(session, [make_waybill("T-1"), make_waybill("T-2")])
        match(session, on=ON)
        made = [Correction(place(session, FileKind.PAYMENT, "amount"), "25.00")]
        correct(session, 1, made, reason="录错", codes=CODES, on=ON)
        amounts = session.conn.execute("SELECT DISTINCT amount_e5 FROM payment").fetchall()
        assert amounts == [(2_500_000,)]
        assert state_counts(session.conn).attention == 0
