"""The last weeks of the sample company, lived day by day through the stages themselves: files
come in, lists are made and written, the simulated customs answers the next working day. What came
today is left to do."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import chain
from random import Random

from app.declaration.fields import Edit
from app.demo.days import NEW_ARTICLE, Delivery, deliveries, invent_days
from app.demo.files import write_company, write_day
from app.demo.folder import DemoFolder
from app.documents.status import Status
from app.simulator.run import Customs
from app.store.session import Session
from app.values.period import Month
from app.values.progress import Progress
from app.workflow.bulk_edit import edit_lists
from app.workflow.compile import compile_lists
from app.workflow.demo import Clock, found_company
from app.workflow.demo_money import close_in_time, receive_payouts
from app.workflow.demo_returns import home_draft
from app.workflow.demo_summary import summarise_in_time
from app.workflow.export import export
from app.workflow.intake import import_files
from app.workflow.match import match
from app.workflow.precheck import precheck
from app.workflow.receive import receive
from app.workflow.return_cases import original_of
from app.workflow.returns import new_request, record_arrival
from app.workflow.suggesting import accept_all, is_sure, open_suggestions

DAYS = timedelta(days=36)  # lists begin with the first files, six days later
_OPENS = time(9)
_TODAY_SO_FAR = timedelta(minutes=30)  # the calls of the last day end before now
_SILENT = 5  # so many working days ago customs did not say its last words
_LAST_WORDS = ("released", "cleared")
_FILING_ENDS = {"测试物流": timedelta(days=41)}
_READY_DAYS = 2  # the parcels of today and tomorrow have their lists
_MISTYPED = 2  # drafts of today with a weight that cannot be
_PAID_OUT_AFTER = timedelta(days=5)
_TRIED_FOR = timedelta(days=4)  # so long a buyer has goods before they come back
_SOLD = """
SELECT d.id FROM declaration_list d JOIN declaration_status s ON s.id = d.id
WHERE s.status = 'cleared' AND s.released_at < ?
    AND NOT EXISTS (SELECT 1 FROM goods_return g WHERE g.declaration_list_id = d.id)
ORDER BY s.released_at DESC, d.own_no LIMIT 1
"""
_COMING_HOME = """
SELECT g.id FROM goods_return g JOIN goods_return_state t ON t.id = g.id
WHERE t.state = 'accepted' AND g.arrived_on = '' ORDER BY g.id LIMIT 1
"""
_IN_STATUS = (
    "SELECT d.id FROM declaration_list d JOIN declaration_status s ON s.id = d.id"
    " WHERE s.status = ? ORDER BY d.own_no"
)


def live(place: DemoFolder, *, now: datetime, size: int, seed: int, progress: Progress) -> None:
    """Make the data file of the sample in a fresh folder; the same day, size and seed give the same
    work. Raises TooFewSales, Cancelled, and what the stages raise."""
    today = now.date()
    sales = invent_days(seed=seed, size=size, first=today - DAYS, last=today)
    *past, newest = deliveries(sales, until=today, seed=seed)
    clock = Clock(datetime.combine(today - DAYS, _OPENS))
    customs = Customs(place.outbox, place.inbox, seed=seed)
    with Session.open(place.data_file, clock=clock, actor="demo", create=True) as session:
        session.conn.execute("PRAGMA synchronous = OFF")  # what is lost is simply made again
        office = _Office(session, clock, place, customs, _silent_day(past), progress, today - DAYS)
        office.begin(today)
        for number, delivery in enumerate(past):
            progress.step("progress.sample_days", number, len(past) + 1)
            office.work(delivery)
        progress.step("progress.sample_days", len(past), len(past) + 1)
        clock.now = now - _TODAY_SO_FAR
        office.begin_today(newest, Random(seed))


def _silent_day(past: list[Delivery]) -> date:
    days = [day for delivery in past for day in delivery.leaving]
    return days[-_SILENT]


@dataclass(slots=True)
class _Office:
    """The company at work: its data file, the time, customs across the street."""

    session: Session
    clock: Clock
    place: DemoFolder
    customs: Customs
    silent_day: date
    progress: Progress
    paid_until: date

    def begin(self, today: date) -> None:
        """Profile, rates, goods and partners."""
        days = (today - timedelta(days=number) for number in range(DAYS.days + 1))
        found_company(self.session, {Month.of(day) for day in days})
        ending = {name: today + left for name, left in _FILING_ENDS.items()}
        files = write_company(self.place.inputs, without={NEW_ARTICLE}, ending=ending)
        import_files(self.session, files)

    def work(self, delivery: Delivery) -> None:
        """The days from some files to the next: each day the lists of its parcels are written, and
        customs answers those of the day before."""
        self._open(delivery.day)
        self._take_in(delivery)
        self._receive_money(delivery.day)
        self._take_back(delivery.day)
        for day, orders in delivery.leaving.items():
            self._open(day)
            self._receive(is_silent=day == self.silent_day)
            compile_lists(self.session, self._ids(orders), on=day, progress=self.progress)
            summarise_in_time(self.session, day)
            export(self.session, outbox=self.place.outbox)
            close_in_time(self.session, day)

    def _receive_money(self, day: date) -> None:
        """What was paid some days ago arrives; the bank has not changed the newest of it yet."""
        last = day - _PAID_OUT_AFTER
        period = (self.paid_until + timedelta(days=1), last)
        is_newest = day >= self.silent_day - _PAID_OUT_AFTER
        if period[0] <= last:
            receive_payouts(self.session, period, day, is_settled=not is_newest)
            self.paid_until = last

    def _take_back(self, day: date) -> None:
        """Goods that customs let come home arrive; a buyer sends some back."""
        find = self.session.conn.execute
        for (return_id,) in find(_COMING_HOME).fetchall():
            record_arrival(self.session, return_id, day)
        row = find(_SOLD, ((day - _TRIED_FOR).isoformat(),)).fetchone()
        original = original_of(self.session.conn, row[0]) if row else None
        if original is not None:
            new_request(self.session, home_draft(original, day.day), on=day)

    def begin_today(self, delivery: Delivery, random: Random) -> None:
        """Half a day: files came in, some lists were made; everything else waits for a person."""
        self._take_in(delivery, spoiled=random)
        orders = chain.from_iterable([*delivery.leaving.values()][:_READY_DAYS])
        compile_lists(self.session, self._ids(orders), on=delivery.day, progress=self.progress)
        precheck(self.session, on=delivery.day, progress=self.progress)
        wrong = self._lists(Status.DRAFT)[:_MISTYPED]
        edit_lists(self.session, wrong, Edit("gross_weight", "0.01"), progress=self.progress)

    def _open(self, day: date) -> None:
        self.clock.now = max(self.clock.now, datetime.combine(day, _OPENS))

    def _take_in(self, delivery: Delivery, *, spoiled: Random | None = None) -> None:
        day = delivery.day
        folder = self.place.inputs / day.isoformat()
        import_files(self.session, write_day(folder, day, delivery.sales, spoiled=spoiled))
        match(self.session, on=day)
        sure = [each for each in open_suggestions(self.session) if is_sure(each)]
        accept_all(self.session, sure, on=day)

    def _receive(self, *, is_silent: bool) -> None:
        """What customs says to the lists written last; when `is_silent`, not its last words."""
        answers = self.customs.answer(now=self.clock.now).files
        heard = [path for path in answers if not (is_silent and path.stem.endswith(_LAST_WORDS))]
        receive(self.session, heard)

    def _ids(self, order_nos: Iterable[str]) -> list[int]:
        find = self.session.conn.execute
        rows = (find("SELECT id FROM orders WHERE order_no = ?", (no,)) for no in order_nos)
        return [order_id for found in rows for (order_id,) in found]

    def _lists(self, status: Status) -> list[int]:
        return [list_id for (list_id,) in self.session.conn.execute(_IN_STATUS, (status,))]
