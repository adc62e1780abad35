"""Waybills (运单): one row per waybill number and order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from app.store.linking import link_loaded, order_for
from app.store.loading import LARGEST_E5, Load, Row, content_hash
from app.store.upsert import Target, Upsert
from app.values.codes import hash_from_name, key_from_number
from app.values.finding import DocumentKind

_TARGET = Target(
    document=DocumentKind.WAYBILL,
    number="waybill_no",
    key=("waybill_key", "order_key", "carrier_id"),
    columns=(
        "carrier_id", "waybill_no", "waybill_key", "platform_id", "order_no", "order_key",
        "consignee", "consignee_phone", "consignee_address", "consignee_hash", "country",
        "gross_weight_e5", "pieces", "freight_e5", "insured_e5", "currency", "goods_info",
        "shipped_at", "total_package_no", "note", "source_file_id", "source_sheet", "source_row",
        "content_hash",
    ),
    computed=(("order_id", order_for("s")),),
)  # fmt: skip


def load_waybills(load: Load, rows: Iterable[Row]) -> None:
    """Bring the rows of one file (`WAYBILL_FIELDS`) into the store, linked to their orders."""
    upsert = Upsert(load, _TARGET)
    upsert.run(_staged(load, rows))
    link_loaded(load, DocumentKind.WAYBILL, upsert.first_new_id)


def _staged(load: Load, rows: Iterable[Row]) -> Iterator[Row]:
    for row in rows:
        staged = _waybill(load, row)
        if staged is not None:
            yield staged


def _waybill(load: Load, row: Row) -> Row | None:
    (
        row_no, carrier, waybill_no, platform, order_no, consignee, phone, address, country,
        gross_weight, pieces, freight, insured, currency, goods_info, shipped_at, bag_no, note,
    ) = row  # fmt: skip
    waybill_key, order_key = key_from_number(waybill_no), key_from_number(order_no)
    if not waybill_key:  # the order number may be absent: waybill messages have none
        load.refuse(row_no, DocumentKind.WAYBILL, "store.no_number", waybill_no or order_no)
        return None
    if abs(gross_weight) > LARGEST_E5:
        load.refuse(row_no, DocumentKind.WAYBILL, "store.amount_too_large", waybill_no)
        return None
    return (
        load.party("carrier", carrier, row_no),
        waybill_no,
        waybill_key,
        load.party("platform", platform, row_no) if platform else None,
        order_no,
        order_key,
        consignee,
        phone,
        address,
        hash_from_name(consignee),
        country,
        gross_weight,
        1 if pieces is None else pieces,
        freight,
        insured,
        currency,
        goods_info,
        shipped_at,
        bag_no,
        note,
        load.file_id,
        load.sheet,
        row_no,
        content_hash(row[1:]),
    )
