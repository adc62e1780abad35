"""All rules over one return: what each says, what they come to, which day is next."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from app.documents.fields import Flow
from app.legal.parameters import Parameters
from app.returns import exports, imports
from app.returns.case import ReturnCase
from app.returns.verdict import Result, Scope, Verdict

_WORST_FIRST = (Result.FAILS, Result.UNKNOWN, Result.OPEN)


@dataclass(frozen=True, slots=True)
class Deadline:
    """A day something must be done by: the code of the rule, and whether it is estimated."""

    code: str
    day: date
    is_estimated: bool


@dataclass(frozen=True, slots=True)
class Eligibility:
    """The verdicts on a return, in the order of the rules."""

    verdicts: tuple[Verdict, ...]

    def of(self, code: str) -> Verdict | None:
        """The verdict of one rule; None when it does not apply."""
        return next((each for each in self.verdicts if each.code == code), None)

    def result(self, scope: Scope) -> Result:
        """The worst verdict of a scope; HOLDS when nothing speaks against it."""
        found = {each.result for each in self.verdicts if each.scope is scope}
        return next((result for result in _WORST_FIRST if result in found), Result.HOLDS)

    @property
    def may_return(self) -> bool:
        """Whether customs lets the goods come back, as far as known."""
        return self.result(Scope.CUSTOMS) is not Result.FAILS

    @property
    def failures(self) -> tuple[Verdict, ...]:
        """The verdicts that stand against coming back at all."""
        return tuple(
            each
            for each in self.verdicts
            if each.scope is Scope.CUSTOMS and each.result is Result.FAILS
        )

    def deadlines(self, *, applied: bool) -> tuple[Deadline, ...]:
        """The days still ahead, the next first; `applied`: the application was made."""
        days = [
            Deadline(each.code, each.due, each.is_estimated)
            for each in self.verdicts
            if each.due and (each.result is Result.OPEN or _is_to_apply(each, applied))
        ]
        return tuple(sorted(days, key=lambda each: each.day))


def _is_to_apply(verdict: Verdict, applied: bool) -> bool:
    return verdict.code == "import_apply" and verdict.result is Result.HOLDS and not applied


def judge(case: ReturnCase, law: Parameters) -> Eligibility:
    """Every rule that applies to a return."""
    rules = imports.RULES if case.flow is Flow.IMPORT else exports.RULES
    verdicts = (rule(case, law) for rule in rules)
    return Eligibility(tuple(verdict for verdict in verdicts if verdict is not None))
