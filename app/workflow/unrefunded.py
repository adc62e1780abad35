"""The exported lines of a month that earn no refund, put together by list and reason, with the way
of each. What is due in a month is judged as it stands at its end."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from functools import cache

from app.documents.refund import LedgerState
from app.legal.parameters import Parameters
from app.legal.trace import Trace, step
from app.queries.export_taxes import ExportedLine, exported_lines
from app.queries.refunds import ClaimRule, LedgerTerms
from app.refund.domestic import DomesticSale, domestic_sale
from app.refund.rates import Exported, RefundRates
from app.refund.route import Export, Outcome, Question, Route, find_route
from app.refund.unrefunded import SETTLED, Answers, Given, Reason, answers_of, reason_of
from app.store.settings import get_company
from app.tax.order import Goods
from app.tax.rates import Rate, RateBook
from app.tax.sql.book import rate_book
from app.values.codes import key_from_number
from app.values.exact import half_up, yuan_from_fen
from app.values.period import Month
from app.workflow.export_tax_decisions import Decided, decisions, standing
from app.workflow.facts import codes_of
from app.workflow.purchases import RefundProfile, rates_of, refund_profile
from app.workflow.refunds import StepShown, answers_at_hand, in_words, ledger_terms

NOTHING = Decimal(0)


@dataclass(frozen=True, slots=True)
class Part:
    """Goods of a list at one tax rate: FOB in yuan, the tax as a sale at home. `vat` None = the
    rate is not known."""

    vat: Decimal | None
    fob: Decimal
    sale: DomesticSale | None


@dataclass(frozen=True, slots=True)
class Unrefunded:
    """Lines of one list that earn no refund for the same reason. `fob` None: no customs rate of its
    `currency`; `to_state`: codes whose refund rate nobody stated, `untaxed`: whose VAT rate is not
    known; `decided`: what a person decided."""

    own_no: str
    is_b2b: bool
    customs_mode: str
    export_date: str
    currency: str
    reason: Reason
    lines: int
    route: Route
    parts: tuple[Part, ...]
    fob: Decimal | None
    to_state: tuple[str, ...] = ()
    untaxed: tuple[str, ...] = ()
    decided: Decided | None = None

    @property
    def way(self) -> Outcome | None:
        """How it is treated; None = the route finder still asks."""
        return self.decided.way if self.decided else self.route.outcome

    @property
    def revenue(self) -> Decimal | None:
        """What counts for deemed income; None when nothing does, or it is not known."""
        return self.fob if self.way is Outcome.NO_INVOICE else None

    @property
    def output(self) -> Decimal | None:
        """The tax as a sale at home; None when it is none, or not known."""
        if self.way is not Outcome.DOMESTIC or self.fob is None:
            return None
        if any(part.sale is None for part in self.parts):
            return None
        return sum((part.sale.output for part in self.parts if part.sale), NOTHING)


Waiting = dict[LedgerState, int]
"""Lines that may still be refunded, or wait for something, by the state of their refund."""


def unrefunded(
    conn: sqlite3.Connection, month: Month, law: Parameters
) -> tuple[tuple[Unrefunded, ...], Waiting]:
    """The rows of a month, by reason and day; then the lines that wait."""
    return _Work(conn, month, law).rows()


@dataclass(slots=True)
class _Sum:
    """Lines of one list and reason as they are added up: by tax rate, FOB × 10^13."""

    first: ExportedLine
    lines: int = 0
    has_rate: bool = True
    fob: dict[Decimal | None, int | Fraction] = field(default_factory=dict)
    to_state: set[str] = field(default_factory=set)
    untaxed: set[str] = field(default_factory=set)


_Key = tuple[int, str, Reason, bool | None]  # B2B, number, reason, whether its goods earn a refund


class _Work:
    """One month under way: what is asked again and again is asked once."""

    def __init__(self, conn: sqlite3.Connection, month: Month, law: Parameters) -> None:
        self.conn, self.month, self._month_text = conn, month, str(month)
        self.last_day = month.next.first_day - timedelta(days=1)
        self.law = law
        self.terms: LedgerTerms = ledger_terms(conn, self.last_day, self.law)
        self.stands = standing(conn)
        self._rates: RefundRates = rates_of(conn, self.law)
        self._book: RateBook = rate_book(conn, self.law, codes_of(conn))
        self._profile: RefundProfile = refund_profile(conn)
        self._zone = "yes" if get_company(conn).at_zone_customs else "no"
        for name in ("_refund_rate", "_vat", "_company", "_route", "_is_settled"):
            setattr(self, name, cache(getattr(self, name)))

    def rows(self) -> tuple[tuple[Unrefunded, ...], Waiting]:
        """As `unrefunded` says."""
        sums: dict[_Key, _Sum] = {}
        waiting: Waiting = {}
        for line in self._lines():
            day, state = date.fromisoformat(line.export_date), LedgerState(line.state)
            rate = self._refund_rate(line.sku, line.hs_code, day)
            reason = reason_of(state, rate, self._company(day))
            if not self._is_due(line, reason):
                continue
            if reason is not None:
                goods = None if rate is None else bool(rate)
                key = (line.is_b2b, line.own_no, reason, goods)
                self._add(sums.setdefault(key, _Sum(line)), line, day)
            elif state not in SETTLED:
                waiting[state] = waiting.get(state, 0) + 1
        stated = decisions(self.conn, self.month).lists
        rows = [self._row(key, each, stated.get(key[1])) for key, each in sums.items()]
        order = list(Reason)
        rows.sort(key=lambda row: (order.index(row.reason), row.export_date, row.own_no))
        return tuple(rows), waiting

    def _lines(self) -> Iterator[ExportedLine]:
        months = {self.month}
        for rule in self.terms.rules:
            months |= _overdue_since(rule, self.month)
        return exported_lines(self.conn, self.terms, sorted(months))

    def _is_due(self, line: ExportedLine, reason: Reason | None) -> bool:
        """Whether a line belongs to this month: by its export, or by the day after its last one.
        What was settled with the month of its export is not asked about again."""
        exported = line.export_date[:7]
        if reason is not Reason.OVERDUE or line.deadline is None:
            return exported == self._month_text
        late = date.fromisoformat(line.deadline) + timedelta(days=1)
        is_open = bool(line.is_paired) or not self._is_settled(Month.parse(exported))
        return Month.of(late) == self.month and is_open

    def _is_settled(self, month: Month) -> bool:
        return bool(decisions(self.conn, month).confirmed_on)

    def _refund_rate(self, sku: str, hs_code: str, day: date) -> Decimal | None:
        found = self._rates.of(Exported(key_from_number(sku), hs_code, day))
        return None if found is None else found.rate

    def _vat(self, sku: str, hs_code: str, day: date) -> Decimal | None:
        vat = self._book.rates(Goods(hs_code, "", key_from_number(sku)), day).vat
        if not isinstance(vat, Rate):
            return None
        return Decimal(vat.value.numerator) / Decimal(vat.value.denominator)

    def _company(self, day: date) -> Answers:
        """What the company's settings answer for an export of a day."""
        found = answers_at_hand(self.conn, day)
        if not self._profile.waived_on or day.isoformat() < self._profile.waived_on:
            found[Question.WAIVED] = "no"
        return {Question.WAIVED: "no", **found, Question.ZONE_CUSTOMS: self._zone}

    def _route(self, reason: Reason, day: date, rate: Decimal | None) -> Route:
        answers = answers_of(Given(reason, day, rate), self._company(day), self.stands.answers)
        return find_route(answers, Export(day, self.last_day), self.law)

    def _add(self, into: _Sum, line: ExportedLine, day: date) -> None:
        into.lines += 1
        if self._refund_rate(line.sku, line.hs_code, day) is None:
            into.to_state.add(line.hs_code or line.sku)
        if line.cny_e8 is None:
            into.has_rate = False
            return
        fob: int | Fraction = line.value_e5 * line.cny_e8
        if line.returned_e5:
            fob = fob * Fraction(line.qty_e5 - line.returned_e5, line.qty_e5)
        vat = self._vat(line.sku, line.hs_code, day)
        if vat is None:
            into.untaxed.add(line.hs_code or line.sku)
        into.fob[vat] = into.fob.get(vat, 0) + fob

    def _row(self, key: _Key, found: _Sum, decided: Decided | None) -> Unrefunded:
        _is_b2b, own_no, reason, goods = key
        day = date.fromisoformat(found.first.export_date)
        rate = None if goods is None else Decimal(goods)
        route = self._route(reason, day, rate)
        is_taxed = (decided.way if decided else route.outcome) is Outcome.DOMESTIC
        parts = tuple(
            self._part(vat, _yuan(fob), day, is_taxed=is_taxed)
            for vat, fob in sorted(found.fob.items(), key=lambda each: each[0] or NOTHING)
        )
        return Unrefunded(
            own_no=own_no,
            is_b2b=bool(found.first.is_b2b),
            customs_mode=found.first.customs_mode,
            export_date=found.first.export_date,
            currency=found.first.currency,
            reason=reason,
            lines=found.lines,
            route=route,
            parts=parts,
            fob=sum((part.fob for part in parts), NOTHING) if found.has_rate else None,
            to_state=tuple(sorted(found.to_state)),
            untaxed=tuple(sorted(found.untaxed)),
            decided=decided,
        )

    def _part(self, vat: Decimal | None, fob: Decimal, day: date, *, is_taxed: bool) -> Part:
        if vat is None or not is_taxed:
            return Part(vat, fob, None)
        return Part(vat, fob, domestic_sale(fob, rate=vat, day=day, law=self.law))


def _yuan(scaled: int | Fraction) -> Decimal:
    """An amount at scale 13, half up to the fen."""
    return yuan_from_fen(half_up(scaled * Fraction(1, 10**11)))


def _overdue_since(rule: ClaimRule, month: Month) -> set[Month]:
    """The months of export under a rule whose last day to claim may end in a month or just before
    it."""
    if not rule.is_final or rule.months is None:
        return set()
    at = month.year * 12 + month.month - 1 - rule.months
    found = {Month(each // 12, each % 12 + 1) for each in (at, at - 1)}
    return {each for each in found if str(each.next) > rule.from_}


def row_working(row: Unrefunded, language: str) -> list[StepShown]:
    """Why a row goes its way and what it costs, step by step."""
    trace: Trace = row.route.steps
    if row.decided:
        trace = (*trace, step("refund.step.decided", why=row.decided.why or "—"))
    for part in row.parts:
        trace = (*trace, *(part.sale.trace[:1] if part.sale else ()))
    return [in_words(each, language) for each in trace]
