"""The goods master: one row for each SKU."""

from __future__ import annotations

import pytest

from app.store.session import Session
from tests.helpers.builders import make_goods, put_goods


def goods(session: Session, columns: str) -> list[tuple[object, ...]]:
    return session.conn.execute(f"SELECT {columns} FROM goods ORDER BY id").fetchall()


def test_goods_are_kept_and_updated_by_sku(session: Session) -> None:
    put_goods(session, [make_goods("A-1", hs_code="3924100000"), make_goods("B")])
    done = put_goods(session, [make_goods("a1", hs_code="3924900000"), make_goods("B")])
    assert (done.tally.changed, done.tally.same) == (1, 1)
    assert goods(session, "sku_key, hs_code") == [("A1", "3924900000"), ("B", "3924100000")]


@pytest.mark.parametrize(
    ("factor", "kept", "is_reported"),
    [("0.00001", 1, False), ("0", None, True), ("-1", None, True)],
)
def test_factors_must_be_positive(
    session: Session, factor: str, kept: int | None, is_reported: bool
) -> None:
    done = put_goods(session, [make_goods(statutory_factor_1=factor)])
    assert goods(session, "statutory_factor_1_e5") == [(kept,)]
    assert ("store.not_positive" in done.codes) is is_reported


def test_row_with_a_factor_left_out_is_the_same_row_next_time(session: Session) -> None:
    put_goods(session, [make_goods(net_weight="0")])
    assert put_goods(session, [make_goods(net_weight="0")]).tally.same == 1
