"""The rows of one order → what the store keeps of it; nothing is written here.

Amounts left out are derived: line total = quantity × price, price = total ÷ quantity, goods value =
sum of the lines, payable = goods + freight + tax − discount (R18). What the file states stays as
stated, even when it does not add up: checking is the business of matching and pre-check.
"""

from __future__ import annotations

from functools import lru_cache

from app.documents.fields import ORDER_FIELDS
from app.store.prepared import Preparation, Row, content_hash, fits
from app.values.codes import hash_from_name, key_from_number
from app.values.decimals import UNIT, text_from_e5
from app.values.finding import DocumentKind, Severity

# A draft has one row for each line: what was worked out, then the row of the file with the order's
# one head. `id` is given by the caller.
DRAFT_COLUMNS = (
    "id", "order_key", "goods_value_e5", "payable_e5", "lines_total_e5", "line_count",
    "buyer_hash", "consignee_hash", "content_hash", "line_no", "sku_key", "price_e5",
    "line_total_e5", "source_row", *(field.name for field in ORDER_FIELDS),
)  # fmt: skip
FILE_ROW = slice(DRAFT_COLUMNS.index("source_row"), None)  # the row of the file inside a draft
HASH_RANGE = 2**63

_AT = {field.name: at for at, field in enumerate(ORDER_FIELDS, 1)}  # places in a row
_ORDER_NO, _BUYER, _CONSIGNEE = _AT["order_no"], _AT["buyer_name"], _AT["consignee"]
_GOODS_VALUE, _FREIGHT = _AT["goods_value"], _AT["freight"]
_TAX, _DISCOUNT = _AT["tax"], _AT["discount"]
_SKU, _QTY, _PRICE, _TOTAL = _AT["sku"], _AT["qty"], _AT["price"], _AT["line_total"]
_HEAD_FIELDS = tuple(f for f in ORDER_FIELDS if not f.is_line and not f.is_key)
_HEAD = slice(_AT[_HEAD_FIELDS[0].name], _SKU)  # the head's values in a row, without the key
_MAY_DIFFER = frozenset({"note"})  # people write notes on single lines

_sku_key = lru_cache(maxsize=4096)(key_from_number)  # the same goods come again and again


def rows_hash(rows: list[Row]) -> int:
    """The fingerprint of an order: of all its rows, in whatever order they stand."""
    if len(rows) == 1:
        return content_hash(rows[0][1:])
    return sum(content_hash(row[1:]) for row in rows) % HASH_RANGE


class OrderDrafter:
    """Makes orders of their rows, for one file; what is found goes into `work`."""

    def __init__(self, work: Preparation) -> None:
        self._work = work

    def draft(self, order_id: int, order_key: str, rows: list[Row], fingerprint: int) -> list[Row]:
        """One order as rows of DRAFT_COLUMNS; none when its figures cannot be used."""
        first = rows[0] if len(rows) == 1 else self._merged(rows)
        lines, lines_total = self._lines(rows, first)
        goods_value = first[_GOODS_VALUE]
        if goods_value is None:
            goods_value = lines_total
        payable = (
            goods_value + (first[_FREIGHT] or 0) + (first[_TAX] or 0) - (first[_DISCOUNT] or 0)
        )
        if not lines:
            self._find("store.order_without_lines", Severity.BLOCKING, first)
        elif not (fits(goods_value) and fits(payable) and fits(lines_total)):
            self._find("store.amount_too_large", Severity.BLOCKING, first)
            return []
        buyer_hash = hash_from_name(first[_BUYER])
        is_same_person = first[_CONSIGNEE] == first[_BUYER]
        head = (
            order_id, order_key, goods_value, payable, lines_total, len(lines), buyer_hash,
            buyer_hash if is_same_person else hash_from_name(first[_CONSIGNEE]), fingerprint,
        )  # fmt: skip
        return [
            (*head, line_no, _sku_key(row[_SKU]), price, total, *row)
            for line_no, (row, price, total) in enumerate(lines, 1)
        ]

    def _lines(self, rows: list[Row], first: Row) -> tuple[list[tuple[Row, int, int]], int]:
        """Row, price and total of each usable line, and the sum of the totals."""
        lines: list[tuple[Row, int, int]] = []
        lines_total = 0
        only_total = first[_GOODS_VALUE] if len(rows) == 1 else None
        for row in rows:
            price, total = row[_PRICE], row[_TOTAL]
            if price is None or total is None:
                amounts = self._completed(row, price, only_total if total is None else total)
                if amounts is None:
                    continue
                price, total = amounts
            if first is not rows[0]:
                row = (row[0], *first[1:_SKU], *row[_SKU:])
            lines.append((row, price, total))
            lines_total += total
        if len(rows) > 1:
            self._find_identical(rows)
        return lines, lines_total

    def _completed(self, row: Row, price: int | None, total: int | None) -> tuple[int, int] | None:
        """Price and total of a line of which one is missing: half-up to five decimals, with a
        finding when that is not exact. None, with a finding, when nothing can be computed."""
        qty: int = row[_QTY]
        if price is not None:
            field = "line_total"
            total, rest = _divided(qty * price, UNIT)
        elif total is not None and qty > 0:
            field = "price"
            price, rest = _divided(total * UNIT, qty)
        else:
            self._find("store.line_without_amount", Severity.BLOCKING, row, value=row[_SKU])
            return None
        if not (fits(price) and fits(total)):
            self._find("store.amount_too_large", Severity.BLOCKING, row, field)
            return None
        if rest:
            shown = text_from_e5(price if field == "price" else total)
            self._find("store.amount_not_exact", Severity.NOTE, row, field, shown)
        return price, total

    def _merged(self, rows: list[Row]) -> Row:
        """The first row with the head that several rows repeat: of each field the first value
        stated counts, others are reported."""
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
        return (*rows[0][: _HEAD.start], *head, *rows[0][_HEAD.stop :])

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

    def _find(
        self,
        code: str,
        severity: Severity,
        row: Row,
        field: str = "",
        value: str = "",
        **more: object,
    ) -> None:
        self._work.find(
            code,
            severity,
            row=row[0],
            document=DocumentKind.ORDER,
            number=row[_ORDER_NO],
            field=field,
            value=value,
            **more,
        )


def _divided(amount: int, by: int) -> tuple[int, int]:
    """amount ÷ by, half away from zero, and the rest. `by` is positive."""
    whole, rest = divmod(abs(amount), by)
    if 2 * rest >= by:
        whole += 1
    return (whole if amount >= 0 else -whole), rest
