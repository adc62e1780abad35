"""Sheet of the exports of a month that earn no refund."""

from __future__ import annotations

from collections.abc import Sequence

from app.reporting.cells import Kind
from app.reporting.lists import columns
from app.reporting.sheet import Sheet
from app.reporting.words import Words

_COLUMNS = (
    ("month", Kind.MONTH, 9, False),
    ("own_no", Kind.CODE, 22, True),
    ("customs_mode", Kind.CODE, 9, False),
    ("export_date", Kind.DATE, 11, False),
    ("no_refund", Kind.TEXT, 18, False),
    ("way", Kind.TEXT, 26, False),
    ("decided_why", Kind.TEXT, 24, False),
    ("line_count", Kind.COUNT, 8, True),
    ("fob_cny", Kind.MONEY, 14, True),
    ("output_tax", Kind.MONEY, 14, True),
    ("deemed_revenue", Kind.MONEY, 14, True),
    ("to_state", Kind.TEXT, 30, False),
)

UnrefundedExport = tuple[str | int | None, ...]
"""Month, number, mode, day, reason, way ("" = not decided), why it was decided so by hand, lines;
at scale 5 FOB in yuan, tax as a sale at home and revenue without invoice, None = not known or none;
goods codes whose refund rate nobody stated."""


def export_tax_sheet(rows: Sequence[UnrefundedExport], words: Words) -> Sheet:
    """One row for each list and reason."""
    shown = (
        (
            *row[:4],
            words.say(f"export_tax_reason.{row[4]}"),
            words.say(f"refund.outcome.{row[5]}" if row[5] else "export_tax.asks"),
            *row[6:],
        )
        for row in rows
    )
    return Sheet(
        words.title("export_taxes"),
        columns(_COLUMNS, words),
        shown,
        len(rows),
        total_label=words.say("report.total"),
    )
