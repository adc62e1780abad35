"""Words of goods that come back: why, in which condition, and where a request stands."""

from __future__ import annotations

from enum import StrEnum


class ReasonKind(StrEnum):
    """Why goods come back, for counting; what customs reads is free text."""

    NO_REASON = "no_reason"
    SIZE = "size"
    DAMAGED = "damaged"
    QUALITY = "quality"
    WRONG = "wrong"
    REFUSED = "refused"
    UNSOLD = "unsold"
    OTHER = "other"


class Condition(StrEnum):
    """How the goods are. Unpacked and tried goods are still the original ones, altered ones not."""

    SEALED = "sealed"
    OPENED = "opened"
    TRIED = "tried"
    DAMAGED = "damaged"
    ALTERED = "altered"


class RequestState(StrEnum):
    """Where a request stands in one word (view `goods_return_state`)."""

    DRAFT = "draft"
    PENDING = "pending"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    LAPSED = "lapsed"
    WITHDRAWN = "withdrawn"


STANDING = (RequestState.DRAFT, RequestState.PENDING, RequestState.ACCEPTED)
"""The states in which what a request names is spoken for."""


class PaperKind(StrEnum):
    """What a paper or photo of a document shows."""

    PHOTO = "photo"
    REFUND = "refund"
    WAYBILL = "waybill"
    TAX = "tax"
    OTHER = "other"
