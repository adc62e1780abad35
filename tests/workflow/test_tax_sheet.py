"""The taxes of a list put together for reading: amounts, limits, bill, working."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from app.store.session import NOTED, Session
from app.store.settings import set_company
from app.tax.rates import RateKind, Scope
from app.values.codes import hash_from_id_no
from app.workflow.assess import assess
from app.workflow.limits import state_balance
from app.workflow.personal import note_reveal
from app.workflow.tax_rates import Statement, state_rate
from app.workflow.tax_sheet import tax_sheet
from tests.helpers.builders import make_session
from tests.helpers.importer import ID_NO, IMPORTER, compiled_imports, importing_company
from tests.helpers.lists import compiled, declaring_company

VAT = Statement(Scope.HS, "33", RateKind.VAT, "standard", "测试依据", date(2026, 1, 1))


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    with make_session(tmp_path) as made:
        importing_company(made)
        compiled_imports(made)
        yield made


def put_bill(session: Session, vat_e5: int) -> None:
    """The official bill of list 1 with one line."""
    with session.call("test") as call:
        (bill,) = call.conn.execute(
            "INSERT INTO tax_bill (call_id, tax_no, invt_no, declaration_list_id, status,"
            " returned_at, billed_at, duty_e5, vat_e5, consumption_e5)"
            " VALUES (?, 'TAX-1', 'I', 1, '1', '2026-11-17T10:00:00', '2026-11-17T10:00:00',"
            " 0, ?, 0) RETURNING id",
            (call.id, vat_e5),
        ).fetchone()
        call.conn.execute(
            "INSERT INTO tax_bill_line (tax_bill_id, line_no, hs_code, dutiable_e5, duty_e5,"
            " vat_e5, consumption_e5) SELECT ?, 1, '', dutiable_e5, 0, ?, 0 FROM tax_estimate"
            " WHERE id = 1",
            (bill, vat_e5),
        )


def test_what_is_missing_is_unknown_never_zero(session: Session) -> None:
    sheet = tax_sheet(session.conn, 1)
    assert sheet is not None
    assert sheet.estimate.vat is None
    assert sheet.estimate.total is None
    assert [(each.kind, each.line_no) for each in sheet.unsettled] == [("vat", 1)]
    assert sheet.rate == ""


def test_a_stated_rate_completes_it_with_source_and_law(session: Session) -> None:
    state_rate(session, VAT)
    sheet = tax_sheet(session.conn, 1)
    assert sheet is not None
    assert sheet.rate == "13% × 70%"
    assert sheet.estimate.total == sum((line.estimate.total or 0) for line in sheet.lines)
    vat = next(step for step in sheet.lines[0].steps if step.key == "tax.step.vat")
    assert vat.grounds[0].value["zh_CN"] == "标准税率"
    assert vat.grounds[0].doc["zh_CN"] == "测试依据"
    assert all(ground.from_ and ground.title["en"] for ground in vat.grounds)
    told = [
        ground.value["zh_CN"] for line in sheet.lines for s in line.steps for ground in s.grounds
    ]
    assert "70%" in told


def test_money_in_the_working_has_two_decimals_at_least(session: Session) -> None:
    state_rate(session, VAT)
    sheet = tax_sheet(session.conn, 1)
    assert sheet is not None
    value = next(step for step in sheet.steps if step.key == "tax.step.value")
    assert value.params["goods"] == "200.00"
    assert value.params["discount"] == "0.00"


def test_the_bill_stands_beside_the_estimate_with_difference_and_cause(session: Session) -> None:
    state_rate(session, VAT)
    assess(session)
    before = tax_sheet(session.conn, 1)
    assert before is not None
    assert before.estimate.vat is not None
    assert before.official is None
    put_bill(session, int(before.estimate.vat * 100_000) + 1000)
    sheet = tax_sheet(session.conn, 1)
    assert sheet is not None
    assert sheet.difference == Decimal("0.01")
    assert [(d.line_no, d.tax, d.cause) for d in sheet.deviations] == [(1, "vat", "rounding")]
    assert sheet.lines[0].official is not None


def test_limits_are_those_of_the_day_and_know_the_official_figure(session: Session) -> None:
    at = datetime(2026, 11, 15, 9, 30)  # noqa: DTZ001 - the store's times have no zone
    state_balance(session, ID_NO, "25900", as_of=at, source="测试查询")
    sheet = tax_sheet(session.conn, 1)
    assert sheet is not None
    assert sheet.single is not None
    assert sheet.annual is not None
    assert (sheet.single.limit, sheet.annual.limit) == (Decimal(5000), Decimal(26000))
    assert sheet.annual.over == sheet.dutiable - 100
    assert sheet.annual.permille == 1000
    assert sheet.official_use is not None
    assert sheet.official_use.used == Decimal(25900)
    assert sheet.buyer == hash_from_id_no(ID_NO)


def test_an_export_list_has_no_sheet(tmp_path: Path) -> None:
    with make_session(tmp_path) as made:
        declaring_company(made)
        compiled(made, ["T-1"])
        assert tax_sheet(made.conn, 1) is None


def test_a_list_that_is_gone_is_no_answer(session: Session) -> None:
    with pytest.raises(LookupError):
        tax_sheet(session.conn, 99)


def test_looking_at_a_buyer_is_in_the_history_and_in_nobodys_way(session: Session) -> None:
    with session.call("settings") as call:
        set_company(call.conn, IMPORTER)
    session.undo()
    note_reveal(session, 1)
    newest = session.history()[0]
    assert (newest.verb, list(newest.params)) == (NOTED, ["list"])
    assert session.redo().verb == "settings"
    with pytest.raises(LookupError):
        note_reveal(session, 99)
