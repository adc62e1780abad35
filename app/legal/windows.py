"""Windows of time the law opens and closes: paying import tax, claiming a refund, bringing goods
back without tax. Days are counted from the day named; a month without that day ends on its last.
"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

from app.legal.parameters import NotInForce, Parameters, ParameterValue


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
        return date(exported.year + 1, 4, 30)
    return months_later(exported, months)


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
