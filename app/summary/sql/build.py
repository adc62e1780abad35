"""From ready lists to applications in numbered parts, and to the entries they should come to.

Sets over integer keys: what a list or a line belongs to is looked up in small tables of keys.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from app.summary.keys import HEAD_COLUMNS, Keys
from app.summary.sql.items import items_sql, key_sql
from app.summary.sql.ready import APART, READY, span
from app.summary.terms import BY_NAME, SummaryTerms
from app.values.period import Month

_APART = ", ".join(APART)
_HEAD = ", ".join(HEAD_COLUMNS)

_ASKED = ", ".join(f"asked_{name}" for name in HEAD_COLUMNS)
_NAMES = "seller_name, declarant_name"

# Lists are alike that share all an office or an entry is told by: the others go by its number.
_TABLES = (
    "CREATE TEMP TABLE IF NOT EXISTS summary_ready (id INTEGER PRIMARY KEY, decl_no TEXT)",
    f"CREATE TEMP TABLE IF NOT EXISTS summary_alike (no INTEGER PRIMARY KEY, {_APART}, {_ASKED},"
    f" {_NAMES}, lists INTEGER, gross INTEGER, nets INTEGER, net INTEGER, office_no INTEGER,"
    f" group_id INTEGER, UNIQUE ({_APART}, {_ASKED}, {_NAMES}))",
    "CREATE TEMP TABLE IF NOT EXISTS summary_office (no INTEGER PRIMARY KEY, own_no TEXT,"
    f" {_APART}, {_NAMES}, list_count, first_id INTEGER)",
    "CREATE TEMP TABLE IF NOT EXISTS summary_place (id INTEGER PRIMARY KEY, alike_no INTEGER,"
    " gross INTEGER, net INTEGER)",
    "CREATE TEMP TABLE IF NOT EXISTS summary_item_key (group_id INTEGER, country, hs_code,"
    " currency, name, item_id INTEGER,"
    " PRIMARY KEY (group_id, country, hs_code, currency, name)) WITHOUT ROWID",
    *(
        f"DELETE FROM temp.summary_{name}"
        for name in ("ready", "alike", "office", "place", "item_key")
    ),
)

_LISTS = "summary_ready r CROSS JOIN declaration_list d ON d.id = r.id"
_ALIKE = f"""
INSERT INTO summary_alike ({_APART}, {_ASKED}, {_NAMES})
SELECT DISTINCT {", ".join(f"d.{name}" for name in APART)}, {{asked}}, d.seller_name,
    d.declarant_name FROM {_LISTS}
"""
_PLACES = f"""
INSERT INTO summary_place SELECT r.id, k.no, d.gross_weight_e5, d.net_weight_e5
FROM {_LISTS} CROSS JOIN summary_alike k ON {{same}}
"""
_SUMS = """
UPDATE summary_alike SET lists = p.lists, gross = p.gross, nets = p.nets, net = p.net
FROM (SELECT alike_no, count(*) AS lists, sum(gross) AS gross, count(net) AS nets, sum(net) AS net
    FROM summary_place GROUP BY alike_no) p WHERE p.alike_no = no
"""
_OFFICES = f"""
INSERT INTO summary_office ({_APART}, seller_name, declarant_name, list_count)
SELECT {_APART}, max(seller_name), max(declarant_name), sum(lists) FROM summary_alike
GROUP BY 1, 2, 3, 4
"""
_OF_OFFICE = f"""
UPDATE summary_alike AS k SET office_no = (SELECT o.no FROM summary_office o
    WHERE {" AND ".join(f"o.{name} = k.{name}" for name in APART)})
"""
_GROUPS = f"""
INSERT INTO summary_group (call_id, own_no, group_no, {_HEAD}, list_count, gross_weight_e5,
    net_weight_e5)
SELECT :call, own_no, row_number() OVER (PARTITION BY own_no ORDER BY lists DESC, {_ASKED}),
    {_ASKED}, lists, gross, net
FROM (
    SELECT o.own_no, {_ASKED}, sum(k.lists) AS lists, sum(k.gross) AS gross,
        iif(sum(k.nets) = sum(k.lists), sum(k.net), NULL) AS net
    FROM summary_alike k CROSS JOIN summary_office o ON o.no = k.office_no
    GROUP BY o.own_no, {_ASKED})
"""
_OF_GROUP = f"""
UPDATE summary_alike AS k SET group_id = g.id
FROM summary_office o CROSS JOIN summary_group g ON g.own_no = o.own_no
WHERE o.no = k.office_no AND {" AND ".join(f"g.{name} = k.asked_{name}" for name in HEAD_COLUMNS)}
"""
_GROUPED = """(SELECT p.id, k.group_id FROM summary_place p
CROSS JOIN summary_alike k ON k.no = p.alike_no)"""

_APPLICATION = """
INSERT INTO summary_application (call_id, own_no, part_no, parts, guid, month, customs_office,
    site_code, seller_code, seller_name, declarant_code, declarant_name, broker_code, broker_name,
    summary_flag, item_name_flag, period_from, period_to, list_count)
VALUES (:call, :own_no, :part_no, :parts, :guid, :month, :customs_office,
    :site_code, :seller_code, :seller_name, :declarant_code, :declarant_name, :broker_code,
    :broker_name, :summary_flag, :item_name_flag, :period_from, :period_to, :list_count)
"""

# The parts of an application follow each other, so the number of the first leads to each.
_FIRST = """
UPDATE summary_office AS o SET first_id = (SELECT a.id FROM summary_application a
    WHERE a.own_no = o.own_no AND a.part_no = 1)
"""
_LINES = """
INSERT INTO summary_line (summary_application_id, line_no, declaration_list_id, summary_group_id,
    decl_no)
SELECT p.first_id + p.place / :part, p.place % :part + 1, p.id, p.group_id, r.decl_no
FROM (
    SELECT p.id, k.group_id, o.first_id,
        row_number() OVER (PARTITION BY k.office_no ORDER BY p.id) - 1 AS place
    FROM summary_place p CROSS JOIN summary_alike k ON k.no = p.alike_no
    CROSS JOIN summary_office o ON o.no = k.office_no) p
CROSS JOIN summary_ready r ON r.id = p.id
"""

_ITEMS = """
INSERT INTO summary_item (summary_group_id, item_no, country, hs_code, currency, goods_name,
    name_count, declared_qty_e5, declared_unit, statutory_qty_1_e5, statutory_unit_1,
    statutory_qty_2_e5, statutory_unit_2, value_e5, net_weight_e5, list_count, line_count)
"""

_ITEM_KEYS = """
INSERT INTO summary_item_key
SELECT summary_group_id, country, hs_code, currency, iif(:by_name, goods_name, ''), id
FROM summary_item WHERE id > :last_item
"""

_ITEM_LINES = """
INSERT INTO summary_item_line (summary_item_id, declaration_line_id)
SELECT k.item_id, l.id
FROM {places} p CROSS JOIN declaration_line l ON l.declaration_list_id = p.id
CROSS JOIN summary_item_key k ON k.group_id = p.group_id AND k.country = {final}
    AND k.hs_code = {hs} AND k.currency = {currency} AND k.name = {name}
"""

_EVENTS = """
INSERT INTO event (call_id, document_kind, document_id, kind, occurred_at)
SELECT :call, 'summary_application', id, 'created', :at FROM summary_application WHERE id > :last
"""


@dataclass(frozen=True, slots=True)
class Built:
    """How much came of it."""

    applications: int
    parts: int
    lists: int
    groups: int
    items: int


def build(
    conn: sqlite3.Connection,
    call_id: int,
    month: Month,
    terms: SummaryTerms,
    keys: Keys,
    *,
    at: str,
    number: Callable[[], str],
    guid: Callable[[str, str], str],
) -> Built:
    """Apply for everything that is ready for a month: one application for each office, site, seller
    and declarant. `number` gives the next own number, `guid` the identifier of a declarant's
    number. Nothing is written when nothing is ready."""
    for statement in _TABLES:
        conn.execute(statement)
    lists = conn.execute(
        f"INSERT INTO summary_ready SELECT o.id, o.decl_no FROM {READY}",
        span(month, whole_past=not terms.by_period),
    ).rowcount
    if not lists:
        return Built(0, 0, 0, 0, 0)
    last = {name: _newest(conn, f"summary_{name}") for name in ("application", "item")}
    _tell_apart(conn, keys)
    offices = conn.execute("SELECT no FROM summary_office ORDER BY no").fetchall()
    conn.executemany(
        "UPDATE summary_office SET own_no = ? WHERE no = ?", ((number(), no) for (no,) in offices)
    )
    part = _lists_per_part(conn, terms)
    parts = _add_applications(conn, call_id, month, terms, part=part, guid=guid)
    groups = conn.execute(_GROUPS, {"call": call_id}).rowcount
    conn.execute(_OF_GROUP)
    conn.execute(_FIRST)
    conn.execute(_LINES, {"part": part})
    items = _merge(conn, keys, is_by_name=terms.item_name_flag == BY_NAME, last=last["item"])
    conn.execute(_EVENTS, {"call": call_id, "at": at, "last": last["application"]})
    return Built(len(offices), parts, lists, groups, items)


def _newest(conn: sqlite3.Connection, table: str) -> int:
    newest: int = conn.execute(f"SELECT coalesce(max(id), 0) FROM {table}").fetchone()[0]
    return newest


def _lists_per_part(conn: sqlite3.Connection, terms: SummaryTerms) -> int:
    """Without a list body there is nothing to split."""
    if not terms.by_period:
        return terms.lists_per_part
    most: int = conn.execute("SELECT max(list_count) FROM summary_office").fetchone()[0]
    return most


def _add_applications(
    conn: sqlite3.Connection,
    call_id: int,
    month: Month,
    terms: SummaryTerms,
    *,
    part: int,
    guid: Callable[[str, str], str],
) -> int:
    """One row for each part; how many."""
    offices = conn.execute(
        f"SELECT own_no, {_APART}, seller_name, declarant_name, list_count FROM summary_office"
    ).fetchall()
    names = ("own_no", *APART, "seller_name", "declarant_name", "list_count")
    is_period = terms.by_period
    common = {
        "call": call_id,
        "month": str(month),
        "summary_flag": terms.summary_flag,
        "item_name_flag": terms.item_name_flag,
        "period_from": f"{month.first_day}T00:00:00" if is_period else "",
        "period_to": _last_second(month) if is_period else "",
    }
    count = 0
    for row in offices:
        parts = list(_parts(dict(zip(names, row, strict=True)), terms, part=part, guid=guid))
        conn.executemany(_APPLICATION, ({**common, **values} for values in parts))
        count += len(parts)
    return count


def _parts(
    office: dict[str, Any], terms: SummaryTerms, *, part: int, guid: Callable[[str, str], str]
) -> Iterator[dict[str, Any]]:
    """What the parts of one application differ in, and what they share with no other."""
    declarant, own_no, lists = office["declarant_code"], office["own_no"], office["list_count"]
    parts = -(-lists // part)
    for no in range(1, parts + 1):
        yield {
            **office,
            "broker_code": terms.broker_code or declarant,
            "broker_name": terms.broker_name or office["declarant_name"],
            "parts": parts,
            "part_no": no,
            "guid": guid(declarant, f"{own_no}/{no}"),
            "list_count": min(part, lists - part * (no - 1)),
        }


def _last_second(month: Month) -> str:
    return f"{month.next.first_day - timedelta(days=1)}T23:59:59"


def _tell_apart(conn: sqlite3.Connection, keys: Keys) -> None:
    """The kinds of lists there are, with the office of each and what its lists come to."""
    asked = {f"asked_{name}": keys.head_sql(name) for name in HEAD_COLUMNS}
    told = asked | {name: f"d.{name}" for name in (*APART, *_NAMES.split(", "))}
    conn.execute(_ALIKE.format(asked=", ".join(asked.values())))
    same = " AND ".join(f"k.{name} = {sql}" for name, sql in told.items())
    for statement in (_PLACES.format(same=same), _SUMS, _OFFICES, _OF_OFFICE):
        conn.execute(statement)


def _merge(conn: sqlite3.Connection, keys: Keys, *, is_by_name: bool, last: int) -> int:
    """Merged lines of these entries, each line of a list tied to its own; how many."""
    items = conn.execute(_ITEMS + items_sql(keys, f"{_GROUPED} p")).rowcount
    conn.execute(_ITEM_KEYS, {"by_name": is_by_name, "last_item": last})
    conn.execute(_ITEM_LINES.format(places=_GROUPED, **key_sql(keys)))
    return items
