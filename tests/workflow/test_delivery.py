"""Handing prepared files over, and proving that nobody altered them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.queries.messages import OUTBOX, file_of_list, items_table, message_file
from app.queries.table import View, counts_by, first_rows
from app.store.session import Session
from app.workflow.changing import change_list
from app.workflow.delivery import Verdict, check_files, hand_over_files
from app.workflow.export import export
from app.workflow.receive import receive
from tests.helpers.lists import declaring_session, list_ids
from tests.workflow.receipts import receipt_file

OWN_NO = "SD26110000001"


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    with declaring_session(tmp_path, "T-1001", "T-1002") as opened:
        export(opened, outbox=tmp_path / "outbox")
        yield opened


def files(session: Session) -> list[int]:
    return [row[0] for row in session.conn.execute("SELECT id FROM message_file ORDER BY id")]


def lists_file(session: Session) -> int:
    found = file_of_list(session.conn, OWN_NO)
    assert found is not None
    return found


def delivery(session: Session, file_id: int) -> str:
    file = message_file(session.conn, file_id)
    assert file is not None
    return file.delivery


def status(session: Session) -> str:
    row = session.conn.execute("SELECT status FROM declaration_status ORDER BY id").fetchone()
    return str(row[0])


def test_handing_over_notes_who_and_when_and_is_not_filed(session: Session) -> None:
    file_id = lists_file(session)
    outcome = hand_over_files(session, [file_id])
    assert outcome.counts == {"files": 1, "documents": 2}
    file = message_file(session.conn, file_id)
    assert file is not None
    assert (file.delivery, file.handed_by) == ("handed_over", "测试员")
    assert file.handed_at
    assert status(session) == "handed_over"


def test_handing_over_twice_changes_nothing(session: Session) -> None:
    hand_over_files(session, files(session))
    before = session.conn.execute("SELECT count(*) FROM call").fetchone()
    assert hand_over_files(session, files(session)).counts == {"files": 0, "documents": 0}
    assert session.conn.execute("SELECT count(*) FROM call").fetchone() == before


def test_handing_over_can_be_undone(session: Session) -> None:
    hand_over_files(session, files(session))
    session.undo()
    assert {delivery(session, one) for one in files(session)} == {"prepared"}
    assert status(session) == "prepared"


def test_an_old_file_cannot_hand_over_a_list_that_is_a_draft_again(session: Session) -> None:
    file_id = lists_file(session)
    change_list(session, list_ids(session)[0], [])
    assert hand_over_files(session, [file_id]).counts["documents"] == 1
    assert status(session) == "draft"


def test_a_newer_file_does_not_make_the_old_one_handed_over(
    session: Session, tmp_path: Path
) -> None:
    first = lists_file(session)
    change_list(session, list_ids(session)[0], [])
    export(session, outbox=tmp_path / "outbox")
    second = lists_file(session)
    hand_over_files(session, [second])
    assert delivery(session, second) == "handed_over"
    assert delivery(session, first) == "prepared"


def test_receipts_are_counted_for_the_file_they_answer(session: Session, tmp_path: Path) -> None:
    receive(session, [receipt_file(tmp_path / "a.xml", own_no=OWN_NO, code="120")])
    file = message_file(session.conn, lists_file(session))
    assert file is not None
    assert (file.answered, file.documents, file.delivery) == (1, 2, "answered")
    counts = dict(counts_by(session.conn, OUTBOX, View(), "msg_delivery"))
    assert counts == {"answered": 1, "prepared": len(files(session)) - 1}


def test_items_show_the_word_of_customs_and_its_code(session: Session, tmp_path: Path) -> None:
    receive(session, [receipt_file(tmp_path / "a.xml", own_no=OWN_NO, code="777")])
    table = items_table(lists_file(session))
    rows = [row for _key, row in first_rows(session.conn, table, View(), 10)]
    assert [(row[0], row[2], row[3]) for row in rows] == [
        (OWN_NO, "unknown", "777"),
        ("SD26110000002", "prepared", ""),
    ]


def test_files_as_written_pass_the_check(session: Session) -> None:
    checked = check_files(session, files(session))
    assert {one.verdict for one in checked} == {Verdict.SAME}
    assert len(checked) == len(files(session))


def test_the_check_tells_what_is_wrong(session: Session) -> None:
    file = message_file(session.conn, lists_file(session))
    assert file is not None
    path = Path(file.folder) / file.name
    data = path.read_bytes()

    def verdict() -> Verdict:
        return check_files(session, [file.id])[0].verdict

    path.write_bytes(data + b" ")
    assert verdict() is Verdict.CHANGED
    path.write_bytes(data)
    manifest = path.with_name("manifest.json")
    listed = json.loads(manifest.read_bytes())
    listed["files"] = []
    manifest.write_text(json.dumps(listed), encoding="utf-8")
    assert verdict() is Verdict.UNLISTED
    manifest.write_text("no json", encoding="utf-8")
    assert verdict() is Verdict.UNLISTED
    manifest.unlink()
    assert verdict() is Verdict.UNLISTED
    path.unlink()
    assert verdict() is Verdict.MISSING
