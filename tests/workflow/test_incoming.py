"""What people bring is told apart, and looking at it writes nothing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.store.session import Session
from app.workflow.incoming import Incoming, Reading, look_at, sort_out, take_in
from tests.helpers.builders import make_session
from tests.helpers.dumps import dump
from tests.workflow.receipts import receipt_file

ORDERS = "订单编号,运抵国,币制,货号,商品名称,数量,单价\nT-1,US,USD,SKU-1,测试商品,1,12.50\n"


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    with make_session(tmp_path) as opened:
        yield opened


@pytest.fixture
def orders(tmp_path: Path) -> Path:
    path = tmp_path / "brought" / "订单.csv"
    path.parent.mkdir()
    path.write_text(ORDERS, encoding="utf-8")
    return path


def test_receipts_come_together_after_the_files_to_import(orders: Path) -> None:
    folder = orders.parent
    receipts = [receipt_file(folder / f"{n}.xml", own_no=f"SD2611000000{n}") for n in (1, 2)]
    assert sort_out([folder]) == [
        Incoming((orders,)),
        Incoming(tuple(receipts), is_receipts=True),
    ]


def test_a_file_that_cannot_be_opened_is_left_to_the_import(tmp_path: Path) -> None:
    gone = tmp_path / "gone.xml"
    assert sort_out([gone]) == [Incoming((gone,))]


def test_a_look_at_a_file_counts_and_writes_nothing(session: Session, orders: Path) -> None:
    before = dump(session.conn)
    incoming = Incoming((orders,))
    looked = look_at(session, incoming)
    assert dump(session.conn) == before
    assert take_in(session, incoming).counts == looked.outcome.counts


def test_a_look_at_receipts_counts_and_writes_nothing(session: Session, tmp_path: Path) -> None:
    incoming = Incoming((receipt_file(tmp_path / "1.xml"),), is_receipts=True)
    before = dump(session.conn)
    looked = look_at(session, incoming)
    assert dump(session.conn) == before
    assert looked.outcome.counts["new"] == 1
    assert take_in(session, incoming).counts == looked.outcome.counts


def test_what_was_said_about_a_file_is_what_comes_in(session: Session, orders: Path) -> None:
    orders.write_text(ORDERS.replace("币制,", "").replace("USD,", ""), encoding="utf-8")
    said = Incoming((orders,), reading=Reading(constants={"currency": "EUR"}))
    assert look_at(session, Incoming((orders,))).outcome.counts["new"] == 0
    assert look_at(session, said).outcome.counts["new"] == 1
    take_in(session, said)
    assert session.conn.execute("SELECT currency FROM orders").fetchall() == [("EUR",)]
