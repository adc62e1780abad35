"""Export: what is written, when it is written again, and that store and outbox always agree."""

from __future__ import annotations

import hashlib
import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from app.declaration.sql.change import change_list
from app.documents.fields import Flow
from app.files import CannotWrite
from app.messages.ceb.reader import ReadMessage, read_message
from app.messages.ceb.transfer import BadTransfer
from app.store.errors import UndoRefused
from app.store.session import Session
from app.values.finding import DocumentKind
from app.values.progress import SILENT
from app.workflow.compile import compile_lists
from app.workflow.export import export
from app.workflow.export_choice import choose
from app.workflow.export_rows import MESSAGES, documents
from app.workflow.outbox import finish_exports
from app.workflow.outcome import Outcome
from app.workflow.receive import receive
from tests.helpers.builders import make_order, make_payment, make_session, put_orders, put_payments
from tests.helpers.lists import PROFILE, compiled, declaring_company, list_ids, put_agreed
from tests.workflow.receipts import receipt_file

KINDS = {DocumentKind.ORDER, DocumentKind.DECLARATION_LIST}
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    with make_session(tmp_path) as opened:
        declaring_company(opened)
        yield opened


def write(session: Session, *numbers: str) -> Outcome:
    return export(session, numbers or None, outbox=session.path.parent / "outbox")


def read(outcome: Outcome) -> dict[str, ReadMessage]:
    (folder,) = outcome.written
    return {path.name: read_message(path.read_bytes()) for path in sorted(folder.glob("*.xml"))}


def heads(outcome: Outcome, message: str) -> list[dict[str, str]]:
    return [
        dict(document.head)
        for name, found in read(outcome).items()
        if name.startswith(message)
        for document in found.documents
    ]


def status(session: Session) -> list[str]:
    rows = session.conn.execute("SELECT status FROM declaration_status ORDER BY id")
    return [row[0] for row in rows]


def answer(session: Session, code: str, *, own_no: str = "SD26110000001", time: str = "") -> None:
    """Customs says something about a list."""
    path = receipt_file(session.path.parent / f"r{code}.xml", own_no=own_no, code=code, time=time)
    receive(session, [path])


def change(session: Session) -> None:
    with session.call("change") as call:
        change_list(session.conn, call.id, list_ids(session)[0], [], at=call.time)


# --- what is written ------------------------------------------------------------------------


def test_orders_and_lists_are_written_and_nothing_else_by_default(session: Session) -> None:
    compiled(session, ["T-1", "T-2"])
    outcome = write(session)
    assert outcome.counts == {"files": 2, "orders": 2, "lists": 2}
    assert list(read(outcome)) == ["CEB303-0001.xml", "CEB603-0001.xml"]
    assert [head["orderNo"] for head in heads(outcome, "CEB603")] == ["T-1", "T-2"]
    assert {head["appType"] for head in heads(outcome, "CEB303")} == {"1"}


def test_messages_are_sound_and_unsigned(session: Session) -> None:
    compiled(session)
    messages = read(write(session)).values()
    assert messages
    for message in messages:
        assert message.findings == ()
        assert not message.signature_present
        assert message.transfer["dxpId"] == PROFILE.dxp_id


def test_list_repeats_the_keys_of_its_order(session: Session) -> None:
    compiled(session)
    outcome = write(session)
    (order,), (declaration,) = heads(outcome, "CEB303"), heads(outcome, "CEB603")
    for name in ("orderNo", "ebpCode", "ebcCode"):
        assert order[name] == declaration[name]
    assert order["guid"] != declaration["guid"]


def test_manifest_describes_every_file(session: Session) -> None:
    compiled(session, ["T-1", "T-2"])
    (folder,) = write(session).written
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["signed"] is False
    assert manifest["filed"] is False
    for entry in manifest["files"]:
        data = (folder / entry["file"]).read_bytes()
        assert entry["sha256"] == hashlib.sha256(data).hexdigest()
        assert entry["bytes"] == len(data)
        assert entry["documents"] == len(entry["numbers"]) == 2
    assert manifest["files"][1]["numbers"] == ["SD26110000001", "SD26110000002"]


def test_page_beside_the_files_says_unsigned_and_not_filed(session: Session) -> None:
    compiled(session)
    (folder,) = write(session).written
    page = (folder / "READ-ME.txt").read_text(encoding="utf-8-sig")
    assert "未签名 · 尚未申报" in page
    assert "UNSIGNED - NOT FILED" in page


def test_store_knows_files_and_documents(session: Session) -> None:
    compiled(session)
    (folder,) = write(session).written
    files = session.conn.execute("SELECT name, folder, document_count FROM message_file").fetchall()
    assert files == [("CEB303-0001.xml", str(folder), 1), ("CEB603-0001.xml", str(folder), 1)]
    items = session.conn.execute("SELECT document_kind, own_no FROM message_item").fetchall()
    assert items == [("orders", "T-1001"), ("declaration_list", "SD26110000001")]
    events = session.conn.execute(
        "SELECT document_kind FROM event WHERE kind = 'exported' ORDER BY id"
    ).fetchall()
    assert events == [("orders",), ("declaration_list",)]
    assert status(session) == ["prepared"]


def test_a_message_holds_a_hundred_documents(session: Session) -> None:
    compiled(session, [f"T-{number:03}" for number in range(101)])
    outcome = write(session)
    counts = {name: len(found.documents) for name, found in read(outcome).items()}
    assert counts == {
        "CEB303-0001.xml": 100,
        "CEB303-0002.xml": 1,
        "CEB603-0001.xml": 100,
        "CEB603-0002.xml": 1,
    }


def test_only_the_numbers_asked_for_are_written(session: Session) -> None:
    compiled(session, ["T-1", "T-2"])
    assert [head["copNo"] for head in heads(write(session, "SD26110000002"), "CEB603")] == [
        "SD26110000002"
    ]
    assert status(session) == ["draft", "prepared"]


def test_nothing_waiting_makes_no_call(session: Session) -> None:
    before = session.history()
    assert write(session).counts == {}
    assert session.history() == before


def test_export_is_a_border_for_undo(session: Session) -> None:
    compiled(session)
    write(session)
    with pytest.raises(UndoRefused):
        session.undo()


# --- what is held back ----------------------------------------------------------------------


def block(session: Session, list_id: int) -> None:
    with session.call("precheck") as call:
        session.conn.execute(
            "INSERT INTO finding (call_id, stage, document_kind, document_id, code, severity)"
            " VALUES (?, 'precheck', 'declaration_list', ?, 'precheck.test', 'blocking')",
            (call.id, list_id),
        )


def test_list_with_a_blocking_finding_is_held_and_the_others_go(session: Session) -> None:
    first, _ = compiled(session, ["T-1", "T-2"])
    block(session, first)
    outcome = write(session)
    assert outcome.counts["held"] == 1
    assert outcome.counts["lists"] == outcome.counts["orders"] == 1
    assert [finding.code for finding in outcome.findings] == ["precheck.test"]
    assert status(session) == ["draft", "prepared"]


def test_only_held_lists_make_no_call(session: Session) -> None:
    (only,) = compiled(session)
    block(session, only)
    before = session.history()
    assert write(session).counts == {"held": 1}
    assert session.history() == before


def spoil_order(session: Session, order_no: str) -> None:
    with session.call("spoil"):
        session.conn.execute(
            "UPDATE order_line SET goods_name = '' WHERE order_id ="
            " (SELECT id FROM orders WHERE order_no = ?)",
            (order_no,),
        )


def test_list_waits_when_its_order_does_not_fit_the_specification(session: Session) -> None:
    compiled(session, ["T-1", "T-2"])
    spoil_order(session, "T-1")
    outcome = write(session)
    assert outcome.counts == {"files": 2, "orders": 1, "lists": 1, "refused": 1, "held": 1}
    (found,) = outcome.findings
    assert (found.number, found.field) == ("T-1", "CEB303.itemName")
    kept = session.conn.execute("SELECT stage, document_kind, document_id FROM finding").fetchall()
    assert ("export", "orders", 1) in kept
    assert status(session) == ["draft", "prepared"]


def test_call_without_any_file_can_be_undone(session: Session) -> None:
    compiled(session)
    spoil_order(session, "T-1001")
    outcome = write(session)
    assert outcome.written == []
    assert list((session.path.parent / "outbox").iterdir()) == []
    assert session.undo().verb == "export"


# --- again, and changed ---------------------------------------------------------------------


def test_written_lists_are_not_written_again(session: Session) -> None:
    compiled(session)
    write(session)
    assert write(session).counts == {}


def test_rejected_list_goes_again_as_a_newer_change_without_its_order(session: Session) -> None:
    compiled(session)
    before = heads(write(session), "CEB603")[0]
    answer(session, "100")
    change(session)
    outcome = write(session)
    assert outcome.counts == {"files": 1, "lists": 1}
    (after,) = heads(outcome, "CEB603")
    assert (after["appType"], after["guid"]) == ("2", before["guid"])
    assert after["appTime"] > before["appTime"]


def test_change_within_the_same_second_is_a_second_newer(tmp_path: Path) -> None:
    moment = datetime(2026, 11, 16, 9, tzinfo=UTC)
    with make_session(tmp_path, clock=lambda: moment) as session:
        declaring_company(session)
        compiled(session)
        write(session)
        change(session)
        assert heads(write(session), "CEB603")[0]["appTime"] == "20261116090001"


def test_list_the_e_port_could_not_process_goes_as_new(session: Session) -> None:
    compiled(session)
    write(session)
    answer(session, "-1")
    change(session)
    assert heads(write(session), "CEB603")[0]["appType"] == "1"


def test_changed_order_goes_again_with_its_list(session: Session) -> None:
    compiled(session)
    write(session)
    answer(session, "100")
    put_orders(session, [make_order(note="改过")])
    change(session)
    (order,) = heads(write(session), "CEB303")
    assert (order["appType"], order["note"]) == ("2", "改过")


def test_numbers_of_customs_are_repeated_in_a_change(session: Session) -> None:
    compiled(session)
    write(session)
    path = session.path.parent / "r.xml"
    receive(session, [receipt_file(path, code="100", pre_no="B20261116000000001")])
    change(session)
    assert heads(write(session), "CEB603")[0]["preNo"] == "B20261116000000001"


# --- who files what -------------------------------------------------------------------------


@pytest.mark.parametrize(("day", "is_written"), [(14, True), (15, False)])
def test_money_received_is_written_while_the_law_asks_for_it(
    session: Session, day: int, is_written: bool
) -> None:
    put_agreed(session)
    put_payments(session, [make_payment()])
    compile_lists(session, on=date(2024, 12, day), progress=SILENT)
    assert ("payments" in write(session).counts) is is_written


def test_payments_and_waybills_are_written_when_the_company_files_them(tmp_path: Path) -> None:
    with make_session(tmp_path) as session:
        declaring_company(session, files_payments_unasked=True, files_waybills=True)
        put_agreed(session)
        put_payments(session, [make_payment()])
        compile_lists(session, on=date(2026, 11, 16), progress=SILENT)
        outcome = write(session)
        (payment,), (waybill,) = heads(outcome, "CEB403"), heads(outcome, "CEB505")
        assert (payment["payNo"], payment["charge"]) == ("PAY-T-1001", "12.5")
        assert (waybill["logisticsNo"], waybill["grossWeight"]) == ("WBT-1001", "0.5")


# --- the world refuses ----------------------------------------------------------------------


def test_company_without_exchange_id_is_told_and_nothing_is_left(tmp_path: Path) -> None:
    with make_session(tmp_path) as session:
        declaring_company(session, dxp_id="")
        compiled(session)
        with pytest.raises(BadTransfer):
            write(session)
        assert status(session) == ["draft"]
        assert list((tmp_path / "outbox").iterdir()) == []


def test_outbox_that_is_no_folder_changes_nothing(session: Session) -> None:
    compiled(session)
    (session.path.parent / "outbox").write_text("in the way")
    with pytest.raises(CannotWrite):
        write(session)
    assert status(session) == ["draft"]


KILLED = """
import os, signal, sys
from pathlib import Path
from datetime import datetime
from app.store.session import Session
from app.workflow import export, outbox
point, path = sys.argv[1], Path(sys.argv[2])

def die(*_):
    os.kill(os.getpid(), signal.SIGKILL)

def before(owner, name, count=1):
    real, calls = getattr(owner, name), []
    def wrapper(*args):
        calls.append(1)
        return die() if len(calls) == count else real(*args)
    setattr(owner, name, wrapper)

def after(owner, name):
    real = getattr(owner, name)
    def wrapper(*args):
        real(*args)
        die()
    setattr(owner, name, wrapper)

{
    "first file": lambda: before(outbox, "write_flushed"),
    "second file": lambda: before(outbox, "write_flushed", 2),
    "manifest": lambda: before(outbox, "write_flushed", 3),
    "sealed": lambda: after(outbox.OutboxFolder, "seal"),
    "committed": lambda: before(outbox.OutboxFolder, "finish"),
    "renamed": lambda: after(outbox.OutboxFolder, "finish"),
}[point]()
session = Session.open(path, clock=lambda: datetime(2026, 11, 17, 9))
export.export(session, outbox=path.parent / "outbox")
"""


@pytest.mark.parametrize(
    ("point", "is_exported"),
    [
        ("first file", False),
        ("second file", False),
        ("manifest", False),
        ("sealed", False),
        ("committed", True),
        ("renamed", True),
    ],
)
def test_store_and_outbox_agree_after_a_kill(tmp_path: Path, point: str, is_exported: bool) -> None:
    with make_session(tmp_path) as session:
        declaring_company(session)
        compiled(session, ["T-1", "T-2"])
        path = session.path
    done = subprocess.run(
        [sys.executable, "-c", KILLED, point, str(path)], cwd=ROOT, capture_output=True
    )
    assert done.returncode == -signal.SIGKILL, done.stderr.decode()
    with Session.open(path, clock=lambda: datetime(2026, 11, 18, 9, tzinfo=UTC)) as session:
        finish_exports(session)
        assert visible(tmp_path) == known(session)
        assert status(session) == ["prepared" if is_exported else "draft"] * 2
        again = write(session)
        assert bool(again.written) is not is_exported
        assert visible(tmp_path) == known(session)
        assert not list((tmp_path / "outbox").glob("*.partial"))


def visible(folder: Path) -> set[str]:
    outbox = folder / "outbox"
    return {str(path) for path in outbox.iterdir() if not path.name.endswith(".partial")}


def known(session: Session) -> set[str]:
    return {row[0] for row in session.conn.execute("SELECT folder FROM message_file")}


# --- speed ----------------------------------------------------------------------------------


def test_rows_stream_in_order_without_sorting(session: Session) -> None:
    compiled(session)
    with session.call("plan") as call:
        choose(session.conn, PROFILE, only=None, now=call.time)
        for outgoing in MESSAGES:
            is_wanted = outgoing.kind in KINDS and outgoing.flow is Flow.EXPORT
            assert list(documents(session.conn, outgoing)) or not is_wanted
            for sql in filter(None, (outgoing.head_sql, outgoing.line_sql)):
                plan = [row[3] for row in session.conn.execute(f"EXPLAIN QUERY PLAN {sql}")]
                sorts = [step for step in plan if "TEMP B-TREE" in step]
                assert not sorts or outgoing.kind is DocumentKind.GOODS_RETURN, (sql, plan)  # few
                assert not [step for step in plan if step.startswith("SCAN")], (sql, plan)


def test_unknown_wire_names_are_noticed() -> None:
    broken: Any = MESSAGES[0]
    with pytest.raises(KeyError):
        type(broken)(broken.message, broken.kind, broken.source, {"nonsense": "1"}).head_sql  # noqa: B018
