"""The invented imports: the same for the same seed, obviously invented, and sound by themselves."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from random import Random

import pytest

from app.demo.faults import TooFewSales
from app.demo.import_faults import CHECK_FAULTS, FAULTS, plant_imports
from app.demo.import_files import FAULT_SHARE, FILES, write_imports
from app.demo.imports import BUYERS, ImportGoods, buyer, import_goods, invent_imports
from app.reference.codes import Codes
from app.reference.hs import statutory_units
from app.reference.parties import check_id_number
from app.reference.verdict import CodeStatus
from app.values.period import Month

OCTOBER = Month(2026, 10)


def test_same_seed_gives_the_same_files(tmp_path: Path) -> None:
    for folder in ("one", "two"):
        write_imports(tmp_path / folder, seed=1, size=60, month=OCTOBER)
    for name in FILES:
        if name.endswith(".csv"):
            assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()


def test_buyers_are_nobody_with_sound_numbers() -> None:
    people = [buyer(number) for number in range(1, BUYERS + 2)]
    assert all(check_id_number(who.id_no).status is CodeStatus.VALID for who in people)
    assert all(who.id_no.startswith("119999") for who in people)  # no district of China
    assert all(who.name.startswith("测试买家") for who in people)
    assert len({who.id_no for who in people}) == len(people)


@pytest.mark.parametrize("article", import_goods(), ids=lambda article: article.sku)
def test_goods_carry_the_units_of_the_tariff(article: ImportGoods) -> None:
    master = article.master
    stated = (master["statutory_unit_1"], master["statutory_unit_2"])
    assert stated == statutory_units(master["hs_code"], Codes())


def test_clean_sales_keep_the_amount_identity() -> None:
    for sale in invent_imports(seed=1, size=200, month=OCTOBER):
        amounts = {name: Decimal(sale.order[name]) for name in ("goods_value", "freight", "tax")}
        paid = sum(amounts.values()) - Decimal(sale.order["discount"])
        assert paid == Decimal(sale.order["paid"]) == Decimal(sale.payments[0]["amount"])
        lines = sum(Decimal(line["line_total"]) for line in sale.lines)
        assert lines == amounts["goods_value"]


def test_every_kind_of_fault_is_planted_once_at_least() -> None:
    sales = invent_imports(seed=1, size=40, month=OCTOBER)
    changed, planted = plant_imports(sales, share=FAULT_SHARE, random=Random(1))
    assert {fault for fault, _ in planted} == {*FAULTS, *CHECK_FAULTS}
    numbers = {number for _, number in planted}
    assert numbers == {a.number for a, b in zip(changed, sales, strict=True) if a != b}


def test_too_few_sales_are_refused() -> None:
    sales = invent_imports(seed=1, size=5, month=OCTOBER)
    with pytest.raises(TooFewSales):
        plant_imports(sales, share=FAULT_SHARE, random=Random(1))
