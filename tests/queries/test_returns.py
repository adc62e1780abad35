"""Requests in a table with the next last day, and the lists goods may come back of."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from app.documents.fields import Flow
from app.queries import returns as query
from app.queries.table import View, first_rows
from app.store.session import Session
from app.workflow import returns
from app.workflow.return_cases import eligibility_of
from app.workflow.return_terms import WARNING, request, return_tasks, the_table
from app.workflow.returns import Way
from tests.helpers.builders import make_goods, put_goods
from tests.helpers.importer import BUYER, ID_NO
from tests.helpers.lists import declaring_session
from tests.helpers.returns import ON, importing_session, release, requested, set_state

APPLY, ARRIVE = date(2026, 11, 9), date(2026, 11, 24)


@pytest.fixture
def imports(tmp_path: Path) -> Iterator[Session]:
    with importing_session(tmp_path) as opened:
        yield opened


@pytest.fixture
def exports(tmp_path: Path) -> Iterator[Session]:
    with declaring_session(tmp_path, "T-1001", "T-1002") as opened:
        release(opened, on=date(2026, 11, 17))
        yield opened


def row(session: Session, today: date) -> dict[str, Any]:
    table = the_table(today)
    ((_, cells),) = first_rows(session.conn, table, View(), 10)
    return {c.name: cell for c, cell in zip(table.columns, cells, strict=True)}


def test_import_runs_to_its_application_then_to_its_arrival(imports: Session) -> None:
    return_id = requested(imports)
    seen = row(imports, ON)
    assert (seen["return_due"], seen["return_days"]) == (str(APPLY), 7)
    assert (seen["return_state"], seen["return_pieces"]) == ("draft", 100_000)
    set_state(imports, return_id, "prepared")
    assert row(imports, ON)["return_due"] == str(ARRIVE)
    set_state(imports, return_id, "released")
    seen = row(imports, ARRIVE + timedelta(days=1))
    assert (seen["return_state"], seen["return_days"]) == ("await_arrival", -1)
    returns.record_arrival(imports, return_id, ARRIVE)
    seen = row(imports, ON)
    assert (seen["return_state"], seen["return_due"]) == ("accepted", None)


def test_no_day_runs_for_what_is_over(imports: Session) -> None:
    returns.withdraw(imports, requested(imports))
    assert row(imports, ON)["return_due"] is None


def test_day_of_what_customs_refused_runs_while_it_may_be_asked_again(imports: Session) -> None:
    set_state(imports, requested(imports), "rejected")
    assert row(imports, APPLY)["return_due"] == str(APPLY)
    assert row(imports, APPLY + timedelta(days=1))["return_due"] is None


def test_export_that_was_refused_runs_too(exports: Session) -> None:
    set_state(exports, requested(exports), "rejected")
    assert row(exports, date(2027, 11, 17))["return_due"] == "2027-11-17"
    assert row(exports, date(2027, 11, 18))["return_due"] is None


@pytest.mark.parametrize(
    ("today", "due"),
    [
        (date(2027, 5, 16), "2027-05-16"),  # exported on 2026-11-16: six months without tax
        (date(2027, 5, 17), "2027-11-17"),  # then until a year after release
    ],
)
def test_export_runs_without_tax_first(exports: Session, today: date, due: str) -> None:
    requested(exports)
    assert row(exports, today)["return_due"] == due


@pytest.mark.parametrize(
    "exported", [date(2020, 3, 27), date(2023, 8, 31), date(2024, 2, 29), date(2026, 11, 16)]
)
def test_table_and_rules_agree_on_the_day(exports: Session, exported: date) -> None:
    release(exports, on=exported)
    with exports.call("returns") as call:
        exports.conn.execute(
            "INSERT INTO goods_return (call_id, own_no, guid, flow, declaration_list_id,"
            " reason_kind, reason, condition, applied_on, left_area_on) VALUES"
            " (?, 'T-1', '000000000000000000000000000000000001', 'export', 1, 'size', '尺码',"
            " 'sealed', ?, ?)",
            (call.id, str(exported), str(exported + timedelta(days=3))),
        )
    for mode in ("9610", "9710", "9810", "1210", "0110"):
        with exports.call("receive"):
            exports.conn.execute(
                "UPDATE declaration_list SET customs_mode = ?, export_date = ?",
                (mode, str(exported)),
            )
        for today in (exported + timedelta(days=170), exported + timedelta(days=200)):
            found = eligibility_of(exports.conn, 1, today)
            assert found is not None
            codes = ("export_in_time",) if mode == "0110" else ("relief_in_time", "export_in_time")
            days = [str(each.day) for each in found.deadlines(applied=True) if each.code in codes]
            assert row(exports, today)["return_due"] == days[0], mode


@pytest.mark.parametrize(
    "typed",
    ["SDI26110000001", "I-1001", "i1001", "测试面霜", "IMP-001", "imp-0", "29002026I000000001",
     "WBI-1001", BUYER, ID_NO, "6900000000017"],
)  # fmt: skip
def test_original_is_found_by_any_number(imports: Session, typed: str) -> None:
    put_goods(imports, [make_goods("IMP-001", barcode="6900000000017")])
    (hit,) = query.find_originals(imports.conn, typed)
    assert (hit.own_no, hit.flow, hit.released_at[:10]) == (
        "SDI26110000001",
        Flow.IMPORT,
        "2026-10-10",
    )
    assert BUYER not in hit.buyer


@pytest.mark.parametrize("typed", ["", "  ", "OTHER-1", "6900000000024"])
def test_unknown_number_finds_nothing(imports: Session, typed: str) -> None:
    assert query.find_originals(imports.conn, typed) == []


def test_released_lists_come_first(exports: Session) -> None:
    found = query.find_originals(exports.conn, "T-100")
    assert [hit.order_no for hit in found] == ["T-1001", "T-1002"]


def test_counts_and_rate(exports: Session) -> None:
    assert query.counts(exports.conn) == query.Counts(0, 0)
    return_id = requested(exports)
    assert query.counts(exports.conn) == query.Counts(0, 1)
    assert query.returned_rate(exports.conn) == (0, 1)
    set_state(exports, return_id, "released")
    assert query.returned_rate(exports.conn) == (1, 1)


def test_one_request_with_its_list(exports: Session) -> None:
    return_id = requested(exports, way=Way(waybill_no="BACK-1"))
    found = request(exports.conn, return_id, ON)
    assert found is not None
    assert (found.list_own_no, found.state, found.due) == ("SD26110000001", "draft", "2027-05-16")
    assert query.by_own_no(exports.conn, found.own_no) == return_id
    assert request(exports.conn, 99, ON) is None


@pytest.mark.parametrize(
    ("today", "keys"),
    [
        (APPLY - WARNING[Flow.IMPORT] - timedelta(days=1), []),
        (APPLY - WARNING[Flow.IMPORT], ["return_import"]),
        (APPLY, ["return_import"]),
        (APPLY + timedelta(days=1), ["return_overdue"]),
    ],
)
def test_reminders_begin_before_the_day(imports: Session, today: date, keys: list[str]) -> None:
    assert return_tasks(imports.conn, today) == []
    requested(imports)
    found = return_tasks(imports.conn, today)
    assert [task.key for task in found] == keys
    assert all(task.page == "returns" for task in found)
