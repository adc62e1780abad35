"""Deleting companies and articles: what a document names stays, one undo brings the rest back."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.queries.master_uses import goods_uses, party_uses
from app.store.session import Session
from app.workflow import masters
from tests.helpers.builders import (
    PLATFORM,
    make_goods,
    make_order,
    make_party,
    make_payment,
    make_session,
    make_waybill,
    put_goods,
    put_orders,
    put_parties,
    put_payments,
    put_waybills,
)
from tests.helpers.dumps import dump
from tests.helpers.lists import compiled, declaring_company


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    with make_session(tmp_path) as opened:
        yield opened


def ids(session: Session, table: str, name: str = "name") -> dict[str, int]:
    return dict(session.conn.execute(f"SELECT {name}, id FROM {table}").fetchall())


def test_company_nothing_names_is_deleted_and_comes_back(session: Session) -> None:
    put_parties(session, [make_party("carrier", "测试快递", alias="快递；TK")])
    before = dump(session.conn)
    outcome = masters.remove_parties(session, ids(session, "party").values())
    assert outcome.counts == {"deleted": 1, "kept": 0}
    assert session.conn.execute("SELECT count(*) FROM party_alias").fetchone() == (0,)
    session.undo()
    assert dump(session.conn) == before


def test_company_that_documents_name_stays_with_the_reason(session: Session) -> None:
    put_orders(session, [make_order("T-1"), make_order("T-2")])
    put_payments(session, [make_payment("T-1")])
    put_waybills(session, [make_waybill("T-1")])
    put_parties(session, [make_party("carrier", "没有人用")])
    chosen = ids(session, "party")
    told = {use.name: dict(use.uses) for use in party_uses(session.conn, chosen.values())}
    assert told[PLATFORM]["orders"] == 2
    assert told["测试支付"]["payments"] == 1
    assert told["测试物流"]["waybills"] == 1
    assert told["没有人用"] == {}
    outcome = masters.remove_parties(session, chosen.values())
    assert outcome.counts == {"deleted": 1, "kept": len(chosen) - 1}
    assert "没有人用" not in ids(session, "party")


def test_company_a_list_names_by_code_stays(session: Session) -> None:
    declaring_company(session)
    compiled(session, ["T-1"])
    code = session.conn.execute("SELECT declarant_code FROM declaration_list").fetchone()[0]
    put_parties(session, [make_party("declarant", "换了名称", customs_code=code)])
    [use] = party_uses(session.conn, [ids(session, "party")["换了名称"]])
    assert use.uses == {"lists": 1}


def test_article_in_an_order_stays_another_goes(session: Session) -> None:
    put_goods(session, [make_goods("SKU-001"), make_goods("SKU-002"), make_goods("SKU-003")])
    lines = [{"sku": "sku 001", "price": "1.00"}, {"sku": "SKU-003", "price": "1.00"}]
    put_orders(session, [make_order("T-1", lines=lines)])
    chosen = ids(session, "goods", "sku")
    told = [dict(use.uses) for use in goods_uses(session.conn, chosen.values())]
    assert told == [{"orders": 1}, {}, {"orders": 1}]
    before = dump(session.conn)
    outcome = masters.remove_goods(session, chosen.values())
    assert outcome.counts == {"deleted": 1, "kept": 2}
    assert list(ids(session, "goods", "sku")) == ["SKU-001", "SKU-003"]
    assert session.undo().verb == "goods_delete"
    assert dump(session.conn) == before


def test_when_all_are_in_use_nothing_is_done(session: Session) -> None:
    put_orders(session, [make_order("T-1")])
    calls = session.conn.execute("SELECT count(*) FROM call").fetchone()
    outcome = masters.remove_parties(session, ids(session, "party").values())
    assert outcome.counts["deleted"] == 0
    assert session.conn.execute("SELECT count(*) FROM call").fetchone() == calls
