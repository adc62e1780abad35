"""How far the summary declaration of a month came, by customs mode."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.documents.summary import Summarised, SummaryState
from app.queries.month_summary import summarised
from app.store.session import Session
from app.text import LANGUAGES, text
from app.values.period import Month
from tests.helpers.months import loose_session, put_list

OCTOBER = Month(2026, 10)
EXPORT = ("export", "9610")


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    with loose_session(tmp_path) as opened:
        yield opened


def write(session: Session, sql: str, *values: object) -> None:
    with session.call("test"):
        session.conn.execute(sql, values)


def clear_one(session: Session, at: str = "2026-10-31T23:59:59") -> None:
    with session.call("receive"):
        list_id = put_list(session.conn, released="2026-10-05T08:00:00", status="cleared")
        session.conn.execute(
            "UPDATE declaration_status SET cleared_at = ?, to_summarise = 1 WHERE id = ?",
            (at, list_id),
        )


def apply_with(session: Session, status: str, part: int = 1, closed: str = "") -> None:
    write(
        session,
        "INSERT INTO summary_application (call_id, own_no, part_no, parts, guid, month,"
        " customs_office, seller_code, seller_name, declarant_code, declarant_name, broker_code,"
        " broker_name, summary_flag, item_name_flag, list_count, status, closed)"
        " VALUES (1, 'A', ?, 2, ?, '2026-10', '', '', '', '', '', '', '', '1', '', 7, ?, ?)",
        part,
        f"{part:036d}",
        status,
        closed,
    )


def enter(session: Session, number: str, entry_no: str) -> None:
    write(
        session,
        "INSERT INTO summary_entry (call_id, decl_seq_no, own_no, sum_no, customs_office, op_time,"
        " entry_no, dec_state) VALUES (1, ?, 'A', '', '', '', ?, '')",
        number,
        entry_no,
    )


def state(session: Session) -> Summarised:
    return summarised(session.conn, OCTOBER, [EXPORT])[EXPORT]


def test_imports_and_b2b_are_never_summarised(session: Session) -> None:
    rows = [("import", "1210"), ("export", "9710"), ("export", "9810"), ("export", "0110")]
    found = [each.state for each in summarised(session.conn, OCTOBER, rows).values()]
    assert found == [SummaryState.EACH_LIST, *[SummaryState.EACH_ENTRY] * 3]


def test_a_month_waits_once_a_list_of_the_mode_is_cleared_in_it(session: Session) -> None:
    clear_one(session, "2026-11-01T00:00:00")
    assert state(session).state is SummaryState.NOTHING
    clear_one(session)
    assert state(session).state is SummaryState.WAITING
    assert summarised(session.conn, OCTOBER, [("export", "1210")]) == {
        ("export", "1210"): Summarised(SummaryState.NOTHING)
    }


def test_a_nil_month_is_said(session: Session) -> None:
    write(
        session,
        "INSERT INTO summary_nil_month (call_id, month, noted_on) VALUES (1, '2026-10', '')",
    )
    assert state(session).state is SummaryState.NIL


def test_prepared_is_not_filed_and_refused_is_seen(session: Session) -> None:
    clear_one(session)
    apply_with(session, "accepted", closed="withdrawn")
    assert state(session).state is SummaryState.WAITING
    write(session, "DELETE FROM summary_application")
    apply_with(session, "prepared")
    assert state(session) == Summarised(SummaryState.PREPARED, 7)
    apply_with(session, "accepted", part=2)
    assert state(session) == Summarised(SummaryState.PREPARED, 7)
    write(session, "UPDATE summary_application SET status = 'sent' WHERE part_no = 1")
    assert state(session) == Summarised(SummaryState.APPLIED, 14)
    enter(session, "1", "")
    enter(session, "2", "N2")
    assert state(session) == Summarised(SummaryState.ENTERED, 14, 2, 1)
    write(session, "UPDATE summary_application SET status = 'rejected' WHERE part_no = 2")
    assert state(session).state is SummaryState.REFUSED


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_state_has_its_words(language: str) -> None:
    for each in SummaryState:
        assert text(f"month.summary.{each}", language, "hint")
        found = Summarised(each, 7, 2, 2)
        assert text(found.key, language, **found.counts)
    part = Summarised(SummaryState.ENTERED, 7, 2, 1)
    assert text(part.key, language, **part.counts) != text(
        "month.summary.entered", language, **part.counts
    )
