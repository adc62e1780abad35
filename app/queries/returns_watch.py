"""How many parcels come back, by what they hold, where they were sold and where they went.

Parcels are lists by the day of their release; one counts as come back while a request for it stands
(neither refused, lapsed nor withdrawn), whenever that was made: so young parcels may still come
back. Read-only.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from app.documents.fields import Flow


class By(StrEnum):
    """What parcels are told apart by. Texts: `returns_watch.by.<by>`."""

    CATEGORY = "category"  # chapter of the tariff; a parcel with goods of two counts in both
    SHOP = "shop"
    COUNTRY = "country"


@dataclass(frozen=True, slots=True)
class Period:
    """Days of release, both inside, of one direction."""

    first: date
    last: date
    flow: Flow

    @property
    def _values(self) -> dict[str, str]:
        after = self.last + timedelta(days=1)
        return {
            "first": self.first.isoformat(),
            "after": after.isoformat(),
            "flow": self.flow.value,
        }


@dataclass(frozen=True, slots=True)
class Counted:
    """A group: `key` is a chapter, the name of a shop, or the code of a country ("" = not said)."""

    key: str
    parcels: int
    returned: int


_STANDING = "q.state IN ('draft', 'pending', 'accepted')"
_PARCELS = """declaration_status s CROSS JOIN declaration_list d ON d.id = s.id"""
_OF_PERIOD = "s.released_at >= :first AND s.released_at < :after AND d.flow = :flow"
_CAME_BACK = f"""EXISTS (SELECT 1 FROM goods_return g CROSS JOIN goods_return_state q ON q.id = g.id
    WHERE g.declaration_list_id = d.id AND {_STANDING})"""
_LINE_CAME_BACK = f"""EXISTS (SELECT 1 FROM goods_return_line r
    CROSS JOIN goods_return_state q ON q.id = r.goods_return_id
    WHERE r.declaration_line_id = l.id AND {_STANDING})"""
_SHOP = "coalesce(nullif(o.shop, ''), d.platform_name)"
_LINES = f"{_PARCELS} CROSS JOIN declaration_line l ON l.declaration_list_id = d.id"
_SHOPS = f"{_PARCELS} LEFT JOIN orders o ON o.id = d.order_id"

_COUNTED = {
    By.CATEGORY: f"""
SELECT key, count(*), sum(back) FROM (
    SELECT d.id, substr(l.hs_code, 1, 2) AS key, max({_LINE_CAME_BACK}) AS back
    FROM {_LINES} WHERE {_OF_PERIOD} GROUP BY d.id, key)
GROUP BY key""",
    By.SHOP: f"""
SELECT {_SHOP} AS key, count(*), sum({_CAME_BACK}) FROM {_SHOPS} WHERE {_OF_PERIOD} GROUP BY key""",
    By.COUNTRY: f"""
SELECT d.country AS key, count(*), sum({_CAME_BACK}) FROM {_PARCELS} WHERE {_OF_PERIOD}
GROUP BY key""",
}
_TOTAL = f"SELECT count(*), coalesce(sum({_CAME_BACK}), 0) FROM {_PARCELS} WHERE {_OF_PERIOD}"


def counted_by(conn: sqlite3.Connection, by: By, period: Period) -> list[Counted]:
    """The groups of a period, those with most returns first."""
    rows = conn.execute(f"{_COUNTED[by]} ORDER BY 3 DESC, 2 DESC, 1", period._values)
    return [Counted(key, parcels, returned) for key, parcels, returned in rows]


def total(conn: sqlite3.Connection, period: Period) -> Counted:
    """All parcels of a period."""
    return Counted("", *conn.execute(_TOTAL, period._values).fetchone())


# Behind a group


@dataclass(frozen=True, slots=True)
class ReturnedGoods:
    """An article that came back: in how many parcels, of how many that had it, and the reason given
    most (`return_reason.<reason>`)."""

    sku: str
    goods_name: str
    parcels: int
    returned: int
    reason: str


_GROUP = {
    By.CATEGORY: "substr(l.hs_code, 1, 2) = :key",
    By.SHOP: f"{_SHOP} = :key",
    By.COUNTRY: "d.country = :key",
}
_REQUESTS = f"""(SELECT r.declaration_line_id AS line_id, g.reason_kind AS reason
    FROM goods_return_line r CROSS JOIN goods_return g ON g.id = r.goods_return_id
    CROSS JOIN goods_return_state q ON q.id = g.id WHERE {_STANDING})"""
_GOODS = f"""
SELECT l.sku, max(l.goods_name), count(DISTINCT d.id), count(DISTINCT iif({_LINE_CAME_BACK}, d.id,
    NULL)) AS returned
FROM {{source}} WHERE {_OF_PERIOD} AND {{group}}
GROUP BY l.sku HAVING returned > 0 ORDER BY returned DESC, l.sku LIMIT :limit
"""
_REASONS = f"""
SELECT {{what}} w.reason, count(DISTINCT d.id)
FROM {_REQUESTS} w CROSS JOIN declaration_line l ON l.id = w.line_id
CROSS JOIN declaration_list d ON d.id = l.declaration_list_id
CROSS JOIN declaration_status s ON s.id = d.id LEFT JOIN orders o ON o.id = d.order_id
WHERE {_OF_PERIOD} AND {{group}}
GROUP BY {{what}} w.reason ORDER BY {{what}} 2 DESC, w.reason
"""


def goods_behind(
    conn: sqlite3.Connection, by: By, key: str, period: Period, *, limit: int = 20
) -> list[ReturnedGoods]:
    """The articles of a group that came back, most parcels first."""
    values = {**period._values, "key": key, "limit": limit}
    source = f"{_LINES} LEFT JOIN orders o ON o.id = d.order_id"
    found = conn.execute(_GOODS.format(source=source, group=_GROUP[by]), values).fetchall()
    most: dict[str, str] = {}
    reasons = _REASONS.format(what="l.sku,", group=_GROUP[by]).replace("2 DESC", "3 DESC")
    for sku, reason, _ in conn.execute(reasons, values):
        most.setdefault(sku, reason)
    return [
        ReturnedGoods(sku, name, parcels, returned, most.get(sku, ""))
        for sku, name, parcels, returned in found
    ]


def reasons_behind(
    conn: sqlite3.Connection, by: By, key: str, period: Period
) -> list[tuple[str, int]]:
    """The reasons given in a group with their parcels, the most frequent first."""
    sql = _REASONS.format(what="", group=_GROUP[by])
    return conn.execute(sql, {**period._values, "key": key}).fetchall()
