"""Documents as they are printed: everything about one of them in one record, sums made here."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import fields
from typing import Any

from app.documents.paper import FilingPaper, FilingStep, ListLine, ListPaper
from app.queries.masters import filing_sheet
from app.values.codes import key_from_number

_ELSEWHERE = {
    "status": "coalesce(s.status, 'draft')",
    "pre_entry_no": "coalesce(s.pre_entry_no, '')",
    "decl_no": "coalesce(s.decl_no, '')",
    **{name: f"o.{name}" for name in ("ordered_at", "consignee", "consignee_phone")},
    **{
        name: f"coalesce(nullif(d.{name}, ''), o.{name})"
        for name in ("buyer_name", "buyer_id_no", "buyer_phone", "consignee_address")
    },
    "lines_qty_e5": "iif(t.units = 1, t.qty, NULL)",
    "lines_total_e5": "coalesce(t.total, 0)",
    "lines_net_weight_e5": "iif(t.weighed = t.lines, t.net_weight, NULL)",
}
_HEAD_FIELDS = [field.name for field in fields(ListPaper) if field.name != "lines"]
_HEAD = f"""
SELECT {", ".join(_ELSEWHERE.get(name, f"d.{name}") for name in _HEAD_FIELDS)}
FROM declaration_list d JOIN orders o ON o.id = d.order_id
LEFT JOIN declaration_status s ON s.id = d.id,
(SELECT count(*) AS lines, count(DISTINCT declared_unit) AS units, sum(declared_qty_e5) AS qty,
    sum(line_total_e5) AS total, count(net_weight_e5) AS weighed, sum(net_weight_e5) AS net_weight
 FROM declaration_line WHERE declaration_list_id = :id) t
WHERE d.id = :id
"""
_FROM_GOODS = {"goods_name_en", "origin"}
_LINE_FIELDS = [field.name for field in fields(ListLine) if field.name not in _FROM_GOODS]
_LINES = f"""
SELECT {", ".join(_LINE_FIELDS)} FROM declaration_line
WHERE declaration_list_id = ? ORDER BY line_no
"""
_GOODS = """
SELECT sku_key, goods_name_en, origin FROM goods
WHERE sku_key IN (SELECT value FROM json_each(?))
"""


def list_paper(conn: sqlite3.Connection, list_id: int) -> ListPaper | None:
    """A declaration list for printing; None when there is none."""
    head = conn.execute(_HEAD, {"id": list_id}).fetchone()
    if head is None:
        return None
    return ListPaper(**dict(zip(_HEAD_FIELDS, head, strict=True)), lines=_lines(conn, list_id))


def filing_paper(conn: sqlite3.Connection, party_id: int) -> FilingPaper | None:
    """A company's filing for printing; None when there is none."""
    sheet = filing_sheet(conn, party_id)
    if sheet is None:
        return None
    steps = tuple(
        FilingStep(step.kind, step.happened_on, step.note, step.actor) for step in sheet.steps
    )
    return FilingPaper(party_id, sheet.record, sheet.status, sheet.aliases, steps)


def _lines(conn: sqlite3.Connection, list_id: int) -> tuple[ListLine, ...]:
    cursor = conn.execute(_LINES, (list_id,))
    rows: list[dict[str, Any]] = [dict(zip(_LINE_FIELDS, row, strict=True)) for row in cursor]
    known = _goods(conn, [key_from_number(row["sku"]) for row in rows])
    nothing = dict.fromkeys(_FROM_GOODS, "")
    return tuple(ListLine(**row, **known.get(key_from_number(row["sku"]), nothing)) for row in rows)


def _goods(conn: sqlite3.Connection, keys: list[str]) -> dict[str, dict[str, Any]]:
    rows = conn.execute(_GOODS, (json.dumps(keys),))
    return {key: {"goods_name_en": name, "origin": origin} for key, name, origin in rows}
