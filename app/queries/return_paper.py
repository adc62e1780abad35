"""Requests of returns as they are printed, with their original list, parcels and papers."""

from __future__ import annotations

import sqlite3
from dataclasses import fields

from app.documents.paper import Attached, Parcel, ReturnLine, ReturnPaper
from app.queries.printing import list_paper
from app.values.finding import DocumentKind

# What the message of a request says (CEB213): first the batch, then the request, then the list.
_BATCHED = ("bill_no", "transport_mode", "transport_name", "voyage_no")
_AS_LISTED = (
    *("customs_office", "port_office", "carrier_code", "carrier_name", "waybill_no"),
    *("declarant_code", "declarant_name"),
)
_ELSEWHERE = {
    **{name: f"coalesce(nullif(b.{name}, ''), r.{name})" for name in _BATCHED},
    **{name: f"coalesce(nullif(r.{name}, ''), d.{name})" for name in _AS_LISTED},
    "site_code": "coalesce(nullif(b.site_code, ''), r.site_code)",
    "from_country": "coalesce(nullif(r.from_country, ''), w.country, d.country)",
    "batch_no": "coalesce(b.batch_no, '')",
    "warehouse": "coalesce(w.code || ' ' || w.name, '')",
    "tally_no": "coalesce((SELECT own_no FROM return_tally WHERE goods_return_id = r.id), '')",
    "value_total_e5": "coalesce((SELECT sum(value_e5) FROM goods_return_line"
    " WHERE goods_return_id = r.id), 0)",
}
_RECORDS = {"original", "lines", "parcels", "papers"}
_HEAD_FIELDS = [field.name for field in fields(ReturnPaper) if field.name not in _RECORDS]
_HEAD = f"""
SELECT r.declaration_list_id, {", ".join(_ELSEWHERE.get(n, f"r.{n}") for n in _HEAD_FIELDS)}
FROM goods_return r JOIN declaration_list d ON d.id = r.declaration_list_id
LEFT JOIN return_batch b ON b.id = r.return_batch_id
LEFT JOIN overseas_warehouse w
    ON w.id = coalesce(b.overseas_warehouse_id, r.overseas_warehouse_id)
WHERE r.id = ?
"""
_OF_REQUEST = {
    **{name: f"l.{name}" for name in ("qty_e5", "statutory_qty_1_e5", "statutory_qty_2_e5")},
    **{name: f"l.{name}" for name in ("line_no", "value_e5", "note")},
    "listed_qty_e5": "e.declared_qty_e5",
}
_LINES = f"""
SELECT {", ".join(_OF_REQUEST.get(f.name, f"e.{f.name}") for f in fields(ReturnLine))}
FROM goods_return_line l JOIN declaration_line e ON e.id = l.declaration_line_id
WHERE l.goods_return_id = ? ORDER BY l.line_no
"""
_PARCELS = f"""
SELECT {", ".join("p.name" if f.name == "carrier" else f"w.{f.name}" for f in fields(Parcel))}
FROM declaration_list d JOIN waybill w ON w.order_id = d.order_id
JOIN party p ON p.id = w.carrier_id
WHERE d.id = ? ORDER BY w.waybill_no = d.waybill_no DESC, w.id
"""
_PAPERS = """
SELECT a.id, a.kind, a.name, a.media, a.size, a.note,
    iif(a.media = 'application/pdf', x'', c.data)
FROM attachment a JOIN attachment_content c ON c.id = a.content_id
WHERE a.document_kind = ? AND a.document_id = ? ORDER BY a.id
"""


def return_paper(conn: sqlite3.Connection, return_id: int) -> ReturnPaper | None:
    """A request for printing, pictures and all; None when there is none."""
    head = conn.execute(_HEAD, (return_id,)).fetchone()
    original = list_paper(conn, head[0]) if head else None
    if original is None:
        return None
    key = (DocumentKind.GOODS_RETURN.value, return_id)
    return ReturnPaper(
        **dict(zip(_HEAD_FIELDS, head[1:], strict=True)),
        original=original,
        lines=tuple(ReturnLine(*row) for row in conn.execute(_LINES, (return_id,))),
        parcels=tuple(Parcel(*row) for row in conn.execute(_PARCELS, (head[0],))),
        papers=tuple(Attached(*row) for row in conn.execute(_PAPERS, key)),
    )
