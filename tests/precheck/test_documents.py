"""Checks that look at other documents: repeated waybills, refused orders, older messages."""

from __future__ import annotations

import pytest

from tests.helpers.lists import compiled
from tests.precheck.conftest import Bench

HEAD = "UPDATE declaration_list SET "
EVENT = (
    "INSERT INTO event (call_id, document_kind, document_id, kind, code, occurred_at)"
    " VALUES (1, 'orders', 1, 'receipt', ?, ?)"
)


@pytest.mark.parametrize(
    ("day", "reused"),
    [("2026-05-16", False), ("2026-05-17", True), ("2026-11-16", True)],
)
def test_waybill_number_rests_for_six_months(bench: Bench, day: str, reused: bool) -> None:
    compiled(bench.session, ["T-1002"])
    bench.break_(HEAD + "waybill_no = 'SAME'")
    bench.break_(HEAD + "export_date = ? WHERE order_no = 'T-1001'", day)
    found = [each for each in bench.found() if each.check == "waybill_reused"]
    assert [each.expected for each in found] == (["SD26110000001"] if reused else [])


def test_number_of_another_carrier_is_another_number(bench: Bench) -> None:
    compiled(bench.session, ["T-1002"])
    bench.break_(HEAD + "waybill_no = 'SAME'")
    bench.break_(HEAD + "carrier_code = '9999960007' WHERE order_no = 'T-1001'")
    assert "waybill_reused" not in bench.checks()


def test_list_of_a_cancelled_list_may_use_its_waybill(bench: Bench) -> None:
    compiled(bench.session, ["T-1002"])
    bench.break_(HEAD + "waybill_no = 'SAME'")
    bench.break_("UPDATE declaration_status SET status = 'cancelled' WHERE id = 1")
    assert "waybill_reused" not in bench.checks()


def test_order_is_declared_once(bench: Bench) -> None:
    compiled(bench.session, ["T-1002"])
    bench.break_(HEAD + "order_id = 1, order_no = 'T-1001', waybill_no = 'WBT-1001'")
    others = [each.expected for each in bench.found() if each.check == "order_declared_twice"]
    assert others == ["SD26110000002", "SD26110000001"]
    bench.break_("UPDATE declaration_status SET status = 'cancelled' WHERE id = 2")
    others = [each.expected for each in bench.found() if each.check == "order_declared_twice"]
    assert others == ["SD26110000001"]  # said of the cancelled one only


@pytest.mark.parametrize(
    ("events", "refused"),
    [
        ([("100", "2026-11-16T10:00:00")], True),
        ([("-301014", "2026-11-16T10:00:00")], True),
        ([("120", "2026-11-16T10:00:00")], False),
        ([("120", "2026-11-16T11:00:00"), ("100", "2026-11-16T10:00:00")], False),
        ([("120", "2026-11-16T10:00:00"), ("100", "2026-11-16T11:00:00")], True),
    ],
)
def test_newest_answer_to_the_order_decides(
    bench: Bench, events: list[tuple[str, str]], refused: bool
) -> None:
    for code, at in events:
        bench.break_(EVENT, code, at)
    assert ("order_refused" in bench.checks()) is refused


@pytest.mark.parametrize(("time", "older"), [("20261116090000", False), ("20261116090001", True)])
def test_message_must_not_be_older_than_the_one_before(
    bench: Bench, time: str, older: bool
) -> None:
    bench.break_(HEAD + "app_time = '20261116090000', app_type = '2'")
    bench.break_(
        "INSERT INTO message_file (call_id, name, folder, message, message_guid, document_count,"
        " size, sha256, prepared_at) VALUES (1, 'a', 'b', 'CEB603', '', 1, 1, '', '')"
    )
    bench.break_(
        "INSERT INTO message_item (message_file_id, document_kind, document_id, own_no, guid,"
        " app_type, app_time) VALUES (1, 'declaration_list', 1, '', '', '1', ?)",
        time,
    )
    assert ("older_message" in bench.checks()) is older
    assert "change_without_original" not in bench.checks()


def test_platforms_without_code_must_not_share_an_order_number(bench: Bench) -> None:
    bench.break_(
        "INSERT INTO party (call_id, role, name, is_filed)"
        " VALUES (1, 'platform', '测试海外平台', 1)"
    )
    bench.break_(
        "INSERT INTO orders (call_id, platform_id, order_no, order_key, country, currency,"
        " goods_value_e5, payable_e5, lines_total_e5, line_count, source_file_id, source_row,"
        " content_hash) SELECT 1, max(p.id), 'T-1001', 'T1001', 'USA', 'USD', 1, 1, 1, 1, 1, 1, 1"
        " FROM party p"
    )
    assert "order_number_shared" not in bench.checks()
    bench.break_("UPDATE party SET customs_code = '9999960001' WHERE name = '测试海外平台'")
    assert "order_number_shared" in bench.checks()
