"""How statuses of lists look everywhere: their colours, and the groups in which they are shown.

Violet (filed) only where the list went on to customs: what is prepared or handed over is not."""

from __future__ import annotations

from app.documents.status import Status

TONES: dict[str, str] = {
    Status.DRAFT: "muted",
    Status.PREPARED: "info",
    Status.HANDED_OVER: "info",
    Status.SAVED: "info",
    Status.DECLARING: "filed",
    Status.SENT: "filed",
    Status.SEND_FAILED: "bad",
    Status.FAILED: "bad",
    Status.REJECTED: "bad",
    Status.ACCEPTED: "filed",
    Status.AWAITING_ARRIVAL: "filed",
    Status.SUSPENDED: "warn",
    Status.IN_REVIEW: "filed",
    Status.REVIEWED: "filed",
    Status.INSPECTION: "warn",
    Status.DETAINED: "bad",
    Status.RELEASED: "good",
    Status.CLEARED: "good",
    Status.RETURNED_ABROAD: "warn",
    Status.CANCELLING: "warn",
    Status.CANCELLED: "muted",
    Status.UNKNOWN: "warn",
}

# The columns of a board from left to right; each status stands in one of them.
GROUPS: dict[str, tuple[Status, ...]] = {
    "own": (Status.DRAFT, Status.PREPARED, Status.HANDED_OVER),
    "port": (Status.SAVED, Status.DECLARING, Status.SENT),
    "customs": (
        Status.ACCEPTED,
        Status.AWAITING_ARRIVAL,
        Status.IN_REVIEW,
        Status.REVIEWED,
        Status.SUSPENDED,
        Status.INSPECTION,
    ),
    "attention": (
        Status.REJECTED,
        Status.FAILED,
        Status.SEND_FAILED,
        Status.DETAINED,
        Status.UNKNOWN,
    ),
    "done": (
        Status.RELEASED,
        Status.CLEARED,
        Status.CANCELLING,
        Status.CANCELLED,
        Status.RETURNED_ABROAD,
    ),
}
