"""Before there are lists: what stops an order, and that checking again changes nothing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from app.store.session import Session
from app.values.finding import Severity
from app.values.progress import SILENT
from app.workflow.compile import compile_lists
from app.workflow.facts import ProfileIncomplete
from app.workflow.outcome import Outcome
from app.workflow.precheck import precheck
from tests.helpers.builders import (
    make_goods,
    make_line,
    make_order,
    make_waybill,
    put_goods,
    put_orders,
    put_waybills,
)
from tests.helpers.dumps import dump
from tests.helpers.lists import ON, agree, declaring_session, list_ids, put_agreed, set_profile


@pytest.fixture
def session(tmp_path: Path) -> Session:
    return declaring_session(tmp_path)


def run(session: Session) -> Outcome:
    return precheck(session, on=ON, progress=SILENT)


def codes(outcome: Outcome) -> set[str]:
    return {finding.code.removeprefix("precheck.") for finding in outcome.findings}


def put(session: Session, order: list[Any], **waybill: Any) -> None:
    put_orders(session, [order])
    put_waybills(session, [make_waybill(**waybill)])
    agree(session)


def test_order_that_agrees_and_is_complete_has_no_findings(session: Session) -> None:
    put_agreed(session)
    outcome = run(session)
    assert outcome.counts == {"orders": 1, "lists": 0}
    assert outcome.findings == []


STOPPED: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "platform_unfiled": ({"platform": "没见过的平台"}, {"platform": "没见过的平台"}),
    "carrier_unfiled": ({}, {"carrier": "没见过的物流"}),
    "goods_unknown": ({"lines": [make_line(sku="NEW-1", price="12.50")]}, {}),
    "number_range": ({"lines": [make_line(qty="10000000001", price="1", line_total="1")]}, {}),
    "too_many_lines": ({"lines": [make_line(price="1") for _ in range(101)]}, {}),
}


@pytest.mark.parametrize("check", STOPPED)
def test_order_that_no_list_can_hold_is_stopped_with_the_reason(
    session: Session, check: str
) -> None:
    order, waybill = STOPPED[check]
    put(session, make_order(**order), **waybill)
    assert check in codes(run(session))
    outcome = compile_lists(session, on=ON, progress=SILENT)
    assert (outcome.counts["new"], outcome.counts["held"]) == (0, 1)
    assert check in codes(outcome)
    assert list_ids(session) == []


@pytest.mark.parametrize("lines", [99, 100])
def test_list_takes_a_hundred_lines(session: Session, lines: int) -> None:
    put(session, make_order(lines=[make_line(price="1") for _ in range(lines)]), weight="50")
    assert compile_lists(session, on=ON, progress=SILENT).counts["new"] == 1


def test_order_without_waybill_is_stopped(session: Session) -> None:
    put_orders(session, [make_order()])
    agree(session)
    outcome = compile_lists(session, on=ON, progress=SILENT)
    assert outcome.counts["held"] == 1
    assert "waybill_missing" in codes(outcome)


def test_checking_again_changes_nothing(session: Session) -> None:
    put(session, make_order(lines=[make_line(sku="NEW-1", price="12.50")]))
    run(session)
    before, calls = dump(session.conn), len(session.history())
    assert run(session).finding_counts == {Severity.BLOCKING: before_count(session)}
    assert dump(session.conn) == before
    assert len(session.history()) == calls


def before_count(session: Session) -> int:
    count: int = session.conn.execute("SELECT count(*) FROM finding").fetchone()[0]
    return count


def test_finding_disappears_with_its_cause(session: Session) -> None:
    put(session, make_order(lines=[make_line(sku="NEW-1", price="12.50")]))
    assert "goods_unknown" in codes(run(session))
    put_goods(session, [make_goods("NEW-1")])
    assert run(session).findings == []


def test_findings_of_an_order_move_to_its_list(session: Session) -> None:
    put_goods(session, [make_goods(goods_spec="")])
    put_agreed(session)
    assert {f.document for f in run(session).findings} == {"orders"}
    outcome = compile_lists(session, on=ON, progress=SILENT)
    assert {f.document for f in outcome.findings} == {"declaration_list"}
    assert {f.number for f in outcome.findings} == {"SD26110000001"}


def test_finding_says_where_the_order_stands(session: Session) -> None:
    put_goods(session, [make_goods(goods_spec="")])
    put_agreed(session)
    (finding,) = run(session).findings
    assert finding.provenance is not None
    assert (finding.provenance.file, finding.provenance.row) == ("order.csv", 2)


def test_undo_brings_the_older_findings_back(session: Session) -> None:
    put(session, make_order(lines=[make_line(sku="NEW-1", price="12.50")]))
    run(session)
    put_goods(session, [make_goods("NEW-1")])
    before = dump(session.conn)
    run(session)
    session.undo()
    assert dump(session.conn) == before


def test_selection_is_checked_alone(session: Session) -> None:
    put_agreed(session, ["T-1", "T-2"])
    (first, _) = [row[0] for row in session.conn.execute("SELECT id FROM orders ORDER BY id")]
    outcome = precheck(session, [first], on=ON, progress=SILENT)
    assert outcome.counts["orders"] == 1


def test_incomplete_profile_is_said_before_anything_is_checked(session: Session) -> None:
    set_profile(session, customs_office="")
    with pytest.raises(ProfileIncomplete) as caught:
        run(session)
    assert caught.value.params == {"fields": "customs_office"}


def test_findings_that_stand_are_looked_up_by_their_document(session: Session) -> None:
    put(session, make_order("T-1", lines=[make_line(sku="NEW-1", price="12.50")]), order_no="T-1")
    run_sql: list[str] = []
    session.conn.set_trace_callback(run_sql.append)
    run(session)
    session.conn.set_trace_callback(None)
    kept = [
        sql
        for sql in run_sql
        if sql.lstrip().startswith(("DELETE FROM finding", "INSERT INTO finding"))
        and "found" in sql
    ]
    assert len(kept) == 2
    for sql in kept:
        plan = [row[3] for row in session.conn.execute(f"EXPLAIN QUERY PLAN {sql}")]
        assert not any("finding_stage" in step for step in plan), plan
