"""Rules that begin or end on a day, on both sides of it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.values.finding import Severity
from tests.helpers.lists import PROFILE
from tests.precheck.conftest import Bench

HEAD = "UPDATE declaration_list SET "


@pytest.mark.parametrize(
    ("day", "severity"),
    [("2024-12-14", Severity.BLOCKING), ("2024-12-15", Severity.NOTE)],
)
def test_number_on_the_payment_blocks_until_payments_are_no_longer_compared(
    bench: Bench, day: str, severity: Severity
) -> None:
    bench.break_(
        "INSERT INTO payment (call_id, provider_id, pay_no, pay_key, order_no, order_key, order_id,"
        " amount_e5, currency, source_file_id, source_row, content_hash)"
        " SELECT 1, 2, 'P1', 'P1', 'T1001X', 'T1001X', id, 1250000, 'USD', 1, 2, 1 FROM orders"
    )
    bench.break_(HEAD + "export_date = ?", day)
    assert [e.severity for e in bench.found() if e.check == "payment_number"] == [severity]


@pytest.mark.parametrize(("day", "known"), [("2018-12-31", False), ("2019-01-01", True)])
def test_simplified_lists_begin_in_2019(bench: Bench, day: str, known: bool) -> None:
    bench.break_(HEAD + "statistics_flag = 'A', currency = 'CNY', export_date = ?", day)
    assert ("simplified_not_in_force" in bench.checks()) is not known


@pytest.mark.parametrize(("total", "clean"), [(500000000, True), (500000001, False)])
def test_limit_of_simplified_lists_itself_is_inside(bench: Bench, total: int, clean: bool) -> None:
    bench.break_(HEAD + "statistics_flag = 'A', currency = 'CNY', total_e5 = ?", total)
    assert ("simplified_value" in bench.checks()) is not clean


@pytest.mark.parametrize(("total", "clean"), [(69444444, True), (69444445, False)])
def test_limit_is_compared_at_the_rate_of_the_month(bench: Bench, total: int, clean: bool) -> None:
    bench.break_(
        "INSERT INTO exchange_rate (call_id, currency, month, cny_e8, source)"
        " VALUES (1, 'USD', '2026-11', 720000000, '测试')"
    )
    bench.break_(HEAD + "statistics_flag = 'A', total_e5 = ?", total)  # 5000 / 7.2 = 694.44444…
    assert ("simplified_value" in bench.checks()) is not clean


def test_simplified_list_without_a_rate_cannot_be_compared(bench: Bench) -> None:
    bench.break_(HEAD + "statistics_flag = 'A'")
    assert "simplified_value" in bench.checks()


@pytest.mark.parametrize(
    ("check", "sql"),
    [
        ("simplified_licence", "UPDATE goods SET license_no = '26-AA-100001'"),
        ("simplified_refund", "UPDATE goods SET refund_wanted = 1"),
        ("simplified_duty", "UPDATE goods SET hs_code = '0506100000'"),
    ],
)
def test_simplified_list_takes_no_licence_refund_or_duty(
    bench: Bench, check: str, sql: str
) -> None:
    bench.break_(sql)
    assert check not in bench.checks()
    bench.break_(HEAD + "statistics_flag = 'A', currency = 'CNY'")
    assert check in bench.checks()


@pytest.mark.parametrize(
    ("mode", "day", "in_force"),
    [
        ("9710", "2020-06-30", False),
        ("9710", "2020-07-01", True),
        ("9810", "2020-07-01", True),
        ("0110", "2026-11-16", True),
        ("8888", "2026-11-16", False),
    ],
)
def test_mode_must_exist_on_the_day_of_export(
    bench: Bench, mode: str, day: str, in_force: bool
) -> None:
    bench.break_(HEAD + "customs_mode = ?, export_date = ?", mode, day)
    assert ("mode_not_in_force" in bench.checks()) is not in_force


@pytest.mark.parametrize(("total", "clean"), [(500000000, True), (500000001, False)])
def test_b2b_list_channel_ends_at_its_limit(bench: Bench, total: int, clean: bool) -> None:
    bench.break_(HEAD + "customs_mode = '9710', currency = 'CNY', total_e5 = ?", total)
    assert ("b2b_value" in bench.checks()) is not clean


def test_b2b_list_channel_takes_no_licence(bench: Bench) -> None:
    bench.break_("UPDATE goods SET license_no = '26-AA-100001'")
    assert "b2b_goods" not in bench.checks()
    bench.break_(HEAD + "customs_mode = '9810', currency = 'CNY'")
    assert "b2b_goods" in bench.checks()


def test_profile_of_the_tests_is_complete() -> None:
    assert PROFILE.missing == ()
    assert replace(PROFILE, wrap_type="").missing == ("wrap_type",)
