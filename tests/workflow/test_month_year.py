"""A year of a company: twelve months closed one after another, with late lines, cancellations,
refunds and a reopened month. What was signed for adds up to what the documents say."""

from __future__ import annotations

import sqlite3
from collections import Counter
from datetime import date
from pathlib import Path
from random import Random

from app.store.session import Session
from app.values.period import Month
from app.workflow.month_lock import close_month, closed_months, reopen_month, verify
from tests.helpers.builders import Values, make_payment, put_payments
from tests.helpers.money import make_remittance, put_remittances
from tests.helpers.months import loose_session, put_list, put_status

YEAR = [Month(2025, number) for number in range(1, 13)]
OVER = date(2027, 1, 1)
REOPENED = Month(2025, 6)


def some_day(random: Random, month: Month) -> str:
    return f"{month}-{random.randint(1, 28):02d}"


def trade(session: Session, random: Random, month: Month) -> None:
    """A month's lists, some of them left over, payments with refunds, receipts."""
    with session.call("lists"):
        for _ in range(6):
            day = some_day(random, month)
            is_let_go = random.random() < 0.8
            put_list(
                session.conn,
                day=day,
                released=f"{day}T10:00:00" if is_let_go else "",
                status="" if is_let_go else "in_review",
                currency=random.choice(["USD", "EUR"]),
                lines=[("3924100000", "011", 100_000, random.randint(1, 999) * 1000)],
            )
    put_payments(session, [payment(random, month) for _ in range(4)])
    put_remittances(session, [receipt(random, month) for _ in range(2)])


def payment(random: Random, month: Month) -> Values:
    return make_payment(
        f"T-{random.getrandbits(40)}",
        amount=f"{random.randint(1, 9999)}.{random.randint(0, 99):02d}",
        fee="0.30",
        pay_kind=random.choice(["payment", "payment", "refund"]),
        paid_at=f"{some_day(random, month)}T09:00:00",
    )


def receipt(random: Random, month: Month) -> Values:
    return make_remittance(
        f"R-{random.getrandbits(40)}",
        gross=f"{random.randint(100, 9999)}.50",
        fee="1.25",
        settlement_rate=random.choice(["7.0512", None]),
        received_on=some_day(random, month),
    )


def come_late(session: Session, random: Random, month: Month) -> None:
    """What comes for months that are closed: a payment, a release, a cancellation."""
    earlier = random.choice([each for each in YEAR if each <= month])
    put_payments(session, [payment(random, earlier)])
    put_remittances(session, [receipt(random, earlier)])
    conn = session.conn
    with session.call("receive"):
        for status, wanted in (("released", "in_review"), ("cancelled", "released")):
            ids = [
                row[0]
                for row in conn.execute(
                    "SELECT id FROM declaration_status WHERE status = ? ORDER BY id", (wanted,)
                )
            ]
            if ids:
                list_id = random.choice(ids)
                (was,) = conn.execute(
                    "SELECT released_at FROM declaration_status WHERE id = ?", (list_id,)
                ).fetchone()
                at = f"{some_day(random, month)}T11:00:00" if status == "released" else was
                put_status(conn, list_id, status, at)


def signed(conn: sqlite3.Connection) -> Counter[tuple[str, str]]:
    """Figure and currency → what all closings in force signed for."""
    found: Counter[tuple[str, str]] = Counter()
    for name, scope, value in conn.execute(
        "SELECT name, scope, value FROM month_figure"
        " WHERE month_close_id IN (SELECT month_close_id FROM month_lock)"
    ):
        found[name, scope.rpartition("|")[2]] += value
    return found


def counted_anew(conn: sqlite3.Connection) -> dict[tuple[str, str], int]:
    """The same straight from the documents."""
    found: dict[tuple[str, str], int] = {}

    def add(names: tuple[str, ...], sql: str) -> None:
        for currency, *values in conn.execute(sql):
            found.update(zip(((name, currency) for name in names), values, strict=True))

    add(
        ("lists", "declared"),
        "SELECT d.currency, count(*), sum(d.total_e5) FROM declaration_list d"
        " JOIN declaration_status s ON s.id = d.id WHERE s.released_at <> ''"
        " AND s.status <> 'cancelled' GROUP BY 1",
    )
    add(
        ("income", "refunded", "provider_fee"),
        "SELECT currency, sum(max(amount_e5, 0)), -sum(min(amount_e5, 0)), sum(fee_e5)"
        " FROM payment GROUP BY 1",
    )
    add(
        ("received", "received_fee", "settled_cny"),
        "SELECT currency, sum(gross_e5), sum(fee_e5), sum(coalesce(cny_e5, 0))"
        " FROM remittance GROUP BY 1",
    )
    return found


def test_a_year_of_closed_months_adds_up(tmp_path: Path) -> None:
    random = Random(2025)
    with loose_session(tmp_path) as session:
        for month in YEAR:
            trade(session, random, month)
            come_late(session, random, month)
            close_month(session, month, "甲", on=OVER)
            if month == Month(2025, 9):
                reopen_month(session, REOPENED, "甲", second="乙", reason="漏报")
                trade(session, random, REOPENED)
                close_month(session, REOPENED, "丙", on=OVER)
        come_late(session, random, YEAR[-1])
        close_month(session, Month(2026, 1), "甲", on=OVER)  # takes what came last
        conn = session.conn
        expected = counted_anew(conn)
        found = signed(conn)
        assert {key: found[key] for key in expected} == expected
        assert len(closed_months(conn)) == 13
        assert all(each.is_whole and not each.moved for each in verify(conn)
                   if each.close.is_in_force)  # fmt: skip
