"""Findings kept with the documents they are about, until their stage runs again."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator
from itertools import islice

from app.values.codes import key_from_number
from app.values.finding import DocumentKind, Finding, Provenance, Severity

_BATCH = 1000
_COLUMNS = (
    "document_kind, number, line_no, code, severity, field, value, expected, rule, params,"
    " source_sheet, source_row, source_column"
)


def save_findings(
    conn: sqlite3.Connection,
    call_id: int,
    stage: str,
    findings: Iterable[Finding],
    *,
    file_id: int | None = None,
) -> int:
    """Keep findings of a stage; `file_id` is the file their places are in. Returns how many.

    `Finding.number` is kept as the document's number; ids are for who knows them: see
    `save_document_findings`."""
    return save_document_findings(
        conn, call_id, stage, ((None, finding) for finding in findings), file_id=file_id
    )


def save_document_findings(
    conn: sqlite3.Connection,
    call_id: int,
    stage: str,
    findings: Iterable[tuple[int | None, Finding]],
    *,
    file_id: int | None = None,
) -> int:
    """Keep findings of a stage, each with the id of its document."""
    iterator = iter(findings)
    count = 0
    marks = ", ".join("?" * 17)
    while batch := list(islice(iterator, _BATCH)):
        conn.executemany(
            f"INSERT INTO finding (call_id, stage, source_file_id, document_id, {_COLUMNS})"
            f" VALUES ({marks})",
            [(call_id, stage, file_id, document, *_values(one)) for document, one in batch],
        )
        count += len(batch)
    return count


def _values(finding: Finding) -> tuple[object, ...]:
    place = finding.provenance or Provenance("")
    return (
        finding.document or "",
        finding.number,
        finding.line_no,
        finding.code,
        finding.severity,
        finding.field,
        finding.value,
        finding.expected,
        finding.rule,
        json.dumps(dict(finding.params), ensure_ascii=False) if finding.params else "{}",
        place.sheet,
        place.row,
        place.column,
    )


def clear_findings(
    conn: sqlite3.Connection, stage: str, where: str = "true", *params: object
) -> int:
    """Forget findings of a stage; `where` is an SQL condition on table `finding`. Returns how
    many."""
    return conn.execute(
        f"DELETE FROM finding WHERE stage = ? AND {where}", (stage, *params)
    ).rowcount


def read_findings(
    conn: sqlite3.Connection, where: str = "true", *params: object, limit: int = -1
) -> Iterator[Finding]:
    """Kept findings in the order they were saved; `where` is an SQL condition on `f`."""
    rows = conn.execute(
        f"SELECT {', '.join('f.' + c.strip() for c in _COLUMNS.split(','))}, file.name"
        f" FROM finding f LEFT JOIN source_file file ON file.id = f.source_file_id"
        f" WHERE {where} ORDER BY f.id LIMIT ?",
        (*params, limit),
    )
    for kind, *plain, params_text, sheet, row, column, file in rows:
        number, line_no, code, severity, field, value, expected, rule = plain
        yield Finding(
            code,
            Severity(severity),
            document=DocumentKind(kind) if kind else None,
            number=number,
            line_no=line_no,
            field=field,
            value=value,
            expected=expected,
            rule=rule,
            provenance=Provenance(file, sheet, row, column) if file else None,
            params=tuple(json.loads(params_text).items()),
        )


# The column that holds the key of a document's number.
_KEYS = {
    DocumentKind.ORDER: "order_key",
    DocumentKind.PAYMENT: "pay_key",
    DocumentKind.WAYBILL: "waybill_key",
    DocumentKind.GOODS: "sku_key",
}


def forget_settled(conn: sqlite3.Connection, call_id: int, kind: DocumentKind, file_id: int) -> int:
    """Forget what earlier files had to say about documents this call wrote, and what the file says
    again. Findings about rows that did not come again stay. Returns how many went."""
    column = _KEYS.get(kind)
    if column is None:
        return 0
    written = f"SELECT 1 FROM {kind.value} WHERE {column} = ? AND call_id = ?"
    again = (
        "SELECT 1 FROM finding WHERE source_file_id = ? AND number = ? AND code = ? AND field = ?"
        " AND value = ?"
    )
    old = conn.execute(
        "SELECT id, number, code, field, value FROM finding WHERE stage = 'intake'"
        " AND document_kind = ? AND source_file_id < ? AND number <> ''",
        (kind, file_id),
    )
    settled = [
        (finding_id,)
        for finding_id, number, *rest in old
        if conn.execute(written, (key_from_number(number), call_id)).fetchone()
        or conn.execute(again, (file_id, number, *rest)).fetchone()
    ]
    conn.executemany("DELETE FROM finding WHERE id = ?", settled)
    return len(settled)
