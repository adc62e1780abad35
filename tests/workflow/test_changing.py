"""Edits, changes, cancel requests and master bill lists."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from app import text
from app.declaration.fields import EditRefused
from app.declaration.sql.status import refresh_touched
from app.documents.status import Status, rules
from app.store.session import Session
from app.workflow.changing import (
    Bill,
    Edit,
    cancel_list,
    change_list,
    edit_list,
    master_bill,
    replace_sku,
)
from tests.helpers.builders import make_goods, put_goods
from tests.helpers.dumps import dump
from tests.helpers.lists import ON, compiled, declaring_session

BILL = Bill("TEST AIR", "TA123", "999-12345675")


@pytest.fixture
def session(tmp_path: Path) -> Session:
    return declaring_session(tmp_path, "T-1", "T-2")


def happen(session: Session, kind: str, code: str = "", at: str = "", **document: Any) -> None:
    """Record an event of list 1 (or another document) and derive the statuses."""
    with session.call("event") as call:
        session.conn.execute(
            "INSERT INTO event (call_id, document_kind, document_id, kind, code, occurred_at)"
            " VALUES (?, ?, ?, ?, ?, ?)",
            (
                call.id,
                document.get("document", "declaration_list"),
                document.get("id", 1),
                kind,
                code,
                at or call.time,
            ),
        )
        refresh_touched(session.conn, call.id)


def accepted(session: Session, decl_no: str = "290020261E1") -> None:
    """Customs accepts list 1 and gives it a number."""
    happen(session, "exported")
    with session.call("receive") as call:
        session.conn.execute(
            "INSERT INTO receipt (id, call_id, source_file_id, message, status_code, return_time,"
            " decl_no, identity) VALUES (1, ?, 1, 'CEB604', '120', '20261117080000000', ?, '1')",
            (call.id, decl_no),
        )
        session.conn.execute(
            "INSERT INTO event (call_id, document_kind, document_id, kind, code, occurred_at,"
            " receipt_id) VALUES (?, 'declaration_list', 1, 'receipt', '120',"
            " '2026-11-17T08:00:00', 1)",
            (call.id,),
        )
        refresh_touched(session.conn, call.id)


def one(session: Session, sql: str) -> Any:
    row = session.conn.execute(sql).fetchone()
    return row[0] if len(row) == 1 else row


def refusal(caught: pytest.ExceptionInfo[EditRefused]) -> str:
    for language in text.LANGUAGES:
        title, hint = text.error_text(caught.value, language)
        assert "—" not in title + hint
    return caught.value.code


# edit


def test_draft_is_edited_in_one_undoable_call(session: Session) -> None:
    before = dump(session.conn)
    outcome = edit_list(session, 1, [Edit("gross_weight", "0.75"), Edit("note", "易碎")])
    assert outcome.counts == {"fields": 2}
    assert one(session, "SELECT gross_weight_e5, note FROM declaration_list") == (75000, "易碎")
    assert session.history()[0].outcome["differences"] == [
        ["gross_weight_e5", 0, "0.5", "0.75"],
        ["note", 0, "", "易碎"],
    ]
    session.undo()
    assert dump(session.conn) == before


def test_edit_is_checked_at_once(session: Session) -> None:
    outcome = edit_list(session, 1, [Edit("net_weight", "0.51")])
    assert [finding.code for finding in outcome.findings] == ["precheck.net_over_gross"]
    assert edit_list(session, 1, [Edit("net_weight", "0.5")]).findings == []


def test_edit_that_changes_nothing_leaves_no_call(session: Session) -> None:
    calls = len(session.history())
    assert edit_list(session, 1, [Edit("gross_weight", "0.50")]).counts == {"fields": 0}
    assert len(session.history()) == calls


def test_line_is_edited(session: Session) -> None:
    edit_list(session, 1, [Edit("goods_spec", "玻璃制", 1), Edit("statutory_qty_2", "", 1)])
    assert one(session, "SELECT goods_spec FROM declaration_line") == "玻璃制"


@pytest.mark.parametrize(
    ("edit", "code"),
    [
        (Edit("order_no", "T-9"), "error.field_not_editable"),
        (Edit("price", "1", 1), "error.field_not_editable"),
        (Edit("gross_weight", "1,5"), "error.bad_field_value"),
        (Edit("gross_weight", "0.123456"), "error.bad_field_value"),
        (Edit("gross_weight", "-1"), "error.bad_field_value"),
        (Edit("gross_weight", ""), "error.bad_field_value"),
        (Edit("pieces", "1.5"), "error.bad_field_value"),
        (Edit("export_date", "2026-02-30"), "error.bad_field_value"),
        (Edit("statistics_flag", "C"), "error.bad_field_value"),
        (Edit("sku", "X", 2), "error.no_such_line"),
    ],
)
def test_edit_is_refused_with_a_reason(session: Session, edit: Edit, code: str) -> None:
    before = dump(session.conn)
    with pytest.raises(EditRefused) as caught:
        edit_list(session, 1, [Edit("note", "x"), edit])
    assert refusal(caught) == code
    assert dump(session.conn) == before


def test_unknown_list_is_refused(session: Session) -> None:
    with pytest.raises(EditRefused) as caught:
        edit_list(session, 99, [Edit("note", "x")])
    assert refusal(caught) == "error.no_such_list"


def test_written_list_is_not_edited(session: Session) -> None:
    happen(session, "exported")
    with pytest.raises(EditRefused) as caught:
        edit_list(session, 1, [Edit("note", "x")])
    assert refusal(caught) == "error.list_not_draft"


def test_goods_number_is_replaced_on_all_drafts(session: Session) -> None:
    long = "ABCDE-ABCDE-ABCDE-ABCDE"
    put_goods(session, [make_goods(long)])
    compiled(session, ["T-3", "T-4"], total=None, lines=[_long_line(long)])
    outcome = replace_sku(session, long, "ABCDE")
    assert outcome.counts == {"lists": 2}
    assert one(session, "SELECT count(*) FROM declaration_line WHERE sku = 'ABCDE'") == 2
    assert outcome.findings == []


def _long_line(sku: str) -> dict[str, Any]:
    return {"sku": sku, "goods_name": "测试商品", "unit": "011", "qty": "1", "price": "5"}


# change


def test_rejected_list_is_changed_and_becomes_a_draft_again(session: Session) -> None:
    happen(session, "exported")
    happen(session, "receipt", "100", "2026-11-17T08:00:00")
    change_list(session, 1, [Edit("goods_spec", "玻璃制", 1)])
    assert one(session, "SELECT status FROM declaration_status WHERE id = 1") == Status.DRAFT
    assert one(session, "SELECT app_type FROM declaration_list WHERE id = 1") == "2"
    detail = one(session, "SELECT detail FROM event WHERE kind = 'changed'")
    assert detail == '{"differences": [["goods_spec", 1, "塑料制|家用", "玻璃制"]]}'
    edit_list(session, 1, [Edit("note", "改单")])  # still a draft: it may be edited further


@pytest.mark.parametrize("status", [s for s in Status if not rules()[s].change])
def test_change_is_refused_once_customs_has_the_list(session: Session, status: Status) -> None:
    with session.call("status"):
        session.conn.execute("UPDATE declaration_status SET status = ?", (status,))
    with pytest.raises(EditRefused) as caught:
        change_list(session, 1, [Edit("note", "x")])
    assert refusal(caught) == "error.list_not_changeable"


# cancel


def test_cancel_request_is_drafted_and_ends_the_list_when_approved(session: Session) -> None:
    accepted(session)
    cancel_list(session, 1, "买家取消", on=ON)
    assert one(session, "SELECT own_no, reason, status FROM cancel_request") == (
        "SDC26110000001",
        "买家取消",
        "draft",
    )
    assert one(session, "SELECT status FROM declaration_status WHERE id = 1") == "cancelling"
    happen(session, "exported", document="cancel_request")
    happen(session, "receipt", "399", "2026-11-18T08:00:00", document="cancel_request")
    assert one(session, "SELECT status, since FROM declaration_status WHERE id = 1") == (
        "cancelled",
        "2026-11-18T08:00:00",
    )
    assert one(session, "SELECT status FROM cancel_request") == "reviewed"


def test_refused_cancel_request_leaves_the_list_as_it_was(session: Session) -> None:
    accepted(session)
    cancel_list(session, 1, "买家取消", on=ON)
    happen(session, "receipt", "100", "2026-11-18T08:00:00", document="cancel_request")
    assert one(session, "SELECT status FROM declaration_status WHERE id = 1") == "accepted"
    cancel_list(session, 1, "再次申请", on=ON)
    assert one(session, "SELECT status FROM declaration_status WHERE id = 1") == "cancelling"


def test_undo_takes_the_cancel_request_back(session: Session) -> None:
    accepted(session)
    before = dump(session.conn)
    cancel_list(session, 1, "买家取消", on=ON)
    session.undo()
    assert dump(session.conn) == before


@pytest.mark.parametrize("status", [s for s in Status if not rules()[s].cancel])
def test_cancel_is_refused_where_customs_would_refuse_it(session: Session, status: Status) -> None:
    accepted(session)
    with session.call("status"):
        session.conn.execute("UPDATE declaration_status SET status = ?", (status,))
    with pytest.raises(EditRefused) as caught:
        cancel_list(session, 1, "买家取消", on=ON)
    assert refusal(caught) == "error.list_not_cancellable"


@pytest.mark.parametrize(
    ("decl_no", "reason", "code"),
    [("290020261E1", " ", "error.no_reason"), ("", "买家取消", "error.no_decl_no")],
)
def test_cancel_needs_the_customs_number_and_a_reason(
    session: Session, decl_no: str, reason: str, code: str
) -> None:
    accepted(session, decl_no)
    with pytest.raises(EditRefused) as caught:
        cancel_list(session, 1, reason, on=ON)
    assert refusal(caught) == code


# master bill list


def test_master_bill_holds_each_list_once_with_the_sum_of_weights(session: Session) -> None:
    master_bill(session, BILL, [1, 2], on=ON)
    assert one(session, "SELECT own_no, gross_weight_e5, bill_no FROM master_bill_list") == (
        "SDM26110000001",
        100000,
        "999-12345675",
    )
    rows = session.conn.execute("SELECT line_no, waybill_no FROM master_bill_line ORDER BY line_no")
    assert rows.fetchall() == [(1, "WBT-1"), (2, "WBT-2")]


def test_master_bill_takes_the_lists_that_carry_its_bill(session: Session) -> None:
    edit_list(session, 2, [Edit("bill_no", BILL.bill_no)])
    master_bill(session, BILL, on=ON)
    rows = session.conn.execute("SELECT declaration_list_id FROM master_bill_line").fetchall()
    assert rows == [(2,)]


def test_status_of_a_master_bill_follows_its_receipts(session: Session) -> None:
    master_bill(session, BILL, [1], on=ON)
    happen(session, "receipt", "120", "2026-11-18T08:00:00", document="master_bill_list")
    assert one(session, "SELECT status, code FROM master_bill_list") == ("accepted", "120")


REFUSED: dict[str, tuple[str, Bill, list[int] | None]] = {
    "error.bill_incomplete": ("", Bill("", "TA1", "1"), [1]),
    "error.bill_empty": ("", BILL, None),
    "error.bill_mixed": (
        "UPDATE declaration_list SET carrier_code = '9999960007' WHERE id = 2",
        BILL,
        [1, 2],
    ),
    "error.bill_list_cancelled": (
        "UPDATE declaration_status SET status = 'cancelled' WHERE id = 2",
        BILL,
        [1, 2],
    ),
    "error.bill_parcel_twice": ("UPDATE declaration_list SET waybill_no = 'SAME'", BILL, [1, 2]),
    "error.bill_other_bill": ("UPDATE declaration_list SET bill_no = 'OTHER'", BILL, [1]),
}


@pytest.mark.parametrize("code", REFUSED)
def test_master_bill_is_refused_with_a_reason(session: Session, code: str) -> None:
    sql, bill, ids = REFUSED[code]
    if sql:
        with session.call("break"):
            session.conn.execute(sql)
    before = dump(session.conn)
    with pytest.raises(EditRefused) as caught:
        master_bill(session, bill, ids, on=ON)
    assert refusal(caught) == code
    assert dump(session.conn) == before


def test_list_is_on_one_master_bill_only(session: Session) -> None:
    master_bill(session, BILL, [1], on=ON)
    with pytest.raises(EditRefused) as caught:
        master_bill(session, BILL, [1, 2], on=ON)
    assert refusal(caught) == "error.bill_list_taken"
