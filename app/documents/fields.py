"""The fields of each document as files bring them: one table for intake, store, screens and Excel.

A bulk row is a tuple of cleaned values in the order of `FIELDS[kind]`: text ("" = absent), or a
whole number (None = absent) — at scale 5 for MONEY, WEIGHT, QUANTITY, plain for COUNT. Times are
"YYYY-MM-DDTHH:MM:SS" text without zone, as the file states them; dates "YYYY-MM-DD".
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, StrEnum


class FieldType(Enum):
    """How a cell is cleaned and kept."""

    TEXT = "text"  # for people; spaces trimmed, otherwise as written
    CODE = "code"  # cleaned to half-width; leading zeros stay
    COUNTRY = "country"  # to the 3-letter customs code
    CURRENCY = "currency"  # to the 3-letter customs code
    UNIT = "unit"  # to the 3-digit customs code
    MONEY = "money"  # scale 5
    QUANTITY = "quantity"  # scale 5
    WEIGHT = "weight"  # kg at scale 5
    COUNT = "count"
    TIME = "time"
    DATE = "date"

    @property
    def is_number(self) -> bool:
        """Kept as a whole number in the store."""
        return self in _NUMBERS

    @property
    def is_scaled(self) -> bool:
        """Kept at scale 5; the column's name ends in `_e5`."""
        return self in _SCALED


_SCALED = frozenset({FieldType.MONEY, FieldType.QUANTITY, FieldType.WEIGHT})
_NUMBERS = _SCALED | {FieldType.COUNT}


class Flow(StrEnum):
    """Which way goods cross the border. Never judged by the customs mode: both ways know 1210 and
    9610."""

    EXPORT = "export"
    IMPORT = "import"


class FileKind(StrEnum):
    """What a file brings. An order file has one row per order line; the head repeats."""

    ORDER = "order"
    PAYMENT = "payment"
    WAYBILL = "waybill"
    GOODS = "goods"
    PARTY = "party"
    STOCK = "stock"  # goods that came into a bonded account book
    BALANCE = "balance"  # what customs says is in the book
    REMITTANCE = "remittance"  # money that arrived: bank statements, payouts of platforms
    RATE = "rate"  # customs exchange rates


@dataclass(frozen=True, slots=True)
class Field:
    """One field: `name` is also the column of the store (with `_e5` when scaled).

    `max_length` is the wire's (specification 202205); longer text is a finding, never cut.
    `is_key`: part of the natural key a changed row is recognised by. `is_line`: belongs to the
    goods line of an order, not to its head.
    """

    name: str
    type: FieldType
    zh: str
    en: str
    max_length: int = 0
    required: bool = False
    is_key: bool = False
    is_line: bool = False

    @property
    def column(self) -> str:
        """The store's column."""
        return f"{self.name}_e5" if self.type.is_scaled else self.name


T = FieldType

ORDER_FIELDS = (
    Field("platform", T.TEXT, "电商平台", "Platform", 100, is_key=True),
    Field("order_no", T.CODE, "订单编号", "Order number", 60, required=True, is_key=True),
    Field("flow", T.CODE, "进出口方向", "Direction"),  # Flow; "" = export
    Field("shop", T.TEXT, "店铺", "Shop", 100),
    Field("ordered_at", T.TIME, "下单时间", "Ordered at"),
    Field("buyer_reg_no", T.CODE, "订购人注册号", "Buyer's account", 60),  # imports only
    Field("buyer_name", T.TEXT, "订购人", "Buyer", 100),
    Field("buyer_id_type", T.CODE, "订购人证件类型", "Kind of buyer's ID", 1),
    Field("buyer_id_no", T.CODE, "订购人证件号", "Buyer's ID number", 60),
    Field("buyer_phone", T.CODE, "订购人电话", "Buyer's phone", 30),
    Field("consignee", T.TEXT, "收货人", "Consignee", 100),
    Field("consignee_phone", T.CODE, "收货人电话", "Consignee's phone", 50),
    Field("consignee_address", T.TEXT, "收货地址", "Delivery address", 200),
    Field("consignee_district", T.CODE, "收货地址行政区划", "Delivery district", 6),  # imports only
    Field("country", T.COUNTRY, "运抵国（地区）", "Country of arrival", 3, required=True),
    Field("currency", T.CURRENCY, "币制", "Currency", 3, required=True),
    Field("goods_value", T.MONEY, "商品金额", "Goods value"),
    Field("freight", T.MONEY, "运杂费", "Freight"),
    Field("tax", T.MONEY, "代收税款", "Tax collected"),
    Field("discount", T.MONEY, "优惠金额", "Discount"),
    Field("paid", T.MONEY, "实付金额", "Amount paid"),
    # the payment an import order says it was paid by
    Field("stated_pay_no", T.CODE, "订单支付交易编号", "Payment number stated", 60),
    Field("batch_no", T.CODE, "商品批次号", "Batch number", 100),  # imports only
    Field("note", T.TEXT, "备注", "Note", 1000),
    Field("sku", T.CODE, "商品货号", "SKU", 30, required=True, is_line=True),
    Field("goods_name", T.TEXT, "商品名称", "Goods name", 250, required=True, is_line=True),
    Field("goods_spec", T.TEXT, "规格型号", "Specification", 510, is_line=True),
    Field("barcode", T.CODE, "条形码", "Bar code", 50, is_line=True),
    Field("origin", T.COUNTRY, "原产国（地区）", "Origin", 3, is_line=True),  # imports only
    Field("unit", T.UNIT, "计量单位", "Unit", 3, is_line=True),
    Field("qty", T.QUANTITY, "数量", "Quantity", required=True, is_line=True),
    Field("price", T.MONEY, "单价", "Unit price", is_line=True),
    Field("line_total", T.MONEY, "总价", "Line total", is_line=True),
)

PAYMENT_FIELDS = (
    Field("provider", T.TEXT, "支付企业", "Payment company", 100, is_key=True),
    Field("pay_no", T.CODE, "支付交易编号", "Payment number", 60, required=True, is_key=True),
    Field("platform", T.TEXT, "电商平台", "Platform", 100),
    Field("order_no", T.CODE, "订单编号", "Order number", 60, required=True, is_key=True),
    Field("pay_kind", T.CODE, "交易类型", "Payment or refund"),  # "payment" | "refund"
    Field("payer_name", T.TEXT, "付款人", "Payer", 100),
    Field("payer_id_type", T.CODE, "付款人证件类型", "Kind of payer's ID", 1),
    Field("payer_id_no", T.CODE, "付款人证件号", "Payer's ID number", 60),
    Field("payer_phone", T.CODE, "付款人电话", "Payer's phone", 60),
    Field("amount", T.MONEY, "收款金额", "Amount", required=True),
    Field("fee", T.MONEY, "手续费", "Fee"),
    Field("currency", T.CURRENCY, "币制", "Currency", 3, required=True),
    Field("paid_at", T.TIME, "到账时间", "Received at"),
    Field("note", T.TEXT, "备注", "Note", 1000),
)

WAYBILL_FIELDS = (
    Field("carrier", T.TEXT, "物流企业", "Carrier", 100, is_key=True),
    Field("waybill_no", T.CODE, "物流运单编号", "Waybill number", 60, required=True, is_key=True),
    Field("platform", T.TEXT, "电商平台", "Platform", 100),
    Field("order_no", T.CODE, "订单编号", "Order number", 60, required=True, is_key=True),
    Field("consignee", T.TEXT, "收货人", "Consignee", 100),
    Field("consignee_phone", T.CODE, "收货人电话", "Consignee's phone", 50),
    Field("consignee_address", T.TEXT, "收货地址", "Delivery address", 200),
    Field("country", T.COUNTRY, "运抵国（地区）", "Country of arrival", 3),
    Field("gross_weight", T.WEIGHT, "毛重（千克）", "Gross weight (kg)", required=True),
    Field("pieces", T.COUNT, "件数", "Pieces"),
    Field("freight", T.MONEY, "运费", "Freight"),
    Field("insured", T.MONEY, "保价费", "Insurance"),
    Field("currency", T.CURRENCY, "币制", "Currency", 3),
    Field("goods_info", T.TEXT, "主要货物信息", "Main goods", 200),
    Field("shipped_at", T.TIME, "发货时间", "Shipped at"),
    Field("total_package_no", T.CODE, "总包号", "Bag number", 37),
    Field("bill_no", T.CODE, "提运单号", "Bill of lading number", 37),
    Field("note", T.TEXT, "备注", "Note", 1000),
)

GOODS_FIELDS = (
    Field("sku", T.CODE, "商品货号", "SKU", 30, required=True, is_key=True),
    Field("goods_name", T.TEXT, "商品名称", "Goods name", 250, required=True),
    Field("goods_name_en", T.TEXT, "英文品名", "English name", 250),
    Field("hs_code", T.CODE, "商品编码", "HS code", 10, required=True),
    Field("goods_spec", T.TEXT, "规格型号", "Specification", 250),
    Field("brand", T.TEXT, "品牌", "Brand", 100),
    Field("origin", T.COUNTRY, "原产国（地区）", "Origin", 3),
    Field("barcode", T.CODE, "条形码", "Bar code", 50),
    Field("declared_unit", T.UNIT, "申报计量单位", "Declared unit", 3, required=True),
    Field("statutory_unit_1", T.UNIT, "法定计量单位", "First statutory unit", 3),
    Field("statutory_unit_2", T.UNIT, "第二计量单位", "Second statutory unit", 3),
    # how much of the statutory unit one declared unit holds
    Field("statutory_factor_1", T.QUANTITY, "法定数量换算", "First statutory quantity per unit"),
    Field("statutory_factor_2", T.QUANTITY, "第二数量换算", "Second statutory quantity per unit"),
    Field("net_weight", T.WEIGHT, "单件净重（千克）", "Net weight per unit (kg)"),
    Field("gross_weight", T.WEIGHT, "单件毛重（千克）", "Gross weight per unit (kg)"),
    Field("license_no", T.CODE, "许可证号", "Licence number", 19),
    Field("refund_wanted", T.COUNT, "是否退税", "Refund wanted"),  # 1 | 0
    Field("record_no", T.CODE, "账册备案料号", "Account book record number", 30),
    # net content of one declared unit, for taxes by quantity: ml | g | piece | l | kg
    Field("content_qty", T.QUANTITY, "单件净含量", "Net content per unit"),
    Field("content_unit", T.CODE, "净含量单位", "Unit of net content"),
    Field("note", T.TEXT, "备注", "Note", 1000),
)

PARTY_FIELDS = (
    # seller | platform | payment | carrier | declarant | producer | site
    Field("role", T.CODE, "企业角色", "Role", required=True, is_key=True),
    Field("name", T.TEXT, "企业名称", "Registered name", 100, required=True, is_key=True),
    Field("alias", T.TEXT, "别名", "Other names in files"),  # separated by ;
    Field("customs_code", T.CODE, "海关编码", "Customs code", 10),
    Field("credit_code", T.CODE, "统一社会信用代码", "Unified credit code", 18),
    Field("dxp_id", T.CODE, "传输编号", "DXP id", 30),
    Field("valid_until", T.DATE, "有效期至", "Valid until"),
    Field("note", T.TEXT, "备注", "Note", 1000),
)

STOCK_FIELDS = (
    # "" = the company's own book
    Field("book_no", T.CODE, "账册编号", "Account book number", 30, is_key=True),
    Field("record_no", T.CODE, "账册备案料号", "Account book record number", 30,
          required=True, is_key=True),
    Field("sku", T.CODE, "商品货号", "SKU", 30),
    Field("goods_name", T.TEXT, "商品名称", "Goods name", 250),
    Field("hs_code", T.CODE, "商品编码", "HS code", 10),
    Field("unit", T.UNIT, "计量单位", "Unit", 3),
    Field("qty", T.QUANTITY, "入库数量", "Quantity in", required=True),
    Field("batch_no", T.CODE, "批次号", "Batch number", 100, is_key=True),
    Field("serial_no", T.CODE, "序列号", "Serial number", 100, is_key=True),
    Field("moved_on", T.DATE, "入库日期", "Day in", required=True),
    Field("reference", T.CODE, "入库单号", "Stock-in number", 60, required=True, is_key=True),
    Field("note", T.TEXT, "备注", "Note", 1000),
)  # fmt: skip

BALANCE_FIELDS = (
    Field("book_no", T.CODE, "账册编号", "Account book number", 30, is_key=True),
    Field("record_no", T.CODE, "账册备案料号", "Account book record number", 30,
          required=True, is_key=True),
    Field("goods_name", T.TEXT, "商品名称", "Goods name", 250),
    Field("unit", T.UNIT, "计量单位", "Unit", 3),
    Field("qty", T.QUANTITY, "账册余量", "Balance", required=True),
    Field("as_of", T.DATE, "余量日期", "Day of the balance", required=True, is_key=True),
)  # fmt: skip

# A row without order number is the whole amount; with one, what of it is for that order.
REMITTANCE_FIELDS = (
    Field("remit_no", T.CODE, "收汇编号", "Remittance number", 60, required=True, is_key=True),
    Field("bank", T.TEXT, "收款银行", "Bank or account", 100),
    Field("platform", T.TEXT, "电商平台", "Platform", 100),
    Field("received_on", T.DATE, "收汇日期", "Received on", required=True),
    Field("period_from", T.DATE, "结算期起", "Payout period from"),
    Field("period_until", T.DATE, "结算期止", "Payout period until"),
    Field("order_no", T.CODE, "订单编号", "Order number", 60),
    Field("line_kind", T.CODE, "款项类型", "Kind of amount"),  # sale | refund | other
    Field("gross", T.MONEY, "应收金额", "Gross amount"),
    Field("fee", T.MONEY, "扣除费用", "Fees kept back"),
    Field("net", T.MONEY, "实收金额", "Net amount"),
    Field("currency", T.CURRENCY, "币制", "Currency", 3, required=True, is_key=True),
    Field("settled_on", T.DATE, "结汇日期", "Settled on"),
    Field("settlement_rate", T.QUANTITY, "结汇汇率", "Settlement rate"),  # CNY for one unit
    Field("cny", T.MONEY, "结汇人民币", "Settled amount in yuan"),
    Field("note", T.TEXT, "备注", "Note", 1000),
)

RATE_FIELDS = (
    Field("currency", T.CURRENCY, "币制", "Currency", 3, required=True, is_key=True),
    Field("month", T.CODE, "适用月份", "Month", required=True, is_key=True),  # 2026-11
    Field("cny", T.QUANTITY, "折人民币", "CNY", required=True),
    Field("per", T.COUNT, "外币数量", "For how many units"),  # absent = 1
    Field("source_day", T.DATE, "汇率日期", "Day of the rate"),
    Field("source", T.TEXT, "汇率来源", "Source of the rate", 200),
)

FIELDS: dict[FileKind, tuple[Field, ...]] = {
    FileKind.ORDER: ORDER_FIELDS,
    FileKind.PAYMENT: PAYMENT_FIELDS,
    FileKind.WAYBILL: WAYBILL_FIELDS,
    FileKind.GOODS: GOODS_FIELDS,
    FileKind.PARTY: PARTY_FIELDS,
    FileKind.STOCK: STOCK_FIELDS,
    FileKind.BALANCE: BALANCE_FIELDS,
    FileKind.REMITTANCE: REMITTANCE_FIELDS,
    FileKind.RATE: RATE_FIELDS,
}
