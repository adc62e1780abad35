"""Totals of months, read from what is kept of them (app/store/month_totals.py): never the lists.

Sums in yuan are those of lists rounded one by one; a list whose rate is not known is counted apart
and in no sum. Exported is what was released; what is filed and not yet released stands beside it.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass, fields
from enum import StrEnum

from app.values.period import Month


class Dimension(StrEnum):
    """What totals are grouped by."""

    MODE = "customs_mode"
    COUNTRY = "country"
    PLATFORM = "platform"
    OFFICE = "customs_office"
    CURRENCY = "currency"


class Stage(StrEnum):
    """How far lists came; see the view list_stage."""

    OPEN = "open"
    DECLARED = "declared"
    RELEASED = "released"
    REFUSED = "refused"
    CANCELLED = "cancelled"


STANDING = (Stage.DECLARED, Stage.RELEASED)
"""Filed, and neither refused nor cancelled: whose amounts count."""


@dataclass(frozen=True, slots=True)
class Choice:
    """What is looked at: one customs mode ("" = all), one currency of the lists ("" = all of them,
    in yuan)."""

    mode: str = ""
    currency: str = ""


@dataclass(frozen=True, slots=True)
class Sums:
    """Lists added up. Amounts and weights at scale 5; `value_e5` in yuan or in the chosen currency.
    `valueless`, `weightless`, `taxless` = lists whose amount is not known and in no sum."""

    lists: int = 0
    lines: int = 0
    pieces: int = 0
    value_e5: int = 0
    valueless: int = 0
    gross_weight_e5: int = 0
    net_weight_e5: int = 0
    weightless: int = 0
    duty_e5: int = 0
    vat_e5: int = 0
    consumption_e5: int = 0
    billed: int = 0
    estimated: int = 0
    taxless: int = 0
    refund_e5: int = 0
    refundable: int = 0
    automatic: int = 0
    was_refused: int = 0
    was_returned: int = 0

    def __add__(self, other: Sums) -> Sums:
        return Sums(*(getattr(self, f.name) + getattr(other, f.name) for f in fields(self)))

    @property
    def tax_e5(self) -> int:
        """Duty, VAT and consumption tax."""
        return self.duty_e5 + self.vat_e5 + self.consumption_e5


@dataclass(frozen=True, slots=True)
class Part:
    """The sums of one month, flow, stage and value of the dimension."""

    month: Month
    flow: str
    stage: Stage
    key: str
    sums: Sums


@dataclass(frozen=True, slots=True)
class GoodsPart:
    """Lines of one kind of goods: HS heading, market, currency, unit; quantity and value (in the
    currency) at scale 5."""

    month: Month
    flow: str
    stage: Stage
    heading: str
    country: str
    currency: str
    unit: str
    lines: int
    qty_e5: int
    value_e5: int


@dataclass(frozen=True, slots=True)
class Waited:
    """How many released lists of an office took so many minutes."""

    month: Month
    flow: str
    office: str
    minutes: int
    lists: int


_SUMS = ", ".join(
    {"value_e5": "{value}", "valueless": "{valueless}"}.get(f.name, f"sum({f.name})")
    for f in fields(Sums)
)
_CHOSEN = """month IN (SELECT value FROM json_each(:months))
    AND (:mode = '' OR customs_mode = :mode) AND (:currency = '' OR currency = :currency)"""


def parts(
    conn: sqlite3.Connection, months: Iterable[Month], by: Dimension | None, choice: Choice
) -> list[Part]:
    """The totals of months, by flow and stage, and by a dimension (None: key "")."""
    value = ("sum(value_e5)", "0") if choice.currency else ("sum(value_cny_e5)", "sum(rateless)")
    sums = _SUMS.format(value=value[0], valueless=value[1])
    rows = conn.execute(
        f"SELECT month, flow, stage, {by or repr('')} AS key, {sums} FROM month_total"
        f" WHERE {_CHOSEN} GROUP BY month, flow, stage, key ORDER BY month, flow, stage, key",
        _given(months, choice),
    )
    return [
        Part(Month.parse(month), flow, Stage(stage), key, Sums(*values))
        for month, flow, stage, key, *values in rows
    ]


def goods(conn: sqlite3.Connection, months: Iterable[Month], choice: Choice) -> list[GoodsPart]:
    """The goods of months, by all that makes them alike."""
    rows = conn.execute(
        "SELECT month, flow, stage, heading, country, currency, unit, sum(lines), sum(qty_e5),"
        f" sum(value_e5) FROM month_goods WHERE {_CHOSEN} GROUP BY 1, 2, 3, 4, 5, 6, 7",
        _given(months, choice),
    )
    return [
        GoodsPart(Month.parse(month), flow, Stage(stage), *rest)
        for month, flow, stage, *rest in rows
    ]


def waited(conn: sqlite3.Connection, months: Iterable[Month], choice: Choice) -> list[Waited]:
    """How long released lists took; the currency does not matter here."""
    rows = conn.execute(
        "SELECT month, flow, customs_office, minutes, sum(lists) FROM month_clearance"
        f" WHERE {_CHOSEN} GROUP BY month, flow, customs_office, minutes",
        _given(months, Choice(choice.mode)),
    )
    return [Waited(Month.parse(month), *rest) for month, *rest in rows]


def rates(conn: sqlite3.Connection, months: Iterable[Month]) -> dict[tuple[Month, str], int]:
    """Yuan for one unit of a currency in a month, at scale 8; the yuan itself is among them."""
    wanted = list(months)
    rows = conn.execute(
        "SELECT month, currency, cny_e8 FROM exchange_rate"
        " WHERE month IN (SELECT value FROM json_each(?))",
        (_json(wanted),),
    )
    known = {(Month.parse(month), currency): rate for month, currency, rate in rows}
    return {**known, **{(month, "CNY"): 10**8 for month in wanted}}


def known_months(conn: sqlite3.Connection) -> list[Month]:
    """Months with lists, the newest first."""
    rows = conn.execute("SELECT DISTINCT month FROM month_total WHERE month <> '' ORDER BY 1 DESC")
    return [Month.parse(month) for (month,) in rows]


def known_modes(conn: sqlite3.Connection) -> list[str]:
    """Customs modes of any list."""
    rows = conn.execute("SELECT DISTINCT customs_mode FROM month_total ORDER BY 1")
    return [mode for (mode,) in rows]


def known_currencies(conn: sqlite3.Connection) -> list[str]:
    """Currencies of any list."""
    rows = conn.execute("SELECT DISTINCT currency FROM month_total ORDER BY 1")
    return [currency for (currency,) in rows]


def _given(months: Iterable[Month], choice: Choice) -> dict[str, str]:
    return {"months": _json(months), "mode": choice.mode, "currency": choice.currency}


def _json(months: Iterable[Month]) -> str:
    return json.dumps([str(month) for month in months])


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
    choice: Choice = Choice()
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
    given = _given([behind.month], behind.choice)
    kept = [_CHOSEN]
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
