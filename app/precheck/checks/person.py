"""Who ordered, who pays, who receives (T06-T15; R16, R19): persons by name, ID number and phone.

ID numbers and phones stand masked in findings: these are shown, kept and exported.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from app.precheck.checks.select import finds
from app.reference.parties import check_id_number, id_number_oddity
from app.reference.verdict import CodeStatus, Verdict
from app.values.personal import masked_number

RESIDENT_ID = "1"  # C03


def id_fault(number: str) -> str:
    """What is surely wrong with an ID number: "shape", "birthday", "check"; "" = nothing."""
    return _word(check_id_number(number))


def id_right(number: str) -> str:
    """What should stand there instead, where that can be said: the check digit, the length."""
    return check_id_number(number).expected


def id_oddity(number: str, day: str) -> str:
    """What is odd about a right one on a day: "area", "unborn"; "" = nothing."""
    if check_id_number(number).status is not CodeStatus.VALID:
        return ""
    return _word(id_number_oddity(number, date.fromisoformat(day)))


def _word(verdict: Verdict) -> str:
    return verdict.reason.rpartition("id_number_")[2]


SQL_FUNCTIONS: dict[str, Callable[..., str]] = {
    "check_id": id_fault,
    "check_id_right": id_right,
    "check_id_oddity": id_oddity,
    "check_masked": masked_number,
}

_ORDER = "checked_list h JOIN orders o ON o.id = h.order_id"
_PAID = "checked_order h JOIN orders o ON o.id = h.order_id JOIN payment p ON p.order_id = o.id"
_PAID += " AND p.pay_kind = 'payment'"
_CARRIED = "checked_list h JOIN orders o ON o.id = h.order_id JOIN waybill w ON w.id = h.waybill_id"


def _shown(column: str, *, masked: bool) -> str:
    return f"check_masked({column})" if masked else column


def _unlike(source: str, ours: str, theirs: str, *, masked: bool = False, field: str = "") -> str:
    """Both say something, and not the same."""
    return finds(
        f"{source} WHERE {ours} <> '' AND {theirs} <> '' AND {ours} <> {theirs}",
        value=_shown(theirs, masked=masked),
        expected=_shown(ours, masked=masked),
        field=f"'{field}'",
    )


def _of_list(column: str, *, masked: bool = False) -> str:
    """The list says it otherwise than its order."""
    return finds(
        f"{_ORDER} WHERE h.{column} <> o.{column}",
        value=_shown(f"h.{column}", masked=masked),
        expected=_shown(f"o.{column}", masked=masked),
    )


_NOT_VOUCHED = f"{_PAID} AND NOT :authenticated"
_OTHER_NAME = f"{_NOT_VOUCHED} AND p.payer_hash <> o.buyer_hash"
_WITH_ID = f"checked_list h WHERE h.buyer_id_type = '{RESIDENT_ID}' AND h.buyer_id_no <> ''"


def _id(function: str, expected: str = "''") -> str:
    return finds(
        f"{_WITH_ID} AND {function} <> ''",
        value="check_masked(h.buyer_id_no)",
        expected=expected,
        params=f"json_object('why_key', 'precheck_id.' || {function})",
    )


CHECKS = {
    "id_number": _id("check_id(h.buyer_id_no)", "check_id_right(h.buyer_id_no)"),
    "id_odd": _id("check_id_oddity(h.buyer_id_no, h.export_date)"),
    "id_type": finds(
        f"checked_list h WHERE h.buyer_id_type NOT IN ('', '{RESIDENT_ID}')",
        value="h.buyer_id_type",
        expected=f"'{RESIDENT_ID}'",
        field="'CEB621.buyerIdType'",
    )
    + " UNION ALL "
    + finds(
        f"{_PAID} WHERE p.payer_id_type NOT IN ('', '{RESIDENT_ID}')",
        value="p.payer_id_type",
        expected=f"'{RESIDENT_ID}'",
        field="'CEB411.payerIdType'",
    ),
    "payer_differs": _unlike(_OTHER_NAME, "o.buyer_name", "p.payer_name", field="CEB411.payerName")
    + " UNION ALL "
    + _unlike(
        f"{_NOT_VOUCHED} AND upper(p.payer_id_no) <> upper(o.buyer_id_no)",
        "o.buyer_id_no",
        "p.payer_id_no",
        masked=True,
        field="CEB411.payerIdNumber",
    ),
    "buyer_name": _of_list("buyer_name"),
    "buyer_id": _of_list("buyer_id_no", masked=True),
    "buyer_phone": _of_list("buyer_phone", masked=True),
    "list_address": _of_list("consignee_address"),
    "waybill_consignee": _unlike(_CARRIED, "o.consignee", "w.consignee"),
    "waybill_phone": _unlike(_CARRIED, "o.consignee_phone", "w.consignee_phone", masked=True),
    "waybill_address": _unlike(_CARRIED, "o.consignee_address", "w.consignee_address"),
}
