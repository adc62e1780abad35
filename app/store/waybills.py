"""Waybills (运单): one row per waybill number and order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from app.store.linking import link_loaded, order_for
from app.store.loading import Load
from app.store.prepared import Preparation, Prepared, Row, batches, content_hash, fits
from app.store.upsert import Target, Upsert
from app.values.codes import hash_from_name, key_from_number
from app.values.finding import DocumentKind

_TARGET = Target(
    document=DocumentKind.WAYBILL,
    number="waybill_no",
    key=("waybill_key", "order_key", "carrier_id"),
    parties=(("carrier_id", "carrier"), ("platform_id", "platform")),
    columns=(
        "source_row", "waybill_no", "waybill_key", "order_no", "order_key", "consignee",
        "consignee_phone", "consignee_address", "consignee_hash", "country", "gross_weight_e5",
        "pieces", "freight_e5", "insured_e5", "currency", "goods_info", "shipped_at",
        "total_package_no", "bill_no", "note", "content_hash",
    ),
    computed=(("order_id", order_for("s")),),
)  # fmt: skip


def load_waybills(load: Load, prepared: Iterable[Prepared]) -> None:
    """Bring the waybills of one file into the store, linked to their orders."""
    upsert = Upsert(load, _TARGET)
    upsert.run(prepared)
    link_loaded(load, DocumentKind.WAYBILL, upsert.first_new_id)


def prepare_waybills(file: str, sheet: str, rows: Iterable[Row]) -> Iterator[Prepared]:
    """Make rows (`WAYBILL_FIELDS`) ready for `load_waybills`."""
    work = Preparation(file, sheet)
    for batch in batches(filter(None, (_waybill(work, row) for row in rows))):
        yield work.hand_over(batch)
    yield work.hand_over([])


def _waybill(work: Preparation, row: Row) -> Row | None:
    (
        row_no, carrier, waybill_no, platform, order_no, consignee, phone, address, country,
        gross_weight, pieces, freight, insured, currency, goods_info, shipped_at, bag_no,
        bill_no, note,
    ) = row  # fmt: skip
    waybill_key = key_from_number(waybill_no)
    if not waybill_key:  # the order number may be absent: waybill messages have none
        work.refuse(row_no, DocumentKind.WAYBILL, "store.no_number", waybill_no or order_no)
        return None
    if not fits(gross_weight):
        work.refuse(row_no, DocumentKind.WAYBILL, "store.amount_too_large", waybill_no)
        return None
    return (
        carrier, platform, row_no, waybill_no, waybill_key, order_no, key_from_number(order_no),
        consignee, phone, address, hash_from_name(consignee), country, gross_weight,
        1 if pieces is None else pieces, freight, insured, currency, goods_info, shipped_at,
        bag_no, bill_no, note, content_hash(row[1:]),
    )  # fmt: skip
