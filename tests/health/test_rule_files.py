"""Every rule file is whole: id, title, unit, source, confidence; its days follow each other."""

from __future__ import annotations

import csv
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from app import resources
from app.legal.parameters import Confidence, Parameters

NAMES = resources.names("rules", ".toml")
GATHERED = Path(__file__).parents[3] / "shared/reference/rules"
ADDED = {  # not in the gathered table; told in its notes, or low and without a source
    "articles.value.actual_price.double",
    "articles.value.actual_price.half",
    "company.id_number.provinces",
    "consumption.watch.threshold",
    "consumption.yellow_wine.litres_per_tonne",
    "export.domestic_sale.output",
    "export.exempt_goods",
    "export.no_invoice.taxed",
    "export.small_scale.exempt",
    "export.vat.april.end",
    "export.voucher.exempt",
    "export.zero_rate.taxed",
    "export.return.cross_district.modes",
    "export.return.cross_district.scope",
    "export.return.customs.modes",
    "export.return.customs.modes.open",
    "export.return.return_modes",
    "export.return.tax.food.chapters",
    "export.return.tax.food.chapters.partly",
    "import.cbec.return.center.grades.excluded",
    "month.automatic.share",
    "month.clearance.export",
    "month.clearance.import",
    "personal.keep.accounts.years",
    "personal.keep.customs.years",
    "returns.rate.high",
    "returns.rate.least",
    "returns.rate.usual",
    "returns.value.new",
    "returns.value.open_box",
    "returns.yield.new",
    "returns.yield.open_box",
}
EARLIER = {  # an earlier value of these was found later, with its source, or is low without
    "export.9610.summary.key.head",
    "export.9610.summary.key.item",
    "export.vat.refund.rate.3pct_invoice",
    "export.vat.refund.rate.photovoltaic",
}
FILE_KEYS = {"id", "title", "unit", "value"}
VALUE_KEYS = {"from", "value", "source", "confidence", "checked_on"}


def rule_file(name: str) -> dict[str, Any]:
    return resources.load_toml(name)


@pytest.mark.parametrize("name", NAMES)
def test_a_rule_file_is_whole(name: str) -> None:
    data = rule_file(name)
    assert name == f"rules/{data['id'].replace('.', '/', 1)}.toml"
    assert FILE_KEYS <= set(data) <= FILE_KEYS | {"who"}
    assert data["title"]["zh"]
    assert data["title"]["en"]
    assert data["unit"]
    assert data["value"]
    for entry in data["value"]:
        assert VALUE_KEYS <= set(entry) <= VALUE_KEYS | {"to", "note", "words"}
        assert entry["confidence"] in set(Confidence)


@pytest.mark.parametrize("name", NAMES)
def test_every_value_cites_its_source(name: str) -> None:
    for entry in rule_file(name)["value"]:
        source = entry["source"]
        assert source["doc"]
        assert source["doc_en"]
        assert all(url.startswith(("https://", "http://")) for url in source["urls"])
        assert source["urls"] or source["seen"]
        if not source["urls"] and source["seen"]["en"] == "no source found":
            assert entry["confidence"] == "low"


@pytest.mark.parametrize("name", NAMES)
def test_days_ascend_and_only_the_last_value_or_one_before_a_gap_ends(name: str) -> None:
    entries = rule_file(name)["value"]
    assert all(type(entry["from"]) is date for entry in entries)
    assert all(entry["from"] <= entry.get("to", date.max) for entry in entries)
    for earlier, later in pairwise(entries):
        assert earlier["from"] < later["from"]
        if "to" in earlier:  # a stated end means a gap follows
            assert earlier["to"] < later["from"] - timedelta(days=1)


@pytest.mark.parametrize("name", NAMES)
def test_values_of_one_parameter_share_their_type(name: str) -> None:
    kinds = {type(entry["value"]) for entry in rule_file(name)["value"]}
    assert len(kinds) == 1
    assert float not in kinds


def test_every_file_is_reached_by_its_id() -> None:
    parameters = Parameters()
    assert len(parameters.ids()) == len(NAMES)
    for parameter_id in parameters.ids():
        parameter = parameters.parameter(parameter_id)
        assert parameter.id == parameter_id
        for value in parameter.values:
            assert parameter.at(value.from_) == value


@pytest.mark.parametrize(
    ("file", "key", "prefix"),
    [("parameters.csv", "parameter_id", ""), ("deadlines.csv", "event", "deadlines.")],
)
def test_no_gathered_value_was_lost(file: str, key: str, prefix: str) -> None:
    if not GATHERED.exists():
        pytest.skip("the gathered rules are not beside the project")
    parameters = Parameters()
    with (GATHERED / file).open(encoding="utf-8", newline="") as source:
        rows = list(csv.DictReader(source))
    found = [
        parameters.value_at(prefix + row[key], date.fromisoformat(row["valid_from"]))
        for row in rows
    ]
    for row, value in zip(rows, found, strict=True):
        assert value.to == (date.fromisoformat(row["valid_to"]) if row["valid_to"] else None)
        assert value.confidence == row["confidence"]
    stored = [
        name
        for name in parameters.ids()
        if name.startswith("deadlines.") == bool(prefix) and name not in ADDED
    ]
    earlier = sum(name in EARLIER for name in stored)
    assert sum(len(parameters.parameter(name).values) for name in stored) == len(rows) + earlier
