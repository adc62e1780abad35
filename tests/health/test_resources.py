"""Every shipped table is present, unchanged since it was compiled, and keyed without repeats."""

from __future__ import annotations

import csv
import hashlib
import subprocess
import sys
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from app import resources
from app.legal.parameters import Parameters
from app.reference.tables import Trust, index, table

ROOT = Path(__file__).resolve().parents[2]
GATHERED = ROOT.parent / "shared/reference/codes"
CODES = ROOT / "resources/codes"


def test_the_index_and_the_folder_name_the_same_tables() -> None:
    assert set(index()) == {path.stem for path in CODES.glob("*.csv")}


@pytest.mark.parametrize("name", index())
def test_a_table_is_as_it_was_compiled(name: str) -> None:
    about = index()[name]
    content = (CODES / f"{name}.csv").read_bytes()
    rows = list(csv.DictReader(content.decode("utf-8").splitlines()))
    assert hashlib.sha256(content).hexdigest() == about["sha256"]
    assert len(rows) == about["rows"]
    keys = [row[about["key"]] for row in rows]
    assert all(keys)
    assert len(set(keys)) == len(keys)


@pytest.mark.parametrize("name", index())
def test_a_table_states_where_it_comes_from(name: str) -> None:
    about = index()[name]
    assert about["title"]["zh"]
    assert about["title"]["en"]
    assert all(about[fact] for fact in ("source", "edition", "reason", "licence"))
    weakest = list(Trust).index(Trust(about["trust"]))
    assert all(list(Trust).index(entry.trust) <= weakest for entry in table(name).entries())


def test_references_between_tables_hold() -> None:
    countries = set(table("country").rows)
    assert {entry["country_code"] for entry in table("port").entries()} <= countries
    lines = set(table("hs8").rows)
    assert {entry["hs_code"] for entry in table("export_tariff").entries()} <= lines


def test_postal_rates_are_in_the_rules() -> None:
    parameters, day = Parameters(), date(2019, 4, 9)
    rates = [
        parameters.decimal_at(entry["rate_parameter"], day)
        for entry in table("postal_tax_item").entries()
    ]
    assert rates == [Decimal("0.13"), Decimal("0.20"), Decimal("0.50")]


def test_compiling_the_gathered_lists_again_gives_the_same_files(tmp_path: Path) -> None:
    if not GATHERED.exists():
        pytest.skip("the gathered lists are not beside the project")
    script = ROOT / "packaging/compile_reference.py"
    command = [sys.executable, str(script), str(GATHERED), str(tmp_path)]
    subprocess.run(command, check=True, capture_output=True)
    for made in tmp_path.iterdir():
        assert made.read_bytes() == (CODES / made.name).read_bytes(), made.name


@pytest.mark.parametrize("name", resources.names("", ".toml"))
def test_every_toml_file_is_readable_and_holds_no_float(name: str) -> None:
    def floats(part: object) -> bool:
        parts = part.values() if isinstance(part, dict) else part if isinstance(part, list) else ()
        return isinstance(part, float) or any(floats(each) for each in parts)

    assert not floats(resources.load_toml(name))
