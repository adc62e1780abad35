"""What a closed month signed for does not change: looked at after every call, below every screen.

Guarded are the lists and B2B exports a closed month counted, with their lines, and the customs
rates of closed months. Free are what customs answers (statuses stand in a table of their own), the
personal data and notes of a list, and everything that came to the month later: payments, amounts
received, tax bills, returns. Those show as a correction in the open month.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

from app.store.errors import MonthLocked
from app.store.journal import Columns

# Of a list: whose it is, how the message travelled, what was noted; of a B2B export, the last.
_FREE = {
    "declaration_list": frozenset(
        ("call_id", "app_type", "app_time", "note", "buyer_id_type", "buyer_id_no", "buyer_name",
         "buyer_phone", "buyer_id_hash", "consignee_address")
    ),
    "declaration_line": frozenset(("note",)),
    "b2b_shipment": frozenset(("call_id", "entry_no", "note")),
    "b2b_line": frozenset[str](),
}  # fmt: skip
_LINES = {"declaration_line": "declaration_list", "b2b_line": "b2b_shipment"}

_SIGNED = """CROSS JOIN month_document m ON m.role = 'counted'
    AND m.document_kind = '{kind}' AND m.document_id = {id}
CROSS JOIN month_lock k ON k.month_close_id = m.month_close_id"""
# Rows that stood before: the first image of the call is how they were.
_CHANGED = """
SELECT k.month, m.number FROM journal_row j
{signed}
LEFT JOIN {table} t ON t.id = j.row_id
WHERE j.call_id = :call AND j.table_name = '{table}' AND j.before NOT NULL
    AND (t.id IS NULL OR {differs})
LIMIT 1
"""
_ADDED = """
SELECT k.month, m.number FROM journal_range r
CROSS JOIN {table} t ON t.id > r.first_id AND t.id <= r.last_id
{signed}
WHERE r.call_id = :call AND r.table_name = '{table}' LIMIT 1
"""
_RATES = """
SELECT k.month, x.currency FROM (
    SELECT t.month, t.currency FROM journal_range r CROSS JOIN exchange_rate t
        ON t.id > r.first_id AND t.id <= r.last_id
    WHERE r.call_id = :call AND r.table_name = 'exchange_rate'
    UNION ALL
    SELECT t.month, t.currency FROM journal_row j CROSS JOIN exchange_rate t ON t.id = j.row_id
    WHERE j.call_id = :call AND j.table_name = 'exchange_rate'
    UNION ALL
    SELECT json_extract(j.before, '$[{month}]'), json_extract(j.before, '$[{currency}]')
    FROM journal_row j WHERE j.call_id = :call AND j.table_name = 'exchange_rate'
        AND j.before NOT NULL) x
CROSS JOIN month_lock k ON k.month = x.month LIMIT 1
"""


class MonthGuard:
    """Watches the calls of one writing connection."""

    def __init__(self, conn: sqlite3.Connection, columns: Columns) -> None:
        self._conn = conn
        rate = columns["exchange_rate"]
        self._questions = [
            *(_changed(table, columns[table]) for table in _FREE),
            *(_added(table, kind) for table, kind in _LINES.items()),
            _RATES.format(month=rate.index("month"), currency=rate.index("currency")),
        ]

    def refuse(self, call_id: int) -> None:
        """Raise MonthLocked when the call changed what a closed month signed for; the journal must
        have finished it."""
        if not self._conn.execute("SELECT 1 FROM month_lock LIMIT 1").fetchone():
            return
        for question in self._questions:
            found = self._conn.execute(question, {"call": call_id}).fetchone()
            if found:
                raise MonthLocked(month=found[0], number=found[1])


def _changed(table: str, columns: Sequence[str]) -> str:
    """The question whether a signed row is another one now, or gone."""
    kind = _LINES.get(table, table)
    owner = f"json_extract(j.before, '$[{columns.index(_owner(table))}]')"
    differs = " OR ".join(
        f"t.{name} IS NOT json_extract(j.before, '$[{at}]')"
        for at, name in enumerate(columns)
        if name not in _FREE[table]
    )
    signed = _SIGNED.format(kind=kind, id=owner)
    return _CHANGED.format(table=table, signed=signed, differs=differs)


def _added(table: str, kind: str) -> str:
    """The question whether a signed document has a line more."""
    signed = _SIGNED.format(kind=kind, id=f"t.{_owner(table)}")
    return _ADDED.format(table=table, signed=signed)


def _owner(table: str) -> str:
    """The column that names the document."""
    return f"{_LINES[table]}_id" if table in _LINES else "id"
