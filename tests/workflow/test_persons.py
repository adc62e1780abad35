"""Persons: who may do what is asked below every screen, and every refusal is noted."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from app.matching.reasons import BLOCKING, Flag
from app.store import audit
from app.store import persons as store
from app.store.errors import (
    Forbidden,
    NeedsWitness,
    NotSignedIn,
    TooManyTries,
    UndoRefused,
    WrongPassword,
)
from app.store.session import Session
from app.store.settings import set_setting
from app.text import LANGUAGES, error_text, keys
from app.values.errors import AppError
from app.values.period import Month
from app.values.rights import LEAST, WITNESSED, Role, may
from app.workflow.match import NothingToAccept, accept
from app.workflow.month_lock import close_month, closes, reopen_month
from app.workflow.persons import (
    UnfitPerson,
    add_person,
    change_password,
    lock_minutes,
    persons,
    reset_password,
    set_access,
    set_lock_minutes,
    set_role,
    sign_in,
)
from tests.helpers.builders import make_session
from tests.helpers.clock import FixedClock
from tests.helpers.people import NAMES, PASSWORDS, cheap_passwords, enter, set_up

ON = date(2026, 11, 20)
PLAIN = "a sentence nobody guesses"


@pytest.fixture(autouse=True)
def _cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    cheap_passwords(monkeypatch)


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    with make_session(tmp_path) as opened:
        yield opened


@pytest.fixture
def manned(session: Session) -> Session:
    set_up(session)
    return session


def step(session: Session, verb: str, name: str = "x") -> None:
    with session.call(verb):
        set_setting(session.conn, "name", name)


def entries(session: Session, kind: str) -> list[tuple[str, str, str]]:
    rows = session.conn.execute(
        "SELECT verb, actor, about FROM audit_entry WHERE kind = ? ORDER BY id", (kind,)
    )
    return rows.fetchall()


def refused(session: Session, name: str, password: str) -> None:
    with pytest.raises(WrongPassword):
        sign_in(session, name, password)


# the table


def test_every_verb_with_a_text_has_a_least_role() -> None:
    verbs = {key.removeprefix("verb.") for key in keys("zh_CN") if key.startswith("verb.")}
    never_asked = {"begin", "sign_in", "sign_out", "witness"}
    assert verbs - set(LEAST) == never_asked


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_act_and_role_has_a_text(language: str) -> None:
    assert {f"verb.{act}" for act in LEAST} <= keys(language)
    assert {f"role.{role}" for role in Role} <= keys(language)
    assert {f"audit.fault.{fault}" for fault in audit.Fault} <= keys(language)
    kinds = (NotSignedIn, WrongPassword, TooManyTries, Forbidden, NeedsWitness, UnfitPerson)
    codes = {kind.code for kind in kinds}
    codes |= {"error.person_taken", "error.person_unknown", "error.person_first"}
    codes |= {"error.person_last", "error.password_weak", "error.password_differs"}
    for code in codes:
        assert all(error_text(AppError(code), language))


def test_role_may_do_what_the_one_before_it_may() -> None:
    for act in LEAST:
        allowed = [may(role, act) for role in Role]
        assert allowed == sorted(allowed)
        assert may(Role.ADMINISTRATOR, act)
    assert not may(Role.ADMINISTRATOR, "a verb nobody entered")


# without persons


def test_without_persons_everybody_may_do_everything(session: Session) -> None:
    session.actor = "甲"
    step(session, "month_reopen")
    assert session.history()[0].actor == "甲"
    assert entries(session, "refused") == []


# with persons


def test_every_forbidden_pair_is_refused_and_noted(manned: Session) -> None:
    for role in Role:
        enter(manned, role)
        for act in sorted(LEAST):
            before = len(entries(manned, "refused"))
            try:
                step(manned, act)
            except Forbidden:
                assert not may(role, act), (role, act)
                assert entries(manned, "refused")[before:] == [
                    (act, NAMES[role], f'{{"person": "{NAMES[role]}", "why": "role"}}')
                ]
            except NeedsWitness:
                assert act in WITNESSED
                assert may(role, act)
            else:
                assert may(role, act), (role, act)
                assert len(entries(manned, "refused")) == before
    assert audit.verify(manned.conn).is_whole


def test_verb_nobody_entered_is_refused_to_everybody(manned: Session) -> None:
    with pytest.raises(Forbidden):
        step(manned, "invented")


def test_nobody_signed_in_may_do_nothing(manned: Session) -> None:
    manned.identity.sign_out()
    with pytest.raises(NotSignedIn):
        step(manned, "import")
    with Session.open(manned.path, clock=FixedClock(), actor=NAMES[Role.CLERK]) as other:
        with pytest.raises(NotSignedIn):
            step(other, "import")
        assert entries(other, "refused")[-1] == ("import", "", '{"why": "not_signed_in"}')


def test_step_is_of_the_one_who_signed_in_whatever_name_was_said(manned: Session) -> None:
    enter(manned, Role.CLERK)
    manned.actor = "somebody else"
    step(manned, "import")
    assert manned.history()[0].actor == NAMES[Role.CLERK]


def test_disabled_person_stops_at_once(manned: Session) -> None:
    with Session.open(manned.path, clock=FixedClock()) as other:
        enter(other, Role.CLERK)
        step(other, "import")
        set_access(manned, NAMES[Role.CLERK], allowed=False)
        with pytest.raises(NotSignedIn):
            step(other, "import")
        refused(other, NAMES[Role.CLERK], PASSWORDS[Role.CLERK])
        set_access(manned, NAMES[Role.CLERK], allowed=True)
        enter(other, Role.CLERK)


def test_changed_role_counts_from_the_next_step(manned: Session) -> None:
    with Session.open(manned.path, clock=FixedClock()) as other:
        enter(other, Role.CLERK)
        set_role(manned, NAMES[Role.CLERK], Role.PRINTER)
        with pytest.raises(Forbidden):
            step(other, "import")


def test_only_who_may_do_a_step_may_take_it_back(manned: Session) -> None:
    step(manned, "settings")
    enter(manned, Role.CLERK)
    with pytest.raises(Forbidden):
        manned.undo()
    enter(manned, Role.ADMINISTRATOR)
    manned.undo()
    enter(manned, Role.CLERK)
    with pytest.raises(Forbidden):
        manned.redo()


def test_persons_and_passwords_are_never_undone(manned: Session) -> None:
    step(manned, "import", "before")
    set_role(manned, NAMES[Role.CLERK], Role.MANAGER)
    assert manned.undo().verb == "import"
    assert manned.redo().verb == "import"
    manned.undo()
    with pytest.raises(UndoRefused):
        manned.undo()
    assert [each.role for each in persons(manned.conn)].count(Role.MANAGER) == 2


# two persons


def test_reopening_a_month_takes_a_second_person_with_a_password(manned: Session) -> None:
    enter(manned, Role.MANAGER)
    month = Month(2026, 10)
    close_month(manned, month, "somebody", on=ON)
    said = {"second": "somebody else", "reason": "漏报"}
    with pytest.raises(NeedsWitness):
        reopen_month(manned, month, "somebody", **said)
    act, boss = "month_reopen", NAMES[Role.ADMINISTRATOR]
    with pytest.raises(WrongPassword), manned.identity.witnessed(act, boss, "wrong one"):
        pass
    own = NAMES[Role.MANAGER], PASSWORDS[Role.MANAGER]
    with pytest.raises(NeedsWitness), manned.identity.witnessed(act, *own):
        pass
    clerk = NAMES[Role.CLERK], PASSWORDS[Role.CLERK]
    with pytest.raises(Forbidden), manned.identity.witnessed(act, *clerk):
        pass
    with manned.identity.witnessed(act, boss, PASSWORDS[Role.ADMINISTRATOR]):
        reopen_month(manned, month, "somebody", **said)
    closing, reopening = closes(manned.conn)
    assert closing.signed_by == NAMES[Role.MANAGER]
    assert (reopening.signed_by, reopening.second_by) == (NAMES[Role.MANAGER], boss)
    logged = manned.conn.execute(
        "SELECT actor, witness FROM audit_entry WHERE verb = 'month_reopen' AND kind = 'step'"
    ).fetchall()
    assert logged == [(NAMES[Role.MANAGER], boss)]


def test_accepting_what_holds_an_order_back_takes_two(manned: Session) -> None:
    enter(manned, Role.CLERK)
    with pytest.raises(NothingToAccept):
        accept(manned, [1], Flag.CENTS_DIFFER, reason="x", on=ON)
    with pytest.raises(Forbidden):
        accept(manned, [1], Flag.NO_WAYBILL, reason="x", on=ON)
    enter(manned, Role.MANAGER)
    with pytest.raises(NeedsWitness):
        accept(manned, [1], BLOCKING, reason="x", on=ON)
    second = NAMES[Role.ADMINISTRATOR], PASSWORDS[Role.ADMINISTRATOR]
    with manned.identity.witnessed("override", *second), pytest.raises(NothingToAccept):
        accept(manned, [1], BLOCKING, reason="x", on=ON)


def test_closed_month_keeps_the_head_of_the_log(session: Session) -> None:
    step(session, "import")
    head = audit.head(session.conn)
    assert head is not None
    close_month(session, Month(2026, 10), "甲", on=ON)
    kept = session.conn.execute("SELECT audit_no, audit_head FROM month_close").fetchone()
    assert kept == (head.no, head.hash)


# setting up


@pytest.mark.parametrize(
    ("name", "role", "password", "again", "code"),
    [
        ("  ", Role.ADMINISTRATOR, PLAIN, PLAIN, "error.person_unnamed"),
        ("甲", Role.MANAGER, PLAIN, PLAIN, "error.person_first"),
        ("甲", Role.ADMINISTRATOR, "1234567", "", "error.password_weak"),
        ("Wang Wei 1", Role.ADMINISTRATOR, "wangwei1", "", "error.password_weak"),
        ("甲", Role.ADMINISTRATOR, PLAIN, PLAIN + "x", "error.password_differs"),
    ],
)
def test_unfit_first_person_is_refused(
    session: Session, name: str, role: Role, password: str, again: str, code: str
) -> None:
    with pytest.raises(UnfitPerson) as refusal:
        add_person(session, name, role, password, again)
    assert refusal.value.code == code
    assert persons(session.conn) == []


def test_name_is_unique_however_it_is_written(session: Session) -> None:
    add_person(session, "Wang  Wei", Role.ADMINISTRATOR, PLAIN)
    with pytest.raises(UnfitPerson, match="person_taken"):
        add_person(session, "wang wei", Role.CLERK, PLAIN)


def test_last_administrator_stays_one(manned: Session) -> None:
    boss = NAMES[Role.ADMINISTRATOR]
    with pytest.raises(UnfitPerson, match="person_last"):
        set_role(manned, boss, Role.MANAGER)
    with pytest.raises(UnfitPerson, match="person_last"):
        set_access(manned, boss, allowed=False)
    set_role(manned, NAMES[Role.MANAGER], Role.ADMINISTRATOR)
    set_access(manned, boss, allowed=False)


def test_manager_sets_up_nobody(manned: Session) -> None:
    enter(manned, Role.MANAGER)
    with pytest.raises(Forbidden):
        add_person(manned, "新人", Role.PRINTER, PLAIN)
    with pytest.raises(Forbidden):
        reset_password(manned, NAMES[Role.ADMINISTRATOR], PLAIN)


# passwords


def test_password_is_changed_by_who_knows_the_old_one(manned: Session) -> None:
    enter(manned, Role.PRINTER)
    with pytest.raises(WrongPassword):
        change_password(manned, "not the old one", PLAIN)
    change_password(manned, PASSWORDS[Role.PRINTER], PLAIN, PLAIN)
    refused(manned, NAMES[Role.PRINTER], PASSWORDS[Role.PRINTER])
    sign_in(manned, NAMES[Role.PRINTER], PLAIN)


def test_reset_password_works_at_once(manned: Session) -> None:
    reset_password(manned, NAMES[Role.CLERK], PLAIN, PLAIN)
    sign_in(manned, NAMES[Role.CLERK], PLAIN)


def test_waiting_grows_after_five_failures_and_ends(manned: Session) -> None:
    clock = manned.clock
    assert isinstance(clock, FixedClock)
    clock.tick = timedelta()
    name, right = NAMES[Role.CLERK], PASSWORDS[Role.CLERK]
    for _ in range(store.FREE_TRIES):
        refused(manned, name, "wrong")
    waits = []
    for _ in range(4):
        with pytest.raises(TooManyTries) as refusal:
            sign_in(manned, name, right)  # not even the right one
        waits.append(int(refusal.value.params["seconds"]))
        clock.now += timedelta(seconds=waits[-1])
        refused(manned, name, "wrong")
    assert waits == [2, 4, 8, 16]
    clock.now += timedelta(seconds=store.LONGEST_WAIT_S)
    sign_in(manned, name, right)
    refused(manned, name, "wrong")
    sign_in(manned, name, right)


def test_clock_set_back_locks_nobody_out(manned: Session) -> None:
    clock = manned.clock
    assert isinstance(clock, FixedClock)
    for _ in range(store.FREE_TRIES):
        refused(manned, NAMES[Role.CLERK], "wrong")
    clock.now -= timedelta(days=400)
    enter(manned, Role.CLERK)


def test_failed_sign_ins_are_noted_without_what_was_typed(manned: Session) -> None:
    refused(manned, NAMES[Role.CLERK], "secret word")
    refused(manned, "secret word", "secret word")
    noted = entries(manned, "refused")
    assert [verb for verb, _, _ in noted] == ["sign_in", "sign_in"]
    assert "secret" not in str(noted)


def test_password_costs_memory_and_is_kept_nowhere_plain(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.undo()  # as it is outside of tests
    with make_session(tmp_path) as session:
        add_person(session, "甲", Role.ADMINISTRATOR, PLAIN)
        (kept,) = session.conn.execute("SELECT password FROM person").fetchone()
    kind, version, costs = kept.split("$")[1:4]
    memory, rounds, lanes = (int(each.partition("=")[2]) for each in costs.split(","))
    assert (kind, version) == ("argon2id", "v=19")
    assert memory >= 64 * 1024
    assert rounds >= 2
    assert lanes >= 1
    for file in tmp_path.rglob("*"):
        assert not file.is_file() or PLAIN.encode() not in file.read_bytes()


def test_password_kept_in_an_older_way_is_renewed_at_sign_in(
    manned: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store, "MEMORY_KIB", 128)
    enter(manned, Role.CLERK)
    name = NAMES[Role.CLERK]
    (kept,) = manned.conn.execute("SELECT password FROM person WHERE name = ?", (name,)).fetchone()
    assert "m=128," in kept
    enter(manned, Role.CLERK)


def test_locking_time_is_the_administrators(manned: Session) -> None:
    assert lock_minutes(manned.conn) == 15
    set_lock_minutes(manned, 3)
    assert lock_minutes(manned.conn) == 3
    enter(manned, Role.MANAGER)
    with pytest.raises(Forbidden):
        set_lock_minutes(manned, 0)
