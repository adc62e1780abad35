"""The board of a month: what counts where, and that every figure is what the documents come to."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from app.month.change import Change
from app.queries.month import Choice, Dimension
from app.queries.month_parcels import Behind, Stage, parcel_table
from app.queries.table import View, first_rows
from app.store.session import Session
from app.values.period import Month
from app.workflow.month_board import GOODS, board
from app.workflow.month_targets import BadTarget, Target, set_target, targets
from tests.helpers.months import (
    loose_session,
    put_answer,
    put_bill,
    put_estimate,
    put_list,
    put_message,
    put_rate,
    put_return,
)

OCTOBER, ALL = Month(2026, 10), Choice()


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    with loose_session(tmp_path) as opened:
        fill(opened)
        yield opened


def fill(session: Session) -> None:
    """A year: some exports each month, imports in October, everything that can happen to a list."""
    conn = session.conn
    with session.call("fill") as call:
        for month in ("2025-10", "2026-09", "2026-10"):
            put_rate(conn, "USD", month, 700_000_000)
        put_list(conn, day="2025-10-01", released="2025-10-02T10:00:00")
        put_list(conn, day="2026-09-01", released="2026-09-02T10:00:00")
        put_list(conn, day="2026-09-01", released="2026-09-02T10:00:00")
        shirts = [("6109100000", "011", 300_000, 3_000_000), ("", "035", 100_000, 50_000)]
        put_list(conn, lines=shirts, country="DEU", released="2026-10-06T10:30:00")
        stopped = put_list(conn, released="2026-10-06T10:30:00")
        put_list(conn, released="2026-10-06T10:30:00", currency="EUR", customs_office="2901")
        put_list(conn, status="accepted", app_time="2026-10-07T10:00:00")
        refused = put_list(conn, status="rejected", app_time="2026-10-07T10:00:00")
        put_list(conn, status="draft")
        put_list(conn, status="cancelled", released="2026-10-06T10:30:00")
        for list_id in (stopped, stopped - 1):
            put_message(conn, list_id, "2026-10-06T10:00:00")
            put_answer(conn, call.id, list_id, "800")
        put_answer(conn, call.id, stopped, "500")
        put_answer(conn, call.id, refused, "100")
        put_return(conn, stopped, "released")
        bonded = {"flow": "import", "customs_mode": "1210", "currency": "CNY"}
        billed = put_list(conn, released="2026-10-09T10:00:00", **bonded)
        guessed = put_list(conn, released="2026-10-09T10:00:00", **bonded)
        put_list(conn, status="accepted", app_time="2026-10-09T10:00:00", **bonded)
        put_bill(conn, billed, 510_000, "1")
        put_estimate(conn, guessed, 300_000)


def test_tiles_tell_released_from_pending(session: Session) -> None:
    found = board(session.conn, OCTOBER, ALL)
    lists = found.tiles["lists"]
    assert (lists.now, lists.pending) == (8, 3)
    export = found.tiles["export"]
    assert export.now == 2_135_0000 + 8_750_000
    assert (export.pending, export.unknown) == (8_750_000, 1)
    assert found.tiles["import"].now == 2_500_000
    assert (found.tiles["tax"].now, found.tiles["tax"].estimated) == (810_000, 1)
    assert found.tiles["tax"].unknown == 1
    assert found.tiles["clearance"].now == 30
    assert found.open_lists == 1


def test_tiles_are_beside_the_month_before_and_a_year_ago(session: Session) -> None:
    export = board(session.conn, OCTOBER, ALL).tiles["export"]
    assert export.month_ago == Change(30_100_000, 17_500_000)
    assert export.month_ago.percent == Decimal("72.0")
    assert export.year_ago.before == 8_750_000


def test_a_month_nothing_is_known_of_is_not_zero(session: Session) -> None:
    tile = board(session.conn, Month(2026, 9), ALL).tiles["export"]
    assert tile.month_ago == Change(17_500_000, None)
    assert board(session.conn, Month(2026, 7), ALL).is_empty


def test_rows_by_mode_add_up_to_the_total(session: Session) -> None:
    found = board(session.conn, OCTOBER, ALL)
    assert [(row.flow, row.mode) for row in found.rows] == [("export", "9610"), ("import", "1210")]
    export, bonded = found.rows
    assert (export.filed.lists, export.standing.lists, export.released.lists) == (5, 4, 3)
    assert export.refused_percent == Decimal("20.0")
    assert export.returned_percent == Decimal("33.3")
    assert bonded.standing.vat_e5 == 810_000
    for name in ("lists", "pieces", "value_e5", "vat_e5", "was_refused"):
        parts = [getattr(row.filed, name) for row in found.rows]
        assert getattr(found.total.filed, name) == sum(parts)


def test_every_dimension_comes_to_the_same_sum(session: Session) -> None:
    found = board(session.conn, OCTOBER, ALL)
    total = found.total.standing.value_e5
    for by in Dimension:
        assert sum(s.known for s in found.shares[by]) == total
    goods = {share.key: share for share in found.shares[GOODS]}
    assert goods["6109"].released == 21_000_000
    assert goods[""].released == 350_000
    assert found.shares[Dimension.COUNTRY][0].key == "DEU"
    assert sum(s.percent or 0 for s in found.shares[Dimension.COUNTRY]) == 100


def test_a_part_without_any_rate_is_no_zero(session: Session) -> None:
    found = board(session.conn, OCTOBER, ALL)
    (euro,) = (s for s in found.shares[Dimension.CURRENCY] if s.key == "EUR")
    assert (euro.released, euro.pending, euro.unknown, euro.percent) == (None, None, 1, None)


def test_one_currency_is_counted_in_itself(session: Session) -> None:
    found = board(session.conn, OCTOBER, Choice(currency="USD"))
    assert found.tiles["export"].now == 3_050_000 + 1_250_000
    assert found.tiles["export"].unknown == 0
    assert found.tiles["import"].now == 0


def test_one_mode_leaves_the_others_out(session: Session) -> None:
    found = board(session.conn, OCTOBER, Choice(mode="1210"))
    assert [row.mode for row in found.rows] == ["1210"]
    assert found.tiles["export"].now == 0


def test_the_difference_is_taken_apart_to_the_cent(session: Session) -> None:
    found = board(session.conn, OCTOBER, ALL)
    parts = found.splits["export", "month"]
    assert parts.difference == found.tiles["export"].month_ago.difference
    assert parts.unrated == 1  # goods in EUR


def test_the_trend_has_twelve_months_and_both_flows(session: Session) -> None:
    trend = board(session.conn, OCTOBER, ALL).trend
    assert len(trend) == 24
    assert trend[0].month == Month(2025, 11)
    assert (trend[0].released, trend[0].pending) == (None, None)  # nothing is kept of that month
    last = next(p for p in trend if p.month == OCTOBER and p.flow == "export")
    assert (last.released, last.pending) == (30_100_000, 8_750_000)
    assert last.automatic_percent == Decimal("66.7")  # one of three was inspected
    assert last.spread.median == 30


def test_clearance_is_told_by_office(session: Session) -> None:
    found = board(session.conn, OCTOBER, ALL)
    assert [(one.flow, one.office, one.spread.lists) for one in found.clearance] == [
        ("export", "", 2),
        ("export", "2900", 2),
    ]
    assert found.lines["clearance.export"].value == Decimal("0.2")
    assert found.lines["automatic.share"].confidence == "low"


def test_shipments_to_companies_stand_in_their_mode(session: Session) -> None:
    with session.call("b2b"):
        session.conn.execute(
            "INSERT INTO b2b_shipment (id, call_id, own_no, customs_mode, country, currency,"
            " declared_on, export_date) VALUES (1, 1, 'B1', '9710', 'DEU', 'USD', '2026-10-02',"
            " '2026-10-03'), (2, 1, 'B2', '9710', 'DEU', 'USD', '2026-10-04', ''),"
            " (3, 1, 'B3', '9710', 'DEU', 'USD', '', '')"
        )
        session.conn.execute(
            "INSERT INTO b2b_line (b2b_shipment_id, line_no, sku, goods_name, declared_qty_e5,"
            " price_e5, line_total_e5) SELECT id, 1, 's', 'x', 100000, 0, 1000000"
            " FROM b2b_shipment"
        )
    row = next(row for row in board(session.conn, OCTOBER, ALL).rows if row.mode == "9710")
    assert (row.standing.lists, row.released.lists) == (2, 1)
    assert (row.standing.value_e5, row.released.value_e5) == (14_000_000, 7_000_000)


def test_figures_lead_to_their_parcels(session: Session) -> None:
    behind = Behind(OCTOBER, ALL, "export", (Stage.RELEASED,), Dimension.COUNTRY, "USA")
    assert values(session, behind) == [8_750_000, None]
    only = Behind(OCTOBER, ALL, only="was_refused")
    assert values(session, only, "status") == ["rejected"]
    assert len(values(session, Behind(OCTOBER, ALL, heading="6109"))) == 1
    assert values(session, Behind(OCTOBER, ALL, heading="61' OR 1")) == []


def values(session: Session, behind: Behind, column: str = "month_value_cny") -> list[object]:
    """One column of the table of parcels."""
    table = parcel_table(session.conn, behind)
    at = [one.name for one in table.columns].index(column)
    return [row[at] for _key, row in first_rows(session.conn, table, View(), 10)]


def test_a_target_is_kept_changed_and_taken_away(session: Session) -> None:
    aim = Target(OCTOBER, "export", "9610")
    set_target(session, aim, "1,000.50")
    assert targets(session.conn, OCTOBER) == {aim: 100_050_000}
    row = board(session.conn, OCTOBER, ALL).rows[0]
    assert row.target_percent == Decimal("30.1")
    assert set_target(session, aim, "1000.5").counts == {"targets": 0}
    set_target(session, aim, "")
    assert targets(session.conn, OCTOBER) == {}
    session.undo()
    assert targets(session.conn, OCTOBER) == {aim: 100_050_000}


@pytest.mark.parametrize("words", ["0", "-5", "1.005", "viel"])
def test_a_target_is_a_positive_amount_of_whole_fen(session: Session, words: str) -> None:
    with pytest.raises(BadTarget):
        set_target(session, Target(OCTOBER, "export", "9610"), words)
