"""What a claim takes up: pieces of exports with the purchases behind them, and of goods for an
overseas warehouse only what is sold (a usual claim) or only what is not (a pre-refund, R39)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from app.refund.departure import ClaimKind
from app.refund.fen import earned, share


@dataclass(frozen=True, slots=True)
class OpenPiece:
    """What no claim holds yet of a piece. `line_open_e5` is how much of the exported line may still
    be claimed, `sold_e5` how much of it is sold and not claimed (None: not for a warehouse)."""

    match_id: int
    key: int
    entry_no: str
    export_date: str
    qty_e5: int
    base_e5: int
    rate_e5: int
    line_open_e5: int
    sold_e5: int | None = None


@dataclass(frozen=True, slots=True)
class Taken:
    """A line of a claim."""

    piece: OpenPiece
    qty_e5: int
    base_e5: int
    refund_e5: int


def take(pieces: Iterable[OpenPiece], kind: ClaimKind) -> Iterator[Taken]:
    """The lines of a claim; pieces of one exported line stand together."""
    key, skipped, left = None, 0, 0
    for piece in pieces:
        if piece.key != key:
            key = piece.key
            skipped, left = _range(piece, kind)
        passed = min(skipped, piece.qty_e5)
        skipped -= passed
        qty = min(piece.qty_e5 - passed, left)
        if qty > 0:
            left -= qty
            base = share(piece.base_e5, qty, piece.qty_e5)
            yield Taken(piece, qty, base, earned(base, piece.rate_e5))


def _range(piece: OpenPiece, kind: ClaimKind) -> tuple[int, int]:
    """How much of a line to pass over, and how much to take at most."""
    if piece.sold_e5 is None:
        return 0, piece.line_open_e5 if kind is ClaimKind.REFUND else 0
    sold = min(max(piece.sold_e5, 0), piece.line_open_e5)
    if kind is ClaimKind.REFUND:
        return 0, sold
    return sold, piece.line_open_e5 - sold
