"""What a closed month signed for does not change: looked at after every call, below every screen.

Guarded are the lists a closed month counted, with their lines, and the customs rates of closed
months. Free are what customs answers (statuses stand in a table of their own), the personal data
and notes of a list, and everything that came to the month later: payments, amounts received, tax
bills, returns. Those show as a correction in the open month.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

from app.store.errors import MonthLocked
from app.store.journal import Columns

# Of a list: whose it is, how the message travelled, what was noted.
_FREE = {
    "declaration_list": frozenset(
        ("call_id", "app_type", "app_time", "note", "buyer_id_type", "buyer_id_no", "buyer_name",
         "buyer_phone", "buyer_id_hash", "consignee_address")
    ),
    "declaration_line": frozenset(("note",)),
}  # fmt: skip
_OWNER = {"declaration_list": "id", "declaration_line": "declaration_list_id"}

_SIGNED = """CROSS JOIN month_document m ON m.role = 'counted'
    AND m.document_kind = 'declaration_list' AND m.document_id = {list}
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
CROSS JOIN declaration_line t ON t.id > r.first_id AND t.id <= r.last_id
{signed}
WHERE r.call_id = :call AND r.table_name = 'declaration_line' LIMIT 1
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
            _ADDED.format(signed=_SIGNED.format(list="t.declaration_list_id")),
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
    owner = f"json_extract(j.before, '$[{columns.index(_OWNER[table])}]')"
    differs = " OR ".join(
        f"t.{name} IS NOT json_extract(j.before, '$[{at}]')"
        for at, name in enumerate(columns)
        if name not in _FREE[table]
    )
    return _CHANGED.format(table=table, signed=_SIGNED.format(list=owner), differs=differs)
