"""What a rule says about a return. Sentences stand in the texts under `return_verdict.<code>.…`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from app.legal.parameters import Confidence, ParameterValue


class Scope(StrEnum):
    """What a rule decides: whether goods may come back at all, or whether they do without tax."""

    CUSTOMS = "customs"
    TAX = "tax"


class Result(StrEnum):
    """Whether a condition is met. OPEN: not yet, but it still can be. UNKNOWN: a person must say or
    judge."""

    HOLDS = "holds"
    OPEN = "open"
    FAILS = "fails"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Verdict:
    """One rule applied. `rule` is its number in the collection of rules, `law` the dated value with
    the announcement behind it (None: none was found for that day), `due` the last day to meet it.
    Estimated: the law does not say what happens when that day is no working day."""

    code: str
    rule: str
    scope: Scope
    result: Result
    reason: str
    due: date | None = None
    law: ParameterValue | None = None
    is_estimated: bool = False
    params: tuple[tuple[str, str], ...] = ()

    @property
    def is_low(self) -> bool:
        """Whether the law behind it is poorly sourced."""
        return self.law is not None and self.law.confidence is Confidence.LOW

    @property
    def text_key(self) -> str:
        """The sentence that says what was found."""
        return f"return_verdict.{self.code}.{self.reason}"


REASONS: dict[str, tuple[str, ...]] = {
    "import_apply": ("in_time", "late", "postponed", "not_released"),
    "import_arrive": ("in_time", "ahead", "late", "postponed", "not_released", "not_in_force"),
    "import_resale": ("fit", "opened", "damaged", "altered"),
    "import_part": ("part", "whole", "part_refused"),
    "import_centre": ("met", "mode", "grade", "grade_unknown", "not_in_force"),
    "export_mode": ("covered", "open", "not_covered", "not_in_force"),
    "export_in_time": (*("in_time", "ahead", "late", "postponed", "not_released", "not_in_force"),),
    "export_original": ("original", "altered"),
    "export_district": ("same", "open_to_all", "pilot", "mode", "not_in_force", "unknown"),
    "relief_exported": ("inside", "outside"),
    "relief_mode": ("covered", "not_covered"),
    "relief_food": ("no_food", "food", "partly"),
    "relief_state": ("original", "damaged", "altered"),
    "relief_in_time": ("in_time", "ahead", "late", "postponed", "left_unknown"),
    "relief_refund": ("none", "repaid", "repay_first", "not_said"),
}
"""The reasons each rule can give."""
