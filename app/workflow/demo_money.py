"""What an invented exporter receives for its orders, and the closing of its months."""

from __future__ import annotations

import sqlite3
from datetime import date
from decimal import Decimal

from app.demo.rates import RATES
from app.queries.month import known_months
from app.store.session import Session
from app.values.decimals import decimal_from_e5, round_half_up
from app.values.period import Month
from app.workflow.month_lock import close_month, closed_months
from app.workflow.outcome import Outcome
from app.workflow.remittances import Remitted, allocate, save_remittance

_SIGNER = "测试会计"
_REASON = "测试银行通知"
_FEE = Decimal("0.004")
_BANK_RATE = Decimal("0.997")  # of the customs rate
_CLOSING_DAY = 6  # of the month after: the summary declaration is made by then
_PAID = """
SELECT p.currency, sum(p.amount_e5) FROM payment_share p CROSS JOIN orders o ON o.id = p.order_id
WHERE o.flow = 'export' AND p.currency <> 'CNY' AND p.amount_e5 NOT NULL
    AND substr(p.paid_at, 1, 10) BETWEEN ? AND ?
GROUP BY 1 HAVING sum(p.amount_e5) > 0 ORDER BY 1
"""


def receive_payouts(
    session: Session, period: tuple[date, date], on: date, *, is_settled: bool = True
) -> int:
    """What was paid for export orders in a period arrives, one amount a currency, less a fee, and
    is given to the orders; how many amounts that is."""
    first, last = period
    rows = session.conn.execute(_PAID, (first.isoformat(), last.isoformat())).fetchall()
    paid = [row for row in rows if row[0] in RATES]  # others are planted faults
    for currency, gross_e5 in paid:
        gross = round_half_up(decimal_from_e5(gross_e5))
        fee = round_half_up(gross * _FEE)
        cny = round_half_up((gross - fee) * RATES[currency] * _BANK_RATE)
        given = Remitted(
            f"T{last:%y%m%d}{currency}", on, currency, gross, fee, _REASON, period=period,
            settled_on=on if is_settled else None, cny=cny if is_settled else None,
        )  # fmt: skip
        save_remittance(session, None, given)
        allocate(session, _newest(session.conn))
    return len(paid)


def _newest(conn: sqlite3.Connection) -> int:
    (found,) = conn.execute("SELECT max(id) FROM remittance").fetchone()
    return int(found)


def close(session: Session, month: Month, on: date) -> Outcome:
    """Close a month."""
    return close_month(session, month, _SIGNER, on=on)


def close_in_time(session: Session, day: date) -> None:
    """Close the month before, once it is time, if there was anything in it."""
    month = Month.of(day).previous
    is_due = day.day >= _CLOSING_DAY and str(month) not in closed_months(session.conn)
    if is_due and month in known_months(session.conn):
        close(session, month, day)
