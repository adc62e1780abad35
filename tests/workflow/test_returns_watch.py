"""Return rates by goods, shop and country, with the lines to compare with."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from app.documents.fields import Flow
from app.legal.parameters import Parameters
from app.queries.returns_watch import goods_behind, reasons_behind
from app.store.session import Session
from app.workflow.returns_watch import By, Level, Period, lines_at, watch
from tests.helpers.goods_returns import put_return
from tests.helpers.lists import declaring_session

NOVEMBER = Period(date(2026, 11, 1), date(2026, 11, 30), Flow.EXPORT)
LAST_DAY = date(2026, 11, 17)


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    """Forty parcels of plastic to the USA from one shop, all released on 17 November, the last two
    of shoes to Germany from another."""
    with declaring_session(tmp_path, *(f"T-{n}" for n in range(40))) as opened:
        with opened.call("test"):
            for sql in (
                "UPDATE declaration_status SET status = 'released',"
                " released_at = '2026-11-17T23:59:59'",
                "UPDATE declaration_list SET country = 'DEU' WHERE id > 38",
                "UPDATE declaration_line SET hs_code = '6404110000', sku = 'SHOE'"
                " WHERE declaration_list_id > 38",
                "UPDATE orders SET shop = '测试鞋店' WHERE id IN"
                " (SELECT order_id FROM declaration_list WHERE id > 38)",
            ):
                opened.conn.execute(sql)
        yield opened


def give_back(session: Session, *list_ids: int, **given: str) -> None:
    for list_id in list_ids:
        put_return(session, list_id, f"SDR2611{list_id:07d}", **given)


@pytest.mark.parametrize(
    ("returns", "level"),
    [(1, Level.BELOW), (2, Level.OVER_USUAL), (3, Level.OVER_USUAL), (4, Level.OVER_HIGH)],
)
def test_a_rate_on_a_line_is_over_it(session: Session, returns: int, level: Level) -> None:
    give_back(session, *range(1, returns + 1))
    seen = watch(session.conn, By.COUNTRY, NOVEMBER)
    assert (seen.total.parcels, seen.total.returned, seen.total.level) == (40, returns, level)
    assert seen.total.rate == Decimal(returns) / 40


def test_groups_by_goods_shop_and_country(session: Session) -> None:
    give_back(session, 1, 39)
    found = {
        by: {group.key: (group.parcels, group.returned) for group in
             watch(session.conn, by, NOVEMBER).groups}
        for by in By
    }  # fmt: skip
    assert found[By.CATEGORY] == {"39": (38, 1), "64": (2, 1)}
    assert found[By.SHOP] == {"测试店铺": (38, 1), "测试鞋店": (2, 1)}
    assert found[By.COUNTRY] == {"USA": (38, 1), "DEU": (2, 1)}


def test_a_rate_rounded_up_onto_a_line_is_below_it() -> None:
    lines = lines_at(LAST_DAY, Parameters())
    assert lines is not None
    assert lines.level(20_000, 999) is Level.BELOW
    assert lines.level(20_000, 1_000) is Level.OVER_USUAL


@pytest.mark.parametrize(("parcels", "level"), [(29, Level.FEW), (30, Level.OVER_HIGH)])
def test_few_parcels_do_not_tell(parcels: int, level: Level) -> None:
    lines = lines_at(LAST_DAY, Parameters())
    assert lines is not None
    assert lines.level(parcels, parcels // 2) is level
    assert lines_at(date(2014, 12, 31), Parameters()) is None


@pytest.mark.parametrize(
    ("first", "last", "parcels"),
    [
        (date(2026, 11, 17), date(2026, 11, 17), 40),
        (date(2026, 11, 18), date(2026, 11, 30), 0),
        (date(2026, 11, 1), date(2026, 11, 16), 0),
    ],
)
def test_parcels_count_by_the_day_of_release(
    session: Session, first: date, last: date, parcels: int
) -> None:
    seen = watch(session.conn, By.SHOP, Period(first, last, Flow.EXPORT))
    assert seen.total.parcels == parcels
    assert (seen.total.rate is None) == (parcels == 0)
    assert watch(session.conn, By.SHOP, Period(first, last, Flow.IMPORT)).total.parcels == 0


@pytest.mark.parametrize("closed", ["lapsed", "withdrawn"])
def test_what_does_not_stand_is_no_return(session: Session, closed: str) -> None:
    give_back(session, 1, closed=closed)
    give_back(session, 2)
    assert watch(session.conn, By.CATEGORY, NOVEMBER).total.returned == 1


def test_goods_and_reasons_behind_a_group(session: Session) -> None:
    give_back(session, 1, 2, reason_kind="size")
    give_back(session, 3, reason_kind="damaged")
    give_back(session, 39, reason_kind="wrong")
    (plastic,) = goods_behind(session.conn, By.CATEGORY, "39", NOVEMBER)
    assert (plastic.sku, plastic.parcels, plastic.returned) == ("SKU-001", 38, 3)
    assert plastic.reason == "size"
    for by, key in ((By.CATEGORY, "39"), (By.SHOP, "测试店铺"), (By.COUNTRY, "USA")):
        assert reasons_behind(session.conn, by, key, NOVEMBER) == [("size", 2), ("damaged", 1)]
    (shoe,) = goods_behind(session.conn, By.COUNTRY, "DEU", NOVEMBER)
    assert (shoe.sku, shoe.reason) == ("SHOE", "wrong")
