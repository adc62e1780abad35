"""Requests and tallies of returns as messages, and the answers to them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from app.declaration.sql.status import refresh_touched
from app.documents.status import EventKind
from app.messages.ceb.reader import ReadDocument, read_message
from app.store.errors import UndoRefused
from app.store.events import Event, add_events
from app.store.findings import save_document_findings
from app.store.session import Session
from app.text import LANGUAGES, finding_text
from app.values.finding import DocumentKind, Finding, Severity
from app.workflow.delivery import hand_over_files
from app.workflow.export import export
from app.workflow.outcome import Outcome
from app.workflow.receive import receive
from tests.helpers.builders import make_session
from tests.helpers.clock import FixedClock
from tests.helpers.goods_returns import (
    DECL_NO,
    answer_return,
    put_return,
    put_tally,
    release,
)
from tests.helpers.importer import BUYER, ID_NO, PHONE, compiled_imports, importing_company
from tests.helpers.lists import declaring_session
from tests.workflow.receipts import write_receipts

OWN_NO, TALLY_NO = "SDR26110000001", "SDT26110000001"


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    """Two released export lists."""
    with declaring_session(tmp_path, "T-1001", "T-1002") as opened:
        release(opened, "SD26110000001", "SD26110000002")
        yield opened


@pytest.fixture
def importer(tmp_path: Path) -> Iterator[Session]:
    """A released import list."""
    with make_session(tmp_path) as opened:
        importing_company(opened)
        compiled_imports(opened)
        release(opened, "SDI26110000001", message="CEB622", flow="import")
        yield opened


def write(session: Session, *numbers: str) -> Outcome:
    return export(session, numbers or None, outbox=session.path.parent / "outbox")


def read(outcome: Outcome, message: str) -> list[ReadDocument]:
    paths = sorted(outcome.written[0].glob(f"{message}*.xml"))
    return [one for path in paths for one in read_message(path.read_bytes()).documents]


def state(session: Session, table: str = "goods_return") -> str:
    return str(session.conn.execute(f"SELECT status FROM {table} ORDER BY id").fetchone()[0])


def begin_again(session: Session, **changes: Any) -> None:
    """A change of what was written: the request is a draft again."""
    with session.call("change") as call:
        kind = DocumentKind.GOODS_RETURN
        add_events(session.conn, call.id, [Event(kind, 1, EventKind.CHANGED, call.time)])
        for name, value in changes.items():
            session.conn.execute(f"UPDATE goods_return SET {name} = ? WHERE id = 1", (value,))
        refresh_touched(session.conn, call.id)


# --- what is written ------------------------------------------------------------------------


def test_export_request_names_the_original_list_and_the_way_back(session: Session) -> None:
    put_return(session, 1)
    (document,) = read(write(session), "CEB213")
    head = dict(document.head)
    assert {name: head.pop(name) for name in ("appType", "appStatus", "ieFlag", "country")} == {
        "appType": "1", "appStatus": "2", "ieFlag": "I", "country": "USA",
    }  # fmt: skip
    assert head["invtNo"] == DECL_NO["export"]
    assert (head["coElNo"], head["tradeMode"], head["customsCode"]) == (OWN_NO, "9661", "2900")
    assert (head["logisticsNo"], head["billNo"]) == ("WBT-1001", "99900000009")
    assert (head["trafMode"], head["trafName"], head["voyageNo"]) == ("5", "航空", "CA000")
    assert "preNo" not in head
    (line,) = document.lines
    assert dict(line) == {
        "gnum": "1", "gcode": "3924100000", "gname": "测试商品", "gmodel": "塑料制|家用",
        "qty": "1", "qty1": "0.4", "unit": "011", "unit1": "035",
    }  # fmt: skip


def test_batch_gives_its_transport_in_place_of_the_request(session: Session) -> None:
    with session.call("batch") as call:
        session.conn.execute(
            "INSERT INTO overseas_warehouse (call_id, code, name, country) VALUES (?, 'DE', '仓',"
            " 'DEU')",
            (call.id,),
        )
        session.conn.execute(
            "INSERT INTO return_batch (call_id, batch_no, overseas_warehouse_id, customs_mode,"
            " ship_by, transport_mode, transport_name, voyage_no, bill_no, site_code) VALUES"
            " (?, 'R-DE-1', 1, '9610', '2026-12-01', '2', 'SHIP', '012W', 'BL-1', '2900A')",
            (call.id,),
        )
    put_return(session, 1, return_batch_id=1, from_country="", waybill_no="BACK-1")
    head = read(write(session), "CEB213")[0].head
    names = ("trafMode", "trafName", "voyageNo", "billNo", "loctNo", "country", "logisticsNo")
    assert [head[name] for name in names] == [
        *("2", "SHIP", "012W", "BL-1", "2900A", "DEU", "BACK-1")
    ]


def test_goods_leave_from_where_they_wait(session: Session) -> None:
    put_return(session, 1, from_country="")
    assert read(write(session), "CEB213")[0].head["country"] == "USA"  # where they were sold
    with session.call("warehouse") as call:
        session.conn.execute(
            "INSERT INTO overseas_warehouse (call_id, code, name, country) VALUES (?, 'DE', '仓',"
            " 'DEU')",
            (call.id,),
        )
    put_return(session, 2, "SDR26110000002", from_country="", overseas_warehouse_id=1)
    assert read(write(session), "CEB213")[0].head["country"] == "DEU"


def test_without_a_bill_the_waybill_stands_in(session: Session) -> None:
    put_return(session, 1, bill_no="", waybill_no="BACK-1")
    assert read(write(session), "CEB213")[0].head["billNo"] == "BACK-1"


def test_import_request_repeats_order_and_buyer_of_the_list(importer: Session) -> None:
    put_return(importer, 1, qty_e5=100_000)
    (document,) = read(write(importer), "CEB625")
    head = document.head
    assert (head["copNo"], head["invtNo"], head["orderNo"]) == (OWN_NO, DECL_NO["import"], "I-1001")
    buyer = [head[f"buyer{part}"] for part in ("Name", "IdType", "IdNumber", "Telephone")]
    assert buyer == [BUYER, "1", ID_NO, PHONE]
    assert "preNo" not in head
    assert [dict(line) for line in document.lines] == [
        {"gnum": "1", "gcode": "3304990029", "gname": "测试面霜", "qty": "1", "unit": "011"}
    ]


def test_tally_comes_after_its_request(session: Session) -> None:
    put_tally(session, put_return(session, 1))
    outcome = write(session)
    assert (outcome.counts["returns"], outcome.counts["tallies"]) == (1, 1)
    (document,) = read(outcome, "CEB215")
    head = document.head
    assert (head["coElNo"], head["operatorCode"], head["location"]) == (
        TALLY_NO,
        "9999960008",
        "A-01",
    )
    assert (head["ieFlag"], head["invtNo"], head["billNo"]) == (
        "I",
        DECL_NO["export"],
        "99900000009",
    )
    assert state(session, "return_tally") == "prepared"


def test_written_is_prepared_and_a_border_of_undo(session: Session) -> None:
    put_return(session, 1)
    write(session)
    assert state(session) == "prepared"
    with pytest.raises(UndoRefused):
        session.undo()
    assert write(session).counts == {}


# --- what is not ----------------------------------------------------------------------------


def test_missing_flight_is_refused_and_the_tally_held(session: Session) -> None:
    put_tally(session, put_return(session, 1, voyage_no=""))
    outcome = write(session)
    assert outcome.counts == {"refused": 1, "held": 1}
    (finding,) = outcome.findings
    assert (finding.code, finding.field) == ("messages.missing", "CEB213.voyageNo")
    assert (state(session), state(session, "return_tally")) == ("draft", "draft")


@pytest.mark.parametrize(
    ("changed", "code", "is_refused"),
    [
        ({"from_country": "CHN"}, "export.return_from_china", True),
        ({"return_mode": "0110"}, "export.return_mode", True),
        ({"return_mode": "1210"}, "export.return_mode", False),
    ],
)
def test_rules_no_field_table_knows(
    session: Session, changed: dict[str, str], code: str, is_refused: bool
) -> None:
    put_tally(session, put_return(session, 1, **changed))
    outcome = write(session)
    assert outcome.counts.get("held", 0) == 2 * is_refused  # with its tally
    assert outcome.counts.get("returns", 0) == (not is_refused)
    (finding,) = [one for one in outcome.findings if one.code == code]
    assert finding.number == OWN_NO
    for language in LANGUAGES:
        assert OWN_NO in finding_text(finding, language)
    assert state(session) == ("draft" if is_refused else "prepared")


def test_request_with_a_blocking_finding_is_held(session: Session) -> None:
    put_tally(session, put_return(session, 1))
    late = Finding("messages.no_lines", Severity.BLOCKING, DocumentKind.GOODS_RETURN, OWN_NO)
    with session.call("judge") as call:
        save_document_findings(session.conn, call.id, "returns", [(1, late)])
    outcome = write(session)
    assert outcome.counts == {"held": 1}
    assert [one.code for one in outcome.findings] == [late.code]
    assert state(session) == "draft"


def test_import_without_its_customs_number_is_refused(importer: Session) -> None:
    with importer.call("forget"):
        importer.conn.execute("UPDATE declaration_status SET decl_no = ''")
    put_return(importer, 1)
    assert [one.field for one in write(importer).findings] == ["CEB625.invtNo"]


@pytest.mark.parametrize(("day", "is_held"), [(16, False), (17, True)])
def test_draft_that_waited_past_its_last_day_is_held(
    tmp_path: Path, day: int, is_held: bool
) -> None:
    clock = FixedClock()
    with make_session(tmp_path, clock=clock) as importer:
        importing_company(importer)
        compiled_imports(importer)
        release(importer, "SDI26110000001", message="CEB622", flow="import")
        put_return(importer, 1)  # applied for on 20 November, thirty days from 16 November
        clock.now = datetime(2026, 12, day, 9, tzinfo=UTC)
        outcome = write(importer)
    assert outcome.counts.get("held", 0) == is_held
    assert outcome.counts.get("returns", 0) == (not is_held)
    if is_held:
        (finding,) = outcome.findings
        assert (finding.number, finding.expected) == (OWN_NO, "2026-12-16")


def test_more_than_is_left_is_held(session: Session) -> None:
    put_return(session, 1, qty_e5=60_000)
    put_return(session, 1, "SDR26110000002", qty_e5=60_000, waybill_no="BACK-2")
    outcome = write(session)
    assert outcome.counts == {"held": 2}
    assert {one.code for one in outcome.findings} == {"returns.too_much"}


@pytest.mark.parametrize("closed", ["lapsed", "withdrawn"])
def test_closed_draft_that_was_never_written_is_not(session: Session, closed: str) -> None:
    put_return(session, 1, closed=closed)
    assert write(session).counts == {}


# --- written again --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("answer", "changes", "app_type"),
    [
        ("", {"reason": "另一原因"}, "2"),
        ("100", {"reason": "另一原因"}, "2"),
        ("-1", {"reason": "另一原因"}, "1"),
        ("", {"closed": "withdrawn"}, "3"),
        ("-1", {"closed": "withdrawn"}, ""),
    ],
)
def test_second_message_says_what_it_is(
    session: Session, answer: str, changes: dict[str, str], app_type: str
) -> None:
    put_return(session, 1)
    first = read(write(session), "CEB213")[0].head
    if answer:
        answer_return(session, answer)
    begin_again(session, **changes)
    again = write(session)
    if not app_type:
        assert again.counts == {}
        return
    second = read(again, "CEB213")[0].head
    assert (second["appType"], second["guid"]) == (app_type, first["guid"])
    assert second["appTime"] > first["appTime"]


# --- answers --------------------------------------------------------------------------------


@pytest.mark.parametrize("order", [("2", "120", "800"), ("800", "2", "120", "800")])
def test_answers_to_a_request_in_any_order(session: Session, order: tuple[str, ...]) -> None:
    put_return(session, 1)
    write(session)
    times = {"2": "20261120110000000", "120": "20261120120000000", "800": "20261120120000000"}
    for code in order:
        answer_return(session, code, returnTime=times[code])
    assert state(session) == "released"
    stated = session.conn.execute("SELECT state FROM goods_return_state").fetchone()[0]
    assert stated == "accepted"
    assert answer_return(session, "120", returnTime=times["120"]) == 0


def test_import_request_is_done_when_reviewed(importer: Session) -> None:
    put_return(importer, 1)
    write(importer)
    answer_return(importer, "399", message="CEB626")
    assert state(importer) == "reviewed"


def test_answer_that_came_before_the_request(session: Session) -> None:
    assert answer_return(session, "100") == 0
    put_return(session, 1)
    write(session)
    assert answer_return(session, "2", returnTime="20261119120000000") == 2
    assert state(session) == "rejected"


def test_answer_to_another_company_is_not_ours(session: Session) -> None:
    put_return(session, 1)
    write(session)
    assert answer_return(session, "100", agentCode="9999960009") == 0
    assert state(session) == "prepared"


def test_declarant_of_the_way_back_is_answered_too(session: Session) -> None:
    put_return(session, 1, declarant_code="9999960009", declarant_name="测试进口申报")
    write(session)
    assert answer_return(session, "800", agentCode="9999960009") == 1


def test_numbers_of_customs_find_the_request(session: Session) -> None:
    put_return(session, 1)
    write(session)
    answer_return(session, "2", preNo="B20261120000000001", returnTime="20261120100000000")
    by_pre_no = {"coElNo": "", "preNo": "B20261120000000001", "invtNo": "290020269999999999"}
    assert _lenient(session, "120", **by_pre_no) == 1
    assert _lenient(session, "800", coElNo="", invtNo=DECL_NO["export"]) == 1
    put_return(session, 1, "SDR26110000002", qty_e5=1)
    assert _lenient(session, "100", coElNo="", invtNo=DECL_NO["export"]) == 0


def _lenient(session: Session, code: str, **given: str) -> int:
    """An answer without our own number, which the specification demands and not everybody sends."""
    path = write_receipts(
        session.path.parent / f"lenient-{code}.xml",
        "CEB214",
        {
            "guid": "00000000-0000-0000-0000-000000000001",
            "agentCode": "9999960005",
            "coElNo": "GONE",
            "returnStatus": code,
            "returnTime": "20261120130000000",
            "returnInfo": "测试回执",
            **{name: value for name, value in given.items() if value},
        },
    )
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("<ceb:coElNo>GONE</ceb:coElNo>", ""), encoding="utf-8")
    return receive(session, [path]).counts.get("tied", 0)


@pytest.mark.parametrize(("operator", "tied"), [("9999960008", 1), ("9999960009", 0)])
def test_answer_to_a_tally(session: Session, operator: str, tied: int) -> None:
    put_tally(session, put_return(session, 1))
    write(session)
    path = write_receipts(
        session.path.parent / "216.xml",
        "CEB216",
        {
            "guid": "00000000-0000-0000-0000-000000000002",
            "operatorCode": operator,
            "logisticsCode": "9999960003",
            "logisticsNo": "WBT-1001",
            "coElNo": TALLY_NO,
            "returnStatus": "399",
            "returnTime": "20261120130000000",
            "returnInfo": "测试回执",
        },
    )
    assert receive(session, [path]).counts.get("tied", 0) == tied
    assert state(session, "return_tally") == ("reviewed" if tied else "prepared")


def test_files_of_returns_are_handed_over_like_others(session: Session) -> None:
    put_tally(session, put_return(session, 1))
    write(session)
    files = session.conn.execute(
        "SELECT id FROM message_file WHERE message IN ('CEB213', 'CEB215')"
    )
    assert hand_over_files(session, [row[0] for row in files]).counts == {
        "files": 2,
        "documents": 2,
    }
    assert (state(session), state(session, "return_tally")) == ("handed_over", "handed_over")
