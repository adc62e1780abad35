"""How far the summary declaration of a month came, told by customs mode: from the applications and
the entries, never from the lists in them."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable

from app.documents.fields import Flow
from app.documents.status import Status
from app.documents.summary import Summarised, SummaryState
from app.queries.month_b2b import B2B_MODES
from app.queries.summary import entry_counts, is_nil
from app.values.period import Month

_UNFILED = (Status.DRAFT, Status.PREPARED, Status.HANDED_OVER)
_REFUSED = (Status.REJECTED, Status.FAILED, Status.SEND_FAILED)
_APPLICATIONS = """
SELECT status, sum(list_count) FROM summary_application WHERE month = ? AND closed = ''
GROUP BY status
"""
_CLEARED = """
SELECT EXISTS (SELECT 1 FROM declaration_status s CROSS JOIN declaration_list d ON d.id = s.id
    WHERE s.to_summarise = 1 AND s.cleared_at >= ? AND s.cleared_at < ? AND d.customs_mode = ?)
"""


def summarised(
    conn: sqlite3.Connection, month: Month, rows: Iterable[tuple[str, str]]
) -> dict[tuple[str, str], Summarised]:
    """The state for each flow and customs mode. The modes that are summarised share the
    applications of the month: customs merges by other keys."""
    applied = _applied(conn, month)
    return {(flow, mode): _of_mode(conn, month, flow, mode, applied) for flow, mode in rows}


def _of_mode(
    conn: sqlite3.Connection, month: Month, flow: str, mode: str, applied: Summarised | None
) -> Summarised:
    if flow == Flow.IMPORT:
        return Summarised(SummaryState.EACH_LIST)
    if mode in B2B_MODES:
        return Summarised(SummaryState.EACH_ENTRY)
    days = (month.first_day.isoformat(), month.next.first_day.isoformat())
    if not conn.execute(_CLEARED, (*days, mode)).fetchone()[0]:
        nothing = SummaryState.NIL if is_nil(conn, month) else SummaryState.NOTHING
        return Summarised(nothing)
    return applied or Summarised(SummaryState.WAITING)


def _applied(conn: sqlite3.Connection, month: Month) -> Summarised | None:
    """What became of the applications of a month; None = there is none."""
    by_status = dict(conn.execute(_APPLICATIONS, (str(month),)).fetchall())
    if not by_status:
        return None
    entries, numbered = entry_counts(conn, month)
    unfiled = sum(by_status.get(status, 0) for status in _UNFILED)
    if any(status in _REFUSED for status in by_status):
        state = SummaryState.REFUSED
    elif unfiled:  # one part prepared is enough: what is filed beside it is not the month
        return Summarised(SummaryState.PREPARED, unfiled)
    elif entries:
        state = SummaryState.ENTERED
    else:
        state = SummaryState.APPLIED
    return Summarised(state, sum(by_status.values()), entries, numbered)
