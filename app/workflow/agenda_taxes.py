"""What a person should do next about taxes: pay, renew or raise a guarantee, state a rate."""

from __future__ import annotations

import sqlite3
from datetime import date, timedelta

from app.legal.parameters import NotInForce, Parameters
from app.legal.windows import payment_window
from app.queries.tax import missing_goods
from app.queries.tax_funds import drawdowns, unpaid_by_release
from app.workflow.task import Task

GUARANTEE_WARNING = timedelta(days=30)
PAGE, FUNDS = "taxes", "funds:"


def tax_tasks(conn: sqlite3.Connection, today: date) -> list[Task]:
    """The tasks about taxes of imports; none for a company that does not import."""
    if not conn.execute(
        "SELECT EXISTS (SELECT 1 FROM declaration_list WHERE flow = 'import' LIMIT 1)"
    ).fetchone()[0]:
        return []
    return [*_payments(conn, today), *_guarantees(conn, today), *_rates(conn)]


def _payments(conn: sqlite3.Connection, today: date) -> list[Task]:
    """Taxes whose window is open, by its last day; those beyond it together."""
    law, due, late = Parameters(), list[Task](), 0
    for released, count in unpaid_by_release(conn):
        try:
            window = payment_window(date.fromisoformat(released), law)
        except NotInForce:
            continue
        if window.last < today:
            late += count
        elif window.first <= today:
            due.append(Task("tax_due", count, PAGE, window.last, name=released, place="state:due"))
    return [
        *([Task("tax_overdue", late, PAGE, today, place="state:overdue")] if late else []),
        *due,
    ]


def ends_soon(valid_until: str, today: date) -> bool:
    """Whether a guarantee that holds until a day (ISO) is to be renewed by now, or has ended."""
    return date.fromisoformat(valid_until) <= today + GUARANTEE_WARNING


def _guarantees(conn: sqlite3.Connection, today: date) -> list[Task]:
    tasks = []
    stated = (each for each in drawdowns(conn, today) if each.valid_until)
    for each in stated:
        if each.free < 0:
            tasks.append(Task("guarantee_short", 1, PAGE, name=each.assure_code, place=FUNDS))
        elif each.guaranteed and ends_soon(each.valid_until, today):
            day = date.fromisoformat(each.valid_until)
            tasks.append(Task("guarantee_ends", 1, PAGE, day, name=each.assure_code, place=FUNDS))
    return tasks


def _rates(conn: sqlite3.Connection) -> list[Task]:
    missing = len({goods.sku for goods in missing_goods(conn)})
    return [Task("rate_missing", missing, "goods")] if missing else []
