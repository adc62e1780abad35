"""A purge leaves no byte of a person in the data file and what lies beside it, and no figure
changes; what the law wants kept and what is under way stays."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from app.declaration.draft import Draft
from app.files import CannotWrite
from app.queries.month_check import recount
from app.store.draft_file import DraftFile
from app.store.errors import DiskFull, Forbidden, NeedsWitness, UndoRefused
from app.store.personal_places import PLACES
from app.store.session import Session
from app.text import LANGUAGES, text
from app.values.rights import Role
from app.values.words import Words
from app.workflow import auditing, month_lock
from app.workflow.purge import Person, Request, UnfitRequest, look, purge, usual_months
from app.workflow.purge_told import done
from app.workflow.unsaved import Unsaved
from tests.helpers.people import NAMES, PASSWORDS, cheap_passwords, enter, set_up
from tests.helpers.planted import FIRST, LATER, SECOND, company_with, found_in, put

OLD = Request(months=36)
SOON = date(2026, 12, 20)


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    with company_with(tmp_path) as opened:
        yield opened


def bytes_of(session: Session) -> bytes:
    """The file and everything beside it that belongs to it."""
    return b"".join(
        each.read_bytes()
        for each in session.path.parent.glob(f"{session.path.name}*")
        if each.is_file()
    )


def figures(session: Session) -> list[object]:
    """Everything that adds up."""
    amounts = [
        [
            session.conn.execute(f"SELECT count(*), total({column[1]}) FROM {table}").fetchone()
            for column in session.conn.execute(f"PRAGMA table_info({table})")
            if column[1].endswith("_e5")
        ]
        for table in PLACES
    ]
    rows = [
        session.conn.execute(f"SELECT * FROM {view} ORDER BY 1").fetchall()
        for view in ("month_total", "month_list", "month_figure", "tax_estimate", "match_result",
                     "declaration_line", "stock_move", "month_close")
    ]  # fmt: skip
    return [*amounts, *rows]


def by_person(**given: str) -> Request:
    return Request(person=Person(**given))


def test_nobody_is_left_after_a_purge_by_age(session: Session) -> None:
    assert all(found_in(bytes_of(session), each) for each in (FIRST, SECOND))
    before = figures(session)
    outcome = purge(session, OLD, on=LATER)
    for person in (FIRST, SECOND):
        assert found_in(bytes_of(session), person) == []
    assert figures(session) == before
    assert outcome.counts["declaration_list"] == outcome.counts["papers"] == 2
    assert outcome.counts["compacted"] == 1
    assert outcome.counts["fixed"] == 0


def test_log_and_closed_months_verify_after_it(session: Session) -> None:
    purge(session, OLD, on=LATER)
    assert auditing.verify(session.conn).is_whole
    assert all(each.is_whole for each in month_lock.verify(session.conn))
    assert not recount(session.conn)
    session.conn.execute("PRAGMA query_only = 0")
    session.conn.execute("UPDATE call SET params = '{}' WHERE id = 1")
    assert not all(each.is_whole for each in month_lock.verify(session.conn))


def test_a_person_goes_and_the_other_stays(session: Session) -> None:
    purge(session, by_person(id_no=FIRST.id_no.lower()), on=LATER)
    assert found_in(bytes_of(session), FIRST) == []
    assert found_in(bytes_of(session), SECOND) == list(SECOND.words)
    hashes = session.conn.execute("SELECT buyer_hash, consignee_hash FROM orders").fetchall()
    assert hashes[0][0] == hashes[0][1]
    assert len({each for row in hashes for each in row}) == 2


def test_name_and_telephone_name_a_person_too(session: Session) -> None:
    purge(session, by_person(name=FIRST.name, phone=f"+86 {FIRST.phone}"), on=LATER)
    assert found_in(bytes_of(session), FIRST) == []
    assert found_in(bytes_of(session), SECOND)


@pytest.mark.parametrize("given", [{}, {"name": "甲"}, {"phone": FIRST.phone}, {"id_no": " "}])
def test_half_a_person_is_refused(session: Session, given: dict[str, str]) -> None:
    with pytest.raises(UnfitRequest):
        purge(session, by_person(**given), on=LATER)


def test_what_the_law_wants_kept_stays_unless_said(session: Session) -> None:
    request = by_person(id_no=FIRST.id_no)
    seen = look(session, request, on=SOON)
    assert (seen.kept_by_law, seen.is_empty) == (1, True)
    purge(session, request, on=SOON)
    assert found_in(bytes_of(session), FIRST) == list(FIRST.words)
    purge(session, replace(request, even_kept=True), on=SOON)
    assert found_in(bytes_of(session), FIRST) == []


@pytest.mark.parametrize(("on", "cleared"), [(date(2029, 11, 16), 0), (date(2029, 11, 17), 2)])
def test_it_counts_from_the_release(session: Session, on: date, cleared: int) -> None:
    assert usual_months(on) == 36
    assert look(session, OLD, on=on).counts["declaration_list"] == cleared


def test_what_is_under_way_stays(session: Session) -> None:
    with session.call("status"):
        session.conn.execute("UPDATE declaration_status SET status = 'cancelling' WHERE id = 2")
    seen = look(session, OLD, on=LATER)
    assert seen.under_way == 1
    purge(session, OLD, on=LATER)
    assert found_in(bytes_of(session), FIRST) == []
    assert found_in(bytes_of(session), SECOND) == list(SECOND.words)


def test_words_of_who_still_buys_stay_in_what_others_wrote(session: Session) -> None:
    again = replace(FIRST, order_no="I-2003", ordered_at="2029-12-01T10:00:00")
    put(session, [again])
    purge(session, OLD, on=LATER)
    ids = session.conn.execute("SELECT buyer_id_no FROM orders ORDER BY id").fetchall()
    assert ids == [("",), ("",), (again.id_no,)]
    (reason,) = session.conn.execute("SELECT reason FROM match_decision WHERE id = 1").fetchone()
    assert FIRST.name not in reason  # it was said of an order that was cleared
    params = session.conn.execute("SELECT params FROM call WHERE verb = 'note'").fetchall()
    assert FIRST.name in params[0][0]
    assert SECOND.name not in params[1][0]


def test_it_cannot_be_undone_and_says_nobody(session: Session) -> None:
    purge(session, by_person(id_no=FIRST.id_no), on=LATER)
    with pytest.raises(UndoRefused) as told:
        session.undo()
    assert told.value.code == "error.undo_final"
    (params,) = session.conn.execute("SELECT params FROM call WHERE verb = 'purge'").fetchone()
    assert "even_kept" in params
    assert not session.conn.execute("SELECT 1 FROM journal_row").fetchone()


def test_a_second_purge_finds_nothing_to_do(session: Session) -> None:
    purge(session, OLD, on=LATER)
    calls = session.history()
    assert look(session, OLD, on=LATER).counts["orders"] == 0
    purge(session, OLD, on=LATER)
    assert session.history() == calls


def test_it_tells_what_it_would_do_and_what_is_left_elsewhere(session: Session) -> None:
    seen = look(session, OLD, on=LATER)
    assert {name: seen.counts[name] for name in ("orders", "payment", "waybill")} == {
        "orders": 2, "payment": 2, "waybill": 2,
    }  # fmt: skip
    assert seen.papers == (("SDR26110000001", "other"), ("SDR26110000002", "other"))
    assert seen.left.message_files >= 1
    assert [value.confidence for value in seen.law] == ["medium", "low"]


def test_what_the_caller_keeps_is_masked_with_the_same_words(session: Session) -> None:
    seen: list[Words] = []

    def elsewhere(words: Words) -> int:
        seen.append(words)
        return 3

    outcome = purge(session, by_person(id_no=FIRST.id_no), on=LATER, elsewhere=elsewhere)
    assert seen[0].replaced(f"找{FIRST.name}") == "找***"
    assert outcome.counts["drafts"] >= 3


def test_it_takes_two_who_may(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    cheap_passwords(monkeypatch)
    set_up(session)
    enter(session, Role.CLERK)
    with pytest.raises(Forbidden) as caught:
        look(session, OLD, on=LATER)
    assert caught.value.params["verb_key"] == "verb.purge"
    with pytest.raises(Forbidden):
        purge(session, OLD, on=LATER)
    enter(session, Role.MANAGER)
    with pytest.raises(NeedsWitness):
        purge(session, OLD, on=LATER)
    assert found_in(bytes_of(session), FIRST)
    boss = Role.ADMINISTRATOR
    with session.identity.witnessed("purge", NAMES[boss], PASSWORDS[boss]):
        purge(session, OLD, on=LATER)
    assert not found_in(bytes_of(session), FIRST)
    assert auditing.verify(session.conn).is_whole


def test_a_backup_is_made_before_and_its_failure_stops_it(session: Session) -> None:
    def refuse(reason: str) -> None:
        assert reason == "purge"
        raise CannotWrite(path=session.path)

    session.before_risk = refuse
    with pytest.raises(CannotWrite):
        purge(session, OLD, on=LATER)
    assert found_in(bytes_of(session), FIRST)


def test_a_limit_typed_from_the_official_query_goes_with_its_buyer(session: Session) -> None:
    (first, second) = session.conn.execute(
        "SELECT buyer_id_hash FROM declaration_list ORDER BY id"
    ).fetchall()
    with session.call("balance") as call:
        session.conn.executemany(
            "INSERT INTO buyer_balance (call_id, buyer_id_hash, year, used_e5, as_of, source)"
            " VALUES (?, ?, 2026, 5, '2026-12-01', '测试')",
            [(call.id, *first), (call.id, *second)],
        )
    purge(session, by_person(id_no=FIRST.id_no), on=LATER)
    rows = session.conn.execute(
        "SELECT d.buyer_id_hash, b.used_e5 FROM declaration_list d LEFT JOIN buyer_balance b"
        " ON b.buyer_id_hash = d.buyer_id_hash ORDER BY d.id"
    ).fetchall()
    assert [used for _hash, used in rows] == [5, 5]
    assert rows[0][0] != first[0]
    assert rows[1][0] == second[0]


def test_where_drafts_cannot_be_cleared_nothing_is(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also of drafts that a window holds open."""

    def refuse(_file: DraftFile, _drafts: object) -> None:
        raise CannotWrite(path=session.path)

    typed = Unsaved(session.path)
    typed.keep(1, Draft({"buyer_name": FIRST.name}, (), ()))
    typed.close()
    unsaved = Unsaved(session.path)
    monkeypatch.setattr(DraftFile, "write", refuse)
    for _ in range(2):  # the second time it is not forgotten either
        with pytest.raises(CannotWrite):
            purge(session, OLD, on=LATER)
    unsaved.close()
    with pytest.raises(CannotWrite):
        purge(session, OLD, on=LATER)
    assert found_in(bytes_of(session), FIRST)
    assert "purge" not in {each.verb for each in session.history()}
    monkeypatch.undo()
    purge(session, OLD, on=LATER)
    assert found_in(bytes_of(session), FIRST) == []


def test_what_cannot_be_written_anew_is_cleared_all_the_same(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_session: Session) -> None:
        raise DiskFull(path=session.path)

    monkeypatch.setattr(Session, "compact", refuse)
    outcome = purge(session, OLD, on=LATER)
    assert outcome.counts["compacted"] == 0
    assert found_in(bytes_of(session), FIRST) == []
    for language in LANGUAGES:
        assert text("purge.not_compacted", language) in done(outcome, language)
