"""Each fault alone gives exactly its reason; what is right gives none."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from app.store.session import Session
from app.store.settings import set_setting
from tests.helpers.builders import (
    make_goods,
    make_order,
    make_payment,
    make_waybill,
    put_goods,
    put_orders,
    put_payments,
    put_waybills,
)
from tests.matching.conftest import keys_of, state_of

Fault = Callable[[Session], None]


def put(
    session: Session,
    order: dict[str, Any] | None = None,
    payment: dict[str, Any] | None = None,
    waybill: dict[str, Any] | None = None,
) -> None:
    """One order with its payment and waybill, each changed as given."""
    put_goods(session, [make_goods()])
    put_orders(session, [make_order(**(order or {}))])
    put_payments(session, [make_payment(**(payment or {}))])
    put_waybills(session, [make_waybill(**(waybill or {}))])


def profile(session: Session, **values: Any) -> None:
    """Set the tolerance profile."""
    with session.call("settings") as call:
        set_setting(call.conn, "match.profile", values)


def rate(session: Session, currency: str, month: str, cny: int) -> None:
    """Enter a customs rate (yuan at eight decimals)."""
    with session.call("rates") as call:
        call.conn.execute(
            "INSERT INTO exchange_rate (call_id, currency, month, cny_e8, source)"
            " VALUES (?, ?, ?, ?, '测试')",
            (call.id, currency, month, cny),
        )


def no_waybill(session: Session) -> None:
    put_orders(session, [make_order()])
    put_payments(session, [make_payment()])


def no_payment(session: Session) -> None:
    put_orders(session, [make_order()])
    put_waybills(session, [make_waybill()])


def near_waybill(session: Session) -> None:
    put(session, waybill={"order_no": "AMZ-T-1001"})


def near_payment(session: Session) -> None:
    put(session, payment={"order_no": "T-1001-1"})


def waybill_reused(session: Session) -> None:
    put(session)
    put_orders(session, [make_order("T-1002")])
    put_payments(session, [make_payment("T-1002")])
    put_waybills(session, [make_waybill("T-1002", waybill_no="WBT-1001")])


def payment_reused(session: Session) -> None:
    put(session)
    put_orders(session, [make_order("T-1002")])
    put_payments(session, [make_payment("T-1002", pay_no="PAY-T-1001")])
    put_waybills(session, [make_waybill("T-1002")])


def refunded_fully(session: Session) -> None:
    put(session)
    put_payments(session, [refund("12.50")])


def refunded_partly(session: Session) -> None:
    put(session)
    put_payments(session, [refund("2.50")])


def refund(amount: str) -> tuple[Any, ...]:
    return make_payment(pay_no="REF-1", pay_kind="refund", amount=amount)


def paid_twice(session: Session) -> None:
    put(session)
    put_payments(session, [make_payment(pay_no="PAY-2")])


def combined(session: Session, amount: str) -> None:
    put_orders(session, [make_order(), make_order("T-1002", total="20")])
    put_payments(
        session,
        [
            make_payment(pay_no="PAY-BOTH", amount=amount),
            make_payment("T-1002", pay_no="PAY-BOTH", amount=amount),
        ],
    )
    put_waybills(session, [make_waybill(), make_waybill("T-1002")])


def combined_payment_differs(session: Session) -> None:
    combined(session, "32.50")
    with session.call("import") as call:  # as one row naming both orders would have brought it
        call.conn.execute(
            "UPDATE payment SET group_size = 2, amount_e5 = 3000000, call_id = ?", (call.id,)
        )


def rate_unknown(session: Session) -> None:
    put(session, payment={"currency": "EUR", "amount": "11.00"})


def currency_converted(session: Session) -> None:
    rate_unknown(session)
    rate(session, "USD", "2026-11", 7_0800_0000)
    rate(session, "EUR", "2026-11", 8_1000_0000)


def currency_differs(session: Session) -> None:
    put(session, payment={"currency": "EUR", "amount": "9.00"})
    rate(session, "USD", "2026-11", 7_0800_0000)
    rate(session, "EUR", "2026-11", 8_1000_0000)


def instalments(session: Session) -> None:
    put(session, payment={"amount": "10.00"})
    put_payments(session, [make_payment(pay_no="PAY-2", amount="2.50")])


def two_waybills(session: Session) -> None:
    put(session)
    put_waybills(session, [make_waybill(waybill_no="WB-2", weight="0.1")])


def lines_short(session: Session) -> None:
    put(
        session,
        order={"goods_value": "12.50", "lines": [{"price": "10.00"}]},
    )


def free_order(session: Session) -> None:
    put_orders(session, [make_order(total="0")])
    put_waybills(session, [make_waybill()])


FAULTS: dict[str, tuple[Fault, list[str]]] = {
    "no_waybill": (no_waybill, ["no_waybill"]),
    "no_payment": (no_payment, ["no_payment"]),
    "near_waybill": (near_waybill, ["waybill_number_near", "no_waybill"]),
    "near_payment": (near_payment, ["payment_number_near", "no_payment"]),
    "waybill_reused": (waybill_reused, ["waybill_reused"]),
    "payment_reused": (payment_reused, ["payment_reused"]),
    "country": (lambda s: put(s, waybill={"country": "DEU"}), ["country_differs"]),
    "refunded_fully": (refunded_fully, ["refunded_fully"]),
    "refunded_partly": (refunded_partly, ["refunded_partly"]),
    "paid_twice": (paid_twice, ["paid_twice", "several_payments"]),
    "combined_differs": (combined_payment_differs, ["combined_payment_differs"]),
    "rate_unknown": (rate_unknown, ["rate_unknown"]),
    "currency_converted": (currency_converted, ["currency_converted"]),
    "currency_differs": (currency_differs, ["currency_differs"]),
    "fee": (lambda s: put(s, payment={"amount": "11.84", "fee": "0.66"}), ["fee_missing"]),
    "cents": (lambda s: put(s, payment={"amount": "12.49"}), ["cents_differ"]),
    "amount": (lambda s: put(s, payment={"amount": "6.00"}), ["payment_amount_differs"]),
    "lines": (lines_short, ["lines_do_not_add_up"]),
    "stated": (lambda s: put(s, order={"paid": "11.00"}), ["stated_paid_differs"]),
    "payer": (lambda s: put(s, payment={"payer_name": "Test Stranger"}), ["payer_differs"]),
    "consignee": (
        lambda s: put(s, waybill={"consignee": "Test Stranger"}),
        ["consignee_differs"],
    ),
    "heavy": (lambda s: put(s, waybill={"weight": "4.5"}), ["weight_implausible"]),
    "light": (lambda s: put(s, waybill={"weight": "0.045"}), ["weight_implausible"]),
    "pieces": (lambda s: put(s, waybill={"pieces": 3}), ["pieces_implausible"]),
    "no_pieces": (lambda s: put(s, waybill={"pieces": 0}), ["pieces_implausible"]),
    "time": (
        lambda s: put(s, waybill={"shipped_at": "2026-10-30T08:00:00"}),
        ["time_implausible"],
    ),
    "goods": (lambda s: put(s, waybill={"goods_info": "儿童玩具"}), ["goods_differ"]),
    "instalments": (instalments, ["several_payments"]),
    "two_waybills": (two_waybills, ["several_waybills"]),
    "combined": (lambda s: combined(s, "32.50"), ["combined_payment"]),
}


@pytest.mark.parametrize("name", FAULTS)
def test_fault_alone_gives_exactly_its_reason(session: Session, name: str) -> None:
    fault, expected = FAULTS[name]
    fault(session)
    assert keys_of(session) == expected


RIGHT: dict[str, Fault] = {
    "everything equal": put,
    "name spelled differently": lambda s: put(s, payment={"payer_name": "TEST  BUYER-01"}),
    "payer not stated": lambda s: put(s, payment={"payer_name": ""}),
    "waybill without country": lambda s: put(s, waybill={"country": ""}),
    "waybill without time": lambda s: put(s, waybill={"shipped_at": ""}),
    "weight at the lower bound": lambda s: put(s, waybill={"weight": "0.225"}),
    "weight at the upper bound": lambda s: put(s, waybill={"weight": "0.9"}),
    "shipped within the slack of clocks": lambda s: put(
        s, waybill={"shipped_at": "2026-11-02T20:00:00"}
    ),
    "goods in another language": lambda s: put(s, waybill={"goods_info": "plastic goods"}),
    "goods in part": lambda s: put(s, waybill={"goods_info": "测试用品"}),
    "free order without payment": free_order,
}


@pytest.mark.parametrize("name", RIGHT)
def test_what_is_right_gives_no_reason(session: Session, name: str) -> None:
    RIGHT[name](session)
    assert keys_of(session) == []
    assert state_of(session) == "matched"


@pytest.mark.parametrize(
    ("amount", "reason"),
    [
        ("10.93", "currency_converted"),
        ("10.60", "currency_converted"),
        ("10.59", "currency_differs"),
    ],
)
def test_other_currency_may_deviate_from_the_customs_rate_by_three_per_cent(
    session: Session, amount: str, reason: str
) -> None:
    put(session, payment={"currency": "EUR", "amount": amount})
    rate(session, "USD", "2026-11", 7_0800_0000)
    rate(session, "EUR", "2026-11", 8_1000_0000)
    assert keys_of(session) == [reason]


@pytest.mark.parametrize(
    ("amount", "reasons"),
    [("12.50", []), ("12.48", ["cents_differ"]), ("12.47", ["payment_amount_differs"])],
)
def test_near_miss_ends_at_two_cents(session: Session, amount: str, reasons: list[str]) -> None:
    put(session, payment={"amount": amount})
    assert keys_of(session) == reasons


@pytest.mark.parametrize(
    ("amount", "expected"), [("12.40", []), ("12.39", ["payment_amount_differs"])]
)
def test_tolerance_of_the_company_ends_where_it_says(
    session: Session, amount: str, expected: list[str]
) -> None:
    profile(session, tolerance="0.10")
    put(session, payment={"amount": amount})
    assert keys_of(session) == expected


def test_known_fee_of_the_profile_is_recognised(session: Session) -> None:
    profile(session, fees=[{"rate": "0.029", "fixed": "0.30"}])
    put(session, payment={"amount": "11.84"})
    assert keys_of(session) == ["fee_missing"]


@pytest.mark.parametrize(
    ("shipped", "expected"),
    [("2026-11-02T10:05:00", []), ("2026-11-02T10:04:59", ["time_implausible"])],
)
def test_clocks_may_differ_by_a_day(session: Session, shipped: str, expected: list[str]) -> None:
    put(session, waybill={"shipped_at": shipped})
    assert keys_of(session) == expected


@pytest.mark.parametrize(
    ("shipped", "reused"),
    [("2027-05-04T08:00:00", ["waybill_reused"]), ("2027-05-05T08:00:00", [])],
)
def test_waybill_number_may_return_after_six_months(
    session: Session, shipped: str, reused: list[str]
) -> None:
    put(session)
    later = {"ordered_at": shipped, "order_no": "T-1002"}
    put_orders(session, [make_order(**later)])
    put_payments(session, [make_payment("T-1002", paid_at=shipped)])
    put_waybills(session, [make_waybill("T-1002", waybill_no="WBT-1001", shipped_at=shipped)])
    assert keys_of(session) == reused
    assert keys_of(session, "T-1002") == reused


def test_amounts_beyond_sixty_four_bits_of_product_convert_exactly(session: Session) -> None:
    put(
        session,
        order={"total": "900000000.00"},
        payment={"currency": "EUR", "amount": "786666666.67"},
    )
    rate(session, "USD", "2026-11", 7_0800_0000)
    rate(session, "EUR", "2026-11", 8_1000_0000)
    assert keys_of(session) == ["currency_converted"]
    paid = session.conn.execute("SELECT typeof(paid_e5), paid_e5 FROM match_result").fetchone()
    assert paid[0] == "integer"
    assert abs(paid[1] - 900_000_000 * 100_000) < 100_000_000
