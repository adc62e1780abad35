"""Papers of a month to print: summary list, refund claim, draft of a B2B entry."""

from __future__ import annotations

from app.documents.paper import Paper
from app.documents.refund_paper import ClaimPaper, ClaimPaperLine, EntryLine, EntryPaper
from app.documents.summary_paper import SummaryPaper, SummaryPaperLine
from app.printing.kinds import FormKind

COMPANY, CREDIT_CODE = "测试申报企业", "91330100MA2TEST12X"
VALUE = 25_00000


def summary_paper(count: int = 1) -> SummaryPaper:
    """So many merged lines, each an entry of its own; one in seven without a quantity."""
    lines = tuple(
        SummaryPaperLine(
            group_no=at,
            own_no="SDS26110000001",
            entries=f"29002026{at:010}",
            country="USA",
            port_office="5141",
            transport_mode="5",
            producer_code="9999960001",
            item_no=1,
            hs_code="3924100000",
            goods_name=f"塑料保鲜盒 {at}",
            declared_qty_e5=None if at % 7 == 3 else 2_00000,
            declared_unit="011",
            currency="USD",
            value_e5=VALUE,
            lists=2,
        )
        for at in range(1, count + 1)
    )
    return SummaryPaper(
        id=202610, month="2026-10", company=COMPANY, credit_code=CREDIT_CODE, due="2026-11-16",
        lists=2 * count, applied=2 * count, groups=count, entries=count, left=1, simplified=3,
        lines=lines, totals=(("USD", VALUE * count),),
    )  # fmt: skip


def claim_paper(count: int = 1) -> ClaimPaper:
    """A claim of so many lines, prepared and not filed."""
    lines = tuple(
        ClaimPaperLine(
            line_no=at,
            entry_no=f"29002026{at:010}",
            export_date="2026-10-16",
            own_no=f"SD2610{at:08}",
            sku=f"SKU-{at:03}",
            goods_name="塑料保鲜盒",
            invoice_no=f"2644{at:08}",
            qty_e5=2_00000,
            unit="011",
            base_e5=20_00000,
            vat_rate_e5=13000,
            refund_rate_e5=13000,
            refund_e5=2_60000,
        )
        for at in range(1, count + 1)
    )
    return ClaimPaper(
        id=1, claim_no="R26110001", month="2026-11", kind="refund", mark="", state="prepared",
        prepared_on="2026-11-16", filed_on="", company=COMPANY, credit_code=CREDIT_CODE,
        base_e5=20_00000 * count, refund_e5=2_60000 * count, official_e5=None, received_e5=0,
        paid_back_e5=0, lines=lines,
    )  # fmt: skip


def entry_paper(count: int = 1) -> EntryPaper:
    """A draft of so many goods lines."""
    lines = tuple(
        EntryLine(
            line_no=at,
            hs_code="3924100000",
            goods_name=f"塑料保鲜盒 {at}",
            goods_spec="0|0|塑料|350ml",
            declared_qty_e5=100_00000,
            declared_unit="011",
            price_e5=1_25000,
            line_total_e5=125_00000,
            origin="CHN",
        )
        for at in range(1, count + 1)
    )
    return EntryPaper(
        id=1, own_no="SDB26110000001", order_no="PO-1", entry_no="", is_declared=False,
        currency="USD", country="USA", total_e5=125_00000 * count,
        values={"consignor": COMPANY, "customs_mode": "9710", "country": "USA"}, lines=lines,
    )  # fmt: skip


PAPERS = {
    FormKind.SUMMARY_LIST: summary_paper,
    FormKind.REFUND_CLAIM: claim_paper,
    FormKind.B2B_ENTRY: entry_paper,
}


def paper_of_month(kind: FormKind, lines: int) -> Paper | None:
    """The paper of a form, None for forms of other things."""
    make = PAPERS.get(kind)
    return make(lines) if make else None
