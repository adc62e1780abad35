"""When the law asks for the payment beside order and waybill (R21), as ranges of days for SQL."""

from __future__ import annotations

from datetime import date

from app.legal.export import documents_required
from app.legal.registry import rules
from app.values.finding import DocumentKind

PaymentDays = tuple[tuple[str, str], ...]
_NEVER = "9999-12-31"


def payment_days(customs_mode: str) -> PaymentDays:
    """Ranges of days ("2014-02-10", "2024-12-15"), first inside, last outside, on which an export
    of this mode needs the payment too. Before the first rule nothing is required."""
    starts = [rule.from_ for rule in rules()["R21"]]
    ends = [*(start.isoformat() for start in starts[1:]), _NEVER]
    return tuple(
        (start.isoformat(), end)
        for start, end in zip(starts, ends, strict=True)
        if _needs_payment(customs_mode, start)
    )


def _needs_payment(customs_mode: str, day: date) -> bool:
    return DocumentKind.PAYMENT in documents_required(customs_mode, day)
