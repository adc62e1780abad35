"""Which of the four ways an export goes at the tax office (R30–R38): refund, exemption, exemption
without invoice in a pilot zone, taxed as a domestic sale.

A dialogue: facts in, the next question or the verdict out, with every step on the way and what it
rests on. It asks only what decides something, in the order that ends soonest. Several rules were
never read in the original; their steps say so, and the one open question is named.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from app.legal.parameters import Confidence, NotInForce, Parameters
from app.legal.trace import Basis, Step, basis_of
from app.legal.windows import claim_deadline, is_final, money_deadline

OPEN_QUESTION = "O1"
_DEPENDS_ON_O1 = frozenset({"export.no_invoice.taxed", "export.vat.fx.deadline"})


class Outcome(StrEnum):
    """How an export ends."""

    REFUND = "refund"
    EXEMPT = "exempt"
    NO_INVOICE = "no_invoice_exempt"
    DOMESTIC = "domestic_sale"
    NOT_OURS = "not_ours"  # somebody else is the exporter
    UNKNOWN = "unknown"  # the law of that day is not at hand


class Question(StrEnum):
    """What may be asked; its sentence is `refund.question.<value>`, an answer's
    `refund.answer.<question>.<answer>`."""

    ROLE = "role"
    DECLARATION = "declaration"
    GOODS = "goods"
    WAIVED = "waived"
    TAXPAYER = "taxpayer"
    COMPANY = "company"
    CLAIMED = "claimed"
    INVOICE = "invoice"
    FILING = "filing"
    MONEY = "money"
    ZONE = "zone"
    ZONE_RECORDS = "zone_records"
    ZONE_CUSTOMS = "zone_customs"


_YES_NO = ("yes", "no")
ANSWERS: dict[Question, tuple[str, ...]] = {
    Question.ROLE: ("seller", "platform", "agent"),
    Question.DECLARATION: ("entry", "simplified", "none"),
    Question.GOODS: ("refundable", "zero_rate", "exempt"),
    Question.WAIVED: ("no", "refund", "exemption"),
    Question.TAXPAYER: ("general", "small_scale"),
    Question.COMPANY: ("trading", "production"),
    Question.CLAIMED: _YES_NO,
    Question.INVOICE: ("special", "ordinary", "none"),
    Question.FILING: _YES_NO,
    Question.MONEY: ("in", "not_due", "late"),
    Question.ZONE: _YES_NO,
    Question.ZONE_RECORDS: _YES_NO,
    Question.ZONE_CUSTOMS: _YES_NO,
}


@dataclass(frozen=True, slots=True)
class Export:
    """What is asked about: its export date, and the day of asking."""

    exported: date
    today: date


@dataclass(frozen=True, slots=True)
class Route:
    """How far the dialogue is: the steps so far, then either a `question` or an `outcome`."""

    steps: tuple[Step, ...]
    question: Question | None = None
    outcome: Outcome | None = None

    @property
    def confidence(self) -> Confidence:
        """That of the weakest step."""
        order = (Confidence.LOW, Confidence.MEDIUM, Confidence.HIGH)
        return min((each.confidence for each in self.steps), key=order.index, default=order[-1])

    @property
    def open_questions(self) -> tuple[str, ...]:
        """Questions an expert has to answer before this can be relied on."""
        bases = {basis.id for each in self.steps for basis in each.bases}
        return (OPEN_QUESTION,) if bases & _DEPENDS_ON_O1 else ()


class _Asked(Exception):
    """An answer is missing; ends the walk."""

    def __init__(self, question: Question) -> None:
        self.question = question


def find_route(answers: Mapping[Question, str], export: Export, law: Parameters) -> Route:
    """Walk as far as the answers lead. Raises ValueError for an answer nobody offered."""
    for question, answer in answers.items():
        if answer not in ANSWERS[question]:
            raise ValueError(f"{question}: {answer}")
    walk = _Walk(answers, export, law)
    try:
        outcome = walk.outcome()
    except _Asked as asked:
        return Route(tuple(walk.steps), asked.question)
    except NotInForce:
        walk.note("not_in_force", day=export.exported.isoformat())
        return Route(tuple(walk.steps), outcome=Outcome.UNKNOWN)
    return Route(tuple(walk.steps), outcome=outcome)


@dataclass(slots=True)
class _Walk:
    answers: Mapping[Question, str]
    export: Export
    law: Parameters
    steps: list[Step] = field(default_factory=list)

    def ask(self, question: Question) -> str:
        if question not in self.answers:
            raise _Asked(question)
        return self.answers[question]

    def note(self, name: str, *bases: Basis, **values: str) -> None:
        self.steps.append(Step(f"refund.route.{name}", tuple(values.items()), bases))

    def basis(self, parameter_id: str) -> Basis:
        return basis_of(self.law.value_at(parameter_id, self.export.exported))

    def outcome(self) -> Outcome:
        """The first part that decides anything decides it."""
        parts = (self._role, self._goods, self._waiver, self._taxpayer, self._time, self._refund)
        for part in parts:
            if (found := part()) is not None:
                return found
        return self._without_refund()

    def _role(self) -> Outcome | None:
        role = self.ask(Question.ROLE)
        since = self.basis("export.cbec.refund.since")
        if role == "seller":
            self.note("seller", since)
            return None
        if role == "platform":
            self.note("platform", since)
        else:
            self.note("agent", *self._agent_basis())
        return Outcome.NOT_OURS

    def _agent_basis(self) -> Iterator[Basis]:
        try:
            yield self.basis("export.agent.report_real_exporter")
        except NotInForce:
            yield self.basis("export.cbec.refund.since")

    def _goods(self) -> Outcome | None:
        goods = self.ask(Question.GOODS)
        if goods == "zero_rate":
            self.note("zero_rate", self.basis("export.zero_rate.taxed"))
            return Outcome.DOMESTIC
        if goods == "exempt":
            self.note("exempt_goods", self.basis("export.exempt_goods"))
            return Outcome.EXEMPT
        self.note("refundable")
        return None

    def _waiver(self) -> Outcome | None:
        waived = self.ask(Question.WAIVED)
        if waived == "no":
            return None
        lock = self.basis("export.vat.waiver.lock.months")
        self.note(f"waived_{waived}", lock, months=lock.value)
        return Outcome.EXEMPT if waived == "refund" else Outcome.DOMESTIC

    def _taxpayer(self) -> Outcome | None:
        if self.ask(Question.TAXPAYER) == "small_scale":
            self.note("small_scale", self.basis("export.small_scale.exempt"))
            return Outcome.EXEMPT
        self.note("general_taxpayer")
        return None

    def _time(self) -> Outcome | None:
        """Not claimed in time: since 2026 that is a domestic sale."""
        last = claim_deadline(self.export.exported, self.law)
        final = is_final(self.export.exported, self.law)
        name = "export.vat.claim.months" if final else "export.vat.claim.deadline.old"
        rule = self.basis(name)
        if self.export.today <= last:
            self.note("in_time", rule, day=last.isoformat())
            return None
        if self.ask(Question.CLAIMED) == "yes":
            self.note("claimed", rule, day=last.isoformat())
            return None
        self.note("too_late" if final else "late_claim", rule, day=last.isoformat())
        return Outcome.DOMESTIC if final else None

    def _refund(self) -> Outcome | None:
        """What a refund asks for; None when one of it is missing."""
        declaration = self.ask(Question.DECLARATION)
        if declaration != "entry":
            self.note(f"declaration_{declaration}")
            return None
        self.note("declaration_entry")
        if self.ask(Question.COMPANY) == "trading":
            invoice = self.ask(Question.INVOICE)
            if invoice != "special":
                self.note("no_special_invoice", self.basis("export.vat.refund.base.trading"))
                return None
            self.note("special_invoice", self.basis("export.vat.refund.base.trading"))
        else:
            self.note("production", self.basis("export.vat.refund.base.production"))
        if self.ask(Question.FILING) == "no":
            self.note("no_filing", self.basis("export.cbec.refund.since"))
            return None
        return self._money()

    def _money(self) -> Outcome | None:
        bases = []
        try:
            day = money_deadline(self.export.exported, self.law).isoformat()
            bases.append(self.basis("export.vat.fx.deadline"))
        except NotInForce:
            day = claim_deadline(self.export.exported, self.law).isoformat()
            bases.append(self.basis("export.vat.claim.deadline.old"))
        answer = self.ask(Question.MONEY)
        self.note(f"money_{answer}", *bases, day=day)
        return None if answer == "late" else Outcome.REFUND

    def _without_refund(self) -> Outcome:
        """Exempt with a lawful voucher, or without one in a zone; else a domestic sale."""
        if self.ask(Question.INVOICE) != "none":
            self.note("voucher", self.basis("export.voucher.exempt"))
            return Outcome.EXEMPT
        try:
            zone = self.basis("export.zone.no_invoice_exemption")
        except NotInForce:
            self.note("no_zone_rule_yet", self.basis("export.no_invoice.taxed"))
            return Outcome.DOMESTIC
        for question in (Question.ZONE, Question.ZONE_RECORDS, Question.ZONE_CUSTOMS):
            if self.ask(question) == "no":
                taxed = self.basis("export.no_invoice.taxed")
                self.note(f"not_{question}", zone, taxed)
                return Outcome.DOMESTIC
        self.note("no_invoice_zone", zone)
        return Outcome.NO_INVOICE
