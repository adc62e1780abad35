"""Return requests as screens and the command line show them, and the lists goods may come back of.

Read-only. The days of the law come in as spans (`app.workflow.return_terms`)."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import date

from app.documents.fields import Flow
from app.documents.status import Status, rules
from app.queries.table import Column, Kind, Table
from app.store.searching import proposal
from app.values.codes import hash_from_id_no, hash_from_name, key_from_number
from app.values.personal import masked_name

FOUND = 20


@dataclass(frozen=True, slots=True)
class Span:
    """A number of days or months that holds for what began on these days (text, both inside; "" =
    open)."""

    from_: str
    until: str
    count: int


@dataclass(frozen=True, slots=True)
class Terms:
    """The spans of the law: days to apply and to arrive (imports), months to come back and to come
    back without tax (exports); the modes the last is for, and the chapters of goods it is not."""

    apply: tuple[Span, ...]
    arrive: tuple[Span, ...]
    customs: tuple[Span, ...]
    relief: tuple[Span, ...]
    relief_modes: tuple[str, ...]
    food: tuple[str, ...]


# CROSS keeps the requests outermost: the first rows come without reading all of them.
_SOURCE = """goods_return g CROSS JOIN goods_return_state t ON t.id = g.id
    CROSS JOIN declaration_list d ON d.id = g.declaration_list_id
    LEFT JOIN declaration_status s ON s.id = d.id
    LEFT JOIN return_batch b ON b.id = g.return_batch_id"""
_ARRIVED = "coalesce(nullif(g.arrived_on, ''), nullif(b.arrived_on, ''))"
_RELEASED = (
    """CASE WHEN s.status IN ('released', 'cleared') THEN substr(s.released_at, 1, 10) END"""
)
_STATE = f"""CASE WHEN g.closed <> '' THEN g.closed
    WHEN t.state = 'accepted' AND {_ARRIVED} IS NULL THEN 'await_arrival' ELSE t.state END"""
_PIECES = "(SELECT sum(l.qty_e5) FROM goods_return_line l WHERE l.goods_return_id = g.id)"
_GOODS = """(SELECT group_concat(l.goods_name || ' ' || l.sku, ' ') FROM goods_return_line r
    JOIN declaration_line l ON l.id = r.declaration_line_id WHERE r.goods_return_id = g.id)"""


def returns_table(terms: Terms, today: date) -> Table:
    """All requests, the newest first: what they are, the next last day and how many days are left
    (negative: passed; NULL: none runs), where they stand. `return_mode` is "1210 import"."""
    due = _due(terms, today)
    days = f"CAST(julianday({due}) - julianday('{today}') AS INTEGER)"
    return Table(
        name="returns",
        key="g.id",
        source=_SOURCE,
        columns=(
            Column("return_own_no", "g.own_no", Kind.CODE),
            Column("return_list", "d.own_no", Kind.CODE),
            Column("return_mode", "d.customs_mode || ' ' || g.flow", Kind.CODE),
            Column("return_pieces", _PIECES, Kind.QUANTITY),
            Column("return_days", days, Kind.COUNT),
            Column("return_state", _STATE, Kind.STATUS),
            Column("return_reason", "g.reason_kind", Kind.STATUS),
            Column("return_due", due, Kind.DATE),
            Column("return_condition", "g.condition", Kind.STATUS),
            Column("return_applied", "g.applied_on", Kind.DATE),
            Column("return_arrived", _ARRIVED, Kind.DATE),
            Column("return_waybill", "coalesce(nullif(g.waybill_no, ''), d.waybill_no)", Kind.CODE),
            Column("return_order", "d.order_no", Kind.CODE),
            Column("return_refunded", "nullif(g.refunded_on, '')", Kind.DATE),
            Column("decl_flow", "g.flow", Kind.STATUS),
        ),
        search=("g.own_no", "d.own_no", "d.order_no", "d.waybill_no", "g.waybill_no", _GOODS),
        order="g.id DESC",
    )


def _due(terms: Terms, today: date) -> str:
    """SQL: the next last day of a request. One that customs refused may be put right and asked for
    again, so its day runs until it has passed."""
    apply, arrive = (
        _end(spans, _RELEASED, _RELEASED, "days") for spans in (terms.apply, terms.arrive)
    )
    relief, customs = export_ends(terms)
    due = f"""CASE
        WHEN g.closed <> '' OR {_ARRIVED} NOT NULL THEN NULL
        WHEN g.flow = 'export' THEN iif({relief} >= '{today}', {relief}, {customs})
        WHEN t.state IN ('draft', 'refused') THEN coalesce({apply}, {arrive})
        ELSE {arrive} END"""
    return f"iif(t.state = 'refused' AND {due} < '{today}', NULL, {due})"


def export_ends(terms: Terms) -> tuple[str, str]:
    """SQL over a request `g`, its list `d` and that one's status `s`: the last day an export return
    comes back without tax (NULL: it does not) and its last day at customs."""
    start = "iif(d.customs_mode = '1210', nullif(g.left_area_on, ''), d.export_date)"
    relief = _end(terms.relief, "d.export_date", start, "months")
    chapters = "EXISTS (SELECT 1 FROM goods_return_line r JOIN declaration_line l"
    chapters += " ON l.id = r.declaration_line_id WHERE r.goods_return_id = g.id"
    chapters += f" AND substr(l.hs_code, 1, 2) IN ({_words(terms.food)}))"
    relieved = f"d.customs_mode IN ({_words(terms.relief_modes)}) AND NOT {chapters}"
    return f"iif({relieved}, {relief}, NULL)", _end(terms.customs, _RELEASED, _RELEASED, "months")


def _words(words: Iterable[str]) -> str:
    return ", ".join(f"'{word}'" for word in words if word.isalnum()) or "NULL"


def _end(spans: Sequence[Span], day: str, start: str, unit: str) -> str:
    """SQL: the last day of the span that holds on `day`, counted from `start`. A month without that
    day ends on its last one, where SQLite would go on into the next."""
    cases = []
    for span in sorted(spans, key=lambda each: each.from_, reverse=True):
        end = f"date({start}, '+{int(span.count)} {unit}')"
        if unit == "months":
            last = f"date({start}, 'start of month', '+{int(span.count) + 1} months', '-1 day')"
            end = f"min({end}, {last})"
        until = f" AND {day} <= '{span.until}'" if span.until else ""
        cases.append(f"WHEN {day} >= '{span.from_}'{until} THEN {end}")
    return f"CASE {' '.join(cases)} END" if cases else "NULL"


# Counting


@dataclass(frozen=True, slots=True)
class Counts:
    """How many requests count (neither refused, lapsed nor withdrawn), by direction."""

    imports: int
    exports: int


def counts(conn: sqlite3.Connection) -> Counts:
    """The requests that count."""
    found = dict(
        conn.execute(
            "SELECT flow, count(*) FROM goods_return_state"
            " WHERE state IN ('draft', 'pending', 'accepted') GROUP BY flow"
        ).fetchall()
    )
    return Counts(found.get("import", 0), found.get("export", 0))


def returned_rate(conn: sqlite3.Connection) -> tuple[int, int]:
    """How many released lists something came back of (accepted), and how many were released."""
    returned: int = conn.execute(
        "SELECT count(DISTINCT declaration_list_id) FROM goods_return_state"
        " WHERE state = 'accepted'"
    ).fetchone()[0]
    released: int = conn.execute(
        "SELECT count(*) FROM declaration_status WHERE status IN ('released', 'cleared')"
    ).fetchone()[0]
    return returned, released


def due_by_day(conn: sqlite3.Connection, table: Table) -> list[tuple[str, str, int]]:
    """Requests whose days run: the last day, the direction, how many; the next day first."""
    due, flow = table.column("return_due").sql, table.column("decl_flow").sql
    return conn.execute(
        f"WITH days AS MATERIALIZED (SELECT {due} AS day, {flow} AS flow FROM {table.source})"
        " SELECT day, flow, count(*) FROM days WHERE day NOT NULL GROUP BY 1, 2 ORDER BY 1, 2"
    ).fetchall()


def by_own_no(conn: sqlite3.Connection, own_no: str) -> int | None:
    """The id of the request with this number."""
    row = conn.execute("SELECT id FROM goods_return WHERE own_no = ?", (own_no,)).fetchone()
    return row[0] if row else None


def newest(conn: sqlite3.Connection) -> int:
    """The id of the request made last; 0 = there is none."""
    found: int = conn.execute("SELECT coalesce(max(id), 0) FROM goods_return").fetchone()[0]
    return found


# Finding the original list


@dataclass(frozen=True, slots=True)
class Hit:
    """A list goods may come back of; the buyer's name is masked."""

    list_id: int
    own_no: str
    decl_no: str
    order_no: str
    waybill_no: str
    flow: Flow
    customs_mode: str
    status: Status
    released_at: str
    buyer: str
    goods: str


_HIT = """
SELECT d.id, d.own_no, coalesce(s.decl_no, ''), d.order_no, d.waybill_no, d.flow, d.customs_mode,
    coalesce(s.status, 'draft'), coalesce(s.released_at, ''),
    coalesce(nullif(d.buyer_name, ''), o.buyer_name, ''),
    coalesce((SELECT group_concat(l.goods_name, '、') FROM declaration_line l
        WHERE l.declaration_list_id = d.id), '')
FROM declaration_list d LEFT JOIN declaration_status s ON s.id = d.id
LEFT JOIN orders o ON o.id = d.order_id WHERE d.id = ?
"""


def find_originals(conn: sqlite3.Connection, typed: str, *, limit: int = FOUND) -> list[Hit]:
    """The lists a person can mean: by own number, waybill, order, customs' number, SKU or name of
    the goods (whole or a part), barcode, the buyer's name or ID number; whole numbers first,
    released lists before others."""
    word = typed.strip()
    if not word:
        return []
    found: dict[int, None] = {}
    for search in (_by_number, _by_buyer, _by_barcode, _by_part):
        for list_id in search(conn, word, limit):
            found.setdefault(list_id)
        if len(found) >= limit:
            break
    hits = [_hit(conn.execute(_HIT, (list_id,)).fetchone()) for list_id in found]
    hits.sort(key=lambda hit: not hit.released_at)
    return hits[:limit]


def _hit(row: Sequence[str]) -> Hit:
    list_id, own_no, decl_no, order_no, waybill_no, flow, mode, status, released, *rest = row
    return Hit(
        list_id=int(list_id),
        own_no=own_no,
        decl_no=decl_no,
        order_no=order_no,
        waybill_no=waybill_no,
        flow=Flow(flow),
        customs_mode=mode,
        status=Status(status),
        released_at=released,
        buyer=masked_name(rest[0]),
        goods=rest[1],
    )


def _ids(rows: Iterable[tuple[int]]) -> list[int]:
    return [list_id for (list_id,) in rows]


def _by_number(conn: sqlite3.Connection, word: str, limit: int) -> list[int]:
    key = key_from_number(word)
    rows = conn.execute(
        "SELECT id FROM declaration_list WHERE own_no = :word"
        " UNION SELECT id FROM declaration_list WHERE waybill_no = :word"
        " UNION SELECT d.id FROM orders o CROSS JOIN declaration_list d ON d.order_id = o.id"
        " WHERE o.order_key = :key"
        " UNION SELECT d.id FROM waybill w CROSS JOIN declaration_list d"
        " ON d.order_id = w.order_id WHERE w.waybill_key = :key LIMIT :limit",
        {"word": word, "key": key, "limit": limit},
    )
    return _ids(rows)


def _by_buyer(conn: sqlite3.Connection, word: str, limit: int) -> list[int]:
    rows = conn.execute(
        "SELECT id FROM declaration_list INDEXED BY declaration_list_buyer"
        " WHERE buyer_id_hash = :id_no AND flow = 'import'"
        " UNION SELECT d.id FROM orders o INDEXED BY orders_match CROSS JOIN declaration_list d"
        " ON d.order_id = o.id WHERE :name IN (o.buyer_hash, o.consignee_hash) LIMIT :limit",
        {"id_no": hash_from_id_no(word), "name": hash_from_name(word), "limit": limit},
    )
    return _ids(rows)


def _by_barcode(conn: sqlite3.Connection, word: str, limit: int) -> list[int]:
    """A scanned code of the goods, by way of the goods master: lines have no index of it."""
    skus = conn.execute(
        "SELECT sku FROM goods WHERE barcode = ? AND barcode <> '' LIMIT ?", (word, limit)
    ).fetchall()
    return [list_id for (sku,) in skus for list_id in _by_part(conn, sku, limit)]


def _by_part(conn: sqlite3.Connection, word: str, limit: int) -> list[int]:
    """Any part of a number or a name, as the search index proposes it; released lists, and others
    while there is room."""
    wanted = proposal(conn, "list_search", [word])
    if not wanted:
        return []
    values = {"wanted": wanted, "word": word.lower()}
    found = _ids(conn.execute(_PART.format(test="IN"), {**values, "limit": limit}))
    if len(found) < limit:
        room = limit - len(found)
        found += _ids(conn.execute(_PART.format(test="NOT IN"), {**values, "limit": room}))
    return found


_PART = """
SELECT x.rowid FROM list_search x CROSS JOIN declaration_list d ON d.id = x.rowid
LEFT JOIN declaration_status s ON s.id = d.id
WHERE list_search MATCH :wanted AND coalesce(s.status, '') {test} ('released', 'cleared') AND (
    instr(lower(d.own_no || char(10) || d.order_no || char(10) || d.waybill_no || char(10)
        || coalesce(s.decl_no, '')), :word)
    OR EXISTS (SELECT 1 FROM declaration_line l WHERE l.declaration_list_id = d.id
        AND instr(lower(l.goods_name || char(10) || l.sku), :word)))
ORDER BY x.rowid DESC LIMIT :limit
"""


# One request


@dataclass(frozen=True, slots=True)
class RequestHead:
    """A request with the numbers of its list; `due` "" = no day runs."""

    id: int
    own_no: str
    list_id: int
    list_own_no: str
    flow: Flow
    customs_mode: str
    state: str
    reason: str
    applied_on: str
    arrived_on: str
    refunded_on: str
    due: str
    days: int | None
    status: Status
    info: str

    @property
    def is_changeable(self) -> bool:
        """Whether it may be changed or withdrawn: until customs has taken it up (N08), and once
        customs has refused it."""
        is_written = self.state == "pending" and rules()[self.status].change
        return self.state in ("draft", "refused") or is_written


def request(conn: sqlite3.Connection, table: Table, return_id: int) -> RequestHead | None:
    """One request; None when there is none."""
    due, days, state = (
        table.column(name).sql for name in ("return_due", "return_days", "return_state")
    )
    row = conn.execute(
        f"SELECT g.id, g.own_no, d.id, d.own_no, g.flow, d.customs_mode, {state}, g.reason,"
        f" g.applied_on, coalesce({_ARRIVED}, ''), g.refunded_on, coalesce({due}, ''), {days},"
        f" g.status, g.info FROM {table.source} WHERE g.id = ?",
        (return_id,),
    ).fetchone()
    if row is None:
        return None
    given = dict(zip((field.name for field in fields(RequestHead)), row, strict=True))
    return RequestHead(**given | {"flow": Flow(row[4]), "status": Status(row[13])})
