"""Windows of time the law opens and closes: paying import tax, claiming a refund, bringing goods
back without tax. Days are counted from the day named; a month without that day ends on its last.
"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

from app.legal.parameters import NotInForce, Parameters, ParameterValue
from app.values.period import Month

APRIL = "export.vat.april.end"


def months_later(day: date, months: int) -> date:
    """The same day of a later month, or its last day: 31 January and one month is 28 February."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


# R15: import tax


@dataclass(frozen=True, slots=True)
class Window:
    """A span of days, both inside."""

    first: date
    last: date


def payment_window(released: date, law: Parameters) -> Window:
    """When the collecting company pays the tax of a released list, if nothing came back and nothing
    was corrected before it opens (R15). Raises NotInForce before 2016-04-08."""
    start = law.whole_at("import.cbec.tax.pay.window.start_day", released)
    end = law.whole_at("import.cbec.tax.pay.window.end_day", released)
    return Window(released + timedelta(days=start), released + timedelta(days=end))


# R37: refund claim


def claim_deadline(exported: date, law: Parameters) -> date:
    """The last day to claim the refund of an export (R37): months after the export declaration for
    exports since 2026; before, the end of April of the next year (the filing period of that month;
    a later claim stayed possible with complete documents). Raises NotInForce before 2012-07-01."""
    try:
        months = law.whole_at("export.vat.claim.months", exported)
    except NotInForce:
        law.value_at("export.vat.claim.deadline.old", exported)
        return _april_end(exported, law)
    return months_later(exported, months)


def is_final(exported: date, law: Parameters) -> bool:
    """Whether an export not claimed by its deadline is taxed as a domestic sale (R37, since 2026);
    before, a late claim stayed possible."""
    try:
        law.value_at("export.vat.claim.months", exported)
    except NotInForce:
        return False
    return True


def money_deadline(exported: date, law: Parameters) -> date:
    """By when the money of an export must be in (R37; a secondary reading). Raises NotInForce
    before 2026."""
    law.value_at("export.vat.fx.deadline", exported)
    return _april_end(exported, law)


def documents_deadline(filed: date, law: Parameters) -> date:
    """By when the documents of a claim are on file (R37). Raises NotInForce before 2012-07-01."""
    return filed + timedelta(days=law.whole_at("export.vat.docs.filing.days", filed))


def waiver_end(waived: date, law: Parameters) -> date:
    """The first day on which a refund can be chosen again after it was given up (R37). Raises
    NotInForce before 2012-07-01."""
    return months_later(waived, law.whole_at("export.vat.waiver.lock.months", waived))


def settlement_window(pre_refunded: date, law: Parameters) -> Window:
    """When the sales of goods refunded at departure are settled (R39): from the month after the
    pre-refund to April of the next year. Raises NotInForce before 2025-01-27."""
    law.value_at("export.9810.settlement.end", pre_refunded)
    return Window(Month.of(pre_refunded).next.first_day, _april_end(pre_refunded, law))


def _april_end(day: date, law: Parameters) -> date:
    """The end of the April filing period of the year after a day."""
    return date.fromisoformat(f"{day.year + 1}-{law.text_at(APRIL, day)}")


# R45: returned exports


@dataclass(frozen=True, slots=True)
class ReturnRelief:
    """Whether returned goods come in without tax. `reasons` names what stands against it
    (`mode`, `food`, `state`, `late`, `not_in_force`); `until` is the last day, `law` the
    announcement."""

    reasons: tuple[str, ...]
    until: date | None
    law: ParameterValue | None

    @property
    def is_exempt(self) -> bool:
        """No duty, VAT or consumption tax."""
        return not self.reasons


@dataclass(frozen=True, slots=True)
class ReturnedGoods:
    """Goods that come back. `exported` is the day declared for export; for 1210 the six months
    begin on the day the goods left the area (`left_area`)."""

    mode: str
    exported: date
    back: date
    is_food: bool = False
    is_original: bool = True
    left_area: date | None = None


def return_relief(goods: ReturnedGoods, law: Parameters) -> ReturnRelief:
    """Whether returned exports are relieved of import taxes (R45)."""
    try:
        window = law.value_at("export.return.tax.export_window", goods.exported)
        modes = law.list_at("export.return.tax.modes", goods.exported)
        months = law.whole_at("export.return.tax.months", goods.exported)
    except NotInForce:
        return ReturnRelief(("not_in_force",), None, None)
    until = months_later(goods.left_area or goods.exported, months)
    against = {
        "mode": goods.mode not in modes,
        "food": goods.is_food,
        "state": not goods.is_original,
        "late": goods.back > until,
    }
    return ReturnRelief(tuple(word for word, holds in against.items() if holds), until, window)
