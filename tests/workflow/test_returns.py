"""Return requests: what is booked, what is refused and why, and undo to the last byte."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from app.documents.fields import Flow
from app.documents.returning import Condition
from app.store.session import Session
from app.text import LANGUAGES, finding_text
from app.values.finding import Severity
from app.workflow import returns
from app.workflow.return_cases import Result, Scope, eligibility_of, original_of
from app.workflow.returns import ReturnDraft, ReturnRefused, Way
from tests.helpers.dumps import dump
from tests.helpers.lists import declaring_session
from tests.helpers.returns import (
    ON,
    RELEASED,
    draft,
    importing_session,
    release,
    requested,
    set_state,
    wish,
)

DAY_30, DAY_31 = date(2026, 11, 9), date(2026, 11, 10)


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    """A bonded list of two pieces over 200 yuan, released on 2026-10-10."""
    with importing_session(tmp_path) as opened:
        yield opened


@pytest.fixture
def exports(tmp_path: Path) -> Iterator[Session]:
    """Two export lists, the first one released."""
    with declaring_session(tmp_path, "T-1001", "T-1002") as opened:
        release(opened)
        yield opened


def blocked(session: Session, given: ReturnDraft, *, on: date = ON) -> dict[str, Any]:
    """The codes of the blocking findings; nothing was booked."""
    before = dump(session.conn)
    outcome = returns.new_request(session, given, on=on)
    assert outcome.counts == {"requests": 0}
    assert dump(session.conn) == before
    found = {each.code: each for each in outcome.findings if each.severity is Severity.BLOCKING}
    assert all(each.rule for each in found.values())
    for each in found.values():
        assert all(finding_text(each, language, part) for language in LANGUAGES
                   for part in ("text", "fix"))  # fmt: skip
    return found


def test_request_takes_its_part_of_everything(session: Session) -> None:
    return_id = requested(session)
    head = session.conn.execute(
        "SELECT own_no, length(guid), flow, reason, applied_on, status FROM goods_return"
    ).fetchone()
    assert head == ("SDT26110000001", 36, "import", "无理由退货", "2026-11-02", "draft")
    line = session.conn.execute(
        "SELECT line_no, qty_e5, statutory_qty_1_e5, statutory_qty_2_e5, value_e5, dutiable_e5"
        " FROM goods_return_line WHERE goods_return_id = ?",
        (return_id,),
    ).fetchone()
    # one of two pieces: 0.05 of 0.1 kg, 100 of 200 yuan; dutiable 105.50 of 211 (R6)
    assert line == (1, 100_000, 5_000, 100_000, 10_000_000, 10_550_000)


def test_numbers_count_on_and_fit_the_message(session: Session) -> None:
    first = requested(session)
    set_state(session, first, "released")
    requested(session)
    numbers = session.conn.execute("SELECT own_no FROM goods_return ORDER BY id").fetchall()
    assert [number for (number,) in numbers] == ["SDT26110000001", "SDT26110000002"]


@pytest.mark.parametrize("day", [DAY_30, DAY_31])
def test_window_passed_by_one_day_books_nothing(session: Session, day: date) -> None:
    if day == DAY_30:
        requested(session, on=day)
        return
    found = blocked(session, draft(), on=day)
    finding = found["return_verdict.import_apply.late"]
    assert (finding.rule, finding.expected) == ("import.cbec.return.apply.days", "2026-11-09")


def test_quantity_above_what_is_left(session: Session) -> None:
    finding = blocked(session, draft(1, wish("2.00001")))["returns.too_much"]
    assert (finding.value, finding.expected, finding.line_no) == ("2.00001", "2", 1)
    set_state(session, requested(session), "released")
    finding = blocked(session, draft(1, wish("2")))["returns.too_much"]
    assert finding.expected == "1"
    assert dict(finding.params)["spoken"] == "1"


def test_last_part_takes_what_is_left_of_the_value(session: Session) -> None:
    for qty in ("0.66667", "0.66667", "0.66666"):
        set_state(session, _request(session, qty), "released")
    total = session.conn.execute(
        "SELECT sum(qty_e5), sum(statutory_qty_1_e5), sum(value_e5), sum(dutiable_e5)"
        " FROM goods_return_line"
    ).fetchone()
    assert total == (200_000, 10_000, 20_000_000, 21_100_000)


def _request(session: Session, qty: str) -> int:
    outcome = returns.new_request(session, draft(1, wish(qty)), on=ON)
    assert outcome.counts["requests"] == 1
    return int(session.conn.execute("SELECT max(id) FROM goods_return").fetchone()[0])


@pytest.mark.parametrize(
    ("given", "code"),
    [
        (draft(1, wish("1", 2)), "returns.line_unknown"),
        (draft(1, wish("1"), wish("1")), "returns.line_twice"),
        (draft(1, wish("0")), "returns.no_quantity"),
        (draft(1, wish("0.000001")), "returns.no_quantity"),
        (ReturnDraft(1, (), draft().reason_kind), "returns.no_lines"),
        (draft(1, flow=Flow.EXPORT), "returns.direction"),
        (draft(1, condition=Condition.ALTERED), "return_verdict.import_resale.altered"),
        (draft(99), "returns.list_unknown"),
    ],
)
def test_bad_input_is_named_and_not_booked(session: Session, given: ReturnDraft, code: str) -> None:
    assert list(blocked(session, given)) == [code]


@pytest.mark.parametrize("status", ["draft", "rejected", "cancelled", "in_review"])
def test_list_not_released_books_nothing(session: Session, status: str) -> None:
    release(session, status=status)
    found = blocked(session, draft())
    assert "return_verdict.import_apply.not_released" in found


def test_number_of_another_company_is_unknown_here() -> None:
    finding = returns.list_unknown("OTHER-1")
    assert finding.severity is Severity.BLOCKING
    assert "另一家企业" in finding_text(finding, "zh_CN", "fix")


def test_second_return_of_a_waybill_waits_for_the_first(session: Session) -> None:
    first = requested(session)
    finding = blocked(session, draft())["returns.waybill_twice"]
    assert finding.expected == "SDT26110000001"
    set_state(session, first, "released")
    outcome = returns.new_request(session, draft(), on=ON)
    assert outcome.counts == {"requests": 1}
    assert [each.code for each in outcome.findings] == ["returns.waybill_again"]


def test_same_waybill_of_the_way_back_is_one_return(exports: Session) -> None:
    release(exports, 2)
    way = Way(waybill_no="BACK-1")
    requested(exports, list_id=1, way=way)
    assert "returns.waybill_twice" in blocked(exports, draft(2, way=way))
    requested(exports, list_id=2, way=Way(waybill_no="BACK-2"))


@pytest.mark.parametrize("freeing", ["withdraw", "refused"])
def test_what_was_withdrawn_or_refused_is_free_again(session: Session, freeing: str) -> None:
    first = _request(session, "2")
    if freeing == "withdraw":
        returns.withdraw(session, first)
    else:
        set_state(session, first, "rejected")
    requested(session)


def test_a_request_under_way_is_left_alone(session: Session) -> None:
    first = requested(session)
    for status in ("sent", "in_review", "released"):
        set_state(session, first, status)
        with pytest.raises(ReturnRefused):
            returns.change_request(session, first, draft(), on=ON)
        with pytest.raises(ReturnRefused):
            returns.withdraw(session, first)
    with pytest.raises(ReturnRefused):
        returns.withdraw(session, 99)


def test_what_was_written_can_be_changed_until_customs_takes_it_up(session: Session) -> None:
    first = requested(session)
    set_state(session, first, "prepared")
    wider = draft(1, wish("2"), reason="多退一件")
    assert returns.change_request(session, first, wider, on=ON).counts == {"requests": 1}
    row = session.conn.execute("SELECT status, closed FROM goods_return").fetchone()
    assert row == ("draft", "")  # to be written again


def test_what_was_written_is_deleted_at_customs_when_withdrawn(session: Session) -> None:
    first = requested(session)
    set_state(session, first, "handed_over")
    assert returns.withdraw(session, first).counts == {"requests": 1}
    row = session.conn.execute("SELECT status, closed FROM goods_return").fetchone()
    assert row == ("draft", "withdrawn")
    session.undo()
    row = session.conn.execute("SELECT status, closed FROM goods_return").fetchone()
    assert row == ("handed_over", "")


def test_change_counts_its_own_quantity_as_free(session: Session) -> None:
    first = requested(session)
    line = session.conn.execute("SELECT id FROM goods_return_line").fetchone()
    wider = draft(1, wish("2"), reason="多退一件", note="注")
    assert returns.change_request(session, first, wider, on=ON).counts == {"requests": 1}
    kept = session.conn.execute(
        "SELECT id, qty_e5, value_e5, dutiable_e5 FROM goods_return_line"
    ).fetchall()
    assert kept == [(*line, 200_000, 20_000_000, 21_100_000)]
    assert returns.draft_of(session.conn, first) == ReturnDraft(
        *(1, wider.wishes, wider.reason_kind),
        reason="多退一件",
        applied_on=ON,
        note="注",
    )
    calls = len(session.history())
    assert not returns.change_request(session, first, wider, on=ON).counts["requests"]
    assert len(session.history()) == calls


def test_an_export_states_how_it_comes_back(exports: Session) -> None:
    outcome = returns.new_request(exports, draft(way=Way(customs_office="2201")), on=ON)
    assert outcome.counts == {"requests": 1}
    said = exports.conn.execute(
        "SELECT flow, return_mode, from_country, customs_office FROM goods_return"
    ).fetchone()
    assert said == ("export", "9661", "", "2201")  # it leaves where the message finds it
    assert exports.conn.execute("SELECT dutiable_e5 FROM goods_return_line").fetchone() == (None,)
    assert {each.code: each.severity for each in outcome.findings} == {
        "return_verdict.relief_refund.not_said": Severity.NOTE
    }


def test_rules_are_asked_again_as_things_happen(exports: Session) -> None:
    return_id = requested(exports, refunded=returns.Refunded.NO)
    found = eligibility_of(exports.conn, return_id, ON)
    assert found is not None
    assert [each.code for each in found.deadlines(applied=False)] == [
        "relief_in_time",
        "export_in_time",
    ]
    returns.record_arrival(exports, return_id, date(2027, 5, 18))  # six months end on a Sunday
    found = eligibility_of(exports.conn, return_id, date(2027, 6, 1))
    assert found is not None
    assert found.result(Scope.TAX) is Result.FAILS
    returns.record_arrival(exports, return_id, date(2027, 5, 14))
    found = eligibility_of(exports.conn, return_id, date(2027, 6, 1))
    assert found is not None
    assert found.result(Scope.TAX) is Result.HOLDS
    assert found.deadlines(applied=True) == ()


def test_a_draft_applies_no_earlier_than_today(session: Session) -> None:
    return_id = requested(session)
    for day, may in ((DAY_30, True), (DAY_31, False)):
        found = eligibility_of(session.conn, return_id, day)
        assert found is not None
        assert found.may_return is may
    with session.call("export"):
        session.conn.execute(
            "UPDATE goods_return SET status = 'prepared', app_time = '2026-11-09T23:59:59'"
        )
    found = eligibility_of(session.conn, return_id, DAY_31)
    assert found is not None
    assert found.may_return


def test_refund_certificate_and_their_undo(exports: Session) -> None:
    return_id = requested(exports)
    before = dump(exports.conn)
    returns.record_refund(exports, return_id, "12.50", day=ON)
    returns.note_certificate(exports, return_id, "测补2026001")
    kept = exports.conn.execute(
        "SELECT refunded_on, refund_e5, tax_refunded, tax_repaid FROM goods_return"
    ).fetchone()
    assert kept == ("2026-11-02", 1_250_000, "yes", "测补2026001")
    with pytest.raises(ReturnRefused):
        returns.record_refund(exports, return_id, "12.505", day=ON)
    exports.undo()
    exports.undo()
    assert dump(exports.conn) == before


def test_undo_and_redo_of_a_request_are_exact(session: Session) -> None:
    before = dump(session.conn)
    return_id = requested(session)
    booked = dump(session.conn)
    returns.withdraw(session, return_id)
    session.undo()
    assert dump(session.conn) == booked
    session.undo()
    assert dump(session.conn) == before
    session.redo()
    assert dump(session.conn) == booked


def test_what_is_left_is_live(session: Session) -> None:
    def left() -> Decimal:
        original = original_of(session.conn, 1)
        assert original is not None
        assert original.released == RELEASED
        return Decimal(original.lines[0].left_e5).scaleb(-5)

    assert left() == 2
    requested(session)
    assert left() == 1
    session.undo()
    assert left() == 2
