"""Tells the pre-check who goes beyond a limit: before each of its runs, `temp.buyer_limit`."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable

from app.legal.parameters import Parameters
from app.tax.ledger import Judge
from app.tax.sql import limits


class BuyerLimits:
    """One run of the pre-check: call `of_drafts` or `of_lists` before each of its batches. Without
    imports it costs nothing worth telling."""

    def __init__(self, conn: sqlite3.Connection, law: Parameters) -> None:
        self._conn = conn
        self._judge = Judge(law)
        limits.begin(conn)

    def of_drafts(self) -> None:
        """For the orders whose drafts stand in `draft_list`."""
        limits.limits_of_drafts(self._conn, self._judge)

    def of_lists(self, ids: Iterable[int]) -> None:
        """For these lists."""
        limits.limits_of_lists(self._conn, ids, self._judge)
