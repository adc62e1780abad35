"""Each check finds what it is for, and is silent about the clean list and the limit itself."""

from __future__ import annotations

import pytest

from app.values.finding import Severity
from tests.precheck.conftest import Bench

HEAD = "UPDATE declaration_list SET "
LINE = "UPDATE declaration_line SET "
ORDER = "UPDATE orders SET "
ORDER_LINE = "UPDATE order_line SET "

BLOCKING, DOUBTFUL, NOTE = Severity.BLOCKING, Severity.DOUBTFUL, Severity.NOTE

FAULTS = [
    ("seller_differs", BLOCKING, HEAD + "seller_code = '9999960009'"),
    ("company_code_form", BLOCKING, HEAD + "carrier_code = '12345'"),
    ("company_code_check", DOUBTFUL, HEAD + "carrier_code = '91330000MA27XXXX00'"),
    ("company_name", BLOCKING, HEAD + "carrier_name = '别的物流'"),
    (
        "company_expired",
        DOUBTFUL,
        "UPDATE party SET valid_until = '2026-11-15' WHERE role = 'carrier'",
    ),
    ("platform_has_code", DOUBTFUL, HEAD + "platform_code = '无'"),
    ("producer_has_code", DOUBTFUL, HEAD + "producer_code = 'NO'"),
    ("line_total", BLOCKING, LINE + "line_total_e5 = 1251000"),
    ("line_total_rounding", DOUBTFUL, LINE + "line_total_e5 = 1250999"),
    ("order_value", DOUBTFUL, ORDER + "goods_value_e5 = 1250001"),
    ("list_value", DOUBTFUL, HEAD + "total_e5 = 1250001"),
    ("freight_in_value", DOUBTFUL, ORDER + "goods_value_e5 = 1350000, freight_e5 = 100000"),
    ("freight_line", DOUBTFUL, LINE + "company_goods_name = ' Shipping Fee'"),
    ("not_positive", BLOCKING, ORDER_LINE + "price_e5 = 0"),
    ("gross_weight", BLOCKING, HEAD + "gross_weight_e5 = 0"),
    ("net_weight", BLOCKING, HEAD + "net_weight_e5 = 0"),
    ("net_over_gross", BLOCKING, HEAD + "net_weight_e5 = gross_weight_e5 + 1"),
    ("hs_form", BLOCKING, LINE + "hs_code = '39241000'"),
    ("hs_unknown", DOUBTFUL, LINE + "hs_code = '9999999900'"),
    ("statutory_unit", DOUBTFUL, LINE + "statutory_unit_1 = '011'"),
    ("statutory_qty_1", BLOCKING, LINE + "statutory_qty_1_e5 = NULL"),
    ("statutory_qty_2", BLOCKING, LINE + "statutory_unit_2 = '011'"),
    ("second_qty_without_unit", BLOCKING, LINE + "statutory_qty_2_e5 = 100000"),
    ("order_unit", DOUBTFUL, ORDER_LINE + "unit = '035'"),
    ("barcode_empty", DOUBTFUL, LINE + "barcode = ''"),
    ("missing", BLOCKING, LINE + "goods_spec = ''"),
    ("too_long", BLOCKING, HEAD + "site_code = '12345678901'"),
    ("too_short", BLOCKING, HEAD + "customs_office = '290'"),
    ("sku_too_long", BLOCKING, LINE + "sku = 'ABCDE-ABCDE-ABCDE-ABC'"),
    ("unknown_code", BLOCKING, LINE + "declared_unit = '999'"),
    ("unlisted_code", DOUBTFUL, HEAD + "destination_port = '9Z9'"),
    ("line_numbers", BLOCKING, LINE + "line_no = 2"),
    ("order_number", BLOCKING, HEAD + "order_no = 'T-1002'"),
    ("waybill_number", BLOCKING, "UPDATE waybill SET waybill_no = 'OTHER'"),
    ("guid_form", BLOCKING, HEAD + "guid = lower(guid)"),
    ("account_book", BLOCKING, HEAD + "customs_mode = '1210'"),
    ("mode_not_in_force", BLOCKING, HEAD + "export_date = '2014-02-09'"),
    ("several_waybills", NOTE, "UPDATE match_result SET waybill_count = 2"),
    ("change_without_original", BLOCKING, HEAD + "app_type = '2'"),
    ("order_not_agreed", BLOCKING, "UPDATE match_result SET blocking = 2"),
    ("waybill_missing", BLOCKING, HEAD + "waybill_id = NULL"),
]


def test_a_clean_list_has_no_findings(bench: Bench) -> None:
    assert bench.found() == []


@pytest.mark.parametrize(("check", "severity", "sql"), FAULTS, ids=[f[0] for f in FAULTS])
def test_fault_is_found_with_its_severity(
    bench: Bench, check: str, severity: Severity, sql: str
) -> None:
    bench.break_(sql)
    assert (check, severity) in {(each.check, each.severity) for each in bench.found()}


HARMLESS = {
    "a note is free": HEAD + "note = '备注'",
    "a filing that ends on the day of export holds": "UPDATE party SET valid_until = '2026-11-16'",
    "net weight may equal gross weight": HEAD + "net_weight_e5 = gross_weight_e5",
    "a goods number of 20 characters fits": LINE + "sku = 'ABCDE-ABCDE-ABCDE-AB'",
    "a site code of 10 characters fits": HEAD + "site_code = '1234567890'",
    "a name of 100 Chinese characters fits": HEAD + f"transport_name = '{'船' * 100}'",
    "a producer without code is NO": HEAD + "producer_code = 'NO', producer_name = '无代码工厂'",
    "a bar code that does not exist is 无": LINE + "barcode = '无'",
    "9610 exists on its first day": HEAD + "export_date = '2014-02-10'",
}


@pytest.mark.parametrize("sql", HARMLESS.values(), ids=HARMLESS.keys())
def test_what_is_right_is_not_refused(bench: Bench, sql: str) -> None:
    bench.break_(sql)
    assert bench.checks() == set()


def test_finding_names_element_and_both_values(bench: Bench) -> None:
    bench.break_(LINE + "line_total_e5 = 1251000")
    (found,) = [each for each in bench.found() if each.check == "line_total"]
    assert (found.line_no, found.field) == (1, "CEB603.totalPrice")
    assert (found.value, found.expected) == ("12.51", "12.5")


def test_long_goods_number_is_proposed_shorter_not_cut(bench: Bench) -> None:
    bench.break_(LINE + "sku = 'ABCDE-ABCDE-ABCDE-ABC'")
    bench.found()
    with bench.session.call("look"):
        conn = bench.session.conn
        (params,) = conn.execute("SELECT params FROM found WHERE code LIKE '%sku%'").fetchone()
        (kept,) = conn.execute("SELECT sku FROM declaration_line").fetchone()
    assert '"proposal":"ABCDEABCDEABCDEABC"' in params
    assert kept == "ABCDE-ABCDE-ABCDE-ABC"


@pytest.mark.parametrize(
    ("price", "qty", "total", "clean"),
    [
        ("333333", "300000", "999999", True),  # 3.33333 * 3 = 9.99999
        ("333333", "300000", "1000000", False),  # the price was rounded: doubtful
        ("100000", "33333", "33333", True),  # 1 * 0.33333
        ("150000", "33333", "49999", False),  # 0.499995 does not fit five decimals
        ("9999999999999", "100000000", "9999999999999000", True),  # beyond 64 bits when multiplied
    ],
)
def test_line_total_is_compared_exactly(
    bench: Bench, price: str, qty: str, total: str, clean: bool
) -> None:
    bench.break_(LINE + f"price_e5 = {price}, declared_qty_e5 = {qty}, line_total_e5 = {total}")
    totals = {"line_total", "line_total_rounding"} & bench.checks()
    assert totals == (set() if clean else {"line_total_rounding"})


def test_unknown_net_weight_names_the_line(bench: Bench) -> None:
    bench.break_(LINE + "net_weight_e5 = NULL")
    assert bench.checks() == set()  # a person may have typed the weight of the whole list
    bench.break_(HEAD + "net_weight_e5 = NULL")
    assert bench.checks() == {"net_weight_unknown"}


def test_licence_is_doubtful_only_without_a_number(bench: Bench) -> None:
    bench.break_(LINE + "hs_code = '4418830000'")  # may need a certificate for endangered species
    assert bench.checks() == {"licence_needed"}
    bench.break_(HEAD + "license_no = '26-AA-100001'")
    assert bench.checks() == set()
