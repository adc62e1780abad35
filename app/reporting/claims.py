"""Sheet of the refund claims of a month."""

from __future__ import annotations

from collections.abc import Sequence

from app.reporting.cells import Kind
from app.reporting.lists import columns
from app.reporting.sheet import Sheet
from app.reporting.words import Words

_COLUMNS = (
    ("claim_no", Kind.CODE, 20, False),
    ("month", Kind.MONTH, 9, False),
    ("claim_kind", Kind.TEXT, 14, False),
    ("claim_state", Kind.TEXT, 18, False),
    ("prepared_on", Kind.DATE, 11, False),
    ("filed_on", Kind.DATE, 11, False),
    ("documents_on", Kind.DATE, 11, False),
    ("line_count", Kind.COUNT, 8, True),
    ("tax_refund", Kind.MONEY, 14, True),
    ("official_refund", Kind.MONEY, 14, True),
    ("received_refund", Kind.MONEY, 14, True),
    ("paid_back", Kind.MONEY, 14, True),
)


Claim = tuple[str | int | None, ...]
"""Number, month, kind, state, days of preparing, filing and documents, lines; at scale 5 the
estimate, what was granted, came in and went back, None = not known."""


def claim_sheet(claims: Sequence[Claim], words: Words) -> Sheet:
    """One row a claim."""
    rows = (
        (
            *claim[:2],
            words.say(f"claim_kind.{claim[2]}"),
            words.say(f"claim_state.{claim[3]}"),
            *claim[4:],
        )
        for claim in claims
    )
    return Sheet(
        words.title("claims"),
        columns(_COLUMNS, words),
        rows,
        len(claims),
        total_label=words.say("report.total"),
    )
