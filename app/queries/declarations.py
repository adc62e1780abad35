"""Declaration lists as screens and the command line show them: pages, counts, one list in full.

Read-only; works on a reader's connection. The story of a list is `app.workflow.track.story`.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from decimal import Decimal

from app.documents.fields import Flow
from app.documents.status import Status
from app.queries.table import Column, Kind, Table
from app.store.findings import read_findings
from app.values.decimals import decimal_from_e5, e5_from_decimal, text_from_e5
from app.values.finding import DocumentKind, Finding

PAGE = 100


@dataclass(frozen=True, slots=True)
class ListRow:
    """One list in a page. `blocking` and `doubtful` count its findings of the pre-check."""

    id: int
    own_no: str
    order_no: str
    platform: str
    waybill_no: str
    country: str
    currency: str
    total: Decimal
    line_count: int
    statistics_flag: str
    export_date: str
    status: Status
    since: str
    decl_no: str
    blocking: int
    doubtful: int
    flow: Flow


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which lists: of one status, of one export month ("2026-11"), with a text in one of the
    numbers, going one way. "" or None = all."""

    status: Status | None = None
    month: str = ""
    text: str = ""
    flow: Flow | None = None


@dataclass(frozen=True, slots=True)
class Detail:
    """A list in full: head and lines by column (scaled ones as Decimals, their name without `_e5`),
    and the findings."""

    head: dict[str, object]
    lines: tuple[dict[str, object], ...]
    findings: tuple[Finding, ...]


_COUNT = """(SELECT count(*) FROM finding f WHERE f.document_kind = 'declaration_list'
    AND f.document_id = d.id AND f.severity = '{severity}')"""
_ROW = f"""
SELECT d.id, d.own_no, d.order_no, d.platform_name, d.waybill_no, d.country, d.currency,
       d.total_e5, d.line_count, d.statistics_flag, d.export_date, s.status, s.since, s.decl_no,
       {_COUNT.format(severity="blocking")}, {_COUNT.format(severity="doubtful")},
       d.flow
FROM declaration_list d JOIN declaration_status s ON s.id = d.id
"""


_HAS = """EXISTS (SELECT 1 FROM finding f WHERE f.document_kind = 'declaration_list'
    AND f.document_id = d.id AND f.severity = '{severity}')"""
_CHECK = f"""CASE WHEN {_HAS.format(severity="blocking")} THEN 'blocked'
    WHEN {_HAS.format(severity="doubtful")} THEN 'doubtful' ELSE 'clean' END"""

# Where lists stand for a person who works through them: several statuses each.
_STAGES = {
    "draft": (Status.DRAFT,),
    "awaiting": (
        Status.PREPARED,
        Status.HANDED_OVER,
        Status.SAVED,
        Status.DECLARING,
        Status.SENT,
    ),
    "refused": (Status.SEND_FAILED, Status.FAILED, Status.REJECTED),
    "done": (Status.CLEARED, Status.RETURNED_ABROAD, Status.CANCELLED),
}
_STAGE = " ".join(
    f"WHEN s.status IN ({', '.join(repr(status.value) for status in statuses)}) THEN '{stage}'"
    for stage, statuses in _STAGES.items()
)

_GOODS = """(SELECT group_concat(l.goods_name || ' ' || l.sku, ' ') FROM declaration_line l
    WHERE l.declaration_list_id = d.id)"""

# The official figure wins; NULL = not known, or no import.
_TAX = """coalesce((SELECT b.total_e5 FROM list_bill b WHERE b.id = d.id),
    (SELECT e.duty_e5 + e.vat_e5 + e.consumption_e5 FROM tax_estimate e WHERE e.id = d.id))"""

_MASTER_BILL = """(SELECT b.own_no FROM master_bill_line m
    JOIN master_bill_list b ON b.id = m.master_bill_list_id WHERE m.declaration_list_id = d.id)"""

OF_IMPORTS = ("decl_flow", "decl_tax")
"""The columns of `LISTS` that say nothing where nobody imports."""

LISTS = Table(
    name="lists",
    key="d.id",
    source="declaration_list d JOIN declaration_status s ON s.id = d.id",
    columns=(
        Column("decl_own_no", "d.own_no", Kind.CODE),
        Column("status", "s.status", Kind.STATUS),
        Column("decl_check", _CHECK, Kind.STATUS),
        Column("decl_order_no", "d.order_no", Kind.CODE),
        Column("decl_flow", "d.flow", Kind.STATUS),
        Column("decl_platform", "d.platform_name"),
        Column("decl_country", "d.country", Kind.CODE),
        Column("decl_total", "d.total_e5", Kind.MONEY),
        Column("decl_currency", "d.currency", Kind.CODE),
        Column("decl_tax", _TAX, Kind.MONEY),
        Column("decl_lines", "d.line_count", Kind.COUNT),
        Column("decl_gross", "d.gross_weight_e5", Kind.WEIGHT),
        Column("decl_kind", "nullif(d.statistics_flag, '')", Kind.STATUS),
        Column("decl_export_date", "d.export_date", Kind.DATE),
        Column("decl_waybill_no", "d.waybill_no", Kind.CODE),
        Column("decl_bill_no", "nullif(d.bill_no, '')", Kind.CODE),
        Column("decl_master_bill", _MASTER_BILL, Kind.CODE),
        Column("decl_no", "s.decl_no", Kind.CODE),
        Column("decl_since", "s.since", Kind.TIME),
        Column("decl_stage", f"CASE {_STAGE} ELSE 'underway' END", Kind.STATUS),
    ),
    search=("d.own_no", "d.order_no", "d.waybill_no", "s.decl_no", "d.platform_name", _GOODS),
    index="list_search",
)


def has_imports(conn: sqlite3.Connection) -> bool:
    """Whether there is any import list."""
    found = conn.execute(
        "SELECT EXISTS (SELECT 1 FROM declaration_list INDEXED BY declaration_list_buyer"
        " WHERE flow = 'import')"
    ).fetchone()
    return bool(found[0])


def page(
    conn: sqlite3.Connection, wanted: Wanted | None = None, *, after: int = 0, limit: int = PAGE
) -> list[ListRow]:
    """The next lists in the order they were made; `after` is the last id of the page before."""
    where, values = _where(wanted or Wanted())
    rows = conn.execute(
        f"{_ROW} WHERE d.id > :after{where} ORDER BY d.id LIMIT :limit",
        {**values, "after": after, "limit": limit},
    )
    return [_row(row) for row in rows]


def counts_by_status(conn: sqlite3.Connection) -> dict[Status, int]:
    """How many lists stand where; only what occurs, in the order of the way."""
    rows = dict(
        conn.execute("SELECT status, count(*) FROM declaration_status GROUP BY status").fetchall()
    )
    return {status: rows[status] for status in Status if status in rows}


def detail(conn: sqlite3.Connection, list_id: int) -> Detail | None:
    """A list in full; None when there is none."""
    head = _records(
        conn,
        "SELECT d.*, s.status, s.since, s.code, s.info, s.pre_entry_no, s.decl_no"
        " FROM declaration_list d JOIN declaration_status s ON s.id = d.id WHERE d.id = ?",
        list_id,
    )
    if not head:
        return None
    lines = _records(
        conn,
        "SELECT * FROM declaration_line WHERE declaration_list_id = ? ORDER BY line_no",
        list_id,
    )
    found = read_findings(
        conn,
        "f.document_kind = ? AND f.document_id = ?",
        DocumentKind.DECLARATION_LIST,
        list_id,
    )
    return Detail(head[0], tuple(lines), tuple(found))


_MONEY = {"total", "price", "line_total", "freight", "insured", "discount"}


def text_of(record: Mapping[str, object]) -> dict[str, str]:
    """A head or line as a form shows it, by field: numbers in their shortest exact form, money with
    two decimals at least, "" for what is not known. Takes a record of `Detail`, or a row of the
    table."""
    shown = (_shown(name, value) for name, value in record.items())
    return {name: _text(value, is_money=name in _MONEY) for name, value in shown}


def _text(value: object, *, is_money: bool) -> str:
    if value is None:
        return ""
    if isinstance(value, Decimal):
        return text_from_e5(e5_from_decimal(value), decimals=2 if is_money else 0)
    return str(value)


def orders_of(conn: sqlite3.Connection, list_ids: Iterable[int]) -> list[int]:
    """The orders of these lists."""
    return [
        row[0]
        for list_id in list_ids
        for row in conn.execute("SELECT order_id FROM declaration_list WHERE id = ?", (list_id,))
    ]


@dataclass(frozen=True, slots=True)
class Exportable:
    """Which of some lists can be written: own numbers of the drafts, and how many of these have
    blocking findings."""

    own_nos: tuple[str, ...]
    held: int

    @property
    def ready(self) -> int:
        """How many will be written."""
        return len(self.own_nos) - self.held


def exportable(conn: sqlite3.Connection, list_ids: Iterable[int]) -> Exportable:
    """The drafts among these lists."""
    sql = (
        f"SELECT d.own_no, {_HAS.format(severity='blocking')} FROM declaration_list d"
        " JOIN declaration_status s ON s.id = d.id WHERE d.id = ? AND s.status = 'draft'"
    )
    found = [row for list_id in list_ids for row in conn.execute(sql, (list_id,))]
    return Exportable(tuple(own_no for own_no, _ in found), sum(held for _, held in found))


def by_own_no(conn: sqlite3.Connection, own_no: str) -> int | None:
    """The id of the list with this number."""
    row = conn.execute("SELECT id FROM declaration_list WHERE own_no = ?", (own_no,)).fetchone()
    return row[0] if row else None


def _where(wanted: Wanted) -> tuple[str, dict[str, object]]:
    parts, values = [], dict[str, object]()
    if wanted.status:
        parts.append("s.status = :status")
        values["status"] = wanted.status
    if wanted.month:
        parts.append("d.export_date BETWEEN :month || '-01' AND :month || '-31'")
        values["month"] = wanted.month
    if wanted.flow:
        parts.append("d.flow = :flow")
        values["flow"] = wanted.flow
    if wanted.text:
        numbers = ("d.own_no", "d.order_no", "d.waybill_no", "s.decl_no")
        parts.append(f"({' OR '.join(f'instr({number}, :text)' for number in numbers)})")
        values["text"] = wanted.text
    return "".join(f" AND {part}" for part in parts), values


def _row(row: tuple[object, ...]) -> ListRow:
    given = dict(zip((field.name for field in fields(ListRow)), row, strict=True))
    given["total"] = decimal_from_e5(int(str(given["total"])))
    given["status"] = Status(str(given["status"]))
    given["flow"] = Flow(str(given["flow"]))
    return ListRow(**given)  # type: ignore[arg-type]  # the columns stand in the record's order


def _records(conn: sqlite3.Connection, sql: str, *values: object) -> list[dict[str, object]]:
    cursor = conn.execute(sql, values)
    names = [column[0] for column in cursor.description]
    return [dict(map(_shown, names, row)) for row in cursor]


def _shown(name: str, value: object) -> tuple[str, object]:
    if name.endswith("_e5"):
        plain = None if value is None else decimal_from_e5(int(str(value)))
        return name.removesuffix("_e5"), plain
    return name, value
