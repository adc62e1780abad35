"""What a batch's freight is for each return in it."""

from __future__ import annotations

from collections.abc import Sequence


def freight_shares(
    total_fen: int, weights: Sequence[int | None], pieces: Sequence[int]
) -> list[int]:
    """A freight in whole fen, shared by weight; by pieces when a weight is not known. The fen that
    rounding down leaves go to the largest remainders, of equal ones to the first, so the shares add
    up exactly."""
    known = [weight for weight in weights if weight is not None]
    by = list(pieces) if len(known) < len(weights) else known
    whole = sum(by)
    if not whole:
        return []
    shares = [total_fen * each // whole for each in by]
    left = total_fen - sum(shares)
    order = sorted(range(len(by)), key=lambda place: (-(total_fen * by[place] % whole), place))
    for place in order[:left]:
        shares[place] += 1
    return shares
