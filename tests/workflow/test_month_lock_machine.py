"""Any sequence of calls, closings, reopenings and undo: signed figures never move, and what is
booked with what is still to be booked always comes to what the documents say."""

from __future__ import annotations

from contextlib import suppress
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from app.closing.sql.figures import live, moved, signed
from app.store.errors import MonthLocked, UndoRefused
from app.store.month_closes import closed_months, closes, figures_of
from app.values.period import Month
from app.workflow.month_lock import close_month, reopen_month, verify
from tests.helpers.builders import make_payment, put_payments
from tests.helpers.months import loose_session, put_list, put_status

MONTHS = ("2026-08", "2026-09", "2026-10")
months = st.sampled_from(MONTHS)
places = st.integers(0, 5)
statuses = st.sampled_from(["released", "cancelled", "in_review", "draft"])
OVER = date(2026, 12, 1)


class Closing(RuleBasedStateMachine):
    """`frozen` holds the figures of each closing as they were written."""

    def __init__(self) -> None:
        super().__init__()
        self._folder = TemporaryDirectory()
        self._session = loose_session(Path(self._folder.name))
        self.frozen: dict[int, Any] = {}
        self.number = 0

    def teardown(self) -> None:
        self._session.close()
        self._folder.cleanup()

    def _list(self, place: int) -> int:
        row = self._session.conn.execute(
            "SELECT id FROM declaration_list ORDER BY id LIMIT 1 OFFSET ?", (place,)
        ).fetchone()
        return row[0] if row else 0

    @rule(month=months, status=statuses)
    def add_list(self, month: str, status: str) -> None:
        released = f"{month}-05T00:00:00" if status == "released" else ""
        with self._session.call("lists"):
            put_list(self._session.conn, day=f"{month}-05", released=released, status=status)

    @rule(place=places, status=statuses, month=months)
    def answer(self, place: int, status: str, month: str) -> None:
        if not (list_id := self._list(place)):
            return
        with self._session.call("receive"):
            released = f"{month}-09T00:00:00" if status == "released" else ""
            put_status(self._session.conn, list_id, status, released)

    @rule(place=places, pieces=st.integers(1, 9))
    def edit(self, place: int, pieces: int) -> None:
        with suppress(MonthLocked), self._session.call("edit"):
            self._session.conn.execute(
                "UPDATE declaration_list SET pieces = ?, export_date = '2026-09-09' WHERE id = ?",
                (pieces, self._list(place)),
            )

    @rule(month=months, amount=st.sampled_from(["1", "2.5"]))
    def pay(self, month: str, amount: str) -> None:
        self.number += 1
        paid = make_payment(f"T-{self.number}", paid_at=f"{month}-07T00:00:00", amount=amount)
        put_payments(self._session, [paid])

    @rule(month=months)
    def close(self, month: str) -> None:
        if month in closed_months(self._session.conn):
            return
        close_month(self._session, Month.parse(month), "甲", on=OVER)
        last = closes(self._session.conn)[-1].id
        self.frozen[last] = figures_of(self._session.conn, last)

    @rule(month=months)
    def reopen(self, month: str) -> None:
        if month in closed_months(self._session.conn):
            reopen_month(self._session, Month.parse(month), "甲", second="乙", reason="更正")

    @rule()
    def undo(self) -> None:
        with suppress(UndoRefused):
            self._session.undo()

    @rule()
    def redo(self) -> None:
        with suppress(UndoRefused):
            self._session.redo()

    @invariant()
    def signed_figures_stand(self) -> None:
        conn = self._session.conn
        assert {id_: figures_of(conn, id_) for id_ in self.frozen} == self.frozen
        assert all(each.is_whole for each in verify(conn))

    @invariant()
    def booked_and_to_book_is_what_the_documents_say(self) -> None:
        conn = self._session.conn
        for month in MONTHS:
            whole = signed(conn, month)
            for each in moved(conn, month):
                key = each.name, each.scope
                whole[key] = whole.get(key, 0) + each.difference
            assert {key: value for key, value in whole.items() if value} == live(conn, month)

    @invariant()
    def every_list_counts_once(self) -> None:
        conn = self._session.conn
        counted = conn.execute(
            "SELECT count(*) FROM month_document m JOIN month_lock k"
            " ON k.month_close_id = m.month_close_id WHERE m.role = 'counted'"
            " AND m.document_kind = 'declaration_list' GROUP BY m.document_id HAVING count(*) > 1"
        ).fetchall()
        assert counted == []


TestClosing = Closing.TestCase
TestClosing.settings = settings(max_examples=12, stateful_step_count=15, deadline=None)
