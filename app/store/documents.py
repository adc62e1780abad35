"""The entrance for cleaned rows: made ready (anywhere), then loaded (inside a call)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from app.documents.fields import FileKind
from app.store.filing import load_parties, prepare_parties
from app.store.goods import load_goods, prepare_goods
from app.store.loading import Load
from app.store.orders import load_orders, prepare_orders
from app.store.payments import load_payments, prepare_payments
from app.store.prepared import Prepared, Row
from app.store.rate_files import load_rates, prepare_rates
from app.store.remittances import load_remittances, prepare_remittances
from app.store.stock import load_balances, load_stock, prepare_balances, prepare_stock
from app.store.waybills import load_waybills, prepare_waybills
from app.values.finding import DocumentKind

_PREPARE: dict[FileKind, Callable[[str, str, Iterable[Row]], Iterator[Prepared]]] = {
    FileKind.ORDER: prepare_orders,
    FileKind.PAYMENT: prepare_payments,
    FileKind.WAYBILL: prepare_waybills,
    FileKind.GOODS: prepare_goods,
    FileKind.PARTY: prepare_parties,
    FileKind.STOCK: prepare_stock,
    FileKind.BALANCE: prepare_balances,
    FileKind.REMITTANCE: prepare_remittances,
    FileKind.RATE: prepare_rates,
}
_LOAD: dict[FileKind, Callable[[Load, Iterable[Prepared]], None]] = {
    FileKind.ORDER: load_orders,
    FileKind.PAYMENT: load_payments,
    FileKind.WAYBILL: load_waybills,
    FileKind.GOODS: load_goods,
    FileKind.PARTY: load_parties,
    FileKind.STOCK: load_stock,
    FileKind.BALANCE: load_balances,
    FileKind.REMITTANCE: load_remittances,
    FileKind.RATE: load_rates,
}

DOCUMENTS: dict[FileKind, DocumentKind] = {
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


def prepare_rows(kind: FileKind, file: str, sheet: str, rows: Iterable[Row]) -> Iterator[Prepared]:
    """Make cleaned rows of a kind ready, in batches; needs no store. File and sheet name the place
    of findings."""
    return _PREPARE[kind](file, sheet, rows)


def load_prepared(load: Load, kind: FileKind, prepared: Iterable[Prepared]) -> None:
    """Bring prepared rows of a kind into the store; `load.tally` tells what became of them."""
    _LOAD[kind](load, prepared)


def load_rows(load: Load, kind: FileKind, rows: Iterable[Row]) -> None:
    """Both at once."""
    load_prepared(load, kind, prepare_rows(kind, load.file_name, load.sheet, rows))
