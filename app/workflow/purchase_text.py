"""Purchase invoices as they stand in a table, in a file or pasted from one; rates as people write
them."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from app.intake.opened import open_tables
from app.store.session import Session
from app.values.codes import key_from_number
from app.values.decimals import decimal_from_text, e5_from_decimal
from app.values.finding import DocumentKind, Finding, Provenance, Severity
from app.workflow.outcome import Outcome
from app.workflow.purchases import BadPurchase, Invoice, InvoiceLine, save_invoices

COLUMNS = ("purchase_no", "supplier", "issued_on", "sku", "qty", "net", "vat_rate", "vat", "unit")
"""The columns of a table of invoices, in order; the last two may be left out."""

_QTY = COLUMNS.index("qty")
Row = tuple[int, Sequence[object]]
"""Its number (1 = the first line), and its cells."""


_Reader = Callable[[str], object]


@dataclass(slots=True)
class ReadInvoices:
    """The invoices of a table, lines of one number together, and what could not be read of it; with
    such a finding the table is to be put right, for an invoice may lack a line."""

    invoices: list[Invoice] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)

    @property
    def is_whole(self) -> bool:
        """Everything was read."""
        return not any(each.severity is Severity.BLOCKING for each in self.findings)


def invoices_from_file(path: Path) -> ReadInvoices:
    """Invoices from a workbook or text file whose columns stand in the order of `COLUMNS`; of a
    workbook the first sheet. Raises IntakeError."""
    opened = open_tables(path)
    sheet = next(iter(opened.heads))
    unread: list[Finding] = []
    rows = [
        row
        for chunk in opened.table(sheet).chunks(unread.append)
        for row in zip(chunk.row_nos, chunk.rows, strict=True)
    ]
    place = Provenance(path.name, sheet)
    found = _invoices(rows, place)
    found.findings[:0] = [*opened.notes, *unread]
    if not found.invoices and found.is_whole:
        found.findings.append(_finding("purchase.no_rows", Severity.DOUBTFUL, provenance=place))
    return found


def keep_invoices_of(session: Session, path: Path) -> Outcome:
    """Keep the invoices of a file in one call; none of them where a row cannot be read. Raises
    IntakeError, and as `save_invoices`."""
    read = invoices_from_file(path)
    outcome = save_invoices(session, read.invoices if read.is_whole else [])
    for each in read.findings:
        outcome.add(each)
    return outcome


def invoices_from_text(text: str) -> list[Invoice]:
    """Invoices from pasted lines (tabs or commas). Raises BadPurchase naming the first row that
    cannot be read."""
    separator = "\t" if "\t" in text else ","
    rows = csv.reader(text.strip().splitlines(), delimiter=separator)
    found = _invoices(enumerate(rows, start=1), Provenance(""))
    for each in found.findings:
        place = each.provenance or Provenance("")
        raise BadPurchase(
            "error.bad_purchase_row", row=place.row, field=each.field, given=each.value
        )
    return found.invoices


def _invoices(rows: Iterable[Row], place: Provenance) -> ReadInvoices:
    found = ReadInvoices()
    by_key: dict[str, Invoice] = {}
    heading: Sequence[str] = ()
    for at, (number, row) in enumerate(rows):
        cells = [str(cell).strip() for cell in row] + [""] * (len(COLUMNS) - len(row))
        if at == 0 and not any(letter.isdigit() for letter in cells[_QTY]):
            heading = cells
        elif any(cells):
            found.findings += (faults := _faults(cells, heading, replace(place, row=number)))
            if not faults:
                _add(by_key, _invoice_of(cells))
    found.invoices = list(by_key.values())
    return found


def _add(by_key: dict[str, Invoice], invoice: Invoice) -> None:
    key = key_from_number(invoice.invoice_no)
    before = by_key.get(key)
    by_key[key] = invoice if before is None else replace(before, lines=before.lines + invoice.lines)


def _faults(cells: Sequence[str], heading: Sequence[str], place: Provenance) -> list[Finding]:
    """The cells of a row that cannot be read, in their order."""
    found = []
    for at, (name, (reads, example)) in enumerate(_READERS.items()):
        cell = cells[at]
        place = replace(place, column=heading[at] if heading else "")
        about: dict[str, Any] = {
            "number": cells[0],
            "field": name,
            "value": cell,
            "rule": f"purchase_invoice.{name}",
            "provenance": place,
            "params": (("row", str(place.row)), ("column_key", f"entry_field.{name}")),
        }
        if cell:
            try:
                reads(cell)
            except ValueError:  # NotExact among them
                found.append(_finding("purchase.unread", expected=example, **about))
        elif name not in _OPTIONAL:
            found.append(_finding("purchase.blank", expected=example, **about))
    return found


def _finding(code: str, severity: Severity = Severity.BLOCKING, **about: Any) -> Finding:
    return Finding(code, severity, DocumentKind.PURCHASE_INVOICE, **about)


def _invoice_of(cells: Sequence[str]) -> Invoice:
    line = InvoiceLine(
        sku=cells[3],
        qty=_positive(cells[4]),
        net=_positive(cells[5]),
        vat_rate=_share(cells[6]),
        vat=_number(cells[7]) if cells[7] else None,
        unit=cells[8],
    )
    return Invoice(cells[0], cells[1], _day(cells[2]), (line,))


def _day(text: str) -> date:
    return date.fromisoformat(text.split("T")[0].replace("/", "-").replace(".", "-"))


def _number(text: str) -> Decimal:
    return decimal_from_text(text.replace(",", "").replace("，", ""))


def _positive(text: str) -> Decimal:
    value = _number(text)
    if e5_from_decimal(value) <= 0:
        raise ValueError(text)
    return value


def rate_from_text(text: str) -> Decimal:
    """A rate: "13%", "13" or "0.13". Raises NotExact."""
    value = _number(text.strip().removesuffix("%").removesuffix("％"))
    is_percent = text.strip().endswith(("%", "％")) or value >= 1
    rate = value.scaleb(-2) if is_percent else value
    e5_from_decimal(rate)
    return rate


def _share(text: str) -> Decimal:
    rate = rate_from_text(text)
    if not 0 <= rate < 1:
        raise ValueError(text)
    return rate


_READERS: dict[str, tuple[_Reader, str]] = {
    "purchase_no": (str, "12345678"),
    "supplier": (str, "ABC"),
    "issued_on": (_day, "2026-11-03"),
    "sku": (str, "SKU-001"),
    "qty": (_positive, "10"),
    "net": (_positive, "1234.50"),
    "vat_rate": (_share, "13%"),
    "vat": (_number, "160.49"),
}
"""How each column is read, and what stands in it, for example."""
_OPTIONAL = ("vat",)
