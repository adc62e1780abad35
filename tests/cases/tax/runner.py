"""Runs published cases against the engine: topic → function, figures compared with the expected.

    python -m tests.cases.tax.runner cases.csv [more.csv …]

A csv has the columns id, topic, inputs_json, expected_json (others are ignored); a TOML file holds
`[[case]]` tables with `given` and `expected`. A topic is served by the function of its longest
known beginning, so "import.ct.beer" goes to the one for "import". Numbers agree when ours, rounded
half up to the decimals of the expected one, is the same; a source that prints more than the fen is
compared with the figure before its rounding. What cannot be read, or can be read in two ways, is
told and counts as not agreeing.
"""

from __future__ import annotations

import csv
import json
import sys
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

from app.values.exact import half_up
from tests.cases.tax import others
from tests.cases.tax.given import Given, number
from tests.cases.tax.imports import EXACT, LAW, general, import_order

TOPICS: dict[str, Callable[[Given], Mapping[str, Any]]] = {
    "import": import_order,
    "import.general": general,
    "import.general_trade": general,
    "import.return": others.import_return,
    "import.tax.pay_window": others.pay_window,
    "import.pay_window": others.pay_window,
    "import.positive_list": others.positive_list,
    "general": general,
    "articles": others.articles,
    "postal": others.articles,
    "positive_list": others.positive_list,
    "company.uscc": others.credit_code,
    "uscc": others.credit_code,
    "company.customs_code": others.customs_code,
    "customs.code": others.customs_code,
    "company.credit": others.credit,
    "identity": others.id_number,
    "person": others.id_number,
    "customs.fx": others.customs_rate,
    "fx": others.customs_rate,
    "export.refund": others.refund,
    "export.refund.trading": others.trading,
    "export.refund.production": others.production,
    "export.refund.rate": others.refund_rate,
    "cit.deemed": others.deemed,
    "cit.agent_export": others.agent,
    "export.agent": others.agent,
    "export.summary": others.summary,
    "export.claim": others.claim,
    "export.declaration": others.declaration_channel,
    "export.documents": others.documents,
    "export.return": others.export_return,
    "export.return.customs": others.customs_return,
    "vat": others.vat,
}
# What no program can compute: rates a bank or an office publishes.
PUBLISHED_ONLY = {"customs.fx": {"rate"}, "fx": {"rate"}}
FEN_PLACES = 2


@dataclass(frozen=True)
class Case:
    """One case: what is given, what a source says comes out."""

    id: str
    topic: str
    given: Mapping[str, Any]
    expected: Mapping[str, Any]
    problem: str = ""


@dataclass(frozen=True)
class Result:
    """What came of a case. `differing` holds name → (expected, ours); `not_computed` the expected
    figures the program leaves to their publisher, `not_read` the inputs nothing here knows."""

    case: Case
    differing: Mapping[str, tuple[Any, Any]] = field(default_factory=dict)
    not_computed: tuple[str, ...] = ()
    problem: str = ""
    not_read: tuple[str, ...] = ()

    @property
    def agrees(self) -> bool:
        return not self.differing and not self.problem


def cases_from_csv(path: Path) -> Iterator[Case]:
    """The cases of a csv file."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            yield _case(row)


def _case(row: Mapping[str, str]) -> Case:
    try:
        cells = (row["inputs_json"], row["expected_json"])
        given, expected = (json.loads(cell, parse_float=Decimal) for cell in cells)
    except (KeyError, ValueError, TypeError) as error:
        return Case(str(row.get("id")), str(row.get("topic")), {}, {}, f"cannot be read: {error!r}")
    return Case(row["id"], row["topic"].strip(), given, expected)


def cases_from_toml(path: Path) -> Iterator[Case]:
    """The cases of a TOML file."""
    for each in tomllib.loads(path.read_text("utf-8"))["case"]:
        yield Case(each["id"], each["topic"], each["given"], each["expected"])


def function_for(topic: str) -> tuple[str, Callable[[Given], Mapping[str, Any]]] | None:
    """The longest known beginning of a topic and its function; else a parameter of the law."""
    known = [name for name in TOPICS if topic == name or topic.startswith(f"{name}.")]
    name = max(known, key=len, default="")
    if not name and topic in LAW.ids():
        return topic, others.parameter
    return (name, TOPICS[name]) if name else None


def run(case: Case) -> Result:
    """One case through the engine."""
    found = function_for(case.topic)
    if found is None or case.problem:
        return Result(case, problem=case.problem or f"no function for the topic {case.topic}")
    given = Given(case.topic, {_key(name): case.given[name] for name in case.given})
    try:
        ours = _figures(found, given, case.expected)
    except Exception as error:  # noqa: BLE001 - a stranger's case must not end the run
        return Result(case, problem=f"{type(error).__name__}: {error}")
    left_out = PUBLISHED_ONLY.get(found[0], set()) & case.expected.keys()
    differing = {
        name: (value, ours.get(_key(name), "no such figure"))
        for name, value in case.expected.items()
        if name not in left_out and not _agrees(_key(name), value, ours)
    }
    missing = ", ".join(map(str, ours.get("missing") or ()))
    problem = f"missing: {missing}" if differing and missing else ""
    not_read = tuple(sorted(given.values.keys() - given.read))
    return Result(case, differing, tuple(sorted(left_out)), problem, not_read)


def _figures(
    found: tuple[str, Callable[[Given], Mapping[str, Any]]],
    given: Given,
    expected: Mapping[str, Any],
) -> Mapping[str, Any]:
    """The figures of a case; a topic named like a parameter of the law may ask for its value."""
    if given.topic in LAW.ids() and "value" in expected:
        return others.parameter(given)
    return found[1](given)


def _key(name: str) -> str:
    return name.strip().lower().replace("-", "_").replace(" ", "_")


def _agrees(name: str, expected: Any, ours: Mapping[str, Any]) -> bool:
    exact = ours.get(EXACT, {}).get(name)
    return same(expected, ours.get(name)) or (
        exact is not None and _places(str(expected)) > FEN_PLACES and same(expected, exact)
    )


def same(expected: Any, ours: Any) -> bool:
    """Whether a figure of ours is the expected one."""
    if isinstance(ours, tuple):
        return expected in ours
    if isinstance(expected, list) and isinstance(ours, list):
        return len(expected) == len(ours) and all(map(same, expected, ours))
    if isinstance(expected, Mapping) and isinstance(ours, Mapping):
        return all(same(value, ours.get(name)) for name, value in expected.items())
    if isinstance(ours, bool) and isinstance(expected, str):
        return expected.lower() == str(ours).lower()
    if isinstance(expected, bool) or isinstance(ours, bool) or ours is None:
        return expected is ours
    if isinstance(ours, date):
        return str(expected) == ours.isoformat()
    if isinstance(ours, (int, Decimal, Fraction)):
        return _same_number(str(expected), Fraction(ours))
    return str(expected) == str(ours)


def _same_number(expected: str, ours: Fraction) -> bool:
    try:
        wanted = number(expected)
    except ValueError:
        return False
    places = _places(expected)
    return Fraction(wanted) == Fraction(half_up(ours * 10**places), 10**places)


def _places(expected: str) -> int:
    """The decimals a number is written with; 9.1% has three."""
    try:
        exponent = number(expected).as_tuple().exponent
    except ValueError:
        return 0
    return max(-exponent, 0) if isinstance(exponent, int) else 0


def _listed(what: str, names: tuple[str, ...]) -> str:
    return f" ({what}: {', '.join(names)})" if names else ""


def main(paths: list[str]) -> int:
    """Run files and tell what came of them; the number of cases that do not agree."""
    failed = 0
    for path in map(Path, paths):
        read = cases_from_toml if path.suffix == ".toml" else cases_from_csv
        for result in map(run, read(path)):
            failed += not result.agrees
            notes = [result.problem] * bool(result.problem) + [
                f"{name}: expected {theirs}, ours {ours}"
                for name, (theirs, ours) in result.differing.items()
            ]
            note = "; ".join(notes)
            left = _listed("not computed", result.not_computed)
            left += _listed("not read", result.not_read)
            word = "ok  " if result.agrees else "FAIL"
            sys.stdout.write(f"{word} {result.case.id} {result.case.topic}{left} {note}".rstrip())
            sys.stdout.write("\n")
    return failed


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]) > 0)
