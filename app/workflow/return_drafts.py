"""What a person asks for when goods come back, held against the original list and the law; nothing
is written here."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass, field, fields
from datetime import date
from decimal import Decimal
from typing import Any

from app.documents.fields import Flow
from app.documents.returning import STANDING, Condition, ReasonKind, RequestState
from app.legal.parameters import Parameters
from app.returns.case import Refunded, ReturnCase
from app.returns.eligibility import Eligibility, judge
from app.returns.faults import Asked, Other, Wish, faults, is_blocked, scaled
from app.store import returns as store
from app.values.decimals import decimal_from_e5
from app.values.finding import DocumentKind, Finding, Severity
from app.workflow.return_cases import Original, credit_grade, original_of

LAW = Parameters()


@dataclass(frozen=True, slots=True)
class Way:
    """How goods of an export travel back; blank = as the original list says, or not known yet."""

    customs_office: str = ""
    port_office: str = ""
    site_code: str = ""
    return_mode: str = ""
    from_country: str = ""
    carrier_code: str = ""
    carrier_name: str = ""
    waybill_no: str = ""
    bill_no: str = ""
    transport_mode: str = ""
    transport_name: str = ""
    voyage_no: str = ""
    gross_weight: Decimal | None = None
    volume: Decimal | None = None
    overseas_warehouse_id: int | None = None


@dataclass(frozen=True, slots=True)
class ReturnDraft:
    """What a person asks for. `reason` "" = the words of its kind; `applied_on` None = the day it
    is saved; `flow`: the direction meant, None = that of the list."""

    list_id: int
    wishes: tuple[Wish, ...]
    reason_kind: ReasonKind
    condition: Condition = Condition.SEALED
    reason: str = ""
    applied_on: date | None = None
    flow: Flow | None = None
    way: Way = field(default_factory=Way)
    left_area: date | None = None
    refunded: Refunded = Refunded.NOT_SAID
    certificate: str = ""
    via_centre: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True)
class Judged:
    """A draft as it would be booked: the list, what the rules say, what is wrong."""

    original: Original
    eligibility: Eligibility
    findings: tuple[Finding, ...]

    @property
    def is_blocked(self) -> bool:
        """Whether it would not be booked."""
        return is_blocked(self.findings)


def judge_draft(
    conn: sqlite3.Connection, draft: ReturnDraft, on: date, *, return_id: int = 0
) -> Judged | None:
    """A draft held against list and law, nothing written; `return_id`: the request it changes. None
    when there is no such list."""
    original = original_of(conn, draft.list_id, without=return_id)
    if original is None:
        return None
    eligibility = judge(_case(conn, draft, original, on), LAW)
    waybill_no = draft.way.waybill_no.strip() or original.waybill_no
    asked = Asked(
        *(original.own_no, original.flow, draft.wishes, waybill_no, draft.flow),
        _others(conn, waybill_no, return_id),
    )
    return Judged(original, eligibility, tuple(faults(asked, original.lines, eligibility)))


def _case(conn: sqlite3.Connection, draft: ReturnDraft, original: Original, on: date) -> ReturnCase:
    wanted = {wish.line_no: wish.qty for wish in draft.wishes}
    lines = [line for line in original.lines if line.line_no in wanted]
    return ReturnCase(
        *(original.flow, original.customs_mode, original.released, original.export_date),
        applied=draft.applied_on or on,
        today=on,
        condition=draft.condition,
        is_whole=all(
            scaled(wanted.get(line.line_no, Decimal())) == line.declared_e5
            for line in original.lines
        ),
        hs_codes=tuple(dict.fromkeys(line.hs_code for line in lines if line.hs_code)),
        original_office=original.customs_office,
        office=draft.way.customs_office or original.customs_office,
        left_area=draft.left_area,
        refunded=draft.refunded,
        certificate=draft.certificate,
        via_centre=draft.via_centre,
        grade=credit_grade(conn) if draft.via_centre else "",
    )


# By the waybill of the way back, and by that of the way out where a request names none.
_OTHERS = """
SELECT g.own_no, s.state FROM goods_return g JOIN goods_return_state s ON s.id = g.id
WHERE g.waybill_no = :waybill AND g.id <> :without
UNION
SELECT g.own_no, s.state FROM declaration_list d CROSS JOIN goods_return g
    ON g.declaration_list_id = d.id AND g.waybill_no = ''
JOIN goods_return_state s ON s.id = g.id
WHERE d.waybill_no = :waybill AND g.id <> :without
ORDER BY 1
"""


def _others(conn: sqlite3.Connection, waybill_no: str, return_id: int) -> tuple[Other, ...]:
    if not waybill_no:
        return ()
    rows = conn.execute(_OTHERS, {"waybill": waybill_no, "without": return_id})
    found = [Other(own_no, RequestState(state)) for own_no, state in rows]
    return tuple(other for other in found if other.state in STANDING)


def list_unknown(number: str) -> Finding:
    """Nothing here is known by a number: the list may stand in another company's data file."""
    return Finding(
        "returns.list_unknown",
        Severity.BLOCKING,
        DocumentKind.DECLARATION_LIST,
        number=number,
        field="own_no",
        value=number,
        rule="R02",
    )


def draft_of(conn: sqlite3.Connection, return_id: int) -> ReturnDraft | None:
    """A request as it was asked for, to be changed; None when there is none."""
    row = store.read_request(conn, return_id)
    if row is None:
        return None
    (list_id,) = conn.execute(
        "SELECT declaration_list_id FROM goods_return WHERE id = ?", (return_id,)
    ).fetchone()
    lines = store.read_lines(conn, return_id)
    way: dict[str, Any] = {each.name: getattr(row, each.name, "") for each in fields(Way)}
    way |= {
        "gross_weight": _unscaled(row.gross_weight_e5),
        "volume": _unscaled(row.volume_e5),
    }
    return ReturnDraft(
        list_id,
        tuple(Wish(line.line_no, decimal_from_e5(line.qty_e5)) for line in lines),
        ReasonKind(row.reason_kind),
        Condition(row.condition),
        reason=row.reason,
        applied_on=date.fromisoformat(row.applied_on),
        way=Way(**way),
        left_area=date.fromisoformat(row.left_area_on) if row.left_area_on else None,
        refunded=Refunded(row.tax_refunded),
        certificate=row.tax_repaid,
        via_centre=bool(row.via_centre),
        note=row.note,
    )


def _unscaled(value: int | None) -> Decimal | None:
    return None if value is None else decimal_from_e5(value)
