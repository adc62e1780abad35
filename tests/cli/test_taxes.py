"""Taxes on the command line."""

from __future__ import annotations

from app.cli.answer import Exit
from tests.cli.runner import Commands


def test_rate_is_stated_and_shown(sandan: Commands) -> None:
    sandan.run("new")
    words = ("goods-rate", "3304", "vat", "13%", "--scope", "hs", "--on", "2026-01-01")
    assert sandan.run(*words).code == Exit.REFUSED  # no source
    assert sandan.run(*words, "--source", "测试出处").code == Exit.FINE
    assert "0.13" in sandan.run("goods-rate").out


def test_list_of_goods_comes_in_and_a_month_without_taxes_is_told(sandan: Commands) -> None:
    sandan.run("new")
    path = sandan.data.parent / "list.csv"
    path.write_text("税号,名称,备注\n33049900,测试,\n", encoding="utf-8")
    told = sandan.run("goods-list", str(path), "--on", "2022-03-01", "--name", "2022年第7号")
    assert told.code == Exit.FINE
    assert "1476" in told.out
    assert sandan.run("taxes", "--month", "2026-11").code == Exit.FINE
