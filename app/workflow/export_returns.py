"""What keeps requests of returns from being written, beyond what the field tables know: law and
original list on the day of the message, and the rules of an export's way back (R10).
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from app.values.finding import DocumentKind, Finding, Severity
from app.workflow.export_rows_return import COUNTRY
from app.workflow.return_drafts import draft_of, judge_draft

# R10 and the PDF know these two modes; the text of the schema names the others (a conflict of the
# official texts), so those are written with a doubt and anything else is not.
_MODES = ("9661", "1261")
_MODES_OF_SCHEMA = ("9610", "1210", "1239")
_HOME = ("CHN", "142")

_REQUESTS = f"""
SELECT r.id, r.own_no, r.flow, r.app_time, r.return_mode, coalesce({COUNTRY}, '')
FROM outgoing g CROSS JOIN goods_return r ON r.id = g.id
CROSS JOIN declaration_list d ON d.id = r.declaration_list_id
LEFT JOIN return_batch b ON b.id = r.return_batch_id
LEFT JOIN overseas_warehouse v ON v.id = coalesce(b.overseas_warehouse_id, r.overseas_warehouse_id)
WHERE g.kind = 'goods_return' AND g.app_type <> '3' ORDER BY g.id
"""


def return_faults(conn: sqlite3.Connection, day: date) -> Iterator[tuple[int, Finding]]:
    """What is wrong with the outgoing requests, with their ids: whatever blocks one that is applied
    for on this day (a draft may have waited too long; what was filed before keeps its day), and of
    exports a mode nobody names or goods that come from China. A deletion is always right."""
    for id_, own_no, flow, sent, mode, country in conn.execute(_REQUESTS).fetchall():
        applied = date.fromisoformat(sent[:10]) if sent else day
        for finding in _blocking(conn, id_, applied):
            yield id_, replace(finding, document=DocumentKind.GOODS_RETURN, number=own_no)
        if flow == "export":
            yield from ((id_, one) for one in _way_faults(own_no, mode, country))


def _blocking(conn: sqlite3.Connection, return_id: int, day: date) -> list[Finding]:
    draft = draft_of(conn, return_id)
    if draft is None:
        return []
    applied = max(day, draft.applied_on or day)
    judged = judge_draft(conn, replace(draft, applied_on=applied), day, return_id=return_id)
    findings = judged.findings if judged else ()
    return [one for one in findings if one.severity is Severity.BLOCKING]


def _way_faults(own_no: str, mode: str, country: str) -> Iterator[Finding]:
    if mode and mode not in _MODES:
        severity = Severity.DOUBTFUL if mode in _MODES_OF_SCHEMA else Severity.BLOCKING
        yield _fault("mode", severity, own_no, ("tradeMode", mode))
    if country in _HOME:
        yield _fault("from_china", Severity.BLOCKING, own_no, ("country", country))


def _fault(name: str, severity: Severity, own_no: str, what: tuple[str, str]) -> Finding:
    field, value = what
    return Finding(
        f"export.return_{name}",
        severity,
        DocumentKind.GOODS_RETURN,
        number=own_no,
        field=f"CEB213.{field}",
        value=value,
        expected=" ".join(_MODES) if name == "mode" else "",
        rule="R10",
    )
