"""A company that imports, bonded and directly, and documents of imports that agree."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from app.store.session import Session
from app.store.settings import CompanyProfile, set_company
from app.values.progress import SILENT
from app.workflow.compile import compile_lists
from tests.helpers.builders import (
    Values,
    company,
    make_goods,
    make_line,
    make_order,
    make_payment,
    make_waybill,
    put_goods,
    put_orders,
    put_payments,
    put_waybills,
)
from tests.helpers.lists import ON, agree, list_ids

BOOK, AREA = "L2900A000001", "9999960007"
# 999999 is no area of China, so the number is nobody's; its check digit is right.
ID_NO = "999999199001010016"
BUYER, PHONE, ADDRESS = "测试买家01", "00000000001", "测试省测试市测试路1号"
BILL_NO = "TEST-BL-0001"

IMPORTER = CompanyProfile(
    declarant_code="9999960005",
    declarant_name="测试申报企业",
    dxp_id="DXPTEST0001",
    seller_code="9999960004",
    seller_name="测试电商企业",
    wrap_type="2",
    own_no_prefix="SD",
    import_mode="1210",
    import_customs_office="2900",
    import_port_office="2900",
    import_transport_mode="8",
    direct_transport_mode="5",
    departure_country="JPN",
    assure_code="9999960004",
    account_book_no=BOOK,
    area_code=AREA,
    area_name="测试区内企业",
)
EXPORTS_TOO = {
    "customs_mode": "9610",
    "customs_office": "2900",
    "port_office": "2900",
    "producer_code": "9999960006",
    "producer_name": "测试生产企业",
    "transport_mode": "5",
    "statistics_flag": "B",
}


def set_importer(session: Session, **changes: Any) -> None:
    """Keep the importer's profile with these changes."""
    with session.call("settings"):
        set_company(session.conn, replace(IMPORTER, **changes))


def importing_company(session: Session, **changes: Any) -> None:
    """Parties, profile and one bonded article, so that import lists can be made."""
    company(session)
    put_goods(session, [import_goods()])
    set_importer(session, **changes)


def import_goods(sku: str = "IMP-001", **given: Any) -> Values:
    """Face cream by the piece of 50 g, from Japan."""
    return make_goods(
        sku,
        **{
            "goods_name": "测试面霜",
            "hs_code": "3304990029",
            "goods_spec": "测试品牌|面霜|50克",
            "origin": "JPN",
            "declared_unit": "011",
            "statutory_unit_1": "035",
            "statutory_unit_2": "011",
            "statutory_factor_1": "0.05",
            "statutory_factor_2": "1",
            "net_weight": "0.05",
            "gross_weight": "0.1",
            "record_no": "0001",
            "content_qty": "50",
            "content_unit": "g",
            **given,
        },
    )


def import_order(order_no: str = "I-1001", **given: Any) -> list[Values]:
    """Two pieces over 200 yuan, with freight 10, tax 47.35 and a voucher of 20: paid 237.35."""
    return make_order(
        order_no,
        **{
            "flow": "import",
            "buyer_reg_no": "buyer-01",
            "buyer_name": BUYER,
            "buyer_id_type": "1",
            "buyer_id_no": ID_NO,
            "buyer_phone": PHONE,
            "consignee": BUYER,
            "consignee_phone": PHONE,
            "consignee_address": ADDRESS,
            "country": "CHN",
            "currency": "CNY",
            "goods_value": "200",
            "freight": "10",
            "tax": "47.35",
            "discount": "20",
            "paid": "237.35",
            "lines": [import_line()],
            **given,
        },
    )


def import_line(**given: Any) -> dict[str, Any]:
    """Two pieces of the article."""
    return make_line(
        **{
            "sku": "IMP-001",
            "goods_name": "测试面霜",
            "goods_spec": "测试品牌|面霜|50克",
            "qty": "2",
            "price": "100",
            "line_total": "200",
            "origin": "JPN",
            **given,
        }
    )


def import_payment(order_no: str = "I-1001", **given: Any) -> Values:
    """Paid in full by the buyer."""
    return make_payment(
        order_no,
        **{
            "amount": "237.35",
            "currency": "CNY",
            "payer_name": BUYER,
            "payer_id_type": "1",
            "payer_id_no": ID_NO,
            "payer_phone": PHONE,
            **given,
        },
    )


def import_waybill(order_no: str = "I-1001", **given: Any) -> Values:
    """A parcel of a bonded order; with `bill_no` one that came from abroad."""
    return make_waybill(
        order_no,
        **{
            "weight": "0.3",
            "consignee": BUYER,
            "consignee_phone": PHONE,
            "consignee_address": ADDRESS,
            "country": "CHN",
            "currency": "CNY",
            "freight": "8",
            "insured": "1",
            "goods_info": "测试面霜",
            **given,
        },
    )


def put_imports(
    session: Session, orders: Iterable[str] = ("I-1001",), *, bill_no: str = "", **given: Any
) -> None:
    """Import orders with payment and waybill, agreed."""
    numbers = list(orders)
    put_orders(session, [import_order(number, **given) for number in numbers])
    put_payments(session, [import_payment(number) for number in numbers])
    put_waybills(session, [import_waybill(number, bill_no=bill_no) for number in numbers])
    agree(session)


def compiled_imports(
    session: Session, orders: Iterable[str] = ("I-1001",), **given: Any
) -> list[int]:
    """Lists of such orders; their ids."""
    put_imports(session, orders, **given)
    compile_lists(session, on=ON, progress=SILENT)
    return list_ids(session)
