"""What the planner reckons with: freight as offered, and what each way out costs.

Money is CNY at scale 5, a share is a whole number at scale 5 (72000 = 72 %), kg and m³ at scale 5.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum


class Disposition(StrEnum):
    """What becomes of a parcel, in the order that decides between equal costs."""

    BATCH = "batch"
    PARCEL = "parcel"
    RESELL = "resell"
    REPAIR = "repair"
    DISCOUNT = "discount"
    DESTROY = "destroy"


RETURNS = (Disposition.BATCH, Disposition.PARCEL)
OUTLETS = tuple(each for each in Disposition if each not in RETURNS)


@dataclass(frozen=True, slots=True)
class Tariff:
    """Freight home for one batch or one parcel: a base and rates. A cap of None is no cap; an
    offer ends on `valid_until`, None = open."""

    base_e5: int
    transit_days: int
    per_kg_e5: int = 0
    per_m3_e5: int = 0
    per_piece_e5: int = 0
    most_kg_e5: int | None = None
    most_m3_e5: int | None = None
    most_pieces: int | None = None
    valid_until: date | None = None

    @property
    def needs_weight(self) -> bool:
        """Whether nothing can be said without the weight."""
        return self.per_kg_e5 > 0 or self.most_kg_e5 is not None

    @property
    def needs_volume(self) -> bool:
        """Whether nothing can be said without the volume."""
        return self.per_m3_e5 > 0 or self.most_m3_e5 is not None


@dataclass(frozen=True, slots=True)
class Outlet:
    """A way out abroad: a fee for each parcel and the share of its value that is lost."""

    fee_e5: int
    lost_e5: int


@dataclass(frozen=True, slots=True)
class Terms:
    """The share of the value a parcel loses although it comes home, and the ways out there are."""

    returned_lost_e5: int = 0
    outlets: Mapping[Disposition, Outlet] = field(default_factory=dict)
