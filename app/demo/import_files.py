"""Writes the files of the invented import month, and keeps the ledger of what was planted."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from pathlib import Path
from random import Random

from app.demo.files import Ledger, LedgerFault
from app.demo.import_faults import CHECK_FAULTS, ImportFault, plant_imports
from app.demo.imports import ImportSale, Row, import_goods, invent_imports, settings
from app.demo.table import Table, write_text, write_workbook, write_wps_workbook
from app.documents.fields import FIELDS, FileKind
from app.values.period import Month

FAULT_SHARE = Decimal("0.05")
Rows = Iterator[tuple[str, Row]]  # what a row belongs to, and its texts by field name


@dataclass(frozen=True, slots=True)
class ImportLedger(Ledger):
    """What was planted; `checks` are the faults only the pre-check finds."""

    checks: tuple[LedgerFault, ...]


def write_imports(folder: Path, *, seed: int, size: int, month: Month) -> ImportLedger:
    """Write the files of an invented month of imports into `folder`; the same arguments give the
    same content. Returns what was planted. Raises TooFewSales."""
    clean = invent_imports(seed=seed, size=size, month=month)
    sales, planted = plant_imports(clean, share=FAULT_SHARE, random=Random(f"{seed} faults"))
    tables = {name: _table(kind, rows(sales)) for name, (kind, rows, _) in FILES.items()}
    folder.mkdir(parents=True, exist_ok=True)
    for name, (_, _, write) in FILES.items():
        write(folder / name, tables[name])
    return ImportLedger(
        seed=seed,
        month=str(month),
        orders=len(sales),
        payments=sum(len(sale.payments) for sale in sales),
        waybills=sum(len(sale.waybills) for sale in sales),
        files=tuple(FILES),
        faults=tuple(
            _located(fault, number, tables)
            for fault, number in planted
            if fault not in CHECK_FAULTS
        ),
        cells=(),
        checks=tuple(
            _located(fault, number, tables) for fault, number in planted if fault in CHECK_FAULTS
        ),
    )


def _parties(_: Iterable[ImportSale]) -> Rows:
    yield from ((party["name"], party) for party in settings()["party"])


def _goods(_: Iterable[ImportSale]) -> Rows:
    yield from ((one.sku, one.master) for one in import_goods())


def _orders(sales: Iterable[ImportSale]) -> Rows:
    yield from ((sale.number, {**sale.order, **line}) for sale in sales for line in sale.lines)


def _payments(sales: Iterable[ImportSale]) -> Rows:
    yield from ((sale.number, row) for sale in sales for row in sale.payments)


def _waybills(sales: Iterable[ImportSale]) -> Rows:
    yield from ((sale.number, row) for sale in sales for row in sale.waybills)


Write = Callable[[Path, Table], None]
_gbk: Write = partial(write_text, encoding="gb18030")
_bom: Write = partial(write_text, encoding="utf-8-sig")

FILES: dict[str, tuple[FileKind, Callable[[Iterable[ImportSale]], Rows], Write]] = {
    "进口企业备案.csv": (FileKind.PARTY, _parties, _bom),
    "进口商品备案.xlsx": (FileKind.GOODS, _goods, write_wps_workbook),
    "跨境商城订单.csv": (FileKind.ORDER, _orders, _gbk),
    "测试支付凭证.csv": (FileKind.PAYMENT, _payments, _bom),
    "测试快件运单.xlsx": (FileKind.WAYBILL, _waybills, write_workbook),
}
_FILE_OF = {
    "order": "跨境商城订单.csv",
    "payment": "测试支付凭证.csv",
    "waybill": "测试快件运单.xlsx",
}


def _table(kind: FileKind, rows: Rows) -> Table:
    """Rows under the Chinese names of their fields, columns that are empty throughout left out."""
    found = list(rows)
    used = {name for _, row in found for name, text in row.items() if text}
    fields = [field for field in FIELDS[kind] if field.name in used]
    table = Table(tuple(field.zh for field in fields))
    for owner, row in found:
        table.add(kind.value, owner, [row.get(field.name, "") for field in fields])
    return table


def _located(fault: ImportFault, number: str, tables: dict[str, Table]) -> LedgerFault:
    file = _FILE_OF[fault.about]
    row = tables[file].row_of(FILES[file][0].value, number)
    return LedgerFault(fault.kind, settings()["names"]["platform"], number, file, row)
