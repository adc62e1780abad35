"""The channel of B2B exports: the limit, the conditions, the days."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from app.legal.export import Ticket
from app.refund.channel import Channel, b2b_channel, order_letter
from tests.helpers.imports import LAW

DAY = date(2022, 3, 1)


def ticket(value: str = "5000.00", mode: str = "9710", **given: Any) -> Ticket:
    facts: dict[str, Any] = {"at_zone_customs": True, **given}
    return Ticket(mode=mode, value_cny=Decimal(value), **facts)


@pytest.mark.parametrize(
    ("given", "channel", "digits"),
    [
        ({}, Channel.LIST, 6),
        ({"value": "5000.01"}, Channel.FULL, 10),
        ({"mode": "9810"}, Channel.LIST, 6),
        ({"mode": "0110"}, Channel.FULL, 10),
        ({"needs_licence": True}, Channel.FULL, 10),
        ({"needs_inspection": True}, Channel.FULL, 10),
        ({"has_export_duty": True}, Channel.FULL, 10),
        ({"at_zone_customs": False}, Channel.LIST, 10),
    ],
)
def test_the_list_channel_is_open_to_small_plain_tickets(
    given: dict[str, Any], channel: Channel, digits: int
) -> None:
    choice = b2b_channel(ticket(**given), DAY, LAW)
    assert (choice.channel, choice.hs_digits) == (channel, digits)


def test_the_modes_began_in_july_2020() -> None:
    assert b2b_channel(ticket(), date(2020, 6, 30), LAW).channel is Channel.CLOSED
    assert b2b_channel(ticket(), date(2020, 7, 1), LAW).channel is Channel.LIST


def test_without_a_customs_rate_only_the_full_declaration_is_safe() -> None:
    choice = b2b_channel(ticket(), DAY, LAW, value_known=False)
    assert choice.channel is Channel.FULL
    assert "within_limit" not in {each.code for each in choice.conditions}


@pytest.mark.parametrize(("day", "asked"), [("2024-12-14", True), ("2024-12-15", False)])
def test_the_filing_of_the_warehouse_was_dropped(day: str, asked: bool) -> None:
    choice = b2b_channel(ticket(mode="9810"), date.fromisoformat(day), LAW)
    assert choice.warehouse_filing is not None
    assert choice.warehouse_filing.value is asked


def test_each_mode_has_its_letter() -> None:
    letters = [order_letter(mode, DAY, LAW) for mode in ("9610", "9710", "9810", "0110")]
    assert letters == ["E", "B", "W", ""]
    assert order_letter("9710", date(2020, 6, 30), LAW) == ""
