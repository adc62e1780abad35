"""The summary declaration of a month for printing: the same numbers as its page."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Iterator
from datetime import date

from app.documents.summary import Group
from app.documents.summary_paper import SummaryPaper, SummaryPaperLine
from app.queries.company import company_name_and_code
from app.queries.summary import entry_numbers
from app.values.decimals import e5_from_decimal
from app.values.period import Month
from app.workflow.summary_picture import Picture, items_of, picture


def summary_paper(conn: sqlite3.Connection, month_id: int) -> SummaryPaper | None:
    """The list of a month (202610); None when nothing is expected in it."""
    month = Month(*divmod(month_id, 100))
    # What is printed does not depend on the day: days left stand on the page only.
    shown = picture(conn, month, date.max)
    if not shown.groups:
        return None
    lines = tuple(_lines(conn, shown))
    totals: defaultdict[str, int] = defaultdict(int)
    for line in lines:
        totals[line.currency] += line.value_e5
    name, credit_code = company_name_and_code(conn)
    return SummaryPaper(
        id=month_id,
        month=str(month),
        company=name,
        credit_code=credit_code,
        due=shown.deadline.day.isoformat() if shown.deadline else "",
        lists=sum(group.list_count for group in shown.groups),
        applied=shown.applied,
        groups=len(shown.groups),
        entries=len(shown.entries),
        left=shown.left,
        simplified=shown.simplified.lists,
        lines=lines,
        totals=tuple(sorted(totals.items())),
    )


def _lines(conn: sqlite3.Connection, shown: Picture) -> Iterator[SummaryPaperLine]:
    for number, group in enumerate(shown.groups, 1):
        yield from _lines_of(conn, shown.month, number, group)


def _lines_of(
    conn: sqlite3.Connection, month: Month, number: int, group: Group
) -> Iterator[SummaryPaperLine]:
    entries = " ".join(entry_numbers(conn, group.id)) if group.own_no else ""
    for item in items_of(conn, month, group):
        qty = item.declared_qty
        yield SummaryPaperLine(
            group_no=number,
            own_no=group.own_no,
            entries=entries,
            country=group.country,
            port_office=group.port_office,
            transport_mode=group.transport_mode,
            producer_code=group.producer_code,
            item_no=item.item_no,
            hs_code=item.hs_code,
            goods_name=item.goods_name,
            declared_qty_e5=None if qty is None else e5_from_decimal(qty),
            declared_unit=item.declared_unit,
            currency=item.currency,
            value_e5=e5_from_decimal(item.value),
            lists=item.list_count,
        )
