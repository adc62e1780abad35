"""Which lists can be applied for, and which entries they would come to: read only."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from typing import Any

from app.summary.keys import HEAD_COLUMNS, Keys
from app.values.decimals import decimal_from_e5
from app.values.period import Month

# Lists left behind by an earlier month go with this one.
READY = "summary_open o WHERE o.reason = '' AND o.cleared_at >= :begin AND o.cleared_at < :until"

# An application is about one office, site, seller and declarant.
APART = ("customs_office", "site_code", "seller_code", "declarant_code")


@dataclass(frozen=True, slots=True)
class Group:
    """Lists of one head key: an entry as expected. A field the key in force does not ask is "".
    `late_count` of them were cleared in an earlier month. Weights in kg, `net_weight` None: not
    known for every list. `values`: currency and sum, in the order of the currencies."""

    customs_office: str
    seller_code: str
    transport_mode: str
    producer_code: str
    country: str
    port_office: str
    list_count: int
    late_count: int
    gross_weight: Decimal
    net_weight: Decimal | None
    values: tuple[tuple[str, Decimal], ...]


_KEY = 1 + len(HEAD_COLUMNS) + len(APART)  # the columns before the figures, for GROUP BY


def span(month: Month, *, whole_past: bool) -> dict[str, str]:
    """The times between which lists were cleared that a month's applications take."""
    begin = "" if whole_past else month.first_day.isoformat()
    return {"begin": begin or "0", "until": month.next.first_day.isoformat()}


def preview(conn: sqlite3.Connection, month: Month, keys: Keys, *, whole_past: bool) -> list[Group]:
    """The entries that the lists ready for a month would come to, the largest first."""
    asked = ", ".join(keys.head_sql(name) for name in HEAD_COLUMNS)
    apart = ", ".join(f"d.{name}" for name in APART)
    rows = conn.execute(
        f"SELECT {apart}, {asked}, d.currency, count(*), sum(o.cleared_at < :first),"
        " sum(d.gross_weight_e5), iif(count(d.net_weight_e5) = count(*),"
        " sum(d.net_weight_e5), NULL), sum(d.total_e5)"
        f" FROM (SELECT o.id, o.cleared_at FROM {READY}) o"
        " CROSS JOIN declaration_list d ON d.id = o.id"
        f" GROUP BY {', '.join(str(number) for number in range(1, _KEY + 1))}",
        {**span(month, whole_past=whole_past), "first": month.first_day.isoformat()},
    )
    groups = [_group(list(same)) for _, same in groupby(rows, key=lambda row: row[: _KEY - 1])]
    return sorted(groups, key=lambda one: (-one.list_count, one.country, one.port_office))


def _group(rows: list[tuple[Any, ...]]) -> Group:
    """One group from its rows, one a currency."""
    asked = dict(zip(HEAD_COLUMNS, rows[0][len(APART) :], strict=False))
    lists, late, gross, nets = ([row[_KEY + place] for row in rows] for place in range(4))
    return Group(
        customs_office=rows[0][0],
        list_count=sum(lists),
        late_count=sum(late),
        gross_weight=decimal_from_e5(sum(gross)),
        net_weight=None if None in nets else decimal_from_e5(sum(nets)),
        values=tuple((row[_KEY - 1], decimal_from_e5(row[-1])) for row in rows),
        **asked,
    )
