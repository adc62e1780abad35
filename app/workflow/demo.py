"""The demonstration: an invented month through every stage, with an account for people.

It proves itself: the faults the stages find are compared with those that were planted, one by one.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Set
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import perf_counter

from app import resources
from app.demo.files import Ledger, write_month
from app.demo.folder import DemoFolder
from app.demo.rates import RATES
from app.matching.reasons import BY_KEY, primary
from app.simulator.run import Customs
from app.store.rates import ExchangeRate, put_rate
from app.store.session import Session
from app.store.settings import CompanyProfile, set_company
from app.text import text
from app.values.finding import Severity
from app.values.period import Month
from app.values.progress import SILENT, Progress
from app.workflow.compile import compile_lists
from app.workflow.demo_money import close, receive_payouts
from app.workflow.demo_returns import bring_back
from app.workflow.demo_summary import show_summary
from app.workflow.export import export
from app.workflow.intake import import_files, total
from app.workflow.match import match
from app.workflow.month_lock import verify
from app.workflow.outcome import Outcome
from app.workflow.precheck import precheck
from app.workflow.receive import receive
from app.workflow.report import report
from app.workflow.suggesting import accept_all, is_sure, open_suggestions
from app.workflow.track import track

MONTH = Month(2026, 10)
SEED, SIZE = 2026, 2000
_BASE_CURRENCY = "CNY"
_ANSWERS_AFTER = timedelta(days=3)  # by then the simulated customs has cleared everything it will
_RETURNED = 50  # goods of one in so many released lists come back

_SHOWN = 20  # differences listed when the account does not come out

Out = Callable[[str], None]

_CELLS = """
SELECT f.code, s.name, f.source_row, f.source_column
FROM finding f JOIN source_file s ON s.id = f.source_file_id
WHERE f.stage = 'intake' AND f.source_row > 0
"""
_REASONS = "SELECT o.order_no, r.flags FROM match_result r JOIN orders o ON o.id = r.id"
_WRITTEN = "SELECT count(*) FROM message_item WHERE document_kind = 'declaration_list'"
_ACCEPTED = "SELECT count(*) FROM goods_return_state WHERE state = 'accepted'"
_RECEIVED = "SELECT count(DISTINCT order_id) FROM remittance_line"
RATE_SOURCE = "示例 sample"
_TO_MESSAGE = ("import", "match", "accept", "precheck", "lists", "export")


def found_company(session: Session, months: Iterable[Month]) -> None:
    """Give the invented company its profile and the customs rates of some months."""
    profile = CompanyProfile(**resources.load_toml("demo/company.toml")["profile"])
    with session.call("settings") as call:
        set_company(call.conn, profile)
        for currency, cny in RATES.items():
            if currency != _BASE_CURRENCY:
                for month in months:
                    put_rate(call.conn, call.id, ExchangeRate(currency, month, cny, RATE_SOURCE))


@dataclass(slots=True)
class Clock:
    """The time of an invented company: a minute later for every call."""

    now: datetime

    def __call__(self) -> datetime:
        self.now += timedelta(minutes=1)
        return self.now


def run(
    folder: Path,
    *,
    out: Out,
    language: str = "zh_CN",
    seed: int = SEED,
    size: int = SIZE,
    progress: Progress = SILENT,
) -> bool:
    """Run the demonstration in `folder`, telling it line by line; True when every stage found what
    was planted and nothing else. Raises FolderTaken, TooFewSales, and what the stages raise."""
    place = DemoFolder(folder)
    place.make_fresh()
    last_day = MONTH.next.first_day - timedelta(days=1)
    clock = Clock(datetime(last_day.year, last_day.month, last_day.day, 9, tzinfo=UTC))
    ledger = write_month(place.inputs, seed=seed, size=size, month=MONTH)
    ledger.write(place.ledger)
    with Session.open(place.data_file, clock=clock, actor="demo", create=True) as session:
        show = Demonstration(session, clock, place, ledger, language, out, progress)
        show.say("title", orders=ledger.orders, month=MONTH, seed=seed)
        show.say("made", files=len(ledger.files), faults=len(ledger.faults))
        show.walk(seed)
    return show.is_exact


@dataclass(slots=True)
class Demonstration:
    """The stages in order, each followed by its part of the account."""

    session: Session
    clock: Clock
    place: DemoFolder
    ledger: Ledger
    language: str
    out: Out
    progress: Progress
    customs: Customs | None = None
    is_exact: bool = True
    seconds: dict[str, float] = field(default_factory=lambda: defaultdict(float))

    def walk(self, seed: int) -> None:
        """Everything from the files to the workbook."""
        self.set_up()
        self.take_in()
        self.match()
        self.accept()
        self.declare()
        self.answer(seed)
        show_summary(self, MONTH)
        self.bring_back(_RETURNED)
        self.receive_money()
        self.report()
        self.close_month()
        self.say("speed", number=self.lists_a_second())
        self.say("exact" if self.is_exact else "inexact")
        self.say("look", folder=self.place.path)

    def set_up(self) -> None:
        """The company's profile and the customs rates of the month."""
        found_company(self.session, [MONTH])

    def take_in(self) -> None:
        """Import every file, the company's own first, and compare the spoiled cells."""
        files = [self.place.inputs / name for name in self.ledger.files]
        with self.timed("import"):
            outcome = total(import_files(self.session, files, progress=self.progress))
        self.told("import", **numbers_of(outcome, "files", "new", "left_out", "repeated"))
        planted = {(cell.kind, cell.file, cell.row, cell.column) for cell in self.ledger.cells}
        found = set(self.session.conn.execute(_CELLS).fetchall())
        self.compare("cells", planted, found)

    def match(self) -> None:
        """Match, and compare every order's most important reason with what was planted in it."""
        with self.timed("match"):
            outcome = match(self.session, on=self.clock.now.date(), progress=self.progress)
        self.told("match", **numbers_of(outcome, "compared", "matched", "exception"))
        planted = {(one.order_no, one.kind) for one in self.ledger.faults}
        found = {
            (order_no, reason.key)
            for order_no, flags in self.session.conn.execute(_REASONS)
            if (reason := primary(flags))
        }
        found_by_kind = Counter(kind for _, kind in found)
        for kind, number in Counter(one.kind for one in self.ledger.faults).items():
            name = text(BY_KEY[kind].text, self.language, "name")
            self.say("fault", name=name, planted=number, found=found_by_kind[kind])
        self.compare("faults", planted, found)

    def accept(self) -> None:
        """Accept what the program suggests and is sure of."""
        safe = [one for one in open_suggestions(self.session) if is_sure(one)]
        with self.timed("accept"):
            accept_all(self.session, safe, on=self.clock.now.date(), progress=self.progress)
        orders = sum(len(one.order_ids) for one in safe)
        self.told("accept", suggestions=len(safe), orders=orders)
        for one in safe:
            name = text(one.text, self.language, "name", **one.params)
            self.say("suggestion", name=name, number=len(one.order_ids))

    def declare(self) -> None:
        """Check, make lists, write messages."""
        day = self.clock.now.date()
        with self.timed("precheck"):
            outcome = precheck(self.session, on=day, progress=self.progress)
        grades = {grade.value: outcome.finding_counts.get(grade, 0) for grade in Severity}
        self.told("precheck", **numbers_of(outcome, "orders"), **grades)
        with self.timed("lists"):
            outcome = compile_lists(self.session, on=day, progress=self.progress)
        self.told("lists", **numbers_of(outcome, "new", "simplified", "held"))
        with self.timed("export"):
            outcome = export(self.session, outbox=self.place.outbox, progress=self.progress)
        self.told("export", **numbers_of(outcome, "files", "lists", "orders", "waybills", "held"))

    def answer(self, seed: int) -> None:
        """The simulated customs answers; its receipts come in and make the status."""
        self.customs = Customs(self.place.outbox, self.place.inbox, seed=seed)
        with self.timed("simulate"):
            done = self.customs.answer(now=self.clock.now)
        simulated = ("messages", "accepted", "refused", "inspection", "receipts")
        self.told("simulate", **{name: done.counts[name] for name in simulated})
        self.clock.now += _ANSWERS_AFTER
        with self.timed("receive"):
            outcome = receive(self.session, [self.place.inbox], progress=self.progress)
        self.told("receive", **numbers_of(outcome, "files", "new", "changed", "unknown_document"))
        with self.timed("status"):
            outcome = track(self.session, on=self.clock.now, progress=self.progress)
        self.told("status")
        self.say_states(outcome)

    def bring_back(self, share: int) -> None:
        """Goods of some lists come back: requests, their messages, the answers; the requests that
        must not pass are compared with what was planted."""
        with self.timed("returns"):
            back = bring_back(self.session, share=share, on=self.clock.now.date())
            written = export(self.session, outbox=self.place.outbox, progress=self.progress)
            self.hear()
        (accepted,) = self.session.conn.execute(_ACCEPTED).fetchone()
        numbers = numbers_of(written, "returns", "tallies")
        self.told("returns", requests=back.requests, accepted=accepted, **numbers)
        self.compare("returns", back.planted, back.found)

    def receive_money(self) -> None:
        """What the buyers of the month paid arrives."""
        period = (MONTH.first_day, MONTH.next.first_day - timedelta(days=1))
        with self.timed("money"):
            received = receive_payouts(self.session, period, self.clock.now.date())
        (orders,) = self.session.conn.execute(_RECEIVED).fetchone()
        self.told("money", received=received, orders=orders)

    def close_month(self) -> None:
        """The month is signed for, and what was signed for stands."""
        with self.timed("close"):
            outcome = close(self.session, MONTH, self.clock.now.date())
            self.is_exact &= all(each.is_whole for each in verify(self.session.conn, MONTH))
        self.told("close", **numbers_of(outcome, "figures", "documents", "left_over"))

    def hear(self) -> None:
        """Customs answers what is new, and its receipts come in."""
        assert self.customs is not None
        done = self.customs.answer(now=self.clock.now)
        receive(self.session, done.files, progress=self.progress)

    def report(self) -> None:
        """The manager's workbook."""
        with self.timed("report"):
            outcome = report(
                self.session,
                MONTH,
                self.place.workbook,
                language=self.language,
                on=self.clock.now,
                progress=self.progress,
            )
        self.told("report", **numbers_of(outcome, "lists", "lines", "exceptions"))

    @contextmanager
    def timed(self, stage: str) -> Iterator[None]:
        """Measure a stage."""
        began = perf_counter()
        yield
        self.seconds[stage] += perf_counter() - began

    def lists_a_second(self) -> int:
        """Lists by the time from the files to the messages."""
        (lists,) = self.session.conn.execute(_WRITTEN).fetchone()
        return int(lists / sum(self.seconds[stage] for stage in _TO_MESSAGE))

    def say_states(self, outcome: Outcome) -> None:
        """How many lists stand where."""
        for status, number in outcome.counts.items():
            name = text(f"count.status.{status}", self.language)
            self.say("state", name=name, number=number)

    def compare(self, what: str, planted: Set[object], found: Set[object]) -> None:
        """Say whether exactly the planted things were found; if not, which differ."""
        if planted == found:
            self.say(f"{what}_exact", number=len(planted))
            return
        self.is_exact = False
        self.say(f"{what}_differ", missed=len(planted - found), extra=len(found - planted))
        for one in sorted(map(str, planted ^ found))[:_SHOWN]:
            self.out(f"      {one}")

    def told(self, stage: str, **numbers: object) -> None:
        """One stage's line of the account."""
        self.say(stage, seconds=f"{self.seconds[stage]:.1f}", **numbers)

    def say(self, key: str, **params: object) -> None:
        """A line of the account."""
        self.out(text(f"demo.{key}", self.language, "text", **params))


def numbers_of(outcome: Outcome, *names: str) -> dict[str, int]:
    """These counts of an outcome, nought where it does not mention one."""
    return {name: outcome.counts.get(name, 0) for name in names}
