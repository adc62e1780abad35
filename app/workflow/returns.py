"""Return requests: drafted against what the law and the original list allow, changed, withdrawn;
what happened since is noted. Every change is one undoable call, and a request with a blocking
finding is not booked at all."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable
from dataclasses import fields, replace
from datetime import date
from decimal import Decimal

from app.declaration.sql.build import take_numbers
from app.declaration.sql.status import refresh_touched
from app.declaration.terms import guid, series
from app.documents.fields import Flow
from app.documents.returning import Condition, ReasonKind, RequestState
from app.documents.status import EventKind, Status, rules
from app.legal.parameters import NotInForce
from app.returns.case import Refunded
from app.returns.faults import Wish, words_of
from app.returns.portion import portion
from app.store import returns as store
from app.store.events import Event, add_events
from app.store.returns import LineRow, RequestRow
from app.store.session import Call, Session
from app.store.settings import get_company
from app.text import text
from app.values.decimals import e5_from_decimal
from app.values.errors import AppError
from app.values.finding import DocumentKind, Finding
from app.workflow.amounts import fen_amount
from app.workflow.outcome import Changes, Outcome
from app.workflow.return_arrivals import settle_arrivals
from app.workflow.return_batches import leave_batch
from app.workflow.return_cases import Original, original_of
from app.workflow.return_drafts import (
    LAW,
    Judged,
    ReturnDraft,
    Way,
    draft_of,
    judge_draft,
    list_unknown,
)
from app.workflow.return_effects import book_effects
from app.workflow.saving import attempt

__all__ = [
    "Condition",
    "Judged",
    "ReasonKind",
    "Refunded",
    "ReturnDraft",
    "ReturnRefused",
    "Way",
    "Wish",
    "change_request",
    "draft_of",
    "judge_draft",
    "lapse",
    "list_unknown",
    "new_request",
    "note_certificate",
    "record_arrival",
    "record_refund",
    "withdraw",
    "words_of",
]

RETURN_MODES = "export.return.return_modes"
_EDITABLE = (RequestState.DRAFT, RequestState.REFUSED)
_TOUCHED = frozenset(
    {
        DocumentKind.GOODS_RETURN,
        DocumentKind.DECLARATION_LIST,
        DocumentKind.STOCK_MOVE,
        DocumentKind.TAX_BILL,
        DocumentKind.RETURN_BATCH,
    }
)


class ReturnRefused(AppError):
    """The request cannot be changed like this; nothing was saved."""

    code = "error.no_such_return"


# Booking


def new_request(session: Session, draft: ReturnDraft, *, on: date) -> Outcome:
    """Book a request as a draft; with a blocking finding nothing is. Counts: requests. Number and
    id of the new one stand in the call's outcome. `on`: the day."""

    def do(call: Call, judged: Judged) -> bool:
        conn, original = call.conn, judged.original
        numbers = series(DocumentKind.GOODS_RETURN, get_company(conn).own_no_prefix, on)
        own_no = numbers.number(take_numbers(conn, numbers, 1))
        return_id = store.add_request(
            *(conn, call.id, _row(draft, original, on)),
            number=(own_no, guid(original.declarant[0], own_no)),
            original=(original.flow.value, original.id),
        )
        store.put_lines(conn, return_id, _line_rows(draft, original))
        _note(call, return_id, EventKind.CREATED)
        call.outcome |= {"own_no": own_no, "id": return_id}
        return True

    return _book(session, "returns", draft, on, do)


def change_request(session: Session, return_id: int, draft: ReturnDraft, *, on: date) -> Outcome:
    """Book a draft, or one that customs refused or has not taken up yet, as it is said now; with a
    blocking finding nothing is. Counts: requests. Raises ReturnRefused once it is under way."""
    state, list_id = _changeable(session.conn, return_id)

    def do(call: Call, judged: Judged) -> bool:
        row = _row(draft, judged.original, on)
        changed = store.change_request(call.conn, call.id, return_id, row)
        lines = _line_rows(draft, judged.original)
        changed |= store.put_lines(call.conn, return_id, lines)
        if changed:
            again = state is not RequestState.DRAFT
            _note(call, return_id, EventKind.CHANGED if again else EventKind.EDITED)
        return changed

    return _book(session, "return_change", replace(draft, list_id=list_id), on, do, return_id)


def _book(
    session: Session,
    verb: str,
    draft: ReturnDraft,
    on: date,
    do: Callable[[Call, Judged], bool],
    return_id: int = 0,
) -> Outcome:
    outcome = Outcome(verb, {"requests": 0})
    judged = judge_draft(session.conn, draft, on, return_id=return_id)
    if judged is None:
        outcome.add(list_unknown(str(draft.list_id)))
        return outcome
    for finding in judged.findings:
        outcome.add(finding)
    if judged.is_blocked:
        return outcome
    with attempt(session, verb) as trial:
        trial.changed = do(trial.call, judged)
        refresh_touched(session.conn, trial.call.id)
        if return_id and trial.changed:
            book_effects(session.conn, trial.call.id, [return_id])
    if trial.changed:
        outcome.counts["requests"] = 1
        outcome.changes = Changes(_TOUCHED)
    return outcome


def _note(call: Call, return_id: int, kind: EventKind) -> None:
    event = Event(DocumentKind.GOODS_RETURN, return_id, kind, call.time)
    add_events(call.conn, call.id, [event])


def _row(draft: ReturnDraft, original: Original, on: date) -> RequestRow:
    way = {
        each.name: getattr(draft.way, each.name).strip()
        for each in fields(Way)
        if isinstance(getattr(draft.way, each.name), str)
    }
    if original.flow is Flow.EXPORT:
        way["return_mode"] = way["return_mode"] or _return_mode(original.customs_mode, on)
    return RequestRow(
        reason_kind=draft.reason_kind.value,
        reason=draft.reason.strip() or text(f"return_reason.{draft.reason_kind}", "zh_CN"),
        condition=draft.condition.value,
        applied_on=(draft.applied_on or on).isoformat(),
        tax_repaid=draft.certificate.strip(),
        tax_refunded=draft.refunded.value,
        left_area_on=draft.left_area.isoformat() if draft.left_area else "",
        via_centre=int(draft.via_centre),
        gross_weight_e5=_scaled(draft.way.gross_weight),
        volume_e5=_scaled(draft.way.volume),
        overseas_warehouse_id=draft.way.overseas_warehouse_id,
        note=draft.note.strip(),
        **way,
    )


def _scaled(value: Decimal | None) -> int | None:
    return None if value is None else e5_from_decimal(value)


def _return_mode(customs_mode: str, on: date) -> str:
    """What the application states as its customs mode; "" where the rule knows none."""
    try:
        modes = LAW.value_at(RETURN_MODES, on).value
    except NotInForce:
        return ""
    return modes.get(customs_mode, "") if isinstance(modes, dict) else ""


def _line_rows(draft: ReturnDraft, original: Original) -> list[LineRow]:
    known = {line.line_no: line for line in original.lines}
    rows = []
    for wish in sorted(draft.wishes, key=lambda each: each.line_no):
        line = known[wish.line_no]
        part = portion(line, e5_from_decimal(wish.qty))
        rows.append(
            LineRow(
                line.line_id, line.line_no, part.qty_e5, part.statutory_1_e5, part.statutory_2_e5,
                part.value_e5, part.dutiable_e5,
            )
        )  # fmt: skip
    return rows


# Afterwards


def withdraw(session: Session, return_id: int) -> Outcome:
    """Give a draft up, or a request customs refused or has not taken up yet; what it named is free
    again. One that was written is written once more, to be deleted at customs. Counts: requests.
    Raises ReturnRefused once it is under way."""
    state, _ = _changeable(session.conn, return_id)
    closed = RequestState.WITHDRAWN.value
    outcome = Outcome("return_withdraw", {"requests": 0})
    with attempt(session, "return_withdraw") as trial:
        trial.changed = store.set_fields(session.conn, trial.call.id, return_id, closed=closed)
        outcome.counts["requests"] = int(trial.changed)
        if state is RequestState.PENDING:
            _note(trial.call, return_id, EventKind.CHANGED)
            refresh_touched(session.conn, trial.call.id)
        leave_batch(trial.call, return_id)
        book_effects(session.conn, trial.call.id, [return_id])
    outcome.changes = Changes(_TOUCHED)
    return outcome


def record_arrival(session: Session, return_id: int, day: date | None) -> Outcome:
    """Note the day the goods came back to the site; None takes it out. Back after the last day, the
    request lapses: a finding says so and nothing else is booked; a day in time lets it stand again.
    Counts: requests. Raises ReturnRefused for a day before the list was released."""
    _, list_id = _state(session.conn, return_id)
    original = original_of(session.conn, list_id)
    released = original.released if original else None
    if day and released and day < released:
        raise ReturnRefused("error.arrived_too_early", field="arrived_on", day=str(released))
    outcome = Outcome("return_arrive", {"requests": 0})
    with attempt(session, "return_arrive") as trial:
        conn, call_id = session.conn, trial.call.id
        arrived = day.isoformat() if day else ""
        trial.changed = store.set_fields(conn, call_id, return_id, arrived_on=arrived)
        findings, is_settled = settle_arrivals(conn, call_id, [return_id])
        trial.changed |= is_settled
        if trial.changed:
            leave_batch(trial.call, return_id)
            book_effects(conn, call_id, [return_id])
    return _told(outcome, trial.changed, findings)


def lapse(session: Session, return_id: int) -> Outcome:
    """Note that the goods of a request customs knows of do not come back: what it holds of tax,
    allowance and quantity is let go. A day of arrival lets it stand again. Counts: requests. Raises
    ReturnRefused for one that does not wait for its goods."""
    state, _ = _state(session.conn, return_id)
    (arrived,) = session.conn.execute(
        "SELECT arrived_on FROM goods_return WHERE id = ?", (return_id,)
    ).fetchone()
    if state not in (RequestState.PENDING, RequestState.ACCEPTED) or arrived:
        raise ReturnRefused("error.return_not_awaited", own_no=_own_no(session.conn, return_id))
    return _set(session, "return_lapse", return_id, closed=RequestState.LAPSED.value)


def record_refund(session: Session, return_id: int, amount: str, *, day: date | None) -> Outcome:
    """Note that the buyer has the money back, in the currency of the list; without a day the note
    goes. Counts: requests. Raises ReturnRefused for an amount that is none."""
    _state(session.conn, return_id)
    paid = fen_amount(amount)
    if day and (paid is None or paid < 0):
        raise ReturnRefused("error.bad_refund", field="amount", given=amount)
    values = {
        "refunded_on": day.isoformat() if day else "",
        "refund_e5": e5_from_decimal(paid) if day and paid is not None else None,
    }
    return _set(session, "return_refund", return_id, **values)


def note_certificate(
    session: Session, return_id: int, number: str, *, refunded: Refunded = Refunded.YES
) -> Outcome:
    """Note whether the export tax was refunded and the certificate that it was paid back (R45).
    Counts: requests."""
    _state(session.conn, return_id)
    values = {"tax_refunded": refunded.value, "tax_repaid": number.strip()}
    return _set(session, "return_certificate", return_id, **values)


def _set(session: Session, verb: str, return_id: int, **values: object) -> Outcome:
    outcome = Outcome(verb, {"requests": 0})
    with attempt(session, verb) as trial:
        trial.changed = store.set_fields(session.conn, trial.call.id, return_id, **values)
        if trial.changed:
            leave_batch(trial.call, return_id)
            book_effects(session.conn, trial.call.id, [return_id])
    return _told(outcome, trial.changed)


def _told(outcome: Outcome, changed: bool, findings: Iterable[Finding] = ()) -> Outcome:
    outcome.counts["requests"] = int(changed)
    for finding in findings:
        outcome.add(finding)
    if changed:
        outcome.changes = Changes(_TOUCHED)
    return outcome


def _state(conn: sqlite3.Connection, return_id: int) -> tuple[RequestState, int]:
    row = conn.execute(
        "SELECT state, declaration_list_id FROM goods_return_state WHERE id = ?", (return_id,)
    ).fetchone()
    if row is None:
        raise ReturnRefused(number=return_id)
    return RequestState(row[0]), row[1]


def _changeable(conn: sqlite3.Connection, return_id: int) -> tuple[RequestState, int]:
    """State and list of a request that may be changed: what was written too, until customs has
    taken it up (N08). Raises ReturnRefused."""
    state, list_id = _state(conn, return_id)
    (status,) = conn.execute(
        "SELECT status FROM goods_return WHERE id = ?", (return_id,)
    ).fetchone()
    is_written = state is RequestState.PENDING and rules()[Status(status)].change
    if state not in _EDITABLE and not is_written:
        raise ReturnRefused("error.return_under_way", own_no=_own_no(conn, return_id))
    return state, list_id


def _own_no(conn: sqlite3.Connection, return_id: int) -> str:
    row = conn.execute("SELECT own_no FROM goods_return WHERE id = ?", (return_id,)).fetchone()
    return str(row[0])
