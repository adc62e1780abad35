"""A production company's month (免抵退), and the principals of an agent."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from app.legal.parameters import Parameters
from app.legal.trace import Trace
from app.queries.refund_month import ExportOfDay, Principal, exports_of_month, principals_of_month
from app.refund.export_refund import (
    ExportGroup,
    ProductionMonth,
    ProductionRefund,
    production_month,
)
from app.refund.rates import Exported, RefundRates
from app.store import refunds as store
from app.store.refunds import RefundMonthRow
from app.store.session import Session
from app.tax.order import Goods
from app.tax.rates import Rate, RateBook
from app.tax.sql.book import rate_book
from app.values.codes import key_from_number
from app.values.decimals import decimal_from_e5, round_half_up
from app.values.period import Month
from app.workflow.facts import codes_of
from app.workflow.outcome import Outcome
from app.workflow.purchases import rates_of, run
from app.workflow.refunds import StepShown, in_words

__all__ = [
    "Principal", "ProductionSheet", "RefundMonthRow", "month_steps",
    "principals_of_month", "production_sheet", "save_refund_month",
]  # fmt: skip

STANDARD = "vat.rate.standard"


@dataclass(frozen=True, slots=True)
class ProductionSheet:
    """The month as it is worked out. `refund` None: nothing was exported at known rates, or the
    books' figures were not entered; `unknown` names goods left out because tax rate, refund rate or
    customs rate is not known."""

    month: Month
    groups: tuple[ExportGroup, ...]
    unknown: tuple[str, ...]
    books: RefundMonthRow | None
    refund: ProductionRefund | None

    @property
    def trace(self) -> Trace:
        """The working."""
        return self.refund.trace if self.refund else ()

    @property
    def official(self) -> Decimal | None:
        """What the tax office granted; it wins over the estimate."""
        if self.books is None or self.books.official_e5 is None:
            return None
        return decimal_from_e5(self.books.official_e5)


def save_refund_month(session: Session, row: RefundMonthRow) -> Outcome:
    """Keep what only the company's books know of a month."""
    return run(
        session, "refund_month", lambda call: store.put_refund_month(call.conn, call.id, row)
    )


def production_sheet(conn: sqlite3.Connection, month: Month) -> ProductionSheet:
    """Work out a month: FOB in yuan at the customs rate of the month, by tax and refund rate."""
    law = Parameters()
    rates, book = rates_of(conn, law), rate_book(conn, law, codes_of(conn))
    sums: dict[tuple[Decimal, Decimal], Fraction] = {}
    unknown: set[str] = set()
    for export in exports_of_month(conn, month):
        pair = _rates(export, rates, book)
        if pair is None or export.cny_e8 is None:
            unknown.add(export.sku)
            continue
        fob = Fraction(export.value_e5 * export.cny_e8, 10**13)
        sums[pair] = sums.get(pair, Fraction(0)) + fob
    groups = tuple(ExportGroup(_yuan(fob), *pair) for pair, fob in sorted(sums.items()))
    books = store.refund_month(conn, str(month))
    refund = None
    if groups and books is not None:
        domestic = law.decimal_at(STANDARD, month.first_day)
        refund = production_month(_month(books, groups), groups, domestic_rate=domestic)
    return ProductionSheet(month, groups, tuple(sorted(unknown)), books, refund)


def _rates(
    export: ExportOfDay, rates: RefundRates, book: RateBook
) -> tuple[Decimal, Decimal] | None:
    """Tax rate and refund rate; None when one is not known."""
    day, key = date.fromisoformat(export.export_date), key_from_number(export.sku)
    refund = rates.of(Exported(key, export.hs_code, day))
    vat = book.rates(Goods(export.hs_code, "", key), day).vat
    if refund is None or not isinstance(vat, Rate):
        return None
    return _exact(vat.value), refund.rate


def _exact(rate: Fraction) -> Decimal:
    return Decimal(rate.numerator) / Decimal(rate.denominator)


def _yuan(value: Fraction) -> Decimal:
    return round_half_up(Decimal(value.numerator) / Decimal(value.denominator))


def _month(books: RefundMonthRow, groups: tuple[ExportGroup, ...]) -> ProductionMonth:
    return ProductionMonth(
        fob=sum((each.fob for each in groups), Decimal(0)),
        domestic=decimal_from_e5(books.domestic_e5),
        input_tax=decimal_from_e5(books.input_e5),
        opening_credit=decimal_from_e5(books.opening_e5),
        material=decimal_from_e5(books.material_e5),
    )


def month_steps(sheet: ProductionSheet, language: str) -> list[StepShown]:
    """The working of a month in words."""
    return [in_words(each, language) for each in sheet.trace]
