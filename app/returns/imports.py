"""Import returns (R42, R43): applied for and back in time, fit for resale.

Both days count from the release of the list, whose own day is day 0 (the payment window counts the
same way). The law of the release day applies: the announcement that opened the 45 days says nothing
of lists released before it.
"""

from __future__ import annotations

from datetime import date, timedelta

from app.documents.returning import Condition
from app.legal.parameters import NotInForce, Parameters, ParameterValue
from app.returns.case import ReturnCase, timing
from app.returns.verdict import Result, Scope, Verdict

APPLY_DAYS = "import.cbec.return.apply.days"
ARRIVE_DAYS = "import.cbec.return.arrive.days"
PARTIAL = "import.cbec.return.partial"
CENTRE_MODES = "import.cbec.return.center.modes"
CENTRE_GRADES = "import.cbec.return.center.grades.excluded"


def _verdict(
    code: str, result: Result, reason: str, law: ParameterValue | None = None, rule: str = "R42"
) -> Verdict:
    return Verdict(code, rule, Scope.CUSTOMS, result, reason, law=law)


def last_day(released: date, parameter: str, law: Parameters) -> date:
    """The last day of a span of days from release. Raises NotInForce."""
    return released + timedelta(days=law.whole_at(parameter, released))


def applied_in_time(case: ReturnCase, law: Parameters) -> Verdict | None:
    """Applied for within days of release; no such day before 2020-03-28."""
    if case.released is None:
        return _verdict("import_apply", Result.FAILS, "not_released")
    try:
        days = law.value_at(APPLY_DAYS, case.released)
    except NotInForce:
        return None
    return _timed("import_apply", case.released, case.applied, days, law, is_done=True)


def arrived_in_time(case: ReturnCase, law: Parameters) -> Verdict:
    """Back in the original area or site within days of the same release."""
    if case.released is None:
        return _verdict("import_arrive", Result.FAILS, "not_released")
    try:
        days = law.value_at(ARRIVE_DAYS, case.released)
    except NotInForce:
        return _verdict("import_arrive", Result.UNKNOWN, "not_in_force")
    done = case.arrived is not None
    return _timed("import_arrive", case.released, case.back, days, law, is_done=done)


def _timed(
    code: str, released: date, day: date, days: ParameterValue, law: Parameters, *, is_done: bool
) -> Verdict:
    due = last_day(released, days.id, law)
    found = timing(due, day, is_done=is_done)
    return Verdict(
        code, "R42", Scope.CUSTOMS, found.result, found.reason, due, days, found.is_estimated
    )


_RESALE = {
    Condition.SEALED: (Result.HOLDS, "fit"),
    Condition.OPENED: (Result.UNKNOWN, "opened"),
    Condition.TRIED: (Result.UNKNOWN, "opened"),
    Condition.DAMAGED: (Result.FAILS, "damaged"),
    Condition.ALTERED: (Result.FAILS, "altered"),
}


def fit_for_resale(case: ReturnCase, law: Parameters) -> Verdict:
    """The original goods, fit to be sold again; whether unpacked ones are, a person judges."""
    result, reason = _RESALE[case.condition]
    return _verdict("import_resale", result, reason, _known(PARTIAL, case, law))


def whole_or_part(case: ReturnCase, law: Parameters) -> Verdict | None:
    """A part of a list may go back as well as all of it."""
    value = _known(PARTIAL, case, law)
    if value is None:
        return None
    if case.is_whole:
        return _verdict("import_part", Result.HOLDS, "whole", value)
    if value.value:
        return _verdict("import_part", Result.HOLDS, "part", value)
    return _verdict("import_part", Result.FAILS, "part_refused", value)


def through_centre(case: ReturnCase, law: Parameters) -> Verdict | None:
    """A return centre (R43): bonded lists of a special area only, not for dishonest companies; the
    law of the day of application."""
    if not case.via_centre:
        return None
    try:
        modes = law.value_at(CENTRE_MODES, case.applied)
        excluded = law.list_at(CENTRE_GRADES, case.applied)
    except NotInForce:
        return _verdict("import_centre", Result.FAILS, "not_in_force", rule="R43")
    if case.mode not in law.list_at(CENTRE_MODES, case.applied):
        result, reason = Result.FAILS, "mode"
    elif case.grade in excluded:
        result, reason = Result.FAILS, "grade"
    elif not case.grade:
        result, reason = Result.UNKNOWN, "grade_unknown"
    else:
        result, reason = Result.HOLDS, "met"
    return _verdict("import_centre", result, reason, modes, "R43")


def _known(parameter: str, case: ReturnCase, law: Parameters) -> ParameterValue | None:
    try:
        return law.value_at(parameter, case.released or case.applied)
    except NotInForce:
        return None


RULES = (applied_in_time, arrived_in_time, fit_for_resale, whole_or_part, through_centre)
