"""Export returns: what customs asks (R44) and what lets them in without tax (R45).

Months are counted from the day of release (customs) or of the export declaration (tax), to the same
day of a later month; that day is still inside.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from app.documents.returning import Condition
from app.legal.parameters import NotInForce, Parameters, ParameterValue
from app.legal.windows import months_later
from app.returns.case import AREA_MODE, Refunded, ReturnCase, timing
from app.returns.verdict import Result, Scope, Verdict

CUSTOMS_MODES = "export.return.customs.modes"
OPEN_MODES = "export.return.customs.modes.open"
CUSTOMS_MONTHS = "export.return.customs.max"
DISTRICT_SCOPE = "export.return.cross_district.scope"
DISTRICT_MODES = "export.return.cross_district.modes"
EXPORT_WINDOW = "export.return.tax.export_window"
TAX_MODES = "export.return.tax.modes"
TAX_MONTHS = "export.return.tax.months"
FOOD = "export.return.tax.food.chapters"
PARTLY_FOOD = "export.return.tax.food.chapters.partly"

_DISTRICT_DIGITS = 2  # of a customs office: its district
_CHAPTER_DIGITS = 2
_C, _T = Scope.CUSTOMS, Scope.TAX


def _value(law: Parameters, parameter: str, day: date) -> ParameterValue | None:
    try:
        return law.value_at(parameter, day)
    except NotInForce:
        return None


def _words(value: ParameterValue | None) -> tuple[object, ...]:
    return value.value if value is not None and isinstance(value.value, tuple) else ()


# R44: customs


def mode_covered(case: ReturnCase, law: Parameters) -> Verdict:
    """Retail, special area and overseas warehouse come back under the return regime; whether 9710
    does is open."""
    covered = _value(law, CUSTOMS_MODES, case.back)
    open_ = _value(law, OPEN_MODES, case.back)
    if covered is None:
        return Verdict("export_mode", "R44", _C, Result.UNKNOWN, "not_in_force")
    params = (("mode", case.mode),)
    if case.mode in _words(covered):
        return Verdict(
            "export_mode", "R44", _C, Result.HOLDS, "covered", law=covered, params=params
        )
    if case.mode in _words(open_):
        return Verdict("export_mode", "R44", _C, Result.UNKNOWN, "open", law=open_, params=params)
    return Verdict(
        "export_mode", "R44", _C, Result.FAILS, "not_covered", law=covered, params=params
    )


def back_in_time(case: ReturnCase, law: Parameters) -> Verdict:
    """Back within months of the release of the export."""
    if case.released is None:
        return Verdict("export_in_time", "R44", _C, Result.FAILS, "not_released")
    months = _value(law, CUSTOMS_MONTHS, case.released)
    if months is None:
        return Verdict("export_in_time", "R44", _C, Result.UNKNOWN, "not_in_force")
    return _timed("export_in_time", "R44", case.released, months, case, law)


def original_goods(case: ReturnCase, law: Parameters) -> Verdict:
    """The goods that went out; unpacking, testing and trying on do not change that."""
    months = _value(law, CUSTOMS_MONTHS, case.released or case.exported)
    is_original = case.condition is not Condition.ALTERED
    return Verdict(
        *("export_original", "R44", _C),
        Result.HOLDS if is_original else Result.FAILS,
        "original" if is_original else "altered",
        law=months,
    )


def through_district(case: ReturnCase, law: Parameters) -> Verdict:
    """Back through the district of the export, or another one where and since that is open."""
    result, reason, value = _district(case, law)
    return Verdict("export_district", "R44", _C, result, reason, law=value)


def _district(case: ReturnCase, law: Parameters) -> tuple[Result, str, ParameterValue | None]:
    before, now = (text[:_DISTRICT_DIGITS] for text in (case.original_office, case.office))
    if not now:
        return Result.UNKNOWN, "unknown", None
    if before == now:
        return Result.HOLDS, "same", None
    scope = _value(law, DISTRICT_SCOPE, case.back)
    modes = _value(law, DISTRICT_MODES, case.back)
    if scope is None:
        return Result.FAILS, "not_in_force", None
    if case.mode not in _words(modes):
        return Result.FAILS, "mode", modes
    if scope.value == "nationwide":
        return Result.HOLDS, "open_to_all", scope
    return Result.UNKNOWN, "pilot", scope


# R45: tax


def exported_inside(case: ReturnCase, law: Parameters) -> Verdict:
    """Declared for export on a day the relief covers."""
    window = _value(law, EXPORT_WINDOW, case.exported)
    params = (("exported", case.exported.isoformat()),)
    if window is None:
        return Verdict("relief_exported", "R45", _T, Result.FAILS, "outside", params=params)
    return Verdict("relief_exported", "R45", _T, Result.HOLDS, "inside", law=window, params=params)


def mode_relieved(case: ReturnCase, law: Parameters) -> Verdict | None:
    """Exported under one of the modes of e-commerce."""
    modes = _value(law, TAX_MODES, case.exported)
    if modes is None:
        return None
    is_covered = case.mode in _words(modes)
    return Verdict(
        *("relief_mode", "R45", _T),
        Result.HOLDS if is_covered else Result.FAILS,
        "covered" if is_covered else "not_covered",
        law=modes,
        params=(("mode", case.mode),),
    )


def not_food(case: ReturnCase, law: Parameters) -> Verdict | None:
    """Food is left out; which chapters are food is a reading of ours."""
    food, partly = (_value(law, name, case.exported) for name in (FOOD, PARTLY_FOOD))
    if food is None:
        return None
    chapters = {code[:_CHAPTER_DIGITS]: code for code in case.hs_codes}
    for value, result, reason in (
        (food, Result.FAILS, "food"),
        (partly, Result.UNKNOWN, "partly"),
    ):
        found = sorted(code for chapter, code in chapters.items() if chapter in _words(value))
        if found:
            params = (("hs_code", found[0]),)
            return Verdict("relief_food", "R45", _T, result, reason, law=value, params=params)
    return Verdict("relief_food", "R45", _T, Result.HOLDS, "no_food", law=food)


_STATE = {
    Condition.DAMAGED: (Result.UNKNOWN, "damaged"),
    Condition.ALTERED: (Result.FAILS, "altered"),
}


def state_kept(case: ReturnCase, law: Parameters) -> Verdict | None:
    """Original state: unpacked, tested, tried on is; with parts added or worked on is not."""
    window = _value(law, EXPORT_WINDOW, case.exported)
    if window is None:
        return None
    result, reason = _STATE.get(case.condition, (Result.HOLDS, "original"))
    return Verdict("relief_state", "R45", _T, result, reason, law=window)


def back_without_tax(case: ReturnCase, law: Parameters) -> Verdict | None:
    """Back within months of the export; of leaving the special area for goods that went through
    one."""
    months = _value(law, TAX_MONTHS, case.exported)
    if months is None:
        return None
    if case.mode == AREA_MODE and case.left_area is None:
        return Verdict("relief_in_time", "R45", _T, Result.UNKNOWN, "left_unknown", law=months)
    start = case.left_area if case.mode == AREA_MODE and case.left_area else case.exported
    return _timed("relief_in_time", "R45", start, months, case, law)


def refund_repaid(case: ReturnCase, law: Parameters) -> Verdict | None:
    """A refund that was paid out goes back first, with a certificate of the tax office."""
    window = _value(law, EXPORT_WINDOW, case.exported)
    if window is None:
        return None
    if case.certificate.strip():
        result, reason = Result.HOLDS, "repaid"
    else:
        result, reason = _REFUND[case.refunded]
    params = (("certificate", case.certificate.strip()),)
    return Verdict("relief_refund", "R45", _T, result, reason, law=window, params=params)


_REFUND = {
    Refunded.NO: (Result.HOLDS, "none"),
    Refunded.YES: (Result.OPEN, "repay_first"),
    Refunded.NOT_SAID: (Result.UNKNOWN, "not_said"),
}


def _timed(
    code: str, rule: str, start: date, months: ParameterValue, case: ReturnCase, law: Parameters
) -> Verdict:
    due = months_later(start, law.whole_at(months.id, months.from_))
    found = timing(due, case.back, is_done=case.arrived is not None)
    verdict = Verdict(code, rule, _C if rule == "R44" else _T, found.result, found.reason, due)
    return replace(verdict, law=months, is_estimated=found.is_estimated)


RULES = (
    *(mode_covered, back_in_time, original_goods, through_district),
    *(exported_inside, mode_relieved, not_food, state_kept, back_without_tax, refund_repaid),
)
