"""Real exports of platforms, payment providers and carriers come in as they are."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.documents.fields import FileKind
from app.intake.mapping import SavedMapping
from app.intake.plan import Source, open_source
from app.values.finding import Finding
from tests.intake.files import codes, read_all, write_text, write_workbook

Rows = list[dict[str, object]]


def header_row(text: str, between: str = ",") -> list[str]:
    return text.split(between)


AMAZON = header_row(
    "amazon-order-id merchant-order-id purchase-date last-updated-date order-status "
    "fulfillment-channel sales-channel order-channel url ship-service-level product-name sku asin "
    "item-status quantity currency item-price item-tax shipping-price shipping-tax gift-wrap-price "
    "gift-wrap-tax item-promotion-discount ship-promotion-discount ship-city ship-state "
    "ship-postal-code ship-country promotion-ids is-business-order purchase-order-number "
    "price-designation",
    between=" ",
)
AMAZON_UNSHIPPED = header_row(
    "order-id order-item-id purchase-date payments-date reporting-date promise-date "
    "days-past-promise buyer-email buyer-name buyer-phone-number sku product-name "
    "quantity-purchased quantity-shipped quantity-to-ship ship-service-level recipient-name "
    "ship-address-1 ship-address-2 ship-city ship-state ship-postal-code ship-country",
    between=" ",
)
SHOPIFY = header_row(
    "Name,Email,Financial Status,Paid at,Fulfillment Status,Currency,Subtotal,Shipping,Taxes,Total,"
    "Discount Amount,Created at,Lineitem quantity,Lineitem name,Lineitem price,Lineitem sku,"
    "Billing Name,Shipping Name,Shipping Street,Shipping City,Shipping Zip,Shipping Province,"
    "Shipping Country,Shipping Phone,Cancelled at,Vendor,Id"
)
EBAY = header_row(
    "Sales Record Number,Order Number,Buyer Username,Buyer Name,Buyer Note,Ship To Name,"
    "Ship To Phone,Ship To Address 1,Ship To City,Ship To Zip,Ship To Country,Item Number,"
    "Item Title,Custom Label,Quantity,Sold For,Shipping And Handling,eBay Collected Tax,"
    "Total Price,Sale Date,Variation Details"
)
GOODS = "产品信息\n（双击单元格展开所有产品信息！）"
ALIEXPRESS = header_row(
    "订单号,订单状态,负责人(业务员),买家名称,下单时间,付款时间,产品总金额,物流费用,订单金额,满立减,"
    f"{GOODS},订单备注,收货人名称,收货国家,州/省,城市,地址,邮编,联系电话,手机"
)
PAYPAL = header_row(
    "Date,Time,TimeZone,Name,Type,Status,Currency,Gross,Fee,Net,From Email Address,"
    "Transaction ID,Reference Txn ID,Invoice Number,Custom Number,Note,Balance Impact"
)
FOURPX = header_row(
    "客户单号,4px单号,服务商单号,目的国家,实重,体积重,计费重,运费,燃油附加费,合计(RMB)"
)
YUNEXPRESS = header_row("客户单号,运单号,服务商单号,目的地,实重,材积重,计费重量,运费,燃油费,总运费")
CHINA_POST = header_row(
    "邮件条码,收件人姓名,收件人电话,收件人地址,寄达城市,收件人邮编,内件品名,总件数,实际重量,计费重量,"
    "邮费,保价费,费用合计,客户单号"
)


def line(headers: list[str], **cells: str) -> list[str]:
    """A row with some cells filled; keys are headers with `_` for other signs than letters."""
    by_key = {"".join(c if c.isalnum() else "_" for c in header): header for header in headers}
    values = {by_key[key]: value for key, value in cells.items()}
    return [values.get(header, "") for header in headers]


def read(source: Source, profile: str) -> tuple[Rows, list[Finding]]:
    assert source.columns.profile
    assert source.columns.profile.id == profile
    assert source.notes == ()
    return read_all(source)


def amazon(number: str, **cells: str) -> list[str]:
    usual = {
        "purchase_date": "2026-11-03T08:04:21+00:00", "order_status": "Shipped", "quantity": "2",
        "sales_channel": "Amazon.de", "product_name": 'Test hat 5" wide', "sku": "SKU-1",
        "currency": "EUR", "item_price": "19.98", "shipping_price": "3.00",
        "item_promotion_discount": "1.00", "ship_country": "DE", "ship_city": "Teststadt",
    }  # fmt: skip
    return line(AMAZON, amazon_order_id=number, **{**usual, **cells})


def test_amazon_all_orders(tmp_path: Path) -> None:
    rows = [
        AMAZON,
        amazon("111-0000001-0000001"),
        amazon("111-0000001-0000001", sku="SKU-2", item_price="5.00", shipping_price="0.50",
               gift_wrap_price="0.25", item_promotion_discount=""),
        amazon("111-0000001-0000002", order_status="Cancelled", item_price=""),
        amazon("111-0000001-0000003"),
    ]  # fmt: skip
    source = open_source(write_text(tmp_path / "orders.txt", rows, delimiter="\t"))
    found, findings = read(source, "amazon_all_orders")
    assert source.opened.delimiter == "\t"
    assert [(row["order_no"], row["sku"], row["line_total"]) for row in found] == [
        ("111-0000001-0000001", "SKU-1", 1_998_000),
        ("111-0000001-0000001", "SKU-2", 500_000),
        ("111-0000001-0000003", "SKU-1", 1_998_000),
    ]
    first = found[0]
    assert (first["platform"], first["country"], first["currency"]) == ("Amazon", "DEU", "EUR")
    assert first["ordered_at"] == "2026-11-03T08:04:21"
    totals = [(row["goods_value"], row["freight"], row["discount"]) for row in found]
    assert totals == [(2_498_000, 375_000, 100_000)] * 2 + [(1_998_000, 300_000, 100_000)]
    assert codes(findings) == ["intake.rows_skipped"]


def test_order_split_in_the_file_is_told(tmp_path: Path) -> None:
    rows = [AMAZON, amazon("111-1"), amazon("111-2"), amazon("111-1")]
    source = open_source(write_text(tmp_path / "orders.txt", rows, delimiter="\t"))
    _, findings = read(source, "amazon_all_orders")
    assert [(f.code, f.number) for f in findings] == [("intake.order_split", "111-1")]


def test_amazon_unshipped_orders_need_a_currency(tmp_path: Path) -> None:
    row = line(AMAZON_UNSHIPPED, order_id="111-1", sku="S1", product_name="Test hat",
               ship_country="US",
               quantity_purchased="1", ship_address_1="1 Test St", ship_city="Testtown",
               recipient_name="Test Buyer 01")  # fmt: skip
    path = write_text(tmp_path / "a.txt", [AMAZON_UNSHIPPED, row], delimiter="\t")
    assert [note.field for note in open_source(path).notes] == ["currency"]
    source = open_source(path, constants={"currency": "USD"})
    (order,), _ = read(source, "amazon_unshipped_orders")
    assert order["consignee_address"] == "1 Test St Testtown"


def shopify(number: str, **cells: str) -> list[str]:
    return line(SHOPIFY, Name=number, Email="buyer01@example.com", **cells)


def test_shopify_discount_is_not_taken_off_twice(tmp_path: Path) -> None:
    """Subtotal may already be less the discount, so the goods value is left to the lines."""
    row = shopify("#1003", Financial_Status="paid", Currency="USD", Subtotal="25.00",
                  Shipping="5.00", Discount_Amount="5.00", Total="30.00",
                  Created_at="2026-11-03 10:05:00 -0500", Lineitem_quantity="1",
                  Lineitem_name="Test hat", Lineitem_price="30.00", Lineitem_sku="HAT",
                  Shipping_Country="US")  # fmt: skip
    source = open_source(write_text(tmp_path / "orders_export.csv", [SHOPIFY, row]))
    found, _findings = read(source, "shopify_orders")
    assert found[0]["goods_value"] is None
    assert (found[0]["discount"], found[0]["paid"]) == (500_000, 3_000_000)


def test_shopify_orders(tmp_path: Path) -> None:
    rows = [
        SHOPIFY,
        shopify("#1001", Financial_Status="paid", Currency="USD", Subtotal="30.00", Shipping="5.00",
                Taxes="0.00", Total="35.00", Created_at="2026-11-03 10:05:00 -0500",
                Lineitem_quantity="1", Lineitem_name="Test hat - Red, XL", Lineitem_price="10.00",
                Lineitem_sku="HAT-R", Shipping_Name="Test Buyer 01", Shipping_Zip="'02801",
                Shipping_Street="1 Test St", Shipping_Country="US", Shipping_Phone="'+15550100"),
        shopify("#1001", Lineitem_quantity="2", Lineitem_name="Test sock", Lineitem_price="10.00",
                Lineitem_sku="SOCK"),
        shopify("#1002", Financial_Status="paid", Currency="USD", Total="1", Lineitem_quantity="1",
                Lineitem_name="Test", Lineitem_sku="T", Shipping_Country="US",
                Created_at="2026-11-03 10:05:00 -0500", Cancelled_at="2026-11-04 00:00:00 -0500"),
    ]  # fmt: skip
    source = open_source(write_text(tmp_path / "orders_export.csv", rows))
    found, findings = read(source, "shopify_orders")
    assert [(row["order_no"], row["sku"], row["country"], row["paid"]) for row in found] == [
        ("#1001", "HAT-R", "USA", 3_500_000),
        ("#1001", "SOCK", "USA", 3_500_000),
    ]
    assert found[0]["ordered_at"] == "2026-11-03T10:05:00"
    assert found[1]["consignee_phone"] == "+15550100"
    assert codes(findings) == ["intake.rows_skipped"]


def ebay(record: str, number: str, **cells: str) -> list[str]:
    return line(EBAY, Sales_Record_Number=record, Order_Number=number, **cells)


def test_ebay_orders(tmp_path: Path) -> None:
    head = {
        "Buyer_Username": "testbuyer01", "Buyer_Name": "Test Buyer 01",
        "Ship_To_Name": "Test Buyer 01",
        "Ship_To_Country": "United States", "Sale_Date": "Sep-30-26", "Total_Price": "$25.00",
        "Shipping_And_Handling": "$5.00",
    }  # fmt: skip
    rows = [
        [""] * len(EBAY),
        EBAY,
        [""] * len(EBAY),
        ebay("101", "13-00001-00001", Item_Number="200000000001", Item_Title="Test hat",
             Custom_Label="HAT", Quantity="2", Sold_For="$10.00", **head),
        ebay("102", "13-00001-00002", Quantity="2", **head),
        ebay("102", "13-00001-00002", Item_Number="200000000002", Item_Title="Test sock",
             Quantity="1", Sold_For="$10.00"),
        ebay("102", "13-00001-00002", Item_Number="200000000003", Item_Title="Test shoe",
             Quantity="1", Sold_For="$10.00"),
        [],
        ["3", "record(s) downloaded", " from Sep-01-26 to Sep-30-26"],
        ["Seller ID : testseller01"],
    ]  # fmt: skip
    source = open_source(write_text(tmp_path / "ebay.csv", rows))
    found, findings = read(source, "ebay_orders")
    assert source.header_row == 2
    assert [(row["order_no"], row["sku"], row["qty"]) for row in found] == [
        ("13-00001-00001", "HAT", 200_000),
        ("13-00001-00002", "200000000002", 100_000),
        ("13-00001-00002", "200000000003", 100_000),
    ]
    assert {row["currency"] for row in found} == {"USD"}
    assert {row["country"] for row in found} == {"USA"}
    assert found[2]["paid"] == 2_500_000
    assert found[0]["ordered_at"] == "2026-09-30T00:00:00"
    assert codes(findings) == ["intake.rows_without_number"]


@pytest.mark.parametrize(
    ("amount", "currency"), [("£9.99", "GBP"), ("AU $9.99", "AUD"), ("EUR 9.99", "EUR")]
)
def test_ebay_currency_is_read_from_the_sign(tmp_path: Path, amount: str, currency: str) -> None:
    row = ebay("1", "13-1", Buyer_Username="b", Ship_To_Country="Germany", Item_Title="Test",
               Custom_Label="T", Quantity="1", Sold_For=amount, Total_Price=amount)  # fmt: skip
    source = open_source(write_text(tmp_path / "ebay.csv", [EBAY, row]))
    (order,), _ = read(source, "ebay_orders")
    assert (order["currency"], order["paid"]) == (currency, 999_000)


def test_aliexpress_orders(tmp_path: Path) -> None:
    goods = (
        "【1】 Test hat (winter) with ear flaps\n(产品属性: 颜色:红色) \n(商家编码:HAT-R) \n"
        "(产品数量:2 piece)\n"
        "【2】 Test sock\n(商家编码:SOCK) \n(产品数量:1 lot)"
    )
    row: dict[str, object] = {
        "订单号": 3000000000000001, "订单状态": "等待买家收货", "买家名称": "Test Buyer 01",
        "下单时间": "2026-11-03 10:05", "产品总金额": "US $20.00", "物流费用": "US $1.50",
        "订单金额": "US $21.50", GOODS: goods, "收货人名称": "Test Buyer 01",
        "收货国家": "Russian Federation", "手机": "70000000001",
    }  # fmt: skip
    closed = {**row, "订单号": 3000000000000002, "订单状态": "订单关闭"}
    sheet = [list(ALIEXPRESS), *([r.get(h, "") for h in ALIEXPRESS] for r in (row, closed))]
    source = open_source(write_workbook(tmp_path / "orders.xlsx", {"订单": sheet}))
    found, findings = read(source, "aliexpress_orders")
    assert [(r["sku"], r["goods_name"], r["goods_spec"], r["qty"]) for r in found] == [
        ("HAT-R", "Test hat (winter) with ear flaps", "颜色:红色", 200_000),
        ("SOCK", "Test sock", "", 100_000),
    ]
    assert {(r["order_no"], r["currency"], r["country"]) for r in found} == {
        ("3000000000000001", "USD", "RUS")
    }
    assert found[0]["paid"] == 2_150_000
    assert codes(findings) == ["intake.leading_zeros", "intake.rows_skipped"]
    remembered = {source.fingerprint: SavedMapping(FileKind.ORDER, {"订单备注": ""})}
    again = open_source(source.path, remembered=remembered)
    assert "note" not in again.columns.recipes
    assert read_all(again)[0] == found


def paypal(**cells: str) -> list[str]:
    usual = {
        "Date": "11/13/2026", "Time": "10:05:00", "TimeZone": "PST", "Name": "Test Buyer 01",
        "Type": "Express Checkout Payment", "Status": "Completed", "Currency": "USD",
    }  # fmt: skip
    return line(PAYPAL, **{**usual, **cells})


def test_paypal_activity(tmp_path: Path) -> None:
    rows = [
        PAYPAL,
        paypal(Gross="1,250.00", Fee="-43.40", Transaction_ID="1AB", Invoice_Number="A1"),
        paypal(
            Gross="-20.00",
            Fee="0.70",
            Transaction_ID="2CD",
            Custom_Number="A1",
            Type="Payment Refund",
        ),
        paypal(Gross="-100.00", Transaction_ID="3EF", Type="General Withdrawal"),
        paypal(Gross="5.00", Transaction_ID="4GH", Status="Pending", Invoice_Number="A2"),
    ]
    source = open_source(write_text(tmp_path / "Download.CSV", rows))
    found, findings = read(source, "paypal_activity")
    assert [(r["pay_no"], r["order_no"], r["pay_kind"], r["amount"], r["fee"]) for r in found] == [
        ("1AB", "A1", "payment", 125_000_000, 4_340_000),
        ("2CD", "A1", "refund", 2_000_000, 70_000),
    ]
    assert found[0]["paid_at"] == "2026-11-13T10:05:00"
    assert found[0]["provider"] == "PayPal"
    assert codes(findings) == ["intake.rows_skipped"]
    assert source.counts.skipped == 2


def test_fourpx_bill_with_titles_and_totals(tmp_path: Path) -> None:
    sheet: list[list[object]] = [
        ["递四方账单"], ["账期", "2026-11"], list(FOURPX),
        ["A0000001", "300000000001", "LX000000001CN", "美国", 0.35, 0.1, 0.35, 20, 1, 21],
        ["A0000002", "300000000002", "", "德国", 1, 0.1, 1, 30, 1, 31],
        ["合计", "", "", "", 1.35, "", "", 50, 2, 52],
    ]  # fmt: skip
    source = open_source(write_workbook(tmp_path / "bill.xlsx", {"明细": sheet}))
    found, findings = read(source, "fourpx_bill")
    assert [(r["waybill_no"], r["order_no"], r["gross_weight"], r["freight"]) for r in found] == [
        ("LX000000001CN", "A0000001", 35_000, 2_100_000),
        ("300000000002", "A0000002", 100_000, 3_100_000),
    ]
    assert found[0]["carrier"] == "4PX"
    assert codes(findings) == ["intake.rows_without_number"]


def test_yunexpress_bill(tmp_path: Path) -> None:
    row = ["A0000001", "YT0000000001", "LX000000001CN", "US", "0.5", "0.1", "0.5", "20", "1", "21"]
    source = open_source(write_text(tmp_path / "bill.csv", [YUNEXPRESS, row]))
    (waybill,), _ = read(source, "yunexpress_bill")
    assert (waybill["carrier"], waybill["country"]) == ("YunExpress", "USA")
    assert (waybill["waybill_no"], waybill["gross_weight"]) == ("LX000000001CN", 50_000)


def test_china_post_mail(tmp_path: Path) -> None:
    row = line(CHINA_POST, 邮件条码="LX000000001CN", 客户单号="A0000001", 实际重量="0.2",
               总件数="1",
               收件人姓名="Test Buyer 01", 收件人地址="1 Test St", 寄达城市="Testtown")  # fmt: skip
    source = open_source(
        write_text(tmp_path / "mail.csv", [CHINA_POST, row], encoding="gb18030"), encoding="gb18030"
    )
    (waybill,), _ = read(source, "chinapost_mail")
    assert (waybill["consignee_address"], waybill["pieces"]) == ("1 Test St Testtown", 1)


@pytest.mark.parametrize(
    ("headers", "row", "kind"),
    [
        (
            "orderNo,ebpName,country,currency,goodsValue,freight,itemNo,itemName,barCode,unit,qty,price,totalPrice",
            "A1,测试平台,502,502,3,0,S1,测试商品,6900000000001,011,2,1.5,3",
            FileKind.ORDER,
        ),
        (
            "payName,payNo,ebpName,orderNo,charge,currency,accountingDate",
            "测试支付,P1,测试平台,A1,3,USD,20261103100500",
            FileKind.PAYMENT,
        ),
        (
            "logisticsName,logisticsNo,orderNo,freight,insuredFee,currency,grossWeight,packNo,goodsInfo",
            "测试物流,W1,A1,5,0,CNY,0.35,1,测试商品",
            FileKind.WAYBILL,
        ),
    ],
)
def test_wire_names_of_the_messages(tmp_path: Path, headers: str, row: str, kind: FileKind) -> None:
    source = open_source(write_text(tmp_path / "a.csv", [headers.split(","), row.split(",")]))
    rows, findings = read_all(source)
    assert source.kind is kind
    assert source.notes == ()
    assert findings == []
    assert all(column.fields for column in source.columns.columns)
    assert len(rows) == 1
