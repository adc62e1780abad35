"""Why customs refused a list, in words: the explanation of its last receipt."""

from __future__ import annotations

import sqlite3

from app.messages.ceb.status import Outcome, explanation_key, status_of

_LAST = """
SELECT r.message, r.status_code, r.info_code FROM effective_event e
JOIN receipt r ON r.id = e.receipt_id
WHERE e.document_kind = 'declaration_list' AND e.document_id = ? AND e.kind = 'receipt'
ORDER BY e.occurred_at DESC, e.id DESC LIMIT 1
"""
_REFUSALS = {Outcome.FAILED, Outcome.REJECTED, Outcome.DETAINED}


def explanation_of(conn: sqlite3.Connection, list_id: int) -> str:
    """The key of the text (parts text, cause, fix) that says most about a refusal; "" when the
    last word of customs was none."""
    row = conn.execute(_LAST, (list_id,)).fetchone()
    if row is None or status_of(row[0], row[1]).outcome not in _REFUSALS:
        return ""
    return explanation_key(*row)
