"""Whose personal data a purge takes: orders with everything that hangs on them, chosen by age or by
person. Reads only.

What is still under way is never touched, and what the law wants kept only when somebody says so. An
order goes with all its lists, payments and waybills, or not at all.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from app.store.personal_places import NUMBERS, PLACES
from app.values.codes import hash_from_id_no, hash_from_name

ENDED = ("released", "cleared", "cancelled", "returned_abroad", "rejected", "failed")
"""Lists nobody waits for any more."""

_ORDERS = f"""
SELECT o.id, coalesce(min(s.status IN {ENDED} AND NOT EXISTS (
        SELECT 1 FROM goods_return_state r WHERE r.declaration_list_id = d.id
            AND r.state IN ('draft', 'pending'))), 1),
    substr(coalesce(max(coalesce(nullif(s.released_at, ''), nullif(d.app_time, ''),
        d.export_date)), nullif(o.ordered_at, ''), f.imported_at, ''), 1, 10)
FROM orders o LEFT JOIN declaration_list d ON d.order_id = o.id
LEFT JOIN declaration_status s ON s.id = d.id
LEFT JOIN source_file f ON f.id = o.source_file_id
GROUP BY o.id
"""
# Payments and waybills no order has claimed.
_LOOSE = """
SELECT p.id, substr(coalesce(nullif(p.{at}, ''), f.imported_at, ''), 1, 10) FROM {table} p
LEFT JOIN source_file f ON f.id = p.source_file_id
WHERE p.order_id IS NULL OR p.order_id NOT IN (SELECT id FROM orders)
"""
_LOOSE_AT = {"payment": "paid_at", "waybill": "shipped_at"}
_OF_ORDERS = {
    "orders": "id",
    "payment": "order_id",
    "waybill": "order_id",
    "declaration_list": "order_id",
}
_OF_LISTS = {"goods_return": "declaration_list_id", "cancel_request": "declaration_list_id"}


@dataclass(frozen=True, slots=True)
class Person:
    """A private person as a request names them: by the number of an ID document, or by name and
    telephone together."""

    id_no: str = ""
    name: str = ""
    phone: str = ""

    @property
    def is_named(self) -> bool:
        """Whether this is enough to find one person and nobody else."""
        return bool(_folded(self.id_no) or (hash_from_name(self.name) and _digits(self.phone)))


@dataclass(slots=True)
class Chosen:
    """Ids by table. Of orders and loose papers that fit: `under_way` stay, `kept_by_law` stay."""

    ids: dict[str, list[int]] = field(default_factory=dict)
    under_way: int = 0
    kept_by_law: int = 0


def choose(
    conn: sqlite3.Connection, *, before: str, person: Person | None, law_before: str
) -> Chosen:
    """Everything older than the day `before` ("" = of any age); of one person, or of everybody.
    `law_before`: what is not older the law wants kept ("" = take that too)."""
    wanted = _of_person(conn, person) if person else None
    found, ages, orders = Chosen(), _Ages(before, law_before), list[int]()
    for order_id, has_ended, day in conn.execute(_ORDERS):
        if ages.concern(day) and (wanted is None or order_id in wanted["orders"]):
            if not has_ended:
                found.under_way += 1
            elif ages.law_keeps(day):
                found.kept_by_law += 1
            else:
                orders.append(order_id)
    for table, column in _OF_ORDERS.items():
        found.ids[table] = _with(conn, table, column, orders)
    for table, at in _LOOSE_AT.items():
        for row_id, day in conn.execute(_LOOSE.format(table=table, at=at)):
            if ages.concern(day) and (wanted is None or row_id in wanted[table]):
                if ages.law_keeps(day):
                    found.kept_by_law += 1
                else:
                    found.ids[table].append(row_id)
    for table, column in _OF_LISTS.items():
        found.ids[table] = _with(conn, table, column, found.ids["declaration_list"])
    found.ids["return_tally"] = _with(
        conn, "return_tally", "goods_return_id", found.ids["goods_return"]
    )
    return found


@dataclass(frozen=True, slots=True)
class _Ages:
    """One without any day counts as old: nobody knows what it would be kept for."""

    before: str
    law_before: str

    def concern(self, day: str) -> bool:
        """Whether something of this day is asked for."""
        return not self.before or day < self.before

    def law_keeps(self, day: str) -> bool:
        """Whether the law wants it kept still."""
        return bool(self.law_before) and day >= self.law_before


def _with(conn: sqlite3.Connection, table: str, column: str, ids: Iterable[int]) -> list[int]:
    rows = conn.execute(
        f"SELECT id FROM {table} WHERE {column} IN (SELECT value FROM json_each(?)) ORDER BY id",
        (json.dumps(list(ids)),),
    )
    return [row[0] for row in rows]


# one person

_PAIRS: Mapping[str, tuple[str, tuple[tuple[str, str], ...]]] = {
    "orders": (
        "buyer_id_no",
        (("buyer_name", "buyer_phone"), ("consignee", "consignee_phone")),
    ),
    "payment": ("payer_id_no", (("payer_name", "payer_phone"),)),
    "waybill": ("", (("consignee", "consignee_phone"),)),
    "declaration_list": ("buyer_id_no", (("buyer_name", "buyer_phone"),)),
}


def _of_person(conn: sqlite3.Connection, person: Person) -> dict[str, set[int]]:
    """The orders that name a person or hang on what does, and what names them without an order."""
    found: dict[str, set[int]] = {"orders": set(), "payment": set(), "waybill": set()}
    for table in _PAIRS:
        owner = _OF_ORDERS[table]
        for row_id, order_id in _naming(conn, table, owner, person):
            if order_id is not None:
                found["orders"].add(order_id)
            if table in found:
                found[table].add(row_id)
    return found


def _naming(
    conn: sqlite3.Connection, table: str, owner: str, person: Person
) -> Iterable[tuple[int, int | None]]:
    id_column, pairs = _PAIRS[table]
    columns = [id_column or "''", *(column for pair in pairs for column in pair)]
    id_no, name, phone = _folded(person.id_no), hash_from_name(person.name), _digits(person.phone)
    for row_id, order_id, stated, *rest in conn.execute(
        f"SELECT id, {owner}, {', '.join(columns)} FROM {table}"
    ):
        names, phones = rest[::2], rest[1::2]
        if (id_no and stated and _folded(stated) == id_no) or (
            name
            and phone
            and any(
                _digits(its_phone) == phone and hash_from_name(its_name) == name
                for its_name, its_phone in zip(names, phones, strict=True)
                if its_phone
            )
        ):
            yield row_id, order_id


def _folded(id_no: str) -> int:
    return hash_from_id_no(id_no)


def _digits(phone: str) -> str:
    """The last eleven digits: the same number with and without the prefix of its country."""
    return "".join(filter(str.isdigit, phone))[-11:]


# what there is of it


def counts(conn: sqlite3.Connection, chosen: Chosen) -> dict[str, int]:
    """Of the chosen rows, by table, those that hold personal data still; and the papers kept with
    them."""
    found = {
        table: conn.execute(
            f"SELECT count(*) FROM {table} WHERE id IN (SELECT value FROM json_each(?))"
            f" AND ({holds(table)})",
            (json.dumps(chosen.ids[table]),),
        ).fetchone()[0]
        for table, place in PLACES.items()
        if place.person
    }
    return found | {
        "papers": len(papers(conn, chosen)),
        "goods_return": len(chosen.ids["goods_return"]),
    }


def holds(table: str) -> str:
    """SQL: a row of this table holds personal data."""
    return " OR ".join(f"{name} <> ''" for name in PLACES[table].columns("person"))


def papers(conn: sqlite3.Connection, chosen: Chosen) -> list[tuple[str, str]]:
    """The papers kept with the chosen documents: the number of the document, and the kind. Their
    names are left out: people put names of buyers there."""
    return [
        paper
        for kind, ids in chosen.ids.items()
        if ids
        for paper in conn.execute(
            f"SELECT t.{NUMBERS[kind]}, a.kind FROM attachment a"
            f" CROSS JOIN {kind} t ON t.id = a.document_id WHERE a.document_kind = ?"
            " AND a.document_id IN (SELECT value FROM json_each(?)) ORDER BY a.id",
            (kind, json.dumps(ids)),
        )
    ]
