"""Money received typed by a person, settled, and given to orders."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.money.sql.allocate import allocate_period
from app.store.session import Session
from app.workflow.remittances import (
    BadRemittance,
    allocate,
    drop_remittance,
    give,
    save_remittance,
    settle,
    take_back,
)
from tests.helpers.dumps import dump
from tests.helpers.money import (
    DAY,
    make_remittance,
    order_id_of,
    put_declared,
    put_remittances,
    remitted,
)
from tests.helpers.months import loose_session

FIRST, LAST = date(2026, 11, 1), date(2026, 11, 30)
NOUGHT = Decimal(0)


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    with loose_session(tmp_path) as opened:
        yield opened


def lines(session: Session) -> list[tuple[object, ...]]:
    return session.conn.execute(
        "SELECT order_no, gross_e5, fee_e5, how FROM remittance_line ORDER BY order_no"
    ).fetchall()


def test_a_typed_amount_is_kept_with_its_reason_and_undone(session: Session) -> None:
    before = dump(session.conn)
    save_remittance(session, None, remitted(gross="100", fee="2", settled_on=DAY,
                    cny=Decimal("686")))  # fmt: skip
    assert session.conn.execute(
        "SELECT net_e5, settlement_rate_e8, cny_e5, reason FROM remittance"
    ).fetchone() == (9_800_000, 700_000_000, 68_600_000, "银行通知")
    session.undo()
    assert dump(session.conn) == before


@pytest.mark.parametrize(
    ("field", "changes"),
    [
        ("remit_no", {"remit_no": " "}),
        ("gross", {"gross": "0"}),
        ("fee", {"fee": "-1"}),
        ("cny", {"cny": Decimal("-1")}),
        ("period_until", {"period": (LAST, FIRST)}),
    ],
)
def test_what_cannot_be_is_refused_by_field(
    session: Session, field: str, changes: dict[str, object]
) -> None:
    with pytest.raises(BadRemittance) as refused:
        save_remittance(session, None, remitted(**changes))  # type: ignore[arg-type]
    assert refused.value.params["field"] == field


def test_a_number_is_used_once_in_a_currency(session: Session) -> None:
    save_remittance(session, None, remitted())
    with pytest.raises(BadRemittance):
        save_remittance(session, None, remitted(" r-1 "))
    assert save_remittance(session, 1, remitted(gross="11")).counts == {"changed": 1}
    assert save_remittance(session, 1, remitted(gross="11")).counts == {"changed": 0}


def test_settling_notes_the_rate_that_follows(session: Session) -> None:
    save_remittance(session, None, remitted(gross="3"))
    settle(session, 1, DAY, Decimal("20"))
    row = session.conn.execute("SELECT settlement_rate_e8, settled_on FROM remittance").fetchone()
    assert row == (666_666_667, "2026-11-20")
    with pytest.raises(BadRemittance):
        settle(session, 1, DAY, Decimal("-20"))


def test_an_amount_is_given_to_orders_up_to_what_is_left(session: Session) -> None:
    put_declared(session, "T-1")
    put_declared(session, "T-2")
    save_remittance(session, None, remitted(gross="10", fee="1"))
    give(session, 1, "t 1", Decimal(6), fee=Decimal("0.6"))
    with pytest.raises(BadRemittance) as refused:
        give(session, 1, "T-2", Decimal("4.01"), fee=NOUGHT)
    assert refused.value.params["left"] == "4.00"
    with pytest.raises(BadRemittance):
        give(session, 1, "T-2", Decimal(4), fee=Decimal("0.41"))
    give(session, 1, "T-2", Decimal(4), fee=Decimal("0.4"))
    give(session, 1, "T-1", Decimal(5), fee=Decimal("0.6"))
    assert lines(session) == [
        ("T-1", 500_000, 60_000, "typed"),
        ("T-2", 400_000, 40_000, "typed"),
    ]
    with pytest.raises(BadRemittance):
        give(session, 1, "T-9", Decimal(1), fee=NOUGHT)


def test_what_was_given_is_taken_back(session: Session) -> None:
    put_declared(session, "T-1")
    save_remittance(session, None, remitted())
    give(session, 1, "T-1", Decimal(6), fee=NOUGHT)
    line = session.conn.execute("SELECT max(id) FROM remittance_line").fetchone()[0]
    take_back(session, line)
    assert lines(session) == []
    session.undo()
    assert len(lines(session)) == 1
    drop_remittance(session, 1)
    assert lines(session) == []


def test_a_payout_goes_to_the_orders_of_its_days_the_oldest_first(session: Session) -> None:
    for number in ("T-1", "T-2", "T-3"):
        put_declared(session, number)
    save_remittance(session, None, remitted(gross="25", fee="0.1"))
    with pytest.raises(BadRemittance):
        allocate(session, 1)
    assert allocate(session, 1, FIRST, LAST).counts == {"changed": 3}
    assert lines(session) == [
        ("T-1", 1_000_000, 4_000, "period"),
        ("T-2", 1_000_000, 4_000, "period"),
        ("T-3", 500_000, 2_000, "period"),
    ]
    assert allocate(session, 1, FIRST, LAST).counts == {"changed": 0}


def test_a_second_payout_goes_on_where_the_first_ended(session: Session) -> None:
    put_declared(session, "T-1")
    put_declared(session, "T-2")
    period = (FIRST, LAST)
    save_remittance(session, None, remitted("A", gross="12", period=period))
    save_remittance(session, None, remitted("B", gross="12", fee="1", period=period))
    allocate(session, 1)
    allocate(session, 2)
    sums = session.conn.execute(
        "SELECT remittance_id, sum(gross_e5), sum(fee_e5) FROM remittance_line GROUP BY 1"
    ).fetchall()
    assert sums == [(1, 1_200_000, 0), (2, 800_000, 66_000)]  # 4.00 has no order yet


def test_days_outside_the_period_get_nothing(session: Session) -> None:
    put_declared(session, "T-1")
    save_remittance(session, None, remitted())
    allocate(session, 1, date(2026, 11, 4), LAST)
    allocate(session, 1, FIRST, date(2026, 11, 2))
    assert lines(session) == []
    allocate(session, 1, date(2026, 11, 3), date(2026, 11, 3))
    assert len(lines(session)) == 1


def test_lines_are_linked_when_their_order_came_later(session: Session) -> None:
    put_remittances(session, [make_remittance(order_no="T-1", gross="10")])
    put_declared(session, "T-1")
    save_remittance(session, None, remitted("B", gross="1", period=(FIRST, LAST)))
    allocate(session, 2)
    linked = session.conn.execute(
        "SELECT remittance_id, order_id FROM remittance_line ORDER BY id"
    ).fetchall()
    assert linked == [(1, order_id_of(session, "T-1"))]  # paid in full by the first


@settings(max_examples=12, deadline=None,
          suppress_health_check=[HealthCheck.function_scoped_fixture])  # fmt: skip
@given(
    prices=st.lists(st.integers(1, 9_999), min_size=1, max_size=6),
    gross=st.integers(1, 40_000),
    fee=st.integers(0, 900),
)
def test_nothing_is_given_twice_and_fees_are_shared_to_the_fen(
    session: Session, prices: list[int], gross: int, fee: int
) -> None:
    conn = session.conn
    with session.call("test") as call:
        for table in ("remittance_line", "remittance", "payment", "orders"):
            conn.execute(f"DELETE FROM {table}")
        for at, price in enumerate(prices, start=1):
            _pay(conn, at, price * 1000)
        conn.execute(
            "INSERT INTO remittance (id, call_id, remit_no, remit_key, received_on, currency,"
            " gross_e5, fee_e5, net_e5) VALUES (1, 1, 'R', 'R', '', 'USD', ?, ?, ?)",
            (gross * 1000, fee * 1000, (gross - fee) * 1000),
        )
        allocate_period(conn, call.id, 1, "2026-11-01", "2026-11-30")
    given_, fees = conn.execute(
        "SELECT coalesce(sum(gross_e5), 0), coalesce(sum(fee_e5), 0) FROM remittance_line"
    ).fetchone()
    assert given_ == min(gross, sum(prices)) * 1000
    assert fees == fee * 1000 if gross <= sum(prices) else fees <= fee * 1000
    assert conn.execute(
        "SELECT count(*) FROM remittance_line l JOIN payment p ON p.order_id = l.order_id"
        " WHERE l.gross_e5 > p.amount_e5 OR l.fee_e5 < 0 OR l.fee_e5 % 1000 <> 0"
    ).fetchone() == (0,)


def _pay(conn: sqlite3.Connection, at: int, amount: int) -> None:
    conn.execute(
        "INSERT INTO orders (id, call_id, platform_id, order_no, order_key, country, currency,"
        " goods_value_e5, payable_e5, lines_total_e5, line_count, source_file_id, source_row,"
        " content_hash) VALUES (?1, 1, 1, ?1, ?1, 'USA', 'USD', ?2, ?2, ?2, 1, 1, 1, 1)",
        (at, amount),
    )
    conn.execute(
        "INSERT INTO payment (call_id, provider_id, pay_no, pay_key, order_no, order_key,"
        " order_id, amount_e5, currency, paid_at, source_file_id, source_row, content_hash)"
        " VALUES (1, 1, ?1, ?1, ?1, ?1, ?1, ?2, 'USD', '2026-11-03T00:00:00', 1, 1, 1)",
        (at, amount),
    )
