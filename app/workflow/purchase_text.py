"""Purchase invoices as they are pasted from a spreadsheet, and rates as people write them."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from app.values.codes import key_from_number
from app.values.decimals import decimal_from_text, e5_from_decimal
from app.workflow.purchases import BadPurchase, Invoice, InvoiceLine

COLUMNS = ("invoice_no", "supplier", "issued_on", "sku", "qty", "net", "vat_rate", "vat", "unit")
"""The columns of pasted lines, in order; the last two may be left out."""


def invoices_from_text(text: str) -> list[Invoice]:
    """Invoices from pasted lines (tabs or commas) in the order of `COLUMNS`; lines of one number
    are one invoice. A heading is passed over. Raises BadPurchase naming the row."""
    found: dict[str, Invoice] = {}
    separator = "\t" if "\t" in text else ","
    rows = csv.reader(text.strip().splitlines(), delimiter=separator)
    for at, row in enumerate(rows, start=1):
        cells = [cell.strip() for cell in row] + [""] * (len(COLUMNS) - len(row))
        if not any(cells) or (at == 1 and not any(c.isdigit() for c in cells[4])):
            continue
        invoice = _invoice_of(cells, at)
        before = found.get(key_from_number(invoice.invoice_no))
        if before is not None:
            invoice = replace(before, lines=(*before.lines, *invoice.lines))
        found[key_from_number(invoice.invoice_no)] = invoice
    return list(found.values())


def _invoice_of(cells: Sequence[str], at: int) -> Invoice:
    try:
        issued = date.fromisoformat(cells[2].replace("/", "-").replace(".", "-"))
        line = InvoiceLine(
            sku=cells[3],
            qty=_number(cells[4]),
            net=_number(cells[5]),
            vat_rate=rate_from_text(cells[6]),
            vat=_number(cells[7]) if cells[7] else None,
            unit=cells[8],
        )
    except ValueError as error:  # NotExact among them
        raise BadPurchase("error.bad_purchase_row", row=at, given=str(error)) from error
    return Invoice(cells[0], cells[1], issued, (line,))


def _number(text: str) -> Decimal:
    return decimal_from_text(text.replace(",", "").replace("，", ""))


def rate_from_text(text: str) -> Decimal:
    """A rate: "13%", "13" or "0.13". Raises NotExact."""
    value = _number(text.strip().removesuffix("%").removesuffix("％"))
    is_percent = text.strip().endswith(("%", "％")) or value >= 1
    rate = value.scaleb(-2) if is_percent else value
    e5_from_decimal(rate)
    return rate
