"""How far a company's filing (企业备案) has come. Steps are recorded by hand, with their date: the
filing itself happens elsewhere."""

from __future__ import annotations

from enum import StrEnum


class FilingStatus(StrEnum):
    """Where a filing stands; the value is also the kind of the event that brings it there."""

    DRAFT = "draft"
    SENT = "sent"
    APPROVED = "approved"
    CHANGED = "changed"  # a change was asked for; the old filing holds until it is approved
    EXPIRED = "expired"


# What may be recorded next. Approval without a sending: filed before this program was used.
FOLLOWS: dict[FilingStatus, tuple[FilingStatus, ...]] = {
    FilingStatus.DRAFT: (FilingStatus.SENT, FilingStatus.APPROVED),
    FilingStatus.SENT: (FilingStatus.APPROVED, FilingStatus.DRAFT),
    FilingStatus.APPROVED: (FilingStatus.CHANGED, FilingStatus.EXPIRED),
    FilingStatus.CHANGED: (FilingStatus.APPROVED, FilingStatus.EXPIRED),
    FilingStatus.EXPIRED: (FilingStatus.SENT, FilingStatus.APPROVED),
}
