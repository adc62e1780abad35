"""Receipts in any order, repeated, mixed, wrapped, broken: kept once, tied to their documents."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.declaration.sql.change import cancel_list
from app.messages.ceb.envelope import DxpHead, DxpMessage, write_dxp
from app.simulator.run import simulate
from app.store.session import Session
from app.workflow.export import export
from app.workflow.receive import is_receipt_file, receive
from tests.helpers.builders import make_order, make_payment, make_session, put_orders, put_payments
from tests.helpers.dumps import dump
from tests.helpers.lists import PROFILE, compiled, declaring_company, list_ids
from tests.workflow.receipts import TIME, list_receipt, receipt_file, write_receipts

PLATFORM_CODE, CARRIER_CODE = "9999960001", "9999960003"  # tests.helpers.builders.company
CHAIN = ("2", "3", "120", "500", "800", "899")


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    with make_session(tmp_path) as opened:
        declaring_company(opened)
        yield opened


def exported(session: Session, *numbers: str) -> None:
    compiled(session, numbers or ("T-1001",))
    export(session, outbox=session.path.parent / "outbox")


def statuses(session: Session) -> list[tuple[str, ...]]:
    return session.conn.execute(
        "SELECT status, since, code, pre_entry_no, decl_no FROM declaration_status ORDER BY id"
    ).fetchall()


def status(session: Session) -> str:
    return statuses(session)[0][0]


def minute(number: int) -> str:
    return f"202611161{number // 60 % 10}{number % 60:02d}00000"


def chain_files(folder: Path, own_no: str = "SD26110000001") -> list[Path]:
    """One file per step of an inspected and released list."""
    return [
        receipt_file(
            folder / f"{own_no}-{code}.xml",
            own_no=own_no,
            code=code,
            time=minute(number),
            pre_no="B20261116000000001",
            decl_no="" if code in "23" else "29002026E00000000001",
        )
        for number, code in enumerate(CHAIN)
    ]


def test_receipts_lead_to_the_status_of_their_list(session: Session, tmp_path: Path) -> None:
    exported(session)
    outcome = receive(session, chain_files(tmp_path))
    assert outcome.counts == {"files": 6, "new": 6, "tied": 6, "changed": 1}
    assert statuses(session) == [
        ("cleared", "2026-11-16T10:05:00.000", "899", "B20261116000000001", "29002026E00000000001")
    ]


@settings(max_examples=8, deadline=None)
@given(order=st.permutations(range(6)), cuts=st.sets(st.integers(1, 5)))
def test_order_and_portions_do_not_matter(
    tmp_path_factory: pytest.TempPathFactory, order: Sequence[int], cuts: set[int]
) -> None:
    folder = tmp_path_factory.mktemp("order")
    with make_session(folder) as session:
        declaring_company(session)
        exported(session)
        files = chain_files(folder)
        bounds = [0, *sorted(cuts), len(order)]
        for start, end in pairwise(bounds):
            receive(session, [files[index] for index in order[start:end]])
        assert status(session) == "cleared"
        assert session.conn.execute("SELECT count(*) FROM receipt").fetchone() == (6,)
        assert session.conn.execute("SELECT count(*) FROM effective_event").fetchone() == (9,)


def test_same_files_again_leave_no_call(session: Session, tmp_path: Path) -> None:
    exported(session)
    files = chain_files(tmp_path)
    receive(session, files)
    before = session.history()
    assert receive(session, files).counts == {"files": 6, "same_file": 6}
    assert session.history() == before


def test_same_receipt_in_another_file_is_kept_once(session: Session, tmp_path: Path) -> None:
    exported(session)
    one = list_receipt()
    first = write_receipts(tmp_path / "a.xml", "CEB604", one)
    second = write_receipts(tmp_path / "b.xml", "CEB604", one, list_receipt(code="800"))
    receive(session, [first])
    assert receive(session, [second]).counts["repeated"] == 1
    assert status(session) == "released"


def test_older_receipt_does_not_overrule_a_newer_one(session: Session, tmp_path: Path) -> None:
    exported(session)
    receive(session, [receipt_file(tmp_path / "new.xml", code="800", time=minute(9))])
    receive(session, [receipt_file(tmp_path / "old.xml", code="120", time=minute(1))])
    assert status(session) == "released"


def test_unknown_status_is_kept_and_hides_nothing(session: Session, tmp_path: Path) -> None:
    exported(session)
    files = [
        receipt_file(tmp_path / "a.xml", code="120", time=minute(1)),
        receipt_file(tmp_path / "b.xml", code="777", time=minute(2)),
    ]
    outcome = receive(session, files)
    assert outcome.counts["unknown_status"] == 1
    assert [finding.code for finding in outcome.findings] == ["receive.unknown_status"]
    assert status(session) == "accepted"


def test_receipt_of_nobody_is_kept_and_tied_when_its_list_appears(
    session: Session, tmp_path: Path
) -> None:
    outcome = receive(session, [receipt_file(tmp_path / "a.xml", code="120")])
    assert outcome.counts["unknown_document"] == 1
    (finding,) = outcome.findings
    assert (finding.code, finding.number) == ("receive.unknown_document", "SD26110000001")
    exported(session)
    receive(session, [receipt_file(tmp_path / "b.xml", code="800", time=minute(200))])
    assert status(session) == "released"
    assert session.conn.execute(
        "SELECT count(*) FROM effective_event WHERE kind = 'receipt'"
    ).fetchone() == (2,)
    kept = "SELECT count(*) FROM finding WHERE code = 'receive.unknown_document'"
    assert session.conn.execute(kept).fetchone() == (0,)


def test_list_of_another_declarant_is_not_ours(session: Session, tmp_path: Path) -> None:
    exported(session)
    outcome = receive(session, [receipt_file(tmp_path / "a.xml", agent="4403969999")])
    assert outcome.counts["unknown_document"] == 1
    assert status(session) == "prepared"


def test_receipt_with_only_a_number_of_customs_is_tied(session: Session, tmp_path: Path) -> None:
    exported(session)
    bare = list_receipt(code="800", time=minute(9), pre_no="B20261116000000001")
    path = write_receipts(tmp_path / "bare.xml", "CEB604", bare)
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("<ceb:copNo>SD26110000001</ceb:copNo>", ""), encoding="utf-8")
    files = chain_files(tmp_path)
    receive(session, [path])
    receive(session, files[:3])
    assert status(session) == "released"


def test_unreadable_time_counts_as_oldest(session: Session, tmp_path: Path) -> None:
    exported(session)
    path = receipt_file(tmp_path / "a.xml", code="100")
    path.write_text(path.read_text("utf-8").replace(TIME, "2026111699"), encoding="utf-8")
    outcome = receive(session, [path, receipt_file(tmp_path / "b.xml", code="120")])
    assert "receive.bad_time" in {finding.code for finding in outcome.findings}
    assert status(session) == "accepted"


# --- other kinds ----------------------------------------------------------------------------


def answer_of(session: Session, kind: str) -> list[tuple[str, int]]:
    return session.conn.execute(
        "SELECT code, document_id FROM effective_event WHERE kind = 'receipt'"
        " AND document_kind = ?",
        (kind,),
    ).fetchall()


def base(code: str) -> dict[str, str | None]:
    receipt = list_receipt(code=code)
    names = ("guid", "returnStatus", "returnTime", "returnInfo")
    return {name: receipt[name] for name in names}


def test_order_payment_and_waybill_receipts_find_their_documents(
    session: Session, tmp_path: Path
) -> None:
    put_payments(session, [make_payment()])
    exported(session)
    keys = {"ebpCode": PLATFORM_CODE, "ebcCode": PROFILE.seller_code, "orderNo": "T-1001"}
    seller = {name: value for name, value in keys.items() if name != "ebpCode"}
    waybill = {"logisticsCode": CARRIER_CODE, "logisticsNo": "WBT-1001"}
    files = [
        write_receipts(tmp_path / "304.xml", "CEB304", base("120") | keys),
        write_receipts(
            tmp_path / "404.xml", "CEB404", base("100") | seller | {"payNo": "PAY-T-1001"}
        ),
        write_receipts(tmp_path / "506.xml", "CEB506", base("120") | waybill),
    ]
    assert receive(session, files).counts["tied"] == 3
    assert answer_of(session, "orders") == [("120", 1)]
    assert answer_of(session, "payment") == [("100", 1)]
    assert answer_of(session, "waybill") == [("120", 1)]


def test_order_of_another_platform_with_the_same_number_is_not_ours(
    session: Session, tmp_path: Path
) -> None:
    exported(session)
    keys = {"ebpCode": "4403969999", "ebcCode": PROFILE.seller_code, "orderNo": "T-1001"}
    outcome = receive(session, [write_receipts(tmp_path / "a.xml", "CEB304", base("120") | keys)])
    assert outcome.counts["unknown_document"] == 1


def test_guid_tells_two_platforms_without_code_apart(session: Session, tmp_path: Path) -> None:
    put_orders(session, [make_order(platform=name) for name in ("海外平台一", "海外平台二")])
    with session.call("guid") as call:
        session.conn.execute(
            "INSERT INTO message_file (call_id, name, folder, message, message_guid,"
            " document_count, size, sha256, prepared_at)"
            " VALUES (?, '', '', 'CEB303', '', 1, 0, '', '')",
            (call.id,),
        )
        session.conn.execute(
            "INSERT INTO message_item (message_file_id, document_kind, document_id, own_no, guid,"
            " app_type, app_time) VALUES (1, 'orders', 2, 'T-1001', ?, '1', '')",
            (guid := str(base("120")["guid"]),),
        )
    keys = {"ebpCode": "无", "ebcCode": PROFILE.seller_code, "orderNo": "T-1001"}
    with_guid = base("120") | keys | {"guid": guid}
    receive(session, [write_receipts(tmp_path / "a.xml", "CEB304", with_guid)])
    assert answer_of(session, "orders") == [("120", 2)]
    unclear = write_receipts(tmp_path / "b.xml", "CEB304", base("100") | keys)
    assert receive(session, [unclear]).counts["unknown_document"] == 1


def test_format_answer_is_about_every_document_of_its_message(
    session: Session, tmp_path: Path
) -> None:
    exported(session, "T-1", "T-2")
    (guid,) = session.conn.execute(
        "SELECT message_guid FROM message_file WHERE message = 'CEB603'"
    ).fetchone()
    answer = base("-1") | {
        "oriCopMsgId": guid,
        "oriMessageType": "CEB603Message",
        "oriBizMessage": "…",
    }
    outcome = receive(session, [write_receipts(tmp_path / "900.xml", "CEB900", answer)])
    assert outcome.counts["changed"] == 2
    assert [row[0] for row in statuses(session)] == ["failed", "failed"]


def test_cancellation_goes_from_request_to_cancelled_list(session: Session, tmp_path: Path) -> None:
    exported(session)
    receive(session, chain_files(tmp_path)[:5])
    with session.call("cancel") as call:
        list_id = list_ids(session)[0]
        day = date(2026, 11, 16)
        cancel_list(session.conn, call.id, list_id, "买家取消", prefix="SD", on=day, at=call.time)
    assert export(session, outbox=tmp_path / "outbox").counts["cancel_requests"] == 1
    keys = {
        "agentCode": PROFILE.declarant_code,
        "copNo": "SDC26110000001",
        "invtNo": "29002026E00000000001",
    }
    receive(session, [write_receipts(tmp_path / "606.xml", "CEB606", base("399") | keys)])
    assert session.conn.execute("SELECT status FROM cancel_request").fetchone() == ("reviewed",)
    assert status(session) == "cancelled"


# --- files ----------------------------------------------------------------------------------


def test_broken_file_does_not_keep_the_others_out(session: Session, tmp_path: Path) -> None:
    exported(session)
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    (inbox / "empty.xml").write_bytes(b"")
    (inbox / "noise.xml").write_bytes(b"\x00\x01nothing")
    (inbox / "bomb.xml").write_bytes(b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>')
    receipt_file(inbox / "right.xml")
    (inbox / "readme.txt").write_text("not looked at")
    outcome = receive(session, [inbox])
    assert outcome.counts["unreadable"] == 3
    told = {each.provenance.file: each.code for each in outcome.findings if each.provenance}
    assert told == {
        "bomb.xml": "receive.forbidden_xml",
        "empty.xml": "receive.empty_file",
        "noise.xml": "receive.not_xml",
    }
    assert outcome.counts["new"] == 1
    assert status(session) == "accepted"


def test_truncated_file_gives_what_stands_before_the_break(
    session: Session, tmp_path: Path
) -> None:
    exported(session, "T-1", "T-2")
    receipts = [list_receipt(own_no=f"SD2611000000{number}") for number in (1, 2)]
    path = write_receipts(tmp_path / "a.xml", "CEB604", *receipts)
    data = path.read_bytes()
    path.write_bytes(data[: data.rindex(b"<ceb:returnStatus>")])
    receive(session, [path])
    assert status(session) == "accepted"


def test_file_that_vanished_is_told(session: Session, tmp_path: Path) -> None:
    outcome = receive(session, [tmp_path / "gone.xml"])
    assert outcome.counts["unreadable"] == 1


def test_message_that_is_no_receipt_is_left_alone(session: Session, tmp_path: Path) -> None:
    exported(session)
    (folder,) = (tmp_path / "outbox").iterdir()
    outcome = receive(session, [folder / "CEB603-0001.xml"])
    assert [finding.code for finding in outcome.findings] == ["receive.not_a_receipt"]
    assert status(session) == "prepared"


def wrapped(data: bytes) -> bytes:
    head = DxpHead(
        "M1", "DXPEDCCEB0000002", ("DXPTEST0001",), "2026-11-16T12:00:00", "CEB604Message"
    )
    return write_dxp(DxpMessage(head, data))


def test_wrapped_receipt_is_unwrapped(session: Session, tmp_path: Path) -> None:
    exported(session)
    plain = receipt_file(tmp_path / "plain.xml", code="800")
    path = tmp_path / "wrapped.xml"
    path.write_bytes(wrapped(plain.read_bytes()))
    receive(session, [path])
    assert status(session) == "released"


def test_receipt_files_are_told_from_others(session: Session, tmp_path: Path) -> None:
    exported(session)
    (folder,) = (tmp_path / "outbox").iterdir()
    plain = receipt_file(tmp_path / "plain.xml")
    (tmp_path / "wrapped.xml").write_bytes(wrapped(plain.read_bytes()))
    (tmp_path / "a.csv").write_text("订单编号\n1\n", encoding="utf-8")
    assert is_receipt_file(plain)
    assert is_receipt_file(tmp_path / "wrapped.xml")
    assert not is_receipt_file(folder / "CEB303-0001.xml")
    assert not is_receipt_file(tmp_path / "a.csv")


def test_undo_takes_receipts_and_statuses_back(session: Session, tmp_path: Path) -> None:
    exported(session)
    before = dump(session.conn)
    receive(session, chain_files(tmp_path))
    session.undo()
    assert dump(session.conn) == before
    session.redo()
    assert status(session) == "cleared"


# --- together with the simulator ------------------------------------------------------------


def test_simulated_customs_clears_what_the_program_writes(tmp_path: Path) -> None:
    with make_session(tmp_path) as session:
        declaring_company(session, files_waybills=True)
        exported(session, "T-1", "T-2", "T-3")
        outbox, inbox = tmp_path / "outbox", tmp_path / "inbox"
        done = simulate(outbox, inbox, seed=1, now=session.clock())
        assert done.counts["refused"] == 0
        assert "unknown_document" not in receive(session, [inbox]).counts
        assert [row[0] for row in statuses(session)] == ["cleared"] * 3
