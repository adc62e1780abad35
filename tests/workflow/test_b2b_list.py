"""B2B exports declared by list: made of the ticket, written, answered, counted once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from app.documents.status import Status
from app.queries.b2b import SHIPMENTS, list_of, shipment
from app.queries.table import View, first_rows
from app.simulator.run import Customs
from app.store.b2b import ShipmentRow
from app.store.session import Session
from app.values.period import Month
from app.values.progress import SILENT
from app.workflow.b2b import (
    BadShipment,
    Listed,
    ShipmentLine,
    drop_shipment,
    note_declared,
    note_sale,
    save_shipment,
)
from app.workflow.b2b_list import NoList, Way, make_list
from app.workflow.compile import compile_lists
from app.workflow.export import export
from app.workflow.list_form import read, save
from app.workflow.receive import receive
from app.workflow.report import report
from app.workflow.undoing import undo
from tests.helpers.exports import purchase, stated_rate
from tests.helpers.lists import declaring_session, put_agreed
from tests.messages.conformity import faults

D = Decimal
ON = date(2026, 11, 20)
HEAD = ShipmentRow(
    "B1", "9810", "USA", "CNY", order_no="BK-1", pieces=2, gross_weight_e5=500_000,
    net_weight_e5=400_000,
)  # fmt: skip
WAY = Way("测试平台", "测试物流", "WB-9", "A")
LINES = (ShipmentLine("SKU-001", D(10), D("12.50")),)


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    with declaring_session(tmp_path) as opened:
        yield opened


def ticket(session: Session, *lines: ShipmentLine, **head: Any) -> int:
    save_shipment(session, replace(HEAD, **head), lines or LINES)
    (last,) = session.conn.execute("SELECT max(id) FROM b2b_shipment").fetchone()
    return int(last)


def listed(session: Session, **head: Any) -> int:
    made = ticket(session, **head)
    assert make_list(session, made, WAY, on=ON).faults == ()
    return made


def state(session: Session) -> str:
    (row,) = first_rows(session.conn, SHIPMENTS, View(), 1)
    return str(row[1][[column.name for column in SHIPMENTS.columns].index("b2b_state")])


def blocking(session: Session) -> list[tuple[Any, ...]]:
    return session.conn.execute(
        "SELECT code, value FROM finding WHERE stage = 'precheck' AND severity = 'blocking'"
    ).fetchall()


def release(session: Session, tmp_path: Path) -> None:
    """Write the messages, let customs answer until it has let the list go."""
    out = export(session, outbox=tmp_path / "out", progress=SILENT)
    assert (out.counts["orders"], out.counts["lists"]) == (1, 1)
    customs = Customs(tmp_path / "out", tmp_path / "in", seed=1)
    customs.answer(now=session.clock() + timedelta(days=3))
    receive(session, sorted((tmp_path / "in").rglob("*.xml")), progress=SILENT)


@pytest.mark.parametrize(("mode", "letter"), [("9710", "B"), ("9810", "W")])
def test_order_and_list_are_written_as_the_schema_asks(
    session: Session, tmp_path: Path, mode: str, letter: str
) -> None:
    listed(session, customs_mode=mode)
    assert blocking(session) == []
    export(session, outbox=tmp_path / "out", progress=SILENT)
    written = {file.name[:6]: file.read_bytes() for file in (tmp_path / "out").rglob("*.xml")}
    for message, data in written.items():
        assert faults(message, data) == []
    assert f":orderType>{letter}<".encode() in written["CEB303"]
    for said in (f":tradeMode>{mode}<", ":copNo>B1<", ":orderNo>BK-1<", ":gcode>3924100000<"):
        assert said.encode() in written["CEB603"]


def test_customs_answers_and_the_ticket_stands_where_its_list_does(
    session: Session, tmp_path: Path
) -> None:
    made = listed(session)
    assert state(session) == "listed"
    (line,) = session.conn.execute("SELECT id FROM b2b_line").fetchone()
    with pytest.raises(BadShipment):  # still here
        note_sale(session, line, D(1), date(2026, 12, 1))
    release(session, tmp_path)
    found = list_of(session.conn, made)
    assert found is not None
    assert found.status in (Status.RELEASED, Status.CLEARED)
    assert found.decl_no
    assert state(session) == "declared"
    note_sale(session, line, D(10), date.fromisoformat(found.released_on))
    assert state(session) == "sold"
    to_sum = session.conn.execute("SELECT sum(to_summarise) FROM declaration_status").fetchone()
    assert to_sum == (0,)  # R25 merges lists of 9610 only


def test_it_counts_once_and_earns_no_refund(session: Session, tmp_path: Path) -> None:
    stated_rate(session)
    listed(session)
    release(session, tmp_path)
    purchase(session, qty="10", net="1000.00", issued=date(2026, 5, 1))
    assert session.conn.execute("SELECT count(*) FROM refund_match").fetchone() == (0,)
    path = tmp_path / "month.xlsx"
    (day,) = session.conn.execute("SELECT max(released_at) FROM declaration_status").fetchone()
    month = Month.parse(day[:7])
    report(session, month, path, language="zh_CN", on=datetime(2026, 12, 10, tzinfo=UTC))
    book = load_workbook(path)
    modes = [row for row in book.worksheets[1].iter_rows(values_only=True) if "9810" in row]
    assert len(modes) == 1
    (row,) = modes
    assert sum("+" in str(cell) for cell in row) > 3  # over lists and shipments


def test_what_a_list_says_is_not_said_at_the_ticket(session: Session) -> None:
    made = listed(session)
    for change in (
        lambda: ticket(session, note="?"),
        lambda: drop_shipment(session, made),
        lambda: note_declared(session, made, declared_on=ON),
        lambda: make_list(session, made, WAY, on=ON),
    ):
        with pytest.raises(Listed):
            change()
    undo(session, SILENT)
    assert list_of(session.conn, made) is None
    assert session.conn.execute("SELECT count(*) FROM orders").fetchone() == (0,)
    drop_shipment(session, made)


@pytest.mark.parametrize(
    "head", [{"customs_mode": "0110"}, {"needs_inspection": 1}, {"license_no": "L-1"}]
)
def test_only_what_is_fit_for_the_list_channel_gets_one(
    session: Session, head: dict[str, Any]
) -> None:
    with pytest.raises(NoList):
        make_list(session, ticket(session, **head), WAY, on=ON)


@pytest.mark.parametrize(("price", "is_fit"), [("500", True), ("500.01", False)])
def test_the_limit_itself_is_inside(session: Session, price: str, is_fit: bool) -> None:
    made = ticket(session, ShipmentLine("SKU-001", D(10), D(price)))
    if is_fit:
        make_list(session, made, WAY, on=ON)
        assert blocking(session) == []
    else:
        with pytest.raises(NoList):
            make_list(session, made, WAY, on=ON)


def test_what_is_declared_already_gets_no_list(session: Session) -> None:
    made = ticket(session)
    note_declared(session, made, declared_on=ON)
    with pytest.raises(NoList):
        make_list(session, made, WAY, on=ON)


@pytest.mark.parametrize(
    ("head", "flag"),
    [({"pieces": None}, "A"), ({"gross_weight_e5": None}, "A"), ({}, ""),
     ({"customs_mode": "9710", "order_no": ""}, "B")],
)  # fmt: skip
def test_nothing_is_made_up(session: Session, head: dict[str, Any], flag: str) -> None:
    with pytest.raises(BadShipment):
        make_list(session, ticket(session, **head), replace(WAY, statistics_flag=flag), on=ON)


def test_a_list_keeps_mode_and_number_when_it_is_changed(session: Session) -> None:
    made = listed(session)
    found = list_of(session.conn, made)
    assert found is not None
    form = read(session.conn, found.id)
    assert form is not None
    draft = form.draft()
    save(session, found.id, replace(draft, head={**draft.head, "note": "改"}), on=ON)
    compile_lists(session, on=ON, progress=SILENT)
    kept = session.conn.execute("SELECT own_no, customs_mode FROM declaration_list").fetchall()
    assert kept == [("B1", "9810")]


def test_an_imported_order_of_a_ticket_goes_under_it(session: Session) -> None:
    made = ticket(session, customs_mode="9710", order_no="T-1001")
    put_agreed(session, ["T-1001", "T-1002"])
    compile_lists(session, on=ON, progress=SILENT)
    kept = session.conn.execute("SELECT own_no, customs_mode FROM declaration_list").fetchall()
    assert kept == [("B1", "9710"), ("SD26110000001", "9610")]
    found = shipment(session.conn, made)
    assert found is not None
    assert found.head.own_no == "B1"
