"""Warehouse-in details (入库明细单, CEB711): parcels of a bill that came into a supervised site."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from app.declaration.fields import EditRefused
from app.declaration.sql.build import take_numbers
from app.declaration.sql.project import party_code
from app.declaration.sql.status import refresh_touched
from app.declaration.terms import Company, guid, series
from app.values.codes import key_from_number
from app.values.finding import DocumentKind


@dataclass(frozen=True, slots=True)
class Delivery:
    """What came in: how it travelled, and who runs the site. `unload_location` and `note` may be
    blank."""

    operator: Company
    customs_office: str
    transport_mode: str
    transport_name: str
    voyage_no: str
    bill_no: str
    unload_location: str = ""
    note: str = ""


_NEEDED = ("customs_office", "transport_mode", "transport_name", "voyage_no", "bill_no")

_PARCELS = "temp.delivery_scope c CROSS JOIN waybill w ON w.id = c.id"
_IMPORTED = "EXISTS (SELECT 1 FROM orders o WHERE o.id = w.order_id AND o.flow = 'import')"
_BY_BILL = f"""
INSERT INTO delivery_scope SELECT min(w.id) FROM waybill w
WHERE w.bill_no = ? AND {_IMPORTED}
  AND w.waybill_no NOT IN (SELECT waybill_no FROM delivery_line)
GROUP BY w.waybill_key, w.carrier_id
"""
_BY_NUMBER = f"""
INSERT INTO delivery_scope SELECT min(w.id) FROM waybill w
WHERE w.waybill_key IN (SELECT value FROM json_each(?)) AND {_IMPORTED}
GROUP BY w.waybill_key, w.carrier_id
"""

# Why these parcels cannot come in together: code of the error and a number that shows it.
_OBSTACLES = (
    (
        "error.delivery_carriers",
        f"SELECT max(w.waybill_no) FROM {_PARCELS} HAVING count(DISTINCT w.carrier_id) > 1",
    ),
    (
        "error.delivery_taken",
        f"SELECT w.waybill_no FROM {_PARCELS}"
        " JOIN delivery_line l ON l.waybill_no = w.waybill_no LIMIT 1",
    ),
)

_HEAD = f"""
INSERT INTO delivery (call_id, own_no, guid, customs_office, operator_code, operator_name,
    transport_mode, transport_name, voyage_no, bill_no, carrier_code, carrier_name,
    unload_location, note)
SELECT :call, :own_no, :guid, :customs_office, :operator_code, :operator_name, :transport_mode,
    :transport_name, :voyage_no, :bill_no, {party_code("k")}, k.name, :unload_location, :note
FROM {_PARCELS} CROSS JOIN party k ON k.id = w.carrier_id GROUP BY k.id
RETURNING id
"""

_LINES = f"""
INSERT INTO delivery_line (delivery_id, line_no, waybill_no)
SELECT :delivery, row_number() OVER (ORDER BY w.id), w.waybill_no FROM {_PARCELS} ORDER BY w.id
"""


def record_delivery(
    conn: sqlite3.Connection,
    call_id: int,
    delivery: Delivery,
    waybill_nos: Iterable[str] | None = None,
    *,
    prefix: str,
    on: date,
    at: str,
) -> int:
    """Note that these parcels of import orders came in (None: all under the bill that did not come
    in yet); the id. Raises EditRefused when something is not said, when there are none, when they
    have several carriers, or when one came in before."""
    for name in _NEEDED:
        if not getattr(delivery, name).strip():
            raise EditRefused("error.delivery_incomplete", field=name)
    if not (delivery.operator.code and delivery.operator.name):
        raise EditRefused("error.delivery_incomplete", field="operator_name")
    _choose(conn, delivery, waybill_nos)
    numbers = series(DocumentKind.DELIVERY, prefix, on)
    own_no = numbers.number(take_numbers(conn, numbers, 1))
    values = {
        name: getattr(delivery, name).strip() for name in (*_NEEDED, "unload_location", "note")
    }
    values |= {"operator_code": delivery.operator.code, "operator_name": delivery.operator.name}
    identity = guid(delivery.operator.code, own_no)
    (delivery_id,) = conn.execute(
        _HEAD, {**values, "call": call_id, "own_no": own_no, "guid": identity}
    ).fetchone()
    conn.execute(_LINES, {"delivery": delivery_id})
    conn.execute(
        "INSERT INTO event (call_id, document_kind, document_id, kind, occurred_at)"
        " VALUES (?, 'delivery', ?, 'created', ?)",
        (call_id, delivery_id, at),
    )
    refresh_touched(conn, call_id)
    return int(delivery_id)


def _choose(
    conn: sqlite3.Connection, delivery: Delivery, waybill_nos: Iterable[str] | None
) -> None:
    conn.execute("CREATE TEMP TABLE IF NOT EXISTS delivery_scope (id INTEGER PRIMARY KEY)")
    conn.execute("DELETE FROM delivery_scope")
    if waybill_nos is None:
        found = conn.execute(_BY_BILL, (delivery.bill_no,)).rowcount
    else:
        keys = sorted({key_from_number(number) for number in waybill_nos})
        found = conn.execute(_BY_NUMBER, (json.dumps(keys),)).rowcount
        if found < len(keys):
            raise EditRefused("error.delivery_unknown", count=len(keys) - found)
    if not found:
        raise EditRefused("error.delivery_empty", bill_no=delivery.bill_no)
    for code, sql in _OBSTACLES:
        row = conn.execute(sql).fetchone()
        if row:
            raise EditRefused(code, number=row[0])
