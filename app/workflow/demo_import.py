"""The demonstration of imports: an invented month of bonded goods and direct purchases through
every stage, up to the tax bills of the simulated customs."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

from app.declaration.terms import Company
from app.demo.files import LedgerFault
from app.demo.folder import DemoFolder
from app.demo.import_files import write_imports
from app.demo.imports import ImportGoods, import_goods, settings
from app.demo.rates import RATES
from app.simulator.run import Customs
from app.store.rates import ExchangeRate, put_rate
from app.store.session import Call, Session
from app.store.settings import CompanyProfile, set_company
from app.values.codes import key_from_number
from app.values.decimals import UNIT
from app.values.finding import Severity
from app.values.progress import SILENT, Progress
from app.workflow import bulk_edit
from app.workflow.assess import assess
from app.workflow.changing import Delivery, Edit, record_delivery
from app.workflow.compile import compile_lists
from app.workflow.demo import MONTH, RATE_SOURCE, SEED, Clock, Demonstration, Out, numbers_of
from app.workflow.estimates import estimated_taxes
from app.workflow.export import export
from app.workflow.precheck import precheck
from app.workflow.receive import receive
from app.workflow.track import track

SIZE = 600
_DOLLAR = "USD"
_STOCK = 10_000 * UNIT  # pieces of each article that came into the book
_RETURNED = 20  # goods of one in so many released lists come back
_BILLED_AFTER = timedelta(days=3)  # by then everything is cleared and billed
_SUMMED_AFTER = timedelta(days=40)  # by then customs has summed the bills up to be paid

_BLOCKING = """
SELECT f.number, f.code FROM finding f
WHERE f.stage = 'precheck' AND f.severity = 'blocking' AND f.document_kind = 'orders'
"""
_DIRECT_BILLS = """
SELECT d.bill_no, json_group_array(d.id), json_group_array(d.waybill_no) FROM declaration_list d
JOIN declaration_status s ON s.id = d.id
WHERE d.flow = 'import' AND d.bill_no <> '' AND s.status = 'draft' GROUP BY d.bill_no ORDER BY 1
"""


def run_imports(
    folder: Path,
    *,
    out: Out,
    language: str = "zh_CN",
    seed: int = SEED,
    size: int = SIZE,
    progress: Progress = SILENT,
) -> bool:
    """Run the demonstration of imports in `folder`, telling it line by line; True when every stage
    found what was planted and nothing else. Raises FolderTaken, TooFewSales, and what the stages
    raise."""
    place = DemoFolder(folder)
    place.make_fresh()
    last_day = MONTH.next.first_day - timedelta(days=1)
    clock = Clock(datetime(last_day.year, last_day.month, last_day.day, 9, tzinfo=UTC))
    ledger = write_imports(place.inputs, seed=seed, size=size, month=MONTH)
    ledger.write(place.ledger)
    with Session.open(place.data_file, clock=clock, actor="demo", create=True) as session:
        show = ImportDemonstration(session, clock, place, ledger, language, out, progress)
        show.checks = ledger.checks
        planted = len(ledger.faults) + len(ledger.checks)
        show.say("import_title", orders=ledger.orders, month=MONTH, seed=seed)
        show.say("import_made", files=len(ledger.files), faults=planted)
        show.walk(seed)
    return show.is_exact


def found_importer(session: Session) -> None:
    """Give the invented importer its profile, its account book with stock of every article, and
    what it states about taxes: the class of its goods, and the rate the border of beer needs."""
    profile = CompanyProfile(**settings()["profile"])
    with session.call("settings") as call:
        set_company(call.conn, profile)
        put_rate(call.conn, call.id, ExchangeRate(_DOLLAR, MONTH, RATES[_DOLLAR], RATE_SOURCE))
        (book,) = call.conn.execute(
            "INSERT INTO account_book (call_id, book_no, area_code, area_name, customs_office)"
            " VALUES (?, ?, ?, ?, ?) RETURNING id",
            (
                *(call.id, profile.account_book_no, profile.area_code, profile.area_name),
                profile.import_customs_office,
            ),
        ).fetchone()
        for article in import_goods():
            _stock(call, book, article)
            call.conn.execute(
                "INSERT INTO goods_rate"
                " (call_id, scope, scope_key, kind, value, valid_from, source)"
                " VALUES (?, 'goods', ?, 'vat', ?, ?, 'demo')",
                (call.id, key_from_number(article.sku), article.vat, MONTH.first_day.isoformat()),
            )


def _stock(call: Call, book: int, article: ImportGoods) -> None:
    """Enter an article in the account book, with what came in."""
    master = article.master
    (item,) = call.conn.execute(
        "INSERT INTO book_item (call_id, account_book_id, record_no, sku, sku_key, hs_code,"
        " goods_name, unit) VALUES (?, ?, ?, ?, ?, ?, ?, ?) RETURNING id",
        (
            *(call.id, book, master["record_no"], article.sku, key_from_number(article.sku)),
            *(master["hs_code"], master["goods_name"], master["declared_unit"]),
        ),
    ).fetchone()
    call.conn.execute(
        "INSERT INTO stock_move (call_id, book_item_id, kind, moved_on, qty_e5, reference)"
        " VALUES (?, ?, 'in', ?, ?, 'TEST-IN-1')",
        (call.id, item, MONTH.first_day.isoformat(), _STOCK),
    )


class ImportDemonstration(Demonstration):
    """The same stages; before the messages the direct parcels get their flight, and customs bills
    what it has released. `checks`: the planted faults only the pre-check finds."""

    checks: tuple[LedgerFault, ...] = ()

    def walk(self, seed: int) -> None:
        """Everything from the files to the tax bills."""
        self.set_up()
        self.take_in()
        self.match()
        self.accept()
        self.declare()
        self.answer(seed)
        self.say("speed", number=self.lists_a_second())
        self.say("exact" if self.is_exact else "inexact")
        self.say("import_look", folder=self.place.path)

    def set_up(self) -> None:
        """The importer's profile and account book."""
        found_importer(self.session)

    def declare(self) -> None:
        """Check, make lists, let the direct parcels arrive, write messages."""
        day = self.clock.now.date()
        with self.timed("precheck"):
            outcome = precheck(self.session, on=day, progress=self.progress)
        grades = {grade.value: outcome.finding_counts.get(grade, 0) for grade in Severity}
        self.told("precheck", **numbers_of(outcome, "orders"), **grades)
        planted = {(one.order_no, one.kind) for one in self.checks}
        self.compare("checks", planted, set(self.session.conn.execute(_BLOCKING).fetchall()))
        with self.timed("lists"):
            outcome = compile_lists(self.session, on=day, progress=self.progress)
        self.told("lists", **numbers_of(outcome, "new", "simplified", "held"))
        self.say("arrive", number=self.arrive())
        with self.timed("assess"):
            outcome = assess(self.session, progress=self.progress)
        self.told("assess", **numbers_of(outcome, "lists", "lines", "unknown"))
        with self.timed("export"):
            outcome = export(self.session, outbox=self.place.outbox, progress=self.progress)
        self.told("export", **numbers_of(outcome, "files", "lists", "orders", "waybills", "held"))
        self.say("import_export", **numbers_of(outcome, "payments", "deliveries"))

    def arrive(self) -> int:
        """Flight and voyage of each bill of lading onto its lists, and its parcels into the site;
        how many bills."""
        bills = self.session.conn.execute(_DIRECT_BILLS).fetchall()
        for number, (bill_no, ids, parcels) in enumerate(bills, 1):
            flight = {"transport_name": "测试航班", "voyage_no": f"T{number:04d}"}
            for name, text in flight.items():
                bulk_edit.edit_lists(
                    self.session, json.loads(ids), Edit(name, text), progress=self.progress
                )
            record_delivery(
                self.session,
                _delivery(bill_no, **flight),
                json.loads(parcels),
                on=self.clock.now.date(),
            )
        return len(bills)

    def answer(self, seed: int) -> None:
        """The simulated customs answers and bills; some goods come back; later it sums the bills
        up to be paid."""
        taxes = estimated_taxes(self.session.conn)
        self.customs = Customs(self.place.outbox, self.place.inbox, seed=seed, taxes=taxes)
        for after in (_BILLED_AFTER, _SUMMED_AFTER):
            self.clock.now += after
            with self.timed("simulate"):
                done = self.customs.answer(now=self.clock.now)
            simulated = ("messages", "accepted", "refused", "inspection", "receipts")
            self.told("simulate", **{name: done.counts[name] for name in simulated})
            with self.timed("receive"):
                outcome = receive(self.session, done.files, progress=self.progress)
            shown = ("files", "new", "changed", "unknown_document")
            self.told("receive", **numbers_of(outcome, *shown))
            self.say("tax_bills", **numbers_of(outcome, "tax_bills"))
            if after == _BILLED_AFTER:
                self.bring_back(_RETURNED)
        with self.timed("status"):
            outcome = track(self.session, on=self.clock.now, progress=self.progress)
        self.told("status")
        self.say_states(outcome)


def _delivery(bill_no: str, *, transport_name: str, voyage_no: str) -> Delivery:
    site, profile = settings()["site"], settings()["profile"]
    return Delivery(
        operator=Company(site["code"], site["name"]),
        customs_office=profile["import_customs_office"],
        transport_mode=profile["direct_transport_mode"],
        transport_name=transport_name,
        voyage_no=voyage_no,
        bill_no=bill_no,
    )
