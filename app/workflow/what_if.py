"""What if: an order compared in all ways, split, on other days, at other prices; which mode fits
and what is missing for it. Reads the store, changes nothing."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from datetime import date
from decimal import Decimal

from app.store.settings import get_company
from app.tax.advice import Advice, Condition, Situation, State, advise
from app.tax.assess import Assessment
from app.tax.order import Content, ContentUnit, Goods, TaxableLine, TaxableOrder
from app.tax.sql.book import load_order
from app.tax.sql.ledger import used_of
from app.tax.what_if import (
    Option,
    Question,
    Reason,
    Split,
    Way,
    compare,
    compare_days,
    compare_prices,
    split,
)
from app.workflow.assess import Assessor
from app.workflow.positive import verdict

__all__ = [
    "Advice",
    "Assessment",
    "Condition",
    "Content",
    "ContentUnit",
    "Goods",
    "Option",
    "Question",
    "Reason",
    "Split",
    "State",
    "TaxableLine",
    "TaxableOrder",
    "Way",
    "WhatIf",
]


class WhatIf:
    """Questions about orders; reads rates and settings once. Amounts are as far as known."""

    def __init__(self, conn: sqlite3.Connection) -> None:
        self._conn = conn
        self._assessor = Assessor(conn)

    def question_of_list(self, list_id: int) -> Question | None:
        """A list as a question; it counts as paid, because lists are made from paid orders. None
        when its day is not stated. Raises LookupError for a list that is not there."""
        loaded = load_order(self._conn, list_id)
        if loaded is None:
            return None
        order, day = loaded
        used = self.used_before(list_id)
        return Question(replace(order, used_before=used), day, is_paid=True)

    def for_buyer(self, question: Question, buyer: int) -> Question:
        """The question asked for a buyer (hash of the ID number; 0 = somebody new here), with what
        was used of the year by now."""
        used = self.used_by(buyer, question.day.year)
        return replace(question, order=replace(question.order, used_before=used))

    def used_by(self, buyer: int, year: int) -> Decimal:
        """What a buyer (0 = nobody known) used of a year by now."""
        return used_of(self._conn, buyer, year, self._assessor.judge) if buyer else Decimal(0)

    def used_before(self, list_id: int) -> Decimal:
        """What the buyer of a list used of its year before it."""
        return self._assessor.used_before(list_id)

    def compare(self, question: Question) -> tuple[Option, ...]:
        """All ways side by side."""
        return compare(question, self._assessor.law, self._assessor.rates)

    def split(self, question: Question) -> Split:
        """The order in parts, if that is lawful and helps."""
        return split(question, self._assessor.law, self._assessor.rates)

    def days(self, question: Question, *days: date) -> list[tuple[date, Assessment]]:
        """As a retail import on other days."""
        return compare_days(question, days, self._assessor.law, self._assessor.rates)

    def prices(
        self, question: Question, line_no: int, *values: Decimal
    ) -> list[tuple[Decimal, Assessment]]:
        """As a retail import with other values of a line."""
        law, rates = self._assessor.law, self._assessor.rates
        return compare_prices(question, line_no, values, law=law, rates=rates)

    def advise(self, question: Question) -> tuple[Advice, ...]:
        """All ways with their conditions, the best first."""
        return advise(self.compare(question), self.situation(question), self._assessor.law)

    def situation(self, question: Question) -> Situation:
        """What the store knows that decides about modes."""
        profile = get_company(self._conn)
        codes = [line.goods.hs_code for line in question.order.lines]
        rulings = {
            way: tuple(verdict(self._conn, code, question.day, way.value) for code in codes)
            for way in (Way.DIRECT, Way.BONDED)
        }
        return Situation(
            day=question.day,
            rulings=rulings,
            has_profile=bool(profile.import_mode and profile.import_customs_office),
            is_filed=self._is_filed(profile.seller_code),
            has_book=bool(profile.account_book_no and profile.area_code),
            has_stock=None,
            departure=profile.departure_country,
        )

    def _is_filed(self, seller_code: str) -> bool:
        found = self._conn.execute(
            "SELECT 1 FROM party WHERE role = 'seller' AND is_filed AND ? IN (customs_code,"
            " credit_code) AND ? <> ''",
            (seller_code, seller_code),
        ).fetchone()
        return found is not None
