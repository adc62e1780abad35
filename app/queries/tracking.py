"""Where the lists stand, as the page of statuses and the board on the wall show it."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from functools import cache

from app.documents.status import Status, code_meanings
from app.log import redacted
from app.queries.declarations import counts_by_status
from app.queries.table import Column, Kind, Table

LATE = "late"


@dataclass(frozen=True, slots=True)
class Board:
    """How many lists stand where (only what occurs), and how many of them wait too long."""

    counts: Mapping[Status, int]
    late: Mapping[Status, int]

    @property
    def total(self) -> int:
        """All lists."""
        return sum(self.counts.values())


NAMELESS_INFO = "iif(d.buyer_name = '', s.info, replace(s.info, d.buyer_name, '***'))"
"""What customs said of a list `d` with status `s`, without the buyer's name."""


@dataclass(frozen=True, slots=True)
class Standing:
    """One list: its numbers, and the last word about it. `code` and `info` are those of customs, ""
    while it has not answered."""

    id: int
    own_no: str
    order_no: str
    waybill_no: str
    status: Status
    since: str
    code: str
    info: str
    pre_entry_no: str
    decl_no: str


def tracking_table(limits: Mapping[Status, int], now: datetime) -> Table:
    """All lists with their status, how long they have had it, and whether that is too long.
    `limits` = hours a status may last."""
    return Table(
        "tracking",
        "s.id",
        "declaration_status s JOIN declaration_list d ON d.id = s.id",
        (
            Column("track_own_no", "d.own_no", Kind.CODE),
            Column("status", "s.status", Kind.STATUS),
            Column("track_late", _late(limits, now), Kind.STATUS),
            Column("track_hours", _hours(now), Kind.COUNT),
            Column("track_since", "substr(s.since, 1, 19)", Kind.TIME),
            Column("track_code", "s.code", Kind.CODE),
            Column("track_info", NAMELESS_INFO, is_quoted=True),
            Column("track_order_no", "d.order_no", Kind.CODE),
            Column("track_decl_no", "s.decl_no", Kind.CODE),
        ),
        search=("d.own_no", "d.order_no", "d.waybill_no", "s.decl_no", "s.info"),
        order="s.id DESC",
        index="list_search",
    )


def _late(limits: Mapping[Status, int], now: datetime) -> str:
    cases = " ".join(
        f"WHEN '{status}' THEN '{_stored(now - timedelta(hours=hours))}'"
        for status, hours in limits.items()
    )
    return f"iif(s.since < CASE s.status {cases} END, '{LATE}', NULL)" if cases else "NULL"


def _hours(now: datetime) -> str:
    return (
        f"CAST((unixepoch('{_stored(now)}') - unixepoch(substr(s.since, 1, 19))) / 3600 AS INTEGER)"
    )


def _stored(time: datetime) -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%S")


def board(conn: sqlite3.Connection, limits: Mapping[Status, int], now: datetime) -> Board:
    """The counts of every status."""
    late = dict[Status, int]()
    for status, hours in limits.items():
        (count,) = conn.execute(
            "SELECT count(*) FROM declaration_status WHERE status = ? AND since < ?",
            (status, _stored(now - timedelta(hours=hours))),
        ).fetchone()
        if count:
            late[status] = count
    return Board(counts_by_status(conn), late)


def standing(conn: sqlite3.Connection, list_id: int) -> Standing | None:
    """Where a list stands; None when there is none."""
    row = conn.execute(
        "SELECT d.id, d.own_no, d.order_no, d.waybill_no, s.status, s.since, s.code,"
        f" {NAMELESS_INFO}, s.pre_entry_no, s.decl_no FROM declaration_status s"
        " JOIN declaration_list d ON d.id = s.id WHERE s.id = ?",
        (list_id,),
    ).fetchone()
    if row is None:
        return None
    given = dict(zip((field.name for field in fields(Standing)), row, strict=True))
    return Standing(**{**given, "status": Status(row[4]), "info": redacted(row[7])})


@cache
def codes_of(status: Status) -> tuple[str, ...]:
    """The published customs codes that lead to a status, in the order of the table."""
    return tuple(code for code, meaning in code_meanings().items() if meaning.status == status)
