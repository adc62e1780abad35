"""The published and dated cases, each through the engine; and the runner on files of others."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from tests.cases.tax import runner

CASES = Path(runner.__file__).parent
PUBLISHED = list(runner.cases_from_toml(CASES / "published.toml"))
DATED = list(runner.cases_from_toml(CASES / "dates.toml"))
LOOKED_UP = list(runner.cases_from_toml(CASES / "looked_up.toml"))
SHAPES = list(runner.cases_from_toml(CASES / "shapes.toml"))
GATHERED = Path(__file__).parents[3] / "shared/reference/rules/worked_examples.csv"


@pytest.mark.parametrize("case", PUBLISHED + DATED + LOOKED_UP + SHAPES, ids=lambda case: case.id)
def test_case(case: runner.Case) -> None:
    result = runner.run(case)
    assert not result.problem
    assert not result.differing


def test_no_published_example_was_lost() -> None:
    if not GATHERED.exists():
        pytest.skip("the gathered rules are not beside the project")
    assert list(runner.cases_from_csv(GATHERED)) == PUBLISHED


def test_only_what_others_publish_is_not_computed() -> None:
    results = {case.id: runner.run(case).not_computed for case in PUBLISHED}
    assert {name: left for name, left in results.items() if left} == {
        "W28": ("rate",),
        "W29": ("rate",),
    }


@pytest.mark.parametrize(
    ("topic", "given", "told"),
    [
        ("import.within_limit", {"price": "100", "qty": 3}, "price: of one article or of all"),
        ("import.within_limit", {"dutiable": "100", "vat": "1.3"}, "share of one or a %"),
        ("import.general", {"dutiable": "100", "duty": 1, "vat": 13}, "share of one or a %"),
        ("import.within_limit", {"dutiable": "100", "date": "2024"}, "not a day"),
        ("import.within_limit", {"dutiable": "about 100"}, "not a number"),
        ("import.general", {"dutiable": "100", "vat": "0.13"}, "needs the rate of duty"),
        ("import.ct.spirits", {"dutiable": "100", "vat": "0.13"}, "missing: content"),
        ("import.rate", {"category": "cosmetics", "vat": "0.13"}, "missing: content"),
        ("export.refund.trading", {"invoice_total": "113", "refund_rate": "0.13"}, "needs one of"),
        ("export.refund.production", {"fob": "1", "vat": "0.13"}, "needs one of input_vat"),
        ("export.refund.rate", {"goods": "shoes"}, "no refund rate is known for 'shoes'"),
        ("positive_list.count", {"base": 1413, "new": 1}, "no edition has 1414"),
        ("articles", {"item": "1", "dutiable": "100", "items": 3}, "write unit_dutiable"),
        ("cit.deemed", {"date": "2024-12-31"}, "needs one of revenue"),
    ],
)
def test_what_is_not_clear_is_told(topic: str, given: dict[str, object], told: str) -> None:
    result = runner.run(runner.Case("U", topic, given, {"total": "0"}))
    assert not result.agrees
    assert told in result.problem


def test_a_row_that_cannot_be_read_does_not_end_the_run(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "broken.csv"
    path.write_text(
        'id,topic,inputs_json,expected_json\nB1,import,{,{}\nB2,cit.deemed,"{}","{}"\n'
        'B3,vat,"{""date"": ""2019-04-01""}","{""rate"": 0.13}"\n',
        "utf-8",
    )
    assert runner.main([str(path)]) == 2
    assert [line[:7] for line in capsys.readouterr().out.splitlines()] == [
        "FAIL B1",
        "FAIL B2",
        "ok   B3",
    ]


def test_a_csv_of_the_published_shape_runs(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "unseen.csv"
    rows = [
        ("U1", "import.within_limit", {"date": "2026-01-01", "dutiable": "10", "vat": "0.13"},
         {"total": "0.91"}),
        ("U2", "import.within_limit", {"date": "2026-01-01", "dutiable": "10", "vat": "0.13"},
         {"total": "0.92"}),
        ("U3", "nobody.knows", {}, {}),
        ("U4", "cit.deemed", {"date": "2019-01-01", "revenue": "1"}, {"tax": "0"}),
    ]  # fmt: skip
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("id", "topic", "inputs_json", "expected_json", "source"))
        writer.writerows(
            (id_, topic, json.dumps(given), json.dumps(expected), "")
            for id_, topic, given, expected in rows
        )
    assert runner.main([str(path)]) == 3
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "ok   U1 import.within_limit"
    assert "expected 0.92, ours 0.91" in lines[1]
    assert "no function for the topic" in lines[2]
    assert "NotInForce" in lines[3]


@pytest.mark.parametrize(
    ("topic", "name"),
    [
        ("import.ct.beer", "import"),
        ("import.general.wine", "import.general"),
        ("import.tax.pay_window", "import.tax.pay_window"),
        ("importance", None),
    ],
)
def test_a_topic_goes_to_its_longest_known_beginning(topic: str, name: str | None) -> None:
    found = runner.function_for(topic)
    assert (found[0] if found else None) == name
