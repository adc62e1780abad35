"""What the workbench shows: how far the work has come, what to do next, the days, the month."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from app.documents.fields import Flow
from app.documents.status import Status
from app.queries.company import company_flows
from app.queries.matching import StateCounts, state_counts
from app.values.period import Month

_SHOWN = timedelta(days=31)

# How the days are drawn: through, on the way, refused.
_DONE = (Status.RELEASED, Status.CLEARED)
_REFUSED = (Status.REJECTED, Status.FAILED, Status.SEND_FAILED, Status.DETAINED)

HELD = """SELECT count(*) FROM (
    SELECT DISTINCT document_kind, document_id FROM finding INDEXED BY finding_blocking
    WHERE stage = 'precheck' AND severity = 'blocking')"""
"""Counts the orders and lists that the pre-check holds up."""


@dataclass(frozen=True, slots=True)
class Progress:
    """Counts along the pipeline. `statuses` = lists by status; `held` = lists or orders with a
    blocking finding of the pre-check."""

    orders: int
    payments: int
    waybills: int
    bad_files: int
    matching: StateCounts
    statuses: Mapping[Status, int]
    held: int
    files: int

    @property
    def lists(self) -> int:
        """All declaration lists."""
        return sum(self.statuses.values())

    def in_status(self, *statuses: Status) -> int:
        """Lists in any of these statuses."""
        return sum(self.statuses.get(status, 0) for status in statuses)

    @property
    def is_empty(self) -> bool:
        """Nothing was brought in yet."""
        return not (self.orders or self.payments or self.waybills or self.lists)


def progress(conn: sqlite3.Connection) -> Progress:
    """How far the work has come."""
    statuses = {
        Status(status): count
        for status, count in conn.execute(
            "SELECT status, count(*) FROM declaration_status GROUP BY status"
        )
    }
    return Progress(
        orders=_count(conn, "orders"),
        payments=_count(conn, "payment"),
        waybills=_count(conn, "waybill"),
        bad_files=_count(conn, "source_file WHERE bad_count > 0"),
        matching=state_counts(conn),
        statuses=statuses,
        held=_one(conn, HELD),
        files=_count(conn, "message_file"),
    )


@dataclass(frozen=True, slots=True)
class Day:
    """The lists of one export day: released or cleared, on the way, refused."""

    day: date
    done: int
    under_way: int
    refused: int

    @property
    def lists(self) -> int:
        """All of them."""
        return self.done + self.under_way + self.refused


def days(conn: sqlite3.Connection, today: date) -> list[Day]:
    """A month of days up to today, or to the newest list when that is another time, in order; days
    without lists are among them. None without any list."""
    newest = _newest(conn)
    if newest is None:
        return []
    last = newest if newest > today or newest <= today - _SHOWN else today
    done, refused = _words(_DONE), _words(_REFUSED)
    rows = conn.execute(
        f"SELECT d.export_date, sum(s.status IN ({done})), sum(s.status IN ({refused})), count(*)"
        " FROM declaration_list d CROSS JOIN declaration_status s ON s.id = d.id"
        " WHERE d.export_date > ? AND d.export_date <= ? GROUP BY d.export_date",
        ((last - _SHOWN).isoformat(), last.isoformat()),
    )
    found = {
        day: (done_, total - done_ - refused_, refused_) for day, done_, refused_, total in rows
    }
    shown = (last - timedelta(days=back) for back in reversed(range(_SHOWN.days)))
    return [Day(day, *found.get(day.isoformat(), (0, 0, 0))) for day in shown]


@dataclass(frozen=True, slots=True)
class MonthFigures:
    """The lists of a month that go one way (`flow`): exports and imports are never added up.
    `values_e5` = declared value by currency, largest first: currencies are never added up either.
    Shares are (part, whole); a whole of 0 means not known."""

    lists: int
    values_e5: tuple[tuple[str, int], ...]
    released: tuple[int, int]
    at_once: tuple[int, int]
    flow: Flow = Flow.EXPORT


def month_figures(conn: sqlite3.Connection, month: Month, flow: Flow | None = None) -> MonthFigures:
    """The figures of one month, by export date; `at_once` = orders that agreed without a person
    deciding anything, of all orders of the month. Without `flow`: exports, or imports where there
    are only these; with no order yet, what the company does."""
    flow = flow or _main_flow(conn)
    between = (month.first_day.isoformat(), month.next.first_day.isoformat(), flow)
    in_month = "d.export_date >= ? AND d.export_date < ? AND d.flow = ?"
    values = conn.execute(
        f"SELECT d.currency, sum(d.total_e5) FROM declaration_list d WHERE {in_month}"
        " GROUP BY d.currency ORDER BY 2 DESC",
        between,
    ).fetchall()
    lists, released = conn.execute(
        f"SELECT count(*), coalesce(sum(s.status IN ({_words(_DONE)})), 0)"
        f" FROM declaration_list d CROSS JOIN declaration_status s ON s.id = d.id WHERE {in_month}",
        between,
    ).fetchone()
    orders, at_once = conn.execute(
        "SELECT count(*), coalesce(sum(r.blocking = 0), 0) FROM orders o CROSS JOIN match_result r"
        " ON r.id = o.id WHERE o.ordered_at >= ? AND o.ordered_at < ? AND o.flow = ?",
        between,
    ).fetchone()
    return MonthFigures(lists, tuple(values), (released, lists), (at_once, orders), flow)


def _main_flow(conn: sqlite3.Connection) -> Flow:
    known = "SELECT 1 FROM orders WHERE flow = ? LIMIT 1"
    present = [flow for flow in Flow if conn.execute(known, (flow,)).fetchone()]
    return (*present, *company_flows(conn), Flow.EXPORT)[0]


def last_month(conn: sqlite3.Connection, today: date) -> Month:
    """The month to show: this one, or the last one that has lists."""
    return Month.of(_newest(conn) or today)


def files_of(conn: sqlite3.Connection, day: date) -> int:
    """How many files came in on a day."""
    count: int = conn.execute(
        "SELECT count(*) FROM call WHERE verb IN ('import', 'receive') AND undone_by IS NULL"
        " AND at >= ? AND at < ?",
        (day.isoformat(), (day + timedelta(days=1)).isoformat()),
    ).fetchone()[0]
    return count


def _newest(conn: sqlite3.Connection) -> date | None:
    day = conn.execute("SELECT max(export_date) FROM declaration_list").fetchone()[0]
    return date.fromisoformat(day) if day else None


def expiring_filings(conn: sqlite3.Connection, until: date) -> list[tuple[str, date]]:
    """Filed companies whose filing ends by a day, the first to end first."""
    rows = conn.execute(
        "SELECT name, valid_until FROM party WHERE is_filed = 1"
        " AND valid_until <= ? AND valid_until = date(valid_until) ORDER BY valid_until",
        (until.isoformat(),),
    )
    return [(name, date.fromisoformat(day)) for name, day in rows]


def _count(conn: sqlite3.Connection, table: str) -> int:
    return _one(conn, f"SELECT count(*) FROM {table}")


def _one(conn: sqlite3.Connection, sql: str) -> int:
    value: int = conn.execute(sql).fetchone()[0]
    return value


def _words(statuses: tuple[Status, ...]) -> str:
    return ", ".join(f"'{status}'" for status in statuses)
