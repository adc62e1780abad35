"""Payments and waybills: one row for each number and order, linked to their orders."""

from __future__ import annotations

from itertools import permutations

import pytest

from app.documents.fields import FileKind
from app.store import prepared
from app.store.session import Session
from app.values.finding import Severity
from tests.helpers.builders import (
    make_payment,
    make_waybill,
    put,
    put_numbered,
    put_payments,
    put_waybills,
)


def payments(session: Session, columns: str) -> list[tuple[object, ...]]:
    return session.conn.execute(f"SELECT {columns} FROM payment ORDER BY id").fetchall()


def test_payment_is_kept_as_the_file_states_it(session: Session) -> None:
    put_payments(session, [make_payment("T-1", amount="12.50", fee="0.30")])
    columns = "pay_no, pay_key, order_key, amount_e5, fee_e5, group_size, pay_kind"
    assert payments(session, columns) == [
        ("PAY-T-1", "PAYT1", "T1", 1_250_000, 30_000, 1, "payment")
    ]


@pytest.mark.parametrize(
    ("kind", "amount", "kept"),
    [
        ("refund", "5", ("refund", -500_000)),
        ("refund", "-5", ("refund", -500_000)),
        ("", "-5", ("refund", -500_000)),
        ("", "5", ("payment", 500_000)),
        ("payment", "5", ("payment", 500_000)),
    ],
)
def test_refunds_are_negative(
    session: Session, kind: str, amount: str, kept: tuple[str, int]
) -> None:
    put_payments(session, [make_payment(pay_kind=kind, amount=amount)])
    assert payments(session, "pay_kind, amount_e5") == [kept]


def test_payment_and_refund_of_one_number_both_stand(session: Session) -> None:
    put_payments(session, [make_payment(), make_payment(pay_kind="refund", amount="2")])
    assert len(payments(session, "id")) == 2


def test_one_payment_for_several_orders_keeps_the_whole_amount_on_each(session: Session) -> None:
    rows = [(5, *make_payment(order, pay_no="P1", amount="30")) for order in ("A", "B", "C")]
    put_numbered(session, FileKind.PAYMENT, rows)
    assert payments(session, "order_no, amount_e5, group_size") == [
        (order, 3_000_000, 3) for order in "ABC"
    ]


def test_one_order_named_twice_in_a_line_counts_once(session: Session) -> None:
    rows = [(5, *make_payment(order, pay_no="P1")) for order in ("A-1", "A1")]
    put_numbered(session, FileKind.PAYMENT, rows)
    assert payments(session, "group_size") == [(1,)]


def test_same_payment_number_for_another_order_stays_as_it_is(session: Session) -> None:
    done = put_payments(session, [make_payment("A", pay_no="P1"), make_payment("B", pay_no="P1")])
    assert done.tally.new == 2
    assert payments(session, "group_size") == [(1,), (1,)]


@pytest.mark.parametrize(("amount", "is_taken"), [("99999999999", True), ("-100000000001", False)])
def test_impossible_amounts_are_refused(session: Session, amount: str, is_taken: bool) -> None:
    done = put_payments(session, [make_payment(amount=amount)])
    assert bool(done.tally.new) is is_taken
    assert ("store.amount_too_large" in done.codes) is not is_taken


def test_import_twice_is_import_once(session: Session) -> None:
    rows = [make_payment(f"T-{n}") for n in range(5)]
    put_payments(session, rows)
    before = payments(session, "*")
    done = put_payments(session, rows)
    assert (done.tally.new, done.tally.changed, done.tally.same) == (0, 0, 5)
    assert payments(session, "*") == before


def test_changed_payment_is_updated_in_place(session: Session) -> None:
    put_payments(session, [make_payment("T-1"), make_payment("T-2")])
    done = put_payments(session, [make_payment("T-1", amount="13"), make_payment("T-2")])
    assert (done.tally.changed, done.tally.same) == (1, 1)
    assert payments(session, "id, amount_e5") == [(1, 1_300_000), (2, 1_250_000)]


@pytest.mark.parametrize("batch", [1, 2, 100])
def test_repeated_row_is_noted_and_a_contradicting_one_is_doubtful(
    session: Session, monkeypatch: pytest.MonkeyPatch, batch: int
) -> None:
    monkeypatch.setattr(prepared, "BATCH", batch)
    rows = [make_payment("T-1"), make_payment("T-1"), make_payment("T-1", amount="99")]
    for _ in range(2):  # a second import must not prefer the row the first one refused
        done = put_payments(session, rows)
        found = [(f.code, f.severity, dict(f.params)["first_row"]) for f in done.findings[-2:]]
        assert found == [
            ("store.row_repeated", Severity.NOTE, "2"),
            ("store.row_contradicts", Severity.DOUBTFUL, "2"),
        ]
        assert payments(session, "amount_e5") == [(1_250_000,)]
    assert (done.tally.same, done.tally.repeated) == (1, 2)


def test_rows_come_in_batches(session: Session) -> None:
    count = prepared.BATCH + 3
    rows = [make_payment(f"T-{n}") for n in range(count)]
    assert put_payments(session, rows).tally.new == count


def test_waybill_without_pieces_has_one(session: Session) -> None:
    put_waybills(session, [make_waybill(pieces=None), make_waybill("T-2", pieces=3)])
    assert session.conn.execute("SELECT pieces FROM waybill ORDER BY id").fetchall() == [(1,), (3,)]


def test_waybill_without_order_number_is_kept_open(session: Session) -> None:
    done = put_waybills(session, [make_waybill("", waybill_no="W1")])
    assert done.tally.new == 1
    assert session.conn.execute("SELECT order_id FROM waybill").fetchall() == [(None,)]


def test_order_of_rows_in_a_file_does_not_matter(session: Session) -> None:
    rows = [make_waybill(order, waybill_no=number) for order in "AB" for number in ("W1", "W2")]
    for shuffled in permutations(rows):
        put(session, FileKind.WAYBILL, shuffled)
    assert session.conn.execute("SELECT count(*) FROM waybill").fetchone() == (4,)
