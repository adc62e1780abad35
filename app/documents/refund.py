"""Words of the refund ledger: where an exported line and a claim stand."""

from __future__ import annotations

from enum import StrEnum


class LedgerState(StrEnum):
    """Where the refund of an exported line stands, or why there is none yet."""

    REFUNDED = "refunded"
    PREPARED = "prepared"  # claimed here, not filed yet
    FILED = "filed"  # the tax office has it
    DOCUMENTS = "documents"  # filed, its documents are late
    PAY_BACK = "pay_back"  # goods came back, more is claimed than was left abroad
    READY = "ready"
    NO_ENTRY = "no_entry"  # no customs entry number yet
    NO_INVOICE = "no_invoice"
    PART_INVOICE = "part_invoice"
    NOT_CONFIRMED = "not_confirmed"  # its invoice was not confirmed for refund
    RATE_UNKNOWN = "rate_unknown"
    RATE_ZERO = "rate_zero"
    LATE = "late"  # by the rule before 2026: a late claim stayed possible
    OVERDUE = "overdue"  # since 2026: a domestic sale
    SIMPLIFIED = "simplified"  # summary statistics: never (R26)
    LISTED = "listed"  # of a B2B export: its list says how it stands
    RETURNED = "returned"
    NOT_EXPORTED = "not_exported"
    MONTH = "month"  # a production company's: in the sheet of its month


CLAIMABLE = (LedgerState.READY, LedgerState.LATE)
"""What a claim may take up."""
