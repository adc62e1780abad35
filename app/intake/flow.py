"""Which way the orders of a file go, judged by what stands in it, and what that lets us assume.

What the user says, what an earlier decision says, or a column of the file wins. A guess is shown
with its reason and can be changed; what it fills in stands in the plan like a fixed value.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from app.documents.fields import FileKind, Flow
from app.intake.column import columns_for
from app.intake.mapping import BUYER_FIELDS, ColumnPlan
from app.intake.table import Cell

CHINA, YUAN = "CHN", "CNY"
_LOOKED_AT = ("flow", "country", "currency")

BY_COUNTRY, BY_BUYER = "intake.import_by_country", "intake.import_by_buyer"


def with_flow(
    plan: ColumnPlan, headers: Sequence[str], preview: Sequence[tuple[int, Sequence[Cell]]]
) -> ColumnPlan:
    """The plan with the direction of its orders and, for imports, the country of arrival and the
    currency of files that have no column for them. Other kinds of files have no direction.
    Raises IntakeError for a fixed value that makes no sense."""
    if plan.kind is not FileKind.ORDER:
        return plan
    seen = _seen(plan, headers, preview)
    stated, reason = seen["flow"], ""
    if not stated:
        reason = _import_reason(plan, seen)
    if not reason and stated != {Flow.IMPORT.value}:
        return replace(plan, flow=Flow.EXPORT)
    usual = {"flow": Flow.IMPORT.value, "country": CHINA, "currency": YUAN}
    given = {*plan.recipes, *plan.constants}
    assumed = {name: value for name, value in usual.items() if name not in given}
    return replace(
        plan,
        flow=Flow.IMPORT,
        flow_reason=reason,
        assumed=assumed,
        constants={**plan.constants, **assumed},
    )


def _import_reason(plan: ColumnPlan, seen: Mapping[str, set[str]]) -> str:
    """The text key of what makes these orders imports; "" = nothing does."""
    if seen["country"]:
        return BY_COUNTRY if seen["country"] == {CHINA} else ""
    if "country" in plan.recipes or "country" in plan.constants:
        return ""
    knows_buyer = not BUYER_FIELDS.isdisjoint(plan.recipes)
    return BY_BUYER if knows_buyer and seen["currency"] <= {YUAN} else ""


def _seen(
    plan: ColumnPlan, headers: Sequence[str], preview: Sequence[tuple[int, Sequence[Cell]]]
) -> dict[str, set[str]]:
    """What the first rows hold in the fields that tell the direction."""
    looked_at = replace(
        plan,
        recipes={name: plan.recipes[name] for name in _LOOKED_AT if name in plan.recipes},
        constants={name: plan.constants[name] for name in _LOOKED_AT if name in plan.constants},
    )
    width = len(headers)
    rows = [(*row[:width], *[""] * (width - len(row))) for _, row in preview]
    raw = list(zip(*rows, strict=True)) or [()] * width
    seen: dict[str, set[str]] = {name: set() for name in _LOOKED_AT}
    for column in columns_for(looked_at, (*headers, *plan.added_headers)):
        seen[column.field.name] = {str(value) for value in column.clean(raw) if value}
    return seen
