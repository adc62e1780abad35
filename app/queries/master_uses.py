"""Where companies and articles are in use: what forbids to delete them."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

_CHOSEN = "(SELECT value FROM json_each(:ids))"

# Kind of document → the ids of the companies it names, once for each document.
_OF_PARTIES = {
    "orders": "SELECT platform_id AS id FROM orders",
    "payments": "SELECT provider_id AS id FROM payment"
    " UNION ALL SELECT platform_id FROM payment WHERE platform_id IS NOT provider_id",
    "waybills": "SELECT carrier_id AS id FROM waybill"
    " UNION ALL SELECT platform_id FROM waybill WHERE platform_id IS NOT carrier_id",
    # A list copies name and code of its companies: either of them names one.
    "lists": " UNION ALL ".join(
        f"SELECT p.id FROM party p JOIN declaration_list d ON p.role = '{role}' AND ({named})"
        f" WHERE p.id IN {_CHOSEN}"
        for role, named in {
            **{
                role: f"d.{role}_name = p.name"
                f" OR d.{role}_code <> '' AND d.{role}_code IN (p.customs_code, p.credit_code)"
                for role in ("platform", "carrier", "declarant", "seller", "producer")
            },
            "site": "d.site_code <> '' AND d.site_code IN (p.customs_code, p.credit_code)",
        }.items()
    ),
}
# Kind of document → the ids of the articles it names, once for each document.
_OF_GOODS = {
    "orders": "SELECT DISTINCT g.id, l.order_id FROM order_line l"
    f" JOIN goods g ON g.sku_key = l.sku_key WHERE g.id IN {_CHOSEN}",
    "lists": "SELECT DISTINCT g.id, l.declaration_list_id FROM declaration_line l"
    f" JOIN goods g ON g.sku = l.sku WHERE g.id IN {_CHOSEN}",
    "books": "SELECT DISTINCT g.id, b.account_book_id FROM book_item b"
    f" JOIN goods g ON g.sku_key = b.sku_key WHERE g.id IN {_CHOSEN}",
}


@dataclass(frozen=True, slots=True)
class Use:
    """One company or article: what people call it, and how many documents of each kind ("orders",
    "payments", "waybills", "lists", "books") name it; only what occurs."""

    id: int
    name: str
    uses: Mapping[str, int]


def party_uses(conn: sqlite3.Connection, ids: Iterable[int]) -> list[Use]:
    """Where these companies are used, in the order given; those that are gone are left out."""
    return _uses(conn, ids, "SELECT id, name FROM party", _OF_PARTIES)


def goods_uses(conn: sqlite3.Connection, ids: Iterable[int]) -> list[Use]:
    """Where these articles are used, in the order given; those that are gone are left out."""
    named = "SELECT id, trim(sku || ' ' || goods_name) FROM goods"
    return _uses(conn, ids, named, _OF_GOODS)


def _uses(
    conn: sqlite3.Connection, ids: Iterable[int], named: str, documents: Mapping[str, str]
) -> list[Use]:
    chosen = list(ids)
    values = {"ids": json.dumps(chosen)}
    names = dict(conn.execute(f"{named} WHERE id IN {_CHOSEN}", values).fetchall())
    found: dict[int, dict[str, int]] = {each: {} for each in names}
    for kind, sql in documents.items():
        counted = f"SELECT id, count(*) FROM ({sql}) WHERE id IN {_CHOSEN} GROUP BY id"
        for each, count in conn.execute(counted, values):
            found[each][kind] = count
    return [Use(each, names[each], found[each]) for each in chosen if each in names]
