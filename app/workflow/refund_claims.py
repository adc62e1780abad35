"""Refund claims: prepared here from what is ready, filed by hand at the tax office, and what came
of it. A claim is an estimate until the tax office's figure is typed in; prepared is never filed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from app.legal.parameters import NotInForce, Parameters
from app.queries.refunds import claimable_sql
from app.refund.claiming import OpenPiece, Taken, take
from app.refund.departure import ClaimKind, pre_refund_mark
from app.store import refunds as store
from app.store.session import Call, Session
from app.values.decimals import e5_from_decimal
from app.values.errors import AppError
from app.values.period import Month
from app.workflow.outcome import Outcome
from app.workflow.purchases import rematched, run
from app.workflow.refunds import ledger_terms

PRE_REFUND = "export.9810.pre_refund"


class ClaimRefused(AppError):
    """A claim that cannot be made or changed: nothing is ready, its number is taken, a day before
    the one it follows, no amount."""

    code = "error.claim_refused"


@dataclass(frozen=True, slots=True)
class NewClaim:
    """What a claim is made from: its number, the month it belongs to, its kind; `keys` narrows it
    to these exported lines (empty = all that are ready)."""

    claim_no: str
    month: Month
    kind: ClaimKind = ClaimKind.REFUND
    keys: frozenset[int] = frozenset()
    note: str = ""


def prepare_claim(session: Session, new: NewClaim, on: date) -> Outcome:
    """Make a claim of what is ready; counts "lines". Raises ClaimRefused."""
    law = Parameters()
    number = new.claim_no.strip()
    if not number or _is_taken(session, number):
        raise ClaimRefused("error.claim_number", given=number)
    mark = _mark(new.kind, on, law)
    lines = [_line(each) for each in take(ready_pieces(session, new.keys, on), new.kind)]
    if not lines:
        raise ClaimRefused
    head = store.ClaimRow(
        claim_no=number,
        month=str(new.month),
        kind=new.kind.value,
        mark=mark,
        prepared_on=on.isoformat(),
        note=new.note.strip(),
    )

    def do(call: Call) -> bool:
        return store.add_claim(call.conn, call.id, head, lines) > 0

    outcome = run(session, "refund_claim", do)
    outcome.counts["lines"] = len(lines)
    return outcome


def _is_taken(session: Session, number: str) -> bool:
    row = session.conn.execute("SELECT 1 FROM refund_claim WHERE claim_no = ?", (number,))
    return row.fetchone() is not None


def _mark(kind: ClaimKind, on: date, law: Parameters) -> str:
    if kind is ClaimKind.REFUND:
        return ""
    try:
        law.value_at(PRE_REFUND, on)
    except NotInForce as error:
        raise ClaimRefused("error.no_pre_refund", day=on) from error
    return pre_refund_mark(on, law)


def ready_pieces(session: Session, keys: Iterable[int], on: date) -> Iterator[OpenPiece]:
    """What a claim may take up on a day, by export date; `keys` narrows it to these lines."""
    chosen = sorted(keys)
    narrowed = f"AND x.key IN ({', '.join(map(str, chosen))})" if chosen else ""
    sql = claimable_sql(ledger_terms(session.conn, on), narrowed)
    return (OpenPiece(*row) for row in session.conn.execute(sql))


def _line(taken: Taken) -> store.ClaimLineRow:
    piece = taken.piece
    return store.ClaimLineRow(
        refund_match_id=piece.match_id,
        entry_no=piece.entry_no,
        export_date=piece.export_date,
        qty_e5=taken.qty_e5,
        base_e5=taken.base_e5,
        refund_rate_e5=piece.rate_e5,
        refund_e5=taken.refund_e5,
    )


# What becomes of it


def note_filed(session: Session, claim_id: int, on: date) -> Outcome:
    """Note the day a claim was filed at the tax office. Raises ClaimRefused for a day before it
    was prepared."""
    prepared = _claim(session, claim_id)[0]
    if on.isoformat() < prepared:
        raise ClaimRefused("error.claim_day", day=on, after=prepared)
    return _set(session, claim_id, filed_on=on.isoformat())


def note_documents(session: Session, claim_id: int, on: date) -> Outcome:
    """Note the day all documents of a claim were on file."""
    return _set(session, claim_id, documents_on=on.isoformat())


def note_official(session: Session, claim_id: int, amount: Decimal, on: date) -> Outcome:
    """Note what the tax office granted; it wins over the estimate. Raises ClaimRefused for a claim
    that was not filed, or less than nothing."""
    if not _claim(session, claim_id)[1] or amount < 0:
        raise ClaimRefused("error.claim_not_filed")
    return _set(session, claim_id, official_e5=e5_from_decimal(amount), official_on=on.isoformat())


def close_claim(session: Session, claim_id: int, how: str) -> Outcome:
    """Take a claim back ("withdrawn"), or note that it was refused ("refused"): its lines can be
    claimed again. Raises ClaimRefused once money came in."""
    if how not in ("withdrawn", "refused"):
        raise ValueError(how)
    row = session.conn.execute(
        "SELECT 1 FROM refund_money WHERE refund_claim_id = ? LIMIT 1", (claim_id,)
    )
    if row.fetchone():
        raise ClaimRefused("error.claim_has_money")

    def do(call: Call) -> bool:
        changed = store.set_claim(call.conn, call.id, claim_id, closed=how)
        if changed:
            rematched(call)
        return changed

    return run(session, "refund_claim", do)


@dataclass(frozen=True, slots=True)
class Money:
    """Money of a claim as its voucher says: "received" or "paid_back"."""

    kind: str
    amount: Decimal
    moved_on: date
    voucher_no: str = ""
    goods_return_id: int | None = None
    note: str = ""


def add_money(session: Session, claim_id: int, money: Money) -> Outcome:
    """Keep money received for a claim, or paid back. Raises ClaimRefused for a claim that was not
    filed, no amount above zero, or more paid back than came in."""
    _prepared, filed, received, paid_back = _claim(session, claim_id)
    amount = e5_from_decimal(money.amount)
    if not filed:
        raise ClaimRefused("error.claim_not_filed")
    too_much = money.kind == "paid_back" and paid_back + amount > received
    if amount <= 0 or too_much:
        raise ClaimRefused("error.claim_amount", given=money.amount)
    row = store.MoneyRow(
        refund_claim_id=claim_id,
        kind=money.kind,
        moved_on=money.moved_on.isoformat(),
        amount_e5=amount,
        voucher_no=money.voucher_no.strip(),
        goods_return_id=money.goods_return_id,
        note=money.note.strip(),
    )
    return run(session, "refund_money", lambda call: store.add_money(call.conn, call.id, row) > 0)


def drop_money(session: Session, money_id: int) -> Outcome:
    """Take money out again."""
    return run(session, "refund_money", lambda call: store.drop_money(call.conn, money_id))


def _claim(session: Session, claim_id: int) -> tuple[str, str, int, int]:
    """Prepared, filed, received, paid back of a claim that stands. Raises ClaimRefused."""
    row = session.conn.execute(
        "SELECT prepared_on, filed_on, received_e5, paid_back_e5 FROM claim_standing"
        " WHERE id = ? AND closed = ''",
        (claim_id,),
    ).fetchone()
    if row is None:
        raise ClaimRefused("error.claim_gone")
    found: tuple[str, str, int, int] = row
    return found


def _set(session: Session, claim_id: int, **values: str | int | None) -> Outcome:
    _claim(session, claim_id)
    return run(
        session,
        "refund_claim",
        lambda call: store.set_claim(call.conn, call.id, claim_id, **values),
    )
