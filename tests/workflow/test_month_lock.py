"""Closed months: what is signed for stands, what comes late goes on, two persons open it again."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from app.queries.month_check import recount
from app.store.errors import MonthLocked, UndoRefused
from app.store.month_closes import figures_of
from app.store.rates import ExchangeRate
from app.store.session import Session
from app.values.period import Month
from app.workflow.month_lock import (
    CannotClose,
    CannotReopen,
    close_month,
    closed_months,
    closes,
    corrections,
    look,
    reopen_month,
    verify,
)
from app.workflow.rates import set_rate
from tests.helpers.builders import make_payment, put_payments
from tests.helpers.money import make_remittance, put_remittances
from tests.helpers.months import loose_session, put_lines, put_list, put_status

SEPTEMBER, OCTOBER, NOVEMBER = Month(2026, 9), Month(2026, 10), Month(2026, 11)
OVER = date(2026, 12, 1)
RELEASED = "2026-10-05T08:00:00"


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    with loose_session(tmp_path) as opened:
        yield opened


def add(session: Session, released: str = RELEASED, **given: object) -> int:
    with session.call("lists"):
        return put_list(session.conn, day=released[:10] or "2026-10-31", released=released, **given)


def stand(session: Session, list_id: int, status: str, released: str = "") -> None:
    with session.call("receive"):
        put_status(session.conn, list_id, status, released)


def close(session: Session, month: Month = OCTOBER) -> dict[str, int]:
    return close_month(session, month, "甲", on=OVER).counts


def reopen(session: Session, month: Month = OCTOBER) -> None:
    reopen_month(session, month, "甲", second="乙", reason="漏报")


def signed(session: Session, name: str, at: int = -1) -> dict[str, int]:
    """Month → what the newest closing signed for under a name, over all scopes."""
    found: dict[str, int] = {}
    for month, figure, _scope, value in figures_of(session.conn, closes(session.conn)[at].id):
        if figure == name:
            found[month] = found.get(month, 0) + value
    return found


def month_of(session: Session, list_id: int) -> str:
    row = session.conn.execute("SELECT month FROM list_month WHERE id = ?", (list_id,)).fetchone()
    return str(row[0])


# Closing


def test_a_closing_signs_for_released_lists_and_leaves_the_others(session: Session) -> None:
    add(session)
    add(session, "2026-11-01T00:00:00")
    add(session, "", status="draft")
    assert close(session) | {"figures": 0} == {"figures": 0, "documents": 1, "left_over": 1}
    assert signed(session, "lists") == {"2026-10": 1}
    assert signed(session, "declared") == {"2026-10": 1_250_000}


def test_a_month_is_closed_the_day_after_its_last_one(session: Session) -> None:
    with pytest.raises(CannotClose) as refused:
        close_month(session, OCTOBER, "甲", on=date(2026, 10, 31))
    assert refused.value.code == "error.month_not_over"
    close_month(session, OCTOBER, "甲", on=date(2026, 11, 1))
    assert closed_months(session.conn) == {"2026-10": "2026-11"}


@pytest.mark.parametrize("name", ["", "  "])
def test_somebody_has_to_sign(session: Session, name: str) -> None:
    with pytest.raises(CannotClose):
        close_month(session, OCTOBER, name, on=OVER)
    assert closes(session.conn) == []


def test_a_closed_month_is_not_closed_again(session: Session) -> None:
    close(session)
    with pytest.raises(CannotClose) as refused:
        close(session)
    assert refused.value.code == "error.month_closed"


def test_what_stands_open_is_told_and_does_not_forbid(session: Session) -> None:
    add(session)
    add(session, "", status="prepared")
    add(session, "2026-09-05T00:00:00")
    codes = {finding.code: finding.value for finding in look(session.conn, OCTOBER).findings}
    assert codes == {"closing.unanswered": "1", "closing.rates": "1", "closing.earlier": "1"}
    assert look(session.conn, OCTOBER).left_over == {"open": 1}
    assert close_month(session, OCTOBER, "甲", on=OVER).findings


def test_looking_says_what_closing_then_signs_for(session: Session) -> None:
    add(session)
    seen = [(f.of_month, f.name, f.scope, f.value) for f in look(session.conn, OCTOBER).figures]
    close(session)
    assert figures_of(session.conn, closes(session.conn)[0].id) == seen


# The lock


def test_a_signed_list_does_not_change(session: Session) -> None:
    list_id = add(session)
    close(session)
    with pytest.raises(MonthLocked) as refused, session.call("edit"):
        session.conn.execute("UPDATE declaration_list SET pieces = 9 WHERE id = ?", (list_id,))
    assert refused.value.params["month"] == "2026-10"
    kept = session.conn.execute("SELECT pieces FROM declaration_list").fetchone()
    assert kept != (9,)


def test_a_signed_list_keeps_its_lines(session: Session) -> None:
    list_id = add(session)
    close(session)
    with pytest.raises(MonthLocked), session.call("edit"):
        put_lines(session.conn, list_id, [("3924100000", "011", 1, 2)])
    with pytest.raises(MonthLocked), session.call("edit"):
        session.conn.execute("UPDATE declaration_line SET hs_code = '1'")
    with pytest.raises(MonthLocked), session.call("edit"):
        session.conn.execute(
            "INSERT INTO declaration_line (declaration_list_id, line_no, sku, goods_name, country,"
            " currency, declared_qty_e5, price_e5, line_total_e5)"
            " VALUES (?, 2, '', '', '', '', 1, 1, 1)",
            (list_id,),
        )
    with pytest.raises(MonthLocked), session.call("edit"):
        session.conn.execute("DELETE FROM declaration_list WHERE id = ?", (list_id,))


def test_notes_and_the_traffic_of_messages_stay_free(session: Session) -> None:
    list_id = add(session)
    close(session)
    with session.call("edit"):
        session.conn.execute(
            "UPDATE declaration_list SET note = 'x', app_time = '2026-12-01T00:00:00',"
            " buyer_name = '' WHERE id = ?",
            (list_id,),
        )
    assert month_of(session, list_id) == "2026-10"


def test_lists_of_open_months_change_as_before(session: Session) -> None:
    add(session)
    other = add(session, "2026-11-05T00:00:00")
    left = add(session, "", status="draft")
    close(session)
    with session.call("edit"):
        session.conn.execute(
            "UPDATE declaration_list SET pieces = 9 WHERE id IN (?, ?)", (other, left)
        )
    changed = session.conn.execute("SELECT id FROM declaration_list WHERE pieces = 9").fetchall()
    assert changed == [(other,), (left,)]


def test_the_rates_of_a_closed_month_stand(session: Session) -> None:
    rate = ExchangeRate("USD", OCTOBER, Decimal("7.1"), "海关")
    set_rate(session, rate)
    close(session)
    for cny in ("7.2", "7.3"):
        with pytest.raises(MonthLocked):
            set_rate(session, ExchangeRate("USD", OCTOBER, Decimal(cny), "海关"))
    with pytest.raises(MonthLocked):
        set_rate(session, ExchangeRate("EUR", OCTOBER, Decimal("8"), "海关"))
    set_rate(session, ExchangeRate("USD", NOVEMBER, Decimal("7.2"), "海关"))


def test_nothing_before_a_closing_is_undone(session: Session) -> None:
    add(session)
    close(session)
    with pytest.raises(UndoRefused):
        session.undo()
    later = add(session, "2026-11-05T00:00:00")
    session.undo()
    assert session.conn.execute(
        "SELECT count(*) FROM declaration_list WHERE id = ?", (later,)
    ).fetchone() == (0,)
    with pytest.raises(UndoRefused):
        session.undo()


@pytest.mark.parametrize("table", ["month_close", "month_figure", "month_document"])
def test_signed_rows_cannot_be_touched(session: Session, table: str) -> None:
    add(session)
    close(session)
    for statement in (f"DELETE FROM {table}", f"UPDATE {table} SET id = id + 100"):
        with pytest.raises(Exception, match="append-only"), session.call("edit"):
            session.conn.execute(statement)


# What comes late


def test_a_late_list_belongs_to_the_next_open_month(session: Session) -> None:
    close(session)
    late = add(session)
    assert month_of(session, late) == "2026-11"
    close(session, NOVEMBER)
    assert signed(session, "lists") == {"2026-11": 1}
    assert month_of(session, late) == "2026-11"


def test_late_lines_pass_over_closed_months(session: Session) -> None:
    close(session, NOVEMBER)
    close(session, OCTOBER)
    assert closed_months(session.conn) == {"2026-10": "2026-12", "2026-11": "2026-12"}
    assert month_of(session, add(session)) == "2026-12"


def test_a_left_over_counts_in_the_month_of_its_release(session: Session) -> None:
    left = add(session, "", status="prepared")
    close(session)
    assert month_of(session, left) == "2026-11"
    stand(session, left, "released", "2026-11-03T00:00:00")
    assert month_of(session, left) == "2026-11"
    stand(session, left, "released", "2026-10-31T23:00:00")
    assert month_of(session, left) == "2026-11"


def test_a_cancellation_after_closing_is_a_correction_of_the_open_month(session: Session) -> None:
    list_id = add(session)
    add(session)
    close(session)
    stand(session, list_id, "cancelled", RELEASED)
    assert signed(session, "lists") == {"2026-10": 2}
    found = {each.name: each.difference for each in corrections(session.conn, NOVEMBER)}
    assert found["lists"] == -1
    assert found["declared"] == -1_250_000
    close(session, NOVEMBER)
    assert signed(session, "lists") == {"2026-10": -1}
    assert corrections(session.conn, Month(2026, 12)) == []


def test_a_late_payment_is_a_correction_once(session: Session) -> None:
    put_payments(session, [make_payment(paid_at="2026-10-03T10:00:00")])
    close(session)
    put_payments(session, [make_payment("T-2", paid_at="2026-10-31T23:59:59", amount="2.50")])
    (found,) = corrections(session.conn, NOVEMBER)
    assert (found.name, found.scope, found.difference) == ("income", "USD", 250_000)
    close(session, NOVEMBER)
    assert signed(session, "income") == {"2026-10": 250_000}


def test_the_totals_of_a_closed_month_do_not_move_until_it_is_opened(session: Session) -> None:
    def totals() -> tuple[int, int]:
        row = session.conn.execute(
            "SELECT sum(lists), sum(value_e5) FROM month_total"
            " WHERE month = '2026-10' AND stage = 'released'"
        ).fetchone()
        return row[0] or 0, row[1] or 0

    cancelled, other = add(session), add(session)
    close(session)
    before = totals()
    stand(session, cancelled, "cancelled", RELEASED)
    stand(session, other, "cleared", RELEASED)
    assert totals() == before
    assert recount(session.conn) == []
    session.undo()
    session.undo()
    assert corrections(session.conn, NOVEMBER) == []
    stand(session, cancelled, "cancelled", RELEASED)
    reopen(session)
    assert totals() == (1, 1_250_000)
    assert recount(session.conn) == []


def test_a_month_in_which_more_was_repaid_is_signed_for_as_such(session: Session) -> None:
    put_remittances(session, [make_remittance(net="-7", received_on="2026-10-20")])
    close(session)
    assert signed(session, "received") == {"2026-10": -700_000}


# Opening again


def test_reopening_takes_two_names_and_a_reason(session: Session) -> None:
    close(session)
    for second, reason in (("甲", "漏报"), (" 甲 ", "漏报"), ("", "漏报"), ("乙", " ")):
        with pytest.raises(CannotReopen):
            reopen_month(session, OCTOBER, "甲", second=second, reason=reason)
    reopen(session)
    assert closed_months(session.conn) == {}
    last = closes(session.conn)[-1]
    assert (last.action, last.signed_by, last.second_by, last.reason) == (
        "reopen", "甲", "乙", "漏报",
    )  # fmt: skip


def test_an_open_month_is_not_reopened(session: Session) -> None:
    with pytest.raises(CannotReopen):
        reopen(session)


def test_a_reopened_month_changes_and_is_closed_with_what_it_is_then(session: Session) -> None:
    list_id = add(session)
    close(session)
    late = add(session)
    reopen(session)
    assert month_of(session, late) == "2026-10"
    with session.call("edit"):
        put_lines(session.conn, list_id, [("3924100000", "011", 1, 1_000_000)])
        session.conn.execute(
            "UPDATE declaration_list SET total_e5 = 1000000 WHERE id = ?", (list_id,)
        )
    close(session)
    assert signed(session, "declared") == {"2026-10": 2_250_000}
    assert signed(session, "lists", at=0) == {"2026-10": 1}


def test_a_correction_booked_elsewhere_is_not_booked_again(session: Session) -> None:
    list_id = add(session)
    close(session)
    stand(session, list_id, "cancelled", RELEASED)
    close(session, NOVEMBER)
    reopen(session)
    close(session)
    assert signed(session, "lists") == {"2026-10": 1}  # with November's -1 that is none
    assert corrections(session.conn, Month(2026, 12)) == []


# Verifying


def test_what_was_signed_verifies(session: Session) -> None:
    add(session)
    close(session)
    reopen(session)
    close(session)
    assert [each.is_whole for each in verify(session.conn)] == [True, True, True]


@pytest.mark.parametrize(
    ("statement", "broken"),
    [
        ("UPDATE month_figure SET value = value + 1", "figures"),
        ("UPDATE month_document SET amount = amount + 1", "documents"),
        ("UPDATE call SET actor = 'x' WHERE id = 1", "log"),
        ("UPDATE month_close SET signed_by = 'x'", "seal"),
    ],
)
def test_a_change_behind_the_seal_is_found(session: Session, statement: str, broken: str) -> None:
    add(session)
    close(session)
    conn = session.conn
    conn.execute("PRAGMA query_only = OFF")
    for (name,) in conn.execute(
        "SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'month!_%' ESCAPE '!'"
    ).fetchall():
        conn.execute(f"DROP TRIGGER {name}")
    conn.execute(statement)
    (found,) = verify(conn, OCTOBER)
    assert found.broken == (broken,)


def test_a_later_seal_holds_the_one_before(session: Session) -> None:
    close(session)
    close(session, NOVEMBER)
    first, second = verify(session.conn)
    assert first.is_whole
    assert second.is_whole
    assert first.close.seal != second.close.seal
