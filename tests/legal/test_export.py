"""Rules of export on both sides of their days and limits."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from app import text
from app.legal.calendar import Calendar
from app.legal.export import (
    THREE_DOCUMENTS,
    TWO_DOCUMENTS,
    Ticket,
    documents_required,
    mode_available,
    rate_day,
    simplified_conditions,
    summary_deadline,
)
from app.legal.parameters import Confidence, NotInForce, Parameters, UnknownParameter
from app.values.period import Month

PARAMETERS = Parameters()
DAY = date(2026, 11, 21)


@pytest.mark.parametrize(
    ("mode", "last_day_before"),
    [
        ("9610", date(2014, 2, 9)),
        ("1210", date(2014, 7, 31)),
        ("1239", date(2016, 11, 30)),
        ("9710", date(2020, 6, 30)),
        ("9810", date(2020, 6, 30)),
    ],
)
def test_a_mode_exists_from_its_first_day(mode: str, last_day_before: date) -> None:
    first = date.fromordinal(last_day_before.toordinal() + 1)
    assert not mode_available(mode, last_day_before, PARAMETERS)
    assert mode_available(mode, first, PARAMETERS)


def test_a_mode_without_a_rule_is_an_error() -> None:
    with pytest.raises(UnknownParameter):
        mode_available("9999", DAY, PARAMETERS)


def test_retail_export_needs_the_payment_until_2024_12_14() -> None:
    assert documents_required("9610", date(2024, 12, 14)) == THREE_DOCUMENTS
    assert documents_required("9610", date(2024, 12, 15)) == TWO_DOCUMENTS


@pytest.mark.parametrize("mode", ["9710", "9810"])
def test_b2b_export_never_needed_the_payment(mode: str) -> None:
    assert documents_required(mode, date(2024, 12, 14)) == TWO_DOCUMENTS
    assert documents_required(mode, date(2024, 12, 15)) == TWO_DOCUMENTS


def test_the_documents_agree_with_the_parameters() -> None:
    before, after = date(2024, 12, 14), date(2024, 12, 15)
    assert PARAMETERS.value_at("export.9610.payment_document_required", before).value is True
    assert PARAMETERS.value_at("export.cbec.payment_document_required", after).value is False


def test_documents_of_other_modes_are_not_asked_here() -> None:
    with pytest.raises(ValueError, match="0110"):
        documents_required("0110", DAY)
    with pytest.raises(NotInForce):
        documents_required("9610", date(2014, 2, 9))


def unmet(ticket: Ticket, day: date = DAY) -> list[str]:
    conditions = simplified_conditions(ticket, day, PARAMETERS)
    return [condition.code for condition in conditions if not condition.is_met]


RETAIL = Ticket("9610", Decimal("480.00"), at_zone_customs=True)
B2B = Ticket("9710", Decimal("5000.00"), at_zone_customs=True)


@pytest.mark.parametrize("ticket", [RETAIL, B2B, replace(B2B, mode="9810")])
def test_the_limit_itself_is_inside(ticket: Ticket) -> None:
    assert unmet(replace(ticket, value_cny=Decimal("5000.00"))) == []
    assert unmet(replace(ticket, value_cny=Decimal("5000.01"))) == ["within_limit"]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"at_zone_customs": False}, "zone_customs"),
        ({"needs_licence": True}, "no_licence"),
        ({"has_export_duty": True}, "no_tax"),
        ({"wants_refund": True}, "no_refund"),
    ],
)
def test_each_condition_of_summary_statistics_counts(change: dict[str, bool], code: str) -> None:
    assert unmet(replace(RETAIL, **change)) == [code]  # type: ignore[arg-type]


def test_every_condition_has_its_sentence() -> None:
    for ticket in (RETAIL, B2B):
        for condition in simplified_conditions(ticket, DAY, PARAMETERS):
            assert f"legal.condition.{condition.code}" in text.keys("zh_CN")


def test_conditions_of_other_modes_are_not_asked_here() -> None:
    with pytest.raises(ValueError, match="0110"):
        unmet(replace(B2B, mode="0110"))


def test_the_b2b_list_channel_is_open_outside_the_zones() -> None:
    assert unmet(replace(B2B, at_zone_customs=False)) == []


def test_inspection_closes_the_b2b_list_channel() -> None:
    assert unmet(replace(B2B, needs_inspection=True)) == ["no_inspection"]
    assert unmet(replace(B2B, wants_refund=True)) == []


def test_a_limit_without_a_source_is_marked() -> None:
    conditions = {each.code: each for each in simplified_conditions(RETAIL, DAY, PARAMETERS)}
    limit = conditions["within_limit"].limit
    assert limit is not None
    assert (limit.id, limit.confidence) == ("export.9610.simplified.limit", Confidence.LOW)
    assert conditions["within_limit"].confidence is Confidence.LOW
    assert conditions["zone_customs"].confidence is Confidence.HIGH


def test_the_simpler_ways_begin_on_their_days() -> None:
    assert unmet(RETAIL, date(2019, 1, 1)) == []
    with pytest.raises(NotInForce):
        unmet(RETAIL, date(2018, 12, 31))
    assert unmet(B2B, date(2020, 7, 1)) == []
    with pytest.raises(NotInForce):
        unmet(B2B, date(2020, 6, 30))


def test_the_summary_is_due_on_the_fifteenth() -> None:
    due = summary_deadline(Month(2026, 9), PARAMETERS)
    assert (due.nominal, due.day) == (date(2026, 10, 15), date(2026, 10, 15))


def test_a_summary_due_on_a_sunday_moves_to_monday() -> None:
    due = summary_deadline(Month(2026, 10), PARAMETERS)
    assert (due.nominal, due.day) == (date(2026, 11, 15), date(2026, 11, 16))
    assert due.is_official


def test_a_summary_due_in_a_holiday_moves_behind_it() -> None:
    due = summary_deadline(Month(2026, 1), PARAMETERS)
    assert (due.nominal, due.day) == (date(2026, 2, 15), date(2026, 2, 24))


def test_a_year_without_a_notice_is_estimated_by_its_weekends() -> None:
    due = summary_deadline(Month(2032, 7), PARAMETERS)
    assert (due.nominal, due.day) == (date(2032, 8, 15), date(2032, 8, 16))
    assert not due.is_official


def test_a_worked_sunday_keeps_the_day_and_a_published_year_makes_it_official() -> None:
    sunday = date(2026, 11, 15)
    calendar = Calendar(worked_weekends=frozenset({sunday}), official_years=frozenset({2026}))
    due = summary_deadline(Month(2026, 10), PARAMETERS, calendar)
    assert (due.day, due.is_official) == (sunday, True)


def test_the_summary_was_due_on_the_tenth_until_2018() -> None:
    assert summary_deadline(Month(2018, 11), PARAMETERS).nominal == date(2018, 12, 10)
    assert summary_deadline(Month(2018, 12), PARAMETERS).nominal == date(2019, 1, 15)


def test_there_was_no_summary_before_the_rule() -> None:
    with pytest.raises(NotInForce):
        summary_deadline(Month(2016, 2), PARAMETERS)


@pytest.mark.parametrize(
    ("month", "day"),
    [
        (Month(2020, 1), date(2019, 12, 18)),
        (Month(2010, 2), date(2010, 1, 20)),
        (Month(2012, 12), date(2012, 11, 21)),
        (Month(2018, 3), date(2018, 2, 28)),  # the third Wednesday lay in the Spring Festival
    ],
)
def test_published_rate_days_agree(month: Month, day: date) -> None:
    assert rate_day(month).day == day


def test_a_closed_rate_day_moves_a_week_under_the_old_rule() -> None:
    closed = Calendar(holidays=frozenset({date(2024, 2, 21)}))
    rate = rate_day(Month(2024, 3), closed)
    assert (rate.nominal, rate.day) == (date(2024, 2, 21), date(2024, 2, 28))


def test_a_closed_rate_day_moves_to_the_next_trading_day_since_2024_12() -> None:
    week = [date(2026, 2, day) for day in (16, 17, 18, 19, 20, 23)]
    rate = rate_day(Month(2026, 3), Calendar(holidays=frozenset(week)))
    assert (rate.nominal, rate.day) == (date(2026, 2, 18), date(2026, 2, 24))


def test_a_weekend_worked_for_a_holiday_is_no_trading_day() -> None:
    week = [date(2026, 2, n) for n in range(16, 21)]
    calendar = Calendar(frozenset(week), worked_weekends=frozenset({date(2026, 2, 21)}))
    assert calendar.working_day_from(week[2]) == date(2026, 2, 21)
    assert rate_day(Month(2026, 3), calendar).day == date(2026, 2, 23)


def test_the_rule_of_the_month_the_rate_is_for_decides() -> None:
    closed = Calendar(holidays=frozenset({date(2024, 10, 16), date(2024, 11, 20)}))
    assert rate_day(Month(2024, 11), closed).day == date(2024, 10, 23)
    assert rate_day(Month(2024, 12), closed).day == date(2024, 11, 21)
