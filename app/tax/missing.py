"""What is not known, so that a tax cannot be said. Its sentence, and how to state it, stand in the
texts under `tax.missing_<kind>`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class MissingKind(StrEnum):
    """Kinds, in the order they are worth settling."""

    LAW = "law"  # no such tax on that day
    CURRENCY = "currency"  # amounts not in yuan
    PRICE = "price"  # a line without a price above zero
    HS_CODE = "hs_code"
    ORIGIN = "origin"
    DUTY = "duty"
    CONSUMPTION = "consumption"
    CONTENT = "content"  # net content, for a tax by quantity
    EXCHANGE_RATE = "exchange_rate"
    VAT = "vat"
    ARTICLES = "articles"  # taxed as postal articles: no rates per list


ORDER = tuple(MissingKind)


@dataclass(frozen=True, slots=True)
class Missing:
    """One missing thing. `what` names it (goods code, month, currency), `hint` is what a table
    says without being sure ("" = nothing), `line_no` the line (0 = the whole order)."""

    kind: MissingKind
    what: str = ""
    hint: str = ""
    line_no: int = 0


def words(kinds: Iterable[MissingKind]) -> str:
    """The kinds as the store keeps them: each once, in order, with commas."""
    found = set(kinds)
    return ",".join(kind for kind in ORDER if kind in found)
