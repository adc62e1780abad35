"""B2B exports of closed months: signed for, guarded, and late ones of the open month."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from app.queries.month import Choice
from app.store.errors import MonthLocked
from app.store.month_closes import closes, figures_of
from app.store.session import Session
from app.values.period import Month
from app.workflow.month_board import board
from app.workflow.month_lock import close_month, corrections, look, reopen_month, verify
from tests.helpers.months import loose_session

OCTOBER, NOVEMBER = Month(2026, 10), Month(2026, 11)


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    with loose_session(tmp_path) as opened:
        yield opened


def close(session: Session, month: Month = OCTOBER) -> dict[str, int]:
    return close_month(session, month, "甲", on=date(2026, 12, 1)).counts


def reopen(session: Session) -> None:
    reopen_month(session, OCTOBER, "甲", second="乙", reason="漏报")


def ship(session: Session, own_no: str = "B1", exported: str = "2026-10-03") -> int:
    with session.call("b2b_shipment") as call:
        (id_,) = session.conn.execute(
            "INSERT INTO b2b_shipment (call_id, own_no, customs_mode, country, currency,"
            " declared_on, export_date) VALUES (?, ?, '9710', 'USA', 'CNY', '2026-10-02', ?)"
            " RETURNING id",
            (call.id, own_no, exported),
        ).fetchone()
        session.conn.execute(
            "INSERT INTO b2b_line (b2b_shipment_id, line_no, sku, goods_name, declared_qty_e5,"
            " price_e5, line_total_e5) VALUES (?, 1, 'S', '测试商品', 100000, 0, 500000)",
            (id_,),
        )
    return int(id_)


def shipped(session: Session, month: Month) -> tuple[int, int]:
    """Lists and yuan at scale 5 on the monthly page."""
    released = board(session.conn, month, Choice()).total.released
    return released.lists, released.value_e5


def test_a_closing_signs_for_what_was_exported_to_companies(session: Session) -> None:
    ship(session)
    ship(session, "B2", exported="")
    assert close(session) | {"figures": 0} == {"figures": 0, "documents": 1, "left_over": 0}
    figures = figures_of(session.conn, closes(session.conn)[-1].id)
    assert ("2026-10", "declared", "export|9710|USA|||CNY", 500_000) in figures
    assert (shipped(session, OCTOBER), shipped(session, NOVEMBER)) == ((1, 500_000), (0, 0))


def test_a_late_shipment_is_of_the_open_month(session: Session) -> None:
    ship(session)
    close(session)
    ship(session, "B2")
    assert (shipped(session, OCTOBER), shipped(session, NOVEMBER)) == ((1, 500_000),) * 2
    assert corrections(session.conn, NOVEMBER) == []
    close(session, NOVEMBER)
    reopen(session)
    close(session)
    assert (shipped(session, OCTOBER), shipped(session, NOVEMBER)) == ((1, 500_000),) * 2
    assert [found.is_whole and not found.moved for found in verify(session.conn)] == [True] * 4


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE b2b_shipment SET export_date = '2026-11-01'",
        "UPDATE b2b_shipment SET country = 'DEU'",
        "UPDATE b2b_line SET line_total_e5 = 1",
        "DELETE FROM b2b_shipment",
        "INSERT INTO b2b_line (b2b_shipment_id, line_no, sku, goods_name, declared_qty_e5,"
        " price_e5, line_total_e5) VALUES (1, 2, 'S', '测试商品', 1, 0, 1)",
    ],
)
def test_a_signed_shipment_stays_as_it_is(session: Session, change: str) -> None:
    ship(session)
    close(session)
    with pytest.raises(MonthLocked), session.call("test"):
        session.conn.execute(change)
    with session.call("test"):
        session.conn.execute("UPDATE b2b_shipment SET entry_no = 'E1'")
    assert shipped(session, OCTOBER) == (1, 500_000)


def test_a_purchase_found_later_moves_no_refund_of_a_closed_month(session: Session) -> None:
    ship(session)
    close(session)

    def refund(month: Month) -> tuple[int, int]:
        released = board(session.conn, month, Choice()).total.released
        return released.refundable, released.refund_e5

    with session.call("match"):
        session.conn.execute(
            "INSERT INTO refund_match (call_id, b2b_line_id, purchase_invoice_line_id, qty_e5,"
            " base_e5, refund_e5) VALUES (1, 1, 1, 100000, 0, 65000)"
        )
    assert refund(OCTOBER) == (0, 0)
    reopen(session)
    assert refund(OCTOBER) == (1, 65_000)
    close(session)
    with session.call("match"):
        session.conn.execute("DELETE FROM refund_match")
    assert refund(OCTOBER) == (1, 65_000)


def test_a_missing_rate_of_a_shipment_is_told_before_closing(session: Session) -> None:
    ship(session)
    assert look(session.conn, OCTOBER).findings == ()
    with session.call("test"):
        session.conn.execute("UPDATE b2b_shipment SET currency = 'GBP'")
    assert [found.code for found in look(session.conn, OCTOBER).findings] == ["closing.rates"]
