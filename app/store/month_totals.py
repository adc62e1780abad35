"""Keeps the totals of the months up with the documents, call by call.

What a call touched stands in the journal; the part those lists had in the totals stands in
`month_list`. The old part is taken off, the new one put on, some thousand lists at a time. Undo is
a call like any other, so the totals are not journaled: they follow it, too.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence

from app.store.journal import Columns
from app.store.month_facts import (
    CLEARANCE_KEYS,
    FACTS,
    GOODS_KEYS,
    KEYS,
    MEASURES,
    PARTS,
    SIGHTED,
    SIGHTS,
    as_measures,
)
from app.store.month_signed import leave_signed_out, note_moved
from app.store.statistics import forget_tiny

TABLES = ("month_list", "month_total", "month_goods", "month_clearance")
"""What this module alone writes."""

_BATCH = 50_000  # lists: what is held of them in memory stays small, totals are met few times

# Where a change may move a list to another total, or change what it brings: the column naming it.
_OWNERS: Mapping[str, str] = {
    "declaration_list": "id",
    "declaration_status": "id",
    "declaration_line": "declaration_list_id",
    "tax_estimate": "id",
    "tax_bill": "declaration_list_id",
    "goods_return": "declaration_list_id",
    "receipt": "document_id",
    "message_item": "document_id",
}
_OF_LINES = ("refund_match",)  # by its line of a list
_OF_DOCUMENTS = ("receipt", "message_item")

# What they keep under a month: all its lists follow. Pairs of (month, currency or '' = any).
_OF_MONTHS: Mapping[str, Sequence[tuple[str, str]]] = {
    "exchange_rate": (("month", "currency"),),
    "month_lock": (("month", ""), ("late_month", "")),
}

_NAMES = ", ".join(PARTS)
_SCRATCH = (
    "CREATE TEMP TABLE IF NOT EXISTS month_dirty (id INTEGER PRIMARY KEY)",
    "CREATE TEMP TABLE IF NOT EXISTS month_batch"
    " (id INTEGER PRIMARY KEY, month_total_id INTEGER, old_no INTEGER, new_no INTEGER)",
    "CREATE TEMP TABLE IF NOT EXISTS month_goods_no (id INTEGER PRIMARY KEY, no INTEGER)",
    f"CREATE TEMP TABLE IF NOT EXISTS month_sight (id INTEGER PRIMARY KEY, {', '.join(SIGHTS)})",
    "CREATE TEMP TABLE IF NOT EXISTS month_heading (old_no INTEGER, new_no INTEGER, heading TEXT,"
    " unit TEXT, lines INTEGER, qty_e5 INTEGER, value_e5 INTEGER)",
    f"CREATE TEMP TABLE IF NOT EXISTS month_fact"
    f" (id INTEGER PRIMARY KEY, month_total_id INTEGER, {', '.join(KEYS)}, {_NAMES})",
    "CREATE TEMP TABLE IF NOT EXISTS month_old_line (id INTEGER PRIMARY KEY,"
    " declaration_list_id INTEGER, hs_code TEXT, declared_unit TEXT, declared_qty_e5 INTEGER,"
    " line_total_e5 INTEGER)",
    "CREATE INDEX IF NOT EXISTS temp.month_old_line_list ON month_old_line (declaration_list_id)",
)
_EMPTY = ("month_dirty", "month_old_line")
_OF_BATCH = ("month_batch", "month_sight", "month_fact", "month_goods_no", "month_heading")

_SAME_KEYS = " AND ".join(f"t.{key} = f.{key}" for key in KEYS)
_NEXT = f"""
INSERT INTO temp.month_batch
SELECT d.id, l.month_total_id, NULL, NULL
FROM temp.month_dirty d LEFT JOIN month_list l ON l.id = d.id
WHERE d.id > ? ORDER BY d.id LIMIT {_BATCH}
"""
_LIST_OF_BATCH = "temp.month_batch b CROSS JOIN declaration_list d ON d.id = b.id"
_SIGHT = f"INSERT INTO temp.month_sight {SIGHTED.format(lists=_LIST_OF_BATCH)}"
_FACT = f"""
INSERT INTO temp.month_fact (id, {", ".join(KEYS)}, {_NAMES})
{FACTS.format(sighted="temp.month_sight")}
"""
_NEW_TOTALS = f"""
INSERT INTO month_total ({", ".join(KEYS)}) SELECT DISTINCT {", ".join(KEYS)}
FROM temp.month_fact f WHERE true ON CONFLICT DO NOTHING
"""
_PLACE = f"""
UPDATE temp.month_fact AS f SET month_total_id = (SELECT t.id FROM month_total t WHERE {_SAME_KEYS})
"""
# Goods are told by less than totals: those that share a place in month_goods share a number.
_GOODS_NO = f"""
INSERT INTO temp.month_goods_no
SELECT t.id, min(t.id) OVER (PARTITION BY {", ".join(f"t.{key}" for key in GOODS_KEYS[:-2])})
FROM (SELECT month_total_id AS id FROM temp.month_batch
    UNION SELECT month_total_id FROM temp.month_fact) x CROSS JOIN month_total t ON t.id = x.id
"""
_MOVES = """
UPDATE temp.month_batch AS b SET
    old_no = (SELECT g.no FROM temp.month_goods_no g WHERE g.id = b.month_total_id),
    new_no = (SELECT g.no FROM temp.month_fact f
        CROSS JOIN temp.month_goods_no g ON g.id = f.month_total_id WHERE f.id = b.id)
"""
_SUMS = ", ".join(f"sum(sign * {name}) AS {name}" for name in MEASURES)
_TOTALS = f"""
UPDATE month_total AS t SET {", ".join(f"{name} = t.{name} + x.{name}" for name in MEASURES)}
FROM (SELECT month_total_id, {_SUMS} FROM (
        SELECT l.month_total_id, -1 AS sign, {as_measures("l")}
        FROM temp.month_batch b CROSS JOIN month_list l ON l.id = b.id
        UNION ALL
        SELECT f.month_total_id, 1, {as_measures("f")} FROM temp.month_fact f)
    GROUP BY month_total_id) x
WHERE t.id = x.month_total_id
"""
_LINE = """substr(l.hs_code, 1, 4) AS heading, l.declared_unit AS unit,
    l.declared_qty_e5 AS qty_e5, l.line_total_e5 AS value_e5"""
# Lines count elsewhere when their list went to another place, or they changed themselves. Each is
# read once: one that did not change leaves the old place as it comes to the new one. A condition on
# lines alone would make SQLite walk all of them for a filter, so there is none.
_HEADINGS = f"""
INSERT INTO temp.month_heading
SELECT old_no, new_no, heading, unit, count(*), sum(qty_e5), sum(value_e5) FROM (
    SELECT iif(l.id <= :known AND (NOT :lines OR l.id NOT IN (SELECT id FROM temp.month_old_line)),
        b.old_no, NULL) AS old_no, b.new_no, {_LINE}
    FROM temp.month_batch b CROSS JOIN declaration_line l ON l.declaration_list_id = b.id
    WHERE :lines OR b.old_no IS NOT b.new_no
    UNION ALL
    SELECT b.old_no, NULL, {_LINE}
    FROM temp.month_batch b CROSS JOIN temp.month_old_line l ON l.declaration_list_id = b.id
    WHERE :lines)
WHERE old_no IS NOT new_no GROUP BY old_no, new_no, heading, unit
"""
_GOODS = f"""
INSERT INTO month_goods ({", ".join(GOODS_KEYS)}, lines, qty_e5, value_e5)
SELECT {", ".join(f"t.{key}" for key in GOODS_KEYS[:-2])}, h.heading, h.unit,
    sum(h.lines) AS n, sum(h.qty_e5) AS q, sum(h.value_e5) AS v
FROM (SELECT old_no AS no, heading, unit, -lines AS lines, -qty_e5 AS qty_e5,
        -value_e5 AS value_e5 FROM temp.month_heading
    UNION ALL
    SELECT new_no, heading, unit, lines, qty_e5, value_e5 FROM temp.month_heading) h
CROSS JOIN month_total t ON t.id = h.no
GROUP BY h.no, h.heading, h.unit HAVING n <> 0 OR q <> 0 OR v <> 0
ON CONFLICT DO UPDATE SET lines = lines + excluded.lines, qty_e5 = qty_e5 + excluded.qty_e5,
    value_e5 = value_e5 + excluded.value_e5
"""
_CLEARANCE = f"""
INSERT INTO month_clearance ({", ".join(CLEARANCE_KEYS)}, lists)
SELECT {", ".join(f"t.{key}" for key in CLEARANCE_KEYS[:-1])}, x.minutes, sum(x.lists) AS n FROM (
    SELECT id, minutes, sum(sign) AS lists FROM (
        SELECT l.month_total_id AS id, l.minutes, -1 AS sign
        FROM temp.month_batch b CROSS JOIN month_list l ON l.id = b.id
        WHERE iif(b.month_total_id NOT NULL, l.minutes NOT NULL, 0)
        UNION ALL
        SELECT f.month_total_id, f.minutes, 1 FROM temp.month_fact f WHERE f.minutes NOT NULL)
    GROUP BY id, minutes HAVING lists <> 0) x
CROSS JOIN month_total t ON t.id = x.id
GROUP BY 1, 2, 3, 4, 5 HAVING n <> 0
ON CONFLICT DO UPDATE SET lists = lists + excluded.lists
"""
_GONE = """
DELETE FROM month_list WHERE id IN (SELECT id FROM temp.month_batch
    WHERE month_total_id NOT NULL AND id NOT IN (SELECT id FROM temp.month_fact))
"""
_KEPT = f"""
INSERT INTO month_list (id, month_total_id, {_NAMES})
SELECT id, month_total_id, {_NAMES} FROM temp.month_fact WHERE true ORDER BY id
ON CONFLICT (id) DO UPDATE SET
    month_total_id = excluded.month_total_id, {", ".join(f"{n} = excluded.{n}" for n in PARTS)}
"""


class MonthTotals:
    """Keeps the totals of one writing connection up with its calls."""

    def __init__(self, conn: sqlite3.Connection, columns: Columns) -> None:
        self._conn = conn
        self._touched = [_touched(name, columns[name]) for name in _OWNERS]
        self._touched += [_touched_lines(name, columns[name]) for name in _OF_LINES]
        self._shifted = [
            _shifted(name, columns[name], *pair) for name in _OF_MONTHS for pair in _OF_MONTHS[name]
        ]
        self._old_lines = _old_lines(columns["declaration_line"])

    def follow(self, call_id: int) -> None:
        """Bring the totals up with what a call changed; the journal must have finished it."""
        self._prepare()
        call = {"call": call_id}
        for statement in self._touched:
            self._conn.execute(statement, call)
        note_moved(self._conn)
        for statement in self._shifted:
            self._conn.execute(statement, call)
        leave_signed_out(self._conn)
        if not self._conn.execute("SELECT 1 FROM temp.month_dirty LIMIT 1").fetchone():
            return
        changed_lines = self._conn.execute(self._old_lines, call).rowcount
        new = self._conn.execute(
            "SELECT first_id FROM journal_range"
            " WHERE call_id = :call AND table_name = 'declaration_line'",
            call,
        ).fetchone()
        known = new[0] if new else (1 << 62)
        self._count({"lines": bool(new or changed_lines), "known": known})

    def rebuild(self) -> None:
        """Count everything anew, from nothing, closed months as well; inside a transaction."""
        self._prepare()
        self._conn.execute("DELETE FROM month_moved")
        for table in TABLES:
            self._conn.execute(f"DELETE FROM {table}")
        self._conn.execute("INSERT INTO temp.month_dirty SELECT id FROM declaration_list")
        self._count({"lines": False, "known": 1 << 62})

    def _prepare(self) -> None:
        for statement in _SCRATCH:
            self._conn.execute(statement)
        self._clear(*_EMPTY, *_OF_BATCH)

    def _clear(self, *tables: str) -> None:
        for table in tables:
            self._conn.execute(f"DELETE FROM temp.{table}")

    def _count(self, lines: Mapping[str, int]) -> None:
        forget_tiny(self._conn)
        last = -1
        while self._conn.execute(_NEXT, (last,)).rowcount:
            for statement in (_SIGHT, _FACT, _NEW_TOTALS, _PLACE, _GOODS_NO, _MOVES):
                self._conn.execute(statement)
            self._conn.execute(_HEADINGS, lines)
            for statement in (_GOODS, _CLEARANCE, _TOTALS, _GONE, _KEPT):
                self._conn.execute(statement)
            last = self._conn.execute("SELECT max(id) FROM temp.month_batch").fetchone()[0]
            self._clear(*_OF_BATCH)
        for table, count in (
            ("month_total", "lists"),
            ("month_goods", "lines"),
            ("month_clearance", "lists"),
        ):
            self._conn.execute(f"DELETE FROM {table} WHERE {count} = 0")
        self._clear(*_EMPTY)


def _touched(table: str, columns: Sequence[str]) -> str:
    """Enters the lists whose rows of a table the call brought, changed or took away."""
    owner = _OWNERS[table]
    is_list = " AND {}.document_kind = 'declaration_list'" if table in _OF_DOCUMENTS else ""
    of_call = f"{{0}}.call_id = :call AND {{0}}.table_name = '{table}'"
    if owner == "id":
        return (
            "INSERT OR IGNORE INTO temp.month_dirty"
            f" SELECT t.id FROM journal_range r CROSS JOIN {table} t"
            f" ON t.id > r.first_id AND t.id <= r.last_id WHERE {of_call.format('r')}"
            f" UNION ALL SELECT j.row_id FROM journal_row j WHERE {of_call.format('j')}"
        )
    before = f"json_extract(j.before, '$[{columns.index(owner)}]')"
    was_list = ""
    if is_list:
        kind = columns.index("document_kind")
        was_list = f" AND json_extract(j.before, '$[{kind}]') = 'declaration_list'"
    return (
        f"INSERT OR IGNORE INTO temp.month_dirty"
        f" SELECT t.{owner} FROM journal_range r CROSS JOIN {table} t"
        f" ON t.id > r.first_id AND t.id <= r.last_id{is_list.format('t')}"
        f" WHERE {of_call.format('r')} AND t.{owner} NOT NULL"
        f" UNION ALL SELECT t.{owner} FROM journal_row j CROSS JOIN {table} t"
        f" ON t.id = j.row_id{is_list.format('t')}"
        f" WHERE {of_call.format('j')} AND t.{owner} NOT NULL"
        f" UNION ALL SELECT {before} FROM journal_row j"
        f" WHERE {of_call.format('j')}{was_list} AND {before} NOT NULL"
    )


def _touched_lines(table: str, columns: Sequence[str]) -> str:
    """The same for a table whose rows name a line of a list."""
    before = f"json_extract(j.before, '$[{columns.index('declaration_line_id')}]')"
    line = "CROSS JOIN declaration_line l ON l.id ="
    return (
        f"INSERT OR IGNORE INTO temp.month_dirty"
        f" SELECT l.declaration_list_id FROM journal_range r CROSS JOIN {table} t"
        f" ON t.id > r.first_id AND t.id <= r.last_id {line} t.declaration_line_id"
        f" WHERE r.call_id = :call AND r.table_name = '{table}'"
        f" UNION ALL SELECT l.declaration_list_id FROM journal_row j CROSS JOIN {table} t"
        f" ON t.id = j.row_id {line} t.declaration_line_id"
        f" WHERE j.call_id = :call AND j.table_name = '{table}'"
        f" UNION ALL SELECT l.declaration_list_id FROM journal_row j {line} {before}"
        f" WHERE j.call_id = :call AND j.table_name = '{table}'"
    )


def _shifted(table: str, columns: Sequence[str], month: str, currency: str) -> str:
    """Enters the lists of the months a call changed something for."""
    now = f"t.{month}, {f't.{currency}' if currency else repr('')}"
    at = columns.index(month)
    before = f"json_extract(j.before, '$[{at}]')"
    before_currency = (
        f"json_extract(j.before, '$[{columns.index(currency)}]')" if currency else "''"
    )
    return (
        f"WITH changed (month, currency) AS ("
        f"SELECT {now} FROM journal_range r CROSS JOIN {table} t"
        f" ON t.id > r.first_id AND t.id <= r.last_id"
        f" WHERE r.call_id = :call AND r.table_name = '{table}'"
        f" UNION SELECT {now} FROM journal_row j CROSS JOIN {table} t ON t.id = j.row_id"
        f" WHERE j.call_id = :call AND j.table_name = '{table}'"
        f" UNION SELECT {before}, {before_currency} FROM journal_row j"
        f" WHERE j.call_id = :call AND j.table_name = '{table}' AND j.before NOT NULL)"
        f" INSERT OR IGNORE INTO temp.month_dirty SELECT l.id FROM changed c"
        f" CROSS JOIN month_total m ON m.month = c.month AND c.currency IN ('', m.currency)"
        f" CROSS JOIN month_list l ON l.month_total_id = m.id"
    )


def _old_lines(columns: Sequence[str]) -> str:
    """Keeps the lines the call changed as they were before it; those it brought back, as none."""
    wanted = (
        "declaration_list_id",
        "hs_code",
        "declared_unit",
        "declared_qty_e5",
        "line_total_e5",
    )
    values = ", ".join(f"json_extract(before, '$[{columns.index(name)}]')" for name in wanted)
    return (
        f"INSERT OR IGNORE INTO temp.month_old_line SELECT row_id, {values} FROM journal_row"
        " WHERE call_id = :call AND table_name = 'declaration_line' ORDER BY seq"
    )
