"""The annual ledger of one buyer (R4): what was used of a year's limit, entry by entry.

In the order things happened: purchases add their dutiable value as far as their channel counts,
accepted returns give it back, and a balance from the official query replaces what was added up by
then. What the buyer used elsewhere is known only through such a balance: every answer is "as far as
known".
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum

from app.legal.parameters import NotInForce, Parameters
from app.tax.regimes.channel import Channel, Limits, Position, channel_at, limits_at

ZERO = Decimal(0)
_LAST = "9999"  # not declared yet: after everything that was


@dataclass(frozen=True, slots=True)
class Purchase:
    """A list of the buyer. `moment` is when it was released, else declared ("" = not yet), `day`
    decides the law and the year. `stands`: not cancelled, refused or sent back."""

    list_id: int
    number: str
    moment: str
    day: date
    value: Decimal
    is_one_article: bool
    stands: bool = True
    is_released: bool = False


@dataclass(frozen=True, slots=True)
class GivenBack:
    """An accepted return: dutiable value that no longer counts, from that moment on."""

    list_id: int
    number: str
    moment: str
    value: Decimal


@dataclass(frozen=True, slots=True)
class OfficialBalance:
    """Used of the year as the official query said at `as_of` (a day, or a moment of it: purchases
    of the rest of that day are added)."""

    used: Decimal
    as_of: str
    source: str
    id: int = 0


class EntryKind(StrEnum):
    """What an entry of the ledger is. Texts: `limits.entry.<kind>`."""

    COUNTED = "counted"  # released
    RESERVED = "reserved"  # not released yet, counted so that the limit is not used twice
    NOT_COUNTED = "not_counted"  # its channel does not take from the limit
    ENDED = "ended"  # cancelled, refused or sent back
    GIVEN_BACK = "given_back"
    OFFICIAL = "official"


@dataclass(frozen=True, slots=True)
class Entry:
    """One line: what it changed and what was used after it. `used_before` is what the channel of a
    purchase was judged by; `channel` None = not a purchase, or no such limits on its day."""

    kind: EntryKind
    moment: str
    number: str
    list_id: int
    value: Decimal
    used_before: Decimal
    used_after: Decimal
    channel: Channel | None = None
    source: str = ""


@dataclass(frozen=True, slots=True)
class Prediction:
    """What an order would be for a buyer who has used so much. `over_single` and `over_annual` are
    by how much a limit is passed (zero = within)."""

    day: date
    value: Decimal
    used_before: Decimal
    limits: Limits | None
    channel: Channel | None

    @property
    def over_single(self) -> Decimal:
        """By how much the order passes the single limit."""
        return max(self.value - self.limits.single_yuan, ZERO) if self.limits else ZERO

    @property
    def over_annual(self) -> Decimal:
        """By how much the year passes the annual limit."""
        after = self.used_before + self.value
        return max(after - self.limits.annual_yuan, ZERO) if self.limits else ZERO

    @property
    def is_admissible(self) -> bool:
        """Whether a retail list can be declared for it."""
        return self.channel is not None and self.channel.is_admissible

    @property
    def used_after(self) -> Decimal:
        """Used of the year with the order; one that does not count leaves it as it was."""
        counts = self.channel is not None and self.channel.counts_to_annual
        return self.used_before + self.value if counts else self.used_before


class Judge:
    """Judges orders by the limits of their day; remembers what it looked up."""

    def __init__(self, law: Parameters) -> None:
        self._law = law
        self._limits: dict[date, Limits | None] = {}

    def limits(self, day: date) -> Limits | None:
        """The limits of a day; None where there are none."""
        if day not in self._limits:
            try:
                self._limits[day] = limits_at(day, self._law)
            except NotInForce:
                self._limits[day] = None
        return self._limits[day]

    def predict(
        self, value: Decimal, used: Decimal, day: date, *, is_one_article: bool
    ) -> Prediction:
        """What an order of this dutiable value would be."""
        limits = self.limits(day)
        channel = None
        if limits is not None:
            position = limits.position(value, used + value, is_one_article=is_one_article)
            channel = _channel(position, day, self._law)
        return Prediction(day, value, used, limits, channel)


def _channel(position: Position, day: date, law: Parameters) -> Channel | None:
    try:
        return channel_at(position, day, law)[0]
    except NotInForce:
        return None


Happening = Purchase | GivenBack | OfficialBalance


def entries(
    purchases: Iterable[Purchase],
    judge: Judge,
    *,
    returns: Iterable[GivenBack] = (),
    balances: Iterable[OfficialBalance] = (),
) -> Iterator[Entry]:
    """The ledger of one buyer and year in the order things happened. What is not declared yet comes
    last, in the order of its days. A return gives back no more than its list had counted."""
    used, counted = ZERO, dict[int, Decimal]()
    happened: list[Happening] = [*purchases, *returns, *balances]
    for each in sorted(happened, key=_order):
        if isinstance(each, GivenBack):
            each = replace(each, value=min(each.value, counted.get(each.list_id, ZERO)))
            counted[each.list_id] = counted.get(each.list_id, ZERO) - each.value
        entry = _entry(each, used, judge)
        if entry.kind in (EntryKind.COUNTED, EntryKind.RESERVED):
            counted[entry.list_id] = entry.value
        used = entry.used_after
        yield entry


def _order(each: Happening) -> tuple[str, bool, date, int]:
    """A purchase of the same moment comes before a return or a balance, a list before an order that
    has none yet (a negative id)."""
    if isinstance(each, Purchase):
        return each.moment or _LAST, each.list_id < 0, each.day, abs(each.list_id)
    if isinstance(each, GivenBack):
        return each.moment, True, date.max, each.list_id
    return each.as_of, True, date.max, 0


def _entry(each: Happening, used: Decimal, judge: Judge) -> Entry:
    if isinstance(each, OfficialBalance):
        change = each.used - used
        return Entry(
            EntryKind.OFFICIAL, each.as_of, "", 0, change, used, each.used, source=each.source
        )
    if isinstance(each, GivenBack):
        after = max(used - each.value, ZERO)
        return Entry(
            EntryKind.GIVEN_BACK, each.moment, each.number, each.list_id, -each.value, used, after
        )
    seen = judge.predict(each.value, used, each.day, is_one_article=each.is_one_article)
    kind = _kind(each, seen.channel)
    counts = kind in (EntryKind.COUNTED, EntryKind.RESERVED)
    after = used + each.value if counts else used
    return Entry(
        kind, each.moment, each.number, each.list_id, each.value, used, after, seen.channel
    )


def _kind(purchase: Purchase, channel: Channel | None) -> EntryKind:
    """What customs released has counted, whatever is worked out here."""
    if not purchase.stands:
        return EntryKind.ENDED
    if channel is None:
        return EntryKind.NOT_COUNTED
    if purchase.is_released and channel is not Channel.GENERAL_TRADE_FULL_TAX:
        return EntryKind.COUNTED
    return EntryKind.RESERVED if channel.counts_to_annual else EntryKind.NOT_COUNTED
