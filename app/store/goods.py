"""Goods master (商品备案): one row per SKU."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from app.documents.fields import GOODS_FIELDS, FieldType
from app.store.loading import Load
from app.store.prepared import Preparation, Prepared, Row, batches, content_hash
from app.store.upsert import Target, Upsert
from app.values.codes import key_from_number
from app.values.decimals import text_from_e5
from app.values.finding import DocumentKind, Severity

_TARGET = Target(
    document=DocumentKind.GOODS,
    number="sku",
    key=("sku_key",),
    parties=(),
    columns=(
        "source_row", *(field.column for field in GOODS_FIELDS), "sku_key", "content_hash"
    ),
)  # fmt: skip
_POSITIVE = [
    at
    for at, field in enumerate(GOODS_FIELDS)
    if field.type in (FieldType.QUANTITY, FieldType.WEIGHT)
]


def load_goods(load: Load, prepared: Iterable[Prepared]) -> None:
    """Bring the goods of one file into the store."""
    Upsert(load, _TARGET).run(prepared)


def prepare_goods(file: str, sheet: str, rows: Iterable[Row]) -> Iterator[Prepared]:
    """Make rows (`GOODS_FIELDS`) ready for `load_goods`."""
    work = Preparation(file, sheet)
    for batch in batches(_goods(work, rows)):
        yield work.hand_over(batch)
    yield work.hand_over([])


def _goods(work: Preparation, rows: Iterable[Row]) -> Iterator[Row]:
    for row_no, *values in rows:
        sku_key = key_from_number(values[0])
        if not sku_key:
            work.refuse(row_no, DocumentKind.GOODS, "store.no_number", values[0])
            continue
        stated = content_hash(tuple(values))
        for at in _POSITIVE:
            if values[at] is not None and values[at] <= 0:
                _note_not_positive(work, row_no, values, at)
                values[at] = None
        yield (row_no, *values, sku_key, stated)


def _note_not_positive(work: Preparation, row_no: int, values: list[Any], at: int) -> None:
    work.find(
        "store.not_positive",
        Severity.DOUBTFUL,
        row=row_no,
        document=DocumentKind.GOODS,
        number=values[0],
        field=GOODS_FIELDS[at].name,
        value=text_from_e5(values[at]),
    )
