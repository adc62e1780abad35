"""Exports of a month that earn no refund: which lists, why, the way of each, and what it costs:
tax as a sale at home (R38), or deemed income (R33). Everything is an estimate until the tax office
has it; what is not known stays so, and says what has to be stated."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property

from app.legal.parameters import NotInForce, Parameters
from app.refund.deemed_income import DeemedIncome, deemed_income_tax
from app.refund.route import Outcome, Question
from app.store.session import Session
from app.values.period import Month
from app.workflow.export_tax_decisions import (
    Decisions,
    Standing,
    confirm,
    decisions,
    earlier_confirmed,
    standing,
)
from app.workflow.outcome import Outcome as Result
from app.workflow.refunds import StepShown, in_words
from app.workflow.unrefunded import NOTHING, Unrefunded, Waiting, unrefunded


@dataclass(frozen=True)
class ExportTaxes:
    """A month: its lists, what was decided, deemed income of the month and of the year so far, and
    how many lines wait for something else by the state of their refund. Its sums are added up once
    (so no slots), where it is made: there may be very many rows."""

    month: Month
    rows: tuple[Unrefunded, ...]
    standing: Standing
    decided: Decisions
    deemed: DeemedIncome | None
    year_revenue: Decimal | None
    year_deemed: DeemedIncome | None
    waiting: Waiting = field(default_factory=dict)

    def of(self, *ways: Outcome | None) -> list[Unrefunded]:
        """The rows that go these ways."""
        return [row for row in self.rows if row.way in ways]

    @cached_property
    def undecided(self) -> list[Unrefunded]:
        """Rows about which something is still asked."""
        return self.of(None, Outcome.UNKNOWN, Outcome.REFUND)

    @cached_property
    def figures(self) -> dict[str, Decimal | None]:
        """The sums of the month by name, which it is confirmed with; None = part of it is not
        known."""
        is_open = bool(self.undecided)
        domestic, free = self.of(Outcome.DOMESTIC), self.of(Outcome.EXEMPT)
        output = None if is_open else known_sum(row.output for row in domestic)
        proven = self.decided.proven_input if domestic else NOTHING
        return {
            "domestic_fob": None if is_open else known_sum(row.fob for row in domestic),
            "output": output,
            "proven_input": proven,
            "payable": None if output is None or proven is None else output - proven,
            "exempt_fob": None if is_open else known_sum(row.fob for row in free),
            "revenue": None if is_open else self.revenue,
            "income": None if is_open else self._income,
        }

    @cached_property
    def revenue(self) -> Decimal | None:
        """FOB of the exports without invoice in a zone."""
        return _revenue(self.rows)

    @cached_property
    def sums(self) -> dict[str, Decimal | None]:
        """The figures with the income tax of the month, and both for the year so far."""
        return {
            **self.figures,
            "deemed_tax": self.tax_on(self.deemed),
            "year_revenue": self.year_revenue,
            "year_tax": self.tax_on(self.year_deemed),
        }

    @property
    def _income(self) -> Decimal | None:
        if not self.of(Outcome.NO_INVOICE):
            return NOTHING
        return None if self.deemed is None else self.deemed.taxable_income

    def tax_on(self, deemed: DeemedIncome | None) -> Decimal | None:
        """The income tax; None as long as the company did not say its kind, or part of the income
        is not known."""
        if deemed is None or self.undecided:
            return None
        return None if deemed.tax and self.standing.is_small is None else deemed.tax

    @property
    def differs(self) -> bool:
        """Whether the month came to something else since it was confirmed."""
        return bool(self.decided.confirmed_on) and self.decided.figures != self.figures

    @cached_property
    def missing(self) -> dict[str, list[str]]:
        """What has to be stated before everything is known, by kind: goods codes whose "refund"
        rate decides something, codes whose "vat" rate is not known, currencies without customs
        "rate", questions about all exports ("question")."""
        taxed = self.of(Outcome.DOMESTIC)
        asked = {str(row.route.question) for row in self.of(None)}
        goods = asked & {Question.GOODS}
        return {
            "question": sorted(asked - goods),
            "refund": sorted({c for r in self.of(None) if goods for c in r.to_state}),
            "vat": sorted({code for row in taxed for code in row.untaxed}),
            "rate": sorted({row.currency for row in self.rows if row.fob is None}),
        }


def known_sum(amounts: Iterable[Decimal | None]) -> Decimal | None:
    """Amounts added up; None when one of them is not known."""
    found = list(amounts)
    return None if None in found else sum((each for each in found if each is not None), NOTHING)


def export_taxes(conn: sqlite3.Connection, month: Month) -> ExportTaxes:
    """Work a month out as it stands at its end, by the law as it is and the answers as they are
    kept."""
    law = Parameters()
    rows, waiting = unrefunded(conn, month, law)
    decided, stands, revenue = decisions(conn, month), standing(conn), _revenue(rows)
    before = [each.figures["revenue"] for each in earlier_confirmed(conn, month).values()]
    year = None if revenue is None else sum(before, revenue)
    found = ExportTaxes(
        month,
        rows,
        stands,
        decided,
        _deemed(revenue, month, stands, law),
        year,
        _deemed(year, month, stands, law),
        waiting,
    )
    found.sums, found.missing  # noqa: B018 - added up here, not where it is shown
    return found


def _revenue(rows: Iterable[Unrefunded]) -> Decimal | None:
    return known_sum(row.fob for row in rows if row.way is Outcome.NO_INVOICE)


def confirm_month(session: Session, month: Month, today: date) -> Result:
    """Settle a month as it comes out now. Raises BadDecision."""
    return confirm(session, month, export_taxes(session.conn, month).figures, today)


def _deemed(
    revenue: Decimal | None, month: Month, stands: Standing, law: Parameters
) -> DeemedIncome | None:
    if revenue is None:
        return None
    try:
        year_end = date(month.year, 12, 31)
        return deemed_income_tax(revenue, year_end, law, is_small_low_profit=bool(stands.is_small))
    except NotInForce:
        return None


def deemed_working(taxes: ExportTaxes, language: str) -> list[StepShown]:
    """How deemed income and its tax come about; the tax only where the company said its kind."""
    if taxes.deemed is None or not taxes.of(Outcome.NO_INVOICE):
        return []
    steps = taxes.deemed.trace if taxes.standing.is_small is not None else taxes.deemed.trace[:1]
    return [in_words(each, language) for each in steps]
