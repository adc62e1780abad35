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
GATHERED = Path(__file__).parents[3] / "shared/reference/rules/worked_examples.csv"


@pytest.mark.parametrize("case", PUBLISHED + DATED, ids=lambda case: case.id)
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
