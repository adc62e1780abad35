"""The monthly tax sheet: what the lists released in a month owe, by the way they are taxed.

Estimate and official bills stand apart; the official amount of a list wins over its estimate, and
what is not known is counted, never taken for nothing."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from app.documents.paper import TaxMonthPaper, TaxMonthRow, UnrefundedRow
from app.queries.company import company_name_and_code
from app.queries.tax import TaxAmounts
from app.queries.tax_month import MonthRow, month_sheet
from app.values.decimals import e5_from_decimal
from app.values.period import Month
from app.workflow.export_taxes import ExportTaxes, export_taxes, known_sum
from app.workflow.unrefunded import Unrefunded

NOTHING = Decimal(0)


@dataclass(frozen=True, slots=True)
class ChannelTotal:
    """The month in one channel (None = in all of them); the fields are those of `MonthRow`."""

    channel: str | None
    lists: int
    dutiable: Decimal
    estimate: TaxAmounts
    unknown: int
    official: TaxAmounts
    billed: int
    counted: TaxAmounts
    uncounted: int


def month_totals(conn: sqlite3.Connection, month: Month) -> list[ChannelTotal]:
    """A total for each channel of the month, then one for all; none when nothing was released."""
    rows = month_sheet(conn, month)
    if not rows:
        return []
    channels = sorted({row.channel for row in rows}, key=lambda name: (not name, name))
    found = [_total(name, [row for row in rows if row.channel == name]) for name in channels]
    return [*found, _total(None, rows)]


KINDS = ("duty", "vat", "consumption", "total")


def sides(total: ChannelTotal, kind: str) -> tuple[Decimal | None, Decimal | None, Decimal | None]:
    """Estimate, official and what counts of one tax (`KINDS`); None where no list has any."""
    return (
        getattr(total.estimate, kind) if total.unknown < total.lists else None,
        getattr(total.official, kind) if total.billed else None,
        getattr(total.counted, kind) if total.uncounted < total.lists else None,
    )


def id_of_month(month: Month) -> int:
    """What a month is called among the documents that are printed: 202611."""
    return month.year * 100 + month.month


def tax_month_paper(conn: sqlite3.Connection, month_id: int) -> TaxMonthPaper | None:
    """The sheet of a month for printing: imports released in it, exports without refund; None when
    there are neither."""
    month = Month(*divmod(month_id, 100))
    totals, exports = month_totals(conn, month), export_taxes(conn, month)
    if not totals and not exports.rows:
        return None
    name, credit_code = company_name_and_code(conn)
    whole = totals[-1] if totals else _total(None, [])
    return TaxMonthPaper(
        id=month_id,
        month=str(month),
        company=name,
        credit_code=credit_code,
        lists=whole.lists,
        billed=whole.billed,
        unknown=whole.unknown,
        uncounted=whole.uncounted,
        rows=tuple(_paper_row(total, kind) for total in totals for kind in KINDS),
        exports=_export_rows(exports),
        export_sums=tuple((n, _e5(amount)) for n, amount in exports.sums.items()),
        confirmed_on=exports.decided.confirmed_on,
    )


def _export_rows(exports: ExportTaxes) -> tuple[UnrefundedRow, ...]:
    """The rows of the exports added up by reason and way, in the order they come."""
    groups: dict[tuple[str, str], list[Unrefunded]] = {}
    for row in exports.rows:
        groups.setdefault((row.reason.value, row.way or ""), []).append(row)
    return tuple(
        UnrefundedRow(
            reason=reason,
            way=way,
            lists=len({row.own_no for row in rows}),
            lines=sum(row.lines for row in rows),
            fob_e5=_e5(known_sum(row.fob for row in rows)),
            output_e5=_e5(known_sum(row.output for row in rows)),
        )
        for (reason, way), rows in groups.items()
    )


def _e5(amount: Decimal | None) -> int | None:
    return None if amount is None else e5_from_decimal(amount)


def _paper_row(total: ChannelTotal, kind: str) -> TaxMonthRow:
    amounts = (None if each is None else e5_from_decimal(each) for each in sides(total, kind))
    return TaxMonthRow(total.channel, total.lists, kind, *amounts)


def _total(channel: str | None, rows: list[MonthRow]) -> ChannelTotal:
    return ChannelTotal(
        channel=channel,
        lists=sum(row.lists for row in rows),
        dutiable=sum((row.dutiable for row in rows), NOTHING),
        estimate=_sum(row.estimate for row in rows),
        unknown=sum(row.unknown for row in rows),
        official=_sum(row.official for row in rows),
        billed=sum(row.billed for row in rows),
        counted=_sum(row.counted for row in rows),
        uncounted=sum(row.uncounted for row in rows),
    )


def _sum(amounts: Iterable[TaxAmounts]) -> TaxAmounts:
    found = list(amounts)
    return TaxAmounts(
        sum((each.duty or NOTHING for each in found), NOTHING),
        sum((each.vat or NOTHING for each in found), NOTHING),
        sum((each.consumption or NOTHING for each in found), NOTHING),
    )
