"""An import order with its payment and waybill, as `builders` makes them for exports."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from app.store.session import Session
from tests.helpers.builders import (
    Values,
    make_order,
    make_payment,
    make_waybill,
    put_orders,
    put_payments,
    put_waybills,
)

BUYER = "测试买家01"
ID_NO = "110101200001010007"  # the serial number 000 is given to nobody
PHONE = "13800000001"
ADDRESS = "测试省测试市测试路1号"


def make_import(order_no: str = "I-1001", **given: Any) -> list[Values]:
    """Goods of 100, freight of 10, tax of 9.10, a voucher of 5: 114.10 is paid."""
    head = {
        "flow": "import",
        "buyer_reg_no": "test-01",
        "buyer_name": BUYER,
        "buyer_id_type": "1",
        "buyer_id_no": ID_NO,
        "buyer_phone": PHONE,
        "consignee": BUYER,
        "consignee_phone": PHONE,
        "consignee_address": ADDRESS,
        "consignee_district": "330201",
        "country": "CHN",
        "currency": "CNY",
        "goods_value": "100",
        "freight": "10",
        "tax": "9.10",
        "discount": "5",
        "paid": "114.10",
        "stated_pay_no": f"PAY-{order_no}",
        "lines": [{"price": "100", "origin": "FRA"}],
    }
    return make_order(order_no, **{**head, **given})


def make_import_payment(order_no: str = "I-1001", **given: Any) -> Values:
    """The payment of `make_import`."""
    payer = {"payer_name": BUYER, "payer_id_type": "1", "payer_id_no": ID_NO, "payer_phone": PHONE}
    return make_payment(order_no, **{"amount": "114.10", "currency": "CNY", **payer, **given})


def make_import_waybill(order_no: str = "I-1001", **given: Any) -> Values:
    """The waybill of `make_import`; the country goes without saying."""
    parcel = {
        "consignee": BUYER,
        "consignee_phone": PHONE,
        "consignee_address": ADDRESS,
        "country": "",
        "currency": "CNY",
        "bill_no": "",
    }
    return make_waybill(order_no, **{**parcel, **given})


def put_import(
    session: Session,
    order_no: str = "I-1001",
    *,
    order: dict[str, Any] | None = None,
    payments: Iterable[dict[str, Any]] = ({},),
    waybills: Iterable[dict[str, Any]] = ({},),
) -> None:
    """One import order with its documents, each changed as given."""
    put_orders(session, [make_import(order_no, **(order or {}))])
    put_payments(session, [make_import_payment(order_no, **given) for given in payments])
    put_waybills(session, [make_import_waybill(order_no, **given) for given in waybills])
