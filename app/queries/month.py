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
from typing import NamedTuple

from app.queries.month_b2b import LINES, SHIPMENTS
from app.store.month_facts import GOODS_KEYS, KEYS, MEASURES
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
    def known_value_e5(self) -> int | None:
        """The value, None when none of it is known."""
        return None if self.lists and self.valueless == self.lists else self.value_e5

    @property
    def is_taxed(self) -> bool:
        """Some tax of it is known, billed or estimated."""
        return bool(self.billed or self.estimated)

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


class GoodsPart(NamedTuple):
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
_TOTALS = f"""(SELECT {", ".join((*KEYS, *MEASURES))} FROM month_total WHERE {{chosen}}
    UNION ALL SELECT {", ".join((*KEYS, *MEASURES))} FROM ({SHIPMENTS}) WHERE {{chosen}})"""
_GOODS_COLUMNS = ", ".join((*GOODS_KEYS, "lines", "qty_e5", "value_e5"))
_GOODS = f"""(SELECT {_GOODS_COLUMNS} FROM month_goods WHERE {{chosen}}
    UNION ALL SELECT {_GOODS_COLUMNS} FROM ({LINES}) WHERE {{chosen}})"""
_MODE = """month IN (SELECT value FROM json_each(:months))
    AND (:mode = '' OR customs_mode = :mode)"""
CHOSEN = f"{_MODE} AND (:currency = '' OR currency = :currency)"


def parts(
    conn: sqlite3.Connection, months: Iterable[Month], by: Dimension | None, choice: Choice
) -> list[Part]:
    """The totals of months, by flow and stage, and by a dimension (None: key "")."""
    value = ("sum(value_e5)", "0") if choice.currency else ("sum(value_cny_e5)", "sum(rateless)")
    sums = _SUMS.format(value=value[0], valueless=value[1])
    rows = conn.execute(
        f"SELECT month, flow, stage, {by or repr('')} AS key, {sums}"
        f" FROM {_TOTALS.format(chosen=CHOSEN)} GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4",
        chosen(months, choice),
    )
    return [
        Part(Month.parse(month), flow, Stage(stage), key, Sums(*values))
        for month, flow, stage, key, *values in rows
    ]


def goods(conn: sqlite3.Connection, months: Iterable[Month], choice: Choice) -> list[GoodsPart]:
    """The goods of months that stand (declared, released), by all that makes them alike."""
    named = {str(month): month for month in months}
    stages = {str(stage): stage for stage in STANDING}
    standing = f"{CHOSEN} AND stage IN ({', '.join(map(repr, stages))})"
    rows = conn.execute(
        "SELECT month, flow, stage, heading, country, currency, unit, sum(lines), sum(qty_e5),"
        f" sum(value_e5) FROM {_GOODS.format(chosen=standing)} GROUP BY 1, 2, 3, 4, 5, 6, 7",
        chosen(named.values(), choice),
    )
    return [
        GoodsPart(named[month], flow, stages[stage], *rest) for month, flow, stage, *rest in rows
    ]


def waited(conn: sqlite3.Connection, months: Iterable[Month], choice: Choice) -> list[Waited]:
    """How long released lists took; the currency does not matter here."""
    rows = conn.execute(
        "SELECT month, flow, customs_office, minutes, sum(lists) FROM month_clearance"
        f" WHERE {_MODE} GROUP BY month, flow, customs_office, minutes",
        chosen(months, choice),
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
    rows = conn.execute(
        f"SELECT month FROM month_total WHERE month <> '' UNION SELECT month FROM ({SHIPMENTS})"
        " ORDER BY 1 DESC"
    )
    return [Month.parse(month) for (month,) in rows]


def known_modes(conn: sqlite3.Connection) -> list[str]:
    """Customs modes of any list."""
    rows = conn.execute(
        "SELECT customs_mode FROM month_total"
        " UNION SELECT customs_mode FROM b2b_shipment ORDER BY 1"
    )
    return [mode for (mode,) in rows]


def known_currencies(conn: sqlite3.Connection) -> list[str]:
    """Currencies of any list."""
    rows = conn.execute(
        "SELECT currency FROM month_total UNION SELECT currency FROM b2b_shipment ORDER BY 1"
    )
    return [currency for (currency,) in rows]


def chosen(months: Iterable[Month], choice: Choice) -> dict[str, str]:
    """The values CHOSEN asks for."""
    return {"months": _json(months), "mode": choice.mode, "currency": choice.currency}


def _json(months: Iterable[Month]) -> str:
    return json.dumps([str(month) for month in months])
