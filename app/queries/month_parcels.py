"""The lists behind a figure of a month, as a table: every total leads down to its parcels."""

from __future__ import annotations

import json
import re
import sqlite3
from dataclasses import dataclass, field, replace

from app.queries.declarations import LISTS
from app.queries.month import CHOSEN, Choice, Dimension, Stage, chosen
from app.queries.table import Column, Kind, Table
from app.store.month_facts import GOODS_KEYS
from app.values.period import Month


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


_ONLY = {name: name for name in ("was_refused", "was_returned", "automatic")}
_VALUE = Column("month_value_cny", "m.value_cny_e5", Kind.MONEY)


NO_PARCELS = replace(
    LISTS,
    name="month_lists",
    source="month_list m CROSS JOIN declaration_list d ON d.id = m.id"
    " CROSS JOIN declaration_status s ON s.id = d.id AND 0",
    columns=(*LISTS.columns, _VALUE),
    order="m.month_total_id, m.id",  # as the index has them: no month is sorted for its first rows
)
"""The table before anything was asked for."""


def parcel_table(conn: sqlite3.Connection, behind: Behind) -> Table:
    """The lists behind a figure, with the columns of all lists and their value in yuan."""
    return replace(
        NO_PARCELS,
        source="(SELECT l.id, l.month_total_id, l.value_cny_e5 FROM month_list l"
        f" WHERE {_where(conn, behind)}) m"
        " CROSS JOIN declaration_list d ON d.id = m.id"
        " CROSS JOIN declaration_status s ON s.id = d.id",
    )


def _where(conn: sqlite3.Connection, behind: Behind) -> str:
    """The condition on `month_list l`, whole: a table of a screen has no values of its own."""
    totals = ", ".join(str(row[0]) for row in conn.execute(*_totals(behind)))
    where = f"l.month_total_id IN ({totals})"
    if behind.heading is not None:
        if not re.fullmatch(r"\d{0,4}", behind.heading):
            return "0"
        where += (
            " AND EXISTS (SELECT 1 FROM declaration_line g WHERE g.declaration_list_id = l.id"
            f" AND substr(g.hs_code, 1, 4) = '{behind.heading}')"
        )
    if behind.only:
        where += f" AND l.{_ONLY[behind.only]}"
    return where


_HAS_HEADING = f"""EXISTS (SELECT 1 FROM month_goods g WHERE g.heading = :heading
    AND {" AND ".join(f"g.{key} = month_total.{key}" for key in GOODS_KEYS[:-2])})"""


def _totals(behind: Behind) -> tuple[str, dict[str, str]]:
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
    if behind.heading is not None:  # most goods go to few places: no lists of others are looked at
        kept.append(_HAS_HEADING)
        given["heading"] = behind.heading
    return f"SELECT id FROM month_total WHERE {' AND '.join(kept)}", given
