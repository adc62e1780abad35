"""Goods codes and their statutory units."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import pytest

from app.reference.codes import Codes, Override
from app.reference.hs import hs_line, statutory_units
from app.reference.tables import table

SPOT_CHECK = Path(__file__).parents[3] / "shared/reference/codes/hs10_spot_check.csv"
CODES = Codes()


def test_statutory_units_come_from_the_line() -> None:
    assert statutory_units("6109100021", CODES) == ("011", "035")
    assert statutory_units("3304990099", CODES) == ("035", "011")
    assert statutory_units("7700000000", CODES) is None


def test_a_line_the_user_imported_counts() -> None:
    row = Override("hs8", "61091099", {"statutory_unit_1": "011"}, "税则.csv", date(2026, 11, 1))
    codes = Codes([row])
    assert statutory_units("6109109900", codes) == ("011", "")


def test_units_agree_with_the_lines_read_elsewhere() -> None:
    if not SPOT_CHECK.exists():
        pytest.skip("the comparison lines are not beside the project")
    names = {entry.name_zh: entry.code for entry in table("unit").entries()}
    compared = 0
    with SPOT_CHECK.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            line = hs_line(row["hs10"], CODES)
            if line and row["unit1_zh"]:
                assert line["statutory_unit_1"] == names[row["unit1_zh"]]
                compared += 1
    assert compared >= 40
