"""Records to print, and a measure that needs no fonts."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from app.documents.paper import FilingPaper, FilingStep, ListLine, ListPaper
from app.printing.page import MM_OF_POINT, Font
from app.printing.setting import Setting
from app.printing.words import Words
from app.reference.codes import Codes

AT = datetime(2026, 11, 16, 9, 30)  # noqa: DTZ001 - the store's times have no zone
CODES = Codes()


def measure(text: str, font: Font) -> float:
    """Ideographs as wide as they are high, everything else half of that."""
    return sum(1.0 if ord(c) > 0x2E7F else 0.5 for c in text) * font.points * MM_OF_POINT


def setting(language: str = "zh_CN", *, reveal: bool = False, operator: str = "测试员") -> Setting:
    """A setting at a fixed moment."""
    return Setting(Words(language, CODES), operator, AT, reveal)


def line(line_no: int = 1, **given: Any) -> ListLine:
    """A goods line of one piece over 12.50."""
    values: dict[str, Any] = {
        "line_no": line_no,
        "sku": f"SKU-{line_no:03d}",
        "hs_code": "3924100000",
        "goods_name": f"测试商品第{line_no}款",
        "goods_name_en": f"Test goods {line_no}",
        "goods_spec": "塑料制|家用",
        "barcode": "",
        "origin": "CHN",
        "country": "USA",
        "declared_qty_e5": 100000,
        "declared_unit": "011",
        "statutory_qty_1_e5": 40000,
        "statutory_unit_1": "035",
        "statutory_qty_2_e5": None,
        "statutory_unit_2": "",
        "price_e5": 1250000,
        "line_total_e5": 1250000,
        "net_weight_e5": 40000,
    }
    return ListLine(**(values | given))


def list_paper(count: int = 1, /, **given: Any) -> ListPaper:
    """A draft list of so many lines."""
    values: dict[str, Any] = dict.fromkeys(ListPaper.__dataclass_fields__, "")
    values |= {
        "id": 1,
        "own_no": "SD26110000001",
        "status": "draft",
        "customs_mode": "9610",
        "statistics_flag": "B",
        "customs_office": "2900",
        "port_office": "2900",
        "export_date": "2026-11-16",
        "order_no": "T-1001",
        "waybill_no": "WBT-1001",
        "transport_mode": "5",
        "country": "USA",
        "seller_code": "9999960004",
        "seller_name": "测试电商企业",
        "freight_e5": 0,
        "freight_currency": "USD",
        "insured_e5": 0,
        "insured_currency": "USD",
        "pieces": 1,
        "gross_weight_e5": 50000,
        "net_weight_e5": 40000 * count,
        "currency": "USD",
        "buyer_name": "Test Buyer 01",
        "buyer_id_no": "110101190001010000",
        "buyer_phone": "13800000001",
        "consignee": "Test Buyer 01",
        "consignee_phone": "13800000002",
        "lines_qty_e5": 100000 * count,
        "lines_total_e5": 1250000 * count,
        "lines_net_weight_e5": 40000 * count,
        "lines": tuple(line(number) for number in range(1, count + 1)),
    }
    return ListPaper(**(values | given))


def filing_paper(status: str = "draft", **record: str) -> FilingPaper:
    """A company with one step recorded."""
    fields = (
        *("role", "name", "customs_code", "credit_code", "dxp_id", "valid_until", "licence_no"),
        *("licence_until", "pilot_zone", "customs_grade", "graded_on", "note"),
    )
    values = dict.fromkeys(fields, "")
    values |= {"role": "seller", "name": "测试电商企业", "customs_code": "9999960004"}
    step = FilingStep("sent", "2026-11-02", "交窗口", "测试员")
    return FilingPaper(1, values | record, status, ("TEST SELLER",), (step,))
