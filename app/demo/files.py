"""Writes the files of the invented month, and keeps the ledger of what was planted in them."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal
from functools import partial
from pathlib import Path
from random import Random

from app.demo import company, money, orders, parcels
from app.demo.cells import SpoiledCell, spoil
from app.demo.faults import Planted, plant
from app.demo.month import invent
from app.demo.sale import Sale
from app.demo.table import Table, write_text, write_workbook, write_wps_workbook
from app.values.period import Month

FAULT_SHARE = Decimal("0.03")
_TAB = "\t"
_WORTH_SPOILING = 4  # rows; of shorter files too little would be left

Write = Callable[[Path, Table], None]
Layouts = dict[str, Callable[[Iterable[Sale]], Table]]


@dataclass(frozen=True, slots=True)
class DemoFile:
    """One file: its name, its form, the documents it brings, and the shops whose sales it holds
    (by a property of the shop; "" = the file is about the company itself)."""

    name: str
    layout: str
    about: str
    shops: tuple[str, str]
    write: Write


@dataclass(frozen=True, slots=True)
class LedgerFault:
    """A planted fault: the matching's name for it, the order it shows at, and where it stands."""

    kind: str
    platform: str
    order_no: str
    file: str
    row: int


@dataclass(frozen=True, slots=True)
class Ledger:
    """Everything that was planted, and what the month holds."""

    seed: int
    month: str
    orders: int
    payments: int
    waybills: int
    files: tuple[str, ...]
    faults: tuple[LedgerFault, ...]
    cells: tuple[SpoiledCell, ...]

    def write(self, path: Path) -> None:
        """As JSON, for people and for other programs."""
        text = json.dumps(asdict(self), ensure_ascii=False, indent=1)
        path.write_text(text + "\n", encoding="utf-8")


_utf8 = partial(write_text, encoding="utf-8")
_utf8_bom = partial(write_text, encoding="utf-8-sig")
_gbk = partial(write_text, encoding="gb18030")
_tabs = partial(write_text, encoding="utf-8", delimiter=_TAB)
_COMPANY = ("", "")

FILES = (
    DemoFile("企业备案.csv", "parties", "party", _COMPANY, _utf8_bom),
    DemoFile("商品备案.xlsx", "goods", "goods", _COMPANY, write_wps_workbook),
    DemoFile("Amazon-US-orders.txt", "amazon", "order", ("id", "amazon_us"), _tabs),
    DemoFile("Amazon-DE-orders.txt", "amazon", "order", ("id", "amazon_de"), _tabs),
    DemoFile("速卖通订单.xlsx", "aliexpress", "order", ("id", "aliexpress"), write_workbook),
    DemoFile("shopify-orders_export.csv", "shopify", "order", ("id", "shopify"), _utf8),
    DemoFile("eBay-OrdersReport.csv", "ebay", "order", ("id", "ebay"), _utf8_bom),
    DemoFile("自营商城订单.csv", "own", "order", ("id", "own"), _gbk),
    DemoFile("PayPal-activity.csv", "paypal", "payment", ("provider", "paypal"), _utf8_bom),
    DemoFile("测试支付对账单.csv", "cnpay", "payment", ("provider", "cnpay"), _gbk),
    DemoFile("云途账单.xlsx", "yunexpress", "waybill", ("carrier", "yunexpress"), write_workbook),
    DemoFile("递四方账单.csv", "fourpx", "waybill", ("carrier", "fourpx"), _gbk),
    DemoFile(
        "测试物流运单.xlsx", "forwarder", "waybill", ("carrier", "forwarder"), write_wps_workbook
    ),
)
SALES_FILES = tuple(file for file in FILES if file.shops != _COMPANY)
_LAYOUTS: Layouts = {**orders.LAYOUTS, **money.LAYOUTS, **parcels.LAYOUTS}


def write_month(
    folder: Path, *, seed: int, size: int, month: Month, share: Decimal = FAULT_SHARE
) -> Ledger:
    """Write the files of an invented month into `folder`; the same arguments give the same content.
    Returns what was planted. Raises TooFewSales when `size` is too small to hold every fault."""
    random = Random(f"{seed} faults")
    clean = invent(seed=seed, size=size, month=month)
    sales, planted = plant(clean, share=share, random=random)
    tables = {file: _table(file, sales) for file in FILES}
    cells = [
        cell
        for file, table in tables.items()
        for cell in spoil(file.name, file.layout, table, random)
    ]
    ledger = Ledger(
        seed=seed,
        month=str(month),
        orders=len(sales),
        payments=sum(len(payment.order_nos) for sale in sales for payment in sale.payments),
        waybills=sum(len(sale.waybills) for sale in sales),
        files=tuple(file.name for file in FILES),
        faults=tuple(_located(one, tables) for one in planted),
        cells=tuple(cells),
    )
    folder.mkdir(parents=True, exist_ok=True)
    for file, table in tables.items():
        file.write(folder / file.name, table)
    return ledger


def write_day(
    folder: Path, day: date, sales: Iterable[Sale], *, spoiled: Random | None = None
) -> list[Path]:
    """Write the files of the sales of one day, as far as there are any, and return them; `spoiled`
    spoils cells in those that are long enough."""
    sold = list(sales)
    folder.mkdir(parents=True, exist_ok=True)
    written: list[Path] = []
    for file in SALES_FILES:
        table = _table(file, sold)
        if not any(about for about, _key in table.owners):
            continue
        name = Path(file.name)
        is_book = name.suffix == ".xlsx"  # slow to read: these people export text
        path = folder / f"{name.stem}-{day:%m%d}{'.csv' if is_book else name.suffix}"
        if spoiled and len(table.rows) >= _WORTH_SPOILING:
            spoil(path.name, file.layout, table, spoiled)
        (_gbk if is_book else file.write)(path, table)
        written.append(path)
    return written


def write_company(
    folder: Path, *, without: Collection[str], ending: Mapping[str, date]
) -> list[Path]:
    """Write the files about the company itself; see `company`."""
    tables = {"parties": company.parties(ending), "goods": company.goods_master(without)}
    folder.mkdir(parents=True, exist_ok=True)
    files = [file for file in FILES if file.layout in tables]
    for file in files:
        file.write(folder / file.name, tables[file.layout])
    return [folder / file.name for file in files]


def _table(file: DemoFile, sales: Iterable[Sale]) -> Table:
    if file.layout == "parties":
        return company.parties()
    if file.layout == "goods":
        return company.goods_master()
    of, value = file.shops
    return _LAYOUTS[file.layout](sale for sale in sales if getattr(sale.shop, of) == value)


def _located(one: Planted, tables: dict[DemoFile, Table]) -> LedgerFault:
    shop = one.sale.shop
    file = next(
        file
        for file in tables
        if file.about == one.about
        and file.shops[0]
        and getattr(shop, file.shops[0]) == file.shops[1]
    )
    row = tables[file].row_of(one.about, one.key)
    return LedgerFault(one.kind, shop.platform, one.sale.number, file.name, row)
