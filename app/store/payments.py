"""Payments (收款单): one row per payment number and order.

A payment for several orders comes as several rows from one line of the file; each keeps the whole
amount and the number of orders in `group_size`. Refunds are negative.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from operator import itemgetter

from app.store.linking import link_loaded, order_for
from app.store.loading import LARGEST_E5, Load, Row, content_hash
from app.store.upsert import Target, Upsert
from app.values.codes import hash_from_name, key_from_number
from app.values.finding import DocumentKind

_TARGET = Target(
    document=DocumentKind.PAYMENT,
    number="pay_no",
    key=("pay_key", "order_key", "provider_id", "pay_kind"),
    columns=(
        "provider_id", "pay_no", "pay_key", "platform_id", "order_no", "order_key", "pay_kind",
        "payer_name", "payer_id_no", "payer_hash", "amount_e5", "group_size", "fee_e5",
        "currency", "paid_at", "note", "source_file_id", "source_sheet", "source_row",
        "content_hash",
    ),
    computed=(("order_id", order_for("s")),),
)  # fmt: skip


def load_payments(load: Load, rows: Iterable[Row]) -> None:
    """Bring the rows of one file (`PAYMENT_FIELDS`) into the store, linked to their orders."""
    upsert = Upsert(load, _TARGET)
    upsert.run(_staged(load, rows))
    link_loaded(load, DocumentKind.PAYMENT, upsert.first_new_id)


def _staged(load: Load, rows: Iterable[Row]) -> Iterator[Row]:
    for _, same_line in groupby(rows, key=itemgetter(0, 2)):
        orders = {key_from_number(row[4]): row for row in same_line}
        for order_key, row in orders.items():
            staged = _payment(load, row, order_key, len(orders))
            if staged is not None:
                yield staged


def _payment(load: Load, row: Row, order_key: str, group_size: int) -> Row | None:
    (
        row_no, provider, pay_no, platform, order_no, pay_kind, payer_name, payer_id_no,
        amount, fee, currency, paid_at, note,
    ) = row  # fmt: skip
    pay_key = key_from_number(pay_no)
    if not pay_key or not order_key:
        load.refuse(row_no, DocumentKind.PAYMENT, "store.no_number", pay_no or order_no)
        return None
    if abs(amount) > LARGEST_E5:
        load.refuse(row_no, DocumentKind.PAYMENT, "store.amount_too_large", pay_no)
        return None
    is_refund = pay_kind == "refund" or amount < 0
    return (
        load.party("payment", provider, row_no),
        pay_no,
        pay_key,
        load.party("platform", platform, row_no) if platform else None,
        order_no,
        order_key,
        "refund" if is_refund else "payment",
        payer_name,
        payer_id_no,
        hash_from_name(payer_name),
        -abs(amount) if is_refund else amount,
        group_size,
        fee,
        currency,
        paid_at,
        note,
        load.file_id,
        load.sheet,
        row_no,
        content_hash((group_size, *row[1:])),
    )
