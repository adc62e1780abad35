"""Overseas warehouses and freight: typed, pasted, refused, undone."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from app.store.session import Session
from app.workflow.return_batches import place_return
from app.workflow.typed import BadEntry
from app.workflow.warehouses import (
    TARIFF_FIELDS,
    WarehouseRefused,
    drop_tariff,
    drop_warehouse,
    pasted_tariffs,
    save_tariff,
    tariff_at,
    tariff_record,
    tariffs,
    warehouses,
)
from tests.helpers.builders import make_session
from tests.helpers.dumps import dump
from tests.helpers.return_plans import TODAY, tariff, tariff_words, waiting_session, warehouse


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    with make_session(tmp_path) as opened:
        yield opened


def test_warehouse_is_kept_changed_and_taken_out(session: Session) -> None:
    before = dump(session.conn)
    row_id = warehouse(session)
    assert warehouses(session.conn)[row_id].name == "汉堡仓"
    tariff(session, row_id)
    assert drop_warehouse(session, row_id).counts == {"warehouses": 1}
    assert not tariffs(session.conn)
    for _ in range(3):
        session.undo()
    assert dump(session.conn) == before


def test_code_is_used_once(session: Session) -> None:
    warehouse(session)
    with pytest.raises(WarehouseRefused):
        warehouse(session)


def test_unknown_country_is_refused(session: Session) -> None:
    with pytest.raises(BadEntry):
        warehouse(session, country="不存在国")


def test_warehouse_in_use_stays(tmp_path: Path) -> None:
    with waiting_session(tmp_path) as session:
        with pytest.raises(WarehouseRefused):
            drop_warehouse(session, 1)
        words = {"warehouse": "", "site_code": "", "gross_weight": "", "volume": ""}
        for return_id in range(1, 7):
            place_return(session, return_id, words, on=TODAY)
        assert drop_warehouse(session, 1).counts == {"warehouses": 1}


def test_pasted_rows_are_kept_together_or_not_at_all(session: Session) -> None:
    row_id = warehouse(session)
    good = "batch\t\t100\t10\t\t\t50\t\t\t10\t2026-01-01\t\t货代报价"
    records = pasted_tariffs(f"{good}\n\n{good.replace('batch', 'parcel')}\n")
    assert save_tariff(session, None, row_id, *records).counts == {"tariffs": 2}
    bad = pasted_tariffs(good.replace("2026-01-01", "2026-02-01") + "\n" + good)
    with pytest.raises(WarehouseRefused):
        save_tariff(session, None, row_id, *bad)
    assert len(tariffs(session.conn)) == 2
    with pytest.raises(BadEntry):
        pasted_tariffs("\t".join("x" * (len(TARIFF_FIELDS) + 1)))


def test_record_of_a_tariff_is_what_was_typed(session: Session) -> None:
    row_id = warehouse(session)
    tariff(session, row_id, per_m3="300.5", most_pieces="80", valid_until="2026-12-31")
    (tariff_id,) = tariffs(session.conn)
    record = tariff_record(tariffs(session.conn)[tariff_id])
    assert record == tariff_words(per_m3="300.5", most_pieces="80", valid_until="2026-12-31") | {
        "per_piece": "0"
    }
    assert save_tariff(session, tariff_id, row_id, record).counts == {"tariffs": 0}
    assert drop_tariff(session, tariff_id).counts == {"tariffs": 1}


@pytest.mark.parametrize(
    ("field", "given"),
    [
        *[("kind", "ship"), ("base", ""), ("base", "-1"), ("per_kg", "x"), ("most_kg", "0")],
        *[("most_pieces", "1.5"), ("most_pieces", "0"), ("transit_days", "-1")],
        *[("valid_from", "soon"), ("valid_until", "2025-12-31"), ("source", "")],
    ],
)
def test_wrong_field_is_named(session: Session, field: str, given: str) -> None:
    row_id = warehouse(session)
    with pytest.raises(BadEntry) as refused:
        save_tariff(session, None, row_id, tariff_words(**{field: given}))
    assert refused.value.params["field"] == field


def test_freight_holds_from_its_first_to_its_last_day(session: Session) -> None:
    row_id = warehouse(session)
    tariff(session, row_id, valid_from="2026-03-01", valid_until="2026-03-31")
    rows = tariffs(session.conn).values()
    days = [date(2026, 2, 28), date(2026, 3, 1), date(2026, 3, 31), date(2026, 4, 1)]
    held = [tariff_at(rows, row_id, "", "batch", day) is not None for day in days]
    assert held == [False, True, True, False]
