"""The checks in groups, as a person thinks of them; a group nothing was found in is passed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from app import resources
from app.documents.fields import Flow
from app.precheck.rules import rules


@dataclass(frozen=True, slots=True)
class Group:
    """Some checks under one name (text "precheck_group.<name>"); `modes` empty = any."""

    name: str
    checks: frozenset[str]
    modes: frozenset[str]


@cache
def groups() -> tuple[Group, ...]:
    """All groups in the order of the file."""
    table = resources.load_toml("precheck/groups.toml")
    return tuple(
        Group(name, frozenset(row["checks"]), frozenset(row.get("modes", ())))
        for name, row in table.items()
    )


def passed(flow: Flow, mode: str, codes: Iterable[str]) -> tuple[str, ...]:
    """The names of the groups a list of a flow and customs mode has passed, when its findings have
    these codes."""
    found = {code.removeprefix("precheck.") for code in codes}
    known = _checks(flow)
    return tuple(
        group.name
        for group in groups()
        if group.checks & known
        and not group.checks & found
        and (not group.modes or mode in group.modes)
    )


@cache
def _checks(flow: Flow) -> frozenset[str]:
    """The checks of lists of a flow."""
    return frozenset(rule.check for rule in rules() if flow in rule.flows)


def count(flow: Flow) -> int:
    """How many checks lists of a flow go through."""
    return len(_checks(flow))
