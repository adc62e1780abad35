"""The lists behind a figure of a month, page by page: every total leads down to its parcels."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass, field

from app.queries.month import CHOSEN, Choice, Dimension, Stage, chosen
from app.values.period import Month

_LIST_COLUMNS = (
    "d.id, d.own_no, d.order_no, d.customs_mode, d.country, d.platform_name, d.customs_office,"
    " coalesce(s.status, 'draft'), coalesce(s.released_at, ''), d.pieces, d.currency, d.total_e5,"
    " l.value_cny_e5"
)


@dataclass(frozen=True, slots=True)
class Parcel:
    """One list behind a figure; `value_cny_e5` None = its rate is not known."""

    id: int
    own_no: str
    order_no: str
    customs_mode: str
    country: str
    platform: str
    customs_office: str
    status: str
    released_at: str
    pieces: int
    currency: str
    total_e5: int
    value_cny_e5: int | None


@dataclass(frozen=True, slots=True)
class Behind:
    """Which lists are behind a figure: of a month and choice, of these flows and stages (none =
    any), with a value in a dimension or an HS heading, refused or returned ones only."""

    month: Month
    choice: Choice = field(default_factory=Choice)
    flow: str = ""
    stages: tuple[Stage, ...] = ()
    by: Dimension | None = None
    key: str = ""
    heading: str | None = None
    only: str = ""
    """"" or a column of month_list that must be true: was_refused, was_returned, automatic."""


_ONLY = ("was_refused", "was_returned", "automatic")


def parcels(
    conn: sqlite3.Connection, behind: Behind, *, limit: int, after: int = 0
) -> list[Parcel]:
    """The lists behind a figure, oldest first, those after an id."""
    where, given = _where(behind)
    rows = conn.execute(
        f"SELECT {_LIST_COLUMNS} FROM month_list l CROSS JOIN declaration_list d ON d.id = l.id"
        " LEFT JOIN declaration_status s ON s.id = d.id"
        f" WHERE l.id > :after AND {where} ORDER BY l.id LIMIT :limit",
        {**given, "after": after, "limit": limit},
    )
    return [Parcel(*row) for row in rows]


def parcel_count(conn: sqlite3.Connection, behind: Behind) -> int:
    """How many lists are behind a figure."""
    where, given = _where(behind)
    counted = conn.execute(f"SELECT count(*) FROM month_list l WHERE {where}", given)
    number: int = counted.fetchone()[0]
    return number


def _where(behind: Behind) -> tuple[str, dict[str, str]]:
    given = chosen([behind.month], behind.choice)
    kept = [CHOSEN]
    if behind.flow:
        kept.append("flow = :flow")
        given["flow"] = behind.flow
    if behind.stages:
        kept.append("stage IN (SELECT value FROM json_each(:stages))")
        given["stages"] = json.dumps(behind.stages)
    if behind.by:
        kept.append(f"{behind.by} = :key")
        given["key"] = behind.key
    where = f"l.month_total_id IN (SELECT id FROM month_total WHERE {' AND '.join(kept)})"
    if behind.heading is not None:
        where += (
            " AND EXISTS (SELECT 1 FROM declaration_line g"
            " WHERE g.declaration_list_id = l.id AND substr(g.hs_code, 1, 4) = :heading)"
        )
        given["heading"] = behind.heading
    if behind.only:
        if behind.only not in _ONLY:
            raise ValueError(behind.only)
        where += f" AND l.{behind.only}"
    return where, given
