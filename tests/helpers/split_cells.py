"""The sheets that take a month apart, held against the monthly page."""

from __future__ import annotations

from app.values.decimals import decimal_from_e5
from app.workflow.month_board import Board
from tests.reporting.evaluator import Evaluator

SPLITS = {"country": "按市场", "goods": "按商品", "platform": "按平台", "customs_office": "按关区"}


def check_splits(shown: Board, cells: Evaluator) -> None:
    """What a month is made of: the cells of exports and imports add up to the screen's parts."""
    for by, title in SPLITS.items():
        for number, share in enumerate(shown.shares[by], 3):
            assert (cells.value(title, f"B{number}") or "") == share.key
            amounts = [cells.value(title, f"{letter}{number}") or 0 for letter in "FGHI"]
            released, pending = (sum(found) for found in (amounts[::2], amounts[1::2]))
            assert released == decimal_from_e5(share.released or 0)
            assert pending == decimal_from_e5(share.pending or 0)
            assert cells.value(title, f"J{number}") == share.unknown
        whole = sum(cells.value(title, f"{letter}1") for letter in "FGHI")
        assert whole == decimal_from_e5(sum(share.known for share in shown.shares[by]))
