"""Records to print, and a measure that needs no fonts."""

from __future__ import annotations

import zlib
from datetime import datetime
from decimal import Decimal
from struct import pack
from typing import Any

from app.documents.batch_paper import BatchPaper, BatchPaperLine
from app.documents.month_paper import (
    MonthFigure,
    MonthPaper,
    MonthPoint,
    MonthRow,
    MonthShare,
)
from app.documents.paper import (
    Attached,
    FilingPaper,
    FilingStep,
    ListLine,
    ListPaper,
    Parcel,
    ReturnLine,
    ReturnPaper,
    TaxMonthPaper,
    TaxMonthRow,
    TaxPaper,
)
from app.documents.returning import PaperKind
from app.documents.tax_sheet import Ground, Taxes, TaxLine, TaxSheet, WorkStep
from app.printing.page import MM_OF_POINT, Font
from app.printing.setting import Setting
from app.printing.words import Words
from app.reference.codes import Codes

AT = datetime(2026, 11, 16, 9, 30)  # noqa: DTZ001 - the store's times have no zone
CODES = Codes()


def _chunk(name: bytes, data: bytes) -> bytes:
    return pack(">I", len(data)) + name + data + pack(">I", zlib.crc32(name + data))


PNG = b"".join(
    (
        b"\x89PNG\r\n\x1a\n",
        _chunk(b"IHDR", pack(">IIBBBBB", 2, 2, 8, 0, 0, 0, 0)),
        _chunk(b"IDAT", zlib.compress(b"\x00\xff\xff" * 2)),
        _chunk(b"IEND", b""),
    )
)
"""A white picture of four dots."""


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
        "record_no": "",
        "trade_country": "",
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
        "flow": "export",
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


def import_paper(count: int = 1, /, **given: Any) -> ListPaper:
    """A draft import list of so many lines."""
    values: dict[str, Any] = {
        "flow": "import",
        "customs_mode": "1210",
        "statistics_flag": "",
        "currency": "CNY",
        "assure_code": "9999960004",
        "account_book_no": "T2900W000001",
        "area_code": "9999960007",
        "area_name": "测试区内企业",
        "buyer_id_type": "1",
        "consignee_address": "测试省测试市测试路1号",
        "lines": tuple(
            line(number, record_no=f"R{number:03d}", country="JPN")
            for number in range(1, count + 1)
        ),
    }
    return list_paper(count, **(values | given))


GROUND = Ground(
    title={"zh_CN": "增值税系数", "en": "Factor of VAT"},
    value={"zh_CN": "0.70", "en": "0.70"},
    doc={"zh_CN": "财关税〔2016〕18号", "en": "Caiguanshui [2016] No.18"},
    from_="2016-04-08",
    confidence="high",
    checked_on="2026-11-16",
)


def tax_paper(count: int = 1, **given: Any) -> TaxPaper:
    """An import list of so many lines whose taxes are known."""
    vat = Decimal("1.14")
    each = Taxes(Decimal(0), vat, Decimal(0), vat)
    whole = Taxes(Decimal(0), vat * count, Decimal(0), vat * count)
    sentence = {"base": "12.50", "rate": "13%", "factor": "70%", "exact": "1.1375"}
    step = WorkStep("tax.step.vat", sentence | {"rounded": "1.14"}, (GROUND,))
    values: dict[str, Any] = {
        "day": "2026-11-16",
        "channel": "cbec",
        "is_admissible": True,
        "dutiable": Decimal("12.50") * count,
        "estimate": whole,
        "official": None,
        "tax_no": "",
        "billed_at": "",
        "difference": None,
        "deviations": (),
        "buyer": 1,
        "single": None,
        "annual": None,
        "official_use": None,
        "rate": "13% × 70%",
        "unsettled": (),
        "steps": (WorkStep("tax.step.law_day", {"day": "2026-11-16"}),),
        "lines": tuple(
            TaxLine(
                line_no=number,
                sku=f"SKU-{number:03d}",
                hs_code="3924100000",
                goods_name=f"测试商品第{number}款",
                origin="JPN",
                dutiable=Decimal("12.50"),
                estimate=each,
                official=None,
                rate="13% × 70%",
                steps=(step,),
            )
            for number in range(1, count + 1)
        ),
    }
    return TaxPaper(
        id=1,
        own_no="SDI26110000001",
        status="draft",
        order_no="T-1001",
        decl_no="",
        export_date="2026-11-16",
        buyer_name="Test Buyer 01",
        taxes=TaxSheet(**(values | given)),
    )


def month_paper(count: int = 1) -> TaxMonthPaper:
    """The taxes of a month with so many rows; one channel and one figure are not known."""
    channels = ("cbec", "cbec_full_tax", "", None)
    kinds = ("duty", "vat", "consumption", "total")
    rows = tuple(
        TaxMonthRow(
            channel=channels[at // len(kinds) % len(channels)],
            lists=10 + at,
            kind=kinds[at % len(kinds)],
            estimate_e5=None if at % 7 == 3 else 1_000_00000 + at * 101_000,
            official_e5=None if at % 7 == 3 else 1_000_00000 + at * 102_000,
            counted_e5=1_000_00000 + at * 102_000,
        )
        for at in range(count)
    )
    return TaxMonthPaper(
        1, "2026-11", "测试进口企业", "91330100MA2TEST12X", count, count, 1, 1, rows
    )


def report_paper(count: int = 1) -> MonthPaper:
    """The report of a month with so many modes."""
    row = MonthRow("export", "9610", 24_118, 24_000, 31_590, 224_011_809_000, 224_011_809_000,
                   None, None, 25_832_210_000, Decimal("0.4"), Decimal("1.9"))  # fmt: skip
    figure = MonthFigure("export", 411_820_677_000, 377_000_000_000, Decimal("9.1"), None, None)
    return MonthPaper(
        id=202610,
        month="2026-10",
        company="测试申报企业",
        credit_code="91330100MA2TEST12X",
        open_lists=3,
        valueless=1,
        estimated=2,
        taxless=0,
        figures=(figure,),
        rows=(row,) * count,
        trend=(MonthPoint("2026-10", 411_820_677_000, 0, 90_231_040_000, 0),),
        shares=(MonthShare("country", "USA", 411_820_677_000, 0, Decimal("38.0")),),
    )


def batch_paper(count: int = 1) -> BatchPaper:
    """A batch of so many returns of half a kilogram."""
    lines = tuple(
        BatchPaperLine(
            *(at, f"SDT261100{at:05d}", f"SD261000{at:05d}", f"WB{at:06d}", "测试商品"),
            qty_e5=100_000,
            weight_e5=50_000,
            volume_e5=None,
            freight_e5=200_000,
        )
        for at in range(1, count + 1)
    )
    return BatchPaper(
        *(1, "R-DE-1121-1", "planned", "DE-HAM 汉堡仓", "DEU", "2900A1", "9610", "2026-12-01"),
        *("", "", ""),
        qty_e5=count * 100_000,
        weight_e5=count * 50_000,
        volume_e5=None,
        freight_e5=count * 200_000,
        is_paid=False,
        lines=lines,
    )


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


def return_paper(*papers: Attached, **given: Any) -> ReturnPaper:
    """An export's request of one line."""
    line = ReturnLine(
        1, "SKU-001", "3924100000", "测试商品", "塑料制|家用", 200_000, 100_000, "011", 40_000,
        "035", None, "", 1_250_000, "",
    )  # fmt: skip
    parcel = Parcel("WB-1", "测试物流", 50_000, 1, "USA", "2026-11-04T08:00:00", "", "")
    names = ReturnPaper.__dataclass_fields__
    values: dict[str, Any] = dict.fromkeys(names, "")
    values |= {
        "id": 1, "flow": "export", "own_no": "SDR26110000001", "status": "released",
        "reason_kind": "size", "reason": "尺码不合适", "condition": "sealed",
        "applied_on": "2026-11-20", "refund_e5": None, "gross_weight_e5": None,
        "customs_office": "2900", "port_office": "2900", "return_mode": "9661",
        "from_country": "USA", "waybill_no": "BACK-1", "value_total_e5": 1_250_000,
        "original": list_paper(decl_no="290020261116000001"), "lines": (line,),
        "parcels": (parcel,), "papers": papers,
    }  # fmt: skip
    return ReturnPaper(**values | given)


def import_return(*papers: Attached, **given: Any) -> ReturnPaper:
    """An import's request."""
    return return_paper(*papers, flow="import", original=import_paper(), **given)


def attached(
    id_: int, kind: PaperKind, name: str = "", *, media: str = "image/png", note: str = ""
) -> Attached:
    """A paper kept with a document; a picture is a white square."""
    data = b"" if media == "application/pdf" else PNG
    return Attached(id_, kind, name or f"{kind}-{id_}.png", media, len(data), note, data)
