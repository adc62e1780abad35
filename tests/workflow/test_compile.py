"""From orders that agree to declaration lists."""

from __future__ import annotations

import sqlite3
import uuid
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app import text
from app.declaration.sql import build, project
from app.declaration.verdict import SummaryReason, limit_e5, simplified_limit, verdict
from app.legal.export import Ticket, simplified_conditions
from app.legal.parameters import Parameters
from app.reference.codes import Codes
from app.store.rates import ExchangeRate, put_rate
from app.store.session import Session
from app.values.period import Month
from app.values.progress import SILENT
from app.workflow.changing import Edit, edit_list
from app.workflow.compile import compile_lists
from tests.helpers.builders import (
    make_goods,
    make_line,
    make_order,
    make_waybill,
    put_goods,
    put_orders,
    put_waybills,
)
from tests.helpers.clock import FixedClock
from tests.helpers.dumps import dump
from tests.helpers.lists import (
    ON,
    agree,
    compiled,
    declaring_session,
    list_ids,
    put_agreed,
    set_profile,
)

NOVEMBER = Month(2026, 11)


@pytest.fixture
def session(tmp_path: Path) -> Session:
    return declaring_session(tmp_path)


def compile_now(session: Session, on: date = ON) -> dict[str, int]:
    return compile_lists(session, on=on, progress=SILENT).counts


def head(session: Session, *columns: str) -> tuple[Any, ...]:
    row: tuple[Any, ...] = session.conn.execute(
        f"SELECT {', '.join(columns)} FROM declaration_list ORDER BY id"
    ).fetchone()
    return row


def line(session: Session, *columns: str) -> tuple[Any, ...]:
    row: tuple[Any, ...] = session.conn.execute(
        f"SELECT {', '.join(columns)} FROM declaration_line ORDER BY id"
    ).fetchone()
    return row


def numbers(session: Session) -> list[str]:
    return [r[0] for r in session.conn.execute("SELECT own_no FROM declaration_list ORDER BY id")]


def test_list_carries_order_waybill_and_company(session: Session) -> None:
    compiled(session)
    assert head(
        session, "order_no", "waybill_no", "platform_code", "carrier_code", "seller_code", "country"
    ) == ("T-1001", "WBT-1001", "9999960001", "9999960003", "9999960004", "USA")
    assert head(session, "gross_weight_e5", "net_weight_e5", "pieces", "total_e5") == (
        50000,
        40000,
        1,
        1250000,
    )
    assert head(session, "destination_port", "export_date") == ("502", "2026-11-16")
    assert line(session, "hs_code", "goods_name", "barcode", "declared_unit") == (
        "3924100000",
        "测试商品",
        "无",
        "011",
    )


def test_numbers_count_on_in_the_order_of_the_orders(session: Session) -> None:
    compiled(session, ["T-1", "T-2"])
    compiled(session, ["T-3"])
    assert numbers(session) == ["SD26110000001", "SD26110000002", "SD26110000003"]


def test_numbers_begin_anew_each_month(session: Session) -> None:
    put_agreed(session, ["T-1"])
    compile_now(session, date(2026, 11, 30))
    put_agreed(session, ["T-2"])
    compile_now(session, date(2026, 12, 1))
    assert numbers(session) == ["SD26110000001", "SD26120000001"]


def test_identifier_is_upper_case_and_the_same_for_the_same_number(session: Session) -> None:
    compiled(session)
    (first,) = head(session, "guid")
    assert first == first.upper()
    assert uuid.UUID(first)
    session.undo()
    compile_now(session)
    assert head(session, "guid") == (first,)


def test_compiling_again_changes_nothing(session: Session) -> None:
    compiled(session)
    before, calls = dump(session.conn), len(session.history())
    assert compile_now(session)["new"] == 0
    assert dump(session.conn) == before
    assert len(session.history()) == calls


def test_undo_restores_everything_and_gives_the_numbers_back(session: Session) -> None:
    put_agreed(session, ["T-1", "T-2"])
    before = dump(session.conn)
    compile_now(session)
    after = dump(session.conn)
    session.undo()
    assert dump(session.conn) == before
    session.redo()
    assert dump(session.conn) == after
    session.undo()
    compile_now(session)
    assert numbers(session) == ["SD26110000001", "SD26110000002"]


@given(st.lists(st.sampled_from(["new", "undo", "compile"]), max_size=8))
@settings(
    max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_numbers_have_no_gaps_and_no_repeats(
    tmp_path_factory: pytest.TempPathFactory, steps: list[str]
) -> None:
    session = declaring_session(tmp_path_factory.mktemp("numbers"))
    made = 0
    for step in steps:
        if step == "new":
            made += 1
            put_agreed(session, [f"T-{made}"])
        elif step == "undo" and session.history()[0].verb == "lists":
            session.undo()
        else:
            compile_now(session)
    expected = [f"SD2611{n:07d}" for n in range(1, len(list_ids(session)) + 1)]
    assert numbers(session) == expected


def test_cancelled_list_makes_room_for_another(session: Session) -> None:
    compiled(session)
    with session.call("cancel"):
        session.conn.execute("UPDATE declaration_status SET status = 'cancelled'")
    assert compile_now(session)["new"] == 1
    assert numbers(session) == ["SD26110000001", "SD26110000002"]


@pytest.mark.parametrize("action", ["blocking", "exclude"])
def test_order_that_does_not_agree_has_no_list(session: Session, action: str) -> None:
    put_agreed(session)
    with session.call("decide") as call:
        if action == "exclude":
            session.conn.execute(
                "INSERT INTO match_decision (id, call_id, action, reason)"
                " SELECT id, ?, 'exclude', '测试' FROM orders",
                (call.id,),
            )
        else:
            session.conn.execute("UPDATE match_result SET flags = 2, blocking = 2")
    assert compile_now(session)["new"] == 0


def test_accepted_difference_lets_the_order_through(session: Session) -> None:
    put_agreed(session)
    with session.call("decide") as call:
        session.conn.execute("UPDATE match_result SET flags = 2, blocking = 2")
        session.conn.execute(
            "INSERT INTO match_decision (id, call_id, action, accepted_flags, reason)"
            " SELECT id, ?, 'accept', 2, '测试' FROM orders",
            (call.id,),
        )
    assert compile_now(session)["new"] == 1


def test_selection_is_compiled_alone(session: Session) -> None:
    put_agreed(session, ["T-1", "T-2"])
    (second,) = session.conn.execute("SELECT max(id) FROM orders").fetchone()
    compile_lists(session, [second], on=ON, progress=SILENT)
    assert head(session, "order_no") == ("T-2",)


def test_several_batches_make_one_row_of_numbers(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    put_agreed(session, [f"T-{n}" for n in range(1, 8)])
    monkeypatch.setattr(build.batches, "__defaults__", (3,))
    assert compile_now(session)["new"] == 7
    assert numbers(session) == [f"SD2611{n:07d}" for n in range(1, 8)]
    lines = session.conn.execute(
        "SELECT count(*), count(DISTINCT declaration_list_id) FROM declaration_line"
    )
    assert lines.fetchone() == (7, 7)


# statutory quantities (R50)

QUANTITIES: dict[str, tuple[dict[str, Any], dict[str, Any], int | None]] = {
    "factor of the goods master": ({"statutory_factor_1": "0.25"}, {"qty": "3"}, 75000),
    "half up to five decimals": ({"statutory_factor_1": "0.00001"}, {"qty": "0.5"}, 1),
    "rounded to nothing is not known": ({"statutory_factor_1": "0.00001"}, {"qty": "0.4"}, None),
    "same unit counts as it is": (
        {"statutory_unit_1": "011", "statutory_factor_1": None},
        {"qty": "3"},
        300000,
    ),
    "kilograms from the net weight": ({"statutory_factor_1": None}, {"qty": "3"}, 120000),
    "grams from the net weight": (
        {"statutory_factor_1": None, "statutory_unit_1": "036"},
        {"qty": "1"},
        40000000,
    ),
    "no weight, no factor: not known": (
        {"statutory_factor_1": None, "net_weight": None},
        {"qty": "3"},
        None,
    ),
    "the order counts in another unit": ({}, {"qty": "3", "unit": "054"}, None),
    "unit of the tariff when none is stated": (
        {"statutory_unit_1": "", "statutory_factor_1": None},
        {"qty": "2"},
        80000,
    ),
}


@pytest.mark.parametrize(("goods", "ordered", "expected"), QUANTITIES.values(), ids=QUANTITIES)
def test_statutory_quantity(
    session: Session, goods: dict[str, Any], ordered: dict[str, Any], expected: int | None
) -> None:
    put_goods(session, [make_goods(**goods)])
    put_orders(session, [make_order(lines=[make_line(price="5", **ordered)])])
    put_waybills(session, [make_waybill(weight="9")])
    agree(session)
    outcome = compile_lists(session, on=ON, progress=SILENT)
    assert line(session, "statutory_qty_1_e5") == (expected,)
    unknown = [f for f in outcome.findings if f.code == "precheck.statutory_qty_1"]
    assert bool(unknown) is (expected is None)


def test_net_weight_of_the_list_is_known_only_when_every_line_is(session: Session) -> None:
    put_goods(session, [make_goods(), make_goods("SKU-002", net_weight=None)])
    lines = [make_line(price="1"), make_line(sku="SKU-002", price="1")]
    put_orders(session, [make_order(lines=lines)])
    put_waybills(session, [make_waybill()])
    agree(session)
    compile_now(session)
    assert head(session, "net_weight_e5") == (None,)


@given(
    left=st.integers(min_value=0, max_value=10**15),
    right=st.integers(min_value=1, max_value=10**12),
)
@settings(max_examples=60, deadline=None)
def test_product_in_sql_is_exact_and_half_up(left: int, right: int) -> None:
    conn = sqlite3.connect(":memory:")
    (found,) = conn.execute(f"SELECT {project.times('?1', '?2')}", (left, right)).fetchone()
    conn.close()
    exact = (left * right + 50000) // 100000
    assert found == exact if exact < 10**15 else found in (exact, None)


# summary or simplified (R26)


def simplified(session: Session, **changes: Any) -> None:
    set_profile(session, **{"statistics_flag": "A", "at_zone_customs": True, **changes})


def rate(session: Session, cny: str = "7.2") -> None:
    with session.call("rate") as call:
        put_rate(
            session.conn,
            call.id,
            ExchangeRate("USD", NOVEMBER, Decimal(cny), "测试"),
        )


REASONS: dict[str, tuple[dict[str, Any], dict[str, Any], str, SummaryReason]] = {
    "all conditions met": ({}, {}, "694.44", SummaryReason(0)),
    "just above the limit": ({}, {}, "694.45", SummaryReason.OVER_LIMIT),
    "the company asks for B": ({"statistics_flag": "B"}, {}, "10", SummaryReason.CHOSEN),
    "outside the zones": ({"at_zone_customs": False}, {}, "10", SummaryReason.OUTSIDE_ZONE),
    "licence": ({}, {"license_no": "26-AA-1"}, "10", SummaryReason.LICENCE),
    "refund": ({}, {"refund_wanted": 1}, "10", SummaryReason.REFUND),
    "export duty": ({}, {"hs_code": "0506100000"}, "10", SummaryReason.EXPORT_DUTY),
    "unknown code": ({}, {"hs_code": "9999999900"}, "10", SummaryReason.GOODS_UNKNOWN),
}


@pytest.mark.parametrize(("profile", "goods", "total", "reasons"), REASONS.values(), ids=REASONS)
def test_kind_of_the_list_and_its_reasons(
    session: Session,
    profile: dict[str, Any],
    goods: dict[str, Any],
    total: str,
    reasons: SummaryReason,
) -> None:
    simplified(session, **profile)
    rate(session)
    put_goods(session, [make_goods(**goods)])
    compiled(session, total=total)
    flag, bits = head(session, "statistics_flag", "summary_reasons")
    assert (flag, SummaryReason(bits)) == ("B" if reasons else "A", reasons)


def test_without_a_rate_the_simpler_kind_is_not_given(session: Session) -> None:
    simplified(session)
    compiled(session)
    flag, bits = head(session, "statistics_flag", "summary_reasons")
    assert (flag, SummaryReason(bits)) == ("B", SummaryReason.RATE_UNKNOWN)


@pytest.mark.parametrize(("day", "flag"), [(date(2018, 12, 31), "B"), (date(2019, 1, 1), "A")])
def test_simplified_kind_begins_in_2019(session: Session, day: date, flag: str) -> None:
    simplified(session)
    put_agreed(session, currency="CNY")
    compile_now(session, day)
    assert head(session, "statistics_flag") == (flag,)


@pytest.mark.parametrize("total", ["1", "5000", "5000.01"])
@pytest.mark.parametrize("refund", [0, 1])
def test_kind_agrees_with_the_rule_of_law(session: Session, total: str, refund: int) -> None:
    simplified(session)
    put_goods(session, [make_goods(refund_wanted=refund)])
    compiled(session, total=total, currency="CNY")
    ticket = Ticket("9610", Decimal(total), at_zone_customs=True, wants_refund=bool(refund))
    conditions = simplified_conditions(ticket, ON, Parameters())
    allowed = all(condition.is_met for condition in conditions)
    assert head(session, "statistics_flag") == ("A" if allowed else "B",)


def test_verdict_explains_itself() -> None:
    limit = simplified_limit(Parameters(), ON)
    assert limit_e5(limit) == 500000000
    assert verdict("A", 0, limit).text_keys == ("declaration.simplified",)
    both = verdict("B", int(SummaryReason.REFUND | SummaryReason.CHOSEN), limit)
    assert both.text_keys == ("declaration.summary.chosen", "declaration.summary.refund")


def test_every_reason_has_a_text() -> None:
    keys = verdict("B", sum(SummaryReason), None).text_keys
    assert len(keys) == len(SummaryReason)
    assert set(keys) <= text.keys("zh_CN") & text.keys("en")


# how the statements run


def test_bulk_statements_walk_the_chosen_orders_and_look_everything_up(session: Session) -> None:
    put_agreed(session, [f"T-{n}" for n in range(1, 4)])
    compile_now(session)
    conn = session.conn
    values: dict[str, object] = dict.fromkeys(
        ["asked", "limit_e5", "month", "customs_mode", "customs_office", "port_office"], 0
    )
    values |= dict.fromkeys(
        ["export_date", "transport_mode", "site_code", "wrap_type", "last", "call", "at"], 0
    )
    for role in ("declarant", "seller", "producer"):
        values |= {f"{role}_code": "", f"{role}_name": ""}
    values |= project._import_parameters(project._NO_IMPORTS)
    tables = ("orders", "order_line", "goods", "waybill", "party", "match_result")
    with session.call("explain"):
        for sql in (project._LINES, project._HEADS, project._IMPORT_HEADS, build._LINES):
            plan = [row[3] for row in conn.execute(f"EXPLAIN QUERY PLAN {sql}", values)]
            scans = [step for step in plan if step.startswith("SCAN")]
            assert not any(name in step.split() for step in scans for name in tables), plan
            assert not any("AUTOMATIC" in step for step in plan), plan


def test_codes_the_user_imported_are_used(session: Session) -> None:
    assert Codes().contains("country", "USA")
    with session.call("codes") as call:
        session.conn.execute(
            "INSERT INTO code_override (call_id, table_name, code, fields, source, imported_at)"
            " VALUES (?, 'hs8', '99999999', '{\"statutory_unit_1\": \"035\"}', '测试',"
            " '2026-11-01')",
            (call.id,),
        )
    put_goods(session, [make_goods(hs_code="9999999900")])
    compiled(session)
    found = session.conn.execute("SELECT code FROM finding WHERE stage = 'precheck'").fetchall()
    assert found == []


# drafts follow their documents


def test_draft_follows_a_changed_order_under_its_number(session: Session) -> None:
    compiled(session)
    before = head(session, "own_no", "guid", "export_date")
    lines = [make_line(price="5"), make_line(sku="SKU-001", price="7", qty="2")]
    put_orders(session, [make_order(lines=lines)])
    counts = compile_now(session, date(2026, 11, 20))
    assert (counts["new"], counts["rebuilt"]) == (0, 1)
    assert head(session, "own_no", "guid", "export_date") == before
    assert head(session, "total_e5", "line_count") == (1900000, 2)
    rows = session.conn.execute("SELECT line_no, line_total_e5 FROM declaration_line").fetchall()
    assert rows == [(1, 500000), (2, 1400000)]


def test_draft_follows_the_goods_master_and_loses_the_finding(session: Session) -> None:
    put_goods(session, [make_goods(net_weight=None)])
    compiled(session)
    put_goods(session, [make_goods(net_weight="0.3")])
    outcome = compile_lists(session, on=ON, progress=SILENT)
    assert (outcome.counts["rebuilt"], outcome.findings) == (1, [])
    assert head(session, "net_weight_e5") == (30000,)


def test_rebuilding_again_changes_nothing_and_undo_restores(session: Session) -> None:
    compiled(session)
    put_goods(session, [make_goods(goods_name="另一名称")])
    before = dump(session.conn)
    assert compile_now(session)["rebuilt"] == 1
    calls = len(session.history())
    assert compile_now(session)["rebuilt"] == 0
    assert len(session.history()) == calls
    session.undo()
    assert dump(session.conn) == before


def test_edited_draft_is_left_alone(session: Session) -> None:
    (list_id,) = compiled(session)
    edit_list(session, list_id, [Edit("goods_name", "手工名称", 1)])
    put_goods(session, [make_goods(goods_name="另一名称")])
    assert compile_now(session)["rebuilt"] == 0
    assert line(session, "goods_name") == ("手工名称",)


def test_draft_follows_the_profile_when_its_order_is_named(session: Session) -> None:
    compiled(session)
    set_profile(session, port_office="2901")
    assert compile_now(session)["rebuilt"] == 0
    outcome = compile_lists(session, [1], on=ON, progress=SILENT)
    assert outcome.counts["rebuilt"] == 1
    assert head(session, "port_office") == ("2901",)


def test_list_of_an_order_that_does_not_agree_any_more_is_blocked(session: Session) -> None:
    compiled(session)
    with session.call("match") as call:
        session.conn.execute("UPDATE match_result SET blocking = 2, call_id = ?", (call.id,))
    outcome = compile_lists(session, on=ON, progress=SILENT)
    assert [finding.code for finding in outcome.findings] == ["precheck.order_not_agreed"]


def test_store_that_was_tiny_when_it_was_sampled_stays_quick(session: Session) -> None:
    compiled(session, ["T-1"])
    session.close()  # SQLite now believes that there is one order, one list, one event
    opened = Session.open(session.path, clock=FixedClock(), actor="测试员")
    put_agreed(opened, [f"T-{n}" for n in range(2, 1502)])
    steps = 0

    def count() -> int:
        nonlocal steps
        steps += 1
        return 0

    opened.conn.set_progress_handler(count, 10_000)
    assert compile_now(opened)["new"] == 1500
    assert steps < 1500  # ten thousand steps an order would be a join turned round
    opened.close()
