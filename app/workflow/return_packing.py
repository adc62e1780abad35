"""The packing list of a batch of returns, with the freight shared by weight."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable

from app.documents.batch_paper import BatchPaper, BatchPaperLine
from app.queries import return_plan as query
from app.queries.return_plan import Member
from app.returns.plan_freight import freight_shares
from app.store.warehouses import warehouses
from app.values.decimals import UNIT

_FEN_E5 = 1000


def packing_paper(conn: sqlite3.Connection, batch_id: int) -> BatchPaper | None:
    """A batch for printing; None when it is gone. What was paid counts before the estimate."""
    row = query.batch(conn, batch_id)
    if row is None:
        return None
    members = query.members(conn, batch_id)
    warehouse = warehouses(conn)[row.warehouse]
    freight = row.freight_e5 if row.paid_freight_e5 is None else row.paid_freight_e5
    shares = _shares(freight, members)
    return BatchPaper(
        id=batch_id,
        batch_no=row.batch_no,
        state=row.state,
        warehouse=f"{warehouse.code} {warehouse.name}",
        country=warehouse.country,
        site_code=row.site_code,
        customs_mode=row.customs_mode,
        ship_by=row.ship_by,
        shipped_on=row.shipped_on,
        bill_no=row.bill_no,
        transport_name=row.transport_name,
        qty_e5=sum(each.qty_e5 for each in members),
        weight_e5=_sum(each.weight_e5 for each in members),
        volume_e5=_sum(each.volume_e5 for each in members),
        freight_e5=None if freight is None else sum(share or 0 for share in shares),
        is_paid=row.paid_freight_e5 is not None,
        lines=tuple(
            _line(number, each, share)
            for number, (each, share) in enumerate(zip(members, shares, strict=True), start=1)
        ),
    )


def _line(number: int, each: Member, share_e5: int | None) -> BatchPaperLine:
    return BatchPaperLine(
        *(number, each.own_no, each.list_own_no, each.waybill_no, each.goods),
        qty_e5=each.qty_e5,
        weight_e5=each.weight_e5,
        volume_e5=each.volume_e5,
        freight_e5=share_e5,
    )


def _shares(freight_e5: int | None, members: list[Member]) -> list[int | None]:
    """To the fen; None for each while the freight is not known."""
    if freight_e5 is None:
        return [None] * len(members)
    weights = [each.weight_e5 for each in members]
    pieces = [max(-(-each.qty_e5 // UNIT), 1) for each in members]
    return [fen * _FEN_E5 for fen in freight_shares(freight_e5 // _FEN_E5, weights, pieces)]


def _sum(values: Iterable[int | None]) -> int | None:
    known = list(values)
    return None if None in known else sum(value or 0 for value in known)
