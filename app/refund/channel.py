"""How a B2B export is declared (R24): in the unified export system or by a full declaration, and
with which letter its order goes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from app.legal.export import B2B, Condition, Ticket, mode_available, simplified_conditions
from app.legal.parameters import NotInForce, Parameters, ParameterValue

HS_DIGITS = "export.b2b.simplified.hs_digits"
ORDER_TYPE = "export.order_type"
WAREHOUSE_FILING = "export.9810.warehouse_filing_required"
FULL_DIGITS = 10
LETTERS = {"9610": "E", "9710": "B", "9810": "W"}


class Channel(StrEnum):
    """Where a ticket may be declared."""

    LIST = "list"  # H2018 or the unified export system, as the company likes
    FULL = "full"  # H2018 only
    CLOSED = "closed"  # the mode did not exist on that day


@dataclass(frozen=True, slots=True)
class ChannelChoice:
    """The channel of a ticket with its conditions; `hs_digits` is how much of a goods code the
    list channel asks for. `value_known` False: there is no rate to compare the limit with, so
    only the full declaration is safe."""

    channel: Channel
    conditions: tuple[Condition, ...]
    hs_digits: int
    value_known: bool = True
    warehouse_filing: ParameterValue | None = None


def b2b_channel(
    ticket: Ticket, day: date, law: Parameters, *, value_known: bool = True
) -> ChannelChoice:
    """The channel of a 9710, 9810 or 0110 ticket on a day. The limit itself is inside; 0110 always
    needs a full declaration."""
    if not mode_available(ticket.mode, day, law):
        return ChannelChoice(Channel.CLOSED, (), FULL_DIGITS, value_known)
    if ticket.mode not in B2B:
        return ChannelChoice(Channel.FULL, (), FULL_DIGITS, value_known)
    try:
        conditions = simplified_conditions(ticket, day, law)
    except NotInForce:
        return ChannelChoice(Channel.FULL, (), FULL_DIGITS, value_known)
    if not value_known:
        conditions = tuple(each for each in conditions if each.code != "within_limit")
    is_open = value_known and all(each.is_met for each in conditions)
    return ChannelChoice(
        channel=Channel.LIST if is_open else Channel.FULL,
        conditions=conditions,
        hs_digits=_digits(ticket, day, law) if is_open else FULL_DIGITS,
        value_known=value_known,
        warehouse_filing=_filing(ticket, day, law),
    )


def _digits(ticket: Ticket, day: date, law: Parameters) -> int:
    try:
        return law.whole_at(HS_DIGITS, day) if ticket.at_zone_customs else FULL_DIGITS
    except NotInForce:
        return FULL_DIGITS


def _filing(ticket: Ticket, day: date, law: Parameters) -> ParameterValue | None:
    """What the law of the day says about filing the warehouse itself (R27); only 9810 asks."""
    if ticket.mode != "9810":
        return None
    try:
        return law.value_at(WAREHOUSE_FILING, day)
    except NotInForce:
        return None


def order_letter(mode: str, day: date, law: Parameters) -> str:
    """The order type letter of a mode (E retail, B B2B, W booking order); "" = none stated."""
    try:
        known = law.value_at(ORDER_TYPE, day).value
    except NotInForce:
        return ""
    letter = LETTERS.get(mode, "")
    return letter if isinstance(known, dict) and letter in known else ""
