"""Money received (收汇): typed with a reason, settled, given to orders. Files of it come in through
the usual import. Every change is one undoable call."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from app.money.sql.allocate import allocate_period
from app.money.sql.reconcile import AGES, Exposure, MonthMoney, exposure, months
from app.store import remittances as store
from app.store.session import Call, Session
from app.values.codes import key_from_number
from app.values.decimals import decimal_from_e5, e5_from_decimal, round_half_up
from app.values.errors import AppError
from app.values.finding import DocumentKind
from app.workflow.outcome import Changes, Outcome
from app.workflow.saving import attempt

__all__ = [
    "AGES", "BadRemittance", "Exposure", "MonthMoney", "Remitted", "allocate", "drop_remittance",
    "exposure", "give", "months", "save_remittance", "settle", "take_back",
]  # fmt: skip

_STEP = Decimal("0.00000001")  # of a settlement rate


class BadRemittance(AppError):
    """An amount received that cannot be kept (`field` says what is not right)."""

    code = "error.bad_remittance"


@dataclass(frozen=True, slots=True)
class Remitted:
    """An amount as a person types it; `reason` says why it is typed. `cny`: what the settlement on
    `settled_on` gave; None = not settled."""

    remit_no: str
    received_on: date
    currency: str
    gross: Decimal
    fee: Decimal
    reason: str
    bank: str = ""
    platform: str = ""
    period: tuple[date, date] | None = None
    settled_on: date | None = None
    cny: Decimal | None = None
    note: str = ""


def save_remittance(session: Session, remittance_id: int | None, given: Remitted) -> Outcome:
    """Keep an amount received: a new one, or in place of that one; what it was given for stays.
    Raises BadRemittance: no number, none above the fees, days the wrong way round, a number that
    is taken, no reason."""
    _check(session.conn, remittance_id, given)

    def do(call: Call) -> int:
        return store.write_remittance(call, remittance_id, _record(session.conn, given))

    return _run(session, "remittance", do)


def _check(conn: sqlite3.Connection, remittance_id: int | None, given: Remitted) -> None:
    period = given.period
    wrong = {
        "remit_no": not key_from_number(given.remit_no),
        "gross": given.gross == 0,
        "fee": given.fee < 0,
        "period_until": period is not None and period[0] > period[1],
        "cny": given.cny is not None and (given.cny > 0) != (given.gross - given.fee > 0),
        "reason": not given.reason.strip(),
    }
    for field, is_wrong in wrong.items():
        if is_wrong:
            raise BadRemittance(field=field)
    if store.id_of(conn, given.remit_no, given.currency) not in (None, remittance_id):
        raise BadRemittance("error.remittance_taken", field="remit_no", number=given.remit_no)


def _record(conn: sqlite3.Connection, given: Remitted) -> dict[str, object]:
    """As columns of the store."""
    first, last = given.period or (None, None)
    row = conn.execute(
        "SELECT party_id FROM party_alias WHERE role = 'platform' AND alias_key = ?",
        (key_from_number(given.platform),),
    ).fetchone()
    net = given.gross - given.fee
    return {
        "remit_no": given.remit_no.strip(),
        "remit_key": key_from_number(given.remit_no),
        "bank": given.bank.strip(),
        "platform": given.platform.strip(),
        "platform_id": row[0] if row and given.platform.strip() else None,
        "received_on": given.received_on.isoformat(),
        "period_from": first.isoformat() if first else "",
        "period_until": last.isoformat() if last else "",
        "currency": given.currency,
        "gross_e5": e5_from_decimal(given.gross),
        "fee_e5": e5_from_decimal(given.fee),
        "net_e5": e5_from_decimal(net),
        **_settlement(net, given.settled_on, given.cny),
        "note": given.note.strip(),
        "reason": given.reason.strip(),
    }


def _settlement(net: Decimal, on: date | None, cny: Decimal | None) -> dict[str, object]:
    rate = None if cny is None or not net else int(round_half_up(cny / net, _STEP).scaleb(8))
    return {
        "settled_on": on.isoformat() if on and cny is not None else "",
        "settlement_rate_e8": rate or None,
        "cny_e5": None if cny is None else e5_from_decimal(cny),
    }


def settle(session: Session, remittance_id: int, on: date, cny: Decimal) -> Outcome:
    """Note what an amount gave in yuan, and when. Raises BadRemittance, LookupError."""
    net = decimal_from_e5(store.amounts(session.conn, remittance_id)[2])
    if cny == 0 or (cny > 0) != (net > 0):
        raise BadRemittance(field="cny")
    values = _settlement(net, on, cny)
    return _run(
        session, "remittance", lambda call: store.write_remittance(call, remittance_id, values)
    )


def drop_remittance(session: Session, remittance_id: int) -> Outcome:
    """Take an amount out again, with what it was given for."""
    return _run(
        session, "remittance_drop", lambda call: store.drop_remittance(call.conn, remittance_id)
    )


def give(
    session: Session, remittance_id: int, order_no: str, gross: Decimal, *, fee: Decimal
) -> Outcome:
    """Say how much of an amount is for an order (negative: repaid to its buyer); said again, it
    replaces what was said. Raises BadRemittance: no such order, more than is left."""
    conn = session.conn
    order = store.order_of(conn, remittance_id, order_no)
    if order is None:
        raise BadRemittance("error.remittance_order", field="order_no", number=order_no)
    whole, whole_fee, _net = store.amounts(conn, remittance_id)
    given, fee_given = store.given(conn, remittance_id, besides=order)
    gross_e5, fee_e5 = e5_from_decimal(gross), e5_from_decimal(fee)
    if gross == 0 or _is_beyond(given + gross_e5, whole):
        left = decimal_from_e5(whole - given)
        raise BadRemittance("error.remittance_left", field="gross", left=f"{left:,.2f}")
    if fee < 0 or fee_given + fee_e5 > whole_fee:
        left = decimal_from_e5(whole_fee - fee_given)
        raise BadRemittance("error.remittance_left", field="fee", left=f"{left:,.2f}")
    return _run(
        session,
        "remittance_give",
        lambda call: store.put_line(call, remittance_id, order, (gross_e5, fee_e5)),
    )


def _is_beyond(sum_e5: int, whole_e5: int) -> bool:
    return sum_e5 > whole_e5 if whole_e5 > 0 else sum_e5 < whole_e5


def take_back(session: Session, line_id: int) -> Outcome:
    """Take from an order what it was given."""
    return _run(session, "remittance_give", lambda call: store.drop_line(call.conn, line_id))


def allocate(
    session: Session, remittance_id: int, first: date | None = None, last: date | None = None
) -> Outcome:
    """Give what is left of an amount to the orders paid in its payout period (or from `first` to
    `last`), the oldest first; lines whose order came later are linked before. Counts: changed.
    Raises BadRemittance when neither says the days, LookupError."""
    period = store.period_of(session.conn, remittance_id)
    begin = first.isoformat() if first else period[0]
    end = last.isoformat() if last else period[1] or begin
    if not begin or begin > end:
        raise BadRemittance("error.remittance_period", field="period_from")

    def do(call: Call) -> int:
        linked = store.link_open_lines(call.conn, call.id)
        return linked + allocate_period(call.conn, call.id, remittance_id, begin, end)

    return _run(session, "remittance_give", do)


def _run(session: Session, verb: str, do: Callable[[Call], int]) -> Outcome:
    outcome = Outcome("remittance", {"changed": 0})
    with attempt(session, verb) as trial:
        outcome.counts["changed"] = do(trial.call)
        trial.changed = outcome.counts["changed"] > 0
    if trial.changed:
        outcome.changes = Changes(frozenset({DocumentKind.REMITTANCE}))
    return outcome
