"""What a month is made of: its parts by size, and why it differs from another month."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from app.documents.fields import Flow
from app.month.change import percent
from app.month.split import RATE_SCALE, Sold, Split, split
from app.queries.month import STANDING, Choice, GoodsPart, Part, Stage, Sums
from app.values.period import Month

_FEN = 1000


@dataclass(frozen=True, slots=True)
class Amount:
    """Money at scale 5. `e5` None = nothing of it is known; `unknown` = lists left out of it."""

    e5: int | None
    unknown: int = 0


@dataclass(frozen=True, slots=True)
class Share:
    """Part of a month's goods, largest first: `released` and `pending` at scale 5, `percent` of
    both of all; None when nothing of it is known. `unknown` = lists (of goods: lines) left out."""

    key: str
    released: int | None
    pending: int | None
    unknown: int
    percent: Decimal | None

    @property
    def known(self) -> int:
        """What of it is known, released or not."""
        return (self.released or 0) + (self.pending or 0)


def year_before(month: Month) -> Month:
    """The same month a year ago."""
    return Month(month.year - 1, month.month)


def sum_of(
    parts: Iterable[Part],
    month: Month,
    *,
    flow: str = "",
    stages: Sequence[Stage] = STANDING,
    mode: str | None = None,
) -> Sums:
    """The sums of a month: of a flow ("" = all), of stages, of one mode (None = all)."""
    wanted = (
        part.sums
        for part in parts
        if part.month == month
        and part.stage in stages
        and flow in ("", part.flow)
        and mode in (None, part.key)
    )
    return sum(wanted, Sums())


def none_of_nothing(count: int, parts: Iterable[Part], month: Month) -> int | None:
    """A month nothing is kept of is not a month of nothing."""
    return count if any(part.month == month for part in parts) else None


def released_in(parts: Sequence[Part], month: Month, flow: str) -> Amount:
    """What was released in a month; not known when no list of it has a rate."""
    return amount_in(parts, month, flow, Stage.RELEASED)


def amount_in(parts: Sequence[Part], month: Month, flow: str, stage: Stage) -> Amount:
    """The value of what came so far in a month; not known when no list of it has a rate."""
    sums = sum_of(parts, month, flow=flow, stages=(stage,))
    if sums.known_value_e5 is None:
        return Amount(None, sums.valueless)
    return Amount(none_of_nothing(sums.value_e5, parts, month), sums.valueless)


def shares_of(parts: Iterable[Part]) -> list[Share]:
    """The values of a dimension, largest first."""
    sums: dict[str, list[Sums]] = defaultdict(lambda: [Sums(), Sums()])
    for part in parts:
        if part.stage in STANDING:
            sums[part.key][part.stage is Stage.RELEASED] += part.sums
    return _ranked(
        (key, released.value_e5, pending.value_e5, released.valueless + pending.valueless)
        for key, (pending, released) in sums.items()
    )


def goods_shares(
    goods: Iterable[GoodsPart],
    rates: Mapping[tuple[Month, str], int],
    month: Month,
    choice: Choice,
) -> list[Share]:
    """By HS heading; see `goods_amounts`."""
    sums: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    for key, amount in goods_amounts(goods, rates, month, choice).items():
        heading, _flow, stage = key
        sums[heading][stage is Stage.RELEASED] += amount.e5 or 0
        sums[heading][2] += amount.unknown
    return _ranked(
        (key, released, pending, unknown) for key, (pending, released, unknown) in sums.items()
    )


def goods_amounts(
    goods: Iterable[GoodsPart],
    rates: Mapping[tuple[Month, str], int],
    month: Month,
    choice: Choice,
) -> dict[tuple[str, str, Stage], Amount]:
    """By HS heading, flow and stage. Each is rounded once, so they may differ from the lists by
    some fen; `unknown` counts lines."""
    sums: dict[tuple[str, str, Stage], list[int]] = defaultdict(lambda: [0, 0, 0])
    for part in goods:
        if part.month == month and part.stage in STANDING:
            found, rate = sums[part.heading, part.flow, part.stage], _rate(part, rates, choice)
            if rate is None:
                found[1] += part.lines
            else:
                found[0] += part.value_e5 * rate
            found[2] += part.lines
    return {
        key: Amount(None if unknown == lines else _yuan(value), unknown)
        for key, (value, unknown, lines) in sums.items()
    }


def _ranked(found: Iterable[tuple[str, int, int, int]]) -> list[Share]:
    rows = sorted(found, key=lambda row: (-row[1] - row[2], row[0]))
    whole = sum(row[1] + row[2] for row in rows)
    return [
        Share(key, None, None, unknown, None)
        if unknown and not released and not pending
        else Share(key, released, pending, unknown, percent(released + pending, whole))
        for key, released, pending, unknown in rows
    ]


def _rate(part: GoodsPart, rates: Mapping[tuple[Month, str], int], choice: Choice) -> int | None:
    return RATE_SCALE if choice.currency else rates.get((part.month, part.currency))


def _yuan(scaled: int) -> int:
    """From scale 13 to scale 5, half up to the fen."""
    unit = RATE_SCALE * _FEN
    return (2 * scaled + unit) // (2 * unit) * _FEN


def splits_of(
    parts: Sequence[Part],
    goods: Sequence[GoodsPart],
    rates: Mapping[tuple[Month, str], int],
    month: Month,
    choice: Choice,
) -> dict[tuple[str, str], Split]:
    """By flow and "month" or "year": why a month differs from the one before, or a year ago."""
    found = {}
    for flow in Flow:
        now = _sold(goods, rates, month, flow, choice)
        for name, other in (("month", month.previous), ("year", year_before(month))):
            values = [released_in(parts, m, flow).e5 for m in (month, other)]
            if values[0] is not None and values[1] is not None and (values[0] or values[1]):
                then = _sold(goods, rates, other, flow, choice)
                found[str(flow), name] = split(now, then, difference=values[0] - values[1])
    return found


def _sold(
    goods: Iterable[GoodsPart],
    rates: Mapping[tuple[Month, str], int],
    month: Month,
    flow: str,
    choice: Choice,
) -> list[Sold]:
    """The goods released in a month; modes are added up, since the same goods may change them."""
    return [
        Sold(
            (part.heading, part.country, part.currency, part.unit),
            part.qty_e5,
            part.value_e5,
            _rate(part, rates, choice),
        )
        for part in goods
        if (part.month, part.flow, part.stage) == (month, flow, Stage.RELEASED)
    ]
