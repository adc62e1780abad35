"""A company that lives a year through the program's own calls, with customs across the street:
orders, payments and parcels come in, lists are made, written, answered; months are summarised,
refunds claimed, money received, goods come back, lists are cancelled, months are closed."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from random import Random

from app.simulator.run import Customs
from app.store.rates import ExchangeRate
from app.store.session import Session
from app.values.decimals import decimal_from_e5
from app.values.period import Month
from app.values.progress import SILENT
from app.workflow.assess import assess
from app.workflow.changing import cancel_list
from app.workflow.compile import compile_lists
from app.workflow.estimates import estimated_taxes
from app.workflow.export import export
from app.workflow.match import match
from app.workflow.month_lock import close_month
from app.workflow.rates import set_rate
from app.workflow.receive import receive
from app.workflow.refund_claims import (
    ClaimRefused,
    Money,
    NewClaim,
    add_money,
    note_filed,
    prepare_claim,
)
from app.workflow.remittances import Remitted, allocate, save_remittance
from app.workflow.returns import ReasonKind, ReturnDraft, Way, Wish, new_request, record_arrival
from app.workflow.summary import summarise
from tests.helpers.bonded import bonded_company, put_stock
from tests.helpers.builders import (
    make_goods,
    make_line,
    make_order,
    make_payment,
    make_session,
    make_waybill,
    put_goods,
    put_orders,
    put_payments,
    put_waybills,
)
from tests.helpers.clock import FixedClock
from tests.helpers.exports import purchase, stated_rate
from tests.helpers.importer import (
    EXPORTS_TOO,
    import_order,
    import_payment,
    import_waybill,
    set_importer,
)

YEAR = tuple(Month(2026, number) for number in range(1, 13))
RATELESS = ("EUR", Month(2026, 8))
"""A currency and month nobody typed the customs rate of."""
CORRECTED = YEAR[2::3]
"""Months in which a list is cancelled; its order goes again."""
_RATES = {"USD": Decimal("7.0831"), "EUR": Decimal("8.1207")}
_EXPORTS, _IMPORTS, _LATE = 6, 2, 2


@dataclass(slots=True)
class Company:
    """The company, its clock, and customs. `done` counts what happened."""

    session: Session
    clock: FixedClock
    customs: Customs
    random: Random = field(default_factory=lambda: Random(2026))
    done: Counter[str] = field(default_factory=Counter)

    @classmethod
    def founded(cls, folder: Path) -> Company:
        """Exports and bonded imports; stock, rates of the year, rates of taxes and refunds."""
        clock = FixedClock(datetime(2026, 1, 1, 9, tzinfo=UTC))
        session = make_session(folder, clock=clock)
        session.conn.execute("PRAGMA synchronous = OFF")
        item = bonded_company(session)
        set_importer(session, **EXPORTS_TOO)
        put_goods(session, [make_goods()])
        put_stock(session, item, "1000", day=date(2026, 1, 1), batch="B1")
        with session.call("goods_rate") as call:
            session.conn.execute(
                "INSERT INTO goods_rate (call_id, scope, scope_key, kind, value, valid_from,"
                " source) VALUES (?, 'hs', '3304', 'vat', 'standard', '2025-01-01', '测试'),"
                " (?, 'hs', '3304', 'consumption', 'not_taxed', '2025-01-01', '测试')",
                (call.id, call.id),
            )
        stated_rate(session)
        for month in YEAR:
            for currency, cny in _RATES.items():
                if (currency, month) != RATELESS:
                    set_rate(session, ExchangeRate(currency, month, cny, "测试"))
        outbox, inbox = folder / "outbox", folder / "inbox"
        inbox.mkdir()
        taxes = estimated_taxes(session.conn)
        return cls(session, clock, Customs(outbox, inbox, seed=3, taxes=taxes))

    @property
    def outbox(self) -> Path:
        """Where messages are written to."""
        return self.session.path.parent / "outbox"

    @property
    def today(self) -> date:
        """The day on the clock."""
        return self.clock.now.date()

    def at(self, month: Month, day: int) -> None:
        """Go to a day, nine in the morning; never back."""
        first = datetime(month.year, month.month, 1, 9, tzinfo=UTC)
        self.clock.now = max(self.clock.now, first + timedelta(days=day - 1))

    # a month

    def live(self, month: Month) -> None:
        """A month, from its first orders to those whose answers come too late for it."""
        self.at(month, 4)
        self.sell(month, _EXPORTS, _IMPORTS)
        self.write()
        self.hear()
        self.at(month, 8)
        self.summarise(month.previous)
        self.claim(month)
        self.at(month, 12)
        self.receive_money(month)
        self.take_back(month)
        if month in CORRECTED:
            self.at(month, 16)
            self.correct(month)
        self.at(month, 28)
        self.sell(month, _LATE, 1, mark="L")
        self.write()

    def close(self, month: Month) -> None:
        """Sign for a month on the first of the next; only then customs answers what is open."""
        self.at(month.next, 1)
        close_month(self.session, month, "测试会计", on=self.today)
        self.done["closed"] += 1
        self.hear()

    def sell(self, month: Month, exports: int, imports: int, *, mark: str = "E") -> None:
        """Orders, payments and parcels that agree; matched, and lists made of them."""
        at = f"{self.today}T08:00:00"
        numbers = [f"{mark}-{month}-{n}" for n in range(exports)]
        orders, payments = [], []
        for number in numbers:
            total = str(Decimal(self.random.randrange(1_000, 20_000)).scaleb(-2))
            currency = self.random.choice(["USD", "USD", "EUR"])
            line = make_line(price=total)
            orders.append(make_order(number, lines=[line], currency=currency, ordered_at=at))
            payments.append(
                make_payment(number, amount=total, currency=currency, fee="0.30", paid_at=at)
            )
        bought = [f"I{mark}-{month}-{n}" for n in range(imports)]
        put_orders(self.session, [*orders, *(import_order(n, ordered_at=at) for n in bought)])
        put_payments(self.session, [*payments, *(import_payment(n, paid_at=at) for n in bought)])
        put_waybills(
            self.session,
            [
                *(make_waybill(n, shipped_at=at) for n in numbers),
                *(import_waybill(n, shipped_at=at) for n in bought),
            ],
        )
        purchase(
            self.session, f"INV-{mark}-{month}", qty=str(exports), net="240.00", issued=self.today
        )
        match(self.session, on=self.today)
        compile_lists(self.session, on=self.today, progress=SILENT)
        assess(self.session)

    def write(self) -> None:
        """Write the messages that are due."""
        written = export(self.session, outbox=self.outbox)
        self.done["messages"] += written.counts.get("files", 0)

    def hear(self, *, until: str = "cleared") -> None:
        """Customs answers what is new, and its receipts and tax bills are taken in; `until`
        "released" those that a list is cleared get lost on the way."""
        files = self.customs.answer(now=self.clock.now).files
        receive(
            self.session,
            [each for each in files if until == "cleared" or "cleared" not in each.stem],
        )

    def summarise(self, month: Month) -> None:
        """Apply for the cleared lists of a month; customs makes the entries."""
        outcome = summarise(self.session, month, on=self.today)
        self.done["summarised"] += outcome.counts.get("lists", 0)
        self.write()
        self.hear()

    def claim(self, month: Month) -> None:
        """Claim what is ready, and get the money for it."""
        try:
            prepare_claim(self.session, NewClaim(f"C-{month}", month.previous), self.today)
        except ClaimRefused:
            return
        ((claim_id, refund),) = self.session.conn.execute(
            "SELECT id, refund_e5 FROM claim_standing ORDER BY id DESC LIMIT 1"
        )
        note_filed(self.session, claim_id, self.today)
        add_money(self.session, claim_id, Money("received", decimal_from_e5(refund), self.today))
        self.done["claims"] += 1

    def receive_money(self, month: Month) -> None:
        """A payout of the platform for the orders of the month."""
        gross = Decimal(self.random.randrange(5_000, 30_000)).scaleb(-2)
        fee = Decimal("1.25")
        cny = ((gross - fee) * Decimal("7.05")).quantize(Decimal("0.01"))
        given = Remitted(
            f"R-{month}", self.today, "USD", gross, fee, "银行通知",
            period=(month.first_day, self.today), settled_on=self.today, cny=cny,
        )  # fmt: skip
        save_remittance(self.session, None, given)
        ((id_,),) = self.session.conn.execute("SELECT max(id) FROM remittance")
        allocate(self.session, id_)

    def take_back(self, month: Month) -> None:
        """Goods of an import of the month before come back, and of an export."""
        for flow in ("import", "export"):
            row = self.session.conn.execute(
                "SELECT d.id FROM declaration_list d JOIN declaration_status s ON s.id = d.id"
                " WHERE d.flow = ? AND s.released_at LIKE ? AND s.status IN ('released', 'cleared')"
                " AND NOT EXISTS (SELECT 1 FROM goods_return g"
                "     WHERE g.declaration_list_id = d.id) ORDER BY d.id DESC LIMIT 1",
                (flow, f"{month.previous}-%"),
            ).fetchone()
            if row is None:
                continue
            way = Way() if flow == "import" else Way(
                transport_mode="5", transport_name="测试航班", voyage_no="T1",
                bill_no=f"999-{month.month:08d}",
            )  # fmt: skip
            draft = ReturnDraft(row[0], (Wish(1, Decimal(1)),), ReasonKind.NO_REASON, way=way)
            self.done["returns"] += new_request(self.session, draft, on=self.today).counts[
                "requests"
            ]
        self.write()
        self.hear()
        for (id_,) in self.session.conn.execute(
            "SELECT g.id FROM goods_return g JOIN goods_return_state t ON t.id = g.id"
            " WHERE t.state = 'accepted' AND g.arrived_on = ''"
        ).fetchall():
            record_arrival(self.session, id_, self.today)

    def correct(self, month: Month) -> None:
        """A list that was let go and not cleared yet is cancelled."""
        self.sell(month, 1, 0, mark="X")
        self.write()
        self.hear(until="released")
        ((list_id, status),) = self.session.conn.execute(
            "SELECT d.id, s.status FROM declaration_list d"
            " JOIN declaration_status s ON s.id = d.id ORDER BY d.id DESC LIMIT 1"
        )
        assert status == "released"
        cancel_list(self.session, list_id, "测试撤销", on=self.today)
        self.write()
        self.hear()
