"""Presets of exports: kept with the company, undone like everything, and exact in the file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import openpyxl
import pytest

from app.queries.table import Column, Comparison, Filter, Kind, Table, View
from app.store.session import Session
from app.text import text
from app.workflow.presets import BadPreset, Preset, drop_preset, presets, save_preset
from app.workflow.table_export import Shown, export_table
from tests.helpers.builders import make_goods, make_session, put_goods

GOODS = Table(
    name="goods",
    key="g.id",
    source="goods g",
    columns=(
        Column("sku", "g.sku", Kind.CODE),
        Column("goods_name", "g.goods_name"),
        Column("hs_code", "g.hs_code", Kind.CODE),
    ),
)
ON = datetime(2026, 11, 30, 18, 0, tzinfo=UTC)
NAMES = tuple(column.name for column in GOODS.columns)
FOR_CUSTOMS = Preset(
    "海关模板",
    (NAMES[2], NAMES[0], NAMES[1]),
    View((Filter(NAMES[0], Comparison.CONTAINS, "SKU-00"),), "", NAMES[0], True),
)


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    with make_session(tmp_path) as session:
        put_goods(session, [make_goods(f"SKU-{n:03d}") for n in (1, 2, 30)])
        yield session


def test_a_preset_is_kept_by_name_and_undone(session: Session) -> None:
    assert save_preset(session, GOODS, FOR_CUSTOMS).counts == {"presets": 1}
    assert presets(session.conn, GOODS) == [FOR_CUSTOMS]
    assert save_preset(session, GOODS, FOR_CUSTOMS).counts == {"presets": 0}  # nothing new
    shorter = replace(FOR_CUSTOMS, columns=NAMES[:1])
    save_preset(session, GOODS, shorter)
    assert presets(session.conn, GOODS) == [shorter]
    session.undo()
    assert presets(session.conn, GOODS) == [FOR_CUSTOMS]
    drop_preset(session, GOODS, FOR_CUSTOMS.name)
    assert presets(session.conn, GOODS) == []
    session.undo()
    assert presets(session.conn, GOODS) == [FOR_CUSTOMS]


def test_presets_of_one_table_are_not_those_of_another(session: Session) -> None:
    save_preset(session, GOODS, FOR_CUSTOMS)
    assert presets(session.conn, replace(GOODS, name="other")) == []


def test_columns_that_are_gone_are_left_out(session: Session) -> None:
    save_preset(session, GOODS, FOR_CUSTOMS)
    older = replace(GOODS, columns=tuple(c for c in GOODS.columns if c.name != NAMES[0]))
    (found,) = presets(session.conn, older)
    assert (found.columns, found.view) == ((NAMES[2], NAMES[1]), View())
    assert presets(session.conn, replace(GOODS, columns=())) == []


@pytest.mark.parametrize(
    "preset",
    [
        replace(FOR_CUSTOMS, name="  "),
        replace(FOR_CUSTOMS, name="长" * 41),
        replace(FOR_CUSTOMS, columns=()),
    ],
    ids=["no name", "too long", "no columns"],
)
def test_a_preset_needs_a_name_and_columns(session: Session, preset: Preset) -> None:
    with pytest.raises(BadPreset):
        save_preset(session, GOODS, preset)


def test_the_file_has_the_presets_columns_rows_and_order(session: Session, tmp_path: Path) -> None:
    save_preset(session, GOODS, FOR_CUSTOMS)
    (preset,) = presets(session.conn, GOODS)
    headings = {name: text(f"column.{name}", "zh_CN") for name in preset.columns}
    shown = Shown(GOODS, preset.view, "商品", headings)
    export_table(session, shown, tmp_path / "a.xlsx", on=ON)
    rows = list(openpyxl.load_workbook(tmp_path / "a.xlsx").worksheets[0].values)
    assert list(rows[0]) == list(headings.values())
    at = preset.columns.index(NAMES[0])
    assert [row[at] for row in rows[1:]] == ["SKU-002", "SKU-001"]
