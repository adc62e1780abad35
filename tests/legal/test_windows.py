"""Windows of time: paying import tax, claiming a refund, bringing goods back."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from app.legal.parameters import NotInForce, Parameters
from app.legal.windows import (
    ReturnedGoods,
    claim_deadline,
    documents_deadline,
    is_final,
    money_deadline,
    months_later,
    payment_window,
    return_relief,
    settlement_window,
    waiver_end,
)

LAW = Parameters()


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2027, 8, 31), 6, date(2028, 2, 29)),
        (date(2026, 12, 15), 1, date(2027, 1, 15)),
        (date(2026, 6, 30), 6, date(2026, 12, 30)),
    ],
)
def test_months_end_where_the_day_is_missing(day: date, months: int, later: date) -> None:
    assert months_later(day, months) == later


def test_import_tax_is_paid_from_day_31_to_day_45() -> None:
    window = payment_window(date(2026, 1, 1), LAW)
    assert (window.first, window.last) == (date(2026, 2, 1), date(2026, 2, 15))
    with pytest.raises(NotInForce):
        payment_window(date(2016, 4, 7), LAW)


@pytest.mark.parametrize(
    ("exported", "last"),
    [
        (date(2025, 12, 31), date(2026, 4, 30)),
        (date(2026, 1, 1), date(2029, 1, 1)),
        (date(2028, 2, 29), date(2031, 2, 28)),
    ],
)
def test_a_claim_has_36_months_since_2026(exported: date, last: date) -> None:
    assert claim_deadline(exported, LAW) == last


def reasons(**given: Any) -> tuple[str, ...]:
    goods = {"mode": "9610", "exported": date(2026, 1, 15), "back": date(2026, 7, 15), **given}
    return return_relief(ReturnedGoods(**goods), LAW).reasons


@pytest.mark.parametrize(
    ("given", "against"),
    [
        ({}, ()),
        ({"back": date(2026, 7, 16)}, ("late",)),
        ({"back": date(2026, 8, 1), "left_area": date(2026, 2, 1), "mode": "1210"}, ()),
        ({"mode": "0110"}, ("mode",)),
        ({"is_food": True, "is_original": False}, ("food", "state")),
        ({"exported": date(2023, 1, 29)}, ("not_in_force",)),
        ({"exported": date(2023, 1, 30), "back": date(2023, 7, 30)}, ()),
        ({"exported": date(2025, 12, 31), "back": date(2026, 6, 30)}, ()),
        ({"exported": date(2028, 1, 1), "back": date(2028, 1, 2)}, ("not_in_force",)),
    ],
)
def test_returned_exports_are_relieved_inside_all_conditions(
    given: dict[str, Any], against: tuple[str, ...]
) -> None:
    assert reasons(**given) == against


def test_a_relief_names_the_announcement_of_its_export_day() -> None:
    def law(exported: date) -> str:
        value = return_relief(ReturnedGoods("9610", exported, exported), LAW).law
        assert value is not None
        return value.source.doc

    assert "2026年第16号" in law(date(2026, 1, 1))
    assert "2023年第4号" in law(date(2025, 12, 31))


def test_since_2026_a_late_claim_is_a_domestic_sale() -> None:
    assert not is_final(date(2025, 12, 31), LAW)
    assert is_final(date(2026, 1, 1), LAW)


def test_the_money_is_due_by_april() -> None:
    assert money_deadline(date(2026, 1, 1), LAW) == date(2027, 4, 30)
    with pytest.raises(NotInForce):
        money_deadline(date(2025, 12, 31), LAW)


def test_documents_are_on_file_in_fifteen_days() -> None:
    assert documents_deadline(date(2026, 2, 20), LAW) == date(2026, 3, 7)


def test_a_waiver_locks_for_36_months() -> None:
    assert waiver_end(date(2024, 2, 29), LAW) == date(2027, 2, 28)


def test_a_pre_refund_is_settled_from_the_month_after_to_april() -> None:
    window = settlement_window(date(2025, 12, 31), LAW)
    assert (window.first, window.last) == (date(2026, 1, 1), date(2026, 4, 30))
    window = settlement_window(date(2025, 1, 27), LAW)
    assert (window.first, window.last) == (date(2025, 2, 1), date(2026, 4, 30))
    with pytest.raises(NotInForce):
        settlement_window(date(2025, 1, 26), LAW)
