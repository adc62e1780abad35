"""Imports through the stages: lists, messages, what customs answers, tax bills; and back again."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest

from app.declaration.draft import MOST_IMPORT_LINES
from app.declaration.fields import EditRefused
from app.declaration.terms import Company
from app.documents.fields import Flow
from app.messages.ceb.reader import ReadDocument, read_message
from app.messages.ceb.spec import spec
from app.messages.ceb.writer import document_from_names, iter_messages, new_guid
from app.queries.intake import IMPORTS
from app.queries.table import View, first_rows
from app.simulator.run import simulate
from app.store.session import Session
from app.values.codes import hash_from_id_no
from app.values.progress import SILENT
from app.workflow import bulk_edit, list_form
from app.workflow.changing import (
    Bill,
    Delivery,
    Edit,
    cancel_list,
    change_list,
    edit_list,
    master_bill,
    record_delivery,
)
from app.workflow.compile import compile_lists
from app.workflow.estimates import estimated_taxes
from app.workflow.export import export
from app.workflow.facts import ProfileIncomplete, terms_of
from app.workflow.outcome import Outcome
from app.workflow.precheck import precheck
from app.workflow.receive import receive
from tests.helpers.builders import (
    make_session,
    put_goods,
    put_orders,
    put_payments,
    put_waybills,
)
from tests.helpers.dumps import dump
from tests.helpers.importer import (
    ADDRESS,
    AREA,
    BILL_NO,
    BOOK,
    BUYER,
    EXPORTS_TOO,
    ID_NO,
    PHONE,
    compiled_imports,
    import_goods,
    import_line,
    import_order,
    import_payment,
    import_waybill,
    importing_company,
    put_imports,
    set_importer,
)
from tests.helpers.lists import ON, agree, declaring_company, list_ids, put_agreed, set_profile

FILES_ALL = {"files_import_payments": True, "files_import_waybills": True}


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    with make_session(tmp_path) as opened:
        opened.conn.execute("PRAGMA synchronous = OFF")
        importing_company(opened)
        yield opened


def head(session: Session, *columns: str, at: int = 0) -> tuple[Any, ...]:
    rows = session.conn.execute(f"SELECT {', '.join(columns)} FROM declaration_list ORDER BY id")
    return tuple(rows.fetchall()[at])


def write(session: Session) -> Outcome:
    return export(session, outbox=session.path.parent / "outbox")


def documents(outcome: Outcome, message: str) -> list[ReadDocument]:
    (folder,) = outcome.written
    return [
        document
        for path in sorted(folder.glob(f"{message}-*.xml"))
        for document in read_message(path.read_bytes()).documents
    ]


def one(outcome: Outcome, message: str) -> ReadDocument:
    (document,) = documents(outcome, message)
    return document


def said(values: Any, *names: str) -> tuple[str | None, ...]:
    return tuple(values.get(name) for name in names)


# --- lists ------------------------------------------------------------------------------------


def test_bonded_list_names_area_book_and_record_number(session: Session) -> None:
    compiled_imports(session)
    assert head(
        session, "flow", "customs_mode", "own_no", "statistics_flag", "country", "transport_mode"
    ) == ("import", "1210", "SDI26110000001", "", "CHN", "8")
    assert head(session, "account_book_no", "area_code", "assure_code", "bill_no") == (
        BOOK,
        AREA,
        "9999960004",
        "",
    )
    line = "hs_code, country, record_no, statutory_qty_1_e5, statutory_qty_2_e5, goods_name"
    assert session.conn.execute(f"SELECT {line} FROM declaration_line").fetchall() == [
        ("3304990029", "JPN", "0001", 10000, 200000, "测试面霜")
    ]


def test_list_carries_buyer_and_the_fees_of_its_order(session: Session) -> None:
    compiled_imports(session)
    assert head(session, "buyer_name", "buyer_id_type", "buyer_id_no", "buyer_phone") == (
        BUYER,
        "1",
        ID_NO,
        PHONE,
    )
    assert head(session, "consignee_address", "buyer_id_hash") == (ADDRESS, hash_from_id_no(ID_NO))
    fees = head(session, "freight_e5", "insured_e5", "discount_e5", "currency", "total_e5")
    assert fees == (1000000, 100000, 2000000, "CNY", 20000000)


def test_parcel_with_a_bill_of_lading_is_a_direct_purchase(session: Session) -> None:
    compiled_imports(session, bill_no=BILL_NO)
    columns = ("customs_mode", "country", "transport_mode", "bill_no", "account_book_no")
    assert head(session, *columns) == ("9610", "JPN", "5", BILL_NO, "")


def test_bonded_company_without_country_of_departure_never_declares_direct_purchases(
    session: Session,
) -> None:
    set_importer(session, departure_country="")
    compiled_imports(session, bill_no=BILL_NO)
    assert head(session, "customs_mode", "bill_no") == ("1210", "")


def test_record_number_comes_from_the_account_book_when_the_article_has_none(
    session: Session,
) -> None:
    put_goods(session, [import_goods(record_no="")])
    with session.call("book") as call:
        session.conn.execute(
            "INSERT INTO account_book (id, call_id, book_no) VALUES (1, ?, ?)", (call.id, BOOK)
        )
        session.conn.execute(
            "INSERT INTO book_item (call_id, account_book_id, record_no, sku, sku_key, goods_name,"
            " unit) VALUES (?, 1, '0777', 'IMP-001', 'IMP001', '测试面霜', '011')",
            (call.id,),
        )
    compiled_imports(session)
    assert session.conn.execute("SELECT record_no FROM declaration_line").fetchall() == [("0777",)]


@pytest.mark.parametrize("count", [MOST_IMPORT_LINES, MOST_IMPORT_LINES + 1])
def test_an_import_list_holds_99_lines(session: Session, count: int) -> None:
    lines = [import_line(qty="1", price="1", line_total="1") for _ in range(count)]
    paid = f"{count + 37}.35"
    put_orders(session, [import_order(lines=lines, goods_value=str(count), paid=paid)])
    put_payments(session, [import_payment(amount=paid)])
    put_payments(session, [import_payment()])
    put_waybills(session, [import_waybill()])
    agree(session)
    outcome = compile_lists(session, on=ON, progress=SILENT)
    assert outcome.counts["new"] == (count == MOST_IMPORT_LINES)


def test_exports_and_imports_are_compiled_together_each_with_its_numbers(
    session: Session,
) -> None:
    declaring_company(session)
    set_importer(session, **EXPORTS_TOO)
    put_imports(session, ["I-1", "I-2"])
    put_agreed(session, ["T-1"])
    outcome = compile_lists(session, on=ON, progress=SILENT)
    assert outcome.counts["new"] == 3
    rows = session.conn.execute("SELECT own_no, flow FROM declaration_list ORDER BY id").fetchall()
    assert rows == [
        ("SD26110000001", "export"),
        ("SDI26110000001", "import"),
        ("SDI26110000002", "import"),
    ]
    assert compile_lists(session, on=ON, progress=SILENT).counts["new"] == 0


def test_imports_without_settings_do_not_stop_exports(session: Session) -> None:
    declaring_company(session)
    set_importer(session, **EXPORTS_TOO, account_book_no="")
    put_imports(session, ["I-1"])
    put_agreed(session, ["T-1"])
    outcome = compile_lists(session, on=ON, progress=SILENT)
    assert outcome.counts["new"] == 1
    assert session.conn.execute("SELECT flow FROM declaration_list").fetchall() == [("export",)]
    said = outcome.findings[0]
    assert (said.code, said.field) == ("lists.import_profile", "account_book_no")
    assert dict(said.params)["at"] == "company:account_book_no"
    assert precheck(session, on=ON, progress=SILENT).findings[0].code == "lists.import_profile"
    set_importer(session, **EXPORTS_TOO)
    assert compile_lists(session, on=ON, progress=SILENT).counts["new"] == 1


def test_an_exporter_is_not_asked_for_what_imports_need(tmp_path: Path) -> None:
    with make_session(tmp_path) as session:
        declaring_company(session)
        assert terms_of(session.conn).imports is None
        set_profile(session, declarant_code="")
        with pytest.raises(ProfileIncomplete) as refusal:
            terms_of(session.conn)
        assert refusal.value.params["fields"] == "declarant_code"


def test_an_importer_is_not_asked_for_what_exports_need(session: Session) -> None:
    put_imports(session)
    set_importer(session, account_book_no="")
    with pytest.raises(ProfileIncomplete) as refusal:
        terms_of(session.conn)
    assert refusal.value.params["fields"] == "account_book_no"


def test_draft_follows_its_article_and_compiling_again_changes_nothing(session: Session) -> None:
    compiled_imports(session)
    put_goods(session, [import_goods(record_no="0002")])
    assert compile_lists(session, on=ON, progress=SILENT).counts["rebuilt"] == 1
    assert session.conn.execute("SELECT record_no FROM declaration_line").fetchall() == [("0002",)]
    before = dump(session.conn)
    assert compile_lists(session, on=ON, progress=SILENT).counts["rebuilt"] == 0
    assert dump(session.conn) == before


def test_compiling_imports_is_undone_and_redone_to_the_last_byte(session: Session) -> None:
    put_imports(session)
    before = dump(session.conn)
    compile_lists(session, on=ON, progress=SILENT)
    after = dump(session.conn)
    session.undo()
    assert dump(session.conn) == before
    session.redo()
    assert dump(session.conn) == after


# --- edits ------------------------------------------------------------------------------------


def test_import_fields_are_edited_on_import_lists_only(session: Session) -> None:
    (list_id,) = compiled_imports(session)
    edit_list(session, list_id, [Edit("area_name", "测试区内企业二"), Edit("record_no", "9", 1)])
    assert head(session, "area_name") == ("测试区内企业二",)
    with pytest.raises(EditRefused):
        edit_list(session, list_id, [Edit("statistics_flag", "A")])


def test_changed_id_number_changes_its_key_and_stays_masked_in_the_story(session: Session) -> None:
    (list_id,) = compiled_imports(session)
    edit_list(session, list_id, [Edit("buyer_id_no", "999999199101010013")])
    assert head(session, "buyer_id_hash") == (hash_from_id_no("999999199101010013"),)
    (detail,) = session.conn.execute("SELECT detail FROM event WHERE kind = 'edited'").fetchone()
    assert ID_NO not in detail
    assert "999999199101010013" not in detail


def test_bulk_edit_leaves_lists_alone_that_do_not_have_the_field(session: Session) -> None:
    declaring_company(session)
    set_importer(session, **EXPORTS_TOO)
    put_imports(session)
    put_agreed(session, ["T-1"])
    compile_lists(session, on=ON, progress=SILENT)
    outcome = bulk_edit.edit_lists(
        session, list_ids(session), Edit("assure_code", "9999960005"), progress=SILENT
    )
    assert outcome.counts["lists"] == 1
    rows = session.conn.execute("SELECT assure_code FROM declaration_list ORDER BY id").fetchall()
    assert rows == [("",), ("9999960005",)]


def test_form_of_an_import_list_saves_what_it_shows(session: Session) -> None:
    (list_id,) = compiled_imports(session)
    form = list_form.read(session.conn, list_id)
    assert form is not None
    draft = form.draft()
    assert draft.head["buyer_name"] == BUYER
    assert list_form.save(session, list_id, draft, on=ON).id == list_id
    assert session.history()[0].verb == "lists"  # nothing differed
    changed = dict(draft.head) | {"buyer_phone": "00000000002"}
    list_form.save(session, list_id, _with_head(draft, changed), on=ON)
    assert head(session, "buyer_phone") == ("00000000002",)


def _with_head(draft: Any, changed: Any) -> Any:
    return list_form.Draft(changed, draft.lines, draft.origins, draft.flow)


def test_import_lists_are_not_put_on_a_master_bill(session: Session) -> None:
    ids = compiled_imports(session)
    with pytest.raises(EditRefused) as refusal:
        master_bill(session, Bill("TEST", "T1", "B1"), ids, on=ON)
    assert refusal.value.code == "error.bill_list_import"


# --- messages ---------------------------------------------------------------------------------


def test_company_files_what_its_role_is(session: Session) -> None:
    compiled_imports(session)
    outcome = write(session)
    names = sorted(path.name for path in outcome.written[0].glob("*.xml"))
    assert names == ["CEB311-0001.xml", "CEB621-0001.xml"]


def test_all_three_documents_are_written_where_the_company_files_them(session: Session) -> None:
    set_importer(session, **FILES_ALL)
    compiled_imports(session)
    outcome = write(session)
    assert not outcome.findings
    order, payment = one(outcome, "CEB311"), one(outcome, "CEB411")
    waybill, list_ = one(outcome, "CEB511"), one(outcome, "CEB621")
    assert said(order.head, "goodsValue", "freight", "taxTotal", "discount", "acturalPaid") == (
        "200",
        "10",
        "47.35",
        "20",
        "237.35",
    )
    assert order.head["orderType"] == "I"
    assert payment.head["amountPaid"] == order.head["acturalPaid"]
    assert said(order.head, "payCode", "payTransactionId") == said(
        payment.head, "payCode", "payTransactionId"
    )
    assert said(waybill.head, "consignee", "consigneeAddress", "weight", "packNo") == (
        BUYER,
        ADDRESS,
        "0.3",
        "1",
    )
    assert said(list_.head, "ieFlag", "tradeMode", "country", "currency", "emsNo") == (
        "I",
        "1210",
        "142",
        "142",
        BOOK,
    )
    assert "trafNo" not in list_.head
    (line,) = list_.lines
    assert said(line, "country", "itemRecordNo", "qty1", "qty2", "gname") == (
        "116",
        "0001",
        "0.1",
        "2",
        order.lines[0]["itemName"],
    )


def test_direct_purchase_names_vessel_and_bill(session: Session) -> None:
    ids = compiled_imports(session, bill_no=BILL_NO)
    for field, text in (("transport_name", "测试航班"), ("voyage_no", "T0001")):
        bulk_edit.edit_lists(session, ids, Edit(field, text), progress=SILENT)
    list_ = one(write(session), "CEB621")
    assert said(list_.head, "tradeMode", "trafNo", "voyageNo", "billNo", "country", "emsNo") == (
        "9610",
        "测试航班",
        "T0001",
        BILL_NO,
        "116",
        None,
    )


def test_order_without_the_buyers_account_is_refused_and_holds_its_list(session: Session) -> None:
    compiled_imports(session, buyer_reg_no="")
    outcome = write(session)
    assert outcome.counts["refused"] == outcome.counts["held"] == 1
    assert "files" not in outcome.counts


def test_delivery_is_recorded_by_its_bill_and_written(session: Session) -> None:
    compiled_imports(session, ["I-1", "I-2"], bill_no=BILL_NO)
    came = Delivery(
        Company("9999960008", "测试监管场所"), "2900", "5", "测试航班", "T0001", BILL_NO
    )
    assert record_delivery(session, came, on=ON).counts["deliveries"] == 1
    document = one(write(session), "CEB711")
    assert said(document.head, "copNo", "billNo", "operatorCode") == (
        "SDD26110000001",
        BILL_NO,
        "9999960008",
    )
    assert [line["logisticsNo"] for line in document.lines] == ["WBI-1", "WBI-2"]
    with pytest.raises(EditRefused) as refusal:
        record_delivery(session, came, on=ON)
    assert refusal.value.code == "error.delivery_empty"
    with pytest.raises(EditRefused) as refusal:
        record_delivery(session, came, ["WBI-1"], on=ON)
    assert refusal.value.code == "error.delivery_taken"


# --- answers ----------------------------------------------------------------------------------


class Customs:
    """The simulated office of a data file."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.outbox = session.path.parent / "outbox"
        self.inbox = session.path.parent / "inbox"

    def answer(self, days: int = 3) -> Outcome:
        now = datetime(2026, 11, 16, tzinfo=UTC) + timedelta(days=days)
        taxes = estimated_taxes(self.session.conn)
        simulate(self.outbox, self.inbox, seed=1, now=now, taxes=taxes)
        return receive(self.session, [self.inbox])


@pytest.fixture
def customs(session: Session) -> Customs:
    return Customs(session)


def estimate(session: Session) -> None:
    """A tax estimate for every list, as the tax stage leaves it."""
    with session.call("assess") as call:
        taxes = "dutiable_e5, duty_e5, vat_e5, consumption_e5"
        session.conn.execute(
            f"INSERT INTO tax_estimate (id, call_id, law_day, channel, {taxes})"
            " SELECT id, ?, '2026-11-16', 'within', total_e5, 0, 1911000, 0 FROM declaration_list",
            (call.id,),
        )
        session.conn.execute(
            f"INSERT INTO tax_estimate_line (id, declaration_list_id, {taxes})"
            " SELECT id, declaration_list_id, line_total_e5, 0, 1911000, 0 FROM declaration_line"
        )


def statuses(session: Session) -> list[str]:
    rows = session.conn.execute("SELECT status FROM declaration_status ORDER BY id")
    return [row[0] for row in rows]


def bills(conn: sqlite3.Connection) -> list[tuple[Any, ...]]:
    return conn.execute(
        "SELECT status, duty_e5, vat_e5, consumption_e5, payment_book_no <> '',"
        " declaration_list_id FROM tax_bill ORDER BY id"
    ).fetchall()


def test_imports_go_all_the_way_to_the_tax_bill(session: Session, customs: Customs) -> None:
    set_importer(session, **FILES_ALL)
    (list_id,) = compiled_imports(session)
    estimate(session)
    write(session)
    outcome = customs.answer()
    assert "unknown_document" not in outcome.counts
    assert statuses(session) == ["cleared"]
    (decl_no,) = session.conn.execute("SELECT decl_no FROM declaration_status").fetchone()
    assert decl_no[8] == "I"
    assert len(decl_no) == 18
    kinds = session.conn.execute(
        "SELECT DISTINCT document_kind FROM event WHERE kind = 'receipt' ORDER BY 1"
    ).fetchall()
    assert kinds == [("declaration_list",), ("orders",), ("payment",), ("waybill",)]
    assert bills(session.conn) == [("1", 0, 1911000, 0, 0, list_id)]
    assert session.conn.execute("SELECT hs_code, vat_e5 FROM tax_bill_line").fetchall() == [
        ("3304990029", 1911000)
    ]
    customs.answer(days=40)
    assert bills(session.conn) == [("2", 0, 1911000, 0, 1, list_id)]


def test_receiving_again_changes_nothing_and_undo_takes_all_back(
    session: Session, customs: Customs
) -> None:
    compiled_imports(session)
    estimate(session)
    write(session)
    before = dump(session.conn)
    customs.answer(days=40)
    after = dump(session.conn)
    assert receive(session, [customs.inbox]).counts["same_file"]
    assert dump(session.conn) == after
    session.undo()
    assert dump(session.conn) == before
    session.redo()
    assert dump(session.conn) == after


def test_list_without_estimate_gets_no_bill(session: Session, customs: Customs) -> None:
    compiled_imports(session)
    write(session)
    customs.answer()
    assert statuses(session) == ["cleared"]
    assert bills(session.conn) == []


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_bill_and_its_states_come_in_any_order(
    session: Session, tmp_path: Path, order: tuple[int, ...]
) -> None:
    files = [
        _tax_file(tmp_path / "bill.xml", "CEB816", "1", "20261117100000000"),
        _tax_file(tmp_path / "summed.xml", "CEB818", "2", "20261218100000000"),
        _tax_file(tmp_path / "void.xml", "CEB818", "3", "20261219100000000"),
    ]
    outcomes = [receive(session, [files[at]]) for at in order]
    assert bills(session.conn) == [("3", 100000, 200000, 300000, 1, None)]
    assert any(finding.code == "receive.unknown_list" for finding in outcomes[0].findings)
    before = dump(session.conn)
    receive(session, files)
    assert dump(session.conn) == before


def test_the_import_history_counts_tax_bills(session: Session, tmp_path: Path) -> None:
    receive(session, [_tax_file(tmp_path / "bill.xml", "CEB816", "1", "20261117100000000")])
    names = [column.name for column in IMPORTS.columns]
    ((_key, values),) = first_rows(session.conn, IMPORTS, View(), 1)
    row = dict(zip(names, values, strict=True))
    assert (row["import_kind"], row["import_new"]) == ("tax_bills", 1)


def _tax_file(path: Path, message: str, status: str, time: str) -> Path:
    values: dict[str, str] = {
        "guid": new_guid(),
        "returnTime": time,
        "invtNo": "29002026I000000001",
        "taxNo": "29002026I00000000101",
        "status": status,
    }
    lines = []
    if message == "CEB816":
        taxes = {"customsTax": "1", "valueAddedTax": "2", "consumptionTax": "3"}
        values |= taxes
        lines = [{"gnum": "1", "gcode": "3304990029", "taxPrice": "210", **taxes}]
    else:
        values["entDutyNo"] = "TEST-BOOK-1"
    row = document_from_names(spec(message), values, lines)
    (written,) = iter_messages(spec(message), [row])
    assert not written.refused, written.findings
    path.write_bytes(written.data)
    return path


def test_bill_is_tied_when_its_list_gets_its_number(
    session: Session, customs: Customs, tmp_path: Path
) -> None:
    (list_id,) = compiled_imports(session)
    estimate(session)
    write(session)
    simulate(
        customs.outbox,
        tmp_path / "first",
        seed=1,
        now=datetime(2026, 11, 20, tzinfo=UTC),
        taxes=estimated_taxes(session.conn),
    )
    tax = next((tmp_path / "first").glob("*-tax.xml"))
    assert receive(session, [tax]).counts["unknown_list"] == 1
    assert bills(session.conn)[0][-1] is None
    customs.answer()
    assert bills(session.conn)[0][-1] == list_id
    open_findings = session.conn.execute(
        "SELECT count(*) FROM finding WHERE code = 'receive.unknown_list'"
    ).fetchone()
    assert open_findings == (0,)


def test_cancelled_import_list(session: Session, customs: Customs) -> None:
    (list_id,) = compiled_imports(session)
    write(session)
    simulate(customs.outbox, customs.inbox, seed=1, now=datetime(2026, 11, 20, tzinfo=UTC))
    (stored,) = customs.inbox.glob("*CEB621*-stored.xml")
    receive(session, [stored])
    cancel_list(session, list_id, "测试撤销", on=ON)
    request = one(write(session), "CEB623")
    assert said(request.head, "copNo", "buyerName", "orderNo") == (
        "SDC26110000001",
        BUYER,
        "I-1001",
    )
    customs.answer()
    assert statuses(session) == ["cancelled"]


def test_changed_import_list_is_written_again(session: Session, customs: Customs) -> None:
    (list_id,) = compiled_imports(session)
    write(session)
    change_list(session, list_id, [Edit("note", "改")])
    list_ = one(write(session), "CEB621")
    assert said(list_.head, "appType", "note") == ("2", "改")
    customs.answer()
    assert statuses(session) == ["cleared"]


def test_delivery_gets_status_and_number(session: Session, customs: Customs) -> None:
    ids = compiled_imports(session, bill_no=BILL_NO)
    for field, text in (("transport_name", "测试航班"), ("voyage_no", "T0001")):
        bulk_edit.edit_lists(session, ids, Edit(field, text), progress=SILENT)
    came = Delivery(
        Company("9999960008", "测试监管场所"), "2900", "5", "测试航班", "T0001", BILL_NO
    )
    record_delivery(session, came, on=date(2026, 11, 17))
    write(session)
    customs.answer()
    assert session.conn.execute("SELECT status FROM delivery").fetchall() == [("reviewed",)]
    assert statuses(session) == ["cleared"]


def test_import_list_is_entered_by_hand(session: Session) -> None:
    head: dict[str, str | None] = {
        "order_no": "H-1",
        "platform_name": "测试平台",
        "carrier_name": "测试物流",
        "waybill_no": "HW-1",
        "currency": "CNY",
        "gross_weight": "0.3",
        "pieces": "1",
        "freight": "10",
        "buyer_name": BUYER,
        "buyer_id_no": ID_NO,
        "buyer_phone": PHONE,
        "consignee_address": ADDRESS,
    }
    line: dict[str, str | None] = {"sku": "IMP-001", "declared_qty": "2", "price": "100"}
    draft = list_form.Draft(head, (line,), (0,), Flow.IMPORT)
    saved = list_form.save(session, None, draft, on=ON)
    assert not saved.faults
    columns = ("flow", "customs_mode", "buyer_id_no", "freight_e5", "total_e5", "buyer_id_hash")
    assert head_of(session, saved.id, *columns) == (
        "import",
        "1210",
        ID_NO,
        1000000,
        20000000,
        hash_from_id_no(ID_NO),
    )
    order = "SELECT flow, buyer_name, consignee, country, freight_e5, payable_e5 FROM orders"
    assert session.conn.execute(order).fetchall() == [
        ("import", BUYER, BUYER, "CHN", 1000000, 21000000)
    ]


def head_of(session: Session, list_id: int, *columns: str) -> tuple[Any, ...]:
    sql = f"SELECT {', '.join(columns)} FROM declaration_list WHERE id = ?"
    row: tuple[Any, ...] = session.conn.execute(sql, (list_id,)).fetchone()
    return row


def test_new_import_list_says_what_it_lacks(session: Session) -> None:
    draft = list_form.Draft({"order_no": "H-1"}, ({"sku": "IMP-001"},), (0,), Flow.IMPORT)
    fields = {placed.field for placed in list_form.save(session, None, draft, on=ON).faults}
    assert fields == {
        *("platform_name", "carrier_name", "waybill_no", "currency", "gross_weight", "pieces"),
        "declared_qty",
    }
