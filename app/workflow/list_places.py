"""Where on the form of a list a finding belongs, and what would put it right."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache

from app.declaration.verdict import SUMMARY
from app.documents.fields import Flow
from app.precheck.fields import MESSAGE, list_fields
from app.values.finding import Finding

FILL = "fill."  # a finding carries what its button writes as parameters of this name
_PLUS = " + "  # between two units in a finding

# Elements that are not text, besides those of the pre-check's own table.
_HEAD = {
    "ieDate": "export_date",
    "statisticsFlag": "statistics_flag",
    "freight": "freight",
    "insuredFee": "insured",
    "packNo": "pieces",
    "grossWeight": "gross_weight",
    "netWeight": "net_weight",
}
_LINE = {
    "gcode": "hs_code",
    "qty": "declared_qty",
    "qty1": "statutory_qty_1",
    "qty2": "statutory_qty_2",
    "price": "price",
    "totalPrice": "line_total",
    "netWeight": "net_weight",
}


@dataclass(frozen=True, slots=True)
class Placed:
    """A finding with its place: `field` of the head (`line` 0) or of a line counted from 1; field
    "" = the list as a whole. What its button would write stands in its parameters."""

    finding: Finding
    field: str = ""
    line: int = 0

    @property
    def fills(self) -> dict[str, str]:
        """Field → text that puts it right; empty when nothing is known."""
        return {
            name.removeprefix(FILL): value
            for name, value in self.finding.params
            if name.startswith(FILL)
        }


def placed(
    findings: Iterable[Finding],
    *,
    shown: Sequence[Mapping[str, str]] = (),
    own: Sequence[Mapping[str, str]] = (),
) -> tuple[Placed, ...]:
    """Findings with place and remedy. `shown` and `own` are head (at 0) and lines: what the list
    holds, and what masters and documents say; without them nothing is offered."""
    return tuple(_placed(finding, shown, own) for finding in findings)


def _placed(
    finding: Finding, shown: Sequence[Mapping[str, str]], own: Sequence[Mapping[str, str]]
) -> Placed:
    field, line = place_of(finding)
    fills = _remedy(finding)
    if not fills and field and line < len(own):
        now, better = shown[line].get(field, ""), own[line].get(field, "")
        if better and better != now:
            fills = {field: better}
    if own and fills:
        extra = tuple((FILL + name, value) for name, value in fills.items())
        finding = replace(finding, params=finding.params + extra)
    return Placed(finding, field, line)


def place_of(finding: Finding) -> tuple[str, int]:
    """Field and line of a finding."""
    message, dot, wire = finding.field.partition(".")
    if not dot:
        return finding.field, finding.line_no
    flow = next((flow for flow, name in MESSAGE.items() if name == message), None)
    if flow is None:
        return "", 0
    if finding.line_no and (field := _columns(flow, "line").get(wire)):
        return field, finding.line_no
    return _columns(flow, "head").get(wire, ""), 0


@cache
def _columns(flow: Flow, part: str) -> dict[str, str]:
    named = {field.wire: field.column for field in list_fields(flow) if field.part == part}
    return named | (_HEAD if part == "head" else _LINE)


def _remedy(finding: Finding) -> dict[str, str]:
    """What the finding itself says should stand there."""
    check = finding.code.removeprefix("precheck.")
    if check == "barcode_empty":
        return {"barcode": finding.expected}
    if check == "statutory_unit":
        first, _, second = finding.expected.partition(_PLUS)
        return {"statutory_unit_1": first, "statutory_unit_2": second}
    if check == "second_qty_without_unit":
        return {"statutory_qty_2": ""}
    if check == "sku_too_long":
        return {"sku": dict(finding.params)["proposal"]}
    if check in ("line_total", "line_total_rounding"):
        return {"line_total": finding.expected}
    if check.startswith("simplified_"):
        return {"statistics_flag": SUMMARY}
    return {}
