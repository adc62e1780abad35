"""Goods master (商品备案): one row per SKU."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from app.documents.fields import GOODS_FIELDS, FieldType
from app.store.loading import Load, Row, content_hash
from app.store.upsert import Target, Upsert
from app.values.codes import key_from_number
from app.values.decimals import text_from_e5
from app.values.finding import DocumentKind, Severity

_FIELDS = tuple(field.column for field in GOODS_FIELDS)
_TARGET = Target(
    document=DocumentKind.GOODS,
    number="sku",
    key=("sku_key",),
    columns=(
        *_FIELDS, "sku_key", "source_file_id", "source_sheet", "source_row", "content_hash"
    ),
)  # fmt: skip
_POSITIVE = [
    at
    for at, field in enumerate(GOODS_FIELDS)
    if field.type in (FieldType.QUANTITY, FieldType.WEIGHT)
]


def load_goods(load: Load, rows: Iterable[Row]) -> None:
    """Bring the rows of one file (`GOODS_FIELDS`) into the store."""
    Upsert(load, _TARGET).run(_staged(load, rows))


def _staged(load: Load, rows: Iterable[Row]) -> Iterator[Row]:
    for row_no, *values in rows:
        sku_key = key_from_number(values[0])
        if not sku_key:
            load.refuse(row_no, DocumentKind.GOODS, "store.no_number", values[0])
            continue
        stated = content_hash(tuple(values))
        for at in _POSITIVE:
            if values[at] is not None and values[at] <= 0:
                _report_not_positive(load, row_no, values, at)
                values[at] = None
        yield (*values, sku_key, load.file_id, load.sheet, row_no, stated)


def _report_not_positive(load: Load, row_no: int, values: list[Any], at: int) -> None:
    load.report(
        load.finding(
            "store.not_positive",
            Severity.DOUBTFUL,
            row=row_no,
            document=DocumentKind.GOODS,
            number=values[0],
            field=GOODS_FIELDS[at].name,
            value=text_from_e5(values[at]),
        )
    )
