"""Rules of export: which documents, which channel, by when, at which rate.

Rule numbers are those of the project's collection of rules. The functions with a rule number are
reached through `rule_at`; what other packages call stands at the end of each section.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from app.legal.calendar import Calendar, LegalDay, official_calendar
from app.legal.parameters import Confidence, NotInForce, Parameters, ParameterValue
from app.legal.registry import rule, rule_at
from app.values.finding import DocumentKind
from app.values.period import Month

RETAIL = "9610"
B2B = frozenset({"9710", "9810"})

Documents = frozenset[DocumentKind]
TWO_DOCUMENTS: Documents = frozenset({DocumentKind.ORDER, DocumentKind.WAYBILL})
THREE_DOCUMENTS: Documents = TWO_DOCUMENTS | {DocumentKind.PAYMENT}


# R1: customs modes


def mode_available(mode: str, day: date, parameters: Parameters) -> bool:
    """Whether a customs mode exists on a day. Raises UnknownParameter for a mode without a rule."""
    try:
        parameters.value_at(f"mode.{mode}.available_from", day)
    except NotInForce:
        return False
    return True


# R21: documents


@rule("R21", from_=date(2014, 2, 10), source="海关总署公告2018年第194号")
def three_documents(mode: str) -> Documents:
    """Retail export: order, money received, waybill. B2B modes (since 2020): order, or booking
    order for 9810, and waybill."""
    return THREE_DOCUMENTS if mode == RETAIL else TWO_DOCUMENTS


@rule("R21", from_=date(2024, 12, 15), source="海关总署公告2024年第167号")
def two_documents(mode: str) -> Documents:
    """Every e-commerce export: order (9810: booking order) and waybill."""
    return TWO_DOCUMENTS


def documents_required(mode: str, day: date) -> Documents:
    """The documents customs compares for an export declared on a day (R21). `mode` is 9610, 9710
    or 9810. Raises NotInForce before 2014-02-10, ValueError for another mode."""
    _check_mode(mode)
    documents: Documents = rule_at("R21", day).function(mode)
    return documents


def _check_mode(mode: str) -> None:
    if mode != RETAIL and mode not in B2B:
        raise ValueError(f"not a mode of e-commerce export: {mode}")


# R24, R26: channel


@dataclass(frozen=True, slots=True)
class Ticket:
    """What decides the channel of one declaration list. `value_cny` is the goods value in yuan."""

    mode: str
    value_cny: Decimal
    at_zone_customs: bool
    needs_licence: bool = False
    needs_inspection: bool = False
    has_export_duty: bool = False
    wants_refund: bool = False


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition of a channel. Its sentence stands in the texts under `legal.condition.<code>`;
    `limit` is the parameter it was compared with, if any."""

    code: str
    is_met: bool
    confidence: Confidence = Confidence.HIGH
    limit: ParameterValue | None = None


def _within(ticket: Ticket, limit: ParameterValue) -> Condition:
    if not isinstance(limit.value, int | Decimal):
        raise TypeError(f"{limit.id} is not a number")
    return Condition("within_limit", ticket.value_cny <= limit.value, limit.confidence, limit)


@rule("R24", from_=date(2020, 7, 1), source="海关总署公告2020年第75号；2021年第47号")
def b2b_list_channel(ticket: Ticket, day: date, parameters: Parameters) -> tuple[Condition, ...]:
    """The list channel of 9710 and 9810; any condition unmet means a full declaration. The limit
    itself is inside. Customs of a pilot zone accept six-digit codes there; elsewhere the channel is
    open too."""
    return (
        _within(ticket, parameters.value_at("export.b2b.list_channel.limit", day)),
        Condition("no_licence", not ticket.needs_licence),
        Condition("no_inspection", not ticket.needs_inspection),
        Condition("no_tax", not ticket.has_export_duty),
    )


@rule("R26", from_=date(2019, 1, 1), source="海关总署公告2018年第194号")
def summary_statistics(ticket: Ticket, day: date, parameters: Parameters) -> tuple[Condition, ...]:
    """Release by list with summary statistics (汇总统计) for 9610: four-digit codes, no customs
    declaration later and so no refund ever. Only the zone is well sourced."""
    low = Confidence.LOW
    return (
        Condition("zone_customs", ticket.at_zone_customs),
        Condition("no_refund", not ticket.wants_refund, low),
        Condition("no_licence", not ticket.needs_licence, low),
        Condition("no_tax", not ticket.has_export_duty, low),
        _within(ticket, parameters.value_at("export.9610.simplified.limit", day)),
    )


def simplified_conditions(
    ticket: Ticket, day: date, parameters: Parameters
) -> tuple[Condition, ...]:
    """The conditions of the simpler way of a mode: 9610 summary statistics (R26), 9710 and 9810
    list channel (R24). All must be met. Raises NotInForce before the way existed, ValueError for
    another mode."""
    _check_mode(ticket.mode)
    rule_id = "R26" if ticket.mode == RETAIL else "R24"
    conditions: tuple[Condition, ...] = rule_at(rule_id, day).function(ticket, day, parameters)
    return conditions


# R25: summary declaration


@rule(
    "R25",
    from_=date(2016, 4, 8),
    source="海关总署公告2016年第26号；2018年第194号",
    confidence=Confidence.MEDIUM,
)
def summary_day(cleared: Month, calendar: Calendar, parameters: Parameters) -> LegalDay:
    """The numbered day of the month after clearance; a day off moves to the next working day (no
    source found for the move)."""
    first = cleared.next.first_day
    nominal = first.replace(day=parameters.whole_at("export.9610.summary.deadline.day", first))
    return LegalDay(nominal, calendar.working_day_from(nominal), calendar.is_official(nominal))


def summary_deadline(
    cleared: Month, parameters: Parameters, calendar: Calendar | None = None
) -> LegalDay:
    """The last day to summarise the lists cleared in a month (R25), by the published holidays where
    no calendar is given. Raises NotInForce."""
    deadline: LegalDay = rule_at("R25", cleared.next.first_day).function(
        cleared, calendar or official_calendar(), parameters
    )
    return deadline


# R49: rate of exchange


def _wednesday(month: Month, number: int) -> date:
    first = month.first_day
    to_wednesday = (2 - first.weekday()) % 7
    return first + timedelta(days=to_wednesday + 7 * (number - 1))


@rule("R49", from_=date(2005, 3, 1), source="海关总署令第124号第十六条")
def rate_day_or_week_later(month: Month, calendar: Calendar) -> LegalDay:
    """Third Wednesday of the month before; on a holiday the fourth."""
    nominal = _wednesday(month.previous, 3)
    open_ = calendar.is_working_day(nominal)
    day = nominal if open_ else _wednesday(month.previous, 4)
    return LegalDay(nominal, day, calendar.is_official(nominal))


@rule("R49", from_=date(2024, 12, 1), source="海关总署令第272号", confidence=Confidence.MEDIUM)
def rate_day_or_next_trading_day(month: Month, calendar: Calendar) -> LegalDay:
    """Third Wednesday of the month before; without trading, the next trading day."""
    nominal = _wednesday(month.previous, 3)
    return LegalDay(nominal, calendar.trading_day_from(nominal), calendar.is_official(nominal))


def rate_day(month: Month, calendar: Calendar | None = None) -> LegalDay:
    """The day whose rate of exchange customs uses for a whole month (R49), by the published
    holidays where no calendar is given. Raises NotInForce."""
    function: Callable[[Month, Calendar], LegalDay] = rule_at("R49", month.first_day).function
    return function(month, calendar or official_calendar())
