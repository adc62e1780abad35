"""B2B exports: tickets, their channel, sales abroad, the refund at departure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from app.queries.b2b import SHIPMENTS, sales_of, shipment, stock_of
from app.queries.table import View, first_rows
from app.refund.channel import Channel
from app.refund.departure import ClaimKind
from app.store.b2b import ShipmentRow
from app.store.rates import ExchangeRate
from app.store.session import Session
from app.values.period import Month
from app.workflow.b2b import (
    BadShipment,
    ShipmentLine,
    declared_how,
    drop_sale,
    drop_shipment,
    note_declared,
    note_sale,
    save_shipment,
    settlements,
    to_pay_back,
)
from app.workflow.purchases import ClaimedAlready
from app.workflow.rates import set_rate
from app.workflow.refund_claims import ClaimRefused, NewClaim, note_filed, prepare_claim
from tests.helpers.dumps import content
from tests.helpers.exports import purchase, stated_rate
from tests.helpers.lists import declaring_session, set_profile

D = Decimal
TODAY = date(2026, 7, 10)
HEAD = ShipmentRow("B1", "9810", "USA", "CNY", order_no="BK-1")
LINES = (ShipmentLine("SKU-001", D(10), D("12.50")),)


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    with declaring_session(tmp_path) as opened:
        yield opened


def ticket(session: Session, *lines: ShipmentLine, **head: Any) -> int:
    save_shipment(session, replace(HEAD, **head), lines or LINES)
    (last,) = session.conn.execute("SELECT max(id) FROM b2b_shipment").fetchone()
    return int(last)


def channel(session: Session, shipment_id: int) -> Channel:
    found = shipment(session.conn, shipment_id)
    assert found is not None
    return declared_how(session.conn, found, TODAY).choice.channel


def exported(session: Session) -> int:
    """A 9810 ticket with entry number and purchase, ready to be claimed."""
    made = ticket(session)
    note_declared(session, made, declared_on=date(2026, 6, 1), export_date=date(2026, 6, 3),
                  entry_no="290020260000000009")  # fmt: skip
    stated_rate(session)
    purchase(session, qty="10", net="1000.00", issued=date(2026, 5, 1))
    return made


def sell(session: Session, qty: str, day: date = date(2026, 6, 20), report: str = "") -> None:
    (line,) = session.conn.execute("SELECT min(id) FROM b2b_line").fetchone()
    note_sale(session, line, D(qty), day, report)


def test_a_line_is_completed_from_the_goods_master(session: Session) -> None:
    found = shipment(session.conn, ticket(session))
    assert found is not None
    ((_id, line),) = found.lines
    assert (line.hs_code, line.goods_name, line.declared_unit) == ("3924100000", "测试商品", "011")
    assert found.total == D("125.00")


@pytest.mark.parametrize(
    "wrong",
    [{"own_no": ""}, {"customs_mode": "9610"}, {"country": ""}, {"order_no": ""},
     {"own_no": "B" * 21}, {"customs_mode": "9710", "overseas_warehouse_id": 1}],
)  # fmt: skip
def test_what_is_incomplete_is_refused(session: Session, wrong: dict[str, Any]) -> None:
    with pytest.raises(BadShipment):
        ticket(session, **wrong)


@pytest.mark.parametrize(
    ("price", "mode", "found"),
    [("500", "9710", Channel.LIST), ("500.01", "9710", Channel.FULL), ("1", "0110", Channel.FULL)],
)
def test_the_channel_follows_the_value(
    session: Session, price: str, mode: str, found: Channel
) -> None:
    line = ShipmentLine("SKU-001", D(10), D(price))
    assert channel(session, ticket(session, line, customs_mode=mode)) is found


def test_a_value_in_foreign_money_needs_the_rate_of_its_month(session: Session) -> None:
    made = ticket(session, ShipmentLine("SKU-001", D(1), D("700")), currency="USD")
    assert channel(session, made) is Channel.FULL
    set_rate(session, ExchangeRate("USD", Month(2026, 7), D("7.1"), "测试"))
    assert channel(session, made) is Channel.LIST
    set_rate(session, ExchangeRate("USD", Month(2026, 7), D("7.2"), "测试"))
    assert channel(session, made) is Channel.FULL


def test_a_code_the_tariff_does_not_know_is_not_waved_through(session: Session) -> None:
    made = ticket(session, ShipmentLine("NEW", D(1), D(1), hs_code="9999999999", goods_name="新品"))
    found = shipment(session.conn, made)
    assert found is not None
    how = declared_how(session.conn, found, TODAY)
    assert (how.choice.channel, how.unknown_codes) == (Channel.FULL, ("9999999999",))
    assert how.order_letter == "W"


def test_at_zone_customs_six_digits_do(session: Session) -> None:
    set_profile(session, at_zone_customs=True)
    found = shipment(session.conn, ticket(session))
    assert found is not None
    assert declared_how(session.conn, found, TODAY).choice.hs_digits == 6


def test_no_more_is_sold_than_left_and_not_before(session: Session) -> None:
    exported(session)
    sell(session, "4")
    with pytest.raises(BadShipment):
        sell(session, "7", date(2026, 6, 21))
    with pytest.raises(BadShipment):
        sell(session, "1", date(2026, 6, 2))
    sell(session, "5")  # the same report again replaces it
    (stock,) = stock_of(session.conn, 1)
    assert (stock.sold, stock.unsold) == (D(5), D(5))
    drop_sale(session, sales_of(session.conn, 1)[0].id)
    assert sales_of(session.conn, 1) == []


def test_sold_and_unsold_are_claimed_apart_and_settled_by_month(session: Session) -> None:
    exported(session)
    sell(session, "4")
    prepare_claim(session, NewClaim("C1", Month(2026, 7)), TODAY)
    new = NewClaim("C2", Month(2026, 7), ClaimKind.PRE_REFUND)
    prepare_claim(session, new, TODAY)
    claims = session.conn.execute(
        "SELECT kind, mark, base_e5 / 100000, refund_e5 / 1000 FROM claim_standing ORDER BY id"
    ).fetchall()
    assert claims == [("refund", "", 400, 5200), ("pre_refund", "HWC-YT", 600, 7800)]
    note_filed(session, 2, TODAY)
    sell(session, "2", date(2026, 9, 1), "R-9")
    (line,) = settlements(session.conn, date(2026, 10, 1))
    assert [(m.month, m.qty_e5 // 100_000) for m in line.settlement.months] == [
        (Month(2026, 9), 2),
    ]  # fmt: skip
    assert (line.settlement.open_refund_e5, line.settlement.back_e5) == (52_00000, None)
    over = settlements(session.conn, date(2027, 5, 1))
    assert to_pay_back(over) == D(52)


def test_goods_sold_before_the_pre_refund_do_not_settle_it(session: Session) -> None:
    exported(session)
    sell(session, "4")  # sold, and not claimed yet
    prepare_claim(session, NewClaim("P1", Month(2026, 7), ClaimKind.PRE_REFUND), TODAY)
    note_filed(session, 1, TODAY)
    (line,) = settlements(session.conn, date(2026, 10, 1))
    assert (line.of.qty_e5, line.settlement.open_qty_e5) == (6_00000, 6_00000)
    sell(session, "5", date(2026, 9, 1), "R-9")
    (line,) = settlements(session.conn, date(2026, 10, 1))
    assert line.settlement.open_qty_e5 == 1_00000
    prepare_claim(session, NewClaim("C1", Month(2026, 10)), date(2026, 10, 1))
    (qty,) = session.conn.execute("SELECT sum(qty_e5) FROM refund_claim_line").fetchone()
    assert qty == 10_00000


def test_before_2025_there_was_no_refund_at_departure(session: Session) -> None:
    exported(session)
    new = NewClaim("C1", Month(2025, 1), ClaimKind.PRE_REFUND)
    with pytest.raises(ClaimRefused):
        prepare_claim(session, new, date(2025, 1, 26))


def test_a_claimed_ticket_stays_as_it_is(session: Session) -> None:
    made = exported(session)
    sell(session, "1")
    prepare_claim(session, NewClaim("C1", Month(2026, 7)), TODAY)
    with pytest.raises(ClaimedAlready):
        ticket(session, ShipmentLine("SKU-001", D(9), D(1)))
    with pytest.raises(ClaimedAlready):
        drop_shipment(session, made)


def test_a_ticket_is_taken_out_with_its_sales_and_comes_back_by_undo(session: Session) -> None:
    made = exported(session)
    sell(session, "1")
    before = content(session.conn)
    drop_shipment(session, made)
    assert first_rows(session.conn, SHIPMENTS, View(), 9) == []
    session.undo()
    assert content(session.conn) == before


def test_the_same_ticket_again_changes_nothing(session: Session) -> None:
    ticket(session)
    assert save_shipment(session, HEAD, LINES).counts["changed"] == 0
