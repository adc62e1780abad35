"""The statuses of a declaration list and the one table that leads to them.

`resources/ceb/status_codes.csv` says which customs code means which status and how far along it is;
`resources/declaration/status.toml` says what a status allows. Nothing here looks at a document.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from app import resources


class Status(StrEnum):
    """Where a declaration list (or a cancel request, a master bill list) stands."""

    DRAFT = "draft"
    PREPARED = "prepared"  # written into the outbox; not filed
    HANDED_OVER = "handed_over"  # a person says it was sent; no answer yet
    SAVED = "saved"
    DECLARING = "declaring"
    SENT = "sent"
    SEND_FAILED = "send_failed"
    FAILED = "failed"
    REJECTED = "rejected"
    ACCEPTED = "accepted"
    AWAITING_ARRIVAL = "awaiting_arrival"
    SUSPENDED = "suspended"
    IN_REVIEW = "in_review"
    REVIEWED = "reviewed"
    INSPECTION = "inspection"
    DETAINED = "detained"
    RELEASED = "released"
    CLEARED = "cleared"
    RETURNED_ABROAD = "returned_abroad"
    CANCELLING = "cancelling"
    CANCELLED = "cancelled"
    UNKNOWN = "unknown"


class EventKind(StrEnum):
    """What happens to a document; only RECEIPT carries a customs code."""

    CREATED = "created"
    EDITED = "edited"
    REBUILT = "rebuilt"  # a draft followed its documents
    CHANGED = "changed"  # a new round: the message is to be written again with appType 2
    EXPORTED = "exported"
    HANDED_OVER = "handed_over"
    RECEIPT = "receipt"


# What our own events lead to while customs has not answered.
BY_EVENT = {
    EventKind.CREATED: Status.DRAFT,
    EventKind.CHANGED: Status.DRAFT,
    EventKind.EXPORTED: Status.PREPARED,
    EventKind.HANDED_OVER: Status.HANDED_OVER,
}


@dataclass(frozen=True, slots=True)
class StatusRule:
    """What a status allows. `hours`: longer without the next answer counts as stuck, 0 = never."""

    filed: bool
    open: bool
    change: bool
    cancel: bool
    hours: int


@dataclass(frozen=True, slots=True)
class CodeMeaning:
    """What a customs status code means: our status, and how far along it is (equal times prefer the
    higher rank, K08)."""

    status: Status
    rank: int


@cache
def rules() -> dict[Status, StatusRule]:
    """What each status allows."""
    table = resources.load_toml("declaration/status.toml")
    return {Status(name): StatusRule(**row) for name, row in table.items()}


@cache
def code_meanings() -> dict[str, CodeMeaning]:
    """All published codes. Any negative number means a processing error (`meaning`)."""
    return {
        row["code"]: CodeMeaning(Status(row["state"]), int(row["rank"]))
        for row in resources.iter_csv("ceb/status_codes.csv")
        if row["kind"] == "status"
    }


def meaning(code: str) -> CodeMeaning:
    """What a received code means; a code nobody published is UNKNOWN, never an error."""
    known = code_meanings()
    if code in known:
        return known[code]
    if code.startswith("-") and code[1:].isdecimal():
        return known["<0"]
    return CodeMeaning(Status.UNKNOWN, 0)
