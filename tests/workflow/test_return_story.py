"""The whole story by real files: sold, released, sent back on day 29, accepted, arrived; and of an
export that comes back in parts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from app.queries.return_months import months_of_returns
from app.queries.returns import by_own_no
from app.queries.table import View, first_rows
from app.queries.tax_month import month_sheet
from app.simulator.run import simulate
from app.store.errors import UndoRefused
from app.store.session import Session
from app.values.codes import hash_from_id_no
from app.values.period import Month
from app.workflow.assess import assess
from app.workflow.export import export
from app.workflow.limits import ledger_of
from app.workflow.receive import receive
from app.workflow.return_effects import RefundState, TaxChange, effects_of
from app.workflow.returns import (
    ReasonKind,
    ReturnDraft,
    Way,
    Wish,
    new_request,
    record_arrival,
    withdraw,
)
from app.workflow.tax_register import register
from tests.helpers.bonded import figures
from tests.helpers.builders import make_goods, make_session, put_goods
from tests.helpers.clock import FixedClock
from tests.helpers.dumps import dump
from tests.helpers.goods_returns import TRAVEL
from tests.helpers.import_returns import sold
from tests.helpers.importer import ID_NO
from tests.helpers.lists import compiled, declaring_company

BUYER = hash_from_id_no(ID_NO)
NOVEMBER, DECEMBER = Month(2026, 11), Month(2026, 12)
DAY_29, DAY_31 = date(2026, 12, 16), date(2026, 12, 18)  # of a list released on 17 November


@dataclass(slots=True)
class Story:
    """A company, the office, and the clock on the wall of both."""

    session: Session
    clock: FixedClock

    def at(self, day: date, hour: int = 9) -> None:
        self.clock.now = datetime(day.year, day.month, day.day, hour, tzinfo=UTC)

    def write(self, *own_nos: str) -> None:
        written = export(self.session, own_nos or None, outbox=self._folder("outbox"))
        assert not written.findings
        assert written.counts["files"]

    def hear(self) -> None:
        """The office answers what is new; its receipts are taken in."""
        inbox = self._folder("inbox")
        simulate(self._folder("outbox"), inbox, seed=0, now=self.clock.now)
        assert receive(self.session, [inbox]).counts["tied"]

    def _folder(self, name: str) -> Path:
        return self.session.path.parent / name

    # what it comes to

    @property
    def used(self) -> Decimal:
        return ledger_of(self.session.conn, BUYER, 2026).used

    @property
    def stock(self) -> int:
        return figures(self.session, 1)[0]

    def stock_on(self, day: date) -> int:
        (found,) = self.session.conn.execute(
            "SELECT sum(qty_e5) FROM stock_move WHERE moved_on <= ?", (day.isoformat(),)
        ).fetchone()
        return int(found) // 100_000

    def tax(self, today: date) -> tuple[object, object]:
        table = register(today)
        names = [column.name for column in table.columns]
        ((_, row),) = first_rows(self.session.conn, table, View(), 5)
        return row[names.index("tax_state")], row[names.index("tax_hold")]

    def ask(self, qty: str, on: date, **given: Way) -> str:
        """A request for so many of the first line; its own number."""
        draft = ReturnDraft(1, (Wish(1, Decimal(qty)),), ReasonKind.NO_REASON, **given)
        outcome = new_request(self.session, draft, on=on)
        assert outcome.counts["requests"] == 1, outcome.findings
        (own_no,) = self.session.conn.execute(
            "SELECT own_no FROM goods_return ORDER BY id DESC LIMIT 1"
        ).fetchone()
        return str(own_no)


@pytest.fixture
def story(tmp_path: Path) -> Iterator[Story]:
    clock = FixedClock(datetime(2026, 11, 17, 9, tzinfo=UTC))
    with make_session(tmp_path, clock=clock) as session:
        session.conn.execute("PRAGMA synchronous = OFF")
        yield Story(session, clock)


@pytest.fixture
def import_story(story: Story) -> Story:
    """Ten pieces in the book; two sold over 211 yuan, declared and released on 17 November."""
    sold(story.session)
    story.write()
    story.hear()
    assess(story.session)
    return story


def test_import_sent_back_on_day_29_is_right_in_both_months(import_story: Story) -> None:
    story, session = import_story, import_story.session
    assert (story.used, story.stock, story.tax(DAY_29)) == (211, 8, ("waiting", None))
    assert story.tax(DAY_31) == ("due", None)

    story.at(DAY_29)
    own_no = story.ask("2", DAY_29)
    request = by_own_no(session.conn, own_no) or 0
    assert (story.used, story.stock, story.tax(DAY_31)) == (211, 8, ("due", None))
    story.write(own_no)
    assert (story.used, story.stock, story.tax(DAY_31)) == (211, 8, ("held", "return"))
    story.hear()
    assert (story.used, story.stock, story.tax(DAY_31)) == (0, 8, ("held", "return"))
    record_arrival(session, request, DAY_31)
    assert (story.used, story.stock, story.tax(DAY_31)) == (0, 10, ("returned", None))

    told = effects_of(session.conn, request, on=DAY_31)
    assert told.tax is not None
    assert (told.tax.change, told.tax.total) == (TaxChange.NOT_CHARGED, Decimal("19.20"))
    assert (told.origin, told.correction, told.is_expected) == (NOVEMBER, DECEMBER, False)
    # November keeps what it was; the correction is December's, seen from both.
    assert [row.estimate.vat for row in month_sheet(session.conn, NOVEMBER)] == [Decimal("19.20")]
    assert month_sheet(session.conn, DECEMBER) == []
    (pair,) = months_of_returns(session.conn, NOVEMBER)
    assert months_of_returns(session.conn, DECEMBER) == [pair] == months_of_returns(session.conn)
    assert (pair.origin, pair.correction, pair.requests) == (NOVEMBER, DECEMBER, 1)
    assert (pair.given_back, pair.tax.total, pair.unknown) == (211, Decimal("19.20"), 0)
    assert months_of_returns(session.conn, Month(2027, 1)) == []
    assert (story.stock_on(date(2026, 11, 30)), story.stock_on(date(2026, 12, 31))) == (8, 10)


def test_part_goes_back_and_the_rest_is_paid(import_story: Story) -> None:
    story = import_story
    story.at(DAY_29)
    story.write(story.ask("1", DAY_29))
    story.hear()
    record_arrival(story.session, 1, DAY_31)
    assert (story.used, story.stock) == (Decimal("105.50"), 9)
    assert story.tax(DAY_31) == ("due", None)
    (pair,) = months_of_returns(story.session.conn)
    assert (pair.given_back, pair.tax.total) == (Decimal("105.50"), Decimal("9.60"))


def test_undo_before_the_message_restores_everything(import_story: Story) -> None:
    story, session = import_story, import_story.session
    before = dump(session.conn)
    story.at(DAY_29)
    story.ask("2", DAY_29)
    withdraw(session, 1)
    session.undo()
    record_arrival(session, 1, DAY_29)
    assert session.undo().verb == "return_arrive"
    assert session.undo().verb == "returns"
    assert dump(session.conn) == before
    assert (story.used, story.stock, story.tax(DAY_31)) == (211, 8, ("due", None))


def test_written_message_is_the_border_receipts_after_it_are_undone(import_story: Story) -> None:
    story, session = import_story, import_story.session
    story.at(DAY_29)
    own_no = story.ask("2", DAY_29)
    story.write(own_no)
    before = dump(session.conn)
    story.hear()
    record_arrival(session, 1, DAY_31)
    assert (story.used, story.stock) == (0, 10)
    session.undo()
    session.undo()
    assert dump(session.conn) == before
    assert (story.used, story.stock, story.tax(DAY_31)) == (211, 8, ("held", "return"))
    with pytest.raises(UndoRefused):
        session.undo()


def test_day_31_is_too_late_and_nothing_is_booked(import_story: Story) -> None:
    story = import_story
    before = dump(story.session.conn)
    draft = ReturnDraft(1, (Wish(1, Decimal(2)),), ReasonKind.NO_REASON)
    outcome = new_request(story.session, draft, on=DAY_31)
    assert outcome.counts["requests"] == 0
    assert outcome.findings
    assert dump(story.session.conn) == before
    assert (story.used, story.stock, story.tax(DAY_31)) == (211, 8, ("due", None))


def test_export_comes_back_in_parts(story: Story) -> None:
    session, back = story.session, date(2027, 1, 20)
    declaring_company(session)
    put_goods(session, [make_goods(statutory_factor_1="0.1", net_weight="0.1")])
    compiled(session, ("T-1001",), lines=[{"qty": "4", "price": "12.50"}])
    story.write()
    story.hear()
    way = Way(**{name: value for name, value in TRAVEL.items() if name != "return_mode"})
    states = []
    for day, qty in ((back, "3"), (date(2027, 1, 25), "1")):
        story.at(day)
        own_no = story.ask(qty, day, way=way)
        story.write(own_no)
        story.hear()
        request = by_own_no(session.conn, own_no) or 0
        record_arrival(session, request, day)
        told = effects_of(session.conn, request, on=day)
        assert (told.tax, told.hold, told.allowance, told.stock) == (None, None, None, ())
        assert told.refund is not None
        assert told.refund.state is RefundState.UNKNOWN
        assert (told.origin, told.correction) == (NOVEMBER, Month(2027, 1))
        states.append(
            session.conn.execute(
                "SELECT state FROM goods_return_state WHERE id = ?", (request,)
            ).fetchone()[0]
        )
    assert states == ["accepted", "accepted"]
    draft = ReturnDraft(1, (Wish(1, Decimal(1)),), ReasonKind.SIZE, way=way)
    assert new_request(session, draft, on=date(2027, 1, 26)).counts["requests"] == 0
