"""Findings are kept as they were found, until they are settled."""

from __future__ import annotations

from app.store.files import FileRecord, add_file
from app.store.findings import clear_findings, forget_settled, read_findings, save_findings
from app.store.session import Call, Session
from app.values.finding import DocumentKind, Finding, Provenance, Severity
from tests.helpers.builders import make_order, put_orders

FOUND = Finding(
    "intake.bad_number",
    Severity.DOUBTFUL,
    document=DocumentKind.ORDER,
    number="T-1",
    line_no=2,
    field="freight",
    value="三块五",
    expected="3.5",
    rule="order.freight",
    provenance=Provenance("a.xlsx", "订单", 7, "运费"),
    params=(("row", "7"), ("column", "运费")),
)
PLAIN = Finding("intake.note", Severity.NOTE)


def file(call: Call) -> int:
    return add_file(call, FileRecord("a.xlsx", "0" * 64, 1, "order", "订单"))


def test_findings_come_back_as_they_were(session: Session) -> None:
    with session.call("import") as call:
        assert save_findings(call.conn, call.id, "intake", [FOUND], file_id=file(call)) == 1
        save_findings(call.conn, call.id, "precheck", iter([PLAIN]))
    assert list(read_findings(session.conn)) == [FOUND, PLAIN]
    assert list(read_findings(session.conn, "f.stage = ?", "precheck")) == [PLAIN]
    assert list(read_findings(session.conn, limit=1)) == [FOUND]


def test_findings_of_a_stage_are_cleared(session: Session) -> None:
    with session.call("import") as call:
        save_findings(call.conn, call.id, "intake", [PLAIN] * 3)
        save_findings(call.conn, call.id, "export", [PLAIN])
        assert clear_findings(call.conn, "intake") == 3
        assert clear_findings(call.conn, "export", "code = ?", "other") == 0
    assert list(read_findings(session.conn)) == [PLAIN]


def test_finding_is_settled_when_its_document_is_written_again(session: Session) -> None:
    with session.call("import") as call:
        save_findings(call.conn, call.id, "intake", [FOUND], file_id=file(call))
    put_orders(session, [make_order("T-2")])
    with session.call("import") as call:
        assert forget_settled(call.conn, call.id, DocumentKind.ORDER, file(call)) == 0
    put_orders(session, [make_order("T-1")])
    with session.call("import") as call:
        newest = file(call)
        call.conn.execute("UPDATE orders SET call_id = ? WHERE order_no = 'T-1'", (call.id,))
        assert forget_settled(call.conn, call.id, DocumentKind.ORDER, newest) == 1


def test_finding_said_again_replaces_the_earlier_one(session: Session) -> None:
    for expected in (0, 1):
        with session.call("import") as call:
            newest = file(call)
            save_findings(call.conn, call.id, "intake", [FOUND], file_id=newest)
            settled = forget_settled(call.conn, call.id, DocumentKind.ORDER, newest)
            assert settled == expected
    assert len(list(read_findings(session.conn))) == 1
