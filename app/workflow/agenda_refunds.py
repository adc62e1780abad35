"""What a person should do next about refunds: claim in time, complete documents, settle what left
for a warehouse, pay back."""

from __future__ import annotations

import sqlite3
from datetime import date, timedelta

from app.legal.parameters import NotInForce, Parameters
from app.legal.windows import documents_deadline
from app.queries.refunds import unclaimed_until, without_documents
from app.workflow.b2b import settlements
from app.workflow.refunds import claim_rules
from app.workflow.task import Task

CLAIM_WARNING = timedelta(days=60)
PAGE, STOCK_PAGE = "refunds", "warehouses"


def refund_tasks(conn: sqlite3.Connection, today: date) -> list[Task]:
    """The tasks about refunds; none for a company that has no purchase invoice."""
    if not conn.execute("SELECT EXISTS (SELECT 1 FROM purchase_invoice)").fetchone()[0]:
        return []
    law = Parameters()
    return [*_claims(conn, today, law), *_documents(conn, law), *_settlements(conn, today, law)]


def _claims(conn: sqlite3.Connection, today: date, law: Parameters) -> list[Task]:
    """Lines with a purchase behind them whose last day is near, by that day."""
    until = today + CLAIM_WARNING
    return [
        Task("refund_due", count, PAGE, date.fromisoformat(day), place="state:ready")
        for day, count in unclaimed_until(conn, claim_rules(law), today, until)
    ]


def _documents(conn: sqlite3.Connection, law: Parameters) -> list[Task]:
    tasks = []
    for number, filed in without_documents(conn):
        try:
            due = documents_deadline(date.fromisoformat(filed), law)
        except NotInForce:
            continue
        place = f"claim:{number}"
        tasks.append(Task("refund_documents", 1, PAGE, due, name=number, place=place))
    return tasks


def _settlements(conn: sqlite3.Connection, today: date, law: Parameters) -> list[Task]:
    """Unsold goods by the border they are settled until; those beyond it are paid back."""
    by_border: dict[date, int] = {}
    back = 0
    for each in settlements(conn, today, law):
        if not each.settlement.open_qty_e5:
            continue
        if each.settlement.is_over:
            back += 1
        else:
            border = each.settlement.window.last
            by_border[border] = by_border.get(border, 0) + 1
    tasks = [
        Task("refund_settle", count, STOCK_PAGE, day, is_official=False, place="settle:")
        for day, count in sorted(by_border.items())
    ]
    if back:
        tasks.append(Task("refund_pay_back", back, STOCK_PAGE, today, place="settle:"))
    return tasks
