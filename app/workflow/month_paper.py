"""The board of a month as a document for printing: all modes, in yuan."""

from __future__ import annotations

import sqlite3

from app.documents.fields import Flow
from app.documents.month_paper import (
    MonthFigure,
    MonthLine,
    MonthPaper,
    MonthPoint,
    MonthRow,
    MonthShare,
)
from app.queries.company import company_name_and_code
from app.queries.month import Choice, Dimension, Sums
from app.values.period import Month
from app.workflow.auditing import head, shown_head
from app.workflow.month_board import GOODS, Board, Point, Row, Tile, board

SHOWN = 6
_SPLITS = (
    *(Dimension.COUNTRY, GOODS, Dimension.PLATFORM, Dimension.OFFICE, Dimension.CURRENCY),
    Dimension.MODE,
)


def id_of(month: Month) -> int:
    """What a month is called among the documents that are printed: 202611."""
    return month.year * 100 + month.month


def month_paper(conn: sqlite3.Connection, month_id: int) -> MonthPaper | None:
    """The report of a month for printing; None when no list counts in it."""
    month = Month(*divmod(month_id, 100))
    found = board(conn, month, Choice())
    if found.is_empty:
        return None
    name, credit_code = company_name_and_code(conn)
    total = found.total.standing
    return MonthPaper(
        id=month_id,
        month=str(month),
        company=name,
        credit_code=credit_code,
        open_lists=found.open_lists,
        valueless=total.valueless,
        estimated=total.estimated,
        taxless=total.taxless,
        figures=tuple(_figure(tile) for tile in found.tiles.values()),
        rows=tuple(_row(row) for row in (*found.rows, found.total)),
        trend=_trend(found),
        shares=tuple(
            MonthShare(str(by), share.key, share.released, share.pending, share.percent)
            for by in _SPLITS
            for share in found.shares[by][:SHOWN]
        ),
        lines=tuple(MonthLine(name, line.value) for name, line in found.lines.items()),
        audit_head=shown_head(head(conn)),
    )


def _figure(tile: Tile) -> MonthFigure:
    return MonthFigure(
        tile.name,
        tile.now,
        tile.month_ago.before,
        tile.month_ago.percent,
        tile.year_ago.before,
        tile.year_ago.percent,
    )


def _row(row: Row) -> MonthRow:
    return MonthRow(
        flow=row.flow,
        mode=row.mode,
        lists=row.filed.lists,
        released=row.released.lists,
        pieces=row.standing.pieces,
        declared_e5=row.standing.known_value_e5,
        released_e5=row.released.known_value_e5,
        vat_e5=_tax(row.standing, row.standing.vat_e5),
        consumption_e5=_tax(row.standing, row.standing.consumption_e5),
        refund_e5=row.standing.refund_e5 if row.standing.refundable else None,
        refused_percent=row.refused_percent,
        returned_percent=row.returned_percent,
        summary=row.summary,
    )


def _tax(sums: Sums, amount: int) -> int | None:
    return amount if sums.is_taxed else None


def _trend(found: Board) -> tuple[MonthPoint, ...]:
    exports, imports = (
        [point for point in found.trend if point.flow == flow]
        for flow in (Flow.EXPORT, Flow.IMPORT)
    )
    return tuple(_point(*both) for both in zip(exports, imports, strict=True))


def _point(one: Point, other: Point) -> MonthPoint:
    amounts = (one.released, one.pending, other.released, other.pending)
    minutes = (one.spread.median, one.spread.most, other.spread.median, other.spread.most)
    return MonthPoint(
        str(one.month),
        *amounts,
        *minutes,
        *(one.automatic_percent, other.automatic_percent),
        *(one.returned_percent, other.returned_percent),
    )
