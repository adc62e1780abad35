"""The summary declaration from application to customs entry: written in parts, answered in any
order, tied line by line, compared with what was expected."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest

from app.messages.ceb.reader import ReadMessage, read_message
from app.messages.ceb.spec import spec
from app.messages.ceb.transfer import Transfer
from app.messages.ceb.writer import iter_messages
from app.simulator.run import simulate
from app.store.session import Session, UndoRefused
from app.values.period import Month
from app.workflow.export import export
from app.workflow.export_rows_summary import SUMMARIES
from app.workflow.outgoing import documents
from app.workflow.receive import receive
from app.workflow.summary import (
    apply_again,
    compare,
    deadline_of,
    hold_back,
    month_to_summarise,
    note_nil_month,
    summarise,
    withdraw,
)
from app.workflow.summary_terms import (
    SummaryRefused,
    save_summary_terms,
    summary_terms,
)
from tests.helpers.dumps import dump
from tests.helpers.lists import PROFILE, compiled, declaring_session
from tests.helpers.summaries import change, cleared, number_of
from tests.messages.builders import SAMPLES
from tests.workflow.receipts import write_receipts

OCTOBER, ON = Month(2026, 10), date(2026, 11, 10)
NO, SUM = "SDS26110000001", "S20261110000000001"


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    with declaring_session(tmp_path) as opened:
        yield opened


def rows(session: Session, sql: str) -> list[tuple[Any, ...]]:
    return session.conn.execute(sql).fetchall()


def terms(session: Session, **changes: Any) -> None:
    save_summary_terms(session, replace(summary_terms(session.conn), **changes))


def applied(session: Session, *orders: str, per_part: int = 100) -> list[int]:
    """Lists of these orders, cleared and applied for."""
    terms(session, lists_per_part=per_part)
    ids = cleared(session, *orders)
    summarise(session, OCTOBER, on=ON)
    return ids


def written(session: Session, **given: Any) -> list[ReadMessage]:
    """The summary messages of an export."""
    outcome = export(session, outbox=session.path.parent / "outbox", **given)
    files = sorted(path for folder in outcome.written for path in folder.glob("CEB701*.xml"))
    return [read_message(path.read_bytes(), file=path.name) for path in files]


def answer(part: int = 1, status: str = "399", second: int = 0, **given: str) -> dict[str, Any]:
    """A CEB702."""
    return {
        "guid": "A" * 36,
        "agentCode": PROFILE.declarant_code,
        "ebcCode": PROFILE.seller_code,
        "copNo": NO,
        "preNo": "B20261110000000001",
        "sumNo": SUM,
        "msgSeqNo": str(part),
        "returnStatus": status,
        "returnTime": f"202611101000{second:02d}000",
        "returnInfo": "测试回执",
    } | given


def result(
    path: Path, lists: list[int], *, entry: str = "", second: int = 0, seq: str = "1", **given: str
) -> Path:
    """A file with one CEB792 about these lists."""
    head = {
        "guid": "B" * 36,
        "customsCode": "2900",
        "sumNo": SUM,
        "opDate": f"202611101200{second:02d}000",
        "declSeqNo": f"{seq:>018}",
        "entryId": entry or None,
        "decState": "A",
        "agentCode": PROFILE.declarant_code,
        "agentName": PROFILE.declarant_name,
        "ebcCode": PROFILE.seller_code,
        "ebcName": PROFILE.seller_name,
        "declAgentCode": PROFILE.declarant_code,
        "declAgentName": PROFILE.declarant_name,
        "grossWeight": f"{len(lists) * 0.5:.1f}",
        "netWeight": f"{len(lists) * 0.4:.1f}",
        "msgCount": "1",
        "msgSeqNo": "1",
    } | given
    lines = [
        {
            "invtNo": number_of(list_id),
            "logisticsNo": f"WB{list_id}",
            "gseqno": "1",
            "gnum": "1",
            "gcode": "3924100000",
        }
        for list_id in lists
    ]
    position = spec("CEB792").head.position
    line_position = spec("CEB792").line.position  # type: ignore[union-attr]
    document = (
        [head.get(name) for name in position],
        [[line.get(name) for name in line_position] for line in lines],
    )
    (message,) = iter_messages(spec("CEB792"), [document])
    assert not message.refused, message.findings
    path.write_bytes(message.data)
    return path


ENTRY = "290020260000000001"


def test_the_month_before_is_summarised() -> None:
    assert month_to_summarise(date(2026, 11, 1)) == OCTOBER
    assert month_to_summarise(date(2026, 1, 31)) == Month(2025, 12)


@pytest.mark.parametrize(
    ("month", "day", "is_official"),
    [
        (Month(2026, 10), date(2026, 11, 16), True),  # the 15th is a Sunday
        (Month(2026, 11), date(2026, 12, 15), True),
        (Month(2018, 12), date(2019, 1, 15), False),
        (Month(2018, 11), date(2018, 12, 10), False),
    ],
)
def test_the_day_it_is_due(month: Month, day: date, is_official: bool) -> None:
    deadline = deadline_of(month)
    assert deadline is not None
    assert deadline.day == day
    assert not is_official or deadline.is_official


def test_there_was_no_such_day_before_there_was_a_rule() -> None:
    assert deadline_of(Month(2016, 2)) is None


def test_parts_are_written_one_document_each(session: Session) -> None:
    applied(session, *(f"T-{number}" for number in range(5)), per_part=2)
    (message,) = written(session)
    heads = [document.head for document in message.documents]
    assert [(head["msgSeqNo"], head["msgCount"]) for head in heads] == [
        ("1", "3"),
        ("2", "3"),
        ("3", "3"),
    ]
    assert {head["copNo"] for head in heads} == {NO}
    assert len({head["guid"] for head in heads}) == 3
    assert [len(document.lines) for document in message.documents] == [2, 2, 1]
    assert message.documents[0].lines[0] == {"invtNo": number_of(1)}
    assert rows(session, "SELECT DISTINCT status FROM summary_application") == [("prepared",)]


def test_a_hundred_parts_fill_a_message(session: Session) -> None:
    applied(session, *(f"T-{number}" for number in range(101)), per_part=1)
    assert [len(message.documents) for message in written(session)] == [100, 1]


def test_what_was_written_cannot_be_undone(session: Session) -> None:
    applied(session, "T-1")
    written(session)
    with pytest.raises(UndoRefused):
        session.undo()


def test_by_period_no_list_is_named(session: Session) -> None:
    terms(session, by_period=True)
    cleared(session, "T-1")
    summarise(session, OCTOBER, on=ON)
    (message,) = written(session)
    (document,) = message.documents
    assert (document.head["startTime"], document.head["endTime"]) == (
        "20261001000000",
        "20261031235959",
    )
    assert document.lines == ()


def test_by_class_the_flag_is_left_out_and_it_says_so(session: Session) -> None:
    terms(session, item_name_flag="")
    cleared(session, "T-1")
    summarise(session, OCTOBER, on=ON)
    outcome = export(session, outbox=session.path.parent / "outbox")
    assert outcome.counts["summaries"] == 1
    assert [finding.field for finding in outcome.findings] == ["CEB701.itemNameFlag"]


@pytest.mark.skipif(not SAMPLES, reason="official samples are not at hand")
def test_the_official_sample_is_reproduced(session: Session) -> None:
    (path,) = [each for each in SAMPLES if "701" in each.name]
    sample = read_message(path.read_bytes()).documents[0]
    head, ids = sample.head, cleared(session, "T-1", "T-2")
    with session.call("test") as call:
        (application,) = session.conn.execute(
            "INSERT INTO summary_application (call_id, own_no, part_no, parts, guid, month,"
            " customs_office, seller_code, seller_name, declarant_code, declarant_name,"
            " broker_code, broker_name, summary_flag, item_name_flag, list_count)"
            " VALUES (?, ?, 1, 1, ?, '2018-04', ?, ?, ?, ?, ?, ?, ?, ?, ?, 2) RETURNING id",
            (
                call.id, *(head[name] for name in (
                    "copNo", "guid", "customsCode", "ebcCode", "ebcName", "agentCode", "agentName",
                    "declAgentCode", "declAgentName", "summaryFlag", "itemNameFlag",
                )),
            ),
        ).fetchone()  # fmt: skip
        (group,) = session.conn.execute(
            "INSERT INTO summary_group (call_id, own_no, group_no, seller_code, transport_mode,"
            " producer_code, country, port_office, list_count, gross_weight_e5)"
            " VALUES (?, '', 1, '', '', '', '', '', 2, 0) RETURNING id",
            (call.id,),
        ).fetchone()
        session.conn.executemany(
            "INSERT INTO summary_line (summary_application_id, line_no, declaration_list_id,"
            " summary_group_id, decl_no) VALUES (?, ?, ?, ?, ?)",
            (
                (application, number, list_id, group, line["invtNo"])
                for number, (list_id, line) in enumerate(zip(ids, sample.lines, strict=True), 1)
            ),
        )
        session.conn.execute(
            "CREATE TEMP TABLE outgoing (kind, id, list_id, app_type, app_time, flow)"
        )
        session.conn.execute(
            "INSERT INTO outgoing VALUES ('summary_application', ?, NULL, '1',"
            " '2018-05-08T10:11:12', 'export')",
            (application,),
        )
        found = [(row, lines) for _, row, lines in documents(session.conn, SUMMARIES)]
    (message,) = iter_messages(
        spec("CEB701"), found, Transfer("1105910159", "测试企业", "DXPENTCEB70101")
    )
    (ours,) = read_message(message.data).documents
    assert (ours.head, ours.lines) == (sample.head, sample.lines)


@pytest.mark.skipif(not SAMPLES, reason="official samples are not at hand")
def test_the_official_answer_finds_its_part(session: Session) -> None:
    (path,) = [each for each in SAMPLES if "702" in each.name]
    outcome = receive(session, [path])
    assert outcome.counts["unknown_document"] == 1  # ten times the same, and not ours
    assert outcome.counts["new"] == 1


def test_each_part_has_its_own_status(session: Session, tmp_path: Path) -> None:
    applied(session, "T-1", "T-2", per_part=1)
    written(session)
    receive(session, [write_receipts(tmp_path / "r.xml", "CEB702", answer(2), answer(1, "100"))])
    assert rows(session, "SELECT part_no, status, sum_no FROM summary_application") == [
        (1, "rejected", SUM),
        (2, "reviewed", SUM),
    ]


def test_a_refused_part_is_applied_for_again(session: Session, tmp_path: Path) -> None:
    applied(session, "T-1", "T-2", per_part=1)
    (first,) = written(session)
    receive(session, [write_receipts(tmp_path / "r.xml", "CEB702", answer(2), answer(1, "100"))])
    with pytest.raises(SummaryRefused):
        apply_again(session, [2])
    assert apply_again(session, [1]).counts == {"parts": 1}
    (again,) = written(session)
    (document,) = again.documents
    assert (document.head["appType"], document.head["msgSeqNo"]) == ("2", "1")
    assert document.head["guid"] == first.documents[0].head["guid"]
    assert document.head["appTime"] > first.documents[0].head["appTime"]


def test_a_list_that_spoils_a_part_is_taken_out_of_it(session: Session, tmp_path: Path) -> None:
    ids = applied(session, "T-1", "T-2")
    written(session)
    receive(session, [write_receipts(tmp_path / "r.xml", "CEB702", answer(1, "100"))])
    hold_back(session, ids[:1], reason="状态不符")
    assert apply_again(session, [1]).counts == {"parts": 1, "dropped": 1}
    (message,) = written(session)
    assert message.documents[0].lines == ({"invtNo": number_of(ids[1])},)
    assert rows(session, "SELECT id, reason FROM summary_open") == [(ids[0], "held")]


def test_a_part_keeps_at_least_one_list(session: Session, tmp_path: Path) -> None:
    ids = applied(session, "T-1")
    written(session)
    receive(session, [write_receipts(tmp_path / "r.xml", "CEB702", answer(1, "100"))])
    hold_back(session, ids, reason="状态不符")
    with pytest.raises(SummaryRefused):
        apply_again(session, [1])
    assert rows(session, "SELECT list_count FROM summary_application") == [(1,)]


def test_a_refused_application_can_be_given_up(session: Session, tmp_path: Path) -> None:
    applied(session, "T-1")
    written(session)
    with pytest.raises(SummaryRefused):
        withdraw(session, NO)
    receive(session, [write_receipts(tmp_path / "r.xml", "CEB702", answer(1, "100"))])
    assert withdraw(session, NO).counts == {"parts": 1, "lists": 1}
    assert written(session) == []
    assert summarise(session, OCTOBER, on=ON).counts["lists"] == 1
    assert rows(session, "SELECT own_no, closed FROM summary_application") == [
        (NO, "withdrawn"),
        ("SDS26110000002", ""),
    ]


def test_giving_up_can_be_undone(session: Session) -> None:
    applied(session, "T-1", "T-2")
    before = dump(session.conn)
    withdraw(session, NO)
    session.undo()
    assert dump(session.conn) == before


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_results_come_in_any_order(
    session: Session, tmp_path: Path, order: tuple[int, ...]
) -> None:
    ids = applied(session, "T-1", "T-2")
    written(session)
    files = [
        write_receipts(tmp_path / "answer.xml", "CEB702", answer()),
        result(tmp_path / "first.xml", ids, second=1),
        result(tmp_path / "second.xml", ids, second=2, entry=ENTRY),
    ]
    for place in order:
        receive(session, [files[place]])
    assert rows(session, "SELECT own_no, entry_no, sum_no FROM summary_entry") == [(NO, ENTRY, SUM)]
    assert rows(
        session,
        "SELECT l.declaration_list_id, n.line_no, n.gseqno FROM summary_entry_line n"
        " JOIN declaration_line l ON l.id = n.declaration_line_id ORDER BY 1",
    ) == [(ids[0], 1, 1), (ids[1], 1, 1)]
    assert compare(session.conn, NO) == []


def test_a_result_received_twice_is_one(session: Session, tmp_path: Path) -> None:
    ids = applied(session, "T-1")
    first = result(tmp_path / "a.xml", ids)
    again = tmp_path / "b.xml"
    again.write_bytes(first.read_bytes() + b"\n")
    assert receive(session, [first, again]).counts["entries"] == 1
    assert rows(session, "SELECT count(*) FROM summary_result") == [(1,)]


def test_every_result_is_kept(session: Session, tmp_path: Path) -> None:
    ids = applied(session, "T-1")
    for second in (1, 2):
        receive(session, [result(tmp_path / f"{second}.xml", ids, second=second)])
    assert rows(session, "SELECT count(*) FROM summary_result") == [(2,)]


def test_a_result_before_its_lists_waits_for_them(session: Session, tmp_path: Path) -> None:
    outcome = receive(session, [result(tmp_path / "a.xml", [1])])
    assert [finding.code for finding in outcome.findings] == ["receive.entry_unknown_list"]
    applied(session, "T-1")
    receive(session, [write_receipts(tmp_path / "r.xml", "CEB702", answer())])
    assert rows(session, "SELECT declaration_line_id FROM summary_entry_line") == [(1,)]
    assert rows(session, "SELECT own_no FROM summary_entry") == [(NO,)]
    assert rows(
        session, "SELECT count(*) FROM finding WHERE code = 'receive.entry_unknown_list'"
    ) == [(0,)]


def test_receiving_results_can_be_undone(session: Session, tmp_path: Path) -> None:
    ids = applied(session, "T-1")
    receive(session, [result(tmp_path / "1.xml", ids, second=1)])
    before = dump(session.conn)
    receive(session, [result(tmp_path / "2.xml", ids, second=2, entry=ENTRY)])
    session.undo()
    assert dump(session.conn) == before


def test_a_list_that_is_in_no_entry_is_missing(session: Session, tmp_path: Path) -> None:
    ids = applied(session, "T-1", "T-2", "T-3")
    receive(session, [result(tmp_path / "a.xml", ids[:2])])
    (found,) = compare(session.conn, NO)
    assert (found.code, found.value, found.expected) == ("summary.missing_list", "1", "3")


def test_a_split_group_and_a_wrong_weight_are_told(session: Session, tmp_path: Path) -> None:
    ids = applied(session, "T-1", "T-2")
    receive(session, [result(tmp_path / "a.xml", ids[:1])])
    receive(session, [result(tmp_path / "b.xml", ids[1:], seq="2", grossWeight="0.7")])
    found = {
        finding.code: (finding.value, finding.expected) for finding in compare(session.conn, NO)
    }
    assert found == {
        "summary.split_group": ("2", "1"),
        "summary.weight_differs": ("0.7", "0.5"),
    }


def test_joined_groups_and_other_items_are_told(session: Session, tmp_path: Path) -> None:
    ids = cleared(session, "T-1", "T-2")
    change(session, ids[1], country="DEU", hs_code="3924900000")
    summarise(session, OCTOBER, on=ON)
    receive(session, [result(tmp_path / "a.xml", ids)])
    assert [finding.code for finding in compare(session.conn, NO)] == [
        "summary.joined_groups",
        "summary.items_differ",
        "summary.code_differs",
    ]


def test_a_month_without_lists_is_noted_by_hand(session: Session) -> None:
    note_nil_month(session, Month(2026, 9), note="停业")
    assert rows(session, "SELECT month, note FROM summary_nil_month") == [("2026-09", "停业")]
    note_nil_month(session, Month(2026, 9), is_nil=False)
    assert rows(session, "SELECT count(*) FROM summary_nil_month") == [(0,)]


def test_a_month_with_lists_is_no_nil_month(session: Session) -> None:
    cleared(session, "T-1")
    with pytest.raises(SummaryRefused):
        note_nil_month(session, OCTOBER)


@pytest.mark.parametrize(
    "changes", [{"summary_flag": "3"}, {"lists_per_part": 0}, {"broker_code": "9999960009"}]
)
def test_choices_the_message_does_not_offer_are_refused(
    session: Session, changes: dict[str, Any]
) -> None:
    with pytest.raises(SummaryRefused):
        terms(session, **changes)


def test_the_simulated_office_makes_the_entries(session: Session, tmp_path: Path) -> None:
    outbox, inbox = tmp_path / "outbox", tmp_path / "inbox"
    compiled(session, [f"T-{number}" for number in range(5)])
    terms(session, lists_per_part=2)
    export(session, outbox=outbox)
    simulate(outbox, inbox, seed=1, now=datetime(2026, 11, 20, tzinfo=UTC))
    receive(session, [inbox])
    session.clock = lambda: datetime(2026, 12, 5, 9, tzinfo=UTC)
    assert summarise(session, Month(2026, 11), on=date(2026, 12, 5)).counts["parts"] == 3
    export(session, outbox=outbox)
    simulate(outbox, inbox, seed=1, now=datetime(2026, 12, 6, tzinfo=UTC))
    outcome = receive(session, [inbox])
    assert outcome.counts["entries"] == 2
    assert rows(session, "SELECT count(*), count(entry_no <> '') FROM summary_entry") == [(1, 1)]
    assert rows(session, "SELECT DISTINCT status FROM summary_application") == [("reviewed",)]
    assert rows(session, "SELECT count(declaration_line_id) FROM summary_entry_line") == [(5,)]
    (own_no,) = rows(session, "SELECT own_no FROM summary_entry")[0]
    assert compare(session.conn, own_no) == []
