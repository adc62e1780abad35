"""Which lists can be applied for, and what they would come to: read only."""

from __future__ import annotations

import sqlite3
from decimal import Decimal
from itertools import groupby
from typing import Any

from app.documents.summary import Group, Item, ListedLine
from app.summary.keys import HEAD_COLUMNS, Keys
from app.summary.sql.items import items_sql, key_sql
from app.values.decimals import decimal_from_e5
from app.values.period import Month

# Lists left behind by an earlier month go with this one.
READY = "summary_open o WHERE o.reason = '' AND o.cleared_at >= :begin AND o.cleared_at < :until"

# An application is about one office, site, seller and declarant.
APART = ("customs_office", "site_code", "seller_code", "declarant_code")

_KEY = 1 + len(HEAD_COLUMNS) + len(APART)  # the columns before the figures, for GROUP BY


def span(month: Month, *, whole_past: bool) -> dict[str, str]:
    """The times between which lists were cleared that a month's applications take."""
    begin = "0" if whole_past else month.first_day.isoformat()
    return {"begin": begin, "until": month.next.first_day.isoformat()}


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


def preview_items(
    conn: sqlite3.Connection, month: Month, keys: Keys, group: Group, *, whole_past: bool
) -> list[Item]:
    """The merged lines of an entry that is expected but not applied for."""
    source, values = _lists_of(month, keys, group, whole_past=whole_past)
    rows = conn.execute(items_sql(keys, f"({source}) p"), values).fetchall()
    return [item_from_row(row[1:]) for row in rows]


def preview_lines(
    conn: sqlite3.Connection,
    month: Month,
    keys: Keys,
    group: Group,
    item: Item,
    *,
    whole_past: bool,
    limit: int,
) -> list[ListedLine]:
    """The first lines of lists that such a merged line is made of."""
    source, values = _lists_of(month, keys, group, whole_past=whole_past)
    key = key_sql(keys)
    wanted = {"final": item.country, "hs": item.hs_code, "currency": item.currency}
    if "goods_name" in keys.item:
        wanted["name"] = item.goods_name
    same = " AND ".join(f"{key[name]} = :item_{name}" for name in wanted)
    rows = conn.execute(
        "SELECT d.id, d.own_no, s.decl_no, l.line_no, l.goods_name, l.currency, l.line_total_e5"
        f" FROM ({source}) p CROSS JOIN declaration_line l ON l.declaration_list_id = p.id"
        " CROSS JOIN declaration_list d ON d.id = p.id"
        " CROSS JOIN declaration_status s ON s.id = p.id"
        f" WHERE {same} LIMIT :limit",
        {**values, **{f"item_{name}": value for name, value in wanted.items()}, "limit": limit},
    )
    return [ListedLine(*(*row[:-1], decimal_from_e5(row[-1]))) for row in rows]


def _lists_of(
    month: Month, keys: Keys, group: Group, *, whole_past: bool
) -> tuple[str, dict[str, object]]:
    """SELECT of the ready lists of a group, with its values."""
    same = " AND ".join(f"{keys.head_sql(name)} = :{name}" for name in HEAD_COLUMNS)
    apart = " AND ".join(f"d.{name} = :{name}" for name in APART)
    sql = (
        f"SELECT o.id, 0 AS group_id FROM (SELECT o.id FROM {READY}) o"
        " CROSS JOIN declaration_list d ON d.id = o.id"
        f" WHERE {apart} AND {same}"
    )
    values = {name: getattr(group, name) for name in (*HEAD_COLUMNS, *APART)}
    return sql, {**values, **span(month, whole_past=whole_past)}


def item_from_row(row: tuple[Any, ...]) -> Item:
    """An item from its columns in the order of the store."""
    item_no, country, hs_code, currency, name, names, *figures, lists, lines = row
    qty, unit, qty_1, unit_1, qty_2, unit_2, value, net = figures
    return Item(
        item_no, country, hs_code, currency, name, names,
        _decimal(qty), unit, _decimal(qty_1), unit_1, _decimal(qty_2), unit_2,
        decimal_from_e5(value), _decimal(net), lists, lines,
    )  # fmt: skip


def _decimal(value_e5: int | None) -> Decimal | None:
    return None if value_e5 is None else decimal_from_e5(value_e5)


def _group(rows: list[tuple[Any, ...]]) -> Group:
    """One group from its rows, one a currency."""
    asked = dict(zip(HEAD_COLUMNS, rows[0][len(APART) :], strict=False))
    lists, late, gross, nets = ([row[_KEY + place] for row in rows] for place in range(4))
    return Group(
        customs_office=rows[0][0],
        site_code=rows[0][1],
        declarant_code=rows[0][3],
        list_count=sum(lists),
        late_count=sum(late),
        gross_weight=decimal_from_e5(sum(gross)),
        net_weight=None if None in nets else decimal_from_e5(sum(nets)),
        values=tuple((row[_KEY - 1], decimal_from_e5(row[-1])) for row in rows),
        **asked,
    )
