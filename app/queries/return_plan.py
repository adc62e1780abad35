"""Export returns that wait at overseas warehouses, and the batches they come home in. Read-only;
the days of the law come in as spans (`app.workflow.return_terms`)."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass

from app.queries.returns import Terms, export_ends


@dataclass(frozen=True, slots=True)
class WaitingRow:
    """A return that waits, as the store has it: sizes and value (in `currency`) at scale 5, None =
    not known. `relief_end`, `customs_end`: last days as text, None = there is none."""

    id: int
    own_no: str
    warehouse: int
    site_code: str
    customs_mode: str
    weight_e5: int | None
    volume_e5: int | None
    qty_e5: int
    value_e5: int | None
    currency: str
    condition: str
    relief_end: str | None
    customs_end: str | None
    disposition: str
    batch_id: int | None
    is_fixed: bool


@dataclass(frozen=True, slots=True)
class BatchRow:
    """A batch as the store has it; days as text, "" = none."""

    id: int
    batch_no: str
    warehouse: int
    site_code: str
    customs_mode: str
    state: str
    ship_by: str
    shipped_on: str
    arrived_on: str
    freight_e5: int | None
    paid_freight_e5: int | None
    is_fixed: bool
    note: str
    bill_no: str
    transport_name: str


@dataclass(frozen=True, slots=True)
class Member:
    """A return in a batch, for its packing list."""

    id: int
    own_no: str
    list_own_no: str
    waybill_no: str
    goods: str
    weight_e5: int | None
    volume_e5: int | None
    qty_e5: int


_PIECES = (
    "(SELECT coalesce(sum(l.qty_e5), 0) FROM goods_return_line l WHERE l.goods_return_id = g.id)"
)
_VALUE = "(SELECT sum(l.value_e5) FROM goods_return_line l WHERE l.goods_return_id = g.id)"
_BATCH = (
    "id, batch_no, overseas_warehouse_id, site_code, customs_mode, state, ship_by, shipped_on,"
    " arrived_on, freight_e5, paid_freight_e5, is_fixed, note, bill_no, transport_name"
)


# One return, what shares its batch, and what is in another one.
_NEAR = """ AND (g.id = :return_id OR g.return_batch_id IN
    (:batch_id, (SELECT return_batch_id FROM goods_return WHERE id = :return_id)))"""


def waiting(
    conn: sqlite3.Connection,
    terms: Terms,
    *,
    return_id: int | None = None,
    batch_id: int | None = None,
) -> list[WaitingRow]:
    """What waits, by id: export returns at a warehouse that still count, are not back, and have not
    left in a batch. With `return_id` or `batch_id` only that one, and what shares a batch with
    it."""
    relief, customs = export_ends(terms)
    is_all = return_id is None and batch_id is None
    by, near = ("INDEXED BY goods_return_waiting", "") if is_all else ("", _NEAR)
    rows = conn.execute(
        f"SELECT g.id, g.own_no, g.overseas_warehouse_id, g.site_code, d.customs_mode,"
        f" g.gross_weight_e5, g.volume_e5, {_PIECES}, {_VALUE}, d.currency, g.condition,"
        f" {relief}, {customs}, g.disposition, g.return_batch_id,"
        " g.is_fixed OR coalesce(b.is_fixed, 0)"
        f" FROM goods_return g {by}"
        " JOIN goods_return_state t ON t.id = g.id"
        " JOIN declaration_list d ON d.id = g.declaration_list_id"
        " LEFT JOIN declaration_status s ON s.id = d.id"
        " LEFT JOIN return_batch b ON b.id = g.return_batch_id"
        " WHERE g.overseas_warehouse_id NOT NULL AND g.flow = 'export' AND g.closed = ''"
        " AND g.arrived_on = '' AND t.state IN ('draft', 'pending', 'accepted')"
        f" AND coalesce(b.state, 'planned') = 'planned'{near} ORDER BY g.id",
        {} if is_all else {"return_id": return_id, "batch_id": batch_id},
    )
    return [WaitingRow(*row) for row in rows]


def batches(conn: sqlite3.Connection) -> list[BatchRow]:
    """All batches, those still to leave first, then by the day they are to leave."""
    rows = conn.execute(
        f"SELECT {_BATCH} FROM return_batch"
        " ORDER BY state = 'arrived', state = 'shipped', ship_by = '', ship_by, id"
    )
    return [BatchRow(*row) for row in rows]


def batch(conn: sqlite3.Connection, batch_id: int) -> BatchRow | None:
    """One batch; None when there is none."""
    row = conn.execute(f"SELECT {_BATCH} FROM return_batch WHERE id = ?", (batch_id,)).fetchone()
    return BatchRow(*row) if row else None


def members(conn: sqlite3.Connection, batch_id: int) -> list[Member]:
    """The returns of a batch, by number."""
    rows = conn.execute(
        "SELECT g.id, g.own_no, d.own_no, coalesce(nullif(g.waybill_no, ''), d.waybill_no),"
        " coalesce((SELECT group_concat(l.goods_name, '、') FROM goods_return_line r"
        "  JOIN declaration_line l ON l.id = r.declaration_line_id"
        "  WHERE r.goods_return_id = g.id), ''),"
        f" g.gross_weight_e5, g.volume_e5, {_PIECES}"
        " FROM goods_return g JOIN declaration_list d ON d.id = g.declaration_list_id"
        " WHERE g.return_batch_id = ? ORDER BY g.own_no",
        (batch_id,),
    )
    return [Member(*row) for row in rows]


def sums(conn: sqlite3.Connection) -> dict[int, tuple[int, int | None]]:
    """How many returns each batch holds, and their weight; None = not all are known."""
    rows = conn.execute(
        "SELECT return_batch_id, count(*),"
        " iif(count(gross_weight_e5) = count(*), sum(gross_weight_e5), NULL)"
        " FROM goods_return WHERE return_batch_id NOT NULL GROUP BY return_batch_id"
    )
    return {batch_id: (count, weight) for batch_id, count, weight in rows}


@dataclass(frozen=True, slots=True)
class LastPlan:
    """When the plan was made last, and what its call noted."""

    at: str
    outcome: Mapping[str, object]


def last_plan(conn: sqlite3.Connection, verb: str) -> LastPlan | None:
    """The newest plan that stands; None = none was made."""
    row = conn.execute(
        "SELECT at, outcome FROM call WHERE verb = ? AND undone_by IS NULL AND reverts IS NULL"
        " ORDER BY id DESC LIMIT 1",
        (verb,),
    ).fetchone()
    return LastPlan(row[0], json.loads(row[1])) if row else None


@dataclass(frozen=True, slots=True)
class UnplacedRow:
    """An export return of which nobody said where it waits."""

    id: int
    own_no: str
    weight_e5: int | None
    volume_e5: int | None
    qty_e5: int
    site_code: str


_UNPLACED = """FROM goods_return g JOIN goods_return_state t ON t.id = g.id
    WHERE g.overseas_warehouse_id IS NULL AND g.flow = 'export' AND g.closed = ''
    AND g.arrived_on = '' AND t.state IN ('draft', 'pending', 'accepted')"""


def unplaced_count(conn: sqlite3.Connection) -> int:
    """How many export returns wait nobody said where."""
    count: int = conn.execute(f"SELECT count(*) {_UNPLACED}").fetchone()[0]
    return count


def unplaced(conn: sqlite3.Connection, limit: int = 1000) -> list[UnplacedRow]:
    """The newest of them."""
    rows = conn.execute(
        "SELECT g.id, g.own_no, g.gross_weight_e5, g.volume_e5,"
        f" {_PIECES}, g.site_code {_UNPLACED} ORDER BY g.id DESC LIMIT ?",
        (limit,),
    )
    return [UnplacedRow(*row) for row in rows]


def place_of(
    conn: sqlite3.Connection, return_id: int
) -> tuple[int | None, str, int | None, int | None]:
    """Where a return waits: warehouse, destination site, weight and volume."""
    row = conn.execute(
        "SELECT overseas_warehouse_id, site_code, gross_weight_e5, volume_e5 FROM goods_return"
        " WHERE id = ?",
        (return_id,),
    ).fetchone()
    return row or (None, "", None, None)


def leaving(conn: sqlite3.Connection, until: str) -> list[tuple[str, str, int]]:
    """Planned batches that are to leave by a day (text) or before: that day, the first number, how
    many."""
    return conn.execute(
        "SELECT ship_by, min(batch_no), count(*) FROM return_batch"
        " WHERE state = 'planned' AND ship_by <> '' AND ship_by <= ? GROUP BY ship_by ORDER BY 1",
        (until,),
    ).fetchall()


def last_numbers(conn: sqlite3.Connection, stem: str) -> int:
    """The highest number a batch has behind this stem; 0 = none."""
    row = conn.execute(
        "SELECT max(CAST(substr(batch_no, ?) AS INTEGER)) FROM return_batch"
        " WHERE substr(batch_no, 1, ?) = ?",
        (len(stem) + 1, len(stem), stem),
    ).fetchone()
    return row[0] or 0
