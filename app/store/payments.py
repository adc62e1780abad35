"""Payments (收款单): one row per payment number and order.

A payment for several orders comes as several rows from one line of the file; each keeps the whole
amount and the number of orders in `group_size`. Refunds are negative.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from operator import itemgetter

from app.store.linking import link_loaded, order_for
from app.store.loading import Load
from app.store.prepared import Preparation, Prepared, Row, batches, content_hash, fits
from app.store.upsert import Target, Upsert
from app.values.codes import hash_from_name, key_from_number
from app.values.finding import DocumentKind

_TARGET = Target(
    document=DocumentKind.PAYMENT,
    number="pay_no",
    key=("pay_key", "order_key", "provider_id", "pay_kind"),
    parties=(("provider_id", "payment"), ("platform_id", "platform")),
    columns=(
        "source_row", "pay_no", "pay_key", "order_no", "order_key", "pay_kind", "payer_name",
        "payer_id_type", "payer_id_no", "payer_phone", "payer_hash", "amount_e5", "group_size",
        "fee_e5", "currency", "paid_at", "note", "content_hash",
    ),
    computed=(("order_id", order_for("s")),),
)  # fmt: skip


def load_payments(load: Load, prepared: Iterable[Prepared]) -> None:
    """Bring the payments of one file into the store, linked to their orders."""
    upsert = Upsert(load, _TARGET)
    upsert.run(prepared)
    link_loaded(load, DocumentKind.PAYMENT, upsert.first_new_id)


def prepare_payments(file: str, sheet: str, rows: Iterable[Row]) -> Iterator[Prepared]:
    """Make rows (`PAYMENT_FIELDS`) ready for `load_payments`."""
    work = Preparation(file, sheet)
    for batch in batches(_payments(work, rows)):
        yield work.hand_over(batch)
    yield work.hand_over([])


def _payments(work: Preparation, rows: Iterable[Row]) -> Iterator[Row]:
    for _, same_line in groupby(rows, key=itemgetter(0, 2)):
        orders = {key_from_number(row[4]): row for row in same_line}
        for order_key, row in orders.items():
            payment = _payment(work, row, order_key, len(orders))
            if payment is not None:
                yield payment


def _payment(work: Preparation, row: Row, order_key: str, group_size: int) -> Row | None:
    (
        row_no, provider, pay_no, platform, order_no, pay_kind, payer_name, id_type, id_no, phone,
        amount, fee, currency, paid_at, note,
    ) = row  # fmt: skip
    pay_key = key_from_number(pay_no)
    if not pay_key or not order_key:
        work.refuse(row_no, DocumentKind.PAYMENT, "store.no_number", pay_no or order_no)
        return None
    if not fits(amount):
        work.refuse(row_no, DocumentKind.PAYMENT, "store.amount_too_large", pay_no)
        return None
    is_refund = pay_kind == "refund" or amount < 0
    return (
        provider, platform, row_no, pay_no, pay_key, order_no, order_key,
        "refund" if is_refund else "payment", payer_name, id_type, id_no, phone,
        hash_from_name(payer_name),
        -abs(amount) if is_refund else amount, group_size, fee, currency, paid_at, note,
        content_hash((group_size, *row[1:])),
    )  # fmt: skip
