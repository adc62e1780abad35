"""The annual ledger of buyers: what was used, what an order would be, what the official query said.

Persons are named by the hash of their ID number; the number itself is asked for and never kept.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from app.legal.parameters import Parameters
from app.store.session import Session
from app.store.taxes import BalanceRow, drop_balance, put_balance
from app.tax.ledger import Entry, EntryKind, Judge, Prediction
from app.tax.regimes.channel import Channel, Limits
from app.tax.sql.ledger import ledger, used_of
from app.values.codes import hash_from_id_no
from app.values.decimals import e5_from_decimal
from app.values.errors import AppError
from app.values.finding import DocumentKind
from app.workflow.amounts import fen_amount
from app.workflow.assess import assess_now
from app.workflow.outcome import Changes, Outcome
from app.workflow.saving import attempt

__all__ = [
    "BadBalance",
    "Channel",
    "Entry",
    "EntryKind",
    "Judge",
    "Prediction",
    "Year",
    "forget_balance",
    "is_used_amount",
    "ledger_of",
    "predict",
    "state_balance",
    "state_balance_of",
]


class BadBalance(AppError):
    """A balance that cannot be kept: no ID number, no amount, no moment, no source."""

    code = "error.bad_balance"


@dataclass(frozen=True, slots=True)
class Year:
    """The ledger of a buyer in a year, oldest entry first. All figures are as far as known: what
    was bought elsewhere shows only through an official balance (`official` = the newest one)."""

    buyer: int
    year: int
    entries: tuple[Entry, ...]
    limits: Limits | None

    @property
    def used(self) -> Decimal:
        """Used by now, lists that are not released yet included."""
        return self.entries[-1].used_after if self.entries else Decimal(0)

    @property
    def reserved(self) -> Decimal:
        """The part of it that lists not released yet take."""
        return sum((e.value for e in self.entries if e.kind is EntryKind.RESERVED), Decimal(0))

    @property
    def remaining(self) -> Decimal | None:
        """What is left of the year's limit (below zero: passed); None = no such limit then."""
        return self.limits.annual_yuan - self.used if self.limits else None

    @property
    def official(self) -> Entry | None:
        """The newest balance of the official query; None = nobody asked."""
        found = [e for e in self.entries if e.kind is EntryKind.OFFICIAL]
        return found[-1] if found else None


def ledger_of(conn: sqlite3.Connection, buyer: int, year: int, judge: Judge | None = None) -> Year:
    """What a buyer used in a year; the limits are those of its last day."""
    judge = judge or Judge(Parameters())
    entries = tuple(ledger(conn, buyer, year, judge))
    return Year(buyer, year, entries, judge.limits(date(year, 12, 31)))


def predict(
    conn: sqlite3.Connection,
    buyer: int,
    value: Decimal,
    on: date,
    *,
    is_one_article: bool = False,
    judge: Judge | None = None,
) -> Prediction:
    """What an order of this dutiable value (goods, freight, insurance) would be for the buyer on a
    day, as far as known. `buyer` 0 = somebody who never bought here."""
    judge = judge or Judge(Parameters())
    used = used_of(conn, buyer, on.year, judge) if buyer else Decimal(0)
    return judge.predict(value, used, on, is_one_article=is_one_article)


def state_balance(
    session: Session, id_no: str, used: str, *, as_of: datetime, source: str
) -> Outcome:
    """Keep what the official query said a person has used of the year of `as_of`; purchases after
    that moment are added to it. Their unreleased lists are assessed anew. One undoable call. Raises
    BadBalance."""
    return state_balance_of(session, hash_from_id_no(id_no), used, as_of=as_of, source=source)


def state_balance_of(
    session: Session, buyer: int, used: str, *, as_of: datetime, source: str
) -> Outcome:
    """The same for a buyer who is known by the hash of the ID number."""
    amount = fen_amount(used)
    if not buyer or amount is None or not is_used_amount(used) or not source.strip():
        raise BadBalance(given=used)
    moment = as_of.strftime("%Y-%m-%dT%H:%M:%S")
    row = BalanceRow(buyer, as_of.year, e5_from_decimal(amount), moment, source.strip())
    outcome = Outcome("balance", {"balances": 0})
    with attempt(session, "balance", year=as_of.year, as_of=moment) as trial:
        trial.changed = put_balance(session.conn, trial.call.id, row)
        if trial.changed:
            _assess_again(session.conn, trial.call.id, buyer)
    return _told(outcome, trial.changed)


def is_used_amount(text: str) -> bool:
    """Whether a text says what was used: yuan in whole fen, not below zero."""
    amount = fen_amount(text)
    return amount is not None and amount >= 0


def forget_balance(session: Session, balance_id: int) -> Outcome:
    """Take a balance out again. One undoable call."""
    outcome = Outcome("balance", {"balances": 0})
    with attempt(session, "balance") as trial:
        buyer = drop_balance(session.conn, balance_id)
        trial.changed = bool(buyer)
        if buyer:
            _assess_again(session.conn, trial.call.id, buyer)
    return _told(outcome, trial.changed)


def _assess_again(conn: sqlite3.Connection, call_id: int, buyer: int) -> None:
    rows = conn.execute(
        "SELECT e.id FROM buyer_entry e JOIN tax_estimate t ON t.id = e.id"
        " WHERE e.buyer = ? AND e.released_at = ''",
        (buyer,),
    ).fetchall()
    if rows:
        assess_now(conn, call_id, [list_id for (list_id,) in rows])


def _told(outcome: Outcome, changed: bool) -> Outcome:
    if changed:
        outcome.counts["balances"] = 1
        outcome.changes = Changes(frozenset({DocumentKind.DECLARATION_LIST}))
    return outcome
