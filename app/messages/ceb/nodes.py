"""Reading the fields of one node, leniently: names in any case, misprinted, out of order."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache

from lxml import etree

from app.messages.ceb import spec as tables
from app.messages.ceb.forms import Check, Problem, absence, check_of
from app.messages.ceb.parsing import local_name, row_of, text_of
from app.messages.ceb.spec import FieldSpec, FieldType, NodeSpec
from app.values.finding import Severity

WRONG_CASE = Problem("messages.wrong_case", Severity.NOTE)
MISPRINT = Problem("messages.misprint", Severity.NOTE)
WRONG_ORDER = Problem("messages.wrong_order", Severity.NOTE)
UNKNOWN = Problem("messages.unknown_element", Severity.NOTE)
REPEATED = Problem("messages.repeated_element", Severity.DOUBTFUL)
NO_HEAD = Problem("messages.missing_element", Severity.DOUBTFUL)


@dataclass(frozen=True, slots=True)
class Fault:
    """Something wrong with an element: its name as written, line in the file, and — for a fault of
    a value — the field. `expected`: the right name."""

    problem: Problem
    name: str
    row: int
    field: FieldSpec | None = None
    value: str = ""
    expected: str = ""


@dataclass(slots=True)
class NodeValues:
    """Values by wire name, what no field takes, and the faults."""

    values: dict[str, str] = field(default_factory=dict)
    extras: dict[str, str] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)


@cache
def names_by_lower(names: tuple[str, ...]) -> Mapping[str, str]:
    """Lower-case spelling → right name, known misprints included."""
    right_names = {name.lower(): name for name in names}
    known = set(right_names.values())
    for wrong, right in tables.misprints().items():
        if right in known:
            right_names.setdefault(wrong.lower(), right)
    return right_names


def name_fault(element: etree._Element, right: str) -> Fault | None:
    """How an element's name differs from the right one, if it does."""
    name = local_name(element)
    if name == right:
        return None
    problem = WRONG_CASE if name.lower() == right.lower() else MISPRINT
    return Fault(problem, name, row_of(element), expected=right)


@dataclass(frozen=True, slots=True)
class _Plan:
    """What reading a node needs: its fields with position and check, the spellings understood,
    and what an official text demands."""

    fields: Mapping[str, tuple[int, FieldSpec, Check]]
    right_names: Mapping[str, str]
    demanded: tuple[tuple[FieldSpec, Problem], ...]


@cache
def _plan(node: NodeSpec) -> _Plan:
    return _Plan(
        {field.name: (at, field, check_of(field)) for at, field in enumerate(node.fields)},
        names_by_lower(tuple(node.position)),
        tuple((field, wrong) for field in node.fields if (wrong := absence(field))),
    )


def read_node(node: NodeSpec, elements: Iterable[etree._Element], row: int) -> NodeValues:
    """The values of a node; `row` is the line in the file where the node begins."""
    found, plan = NodeValues(), _plan(node)
    last = -1
    for element in elements:
        name, text = local_name(element), text_of(element)
        right = name if name in plan.fields else plan.right_names.get(name.lower(), "")
        if not right or right in found.values:
            problem = REPEATED if right else UNKNOWN
            found.extras[name] = text
            found.faults.append(Fault(problem, name, row_of(element), value=text))
            continue
        if right != name and (fault := name_fault(element, right)):
            found.faults.append(fault)
        position, spec, check = plan.fields[right]
        if position < last:
            found.faults.append(Fault(WRONG_ORDER, name, row_of(element)))
        last = position
        if spec.type is not FieldType.TEXT:
            text = text.strip()
        found.values[right] = text
        if text and (wrong := check(text)):
            found.faults.append(Fault(wrong, name, row_of(element), spec, text))
    for spec, wrong in plan.demanded:
        if not found.values.get(spec.name):
            found.faults.append(Fault(wrong, spec.name, row, spec))
    return found
