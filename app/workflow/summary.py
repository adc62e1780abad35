"""Stage summary: cleared lists of a month → applications in numbered parts (汇总申请单).

What is written here is prepared: the messages are made by the stage export, and filed is only what
customs answers.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from datetime import date

from app.declaration.sql.build import take_numbers
from app.declaration.sql.status import refresh_touched
from app.declaration.terms import guid, series
from app.documents.status import EventKind, Status
from app.documents.summary import Group
from app.legal.calendar import LegalDay
from app.legal.export import summary_deadline
from app.legal.parameters import NotInForce, Parameters
from app.store.events import Event, add_events
from app.store.session import Call, Session
from app.store.settings import get_company
from app.summary.keys import Keys, keys_on
from app.summary.sql.build import Built, build
from app.summary.sql.compare import Difference, differences
from app.summary.sql.ready import preview, span
from app.summary.terms import SummaryTerms
from app.values.decimals import text_from_e5
from app.values.finding import DocumentKind, Finding, Severity
from app.values.period import Month
from app.values.progress import SILENT, Progress
from app.workflow.outcome import SHOWN_FINDINGS, Outcome
from app.workflow.saving import attempt
from app.workflow.summary_terms import STAGE, TOUCHED, SummaryRefused, summary_terms

_REFUSED = (Status.REJECTED, Status.FAILED, Status.SEND_FAILED)

_LEFT = """
SELECT d.own_no, o.reason, o.cleared_at FROM summary_open o CROSS JOIN declaration_list d
ON d.id = o.id WHERE o.reason <> '' AND o.cleared_at >= :begin AND o.cleared_at < :until
ORDER BY o.cleared_at LIMIT :limit
"""


def keys_for(month: Month, terms: SummaryTerms) -> Keys:
    """The merge keys for the lists cleared in a month. Raises NotInForce."""
    return keys_on(
        month.next.first_day,
        Parameters(),
        summary_flag=terms.summary_flag,
        item_name_flag=terms.item_name_flag,
    )


def deadline_of(month: Month) -> LegalDay | None:
    """The last day to summarise the lists cleared in a month; None before there was such a rule."""
    try:
        return summary_deadline(month, Parameters())
    except NotInForce:
        return None


def summarise(session: Session, month: Month, *, on: date, progress: Progress = SILENT) -> Outcome:
    """Apply for the lists cleared in a month, and those left behind before it: one undoable call,
    none when nothing is ready. Counts: applications, parts, lists, groups, items, left (cleared but
    kept out, see the findings). Raises SummaryRefused while the month lasts, NotInForce."""
    if on < month.next.first_day:
        raise SummaryRefused("error.summary_month_open", month=month)
    progress.step("progress.summary")
    outcome = Outcome(STAGE)
    terms = summary_terms(session.conn)
    with attempt(session, STAGE, month=str(month)) as trial:
        call = trial.call
        prefix = get_company(session.conn).own_no_prefix
        numbers = series(DocumentKind.SUMMARY_APPLICATION, prefix, on)
        built = build(
            session.conn,
            call.id,
            month,
            terms,
            keys_for(month, terms),
            at=call.time,
            number=lambda: numbers.number(take_numbers(session.conn, numbers, 1)),
            guid=guid,
        )
        refresh_touched(session.conn, call.id)
        _count(outcome, built)
        call.outcome |= outcome.counts
        trial.changed = built.lists > 0
    for finding in _findings(session.conn, month, terms, built, on):
        outcome.add(finding)
    if trial.changed:
        outcome.changes = TOUCHED
    return outcome


def _count(outcome: Outcome, built: Built) -> None:
    for name, number in asdict(built).items():
        if number:
            outcome.count(name, number)


def _findings(
    conn: sqlite3.Connection, month: Month, terms: SummaryTerms, built: Built, on: date
) -> Iterator[Finding]:
    deadline = deadline_of(month)
    if built.lists and deadline and on > deadline.day:
        yield Finding(
            "summary.late" if deadline.is_official else "summary.late_estimated",
            Severity.DOUBTFUL,
            DocumentKind.SUMMARY_APPLICATION,
            number=str(month),
            value=on.isoformat(),
            expected=deadline.day.isoformat(),
            rule="export.9610.summary.deadline.day",
        )
    left = conn.execute(
        _LEFT, {**span(month, whole_past=not terms.by_period), "limit": SHOWN_FINDINGS}
    ).fetchall()
    for own_no, reason, cleared_at in left:
        yield Finding(
            f"summary.left_{reason}",
            Severity.DOUBTFUL,
            DocumentKind.DECLARATION_LIST,
            number=own_no,
            value=cleared_at[:10],
            rule="R25",
        )
    if left and built.lists and terms.by_period:
        yield Finding(
            "summary.period_takes_all",
            Severity.DOUBTFUL,
            DocumentKind.SUMMARY_APPLICATION,
            number=str(month),
            value=str(len(left)),
            rule="C11",
        )


def apply_again(session: Session, ids: Iterable[int]) -> Outcome:
    """Begin a new round with parts that customs refused: their message is written again, without
    the lists that are kept out by now. Counts: parts, dropped (lists). Raises SummaryRefused for a
    part that was not refused, or that would be left without lists."""
    outcome = Outcome(STAGE, {"parts": 0})
    with attempt(session, "summary_again") as trial:
        for application_id in ids:
            row = session.conn.execute(
                "SELECT own_no, status, closed FROM summary_application WHERE id = ?",
                (application_id,),
            ).fetchone()
            if row is None or row[1] not in _REFUSED or row[2]:
                raise SummaryRefused("error.summary_not_refused", own_no=row[0] if row else "")
            if dropped := _drop_held(trial.call, application_id, row[0]):
                outcome.count("dropped", dropped)
            event = Event(
                DocumentKind.SUMMARY_APPLICATION, application_id, EventKind.CHANGED, trial.call.time
            )
            add_events(session.conn, trial.call.id, [event])
            outcome.count("parts")
        refresh_touched(session.conn, trial.call.id)
        trial.call.outcome |= outcome.counts
        trial.changed = outcome.counts["parts"] > 0
    if trial.changed:
        outcome.changes = TOUCHED
    return outcome


def _drop_held(call: Call, application_id: int, own_no: str) -> int:
    """Take lists kept out by hand out of a part; how many."""
    dropped = call.conn.execute(
        "UPDATE summary_line SET is_living = 0 WHERE summary_application_id = ? AND is_living = 1"
        " AND declaration_list_id IN (SELECT declaration_list_id FROM summary_hold)",
        (application_id,),
    ).rowcount
    if dropped:
        (left,) = call.conn.execute(
            "UPDATE summary_application SET list_count = list_count - ?, call_id = ? WHERE id = ?"
            " RETURNING list_count",
            (dropped, call.id, application_id),
        ).fetchone()
        if not left:
            raise SummaryRefused("error.summary_part_empty", own_no=own_no)
    return dropped


def withdraw(session: Session, own_no: str) -> Outcome:
    """Give up an application with all its parts: its lists are free for another one. Counts: parts,
    lists. Raises SummaryRefused when customs may have one of its parts."""
    outcome = Outcome(STAGE)
    free = {Status.DRAFT, *_REFUSED}
    with attempt(session, "summary_withdraw", own_no=own_no) as trial:
        conn = session.conn
        parts = conn.execute(
            "SELECT id, status FROM summary_application WHERE own_no = ? AND closed = ''", (own_no,)
        ).fetchall()
        if not parts or any(status not in free for _, status in parts):
            raise SummaryRefused("error.summary_stands", own_no=own_no)
        conn.execute(
            "UPDATE summary_application SET closed = 'withdrawn', call_id = ? WHERE own_no = ?",
            (trial.call.id, own_no),
        )
        freed = conn.execute(
            "UPDATE summary_line SET is_living = 0 WHERE summary_application_id IN"
            " (SELECT id FROM summary_application WHERE own_no = ?) AND is_living = 1",
            (own_no,),
        ).rowcount
        outcome.counts |= {"parts": len(parts), "lists": freed}
        trial.call.outcome |= outcome.counts
        trial.changed = True
    outcome.changes = TOUCHED
    return outcome


def note_nil_month(
    session: Session, month: Month, *, note: str = "", is_nil: bool = True
) -> Outcome:
    """Note by hand that a month has nothing to summarise, or take the note back. Counts: months.
    Raises SummaryRefused when lists are ready or applied for in it."""
    outcome = Outcome(STAGE, {"months": 0})
    with attempt(session, "summary_nil", month=str(month)) as trial:
        conn = session.conn
        if is_nil and _has_lists(conn, month):
            raise SummaryRefused("error.summary_not_nil", month=month)
        if is_nil:
            done = conn.execute(
                "INSERT OR IGNORE INTO summary_nil_month (call_id, month, noted_on, note)"
                " VALUES (?, ?, ?, ?)",
                (trial.call.id, str(month), trial.call.time, note),
            )
        else:
            done = conn.execute("DELETE FROM summary_nil_month WHERE month = ?", (str(month),))
        outcome.counts["months"] = done.rowcount
        trial.changed = done.rowcount > 0
    if trial.changed:
        outcome.changes = TOUCHED
    return outcome


def _has_lists(conn: sqlite3.Connection, month: Month) -> bool:
    times = span(month, whole_past=False)
    row = conn.execute(
        "SELECT 1 FROM declaration_status WHERE to_summarise = 1 AND cleared_at >= :begin"
        " AND cleared_at < :until LIMIT 1",
        times,
    ).fetchone()
    return row is not None


def hold_back(session: Session, list_ids: Iterable[int], *, reason: str) -> Outcome:
    """Keep cleared lists out of applications, with a reason; "" = let them in again. Counts:
    lists."""
    outcome = Outcome(STAGE, {"lists": 0})
    with attempt(session, "summary_hold", reason=reason) as trial:
        for list_id in list_ids:
            done = session.conn.execute(
                "INSERT INTO summary_hold (call_id, declaration_list_id, reason) VALUES (?, ?, ?)"
                " ON CONFLICT (declaration_list_id) DO UPDATE SET reason = excluded.reason,"
                " call_id = excluded.call_id WHERE reason <> excluded.reason"
                if reason
                else "DELETE FROM summary_hold WHERE ? AND declaration_list_id = ? AND ? = ''",
                (trial.call.id, list_id, reason),
            )
            outcome.count("lists", done.rowcount)
        trial.call.outcome |= outcome.counts
        trial.changed = outcome.counts["lists"] > 0
    if trial.changed:
        outcome.changes = TOUCHED
    return outcome


def month_to_summarise(today: date) -> Month:
    """The month whose lists are applied for now: the one that ended last."""
    return Month.of(today).previous


def compare(conn: sqlite3.Connection, own_no: str) -> list[Finding]:
    """Where the customs entries of an application differ from those expected."""
    return [
        Finding(
            f"summary.{one.code}",
            Severity.DOUBTFUL,
            DocumentKind.SUMMARY_ENTRY,
            number=one.number,
            value=_shown(one, one.value),
            expected=_shown(one, one.expected),
            rule="R25",
        )
        for one in differences(conn, own_no)
    ]


def _shown(one: Difference, value: str) -> str:
    return text_from_e5(int(value)) if one.code == "weight_differs" else value


def expected_entries(conn: sqlite3.Connection, month: Month) -> list[Group]:
    """The entries that the lists ready for a month would come to."""
    terms = summary_terms(conn)
    return preview(conn, month, keys_for(month, terms), whole_past=not terms.by_period)
