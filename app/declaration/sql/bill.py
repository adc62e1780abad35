"""Master bill lists (清单总分单, CEB607): lists that travel under one bill, each parcel once."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from app.declaration.fields import EditRefused
from app.declaration.sql.build import take_numbers
from app.declaration.sql.status import refresh_touched
from app.declaration.terms import guid, series
from app.values.finding import DocumentKind


@dataclass(frozen=True, slots=True)
class Bill:
    """The transport the lists share. `domestic_vehicle` and `site_code` may be "" ."""

    transport_name: str
    voyage_no: str
    bill_no: str
    domestic_vehicle: str = ""
    site_code: str = ""


_SAME = (
    *("customs_office", "declarant_code", "declarant_name", "transport_mode"),
    *("carrier_code", "carrier_name"),
)
_LABELS = {name: f"list.{name.replace('_code', '_name')}" for name in _SAME}

_SCOPE = "temp.bill_scope c CROSS JOIN declaration_list d ON d.id = c.id"
_BY_BILL = """
INSERT INTO bill_scope SELECT d.id FROM declaration_list d
JOIN declaration_status s ON s.id = d.id
WHERE d.flow = 'export' AND d.bill_no = ? AND s.status <> 'cancelled'
  AND d.id NOT IN (SELECT declaration_list_id FROM master_bill_line)
"""
# Why these lists cannot share a master bill: code of the error and one list that shows it.
_OBSTACLES = (
    (
        "error.bill_list_import",
        f"SELECT d.own_no FROM {_SCOPE} WHERE d.flow <> 'export' LIMIT 1",
    ),
    (
        "error.bill_list_cancelled",
        f"SELECT d.own_no FROM {_SCOPE} JOIN declaration_status s ON s.id = d.id"
        " WHERE s.status = 'cancelled' LIMIT 1",
    ),
    (
        "error.bill_list_taken",
        f"SELECT d.own_no FROM {_SCOPE} JOIN master_bill_line m ON m.declaration_list_id = d.id"
        " LIMIT 1",
    ),
    (
        "error.bill_parcel_twice",
        f"SELECT d.waybill_no FROM {_SCOPE} GROUP BY d.waybill_no HAVING count(*) > 1 LIMIT 1",
    ),
    (
        "error.bill_other_bill",
        f"SELECT d.own_no FROM {_SCOPE} WHERE d.bill_no NOT IN ('', :bill_no) LIMIT 1",
    ),
)

_HEAD = f"""
INSERT INTO master_bill_list (call_id, own_no, guid, customs_office, declarant_code,
    declarant_name, site_code, transport_mode, transport_name, voyage_no, bill_no,
    domestic_vehicle, gross_weight_e5, carrier_code, carrier_name)
SELECT :call, :own_no, bill_guid(d.declarant_code, :own_no), d.customs_office, d.declarant_code,
    d.declarant_name, :site_code, d.transport_mode, :transport_name, :voyage_no, :bill_no,
    :domestic_vehicle, sum(d.gross_weight_e5), d.carrier_code, d.carrier_name
FROM {_SCOPE} GROUP BY {", ".join(f"d.{name}" for name in _SAME)}
RETURNING id
"""

_LINES = f"""
INSERT INTO master_bill_line (master_bill_list_id, line_no, declaration_list_id, waybill_no,
    total_package_no)
SELECT :bill, row_number() OVER (ORDER BY d.id), d.id, d.waybill_no, d.total_package_no
FROM {_SCOPE} ORDER BY d.id
"""


def master_bill(
    conn: sqlite3.Connection,
    call_id: int,
    bill: Bill,
    list_ids: Iterable[int] | None = None,
    *,
    prefix: str,
    on: date,
    at: str,
) -> int:
    """Make a master bill list of these lists (None: all that carry its bill number); its id.

    The gross weight is the sum of the lists'. Raises EditRefused when there are none, when they
    differ in office, declarant, carrier or mode, or when a parcel would appear twice."""
    _choose(conn, bill, list_ids)
    numbers = series(DocumentKind.MASTER_BILL_LIST, prefix, on)
    own_no = numbers.number(take_numbers(conn, numbers, 1))
    conn.create_function("bill_guid", 2, guid, deterministic=True)
    values = {
        "call": call_id,
        "own_no": own_no,
        "site_code": bill.site_code,
        "transport_name": bill.transport_name,
        "voyage_no": bill.voyage_no,
        "bill_no": bill.bill_no,
        "domestic_vehicle": bill.domestic_vehicle,
    }
    (bill_id,) = conn.execute(_HEAD, values).fetchone()
    conn.execute(_LINES, {"bill": bill_id})
    conn.execute(
        "INSERT INTO event (call_id, document_kind, document_id, kind, occurred_at)"
        " VALUES (?, 'master_bill_list', ?, 'created', ?)",
        (call_id, bill_id, at),
    )
    refresh_touched(conn, call_id)
    return int(bill_id)


def _choose(conn: sqlite3.Connection, bill: Bill, list_ids: Iterable[int] | None) -> None:
    for name in ("transport_name", "voyage_no", "bill_no"):
        if not getattr(bill, name).strip():
            raise EditRefused("error.bill_incomplete", field=name, field_key=f"list.{name}")
    conn.execute("CREATE TEMP TABLE IF NOT EXISTS bill_scope (id INTEGER PRIMARY KEY)")
    conn.execute("DELETE FROM bill_scope")
    if list_ids is None:
        conn.execute(_BY_BILL, (bill.bill_no,))
    else:
        conn.executemany("INSERT OR IGNORE INTO bill_scope VALUES (?)", ((n,) for n in list_ids))
    groups = conn.execute(
        f"SELECT count(*), {', '.join(f'count(DISTINCT d.{name})' for name in _SAME)} FROM {_SCOPE}"
    ).fetchone()
    if groups[0] == 0:
        raise EditRefused("error.bill_empty", bill_no=bill.bill_no)
    for name, count in zip(_SAME, groups[1:], strict=True):
        if count > 1:
            raise EditRefused("error.bill_mixed", field=name, field_key=_LABELS[name])
    for code, sql in _OBSTACLES:
        row = conn.execute(sql, {"bill_no": bill.bill_no}).fetchone()
        if row:
            raise EditRefused(code, number=row[0])
