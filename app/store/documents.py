"""The one entrance for cleaned rows: which loader takes which kind."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from app.documents.fields import FileKind
from app.store.filing import load_parties
from app.store.goods import load_goods
from app.store.loading import Load, Row
from app.store.orders import load_orders
from app.store.payments import load_payments
from app.store.waybills import load_waybills
from app.values.finding import DocumentKind

LOADERS: dict[FileKind, Callable[[Load, Iterable[Row]], None]] = {
    FileKind.ORDER: load_orders,
    FileKind.PAYMENT: load_payments,
    FileKind.WAYBILL: load_waybills,
    FileKind.GOODS: load_goods,
    FileKind.PARTY: load_parties,
}

DOCUMENTS: dict[FileKind, DocumentKind] = {
    FileKind.ORDER: DocumentKind.ORDER,
    FileKind.PAYMENT: DocumentKind.PAYMENT,
    FileKind.WAYBILL: DocumentKind.WAYBILL,
    FileKind.GOODS: DocumentKind.GOODS,
    FileKind.PARTY: DocumentKind.PARTY,
}


def load_rows(load: Load, kind: FileKind, rows: Iterable[Row]) -> None:
    """Bring cleaned rows of a kind into the store; `load.tally` tells what became of them."""
    LOADERS[kind](load, rows)
