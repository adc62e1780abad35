"""Sheet of the refund claims of a month."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Protocol

from app.reporting.cells import Kind
from app.reporting.lists import columns
from app.reporting.sheet import Sheet
from app.reporting.words import Words
from app.values.decimals import e5_from_decimal

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


class Claim(Protocol):
    """A claim as it stands; amounts None = not known."""

    @property
    def claim_no(self) -> str: ...
    @property
    def month(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def state(self) -> str: ...
    @property
    def prepared_on(self) -> str: ...
    @property
    def filed_on(self) -> str: ...
    @property
    def documents_on(self) -> str: ...
    @property
    def lines(self) -> int: ...
    @property
    def estimate(self) -> Decimal | None: ...
    @property
    def official(self) -> Decimal | None: ...
    @property
    def received(self) -> Decimal: ...
    @property
    def paid_back(self) -> Decimal: ...


def claim_sheet(claims: Sequence[Claim], words: Words) -> Sheet:
    """One row a claim."""
    return Sheet(
        words.title("claims"),
        columns(_COLUMNS, words),
        _rows(claims, words),
        len(claims),
        total_label=words.say("report.total"),
    )


def _rows(claims: Iterable[Claim], words: Words) -> Iterable[Sequence[object]]:
    for claim in claims:
        amounts = (claim.estimate, claim.official, claim.received, claim.paid_back)
        yield (
            *(claim.claim_no, claim.month),
            words.say(f"claim_kind.{claim.kind}"),
            words.say(f"claim_state.{claim.state}"),
            *(claim.prepared_on, claim.filed_on, claim.documents_on, claim.lines),
            *(None if amount is None else e5_from_decimal(amount) for amount in amounts),
        )
