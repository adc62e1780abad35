"""Papers about export tax as they are printed: the draft of a B2B entry, a refund claim."""

from __future__ import annotations

import sqlite3
from datetime import date
from typing import Any

from app.documents.refund_paper import ClaimPaper, ClaimPaperLine, EntryLine, EntryPaper
from app.legal.parameters import Parameters
from app.queries import b2b as query
from app.queries.b2b import Shipment
from app.queries.company import company_name_and_code
from app.refund.channel import order_letter
from app.store.settings import get_company
from app.values.codes import key_from_number
from app.values.decimals import text_from_e5


def entry_paper(conn: sqlite3.Connection, shipment_id: int) -> EntryPaper | None:
    """The draft of the entry of a B2B export; None when it is gone."""
    found = query.shipment(conn, shipment_id)
    if found is None:
        return None
    return EntryPaper(
        id=shipment_id,
        own_no=found.head.own_no,
        order_no=found.head.order_no,
        entry_no=found.entry_no,
        is_declared=bool(found.entry_no),
        currency=found.head.currency,
        country=found.head.country,
        total_e5=sum(line.line_total_e5 for _id, line in found.lines),
        values=_values(conn, found),
        lines=_entry_lines(conn, found),
    )


def _values(conn: sqlite3.Connection, found: Shipment) -> dict[str, str]:
    head, profile = found.head, get_company(conn)
    amounts = {
        "freight": head.freight_e5,
        "insured": head.insured_e5,
    }
    return {
        "consignor": f"{profile.seller_code} {profile.seller_name}".strip(),
        "exit_office": head.port_office or profile.port_office,
        "export_date": found.export_date,
        "declared_on": found.declared_on,
        "foreign_consignee": head.buyer_name,
        "transport_mode": head.transport_mode,
        "vehicle": head.transport_name,
        "bill_no": head.bill_no,
        "producer": f"{profile.producer_code} {profile.producer_name}".strip(),
        "customs_mode": head.customs_mode,
        "license_no": head.license_no,
        "contract_no": head.order_no,
        "trade_country": head.country,
        "country": head.country,
        "destination_port": head.destination_port,
        "wrap_type": head.wrap_type,
        "pieces": "" if head.pieces is None else str(head.pieces),
        "gross_weight": _kg(head.gross_weight_e5),
        "net_weight": _kg(head.net_weight_e5),
        "transaction_mode": head.transaction_mode,
        **{
            name: f"{head.currency} {text_from_e5(amount, decimals=2)}" if amount else ""
            for name, amount in amounts.items()
        },
        "order_type": _letter(found),
        "warehouse": found.warehouse,
        "marks_and_notes": head.note,
    }


def _letter(found: Shipment) -> str:
    """The letter of its order by the law of its declaration; of a ticket not declared yet, by the
    law as it stands."""
    law = Parameters()
    day = found.declared_on or law.parameter("export.order_type").values[-1].from_.isoformat()
    return order_letter(found.head.customs_mode, date.fromisoformat(day), law)


def _kg(weight_e5: int | None) -> str:
    return "" if weight_e5 is None else text_from_e5(weight_e5)


def _entry_lines(conn: sqlite3.Connection, found: Shipment) -> tuple[EntryLine, ...]:
    def origin(sku: str) -> str:
        row = conn.execute(
            "SELECT origin FROM goods WHERE sku_key = ?", (key_from_number(sku),)
        ).fetchone()
        return row[0] if row else ""

    return tuple(
        EntryLine(
            line_no=line.line_no,
            hs_code=line.hs_code,
            goods_name=line.goods_name,
            goods_spec=line.goods_spec,
            declared_qty_e5=line.declared_qty_e5,
            declared_unit=line.declared_unit,
            price_e5=line.price_e5,
            line_total_e5=line.line_total_e5,
            origin=origin(line.sku),
        )
        for _id, line in found.lines
    )


_HEAD = (
    *("id", "claim_no", "month", "kind", "mark", "state", "prepared_on", "filed_on"),
    *("base_e5", "refund_e5", "official_e5", "received_e5", "paid_back_e5"),
)
_SUMS = {"base_e5", "refund_e5"}  # of a claim without lines: nothing
_CLAIM = f"""
SELECT {", ".join(f"coalesce({name}, 0)" if name in _SUMS else name for name in _HEAD)}
FROM claim_standing WHERE id = ?
"""
_CLAIM_LINES = """
SELECT y.line_no, y.entry_no, y.export_date, coalesce(d.own_no, b.own_no), coalesce(l.sku, z.sku),
    coalesce(l.goods_name, z.goods_name), i.invoice_no, y.qty_e5,
    coalesce(l.declared_unit, z.declared_unit), y.base_e5, p.vat_rate_e5, y.refund_rate_e5,
    y.refund_e5
FROM refund_claim_line y
CROSS JOIN refund_match m ON m.id = y.refund_match_id
CROSS JOIN purchase_invoice_line p ON p.id = m.purchase_invoice_line_id
CROSS JOIN purchase_invoice i ON i.id = p.purchase_invoice_id
LEFT JOIN declaration_line l ON l.id = m.declaration_line_id
LEFT JOIN declaration_list d ON d.id = l.declaration_list_id
LEFT JOIN b2b_line z ON z.id = m.b2b_line_id
LEFT JOIN b2b_shipment b ON b.id = z.b2b_shipment_id
WHERE y.refund_claim_id = ? ORDER BY y.line_no
"""


def claim_paper(conn: sqlite3.Connection, claim_id: int) -> ClaimPaper | None:
    """A claim for printing; None when there is none."""
    row = conn.execute(_CLAIM, (claim_id,)).fetchone()
    if row is None:
        return None
    company, code = company_name_and_code(conn)
    lines = tuple(ClaimPaperLine(*line) for line in conn.execute(_CLAIM_LINES, (claim_id,)))
    head: dict[str, Any] = dict(zip(_HEAD, row, strict=True))
    return ClaimPaper(**head, company=company, credit_code=code, lines=lines)
