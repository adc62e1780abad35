"""Summary declarations as screens show them: applications, entries, and lists left over."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from decimal import Decimal
from itertools import groupby
from operator import itemgetter
from typing import Any

from app.documents.summary import (
    Application,
    CustomsEntry,
    EntryItem,
    Group,
    Item,
    Kept,
    ListedLine,
    Part,
    Values,
)
from app.queries.table import Column, Kind, Table
from app.values.decimals import decimal_from_e5
from app.values.period import Month


def left_over(month: Month) -> Table:
    """Lists of a month that are in no application though it is over, with the reason."""
    first, after = month.first_day.isoformat(), month.next.first_day.isoformat()
    left = f"""(
        SELECT o.id, o.reason FROM summary_open o
        WHERE o.reason <> '' AND o.cleared_at < '{after}'
        UNION ALL
        SELECT n.id, n.reason FROM summary_left n
        WHERE n.export_date >= '{first}' AND n.export_date < '{after}'
            AND NOT (n.status = 'cleared' AND n.cleared_at < '{after}')) n
        JOIN declaration_list d ON d.id = n.id JOIN declaration_status s ON s.id = n.id
        LEFT JOIN summary_hold h ON h.declaration_list_id = n.id"""
    return Table(
        name="summary_left",
        key="n.id",
        source=left,
        columns=(
            Column("summary_own_no", "d.own_no", Kind.CODE),
            Column("summary_reason", "n.reason", Kind.STATUS),
            Column("summary_export_date", "d.export_date", Kind.DATE),
            Column("summary_cleared", "substr(s.cleared_at, 1, 10)", Kind.DATE),
            Column("summary_currency", "d.currency", Kind.CODE),
            Column("summary_total", "d.total_e5", Kind.MONEY),
            Column("summary_why", "coalesce(h.reason, s.info)"),
        ),
        search=("d.own_no", "d.order_no", "d.waybill_no", "s.decl_no"),
        order="n.id",
    )


def months(conn: sqlite3.Connection) -> list[Month]:
    """Months with cleared lists, applications or a note that there are none, the newest first."""
    rows = conn.execute(
        "SELECT substr(cleared_at, 1, 7) FROM declaration_status WHERE to_summarise = 1"
        " UNION SELECT month FROM summary_application UNION SELECT month FROM summary_nil_month"
        " ORDER BY 1 DESC"
    )
    return [Month.parse(month) for (month,) in rows]


def is_nil(conn: sqlite3.Connection, month: Month) -> bool:
    """Whether it was noted that a month has nothing to summarise."""
    row = conn.execute("SELECT 1 FROM summary_nil_month WHERE month = ?", (str(month),)).fetchone()
    return row is not None


def simplified(conn: sqlite3.Connection, month: Month) -> Kept:
    """Lists of a month that went with summary statistics (R26)."""
    rows = conn.execute(
        "SELECT currency, sum(total_e5), count(*) FROM declaration_list"
        " WHERE export_date >= ? AND export_date < ? AND statistics_flag = 'A' AND flow = 'export'"
        " GROUP BY currency ORDER BY currency",
        (month.first_day.isoformat(), month.next.first_day.isoformat()),
    ).fetchall()
    return Kept(sum(row[2] for row in rows), _values(rows))


def count_left(conn: sqlite3.Connection, month: Month) -> int:
    """How many lists are left over."""
    found: int = conn.execute(f"SELECT count(*) FROM {left_over(month).source}").fetchone()[0]
    return found


_GROUP = """
SELECT g.id, a.customs_office, g.seller_code, g.transport_mode, g.producer_code, g.country,
    g.port_office, g.list_count, g.gross_weight_e5, g.net_weight_e5, g.own_no
FROM summary_group g CROSS JOIN summary_application a ON a.own_no = g.own_no AND a.part_no = 1
WHERE a.month = ? AND a.closed = '' ORDER BY g.own_no, g.group_no
"""
_GROUP_VALUES = """
SELECT i.summary_group_id, i.currency, sum(i.value_e5)
FROM summary_application a CROSS JOIN summary_group g ON g.own_no = a.own_no
CROSS JOIN summary_item i ON i.summary_group_id = g.id
WHERE a.month = ? AND a.part_no = 1 AND a.closed = '' GROUP BY 1, 2 ORDER BY 1, 2
"""


def groups(conn: sqlite3.Connection, month: Month) -> list[Group]:
    """The entries expected of a month's applications, withdrawn ones left out."""
    values = _by_first(conn.execute(_GROUP_VALUES, (str(month),)))
    rows = conn.execute(_GROUP, (str(month),)).fetchall()
    return [_group(row, values.get(row[0], ())) for row in rows]


def _group(row: tuple[Any, ...], values: Values) -> Group:
    figures = (decimal_from_e5(row[8]), _decimal(row[9]), values)
    return Group(*(*row[1:8], *figures, 0, row[10], row[0]))


_APPLICATIONS = """
SELECT own_no, month, customs_office, seller_code, count(*), sum(list_count), max(sum_no),
    max(since), max(closed <> ''), max(period_from <> '')
FROM summary_application WHERE month = ? GROUP BY own_no ORDER BY own_no
"""
_STATUSES = """
SELECT own_no, status, count(*) FROM summary_application WHERE month = ?
GROUP BY own_no, status ORDER BY own_no, 3 DESC, status
"""
_RETURNED = """
SELECT own_no, count(*), count(nullif(entry_no, '')) FROM summary_entry
WHERE own_no IN (SELECT own_no FROM summary_application WHERE month = ?) GROUP BY own_no
"""


def applications(conn: sqlite3.Connection, month: Month) -> list[Application]:
    """The applications of a month, each with all its parts."""
    key = (str(month),)
    statuses: dict[str, list[tuple[str, int]]] = {}
    for own_no, status, count in conn.execute(_STATUSES, key):
        statuses.setdefault(own_no, []).append((status, count))
    returned = {own_no: counts for own_no, *counts in conn.execute(_RETURNED, key)}
    none = [0, 0]
    return [
        Application(
            *(*row[:6], tuple(statuses[row[0]]), row[6], row[7], bool(row[8]), bool(row[9])),
            *returned.get(row[0], none),
        )
        for row in conn.execute(_APPLICATIONS, key).fetchall()
    ]


def parts(conn: sqlite3.Connection, own_no: str) -> list[Part]:
    """The parts of an application in their order."""
    rows = conn.execute(
        "SELECT id, part_no, list_count, status, since, info FROM summary_application"
        " WHERE own_no = ? ORDER BY part_no",
        (own_no,),
    )
    return [Part(*row) for row in rows]


def items(conn: sqlite3.Connection, group_id: int) -> list[Item]:
    """The merged lines of an entry expected."""
    rows = conn.execute(
        "SELECT item_no, country, hs_code, currency, goods_name, name_count, declared_qty_e5,"
        " declared_unit, statutory_qty_1_e5, statutory_unit_1, statutory_qty_2_e5,"
        " statutory_unit_2, value_e5, net_weight_e5, list_count, line_count, id"
        " FROM summary_item WHERE summary_group_id = ? ORDER BY item_no",
        (group_id,),
    )
    return [_item(row) for row in rows]


def _item(row: tuple[Any, ...]) -> Item:
    qty, qty_1, qty_2, net = (_decimal(row[place]) for place in (6, 8, 10, 13))
    value = decimal_from_e5(row[12])
    units = (qty, row[7], qty_1, row[9], qty_2, row[11])
    return Item(*(*row[:6], *units, value, net, *row[14:]))


_LINE = """
SELECT d.id, d.own_no, s.decl_no, l.line_no, l.goods_name, l.currency, l.line_total_e5
FROM {source} CROSS JOIN declaration_line l ON l.id = {line}
CROSS JOIN declaration_list d ON d.id = l.declaration_list_id
CROSS JOIN declaration_status s ON s.id = d.id
WHERE {where} LIMIT ?
"""


def item_lines(conn: sqlite3.Connection, item_id: int, limit: int) -> list[ListedLine]:
    """The first lines of lists a merged line is made of."""
    sql = _LINE.format(
        source="summary_item_line m", line="m.declaration_line_id", where="m.summary_item_id = ?"
    )
    return _lines(conn.execute(sql, (item_id, limit)))


_ENTRIES = """
SELECT t.id, t.decl_seq_no, t.entry_no, t.own_no, t.dec_state, t.op_time,
    count(DISTINCT n.decl_no), count(n.id),
    iif(count(n.gseqno) = count(n.id), count(DISTINCT n.gseqno), NULL), t.gross_weight_e5
FROM summary_entry t LEFT JOIN summary_entry_line n ON n.summary_entry_id = t.id
WHERE {where} GROUP BY t.id ORDER BY t.id
"""
_OF_MONTH = """(t.own_no IN (SELECT own_no FROM summary_application WHERE month = ?)
    OR t.own_no = '' AND substr(t.op_time, 1, 7) = ?)"""
_ENTRY_VALUES = """
SELECT t.id, l.currency, sum(l.line_total_e5)
FROM summary_entry t CROSS JOIN summary_entry_line n ON n.summary_entry_id = t.id
CROSS JOIN declaration_line l ON l.id = n.declaration_line_id
WHERE {where} GROUP BY 1, 2 ORDER BY 1, 2
"""


def entries(conn: sqlite3.Connection, month: Month) -> list[CustomsEntry]:
    """The customs entries of a month's applications; of the entries nobody here applied for those
    customs made in the month after."""
    key = (str(month), str(month.next))
    values = _by_first(conn.execute(_ENTRY_VALUES.format(where=_OF_MONTH), key))
    return [
        CustomsEntry(*(*row[:9], _decimal(row[9]), values.get(row[0], ())))
        for row in conn.execute(_ENTRIES.format(where=_OF_MONTH), key).fetchall()
    ]


def entry_counts(conn: sqlite3.Connection, month: Month) -> tuple[int, int]:
    """How many customs entries `entries` finds, and how many of them have a number."""
    row = conn.execute(
        f"SELECT count(*), count(nullif(t.entry_no, '')) FROM summary_entry t WHERE {_OF_MONTH}",
        (str(month), str(month.next)),
    ).fetchone()
    return row[0], row[1]


def entry_items(conn: sqlite3.Connection, entry_id: int) -> list[EntryItem]:
    """The lines of a customs entry in their order."""
    rows = conn.execute(
        "SELECT n.gseqno, n.hs_code, l.currency, sum(l.line_total_e5), count(DISTINCT n.decl_no),"
        " count(*) FROM summary_entry_line n"
        " LEFT JOIN declaration_line l ON l.id = n.declaration_line_id"
        " WHERE n.summary_entry_id = ? GROUP BY 1, 2, 3 ORDER BY 1, 2, 3",
        (entry_id,),
    ).fetchall()
    found = ((key, list(same)) for key, same in groupby(rows, key=itemgetter(0, 1)))
    return [
        EntryItem(
            gseqno=key[0],
            hs_code=key[1],
            lists=sum(row[4] for row in same),
            lines=sum(row[5] for row in same),
            values=_values([row[2:4] for row in same if row[2]]),
        )
        for key, same in found
    ]


def entry_lines(
    conn: sqlite3.Connection, entry_id: int, item: EntryItem, limit: int
) -> list[ListedLine]:
    """The first lines of lists in a line of a customs entry."""
    sql = _LINE.format(
        source="summary_entry_line n",
        line="n.declaration_line_id",
        where="n.summary_entry_id = ? AND n.gseqno IS ? AND n.hs_code = ?",
    )
    return _lines(conn.execute(sql, (entry_id, item.gseqno, item.hs_code, limit)))


def entry_numbers(conn: sqlite3.Connection, group_id: int) -> list[str]:
    """The numbers of the customs entries the lists of a group went into."""
    rows = conn.execute(
        "SELECT DISTINCT t.entry_no FROM summary_item i"
        " CROSS JOIN summary_item_line m ON m.summary_item_id = i.id"
        " CROSS JOIN summary_entry_line n ON n.declaration_line_id = m.declaration_line_id"
        " CROSS JOIN summary_entry t ON t.id = n.summary_entry_id"
        " WHERE i.summary_group_id = ? AND t.entry_no <> '' ORDER BY 1",
        (group_id,),
    )
    return [number for (number,) in rows]


def _lines(rows: Iterable[tuple[Any, ...]]) -> list[ListedLine]:
    return [ListedLine(*(*row[:-1], decimal_from_e5(row[-1]))) for row in rows]


def _by_first(rows: Iterable[tuple[Any, ...]]) -> dict[Any, Values]:
    """Values by the first column, whose rows stand together."""
    return {
        key: _values([row[1:] for row in same]) for key, same in groupby(rows, key=itemgetter(0))
    }


def _values(rows: Iterable[tuple[Any, ...]]) -> Values:
    return tuple((row[0], decimal_from_e5(row[1])) for row in rows)


def _decimal(value_e5: int | None) -> Decimal | None:
    return None if value_e5 is None else decimal_from_e5(value_e5)
