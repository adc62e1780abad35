"""Totals of the months: what a list brings, and that no history of calls tears them loose."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from app.queries.month_check import recount
from app.store import month_totals
from app.store.errors import MonthLocked, UndoRefused
from app.store.journal import journaled_columns
from app.store.month_totals import TABLES, MonthTotals
from app.store.session import Call, Session
from tests.helpers.months import (
    close_month,
    loose_session,
    put_answer,
    put_bill,
    put_estimate,
    put_lines,
    put_list,
    put_message,
    put_rate,
    put_refund,
    put_return,
    put_status,
)


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    with loose_session(tmp_path) as opened:
        yield opened


def one(session: Session, columns: str, where: str = "true") -> Any:
    rows = session.conn.execute(f"SELECT {columns} FROM month_total WHERE {where}").fetchall()
    assert len(rows) == 1, rows
    return rows[0]


def total(session: Session, sql: str, where: str = "true") -> Any:
    return session.conn.execute(
        f"SELECT coalesce(sum({sql}), 0) FROM month_total WHERE {where}"
    ).fetchone()[0]


def test_a_list_counts_in_the_month_of_its_release(session: Session) -> None:
    with session.call("x"):
        put_list(session.conn, day="2026-09-30", released="2026-10-01T00:10:00")
        put_list(session.conn, day="2026-09-30", app_time="2026-09-30T23:00:00", status="sent")
    assert one(session, "stage", "month = '2026-10'") == ("released",)
    assert one(session, "stage", "month = '2026-09'") == ("declared",)


@pytest.mark.parametrize(
    ("status", "released", "stage"),
    [
        ("draft", "", "open"),
        ("prepared", "", "open"),
        ("handed_over", "", "open"),
        ("accepted", "", "declared"),
        ("inspection", "", "declared"),
        ("unknown", "", "declared"),
        ("rejected", "", "refused"),
        ("released", "2026-10-06T10:00:00", "released"),
        ("cleared", "2026-10-06T10:00:00", "released"),
        ("cancelling", "2026-10-06T10:00:00", "released"),
        ("cancelled", "2026-10-06T10:00:00", "cancelled"),
        ("returned_abroad", "", "cancelled"),
    ],
)
def test_stage_follows_the_status(session: Session, status: str, released: str, stage: str) -> None:
    with session.call("x"):
        put_list(session.conn, status=status, released=released)
    assert one(session, "stage") == (stage,)


def test_yuan_are_rounded_list_by_list_and_an_unknown_rate_is_no_zero(session: Session) -> None:
    with session.call("x"):
        put_rate(session.conn, "USD", "2026-10", 712_345_678)  # 7.12345678
        for _ in range(2):
            put_list(session.conn, lines=[("3924", "011", 100_000, 100_500)])  # 1.005 → 7.16
        put_list(session.conn, currency="EUR")
        put_list(session.conn, currency="CNY", lines=[("3924", "011", 100_000, 100_500)])
    assert one(session, "value_cny_e5, rateless", "currency = 'USD'") == (1_432_000, 0)
    assert one(session, "value_cny_e5, rateless", "currency = 'EUR'") == (0, 1)
    assert one(session, "value_cny_e5, rateless", "currency = 'CNY'") == (101_000, 0)


def test_large_amounts_in_yuan_are_exact(session: Session) -> None:
    value, rate = 12_345_678_912_345_678, 712_345_678
    with session.call("x"):
        put_rate(session.conn, "USD", "2026-10", rate)
        put_list(session.conn, lines=[("3924", "011", 100_000, value)])
    exact = (value * rate + 5 * 10**10) // 10**11 * 1000
    assert one(session, "value_cny_e5") == (exact,)


def test_a_rate_that_comes_later_is_used(session: Session) -> None:
    with session.call("x"):
        put_list(session.conn)
    with session.call("x"):
        put_rate(session.conn, "USD", "2026-10", 700_000_000)
    assert one(session, "value_cny_e5, rateless") == (8_750_000, 0)
    session.undo()
    assert one(session, "value_cny_e5, rateless") == (0, 1)


def test_a_bill_wins_over_an_estimate_and_neither_is_no_zero(session: Session) -> None:
    with session.call("x"):
        billed, guessed, unknown, none = (
            put_list(session.conn, flow="import", country=c) for c in ("USA", "JPN", "DEU", "FRA")
        )
        put_estimate(session.conn, billed, 500_000)
        put_bill(session.conn, billed, 510_000, "1")
        put_estimate(session.conn, guessed, 300_000)
        put_bill(session.conn, guessed, None, "2")  # its status is here, its amounts are not
        put_estimate(session.conn, unknown, None)
        assert none
    columns = "vat_e5, billed, estimated, taxless"
    assert one(session, columns, "country = 'USA'") == (510_000, 1, 0, 0)
    assert one(session, columns, "country = 'JPN'") == (300_000, 0, 1, 0)
    assert one(session, columns, "country = 'DEU'") == (0, 0, 0, 1)
    assert one(session, columns, "country = 'FRA'") == (0, 0, 0, 1)


def test_a_tax_known_in_part_is_in_no_sum(session: Session) -> None:
    with session.call("x"):
        list_id = put_list(session.conn, flow="import")
        put_estimate(session.conn, list_id, None)
        session.conn.execute("UPDATE tax_estimate SET duty_e5 = 700000, consumption_e5 = 300000")
    columns = "duty_e5, vat_e5, consumption_e5, estimated, taxless"
    assert one(session, columns) == (0, 0, 0, 0, 1)


def test_a_list_nobody_stopped_passed_by_itself(session: Session) -> None:
    with session.call("x") as call:
        lists = [put_list(session.conn, released="2026-10-06T10:00:00") for _ in range(4)]
        for list_id in lists:
            put_answer(session.conn, call.id, list_id, "120")
            put_answer(session.conn, call.id, list_id, "800")
        put_answer(session.conn, call.id, lists[1], "300")  # manual review
        put_answer(session.conn, call.id, lists[2], "-305")  # refused, then mended
        put_return(session.conn, lists[3], "released")
        put_return(session.conn, lists[0], "draft")
    assert one(session, "lists, automatic, was_refused, was_returned") == (4, 2, 1, 1)


def test_refunds_follow_the_purchases_behind_lines(session: Session) -> None:
    with session.call("x"):
        known, unknown, none = (put_list(session.conn, country=c) for c in ("USA", "JPN", "DEU"))
        assert none
    with session.call("match"):
        put_refund(session.conn, known, 130_000)
        put_refund(session.conn, unknown, None)
    assert one(session, "refund_e5, refundable", "country = 'USA'") == (130_000, 1)
    assert one(session, "refund_e5, refundable", "country = 'JPN'") == (0, 0)
    assert one(session, "refund_e5, refundable", "country = 'DEU'") == (0, 0)
    with session.call("match"):
        session.conn.execute("DELETE FROM refund_match")
    assert total(session, "refundable") == 0
    session.undo()
    assert total(session, "refund_e5") == 130_000


def test_clearance_runs_from_the_first_message(session: Session) -> None:
    with session.call("x"):
        first = put_list(session.conn, released="2026-10-06T10:12:59")
        put_message(session.conn, first, "2026-10-06T10:00:00")
        put_message(session.conn, first, "2026-10-06T10:10:00")
        put_list(session.conn, released="2026-10-06T10:12:59")  # no message known here
    rows = session.conn.execute("SELECT minutes, lists FROM month_clearance").fetchall()
    assert rows == [(12, 1)]


def test_goods_are_counted_by_heading_and_unit(session: Session) -> None:
    with session.call("x"):
        list_id = put_list(
            session.conn,
            lines=[("3924100000", "011", 1, 10), ("39241099", "035", 2, 20), ("", "011", 3, 30)],
        )
    with session.call("x"):
        put_lines(session.conn, list_id, [("6109100000", "011", 5, 50)])
    rows = session.conn.execute("SELECT heading, unit, qty_e5, value_e5 FROM month_goods")
    assert rows.fetchall() == [("6109", "011", 5, 50)]
    session.undo()
    rows = session.conn.execute("SELECT heading, unit, value_e5 FROM month_goods ORDER BY 1, 2")
    assert rows.fetchall() == [("", "011", 30), ("3924", "011", 10), ("3924", "035", 20)]


def test_a_closed_month_takes_no_late_list(session: Session) -> None:
    with session.call("x"):
        counted = put_list(session.conn, released="2026-10-06T10:00:00")
        put_list(session.conn, released="2026-10-07T10:00:00")
    with session.call("x", border=True):
        close_month(session.conn, "2026-10", "2026-11", [counted])
    assert one(session, "lists", "month = '2026-10'") == (1,)
    assert one(session, "lists", "month = '2026-11'") == (1,)
    with session.call("x"):
        session.conn.execute("DELETE FROM month_lock")
    assert one(session, "lists", "month = '2026-10'") == (2,)
    assert recount(session.conn) == []


def test_recount_names_what_is_kept_wrongly(session: Session) -> None:
    with session.call("x"):
        put_list(session.conn)
    session.conn.execute("PRAGMA query_only = 0")
    session.conn.execute("UPDATE month_total SET lists = 5")
    (found,) = recount(session.conn)
    assert found.table == "month_total"
    assert found.kept is not None
    assert found.counted is not None
    assert (found.kept[0], found.counted[0]) == (5, 1)
    MonthTotals(session.conn, journaled_columns(session.conn)).rebuild()
    assert recount(session.conn) == []


def test_one_changed_list_never_walks_a_large_table(session: Session) -> None:
    with session.call("x"):
        list_id = put_list(session.conn, released="2026-10-06T10:00:00")
    pretend_large(session)
    with session.call("x"):
        put_status(session.conn, list_id, "cleared", "2026-10-07T10:00:00")
        for sql in STATEMENTS:
            given = {"lines": 1, "known": 5} if ":known" in sql else {}
            for step in session.conn.execute(f"EXPLAIN QUERY PLAN {sql}", given):
                assert not WALKING.match(step[3]), (step[3], sql)


def test_batches_of_lists_add_up(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    limit = f"LIMIT {month_totals._BATCH}"
    assert limit in month_totals._NEXT
    monkeypatch.setattr(month_totals, "_NEXT", month_totals._NEXT.replace(limit, "LIMIT 2"))
    with session.call("x"):
        for _ in range(5):
            put_list(session.conn, released="2026-10-06T10:00:00")
    with session.call("x"):
        session.conn.execute("UPDATE declaration_status SET released_at = '2026-09-06T10:00:00'")
    assert one(session, "lists", "month = '2026-09'") == (5,)
    assert recount(session.conn) == []
    session.undo()
    assert one(session, "lists", "month = '2026-10'") == (5,)
    assert recount(session.conn) == []


def test_many_lists_are_looked_up_even_in_a_file_known_to_hold_few(session: Session) -> None:
    with session.call("x"):
        for _ in range(3):
            put_list(session.conn, released="2026-10-06T10:00:00")
    with session.call("x"):
        session.conn.execute("ANALYZE")  # three rows: from here on each join would walk them
        put_list(session.conn)
    for sql in (*STATEMENTS, month_totals._NEXT.replace("?", "0")):
        given = {"lines": 1, "known": 5} if ":known" in sql else {}
        for step in session.conn.execute(f"EXPLAIN QUERY PLAN {sql}", given):
            assert not WALKING.match(step[3]), (step[3], sql)


WALKING = re.compile(r"BLOOM|SCAN (l|d|t|declaration_\w+|month_list)\b")
STATEMENTS = (
    *(month_totals._SIGHT, month_totals._FACT, month_totals._HEADINGS, month_totals._GOODS),
    *(month_totals._CLEARANCE, month_totals._TOTALS, month_totals._GONE, month_totals._KEPT),
    *(month_totals._GOODS_NO, month_totals._MOVES),
)


def pretend_large(session: Session) -> None:
    """SQLite believes in a million lists."""
    session.conn.execute("PRAGMA query_only = 0")
    session.conn.execute("ANALYZE")
    session.conn.execute("DELETE FROM sqlite_stat1")
    session.conn.executemany(
        "INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES (?, ?, ?)",
        [
            ("declaration_list", None, "1000000"),
            ("declaration_line", "sqlite_autoindex_declaration_line_1", "4000000 4 1"),
            ("declaration_status", None, "1000000"),
            ("month_list", "month_list_total", "1000000 5000"),
        ],
    )
    session.conn.execute("ANALYZE sqlite_schema")


CODES = st.sampled_from(["800", "300"])
MONTHS = st.sampled_from(["2026-09", "2026-10"])
STATUSES = st.sampled_from(["draft", "accepted", "rejected", "released", "cancelled"])
SOME_LINES = st.lists(
    st.tuples(
        st.sampled_from(["3924100000", "6109100000", ""]), st.sampled_from(["011", "035"]),
        st.integers(1, 9), st.integers(1, 10**9),
    ),
    min_size=1, max_size=3,
)  # fmt: skip
PLACE = st.fixed_dictionaries(
    {
        "flow": st.sampled_from(["export", "import"]),
        "customs_mode": st.sampled_from(["9610", "1210"]),
        "country": st.sampled_from(["USA", "DEU"]),
        "currency": st.sampled_from(["USD", "CNY"]),
    }
)


class Months(RuleBasedStateMachine):
    """Any calls that touch lists, undone and redone at will."""

    def __init__(self) -> None:
        super().__init__()
        self._folder = TemporaryDirectory()
        self._session = loose_session(Path(self._folder.name))
        self.conn = self._session.conn
        self.undone = 0

    def teardown(self) -> None:
        self._session.close()
        self._folder.cleanup()

    @contextmanager
    def _call(self, verb: str) -> Iterator[Call]:
        """A call; what a closed month signed for refuses it, and nothing happened."""
        with suppress(MonthLocked), self._session.call(verb) as call:
            yield call
            self.undone = 0

    def _some(self, draw: int) -> int:
        ids = [row[0] for row in self.conn.execute("SELECT id FROM declaration_list")]
        return int(ids[draw % len(ids)])

    def _has_lists(self) -> bool:
        return bool(self.conn.execute("SELECT 1 FROM declaration_list").fetchone())

    @rule(month=MONTHS, place=PLACE, lines=SOME_LINES, status=STATUSES, count=st.integers(1, 3))
    def build(self, month: str, place: Any, lines: Any, status: str, count: int) -> None:
        with self._call("build"):
            for _ in range(count):
                released = f"{month}-07T10:00:00" if status == "released" else ""
                put_list(
                    self.conn, day=f"{month}-05", lines=lines, status=status, released=released,
                    **place,
                )  # fmt: skip

    @precondition(_has_lists)
    @rule(
        at=st.integers(0, 99), month=MONTHS, status=STATUSES, code=st.sampled_from(["800", "300"])
    )
    def answer(self, at: int, month: str, status: str, code: str) -> None:
        list_id = self._some(at)
        with self._call("answer") as call:
            put_answer(self.conn, call.id, list_id, code)
            released = f"{month}-08T10:00:00" if status == "released" else ""
            put_message(self.conn, list_id, f"{month}-08T09:00:00")
            put_status(self.conn, list_id, status, released)

    @precondition(_has_lists)
    @rule(at=st.integers(0, 99), lines=SOME_LINES, place=PLACE)
    def change(self, at: int, lines: Any, place: Any) -> None:
        list_id = self._some(at)
        with self._call("change"):
            put_lines(self.conn, list_id, lines)
            self.conn.execute(
                "UPDATE declaration_list SET total_e5 = ?, line_count = ?, country = ?,"
                " currency = ? WHERE id = ?",
                (
                    sum(x[3] for x in lines),
                    len(lines),
                    place["country"],
                    place["currency"],
                    list_id,
                ),
            )

    @precondition(_has_lists)
    @rule(at=st.integers(0, 99), amount=st.integers(1, 10**6))
    def correct_a_line(self, at: int, amount: int) -> None:
        with self._call("correct"):
            self.conn.execute(
                "UPDATE declaration_line SET line_total_e5 = ?, hs_code = '8517' WHERE id ="
                " (SELECT min(id) FROM declaration_line WHERE declaration_list_id = ?)",
                (amount, self._some(at)),
            )

    @precondition(_has_lists)
    @rule(at=st.integers(0, 99))
    def remove(self, at: int) -> None:
        list_id = self._some(at)
        with self._call("remove"):
            for table, owner in (
                ("declaration_line", "declaration_list_id"),
                ("declaration_status", "id"),
                ("declaration_list", "id"),
            ):
                self.conn.execute(f"DELETE FROM {table} WHERE {owner} = ?", (list_id,))

    @precondition(_has_lists)
    @rule(at=st.integers(0, 99), status=st.sampled_from(["draft", "released"]))
    def send_back(self, at: int, status: str) -> None:
        with self._call("return"):
            put_return(self.conn, self._some(at), status)

    @precondition(_has_lists)
    @rule(at=st.integers(0, 99), vat=st.none() | st.integers(0, 10**6), bill=st.booleans())
    def tax(self, at: int, vat: int | None, bill: bool) -> None:
        list_id = self._some(at)
        with self._call("tax") as call:
            if bill:
                put_bill(self.conn, list_id, vat, str(call.id))
            else:
                put_estimate(self.conn, list_id, vat)

    @rule(month=MONTHS, rate=st.integers(1, 10**9))
    def know_a_rate(self, month: str, rate: int) -> None:
        with self._call("rate"):
            put_rate(self.conn, "USD", month, rate)

    @rule()
    def close_or_reopen(self) -> None:
        with self._session.call("close", border=True):
            if self.conn.execute("DELETE FROM month_lock").rowcount == 0:
                close_month(self.conn, "2026-09", "2026-10", self._let_go()[::2])
        self.undone = 0

    def _let_go(self) -> list[int]:
        """What a closing counts: the lists let go in its month."""
        rows = self.conn.execute(
            "SELECT id FROM list_month JOIN list_stage USING (id)"
            " WHERE own_month = '2026-09' AND list_stage.stage = 'released'"
        )
        return [row[0] for row in rows]

    @rule()
    def undo(self) -> None:
        with suppress(UndoRefused):
            self._session.undo()
            self.undone += 1

    @precondition(lambda self: self.undone)
    @rule()
    def redo(self) -> None:
        self._session.redo()
        self.undone -= 1

    @invariant()
    def kept_is_what_counting_comes_to(self) -> None:
        assert recount(self.conn) == []
        (lists, value) = self.conn.execute(
            "SELECT count(*), coalesce(sum(total_e5), 0) FROM declaration_list"
        ).fetchone()
        assert total(self._session, "lists") == lists
        assert total(self._session, "value_e5") == value

    @invariant()
    def nothing_empty_is_kept(self) -> None:
        for table in TABLES[1:]:
            count = "lines" if table == "month_goods" else "lists"
            assert not self.conn.execute(f"SELECT 1 FROM {table} WHERE {count} <= 0").fetchone()


TestMonths = Months.TestCase
TestMonths.settings = settings(max_examples=12, stateful_step_count=15, deadline=None)
