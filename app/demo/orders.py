"""Order files, each in the form of its platform's export: one function a layout, sales → table."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from decimal import Decimal

from app.demo.sale import Line, Sale
from app.demo.table import Table

_ISO = "%Y-%m-%d %H:%M:%S"


def amazon(sales: Iterable[Sale]) -> Table:
    """The New Orders report: a row a line, `item-price` is the line's total, times in UTC."""
    table = Table(
        (
            *("order-id", "order-item-id", "purchase-date", "payments-date", "buyer-email"),
            *("buyer-name", "buyer-phone-number", "sku", "product-name", "quantity-purchased"),
            *("currency", "item-price", "item-tax", "shipping-price", "shipping-tax"),
            *("ship-service-level", "recipient-name", "ship-address-1", "ship-address-2"),
            *("ship-address-3", "ship-city", "ship-state", "ship-postal-code", "ship-country"),
            *("ship-phone-number", "sales-channel"),
        )
    )
    for sale in sales:
        for place, line in enumerate(sale.lines):
            cells = (
                *(sale.number, f"{sale.number[-7:]}{place:02d}", _utc(sale.at), _utc(sale.at)),
                *("buyer@example.invalid", sale.buyer, sale.phone),
                *(line.goods.sku, line.goods.name_en, line.qty, sale.shop.currency),
                *(line.total, "0.00", _if_first(place, sale.freight), "0.00", "Standard"),
                *(sale.consignee, sale.street, "", "", sale.city, "", sale.postcode, sale.country),
                *(sale.phone, sale.shop.name),
            )
            table.add("order", sale.number, cells)
    return table


def aliexpress(sales: Iterable[Sale]) -> Table:
    """The order export: a row an order, its goods inside one cell, amounts with their sign."""
    table = Table(
        (
            *("订单号", "订单状态", "负责人(业务员)", "买家名称", "下单时间", "付款时间"),
            *(
                "产品总金额",
                "物流费用",
                "订单金额",
                "满立减",
                "产品信息（双击单元格展开所有产品信息！）",
            ),
            *(
                "订单备注",
                "收货人名称",
                "收货国家",
                "州/省",
                "城市",
                "地址",
                "邮编",
                "联系电话",
                "手机",
            ),
        )
    )
    for sale in sales:
        cells = (
            *(sale.number, "等待您发货", "测试业务员", sale.buyer),
            *(_minute(sale.at), _minute(sale.at)),
            *(f"US ${sale.goods_value}", f"US ${sale.freight}", f"US ${sale.paid}", ""),
            *(_aliexpress_goods(sale.lines), "", sale.consignee, sale.country, "", sale.city),
            *(sale.street, sale.postcode, "", sale.phone),
        )
        table.add("order", sale.number, cells)
    return table


def _aliexpress_goods(lines: Iterable[Line]) -> str:
    return " ".join(
        f"【{place}】{line.goods.name_en} (产品属性: Color:Mixed) (商家编码:{line.goods.sku})"
        f" (产品数量:{line.qty} piece)"
        for place, line in enumerate(lines, 1)
    )


def shopify(sales: Iterable[Sale]) -> Table:
    """orders_export.csv: a row a line, the order itself in its first row only."""
    table = Table(
        (
            *("Name", "Email", "Financial Status", "Paid at", "Fulfillment Status"),
            *("Fulfilled at", "Accepts Marketing", "Currency", "Subtotal", "Shipping", "Taxes"),
            *("Total", "Discount Code", "Discount Amount", "Shipping Method", "Created at"),
            *("Lineitem quantity", "Lineitem name", "Lineitem price"),
            *("Lineitem compare at price", "Lineitem sku", "Lineitem requires shipping"),
            *("Lineitem taxable", "Lineitem fulfillment status", "Billing Name"),
            *("Billing Phone", "Shipping Name", "Shipping Street", "Shipping City"),
            *("Shipping Zip", "Shipping Province", "Shipping Country", "Shipping Phone", "Notes"),
            *("Cancelled at", "Vendor"),
        )
    )
    for sale in sales:
        for place, line in enumerate(sale.lines):
            table.add("order", sale.number, _shopify_row(sale, line, is_first=place == 0))
    return table


def _shopify_row(sale: Sale, line: Line, *, is_first: bool) -> tuple[object, ...]:
    at = f"{sale.at:{_ISO}} +0000"
    order: tuple[object, ...] = (
        *("buyer@example.invalid", "paid", at, "unfulfilled", "", "no", sale.shop.currency),
        *(sale.goods_value, sale.freight, "0.00", sale.paid, "", "0.00", "Standard", at),
    )
    goods = (
        *(line.qty, line.goods.name_en, line.price, "", line.goods.sku, "true", "false"),
        "pending",
    )
    people: tuple[object, ...] = (
        *(sale.buyer, sale.phone, sale.consignee, sale.street, sale.city, sale.postcode, ""),
        *(sale.country, sale.phone, "", ""),
    )
    if not is_first:
        order, people = ("",) * len(order), ("",) * len(people)
    return (sale.number, *order, *goods, *people, sale.shop.name)


def ebay(sales: Iterable[Sale]) -> Table:
    """The Seller Hub report: an empty line above the header; an order of several goods has a row of
    its own for the head, followed by a row an item."""
    table = Table(
        (
            *("Sales Record Number", "Order Number", "Buyer Username", "Buyer Name"),
            *("Buyer Note", "Ship To Name", "Ship To Phone", "Ship To Address 1"),
            *("Ship To Address 2", "Ship To City", "Ship To State", "Ship To Zip"),
            *("Ship To Country", "Item Number", "Item Title", "Custom Label", "Quantity"),
            *("Sold For", "Shipping And Handling", "eBay Collected Tax", "Total Price"),
            *("Sale Date", "Paid On Date", "Variation Details"),
        ),
        above=("",),
    )
    for record, sale in enumerate(sales, 1):
        if len(sale.lines) > 1:
            table.add("order", sale.number, _ebay_row(record, sale, None, has_head=True))
        for line in sale.lines:
            row = _ebay_row(record, sale, line, has_head=len(sale.lines) == 1)
            table.add("order", sale.number, row)
    return table


def _ebay_row(record: int, sale: Sale, line: Line | None, *, has_head: bool) -> tuple[object, ...]:
    people = (
        *(f"testbuyer{sale.number[-5:]}", sale.buyer, "", sale.consignee, sale.phone),
        *(sale.street, "", sale.city, "", sale.postcode, sale.country),
    )
    goods = ("", "", "", "", "")
    if line:
        goods = (
            *(f"99{line.goods.sku[:4]}", line.goods.name_en, line.goods.sku),
            *(str(line.qty), f"£{line.price}"),
        )
    amounts = (f"£{sale.freight}", "£0.00", f"£{sale.paid}")
    day = f"{sale.at:%b-%d-%y}"
    return (
        *(record, sale.number),
        *(people if has_head else ("",) * len(people)),
        *goods,
        *(amounts if has_head else ("",) * len(amounts)),
        *(day, day, ""),
    )


def own(sales: Iterable[Sale]) -> Table:
    """The company's own ERP: Chinese headers, a row a line with the head repeated."""
    table = Table(
        (
            *("电商平台", "店铺", "订单编号", "下单时间", "订购人", "收货人", "收货人电话"),
            *("收货地址", "运抵国（地区）", "币制", "商品金额", "运杂费", "代收税款", "优惠金额"),
            *("实付金额", "商品货号", "商品名称", "计量单位", "数量", "单价", "总价", "备注"),
        )
    )
    for sale in sales:
        for line in sale.lines:
            cells = (
                *(sale.shop.platform, sale.shop.name, sale.number, f"{sale.at:{_ISO}}"),
                *(sale.buyer, sale.consignee, sale.phone, f"{sale.street}, {sale.city}"),
                *(sale.country, "人民币", f"{sale.goods_value:,}", sale.freight, sale.tax),
                *(sale.discount, f"{sale.paid:,}", line.goods.sku, line.goods.name),
                *(line.goods.master["declared_unit"], line.qty, line.price, line.total, ""),
            )
            table.add("order", sale.number, cells)
    return table


LAYOUTS: dict[str, Callable[[Iterable[Sale]], Table]] = {
    "amazon": amazon,
    "aliexpress": aliexpress,
    "shopify": shopify,
    "ebay": ebay,
    "own": own,
}


def _utc(at: datetime) -> str:
    return f"{at:%Y-%m-%dT%H:%M:%S}+00:00"


def _minute(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M}"


def _if_first(place: int, amount: Decimal) -> Decimal:
    """Shipping stands at the first line of an order; at the others it is nought."""
    return amount if place == 0 else Decimal("0.00")
