"""The rows of one order → its head and lines as the store keeps them; nothing is written here.

Amounts left out are derived: line total = quantity × price, price = total ÷ quantity, goods value =
sum of the lines, payable = goods + freight + tax − discount (R18). What the file states stays as
stated, even when it does not add up: checking is the business of matching and pre-check.
"""

from __future__ import annotations

from dataclasses import dataclass

from app.documents.fields import ORDER_FIELDS
from app.store.loading import LARGEST_E5, Load, Row, content_hash
from app.values.codes import hash_from_name, key_from_number
from app.values.decimals import UNIT, text_from_e5
from app.values.finding import DocumentKind, Finding, Severity

HEAD_COLUMNS = (
    "platform_id", "order_no", "order_key", "shop", "ordered_at", "buyer_name", "buyer_id_no",
    "buyer_phone", "consignee", "consignee_phone", "consignee_address", "country", "currency",
    "goods_value_e5", "freight_e5", "tax_e5", "discount_e5", "payable_e5", "paid_e5", "note",
    "lines_total_e5", "line_count", "buyer_hash", "consignee_hash", "source_file_id",
    "source_sheet", "source_row", "content_hash",
)  # fmt: skip
LINE_COLUMNS = (
    "line_no", "sku", "sku_key", "goods_name", "goods_spec", "barcode", "unit", "qty_e5",
    "price_e5", "line_total_e5", "source_row",
)  # fmt: skip
HASH_RANGE = 2**63

_HEAD = slice(3, 19)  # the head's values in a row, without the key
_LINE = slice(19, None)
_SKU = 19
_HEAD_FIELDS = ORDER_FIELDS[2:18]
_MAY_DIFFER = frozenset({"note"})  # people write notes on single lines

Line = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class OrderDraft:
    """An order ready to be written: values in the order of HEAD_COLUMNS and LINE_COLUMNS. One
    whose figures cannot be used has no lines; `findings` say why."""

    head: tuple[object, ...]
    lines: list[Line]
    findings: list[Finding]


def rows_hash(rows: list[Row]) -> int:
    """The fingerprint of an order: of all its rows, in whatever order they stand."""
    if len(rows) == 1:
        return content_hash(rows[0][1:])
    return sum(content_hash(row[1:]) for row in rows) % HASH_RANGE


class OrderDrafter:
    """Makes orders of their rows, for one file."""

    def __init__(self, load: Load) -> None:
        self._load = load
        self._findings: list[Finding] = []

    def draft(self, key: tuple[str, int], rows: list[Row], fingerprint: int) -> OrderDraft:
        """One order of its rows; `key` is order key and platform."""
        self._findings = []
        (
            shop, ordered_at, buyer, buyer_id, buyer_phone, consignee, phone, address, country,
            currency, goods_value, freight, tax, discount, paid, note,
        ) = rows[0][_HEAD] if len(rows) == 1 else self._one_head(rows)  # fmt: skip
        lines, lines_total = self._lines(rows, goods_value)
        if goods_value is None:
            goods_value = lines_total
        freight, tax, discount = freight or 0, tax or 0, discount or 0
        payable = goods_value + freight + tax - discount
        if not lines:
            self._find("store.order_without_lines", Severity.BLOCKING, rows[0])
        elif not _fits(goods_value, lines_total, freight, tax, discount, payable):
            self._find("store.amount_too_large", Severity.BLOCKING, rows[0])
            lines = []
        buyer_hash = hash_from_name(buyer)
        head = (
            key[1], rows[0][2], key[0], shop, ordered_at, buyer, buyer_id, buyer_phone, consignee,
            phone, address, country, currency, goods_value, freight, tax, discount, payable, paid,
            note, lines_total, len(lines), buyer_hash,
            buyer_hash if consignee == buyer else hash_from_name(consignee),
            self._load.file_id, self._load.sheet, rows[0][0], fingerprint,
        )  # fmt: skip
        return OrderDraft(head, lines, self._findings)

    def _find(
        self,
        code: str,
        severity: Severity,
        row: Row,
        field: str = "",
        value: str = "",
        **more: object,
    ) -> None:
        finding = self._load.finding(
            code,
            severity,
            row=row[0],
            document=DocumentKind.ORDER,
            number=row[2],
            field=field,
            value=value,
            **more,
        )
        self._findings.append(finding)

    def _lines(self, rows: list[Row], goods_value: int | None) -> tuple[list[Line], int]:
        only_total = goods_value if len(rows) == 1 else None
        lines: list[Line] = []
        lines_total = 0
        for row in rows:
            sku, goods_name, goods_spec, barcode, unit, qty, price, total = row[_LINE]
            if price is None or total is None:
                amounts = self._completed(row, price, only_total if total is None else total)
                if amounts is None:
                    continue
                price, total = amounts
            lines_total += total
            lines.append(
                (
                    len(lines) + 1, sku, key_from_number(sku), goods_name, goods_spec, barcode,
                    unit, qty, price, total, row[0],
                )
            )  # fmt: skip
        if len(rows) > 1:
            self._find_identical(rows)
        return lines, lines_total

    def _completed(self, row: Row, price: int | None, total: int | None) -> tuple[int, int] | None:
        """Price and total of a line of which one is missing: half-up to five decimals, with a
        finding when that is not exact. None, with a finding, when nothing can be computed."""
        qty: int = row[-3]
        if price is not None:
            field = "line_total"
            total, rest = _divided(qty * price, UNIT)
        elif total is not None and qty > 0:
            field = "price"
            price, rest = _divided(total * UNIT, qty)
        else:
            self._find("store.line_without_amount", Severity.BLOCKING, row, value=row[_SKU])
            return None
        if not _fits(qty, price, total):
            self._find("store.amount_too_large", Severity.BLOCKING, row, field)
            return None
        if rest:
            shown = text_from_e5(price if field == "price" else total)
            self._find("store.amount_not_exact", Severity.NOTE, row, field, shown)
        return price, total

    def _one_head(self, rows: list[Row]) -> Row:
        """The head that several rows repeat: the first value stated counts, others are reported."""
        head = list(rows[0][_HEAD])
        stated_in = [rows[0][0]] * len(head)
        for row in rows[1:]:
            if row[_HEAD] == tuple(head):
                continue
            for at, value in enumerate(row[_HEAD]):
                if value in ("", None) or value == head[at]:
                    continue
                if head[at] in ("", None):
                    head[at], stated_in[at] = value, row[0]
                elif _HEAD_FIELDS[at].name not in _MAY_DIFFER:
                    self._find_contradiction(row, at, head[at], stated_in[at])
        return tuple(head)

    def _find_contradiction(self, row: Row, at: int, first: object, first_row: int) -> None:
        field = _HEAD_FIELDS[at]
        value, expected = (
            text_from_e5(v) if field.type.is_scaled and isinstance(v, int) else str(v)
            for v in (row[_HEAD][at], first)
        )
        self._find(
            "store.head_contradicts",
            Severity.DOUBTFUL,
            row,
            field.name,
            value,
            expected=expected,
            first_row=first_row,
        )

    def _find_identical(self, rows: list[Row]) -> None:
        first_row: dict[Row, int] = {}
        for row in rows:
            first = first_row.setdefault(row[1:], row[0])
            if first != row[0]:
                self._find(
                    "store.line_repeated",
                    Severity.DOUBTFUL,
                    row,
                    value=row[_SKU],
                    first_row=first,
                )


def _fits(*amounts: int) -> bool:
    return min(amounts) > -LARGEST_E5 and max(amounts) < LARGEST_E5


def _divided(amount: int, by: int) -> tuple[int, bool]:
    """amount ÷ by, half away from zero, and whether that was not exact. `by` is positive."""
    whole, rest = divmod(abs(amount), by)
    whole += 2 * rest >= by
    return (whole if amount >= 0 else -whole), rest != 0
