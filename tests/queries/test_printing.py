"""The records that are printed: everything from the store, sums made there."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.queries.printing import filing_paper, list_paper
from app.store.session import Session
from tests.helpers.builders import make_goods, make_line, make_session, put_goods
from tests.helpers.lists import compiled, declaring_company


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    with make_session(tmp_path) as opened:
        declaring_company(opened)
        put_goods(
            opened,
            [
                make_goods("SKU-002", goods_name_en="Test box"),
                make_goods("SKU-003", declared_unit="007", net_weight=None),
            ],
        )
        yield opened


def make_list(session: Session, *skus: str) -> int:
    units = {"SKU-003": "007"}
    lines = [
        make_line(
            sku=sku, unit=units.get(sku, "011"), qty="2", price="1.23456", line_total="2.46912"
        )
        for sku in skus
    ]
    return compiled(session, ["T-1001"], lines=lines, buyer_phone="13800000001")[0]


def test_a_list_comes_with_its_people_lines_and_sums(session: Session) -> None:
    paper = list_paper(session.conn, make_list(session, "SKU-001", "SKU-002"))
    assert paper is not None
    assert (paper.own_no, paper.status, paper.order_no) == ("SD26110000001", "draft", "T-1001")
    assert (paper.consignee, paper.buyer_phone) == ("Test Buyer 01", "13800000001")
    assert [(line.sku, line.goods_name_en) for line in paper.lines] == [
        ("SKU-001", ""),
        ("SKU-002", "Test box"),
    ]
    assert paper.lines_total_e5 == sum(line.line_total_e5 for line in paper.lines) == 493824
    assert paper.lines_qty_e5 == 400000
    assert paper.lines_net_weight_e5 == 160000


def test_what_cannot_be_added_up_is_unknown(session: Session) -> None:
    paper = list_paper(session.conn, make_list(session, "SKU-001", "SKU-003"))
    assert paper is not None
    assert paper.lines_qty_e5 is None
    assert paper.lines_net_weight_e5 is None


def test_a_company_comes_with_its_filing(session: Session) -> None:
    paper = filing_paper(session.conn, 1)
    assert paper is not None
    assert paper.record["name"] == "测试平台"
    assert paper.names["code"] == "9999960001"


def test_what_is_gone_is_none(session: Session) -> None:
    assert list_paper(session.conn, 99) is None
    assert filing_paper(session.conn, 99) is None
