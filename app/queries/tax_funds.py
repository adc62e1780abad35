"""What was paid for import taxes, and the guarantees that stand behind them."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from app.queries.tax import (
    ALL_IMPORTS,
    ESTIMATE,
    GONE,
    HOLD,
    OFFICIAL,
    PAID,
    yuan_from_e5,
)
from app.values.decimals import decimal_from_e5


@dataclass(frozen=True, slots=True)
class PaymentBook:
    """A payment book: what customs billed under its number (None = not all bills are here) and what
    was paid."""

    number: str
    lists: int
    billed: Decimal | None
    paid: Decimal
    paid_on: str


def payment_books(conn: sqlite3.Connection) -> list[PaymentBook]:
    """All payment books, unpaid ones first."""
    rows = conn.execute(
        "SELECT payment_book_no, lists, iif(unknown, NULL, billed_e5), paid_e5, paid_on"
        " FROM payment_book ORDER BY paid_e5 >= billed_e5, payment_book_no DESC"
    )
    return [
        PaymentBook(no, lists, yuan_from_e5(billed), decimal_from_e5(paid), on)
        for no, lists, billed, paid, on in rows
    ]


@dataclass(frozen=True, slots=True)
class TaxPayment:
    """A payment as it was typed in."""

    id: int
    paid_on: str
    amount: Decimal
    voucher_no: str
    note: str


def payments_of(conn: sqlite3.Connection, book_no: str) -> list[TaxPayment]:
    """What was paid for a payment book."""
    rows = conn.execute(
        "SELECT id, paid_on, amount_e5, voucher_no, note FROM tax_payment"
        " WHERE payment_book_no = ? ORDER BY paid_on, id",
        (book_no,),
    )
    return [TaxPayment(id_, on, decimal_from_e5(e5), no, note) for id_, on, e5, no, note in rows]


@dataclass(frozen=True, slots=True)
class Guarantee:
    """A guarantee as it was typed in."""

    id: int
    assure_code: str
    number: str
    amount: Decimal
    valid_from: str
    valid_until: str
    note: str


def guarantees(conn: sqlite3.Connection) -> list[Guarantee]:
    """All guarantees, the newest first."""
    rows = conn.execute(
        "SELECT id, assure_code, guarantee_no, amount_e5, valid_from, valid_until, note"
        " FROM guarantee ORDER BY valid_until DESC, id"
    )
    return [
        Guarantee(id_, code, no, decimal_from_e5(amount), first, last, note)
        for id_, code, no, amount, first, last, note in rows
    ]


@dataclass(frozen=True, slots=True)
class Drawdown:
    """How far the guarantees of one company reach on a day. `released` and `open` are taxes of
    lists that are let go and not paid, and of lists under way; the official amount wins over the
    estimate. `unknown` lists have neither and are not in the sums."""

    assure_code: str
    guaranteed: Decimal
    released: Decimal
    open: Decimal
    unknown: int
    valid_until: str

    @property
    def free(self) -> Decimal:
        """What is left of it, as far as known; below zero: short."""
        return self.guaranteed - self.released - self.open


# Less what accepted returns take off, which may not be known.
_DUE = f"(coalesce({OFFICIAL}, {ESTIMATE}) - iif(v.id IS NULL, 0, v.tax_e5))"
_DRAWN = f"""
SELECT d.assure_code, coalesce(sum(iif(s.released_at <> '', {_DUE}, 0)), 0),
    coalesce(sum(iif(s.released_at = '', {_DUE}, 0)), 0), sum({_DUE} IS NULL)
FROM {ALL_IMPORTS} LEFT JOIN list_tax_returned v ON v.id = d.id
WHERE d.flow = 'import' AND d.assure_code <> '' AND coalesce({PAID}, 0) = 0 AND s.status NOT IN
    ('draft', 'cancelled', 'returned_abroad', 'rejected', 'failed', 'send_failed')
GROUP BY d.assure_code
"""
_GUARANTEED = """
SELECT assure_code, sum(iif(? BETWEEN valid_from AND valid_until, amount_e5, 0)),
    coalesce(min(iif(? <= valid_until, valid_until, NULL)), max(valid_until))
FROM guarantee GROUP BY assure_code
"""


def drawdowns(conn: sqlite3.Connection, on: date) -> list[Drawdown]:
    """The guarantees of every guaranteeing company with what is drawn on them."""
    drawn = {code: rest for code, *rest in conn.execute(_DRAWN)}
    day = on.isoformat()
    given = {code: rest for code, *rest in conn.execute(_GUARANTEED, (day, day))}
    return [
        Drawdown(
            assure_code=code,
            guaranteed=decimal_from_e5(given.get(code, (0, ""))[0]),
            released=decimal_from_e5(drawn.get(code, (0, 0, 0))[0]),
            open=decimal_from_e5(drawn.get(code, (0, 0, 0))[1]),
            unknown=drawn.get(code, (0, 0, 0))[2],
            valid_until=given.get(code, (0, ""))[1],
        )
        for code in sorted({*drawn, *given})
    ]


_TO_PAY = f"""
SELECT substr(s.released_at, 1, 10), count(*)
FROM {ALL_IMPORTS}
WHERE d.flow = 'import' AND s.released_at <> '' AND coalesce({PAID}, 0) = 0 AND {HOLD} = ''
    AND NOT {GONE} AND s.status NOT IN ('cancelled', 'returned_abroad')
GROUP BY 1 ORDER BY 1
"""


def unpaid_by_release(conn: sqlite3.Connection) -> list[tuple[str, int]]:
    """Release days of lists whose tax is not paid and not held, with how many there are."""
    return conn.execute(_TO_PAY).fetchall()
