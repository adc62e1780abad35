"""The original list of a return, what is left of it, and what the rules say, from the store."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from app.documents.fields import Flow
from app.documents.returning import Condition, RequestState
from app.documents.status import Status
from app.legal.parameters import Parameters
from app.returns.case import AREA_MODE, Refunded, ReturnCase
from app.returns.eligibility import Deadline, Eligibility, judge
from app.returns.portion import LineLeft
from app.returns.sql.left import lines_left
from app.returns.verdict import Result, Scope, Verdict
from app.store.settings import get_company

__all__ = [
    "Deadline",
    "Eligibility",
    "LineLeft",
    "Original",
    "Result",
    "Scope",
    "Verdict",
    "case_of_request",
    "credit_grade",
    "eligibility_of",
    "original_of",
]

RELEASED = (Status.RELEASED, Status.CLEARED)


@dataclass(frozen=True, slots=True)
class Original:
    """The list goods come back of. `released_at` "" = not released, or taken back since."""

    id: int
    own_no: str
    decl_no: str
    flow: Flow
    customs_mode: str
    status: Status
    released_at: str
    export_date: date
    customs_office: str
    waybill_no: str
    order_no: str
    currency: str
    country: str
    declarant: tuple[str, str]
    lines: tuple[LineLeft, ...]

    @property
    def released(self) -> date | None:
        """The day of release; None while there is none."""
        return date.fromisoformat(self.released_at[:10]) if self.released_at else None

    @property
    def counts_from_area(self) -> bool:
        """Whether its months without tax count from leaving the special area (R45)."""
        return self.flow is Flow.EXPORT and self.customs_mode == AREA_MODE


_ORIGINAL = """
SELECT d.own_no, coalesce(s.decl_no, ''), d.flow, d.customs_mode, coalesce(s.status, 'draft'),
    coalesce(s.released_at, ''), d.export_date, d.customs_office, d.waybill_no, d.order_no,
    d.currency, d.country, d.declarant_code, d.declarant_name
FROM declaration_list d LEFT JOIN declaration_status s ON s.id = d.id WHERE d.id = ?
"""


def original_of(conn: sqlite3.Connection, list_id: int, *, without: int = 0) -> Original | None:
    """A list goods may come back of; `without`: the request that is being changed. None when there
    is no such list."""
    row = conn.execute(_ORIGINAL, (list_id,)).fetchone()
    if row is None:
        return None
    own_no, decl_no, flow, mode, status, released, exported, *rest = row
    office, waybill_no, order_no, currency, country, *declarant = rest
    stands = Status(status) in RELEASED
    return Original(
        *(list_id, own_no, decl_no, Flow(flow), mode, Status(status)),
        released if stands else "",
        date.fromisoformat(exported),
        *(office, waybill_no, order_no, currency, country),
        (declarant[0], declarant[1]),
        tuple(lines_left(conn, list_id, without=without)),
    )


def credit_grade(conn: sqlite3.Connection) -> str:
    """The customs grade of the declaring company; "" = not stated."""
    code = get_company(conn).declarant_code
    row = conn.execute(
        "SELECT customs_grade FROM party WHERE ? IN (customs_code, credit_code)"
        " ORDER BY (role = 'declarant') DESC, customs_grade DESC LIMIT 1",
        (code,),
    ).fetchone()
    return row[0] if code and row else ""


_REQUEST = """
SELECT g.declaration_list_id, g.condition, g.applied_on, g.app_time, g.arrived_on, s.state,
    g.customs_office, g.left_area_on, g.tax_refunded, g.tax_repaid, g.via_centre,
    coalesce(b.arrived_on, '')
FROM goods_return g JOIN goods_return_state s ON s.id = g.id
LEFT JOIN return_batch b ON b.id = g.return_batch_id WHERE g.id = ?
"""
_CODES = """
SELECT DISTINCT l.hs_code FROM goods_return_line r
JOIN declaration_line l ON l.id = r.declaration_line_id WHERE r.goods_return_id = ?
"""
_IS_WHOLE = """
SELECT NOT EXISTS (SELECT 1 FROM declaration_line l WHERE l.declaration_list_id = ?
    AND l.declared_qty_e5 <> coalesce((SELECT r.qty_e5 FROM goods_return_line r
        WHERE r.goods_return_id = ? AND r.declaration_line_id = l.id), 0))
"""


def case_of_request(conn: sqlite3.Connection, return_id: int, today: date) -> ReturnCase | None:
    """A request as the rules see it on a day: what was sent applied on the day of its message, a
    draft applies today at the earliest. None when there is no such request."""
    row = conn.execute(_REQUEST, (return_id,)).fetchone()
    if row is None:
        return None
    list_id, condition, applied_on, app_time, arrived_on, state, office, *rest = row
    left_area, refunded, certificate, via_centre, batch_arrived = rest
    original = original_of(conn, list_id)
    assert original is not None
    applied = date.fromisoformat(applied_on)
    if app_time:
        applied = date.fromisoformat(app_time[:10])
    elif state == RequestState.DRAFT:
        applied = max(applied, today)
    arrived = arrived_on or batch_arrived
    return ReturnCase(
        *(original.flow, original.customs_mode, original.released, original.export_date),
        applied=applied,
        today=today,
        arrived=date.fromisoformat(arrived) if arrived else None,
        condition=Condition(condition),
        is_whole=bool(conn.execute(_IS_WHOLE, (list_id, return_id)).fetchone()[0]),
        hs_codes=_codes(conn.execute(_CODES, (return_id,))),
        original_office=original.customs_office,
        office=office or original.customs_office,
        left_area=date.fromisoformat(left_area) if left_area else None,
        refunded=Refunded(refunded),
        certificate=certificate,
        via_centre=bool(via_centre),
        grade=credit_grade(conn) if via_centre else "",
    )


def _codes(rows: Iterable[tuple[str]]) -> tuple[str, ...]:
    return tuple(code for (code,) in rows if code)


def eligibility_of(
    conn: sqlite3.Connection, return_id: int, today: date, law: Parameters | None = None
) -> Eligibility | None:
    """What the rules say about a request on a day; None when there is none."""
    case = case_of_request(conn, return_id, today)
    return judge(case, law or Parameters()) if case else None
