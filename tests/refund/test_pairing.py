"""Exports and purchases paired first in first out; pieces add up to the fen."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from app.refund.claiming import OpenPiece, take
from app.refund.departure import ClaimKind
from app.refund.export_refund import refund_of_net
from app.refund.fen import earned, share
from app.refund.pairing import Bought, Pair, Wanted, pair
from app.values.decimals import decimal_from_e5, e5_from_decimal
from tests.helpers.imports import LAW

UNIT = 100_000


def test_the_earliest_export_takes_the_earliest_purchase() -> None:
    exports = [Wanted(1, 3 * UNIT), Wanted(2, 4 * UNIT)]
    bought = [Bought(10, 5 * UNIT, 1000_00000), Bought(11, 9 * UNIT, 90_00000)]
    assert list(pair(exports, bought)) == [
        Pair(exports[0], bought[0], 3 * UNIT, 600_00000),
        Pair(exports[1], bought[0], 2 * UNIT, 400_00000),
        Pair(exports[1], bought[1], 2 * UNIT, 20_00000),
    ]


def test_what_finds_no_purchase_is_left_out() -> None:
    assert list(pair([Wanted(1, UNIT)], [])) == []
    first, only = Wanted(1, 2 * UNIT), Bought(7, UNIT, 100_00000)
    assert list(pair([first, Wanted(2, UNIT)], [only])) == [Pair(first, only, UNIT, 100_00000)]


AMOUNTS = st.integers(1, 50 * UNIT)


@given(
    st.lists(AMOUNTS, max_size=8), st.lists(st.tuples(AMOUNTS, st.integers(1, 10**6)), max_size=8)
)
def test_pieces_never_exceed_either_side_and_add_up(
    wanted: list[int], bought: list[tuple[int, int]]
) -> None:
    exports = [Wanted(at, qty) for at, qty in enumerate(wanted)]
    purchases = [Bought(at, qty, fen * 1000) for at, (qty, fen) in enumerate(bought)]
    pieces = list(pair(exports, purchases))
    assert sum(each.qty_e5 for each in pieces) == min(sum(wanted), sum(q for q, _ in bought))
    for each in purchases:
        used = [piece for piece in pieces if piece.bought == each]
        if sum(piece.qty_e5 for piece in used) == each.qty_e5:
            assert sum(piece.base_e5 for piece in used) == each.base_e5
    assert all(piece.base_e5 % 1000 == 0 for piece in pieces)
    assert [piece.export for piece in pieces] == sorted(piece.export for piece in pieces)


@given(st.integers(0, 10**9), st.sampled_from([0, 3000, 6000, 9000, 13000, 17000]))
def test_the_quick_form_earns_what_the_working_says(fen: int, rate: int) -> None:
    base = fen * 1000
    whole = refund_of_net(
        decimal_from_e5(base),
        invoice_rate=decimal_from_e5(17000),
        refund_rate=decimal_from_e5(rate),
        day=LAW.parameter("export.vat.claim.months").values[0].from_,
        law=LAW,
    )
    assert earned(base, rate) == e5_from_decimal(whole.refund)


def piece(key: int, qty: int, open_: int, sold: int | None, match: int = 1) -> OpenPiece:
    return OpenPiece(match, key, "E1", "2026-01-01", qty * UNIT, qty * 10 * UNIT, 13000,
                     open_ * UNIT, None if sold is None else sold * UNIT)  # fmt: skip


def taken(kind: ClaimKind, *pieces: OpenPiece) -> list[tuple[int, int]]:
    return [(each.piece.match_id, each.qty_e5 // UNIT) for each in take(pieces, kind)]


def test_a_usual_claim_takes_what_is_open() -> None:
    assert taken(ClaimKind.REFUND, piece(1, 5, 9, None), piece(1, 4, 9, None, 2)) == [
        (1, 5), (2, 4),
    ]  # fmt: skip
    assert taken(ClaimKind.REFUND, piece(1, 5, 3, None)) == [(1, 3)]
    assert taken(ClaimKind.PRE_REFUND, piece(1, 5, 5, None)) == []


def test_goods_for_a_warehouse_are_split_into_sold_and_unsold() -> None:
    both = (piece(1, 4, 10, 6), piece(1, 6, 10, 6, 2))
    assert taken(ClaimKind.REFUND, *both) == [(1, 4), (2, 2)]
    assert taken(ClaimKind.PRE_REFUND, *both) == [(2, 4)]
    assert taken(ClaimKind.REFUND, piece(1, 4, 4, 0)) == []
    assert taken(ClaimKind.PRE_REFUND, piece(1, 4, 4, -2)) == [(1, 4)]


@given(st.integers(1, 10**7), st.integers(1, 10**6), st.data())
def test_shares_of_an_amount_stay_within_it(fen: int, whole: int, data: st.DataObject) -> None:
    part = data.draw(st.integers(1, whole))
    amount = fen * 1000
    assert 0 <= share(amount, part, whole) <= amount
    assert share(amount, whole, whole) == amount
