"""What goods that come back change: tax, payment, the buyer's year, stock, refund, and the months.

Shown before anything is confirmed (`preview`), and as it stands for a request (`effects_of`).
Nothing is written for it: the allowance, the hold and the tax follow from the request's own state.
Only stock is booked and lists still to be released are assessed again, by whoever changes that
state (`book_effects`); doing so again changes nothing.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from app.bonded.sql.booking import Booked, book_lists
from app.documents.fields import Flow
from app.legal.parameters import NotInForce, Parameters
from app.legal.windows import payment_window
from app.queries.return_months import CORRECTION_MONTH, LIST_MONTH
from app.returns.effects import (
    Allowance,
    Basis,
    Effects,
    Hold,
    Refund,
    RefundState,
    StockEffect,
    TaxChange,
    TaxEffect,
)
from app.returns.faults import scaled
from app.returns.portion import LineLeft, Portion, portion
from app.returns.sql.left import lines_left
from app.tax.ledger import Entry, GivenBack, Judge
from app.tax.sql.ledger import ledger
from app.values.decimals import decimal_from_e5
from app.values.exact import half_up
from app.values.period import Month
from app.workflow.assess import assess_now
from app.workflow.refunds import ReturnedPart, corrections_of, returned_parts
from app.workflow.return_drafts import ReturnDraft

__all__ = [
    "Allowance", "Basis", "Effects", "Hold", "Parts", "Refund", "RefundState", "StockEffect",
    "TaxChange", "TaxEffect", "assess_returned", "book_effects", "effects_of", "preview",
    "preview_draft",
]  # fmt: skip

Parts = Mapping[int, int]
"""Id of a line of the list → quantity that comes back, at scale 5."""

_LAST_MOMENT = "T23:59:59"


def preview(
    conn: sqlite3.Connection,
    list_id: int,
    parts: Parts,
    *,
    on: date,
    return_id: int = 0,
    law: Parameters | None = None,
) -> Effects:
    """What sending back these parts of a list would change. `return_id`: the request that is being
    changed, left out of account; `on`: the day it would be accepted. Raises LookupError for a list
    that is not there, ValueError for more than is left."""
    left = {line.line_id: line for line in lines_left(conn, list_id, without=return_id)}
    chosen = [(left[line_id], portion(left[line_id], qty)) for line_id, qty in parts.items()]
    case = _case(conn, list_id, return_id)
    taxes = [_line_tax(conn, line, part.qty_e5) for line, part in chosen]
    value = _sum(part.dutiable_e5 for _, part in chosen)
    returned = [
        (line.line_id, line.line_no, line.sku, part.qty_e5, line.declared_e5, line.spoken_e5)
        for line, part in chosen
    ]
    told = _Told(on, taxes, value, _stock(conn, chosen), returned)
    return _effects(conn, case, told, law)


def preview_draft(
    conn: sqlite3.Connection,
    draft: ReturnDraft,
    *,
    on: date,
    return_id: int = 0,
    law: Parameters | None = None,
) -> Effects | None:
    """The same for a draft as a form holds it; None while it asks for nothing there is."""
    left = {line.line_no: line for line in lines_left(conn, draft.list_id, without=return_id)}
    parts: dict[int, int] = {}
    for wish in draft.wishes:
        line, qty_e5 = left.get(wish.line_no), scaled(wish.qty)
        if line is None or qty_e5 is None or not 0 < qty_e5 <= line.left_e5:
            return None
        parts[line.line_id] = qty_e5
    if not parts:
        return None
    return preview(conn, draft.list_id, parts, on=on, return_id=return_id, law=law)


def effects_of(
    conn: sqlite3.Connection, return_id: int, *, on: date, law: Parameters | None = None
) -> Effects:
    """What a request changes or has changed. Raises LookupError."""
    row = conn.execute(
        "SELECT declaration_list_id FROM goods_return WHERE id = ?", (return_id,)
    ).fetchone()
    if row is None:
        raise LookupError(f"no return {return_id}")
    case = _case(conn, row[0], return_id)
    taxes = [_LineTax(*row) for row in conn.execute(_STORED_TAX, (return_id,))]
    (value,) = conn.execute(
        "SELECT iif(count(dutiable_e5) = count(*), sum(dutiable_e5), NULL)"
        " FROM goods_return_line WHERE goods_return_id = ?",
        (return_id,),
    ).fetchone()
    stock = conn.execute(_STORED_STOCK, (return_id,)).fetchall()
    parts = returned_parts(conn, return_id)
    return _effects(conn, case, _Told(on, taxes, value, stock, parts), law)


def book_effects(conn: sqlite3.Connection, call_id: int, return_ids: Iterable[int]) -> Booked:
    """Inside a call that changed these requests: stock onto the book or off it again, and lists of
    the same buyers that are still to be released assessed with what is left of the year."""
    ids = ", ".join(str(int(each)) for each in return_ids)
    returns = f"SELECT id FROM goods_return WHERE id IN ({ids})"
    lists = f"SELECT DISTINCT declaration_list_id FROM goods_return WHERE id IN ({ids})"
    booked = book_lists(conn, call_id, lists)
    assess_returned(conn, call_id, returns)
    return booked


def assess_returned(conn: sqlite3.Connection, call_id: int, returns: str) -> None:
    """Assess the lists of these returns (SQL of a SELECT of their ids) that this call changed."""
    lists = conn.execute(
        "SELECT DISTINCT r.declaration_list_id FROM list_return r"
        " JOIN tax_estimate e ON e.id = r.declaration_list_id"
        f" WHERE r.id IN ({returns}) AND r.call_id = ? AND r.state <> 'draft'",
        (call_id,),
    ).fetchall()
    if lists:
        assess_now(conn, call_id, [list_id for (list_id,) in lists])


# What is known of a list and its return


@dataclass(frozen=True, slots=True)
class _Case:
    list_id: int
    flow: Flow
    day: str
    is_released: bool
    due_e5: int | None
    is_billed: bool
    is_paid: bool
    buyer: int
    number: str
    return_id: int
    state: str
    accepted_at: str
    is_held: bool
    tax_refunded: str
    certificate: str
    month: str
    correction: str


@dataclass(frozen=True, slots=True)
class _LineTax:
    basis: str
    is_net: int
    duty_e5: int | None
    vat_e5: int | None
    consumption_e5: int | None


@dataclass(frozen=True, slots=True)
class _Told:
    on: date
    taxes: Sequence[_LineTax]
    value_e5: int | None
    stock: Sequence[tuple[str, str, str, int | None]]
    parts: Sequence[ReturnedPart]


_CASE = f"""
SELECT d.id, d.flow,
    substr(coalesce(nullif(s.released_at, ''), nullif(d.app_time, ''), d.export_date), 1, 10),
    coalesce(s.released_at, '') <> '',
    coalesce(b.total_e5, e.duty_e5 + e.vat_e5 + e.consumption_e5), b.total_e5 NOT NULL,
    coalesce(k.unknown = 0 AND k.paid_e5 >= k.billed_e5, 0), d.buyer_id_hash, d.own_no,
    coalesce(g.id, 0), coalesce(t.state, 'draft'), coalesce(g.accepted_at, ''),
    EXISTS (SELECT 1 FROM list_return r WHERE r.id = g.id AND r.is_held),
    coalesce(g.tax_refunded, ''), coalesce(g.tax_repaid, ''),
    coalesce({LIST_MONTH}, ''), coalesce({CORRECTION_MONTH}, '')
FROM declaration_list d LEFT JOIN declaration_status s ON s.id = d.id
LEFT JOIN tax_estimate e ON e.id = d.id LEFT JOIN list_bill b ON b.id = d.id
LEFT JOIN payment_book k ON k.payment_book_no = b.payment_book_no
LEFT JOIN goods_return g ON g.id = ? LEFT JOIN goods_return_state t ON t.id = g.id
WHERE d.id = ?
"""
_STORED_TAX = """
SELECT basis, is_net, duty_e5, vat_e5, consumption_e5 FROM return_line_tax
WHERE goods_return_id = ? ORDER BY line_no
"""
_STORED_STOCK = """
SELECT i.record_no, i.goods_name, i.unit, iif(count(x.qty_e5) = count(*), sum(x.qty_e5), NULL)
FROM return_stock x JOIN book_item i ON i.id = x.book_item_id
WHERE x.goods_return_id = ? GROUP BY i.id ORDER BY i.record_no
"""
_WHOLE_TAX = """
SELECT iif(y.id NOT NULL, 'official', iif(m.duty_e5 + m.vat_e5 + m.consumption_e5 NOT NULL,
        'estimate', 'unknown')), 0,
    iif(y.id NOT NULL, y.duty_e5, m.duty_e5), iif(y.id NOT NULL, y.vat_e5, m.vat_e5),
    iif(y.id NOT NULL, y.consumption_e5, m.consumption_e5)
FROM declaration_line l LEFT JOIN tax_estimate_line m ON m.id = l.id
LEFT JOIN list_bill b ON b.id = l.declaration_list_id
LEFT JOIN tax_bill_line y ON y.tax_bill_id = b.tax_bill_id AND y.line_no = l.line_no
WHERE l.id = ?
"""
_ITEM = """
SELECT i.record_no, i.goods_name, i.unit, l.declared_unit, l.statutory_unit_1, l.statutory_unit_2
FROM declaration_line l CROSS JOIN declaration_list d ON d.id = l.declaration_list_id
CROSS JOIN account_book b ON b.book_no = d.account_book_no
CROSS JOIN book_item i ON i.account_book_id = b.id AND i.record_no = l.record_no
WHERE l.id = ? AND d.flow = 'import' AND d.account_book_no <> ''
"""


def _case(conn: sqlite3.Connection, list_id: int, return_id: int) -> _Case:
    row = conn.execute(_CASE, (return_id, list_id)).fetchone()
    if row is None:
        raise LookupError(f"no list {list_id}")
    return _Case(row[0], Flow(row[1]), *row[2:])


def _line_tax(conn: sqlite3.Connection, line: LineLeft, qty_e5: int) -> _LineTax:
    """The part of a line's tax, as the view `return_line_tax` counts it."""
    basis, is_net, *whole = conn.execute(_WHOLE_TAX, (line.line_id,)).fetchone()

    def upto(fen: int, qty: int) -> int:
        return half_up(Fraction(fen * qty, line.declared_e5))

    parts = (
        None if each is None
        else (upto(each // 1000, line.spoken_e5 + qty_e5) - upto(each // 1000, line.spoken_e5))
        * 1000
        for each in whole
    )  # fmt: skip
    return _LineTax(basis, is_net, *parts)


def _stock(
    conn: sqlite3.Connection, chosen: Iterable[tuple[LineLeft, Portion]]
) -> list[tuple[str, str, str, int | None]]:
    found: dict[tuple[str, str, str], list[int | None]] = {}
    for line, part in chosen:
        row = conn.execute(_ITEM, (line.line_id,)).fetchone()
        if row is None:
            continue
        record_no, name, unit, declared, first, second = row
        quantities = {second: part.statutory_2_e5, first: part.statutory_1_e5}
        quantities[declared] = part.qty_e5
        found.setdefault((record_no, name, unit), []).append(quantities.get(unit))
    return [(*item, _sum(each)) for item, each in sorted(found.items())]


# What follows from it


def _effects(conn: sqlite3.Connection, case: _Case, told: _Told, law: Parameters | None) -> Effects:
    law = law or Parameters()
    is_import = case.flow is Flow.IMPORT
    return Effects(
        flow=case.flow,
        tax=_tax(case, told.taxes) if is_import else None,
        hold=_hold(case, law) if is_import else None,
        allowance=_allowance(conn, case, told, law) if is_import else None,
        stock=tuple(
            StockEffect(no, name, unit, _decimal(qty)) for no, name, unit, qty in told.stock
        ),
        refund=None if is_import else _refund(conn, case, told.parts),
        origin=Month.parse(case.month) if case.month else None,
        correction=Month.parse(case.correction) if case.correction else Month.of(told.on),
        is_expected=not case.correction,
    )


def _tax(case: _Case, lines: Sequence[_LineTax]) -> TaxEffect:
    weakest = max((Basis(line.basis) for line in lines), key=list(Basis).index)
    if lines and all(line.is_net for line in lines):
        change = TaxChange.LEFT_OUT
    else:
        change = TaxChange.REPAID if case.is_paid else TaxChange.NOT_CHARGED
    return TaxEffect(
        change,
        weakest,
        _decimal(_sum(line.duty_e5 for line in lines)),
        _decimal(_sum(line.vat_e5 for line in lines)),
        _decimal(_sum(line.consumption_e5 for line in lines)),
    )


def _hold(case: _Case, law: Parameters) -> Hold | None:
    """None: there is nothing to be held, because it is paid, or the return is through."""
    is_through = case.state not in ("draft", "pending") and not case.is_held
    if case.is_paid or is_through:
        return None
    window = None
    if case.is_released:
        try:
            window = payment_window(date.fromisoformat(case.day), law)
        except NotInForce:
            window = None
    basis = Basis.OFFICIAL if case.is_billed else Basis.ESTIMATE
    known = basis if case.due_e5 is not None else Basis.UNKNOWN
    return Hold(_decimal(case.due_e5), known, window, bool(case.is_held))


def _allowance(
    conn: sqlite3.Connection, case: _Case, told: _Told, law: Parameters
) -> Allowance | None:
    """The year of the purchase (R4), without this return and with it."""
    if not case.buyer or not case.day:
        return None
    judge, year = Judge(law), int(case.day[:4])
    limits = judge.limits(date(year, 12, 31))

    def entries(*also: GivenBack) -> list[Entry]:
        return ledger(conn, case.buyer, year, judge, but_return=case.return_id, also=also)

    def used(found: list[Entry]) -> Decimal:
        return found[-1].used_after if found else Decimal(0)

    limit = limits.annual_yuan if limits else None
    before = used(entries())
    if told.value_e5 is None:
        return Allowance(year, None, before, None, limit)
    moment = case.accepted_at or f"{told.on}{_LAST_MOMENT}"
    given = GivenBack(case.list_id, case.number, moment, decimal_from_e5(told.value_e5))
    after = used(entries(given))
    return Allowance(year, before - after, before, after, limit)


def _refund(conn: sqlite3.Connection, case: _Case, parts: Sequence[ReturnedPart]) -> Refund:
    """What the ledger of refunds says; where it knows of no claim, what was said by hand."""
    if case.certificate:
        return Refund(RefundState.PAID_BACK, certificate=case.certificate)
    claimed = [each for each in corrections_of(conn, parts) if each.claimed]
    if not claimed:
        states = {"no": RefundState.NONE, "yes": RefundState.PAY_BACK}
        return Refund(states.get(case.tax_refunded, RefundState.UNKNOWN))
    back = [each.back for each in claimed]
    if any(back) or None in back:
        known = [each for each in back if each is not None]
        whole = sum(known, Decimal(0)) if len(known) == len(back) else None
        return Refund(RefundState.PAY_BACK, whole)
    return Refund(RefundState.OFF_CLAIM, sum((each.refund for each in claimed), Decimal(0)))


def _sum(parts: Iterable[int | None]) -> int | None:
    """The sum; None when one part is not known."""
    total = 0
    for part in parts:
        if part is None:
            return None
        total += part
    return total


def _decimal(e5: int | None) -> Decimal | None:
    return None if e5 is None else decimal_from_e5(e5)
