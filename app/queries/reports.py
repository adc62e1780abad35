"""Rows of the month workbook, streamed in the order the sheets show them.

A month means lists that count in it (view list_month: as released, else as declared) and orders
placed in it; None means everything. Exports and
imports are never added up together: each query is about one flow. Nothing is added up here but what
the sheets cannot know: the groups their formulas stand in.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from typing import Any, NamedTuple

from app.documents.fields import Flow
from app.queries.tracking import NAMELESS_INFO
from app.store.findings import read_findings
from app.values.finding import Finding
from app.values.period import Month

Row = tuple[Any, ...]

_MONTH = "(:month = '' OR {column} LIKE :month || '%')"
LISTS_OF_MONTH = "d.flow = :flow AND (:month = '' OR t.month = :month)"
COUNTED = """JOIN month_list c ON c.id = d.id JOIN month_total t ON t.id = c.month_total_id"""
_ORDERS_OF_MONTH = f"o.flow = :flow AND {_MONTH.format(column='o.ordered_at')}"

_LISTS = f"""
SELECT d.own_no, t.month, d.export_date, d.customs_mode, d.statistics_flag,
    coalesce(s.status, 'draft'), t.stage, s.since, s.pre_entry_no, s.decl_no, d.platform_name,
    d.order_no, d.carrier_name, d.waybill_no, d.country, d.customs_office, d.port_office,
    d.transport_mode, d.line_count, d.pieces, d.gross_weight_e5, d.net_weight_e5, d.currency,
    d.total_e5, c.value_cny_e5, d.freight_currency, d.freight_e5, d.insured_currency,
    d.insured_e5, c.refund_e5, nullif(c.was_refused, 0), nullif(c.was_returned, 0), {NAMELESS_INFO}
FROM declaration_list d {COUNTED} LEFT JOIN declaration_status s ON s.id = d.id
WHERE {LISTS_OF_MONTH} ORDER BY d.id
"""
_LINES = f"""
SELECT d.own_no, d.order_no, l.line_no, l.sku, l.hs_code, l.goods_name, l.goods_spec,
    l.declared_qty_e5, l.declared_unit, l.statutory_qty_1_e5, l.statutory_unit_1,
    l.statutory_qty_2_e5, l.statutory_unit_2, l.price_e5, l.currency, l.line_total_e5,
    l.net_weight_e5, l.country, d.flow, t.month, t.stage,
    iif(d.currency = 'CNY', 100000000, r.cny_e8)
FROM declaration_list d {COUNTED} JOIN declaration_line l ON l.declaration_list_id = d.id
LEFT JOIN exchange_rate r ON r.currency = d.currency AND r.month = t.month
WHERE {LISTS_OF_MONTH} ORDER BY d.id, l.line_no
"""
_GROUPS = f"""
SELECT t.month, d.customs_mode, d.statistics_flag, d.country, d.currency, count(*),
    sum(d.line_count), sum(d.pieces), sum(d.gross_weight_e5), coalesce(sum(d.net_weight_e5), 0),
    sum(d.total_e5)
FROM declaration_list d {COUNTED} WHERE {LISTS_OF_MONTH} GROUP BY 1, 2, 3, 4, 5
ORDER BY 1, 2, 3, 4, 5
"""
_CURRENCIES = f"""
SELECT d.month, d.currency, iif(d.currency = 'CNY', 100000000, r.cny_e8), coalesce(r.source, ''),
    d.lists, d.total_e5, d.cny_e5
FROM (SELECT t.month, d.currency, count(*) AS lists, sum(d.total_e5) AS total_e5,
        sum(c.value_cny_e5) AS cny_e5
    FROM declaration_list d {COUNTED} WHERE {LISTS_OF_MONTH} GROUP BY 1, 2) d
LEFT JOIN exchange_rate r ON r.currency = d.currency AND r.month = d.month ORDER BY 1, 2
"""
_DIFFERENCES = f"""
SELECT o.id, coalesce(d.action, ''), coalesce(d.accepted_flags, 0), file.name, o.source_sheet,
    o.source_row
FROM match_result r JOIN orders o ON o.id = r.id
JOIN source_file file ON file.id = o.source_file_id
LEFT JOIN match_decision d ON d.id = r.id
WHERE r.flags <> 0 AND {_ORDERS_OF_MONTH} ORDER BY r.id
"""
_REASONS = f"""
SELECT f.value FROM match_result r JOIN orders o ON o.id = r.id
JOIN json_each(:flags) f ON r.flags & f.value
WHERE r.flags <> 0 AND {_ORDERS_OF_MONTH}
"""
_REFUSED = f"""
SELECT d.own_no, s.status, s.since, s.code, {NAMELESS_INFO}
FROM declaration_status s JOIN declaration_list d ON d.id = s.id {COUNTED}
WHERE s.status IN (SELECT value FROM json_each(:refused)) AND {LISTS_OF_MONTH} ORDER BY s.since
"""
_FINDING_OF_MONTH = """f.stage = ? AND (? = '' OR coalesce(
    (SELECT o.ordered_at FROM orders o WHERE f.document_kind = 'orders' AND o.id = f.document_id),
    (SELECT t.month FROM month_list c JOIN month_total t ON t.id = c.month_total_id
     WHERE f.document_kind = 'declaration_list' AND c.id = f.document_id),
    (SELECT c.at FROM call c WHERE c.id = f.call_id)) LIKE ? || '%')"""
_STATUSES = f"""
SELECT coalesce(s.status, 'draft'), min(s.since), max(s.since), count(*)
FROM declaration_list d {COUNTED} LEFT JOIN declaration_status s ON s.id = d.id
WHERE {LISTS_OF_MONTH} GROUP BY 1 ORDER BY 1
"""


class Difference(NamedTuple):
    """An order whose documents differ: what was decided ("accept", "exclude", "" = nothing yet),
    the flags that were accepted, and where the order stands."""

    order_id: int
    action: str
    accepted: int
    file: str
    sheet: str
    row: int


@dataclass(frozen=True, slots=True)
class Rows:
    """A query whose rows can be counted before they are streamed."""

    conn: sqlite3.Connection
    sql: str
    given: dict[str, str]

    def __len__(self) -> int:
        counted = self.conn.execute(f"SELECT count(*) FROM ({self.sql})", self.given)
        number: int = counted.fetchone()[0]
        return number

    def __iter__(self) -> Iterator[Row]:
        return self.conn.execute(self.sql, self.given)


@dataclass(frozen=True, slots=True)
class Chained:
    """Rows of several queries after each other."""

    parts: tuple[Rows, ...]

    def __len__(self) -> int:
        return sum(map(len, self.parts))

    def __iter__(self) -> Iterator[Row]:
        return chain.from_iterable(self.parts)


def rows_of(
    conn: sqlite3.Connection, sql: str, month: Month | None, flow: Flow, **given: str
) -> Rows:
    """The rows of a query that asks for :month ("" = all) and :flow."""
    return Rows(conn, sql, {"month": str(month) if month else "", "flow": flow, **given})


def months(conn: sqlite3.Connection) -> list[Month]:
    """Months lists count in or orders were placed in, the newest first."""
    rows = conn.execute(
        "SELECT month FROM month_total WHERE month <> ''"
        " UNION SELECT substr(ordered_at, 1, 7) FROM orders WHERE ordered_at <> ''"
        " ORDER BY 1 DESC"
    )
    return [Month.parse(month) for (month,) in rows]


def lists(conn: sqlite3.Connection, month: Month | None, flow: Flow = Flow.EXPORT) -> Rows:
    """Declaration lists, oldest first; columns as `reporting.lists.COLUMNS` names them."""
    return rows_of(conn, _LISTS, month, flow)


def lines(conn: sqlite3.Connection, month: Month | None, flow: Flow = Flow.EXPORT) -> Rows:
    """Goods lines of the lists, in the order of the lists; then flow, month, how they count, and
    CNY for one unit of the currency at scale 8."""
    return rows_of(conn, _LINES, month, flow)


def groups(conn: sqlite3.Connection, month: Month | None, flow: Flow = Flow.EXPORT) -> Rows:
    """Month, customs mode, statistics flag, country, currency: each combination once, with lists,
    lines, pieces, weights and amount."""
    return rows_of(conn, _GROUPS, month, flow)


def currencies(conn: sqlite3.Connection, month: Month | None, flow: Flow = Flow.EXPORT) -> Rows:
    """Month, currency, its customs rate (CNY at scale 8, NULL = unknown) and the rate's source;
    lists, amount and yuan."""
    return rows_of(conn, _CURRENCIES, month, flow)


def statuses(conn: sqlite3.Connection, month: Month | None, flow: Flow = Flow.EXPORT) -> Rows:
    """Status, when the first and the last of its lists got there, how many there are."""
    return rows_of(conn, _STATUSES, month, flow)


def differences(
    conn: sqlite3.Connection, month: Month | None, flow: Flow = Flow.EXPORT
) -> Iterator[Difference]:
    """Orders whose documents differ, in the order they came in."""
    return (Difference(*row) for row in rows_of(conn, _DIFFERENCES, month, flow))


def reason_count(
    conn: sqlite3.Connection, month: Month | None, flags: list[int], flow: Flow = Flow.EXPORT
) -> int:
    """How many reasons these orders have together; `flags` are the bits that count."""
    return len(rows_of(conn, _REASONS, month, flow, flags=json.dumps(flags)))


def refused(
    conn: sqlite3.Connection, month: Month | None, statuses: list[str], flow: Flow = Flow.EXPORT
) -> Rows:
    """Lists that stand at one of these statuses: own number, status, since, code, info."""
    return rows_of(conn, _REFUSED, month, flow, refused=json.dumps(statuses))


@dataclass(frozen=True, slots=True)
class Findings:
    """What the stages noticed, as (stage, finding), stage by stage and oldest first. A finding
    without document belongs to the month it was made in."""

    conn: sqlite3.Connection
    month: Month | None

    def __len__(self) -> int:
        return sum(
            self.conn.execute(
                f"SELECT count(*) FROM finding f WHERE {_FINDING_OF_MONTH}", self._given(stage)
            ).fetchone()[0]
            for stage in self._stages()
        )

    def __iter__(self) -> Iterator[tuple[str, Finding]]:
        for stage in self._stages():
            found = read_findings(self.conn, _FINDING_OF_MONTH, *self._given(stage))
            yield from ((stage, finding) for finding in found)

    def _stages(self) -> list[str]:
        rows = self.conn.execute("SELECT DISTINCT stage FROM finding ORDER BY stage")
        return [stage for (stage,) in rows]

    def _given(self, stage: str) -> tuple[str, ...]:
        month = str(self.month) if self.month else ""
        return stage, month, month
