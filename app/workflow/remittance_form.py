"""An amount received as a form holds it, and back."""

from __future__ import annotations

from decimal import Decimal

from app.queries.money import RemittanceRow
from app.values.decimals import e5_from_decimal, text_from_e5
from app.workflow.remittances import Remitted
from app.workflow.typed import BadEntry, Typed, day, number, said

NOUGHT = Decimal(0)


def remitted(typed: Typed) -> Remitted:
    """What was typed. Raises BadEntry with the field that cannot be read."""
    first = day(typed, "period_from") if typed["period_from"].strip() else None
    last = day(typed, "period_until") if typed["period_until"].strip() else None
    if (first is None) != (last is None):
        raise BadEntry(field="period_until" if first else "period_from")
    cny = number(typed, "cny") if typed["cny"].strip() else None
    return Remitted(
        remit_no=said(typed, "remit_no"),
        received_on=day(typed, "received_on"),
        currency=said(typed, "currency"),
        gross=number(typed, "gross"),
        fee=number(typed, "fee") if typed["fee"].strip() else NOUGHT,
        reason=said(typed, "reason"),
        bank=typed["bank"],
        platform=typed["platform"],
        period=(first, last) if first and last else None,
        settled_on=day(typed, "settled_on") if cny is not None else None,
        cny=cny,
        note=typed["note"],
    )


def values_of(row: RemittanceRow) -> dict[str, str]:
    """What the form shows of an amount that is kept."""
    return {
        "remit_no": row.remit_no,
        "received_on": row.received_on,
        "currency": row.currency,
        "gross": _amount(row.gross),
        "fee": _amount(row.fee),
        "bank": row.bank,
        "platform": row.platform,
        "period_from": row.period_from,
        "period_until": row.period_until,
        "settled_on": row.settled_on,
        "cny": "" if row.cny is None else _amount(row.cny),
        "reason": row.reason,
        "note": row.note,
    }


def _amount(value: Decimal) -> str:
    return text_from_e5(e5_from_decimal(value), decimals=2)
