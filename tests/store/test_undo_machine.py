"""Any sequence of imports, undo and redo: every state comes back exactly."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from tests.helpers.builders import (
    make_goods,
    make_line,
    make_order,
    make_party,
    make_payment,
    make_session,
    make_waybill,
    put_goods,
    put_orders,
    put_parties,
    put_payments,
    put_waybills,
)
from tests.helpers.dumps import Dump, dump

numbers = st.sampled_from(["T-1", "T-2", "T-3"])
platforms = st.sampled_from(["", "A", "B", "甲"])
amounts = st.sampled_from(["1", "2.5", "10"])
orders = st.builds(
    lambda number, platform, amount, count: make_order(
        number, platform=platform, lines=[make_line(price=amount)] * count
    ),
    numbers, platforms, amounts, st.integers(1, 3),
)  # fmt: skip
payments = st.builds(
    lambda number, platform, amount: make_payment(number, platform=platform, amount=amount),
    numbers, platforms, amounts,
)  # fmt: skip
waybills = st.builds(
    lambda number, platform, weight: make_waybill(number, platform=platform, weight=weight),
    numbers, platforms, amounts,
)  # fmt: skip
parties = st.builds(
    lambda name, alias: make_party("platform", name, alias=alias),
    st.sampled_from(["甲", "乙"]), st.sampled_from(["", "A", "B", "A;B"]),
)  # fmt: skip
goods = st.builds(lambda weight: make_goods(net_weight=weight), amounts)


class Undoing(RuleBasedStateMachine):
    """`past` and `future` hold what the store held at each step."""

    def __init__(self) -> None:
        super().__init__()
        self._folder = TemporaryDirectory()
        self._session = make_session(Path(self._folder.name))
        self.past: list[Dump] = []
        self.future: list[Dump] = []
        self.now = dump(self._session.conn)

    def teardown(self) -> None:
        self._session.close()
        self._folder.cleanup()

    def _done(self, _: object) -> None:
        self.past.append(self.now)
        self.future.clear()
        self.now = dump(self._session.conn)

    @rule(rows=st.lists(orders, min_size=1, max_size=4))
    def import_orders(self, rows: Any) -> None:
        self._done(put_orders(self._session, rows))

    @rule(rows=st.lists(payments, min_size=1, max_size=4))
    def import_payments(self, rows: Any) -> None:
        self._done(put_payments(self._session, rows))

    @rule(rows=st.lists(waybills, min_size=1, max_size=4))
    def import_waybills(self, rows: Any) -> None:
        self._done(put_waybills(self._session, rows))

    @rule(rows=st.lists(parties, min_size=1, max_size=2))
    def file_parties(self, rows: Any) -> None:
        self._done(put_parties(self._session, rows))

    @rule(rows=st.lists(goods, min_size=1, max_size=2))
    def import_goods(self, rows: Any) -> None:
        self._done(put_goods(self._session, rows))

    @precondition(lambda self: self.past)
    @rule()
    def undo(self) -> None:
        self._session.undo()
        self.future.append(self.now)
        self.now = self.past.pop()

    @precondition(lambda self: self.future)
    @rule()
    def redo(self) -> None:
        self._session.redo()
        self.past.append(self.now)
        self.now = self.future.pop()

    @invariant()
    def store_holds_what_it_held(self) -> None:
        assert dump(self._session.conn) == self.now

    @invariant()
    def nothing_dangles(self) -> None:
        assert self._session.conn.execute("PRAGMA foreign_key_check").fetchall() == []


TestUndoing = Undoing.TestCase
TestUndoing.settings = settings(max_examples=15, stateful_step_count=12, deadline=None)
