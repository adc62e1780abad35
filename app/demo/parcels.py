"""Waybill files: the bills of two known carriers, and the list of a small forwarder."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from itertools import chain

from app.demo.sale import Sale, Waybill
from app.demo.table import Table


def _waybills(sales: Iterable[Sale]) -> list[Waybill]:
    """All parcels in the order they were handed over."""
    return sorted(
        chain.from_iterable(sale.waybills for sale in sales),
        key=lambda waybill: (waybill.at, waybill.number, waybill.order_no),
    )


def yunexpress(sales: Iterable[Sale]) -> Table:
    """The bill of parcels; codes are text, weights in kilograms."""
    table = Table(
        (
            *("客户单号", "运单号", "服务商单号", "目的国家", "件数", "实重", "材积重", "计费重量"),
            *("总运费", "收货时间"),
        )
    )
    for waybill in _waybills(sales):
        cells = (
            *(waybill.order_no, waybill.number, "", waybill.country, waybill.pieces),
            *(waybill.weight, "", waybill.weight, "", _minute(waybill.at)),
        )
        table.add("waybill", waybill.key, cells)
    return table


def fourpx(sales: Iterable[Sale]) -> Table:
    """The bill of parcels: title lines above the header, a total below."""
    table = Table(
        (
            *("客户单号", "4px单号", "服务商单号", "目的国家", "件数", "实重", "计费重", "运费"),
            *("合计(RMB)", "签入时间"),
        ),
        above=("递四方账单（演示数据）", "客户：测试出口企业"),
    )
    for waybill in _waybills(sales):
        cells = (
            *(waybill.order_no, waybill.number, "", waybill.country, waybill.pieces),
            *(waybill.weight, waybill.weight, "", "", _minute(waybill.at)),
        )
        table.add("waybill", waybill.key, cells)
    table.add("", "", ("合计", "", "", "", len(table.rows), "", "", "", "", ""))
    return table


def forwarder(sales: Iterable[Sale]) -> Table:
    """A forwarder's list with everything a waybill can say; weights in grams."""
    table = Table(
        (
            *("物流企业", "物流运单编号", "订单编号", "收货人", "收货人电话", "收货地址"),
            *("运抵国（地区）", "毛重（克）", "件数", "主要货物信息", "发货时间"),
        )
    )
    addresses = {sale.number: sale for sale in sales}
    for waybill in _waybills(addresses.values()):
        sale = addresses.get(waybill.order_no)
        cells = (
            *("测试物流", waybill.number, waybill.order_no, waybill.consignee),
            *((sale.phone, f"{sale.street}, {sale.city}") if sale else ("", "")),
            *(waybill.country, f"{waybill.weight * 1000:f}".rstrip("0").rstrip(".")),
            *(waybill.pieces, waybill.goods_info, f"{waybill.at:%Y-%m-%d %H:%M:%S}"),
        )
        table.add("waybill", waybill.key, cells)
    return table


LAYOUTS: dict[str, Callable[[Iterable[Sale]], Table]] = {
    "yunexpress": yunexpress,
    "fourpx": fourpx,
    "forwarder": forwarder,
}


def _minute(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M}"
