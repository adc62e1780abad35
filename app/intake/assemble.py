"""Raw cells to cleaned tuples, chunk by chunk and column by column, with findings.

Rules for rows: a row whose required field is missing or unreadable is left out and reported; other
unreadable cells leave their field absent. In an order file the head of an order may stand in its
first row only (also when cells were merged): it is filled down over the rows of the order. Rows
without number (titles, totals, footers) are counted, not reported one by one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import repeat, zip_longest

from app.documents.fields import FIELDS, Field, FileKind
from app.intake.column import CleanColumn, columns_for
from app.intake.filldown import FillDown
from app.intake.mapping import ColumnPlan, is_no_number
from app.intake.remark import Effect, Remark, Value
from app.intake.reshape import Reshape
from app.intake.table import Cell, Chunk, Report
from app.values.finding import DocumentKind, Finding, Provenance, Severity

DOCUMENTS = {
    FileKind.ORDER: DocumentKind.ORDER,
    FileKind.PAYMENT: DocumentKind.PAYMENT,
    FileKind.WAYBILL: DocumentKind.WAYBILL,
    FileKind.GOODS: DocumentKind.GOODS,
    FileKind.PARTY: DocumentKind.PARTY,
    FileKind.STOCK: DocumentKind.STOCK_MOVE,
    FileKind.BALANCE: DocumentKind.OFFICIAL_BALANCE,
    FileKind.REMITTANCE: DocumentKind.REMITTANCE,
    FileKind.RATE: DocumentKind.EXCHANGE_RATE,
}
# The number people know a document by.
NUMBERS = {
    FileKind.ORDER: "order_no",
    FileKind.PAYMENT: "pay_no",
    FileKind.WAYBILL: "waybill_no",
    FileKind.GOODS: "sku",
    FileKind.PARTY: "name",
    FileKind.STOCK: "record_no",
    FileKind.BALANCE: "record_no",
    FileKind.REMITTANCE: "remit_no",
    FileKind.RATE: "currency",
}
_SHOWN = 80
_SEVERITY = {
    Effect.LOST: Severity.DOUBTFUL,
    Effect.DOUBTED: Severity.DOUBTFUL,
    Effect.NOTED: Severity.NOTE,
}

Row = tuple[Value, ...]


@dataclass(slots=True)
class Counts:
    """What became of the rows: `taken` came through; `left_out` were reported; `without_number` are
    titles, totals and footers; `skipped` are no documents by the profile (cancelled orders)."""

    taken: int = 0
    left_out: int = 0
    without_number: int = 0
    skipped: int = 0


@dataclass(slots=True)
class Place:
    """Where the rows stand. `added`: headers of columns that `Reshape` adds at the end."""

    file: str
    sheet: str
    headers: tuple[str, ...]
    added: tuple[str, ...]


class Assembler:
    """Cleans the chunks of one file."""

    def __init__(self, plan: ColumnPlan, place: Place, report: Report) -> None:
        self.counts = Counts()
        self._plan = plan
        self._place = place
        self._report = report
        self._fields = FIELDS[plan.kind]
        self._columns = columns_for(plan, (*place.headers, *place.added))
        self._reshape = Reshape(plan, place.headers)
        self._fill = FillDown(self._columns) if plan.kind is FileKind.ORDER else None
        self._number = NUMBERS[plan.kind]
        self._required = [item for item in self._fields if item.required]
        self._said: set[tuple[str, str]] = set()

    def rows(self, chunk: Chunk) -> list[Row]:
        """The cleaned rows of a chunk: (row number, *values in the order of the fields)."""
        chunk, skipped = self._reshape.apply(chunk)
        self.counts.skipped += skipped
        if not chunk.rows:
            return []
        raw = self._transpose(chunk)
        values: dict[str, list[Value]] = {}
        lost: set[int] = set()
        for column in self._columns:
            values[column.field.name] = column.clean(raw)
            lost |= self._remarks(column, chunk.row_nos)
        if self._plan.kind is FileKind.PAYMENT:
            _name_refunds(values, len(chunk.rows))
        if self._fill:
            heads = self._fill.apply(values, chunk.row_nos)
            self._report_heads()
        else:
            heads = set()
        out = heads | self._judge(values, chunk.row_nos, lost - heads, heads)
        rows = self._zip(values, chunk.row_nos)
        if out:
            rows = [row for index, row in enumerate(rows) if index not in out]
        self.counts.taken += len(rows)
        return rows

    def finish(self) -> None:
        """Report what is only known at the end."""
        if self._fill:
            self._fill.close()
            self._report_heads()
        counts = self.counts
        for code, number in (
            ("intake.rows_without_number", counts.without_number),
            ("intake.rows_skipped", counts.skipped),
        ):
            if number:
                self._find(code, Severity.NOTE, params=(("count", str(number)),))

    def _transpose(self, chunk: Chunk) -> list[Sequence[Cell]]:
        """Columns of equal length; cells beyond the header are reported and left out."""
        width = len(self._place.headers) + len(self._place.added)
        raw: list[Sequence[Cell]] = list(zip_longest(*chunk.rows, fillvalue=""))
        if len(raw) > width:
            for row_no, row in zip(chunk.row_nos, chunk.rows, strict=True):
                if beyond := [cell for cell in row[width:] if cell not in ("", None)]:
                    self._find(
                        "intake.extra_cells", Severity.DOUBTFUL, row_no, value=str(beyond[0])
                    )
        blank = ("",) * len(chunk.rows)
        return raw[:width] + [blank] * (width - len(raw))

    def _remarks(self, column: CleanColumn, row_nos: list[int]) -> set[int]:
        """Findings for the cells of a column; the places of rows that lose a required field."""
        lost: set[int] = set()
        for index, cell, remark in column.remarks():
            is_lost = column.field.required and remark.effect is Effect.LOST
            if is_lost:
                lost.add(index)
            self._find_remark(column, row_nos[index], cell, remark, is_lost=is_lost)
        return lost

    def _find_remark(
        self, column: CleanColumn, row_no: int, cell: Cell, remark: Remark, *, is_lost: bool
    ) -> None:
        if remark.once:
            if (remark.code, column.header) in self._said:
                return
            self._said.add((remark.code, column.header))
        self._find(
            remark.code,
            Severity.BLOCKING if is_lost else _SEVERITY[remark.effect],
            row_no,
            column=column.header,
            item=column.field,
            value=str(cell),
            expected=remark.expected,
        )

    def _judge(
        self, values: dict[str, list[Value]], row_nos: list[int], lost: set[int], heads: set[int]
    ) -> set[int]:
        """Places of rows to leave out: `lost` ones, and those lacking something required."""
        out = set(lost)
        absent: dict[int, list[Field]] = {}
        for item in self._required:
            column = values.get(item.name)
            if column is None or not ("" in column or None in column):
                continue
            for index, value in enumerate(column):
                if value in ("", None) and index not in lost and index not in heads:
                    absent.setdefault(index, []).append(item)
        for index, items in absent.items():
            out.add(index)
            if self._is_no_document(values, index, items):
                self.counts.without_number += 1
            else:
                self.counts.left_out += 1
                self._report_missing(values, index, row_nos[index], items)
        self.counts.left_out += len(lost)
        return out

    def _is_no_document(
        self, values: dict[str, list[Value]], index: int, absent: list[Field]
    ) -> bool:
        """A title, total or footer: no number, and hardly anything else that is required."""
        numbers = [values[name][index] for name in (self._number, "order_no") if name in values]
        if not all(map(is_no_number, numbers)):
            return False
        mapped = sum(item.name in values for item in self._required)
        return any(numbers) or mapped - len(absent) <= 1

    def _report_missing(
        self, values: dict[str, list[Value]], index: int, row_no: int, items: list[Field]
    ) -> None:
        headers = {column.field.name: column.header for column in self._columns}
        number = values.get(self._number)
        for item in items:
            self._find(
                "intake.missing_value",
                Severity.BLOCKING,
                row_no,
                column=headers[item.name],
                item=item,
                number=str(number[index]) if number else "",
            )

    def _report_heads(self) -> None:
        assert self._fill is not None
        for row_no, number in self._fill.take_empty_orders():
            self.counts.left_out += 1
            self._find("intake.order_without_goods", Severity.BLOCKING, row_no, number=number)

    def _zip(self, values: dict[str, list[Value]], row_nos: list[int]) -> list[Row]:
        columns: list[Sequence[Value] | repeat[Value]] = [row_nos]
        for item in self._fields:
            absent: Value = None if item.type.is_number else ""
            columns.append(values.get(item.name) or repeat(absent))
        return list(zip(*columns, strict=False))  # constants repeat for ever

    def _find(
        self,
        code: str,
        severity: Severity,
        row_no: int = 0,
        *,
        column: str = "",
        item: Field | None = None,
        value: str = "",
        expected: str = "",
        number: str = "",
        params: tuple[tuple[str, str], ...] = (),
    ) -> None:
        place = Provenance(self._place.file, self._place.sheet, row_no, column)
        kind = self._plan.kind
        self._report(
            Finding(
                code,
                severity,
                DOCUMENTS[kind],
                number=number,
                field=item.name if item else "",
                value=value[:_SHOWN],
                expected=expected,
                rule=f"{kind}.{item.name}" if item else "",
                provenance=place,
                params=(("row", str(row_no)), ("column", column), *params),
            )
        )


def _name_refunds(values: dict[str, list[Value]], count: int) -> None:
    """A negative amount is a refund unless the file names the kind; amounts and fees become
    positive."""
    amounts = values.get("amount", [])
    kinds = values.get("pay_kind") or [""] * count
    values["pay_kind"] = [
        kind or ("refund" if isinstance(amount, int) and amount < 0 else "payment")
        for kind, amount in zip(kinds, amounts, strict=False)
    ]
    for name in ("amount", "fee"):
        if name in values:
            values[name] = [abs(v) if isinstance(v, int) else v for v in values[name]]
