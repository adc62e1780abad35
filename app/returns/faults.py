"""What is wrong with a request before it is kept: each fault names its rule, both values and the
day. A blocking one keeps the request from being booked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from app.documents.fields import Flow
from app.documents.returning import RequestState
from app.returns.eligibility import Eligibility
from app.returns.portion import LineLeft
from app.returns.verdict import Result, Scope, Verdict
from app.values.decimals import NotExact, e5_from_decimal, text_from_e5
from app.values.finding import DocumentKind, Finding, Severity

QUANTITY_RULE = "R42"  # whole or part, never more than was declared


@dataclass(frozen=True, slots=True)
class Wish:
    """A quantity of a line that is to come back, in the declared unit."""

    line_no: int
    qty: Decimal


@dataclass(frozen=True, slots=True)
class Other:
    """Another request that travels, or went out, under the same waybill."""

    own_no: str
    state: RequestState


@dataclass(frozen=True, slots=True)
class Asked:
    """A request to be looked at. `own_no` of the original list; `wanted_flow`: the direction the
    person means, None = whatever the list is. `others`: standing requests of the same waybill."""

    own_no: str
    flow: Flow
    wishes: tuple[Wish, ...]
    waybill_no: str
    wanted_flow: Flow | None = None
    others: tuple[Other, ...] = ()


def faults(asked: Asked, lines: Sequence[LineLeft], found: Eligibility) -> list[Finding]:
    """Everything to say about a request, the blocking ones first."""
    said = [
        *_direction(asked),
        *_lines(asked, lines),
        *_waybill(asked),
        *(finding_of(asked.own_no, each) for each in found.verdicts if _severity(each)),
    ]
    return sorted(said, key=lambda each: list(Severity).index(each.severity))


def _finding(asked: Asked, code: str, severity: Severity, **given: Any) -> Finding:
    return Finding(
        code,
        severity,
        DocumentKind.DECLARATION_LIST,
        number=asked.own_no,
        **given,
    )


def _direction(asked: Asked) -> Iterator[Finding]:
    if asked.wanted_flow and asked.wanted_flow is not asked.flow:
        yield _finding(
            *(asked, "returns.direction", Severity.BLOCKING),
            field="flow",
            value=asked.wanted_flow.value,
            expected=asked.flow.value,
            rule="R42" if asked.flow is Flow.IMPORT else "R44",
            params=(
                ("wanted_key", f"decl_flow.{asked.wanted_flow}"),
                ("flow_key", f"decl_flow.{asked.flow}"),
            ),
        )


def _lines(asked: Asked, lines: Sequence[LineLeft]) -> Iterator[Finding]:
    known = {line.line_no: line for line in lines}
    if not asked.wishes:
        yield _finding(asked, "returns.no_lines", Severity.BLOCKING, rule=QUANTITY_RULE)
    seen: set[int] = set()
    for wish in asked.wishes:
        given: dict[str, Any] = {"line_no": wish.line_no, "field": "qty", "value": f"{wish.qty:f}"}
        if wish.line_no not in known:
            lengths = f"1–{len(lines)}"
            given |= {"field": "line_no", "value": str(wish.line_no), "expected": lengths}
            yield _finding(
                asked, "returns.line_unknown", Severity.BLOCKING, rule=QUANTITY_RULE, **given
            )
        elif wish.line_no in seen:
            yield _finding(
                asked, "returns.line_twice", Severity.BLOCKING, rule=QUANTITY_RULE, **given
            )
        else:
            yield from _quantity(asked, wish, known[wish.line_no], given)
        seen.add(wish.line_no)


def _quantity(asked: Asked, wish: Wish, line: LineLeft, given: dict[str, Any]) -> Iterator[Finding]:
    qty_e5 = scaled(wish.qty)
    if qty_e5 is None or qty_e5 <= 0:
        yield _finding(asked, "returns.no_quantity", Severity.BLOCKING, rule="R42", **given)
    elif qty_e5 > line.left_e5:
        yield _finding(
            *(asked, "returns.too_much", Severity.BLOCKING),
            rule=QUANTITY_RULE,
            expected=text_from_e5(line.left_e5),
            params=(
                ("declared", text_from_e5(line.declared_e5)),
                ("spoken", text_from_e5(line.spoken_e5)),
                ("goods", line.goods_name),
            ),
            **given,
        )


def scaled(qty: Decimal) -> int | None:
    """A quantity at scale 5; None when it has more decimals or is no number."""
    try:
        return e5_from_decimal(qty) if qty.is_finite() else None
    except NotExact:
        return None


def _waybill(asked: Asked) -> Iterator[Finding]:
    """Goods of one waybill come back under one request at a time; what is left may follow once that
    was accepted."""
    for other in asked.others:
        is_done = other.state is RequestState.ACCEPTED
        yield _finding(
            asked,
            "returns.waybill_again" if is_done else "returns.waybill_twice",
            Severity.NOTE if is_done else Severity.BLOCKING,
            field="waybill_no",
            value=asked.waybill_no,
            expected=other.own_no,
            rule="R42" if asked.flow is Flow.IMPORT else "R44",
        )


_GRADES = {
    (Scope.CUSTOMS, Result.FAILS): Severity.BLOCKING,
    (Scope.CUSTOMS, Result.UNKNOWN): Severity.DOUBTFUL,
    (Scope.TAX, Result.FAILS): Severity.DOUBTFUL,
    (Scope.TAX, Result.UNKNOWN): Severity.NOTE,
}


def _severity(verdict: Verdict) -> Severity | None:
    if verdict.reason == "repay_first":
        return Severity.DOUBTFUL
    return _GRADES.get((verdict.scope, verdict.result))


def finding_of(own_no: str, verdict: Verdict) -> Finding:
    """A verdict that speaks against a return, as a finding about the document of this number."""
    return Finding(
        verdict.text_key,
        _severity(verdict) or Severity.NOTE,
        DocumentKind.DECLARATION_LIST,
        number=own_no,
        field="applied_on" if verdict.code == "import_apply" else "arrived_on",
        expected=verdict.due.isoformat() if verdict.due else "",
        rule=verdict.law.id if verdict.law else verdict.rule,
        params=words_of(verdict),
    )


def words_of(verdict: Verdict) -> tuple[tuple[str, str], ...]:
    """What fills the sentence of a verdict: its day, and the number the law names."""
    value = verdict.law.value if verdict.law else ""
    shown = ", ".join(map(str, value)) if isinstance(value, tuple) else str(value)
    return (("due", _day(verdict.due)), ("law", shown), *verdict.params)


def _day(day: date | None) -> str:
    return day.isoformat() if day else "—"


def is_blocked(findings: Iterable[Finding]) -> bool:
    """Whether nothing may be booked."""
    return any(each.severity is Severity.BLOCKING for each in findings)
