"""Making a draft list equal to what a form holds.

Cells left to the program take what the projection of its order (temp.draft_list, temp.draft_line;
see `project`) says, so masters and order must be right before.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from typing import Any

from app.declaration.draft import Cells, Draft, cell_value, draft_line, field_of
from app.declaration.fields import Difference, head_fields
from app.declaration.sql.change import note_differences, shown_value
from app.declaration.sql.project import LINE_COLUMNS
from app.declaration.verdict import SUMMARY, SummaryReason
from app.documents.fields import Flow
from app.documents.status import EventKind
from app.values.codes import hash_from_id_no

Row = dict[str, Any]

_FOLLOWS = ("line_no", "currency", "buyer_id_hash")  # change only with something else


def projected(conn: sqlite3.Connection, order_id: int) -> tuple[Row, list[Row]]:
    """Head and lines of the projection; empty when no list can hold the order."""
    heads = _rows(conn, "SELECT * FROM temp.draft_list WHERE id = ?", order_id)
    lines = _rows(
        conn,
        "SELECT * FROM temp.draft_line WHERE declaration_list_id = ? ORDER BY line_no",
        order_id,
    )
    return (heads[0] if heads else {}), lines


def rewrite_list(
    conn: sqlite3.Connection, call_id: int, list_id: int, draft: Draft, *, at: str
) -> list[Difference]:
    """Write a form without faults (`draft.faults`) into its list; what really differs."""
    (stored,) = _rows(conn, "SELECT * FROM declaration_list WHERE id = ?", list_id)
    own_head, own_lines = projected(conn, stored["order_id"])
    before = _rows(
        conn,
        "SELECT * FROM declaration_line WHERE declaration_list_id = ? ORDER BY line_no",
        list_id,
    )
    lines = [
        _line(number, cells, own, draft.flow) | {"currency": stored["currency"]}
        for number, (cells, own) in enumerate(zip(draft.lines, own_lines, strict=True), 1)
    ]
    head = _head(draft, own_head, lines)
    found = [*_differences(0, stored, head), *_line_differences(before, lines)]
    if found:
        _write(conn, "declaration_list", stored["id"], {**head, "call_id": call_id})
        _write_lines(conn, list_id, before, lines)
        note_differences(conn, call_id, list_id, EventKind.EDITED, at, found)
    return found


def _head(draft: Draft, own: Row, lines: list[Row]) -> Row:
    weights = [line["net_weight_e5"] for line in lines]
    own = own | {"net_weight_e5": None if None in weights else sum(weights)}
    head = _filled(draft.head, head_fields(draft.flow), own)
    reasons = own["summary_reasons"]
    if head.get("statistics_flag") == SUMMARY and not reasons:
        reasons = int(SummaryReason.CHOSEN)
    if "buyer_id_no" in head:
        head["buyer_id_hash"] = hash_from_id_no(head["buyer_id_no"])
    return head | {
        "summary_reasons": reasons,
        "total_e5": sum(line["line_total_e5"] for line in lines),
        "line_count": len(lines),
    }


def _line(number: int, cells: Cells, own: Row, flow: Flow) -> Row:
    own = {name: own[name] for name in LINE_COLUMNS}
    return own | _filled(cells, draft_line(flow), own) | {"line_no": number}


def _filled(cells: Cells, columns: Mapping[str, Any], own: Row) -> Row:
    values: Row = {}
    for column, kind in columns.items():
        text = cells.get(field_of(column))
        values[column] = own[column] if text is None else cell_value(column, kind, text)
    return values


def _differences(line_no: int, before: Row, after: Row) -> Iterator[Difference]:
    for column, value in after.items():
        if before.get(column) != value and column not in _FOLLOWS:
            old = shown_value(column, before.get(column))
            yield Difference(column, line_no, old, shown_value(column, value))


def _line_differences(before: list[Row], after: list[Row]) -> Iterator[Difference]:
    for number in range(1, max(len(before), len(after)) + 1):
        if number > len(after):
            yield Difference("line", number, before[number - 1]["sku"], "")
        else:
            old = before[number - 1] if number <= len(before) else {}
            yield from _differences(number, old, after[number - 1])


def _write_lines(
    conn: sqlite3.Connection, list_id: int, before: list[Row], after: list[Row]
) -> None:
    conn.execute(
        "DELETE FROM declaration_line WHERE declaration_list_id = ? AND line_no > ?",
        (list_id, len(after)),
    )
    for number, line in enumerate(after, 1):
        if number > len(before):
            names = ", ".join(line)
            marks = ", ".join("?" * (len(line) + 1))
            conn.execute(
                f"INSERT INTO declaration_line (declaration_list_id, {names}) VALUES ({marks})",
                (list_id, *line.values()),
            )
        elif any(before[number - 1][name] != value for name, value in line.items()):
            _write(conn, "declaration_line", before[number - 1]["id"], line)


def _write(conn: sqlite3.Connection, table: str, row_id: int, values: Row) -> None:
    changes = ", ".join(f"{name} = ?" for name in values)
    conn.execute(f"UPDATE {table} SET {changes} WHERE id = ?", (*values.values(), row_id))


def _rows(conn: sqlite3.Connection, sql: str, *values: object) -> list[Row]:
    cursor = conn.execute(sql, values)
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor]
