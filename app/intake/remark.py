"""What cleaning noticed about one cell; becomes a finding once its row is known."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

# What a cleaned cell holds: text ("" = absent) or a whole number (None = absent).
Value = str | int | None


class Effect(Enum):
    """What a remark means for the value."""

    LOST = "lost"  # unreadable: the field is absent; a required field takes its row with it
    DOUBTED = "doubted"  # taken, somebody should look
    NOTED = "noted"  # taken, changed only in its writing


@dataclass(frozen=True, slots=True)
class Remark:
    """`code` is the finding's. `expected` says how the cell was read. `once`: reported for the
    first cell of a column only, because it holds for the whole column."""

    code: str
    effect: Effect
    expected: str = ""
    once: bool = False


@dataclass(frozen=True, slots=True)
class Reading:
    """A cell that was read, with what there is to say about it."""

    value: Value
    remark: Remark | None = None


def lost(code: str, value: Value, *, once: bool = False, expected: str = "") -> Reading:
    """A cell that cannot be read; `value` is the absent one of its type."""
    return Reading(value, Remark(code, Effect.LOST, expected, once))
