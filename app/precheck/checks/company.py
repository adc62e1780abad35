"""Company codes and names (T20, T26, C08, C09, R46, R47).

There are only a few companies in a hundred thousand lists, so each is judged once, in Python; the
statements join the faults to the lists that name the company.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from app.precheck.checks.select import finds
from app.reference.parties import check_credit_code, check_customs_code
from app.reference.verdict import CodeStatus

ROLES = ("platform", "carrier", "declarant", "seller", "producer")
NO_CODE = {"platform": "无", "producer": "NO"}  # C08, C09: stands where there is no code
_CUSTOMS_LENGTH = 10

_WIRE = {
    "platform": "CEB603.ebp",
    "carrier": "CEB603.logistics",
    "declarant": "CEB603.agent",
    "seller": "CEB603.ebc",
    "producer": "CEB603.owner",
}


@dataclass(frozen=True, slots=True)
class Named:
    """A company as lists name it."""

    role: str
    code: str
    name: str


@dataclass(frozen=True, slots=True)
class Filed:
    """A company as it is filed; `valid_until` ISO date or ""."""

    role: str
    customs_code: str
    credit_code: str
    name: str
    valid_until: str

    @property
    def codes(self) -> set[str]:
        """The codes it may be named by."""
        return {code for code in (self.customs_code, self.credit_code) if code}


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a named company: the check, the element, both values."""

    check: str
    field: str
    value: str
    expected: str


def faults(company: Named, filed: Iterable[Filed]) -> Iterator[Fault]:
    """Everything to say about one company; `filed` are the companies filed in its role. Elements
    are named as in export lists."""
    same_name = [each for each in filed if each.name == company.name]
    same_code = [each for each in filed if company.code in each.codes]
    wire = _WIRE[company.role]
    if company.code == NO_CODE.get(company.role):
        codes = {code for each in same_name for code in each.codes}
        if codes:
            check = f"{company.role}_has_code"
            yield Fault(check, f"{wire}Code", company.code, " / ".join(sorted(codes)))
        return
    if company.code:
        yield from _code_faults(company.code, f"{wire}Code")
    if same_code and not any(each.name == company.name for each in same_code):
        names = " / ".join(sorted(each.name for each in same_code))
        yield Fault("company_name", f"{wire}Name", company.name, names)
    ends = [each.valid_until for each in same_code if each.name == company.name]
    if ends and all(ends):
        yield Fault("company_expired", f"{wire}Code", company.name, max(ends))


def _code_faults(code: str, field: str) -> Iterator[Fault]:
    check = check_customs_code if len(code) == _CUSTOMS_LENGTH else check_credit_code
    verdict = check(code)
    if verdict.status is CodeStatus.MALFORMED:
        yield Fault("company_code_form", field, code, verdict.expected)
    elif verdict.status is CodeStatus.DOUBTFUL:
        yield Fault("company_code_check", field, code, verdict.expected)


def _by_role(check: str, condition: str = "1") -> str:
    parts = (
        finds(
            f"company_fault f CROSS JOIN checked_list h ON h.{role}_code = f.code"
            f" AND h.{role}_name = f.name"
            f" WHERE f.role = '{role}' AND f.fault = '{check}' AND {condition}",
            value="f.value",
            expected="f.expected",
            field="f.field",
        )
        for role in ROLES
    )
    return " UNION ALL ".join(parts)


CHECKS = {
    "platform_unfiled": finds(
        "checked_order h JOIN orders o ON o.id = h.order_id"
        " JOIN party p ON p.id = o.platform_id WHERE p.is_filed = 0",
        value="p.name",
    ),
    "carrier_unfiled": finds(
        "checked_list h JOIN waybill w ON w.id = h.waybill_id"
        " JOIN party p ON p.id = w.carrier_id WHERE p.is_filed = 0",
        value="p.name",
    ),
    "seller_differs": finds(
        "checked_list h WHERE :seller_code <> '' AND h.seller_code <> :seller_code",
        value="h.seller_code",
        expected=":seller_code",
    ),
    "company_code_form": _by_role("company_code_form"),
    "company_code_check": _by_role("company_code_check"),
    "company_name": _by_role("company_name"),
    "company_expired": _by_role("company_expired", "h.export_date > f.expected"),
    "platform_has_code": _by_role("platform_has_code"),
    "producer_has_code": _by_role("producer_has_code"),
}
