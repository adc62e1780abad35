"""May goods come back: both sides of every day of the law, with the reason and the day named."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from itertools import product

import pytest

from app.documents.fields import Flow
from app.documents.returning import Condition
from app.legal.calendar import Calendar
from app.legal.parameters import Parameters
from app.legal.windows import ReturnedGoods, return_relief
from app.returns.case import Refunded, ReturnCase, timing
from app.returns.eligibility import Eligibility, judge
from app.returns.verdict import REASONS, Result, Scope, Verdict
from app.text import LANGUAGES, keys, text

LAW = Parameters()
RELEASED = date(2026, 10, 10)
IMPORT = ReturnCase(
    *(Flow.IMPORT, "1210", RELEASED, RELEASED),
    applied=date(2026, 11, 1),
    today=date(2026, 11, 1),
)
EXPORT = ReturnCase(
    *(Flow.EXPORT, "9610", date(2026, 1, 16), date(2026, 1, 15)),
    applied=date(2026, 7, 1),
    today=date(2026, 7, 1),
    hs_codes=("8518300000",),
    original_office="2901",
    office="2902",
    refunded=Refunded.NO,
)


def verdict(case: ReturnCase, code: str) -> Verdict:
    found = judge(case, LAW).of(code)
    assert found is not None
    return found


def said(case: ReturnCase, code: str) -> tuple[Result, str]:
    found = verdict(case, code)
    return found.result, found.reason


# Import


@pytest.mark.parametrize(
    ("applied", "expected"),
    [
        (date(2026, 11, 9), (Result.HOLDS, "in_time")),  # day 30, a Monday
        (date(2026, 11, 10), (Result.FAILS, "late")),
    ],
)
def test_an_import_return_is_applied_for_by_day_30(
    applied: date, expected: tuple[Result, str]
) -> None:
    case = replace(IMPORT, applied=applied, today=applied)
    assert said(case, "import_apply") == expected
    assert verdict(case, "import_apply").due == date(2026, 11, 9)
    assert judge(case, LAW).may_return is (expected[0] is Result.HOLDS)


@pytest.mark.parametrize(
    ("arrived", "today", "expected"),
    [
        (date(2026, 11, 24), date(2026, 12, 9), (Result.HOLDS, "in_time")),  # day 45
        (date(2026, 11, 25), date(2026, 12, 9), (Result.FAILS, "late")),
        (None, date(2026, 11, 24), (Result.OPEN, "ahead")),
        (None, date(2026, 11, 25), (Result.FAILS, "late")),
    ],
)
def test_an_import_return_is_back_by_day_45_of_the_same_release(
    arrived: date | None, today: date, expected: tuple[Result, str]
) -> None:
    case = replace(IMPORT, arrived=arrived, today=today)
    assert said(case, "import_arrive") == expected
    assert verdict(case, "import_arrive").due == date(2026, 11, 24)


@pytest.mark.parametrize(
    ("released", "days", "has_apply"),
    [
        (date(2019, 1, 1), 30, False),
        (date(2020, 3, 27), 30, False),
        (date(2020, 3, 28), 45, True),
    ],
)
def test_before_march_2020_only_30_days_to_come_back(
    released: date, days: int, has_apply: bool
) -> None:
    found = judge(replace(IMPORT, released=released), LAW)
    arrive = found.of("import_arrive")
    assert arrive is not None
    assert arrive.due == released + timedelta(days=days)
    assert (found.of("import_apply") is not None) is has_apply


def test_before_2019_no_days_are_known() -> None:
    case = replace(IMPORT, released=date(2018, 12, 31))
    assert said(case, "import_arrive") == (Result.UNKNOWN, "not_in_force")


def test_a_list_not_released_cannot_come_back() -> None:
    for case, code in ((IMPORT, "import_apply"), (EXPORT, "export_in_time")):
        assert said(replace(case, released=None), code) == (Result.FAILS, "not_released")


@pytest.mark.parametrize(
    ("condition", "result"),
    [
        (Condition.SEALED, Result.HOLDS),
        (Condition.OPENED, Result.UNKNOWN),
        (Condition.TRIED, Result.UNKNOWN),
        (Condition.DAMAGED, Result.FAILS),
        (Condition.ALTERED, Result.FAILS),
    ],
)
def test_import_returns_are_fit_for_resale(condition: Condition, result: Result) -> None:
    assert verdict(replace(IMPORT, condition=condition), "import_resale").result is result


def test_a_part_may_go_back() -> None:
    assert said(replace(IMPORT, is_whole=False), "import_part") == (Result.HOLDS, "part")


@pytest.mark.parametrize(
    ("mode", "grade", "applied", "expected"),
    [
        ("1210", "regular", date(2026, 11, 1), (Result.HOLDS, "met")),
        ("9610", "regular", date(2026, 11, 1), (Result.FAILS, "mode")),
        ("1210", "", date(2026, 11, 1), (Result.UNKNOWN, "grade_unknown")),
        ("1210", "dishonest", date(2026, 11, 1), (Result.FAILS, "grade")),
        ("1210", "seriously dishonest", date(2026, 4, 1), (Result.FAILS, "grade")),
        ("1210", "other", date(2021, 9, 10), (Result.HOLDS, "met")),
        ("1210", "other", date(2021, 9, 9), (Result.FAILS, "not_in_force")),
    ],
)
def test_return_centre_takes_bonded_goods_of_honest_companies(
    mode: str, grade: str, applied: date, expected: tuple[Result, str]
) -> None:
    case = replace(IMPORT, mode=mode, grade=grade, applied=applied, via_centre=True)
    assert said(case, "import_centre") == expected


def test_without_a_centre_nothing_is_said_about_it() -> None:
    assert judge(IMPORT, LAW).of("import_centre") is None


# Export, customs


@pytest.mark.parametrize(
    ("back", "expected"),
    [
        (date(2027, 1, 18), (Result.HOLDS, "in_time")),
        (date(2027, 1, 19), (Result.FAILS, "late")),
    ],
)
def test_exports_come_back_within_a_year_of_release(
    back: date, expected: tuple[Result, str]
) -> None:
    case = replace(EXPORT, released=date(2026, 1, 18), arrived=back, today=back)
    assert said(case, "export_in_time") == expected
    assert verdict(case, "export_in_time").due == date(2027, 1, 18)


def test_a_year_from_a_leap_day_ends_on_the_last_of_february() -> None:
    case = replace(EXPORT, released=date(2024, 2, 29))
    assert verdict(case, "export_in_time").due == date(2025, 2, 28)


@pytest.mark.parametrize(
    ("mode", "back", "expected"),
    [
        ("9610", date(2026, 7, 1), (Result.HOLDS, "covered")),
        ("1210", date(2026, 7, 1), (Result.HOLDS, "covered")),
        ("9810", date(2026, 7, 1), (Result.HOLDS, "covered")),
        ("9710", date(2026, 7, 1), (Result.UNKNOWN, "open")),
        ("0110", date(2026, 7, 1), (Result.FAILS, "not_covered")),
        ("9610", date(2020, 3, 27), (Result.HOLDS, "covered")),
        ("9610", date(2020, 3, 26), (Result.UNKNOWN, "not_in_force")),
    ],
)
def test_modes_of_the_return_regime(mode: str, back: date, expected: tuple[Result, str]) -> None:
    case = replace(EXPORT, mode=mode, today=back)
    assert said(case, "export_mode") == expected
    assert verdict(case, "export_mode").is_low is (expected[1] == "open")


@pytest.mark.parametrize(
    ("mode", "office", "back", "expected"),
    [
        ("9610", "2902", date(2024, 12, 14), (Result.HOLDS, "same")),
        ("9610", "2201", date(2024, 12, 14), (Result.FAILS, "not_in_force")),
        ("9610", "2201", date(2024, 12, 15), (Result.UNKNOWN, "pilot")),
        ("9610", "2201", date(2026, 3, 31), (Result.UNKNOWN, "pilot")),
        ("9610", "2201", date(2026, 4, 1), (Result.HOLDS, "open_to_all")),
        ("9810", "2201", date(2026, 4, 1), (Result.FAILS, "mode")),
        ("9610", "", date(2026, 4, 1), (Result.UNKNOWN, "unknown")),
    ],
)
def test_another_district_opens_by_its_days(
    mode: str, office: str, back: date, expected: tuple[Result, str]
) -> None:
    case = replace(EXPORT, mode=mode, office=office, today=back)
    assert said(case, "export_district") == expected


@pytest.mark.parametrize("condition", list(Condition))
def test_only_altered_exports_are_no_longer_original(condition: Condition) -> None:
    found = verdict(replace(EXPORT, condition=condition), "export_original")
    assert (found.result is Result.FAILS) is (condition is Condition.ALTERED)


# Export, tax


@pytest.mark.parametrize(
    ("back", "expected"),
    [
        (date(2026, 7, 15), (Result.HOLDS, "in_time")),  # a Wednesday
        (date(2026, 7, 16), (Result.FAILS, "late")),
    ],
)
def test_without_tax_within_six_months_of_export(back: date, expected: tuple[Result, str]) -> None:
    case = replace(EXPORT, arrived=back, today=back)
    assert said(case, "relief_in_time") == expected
    found = judge(case, LAW)
    assert found.result(Scope.TAX) is expected[0]
    assert found.may_return  # with tax, until the year is over


def test_worked_example_comes_back_without_tax() -> None:
    """W47: exported 2026-01-15, back 2026-07-10, 9610, no food, original state."""
    back = date(2026, 7, 10)
    found = judge(replace(EXPORT, arrived=back, today=back), LAW)
    assert found.result(Scope.TAX) is Result.HOLDS
    exported = found.of("relief_exported")
    assert exported is not None
    assert exported.law is not None
    assert "2026 No.16" in exported.law.source.doc_en


@pytest.mark.parametrize(
    ("exported", "reason"),
    [
        (date(2023, 1, 29), "outside"),
        (date(2023, 1, 30), "inside"),
        (date(2025, 12, 31), "inside"),
        (date(2026, 1, 1), "inside"),
        (date(2027, 12, 31), "inside"),
        (date(2028, 1, 1), "outside"),
    ],
)
def test_relief_covers_the_export_days_of_the_announcements(exported: date, reason: str) -> None:
    case = replace(EXPORT, exported=exported, released=exported)
    assert verdict(case, "relief_exported").reason == reason


def test_area_goods_count_from_leaving_it() -> None:
    case = replace(EXPORT, mode="1210")
    assert said(case, "relief_in_time") == (Result.UNKNOWN, "left_unknown")
    assert verdict(case, "relief_in_time").due is None
    left = replace(case, left_area=date(2026, 3, 2), arrived=date(2026, 9, 2))
    assert said(left, "relief_in_time") == (Result.HOLDS, "in_time")
    late = replace(left, arrived=date(2026, 9, 3))
    assert said(late, "relief_in_time") == (Result.FAILS, "late")


@pytest.mark.parametrize(
    ("hs_code", "expected"),
    [
        ("8518300000", (Result.HOLDS, "no_food")),
        ("2106909090", (Result.FAILS, "food")),
        ("1905310000", (Result.FAILS, "food")),
        ("1211909900", (Result.UNKNOWN, "partly")),
        ("2402200000", (Result.HOLDS, "no_food")),
    ],
)
def test_food_is_left_out_and_the_reading_is_low(
    hs_code: str, expected: tuple[Result, str]
) -> None:
    case = replace(EXPORT, hs_codes=("8518300000", hs_code))
    assert said(case, "relief_food") == expected
    assert verdict(case, "relief_food").is_low


def test_general_trade_has_no_relief() -> None:
    assert said(replace(EXPORT, mode="0110"), "relief_mode") == (Result.FAILS, "not_covered")


@pytest.mark.parametrize(
    ("refunded", "certificate", "expected"),
    [
        (Refunded.NO, "", (Result.HOLDS, "none")),
        (Refunded.NOT_SAID, "", (Result.UNKNOWN, "not_said")),
        (Refunded.YES, "", (Result.OPEN, "repay_first")),
        (Refunded.YES, "测补2026001", (Result.HOLDS, "repaid")),
    ],
)
def test_a_refund_goes_back_first(
    refunded: Refunded, certificate: str, expected: tuple[Result, str]
) -> None:
    case = replace(EXPORT, refunded=refunded, certificate=certificate)
    assert said(case, "relief_refund") == expected


def test_relief_agrees_with_the_law_module() -> None:
    days = (date(2023, 1, 29), date(2026, 1, 15), date(2028, 1, 1))
    for exported, mode, altered, late in product(days, ("9610", "0110"), (0, 1), (0, 1)):
        back = exported + timedelta(days=190 if late else 100)
        case = replace(
            EXPORT,
            exported=exported,
            mode=mode,
            condition=Condition.ALTERED if altered else Condition.SEALED,
            arrived=back,
        )
        goods = ReturnedGoods(mode, exported, back, is_original=not altered)
        mine = judge(case, LAW).result(Scope.TAX) is Result.HOLDS
        assert mine is return_relief(goods, LAW).is_exempt, (exported, mode, altered, late)


# Days without offices


def test_last_day_without_offices_is_estimated_and_its_working_day_in_doubt() -> None:
    sunday = date(2026, 11, 15)
    monday = sunday + timedelta(days=1)
    known = Calendar(official_years=frozenset({2026}))
    on_time = timing(sunday, sunday, is_done=True, calendar=known)
    assert (on_time.result, on_time.is_estimated) == (Result.HOLDS, True)
    assert timing(sunday, monday, is_done=True, calendar=known).result is Result.UNKNOWN
    assert timing(sunday, monday + timedelta(1), is_done=True, calendar=known).reason == "late"
    assert not timing(monday, monday, is_done=True, calendar=known).is_estimated
    assert timing(monday, monday, is_done=True, calendar=Calendar()).is_estimated


# Deadlines, texts


def test_next_day_is_to_apply_then_to_arrive_then_none() -> None:
    drafted = judge(IMPORT, LAW)
    assert [each.code for each in drafted.deadlines(applied=False)] == [
        "import_apply",
        "import_arrive",
    ]
    assert [each.code for each in drafted.deadlines(applied=True)] == ["import_arrive"]
    back = judge(replace(IMPORT, arrived=date(2026, 11, 20)), LAW)
    assert back.deadlines(applied=True) == ()
    assert [each.code for each in judge(EXPORT, LAW).deadlines(applied=True)] == [
        "relief_in_time",
        "export_in_time",
    ]


def test_every_reason_has_its_sentence_in_both_languages() -> None:
    for language in LANGUAGES:
        for code, reasons in REASONS.items():
            assert text(f"return_rule.{code}", language)
            for reason in reasons:
                assert f"return_verdict.{code}.{reason}" in keys(language)


def test_no_rule_gives_a_reason_it_did_not_name() -> None:
    cases = [
        replace(case, released=released, exported=released or RELEASED, mode=mode, applied=today,
                today=today, condition=condition, via_centre=True, office=office)
        for case in (IMPORT, EXPORT)
        for released in (None, date(2018, 1, 1), date(2026, 10, 10))
        for mode in ("1210", "9610", "9710", "0110")
        for today in (date(2020, 1, 1), date(2026, 11, 1), date(2028, 6, 1))
        for condition in (Condition.SEALED, Condition.DAMAGED, Condition.ALTERED)
        for office in ("", "2201")
    ]  # fmt: skip
    for each in cases:
        found: Eligibility = judge(each, LAW)
        assert all(one.reason in REASONS[one.code] for one in found.verdicts)
