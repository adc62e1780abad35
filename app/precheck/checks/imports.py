"""What only import lists must fulfil: amounts and documents (A01, A05, T02, T04, T06, C03), the two
ways of customs (C01, C02), guarantee (C04), list of goods, taxes and limits (L01-L06).

Seams. Taxes: `tax_estimate.missing` (kinds of `tax.missing_…`, with commas) of the list. Positive
list: table `positive_list`, the rows in force on the day of import; without any row on that day
there is a note, no block. Limits: whoever keeps the buyers' ledger fills `temp.buyer_limit` before
a run, with a row for each checked document (id as checked) that goes beyond something: kind
'single' (over the limit of one purchase, several articles), 'single_article' (one indivisible
article over it), 'annual'; value_e5 is what it comes to, limit_e5 the limit. It is only read here.
"""

from __future__ import annotations

import json

from app.documents.fields import Flow
from app.precheck.checks.select import finds, plain
from app.precheck.fields import list_fields
from app.reference.hs import LINE_DIGITS

YUAN, CHINA = "CNY", "CHN"
_BONDED = "h.customs_mode IN ('1210', '1239')"
_DIRECT = "h.customs_mode = '9610'"
_ORDER = "checked_order h JOIN orders o ON o.id = h.order_id"
_PAID = f"{_ORDER} JOIN payment p ON p.order_id = o.id AND p.pay_kind = 'payment'"
_LINE = "checked_list h JOIN checked_line l ON l.list_id = h.id"
_ORDER_LINE = "checked_order h JOIN order_line l ON l.order_id = h.order_id"
_QTY_AND_PRICE = f"{plain('l.qty_e5')} || ' × ' || {plain('l.price_e5')}"


def _each(condition: str, columns: tuple[str, ...], test: str, value: str = "''") -> str:
    """One finding for each of these columns of the head that fails; `{}` is the column."""
    fields = [field for field in list_fields(Flow.IMPORT) if field.column in columns]
    return " UNION ALL ".join(
        finds(
            f"checked_list h WHERE {condition} AND {test.format(f'h.{field.column}')}",
            value=value.format(f"h.{field.column}"),
            field=f"'{field.element}'",
            params=f"json_object('label_zh_CN', '{field.zh}', 'label_en', '{field.en}')",
        )
        for field in fields
    )


_BOOK = ("account_book_no", "area_code", "area_name")
_CARRIAGE = ("transport_name", "voyage_no", "bill_no")

_LISTED = (
    "SELECT 1 FROM positive_list g WHERE g.valid_from <= h.export_date"
    " AND (g.valid_until = '' OR g.valid_until >= h.export_date)"
)
_SAME_LINE = f"g.hs_code = substr(l.hs_code, 1, {LINE_DIGITS})"
_MISSING = ("law", "currency", "price", "hs_code", "origin", "duty", "consumption", "content",
            "exchange_rate", "vat", "articles")  # fmt: skip


def _limit(kind: str) -> str:
    return finds(
        f"checked_list h JOIN buyer_limit b ON b.id = h.id AND b.kind = '{kind}'",
        value=plain("b.value_e5"),
        expected=plain("b.limit_e5"),
        params=f"json_object('excess', {plain('b.value_e5 - b.limit_e5')})",
    )


CHECKS = {
    # amounts
    "order_goods_value": finds(
        f"{_ORDER} WHERE o.goods_value_e5 <> o.lines_total_e5",
        value=plain("o.goods_value_e5"),
        expected=plain("o.lines_total_e5"),
    ),
    "order_without_value": finds(
        f"{_ORDER} WHERE o.goods_value_e5 <= 0", value=plain("o.goods_value_e5")
    ),
    "negative_amount": finds(
        f"{_ORDER_LINE} WHERE l.qty_e5 <= 0 OR l.price_e5 < 0 OR l.line_total_e5 < 0",
        line="l.line_no",
        value=_QTY_AND_PRICE,
    ),
    "zero_price": finds(
        f"{_ORDER_LINE} WHERE l.qty_e5 > 0 AND min(l.price_e5, l.line_total_e5) = 0",
        line="l.line_no",
        value=_QTY_AND_PRICE,
    ),
    "paid_identity": finds(
        f"{_ORDER} WHERE abs(o.paid_e5 - o.payable_e5) > :below_fen",
        value=plain("o.paid_e5"),
        expected=plain("o.payable_e5"),
    ),
    "payment_amount": finds(
        f"{_ORDER} JOIN match_result r ON r.id = o.id WHERE r.payment_count > 0"
        " AND abs(r.paid_e5 - o.payable_e5) > :below_fen",
        value=plain("r.paid_e5"),
        expected=plain("o.payable_e5"),
    ),
    "currency_not_yuan": finds(
        f"checked_list h WHERE h.currency <> '{YUAN}'",
        value="h.currency",
        expected=f"'{YUAN}'",
        field="'CEB621.currency'",
    )
    + " UNION ALL "
    + finds(
        f"{_PAID} WHERE p.currency <> '{YUAN}'",
        value="p.currency",
        expected=f"'{YUAN}'",
        field="'CEB411.currency'",
    ),
    # documents
    "payment_missing": finds(
        f"{_ORDER} WHERE o.payable_e5 > 0 AND NOT EXISTS (SELECT 1 FROM payment p"
        " WHERE p.order_id = o.id AND p.pay_kind = 'payment')",
        value="o.order_no",
    ),
    "payment_stated": finds(
        f"{_ORDER} WHERE o.stated_pay_no <> '' AND EXISTS"
        " (SELECT 1 FROM payment p WHERE p.order_id = o.id) AND NOT EXISTS"
        " (SELECT 1 FROM payment p WHERE p.order_id = o.id AND p.pay_no = o.stated_pay_no)",
        value="o.stated_pay_no",
        expected="(SELECT min(p.pay_no) FROM payment p WHERE p.order_id = o.id)",
    ),
    "waybill_order": finds(
        "checked_list h JOIN orders o ON o.id = h.order_id JOIN waybill w ON w.id = h.waybill_id"
        " WHERE w.order_no NOT IN ('', o.order_no)",
        value="w.order_no",
        expected="o.order_no",
    ),
    "goods_name": finds(
        "checked_list h JOIN checked_line l ON l.list_id = h.id JOIN order_line x"
        " ON x.order_id = h.order_id AND x.line_no = l.line_no WHERE l.goods_name <> x.goods_name",
        line="l.line_no",
        value="l.goods_name",
        expected="x.goods_name",
    ),
    "platform_differs": finds(
        "checked_list h JOIN orders o ON o.id = h.order_id JOIN party p ON p.id = o.platform_id"
        " WHERE h.platform_code <> '' AND p.is_filed"
        " AND h.platform_code NOT IN (p.customs_code, p.credit_code)",
        value="h.platform_code",
        expected="coalesce(nullif(p.customs_code, ''), p.credit_code)",
    ),
    "platform_without_code": finds(
        "checked_list h WHERE h.platform_code = '无'", value="h.platform_name"
    ),
    "several_pieces": finds("checked_list h WHERE h.pieces <> 1", value="h.pieces", expected="1"),
    "assure_code": finds(
        "checked_list h WHERE h.assure_code NOT IN"
        " ('', h.platform_code, h.seller_code, h.carrier_code, h.declarant_code)",
        value="h.assure_code",
    ),
    # the two ways
    "import_mode": finds(
        f"checked_list h WHERE NOT ({_BONDED} OR {_DIRECT})", value="h.customs_mode"
    ),
    "bonded_missing": _each(_BONDED, _BOOK, "{} = ''"),
    "bonded_record": finds(
        f"{_LINE} WHERE {_BONDED} AND l.record_no = ''", line="l.line_no", value="l.sku"
    ),
    "bonded_carriage": _each(_BONDED, _CARRIAGE, "{} <> ''", "{}"),
    "bonded_country": finds(
        f"checked_list h WHERE {_BONDED} AND h.country NOT IN ('', '{CHINA}')",
        value="h.country",
        expected=f"'{CHINA}'",
    ),
    "direct_missing": _each(_DIRECT, _CARRIAGE, "{} = ''"),
    "direct_country": finds(
        f"checked_list h WHERE {_DIRECT} AND h.country = '{CHINA}'", value="h.country"
    ),
    # what the goods may be, and what they cost
    "positive_list_unknown": finds(
        f"checked_list h WHERE NOT EXISTS ({_LISTED})", value="h.export_date"
    ),
    "positive_list": finds(
        f"{_LINE} WHERE l.hs_code <> '' AND EXISTS ({_LISTED})"
        f" AND NOT EXISTS ({_LISTED} AND {_SAME_LINE})",
        line="l.line_no",
        value="l.hs_code",
        expected="h.export_date",
    ),
    "positive_list_note": finds(
        f"{_LINE} JOIN positive_list g ON {_SAME_LINE} AND g.valid_from <= h.export_date"
        " AND (g.valid_until = '' OR g.valid_until >= h.export_date) AND g.note_kind <> ''",
        line="l.line_no",
        value="l.hs_code",
        expected="g.note",
    ),
    "tax_unknown": finds(
        "checked_list h JOIN tax_estimate t ON t.id = h.id AND t.missing <> '' JOIN"
        f" json_each('{json.dumps(_MISSING)}') k"
        " WHERE instr(',' || t.missing || ',', ',' || k.value || ',')",
        value="k.value",
        params="json_object('what_key', 'precheck_missing.' || k.value)",
    ),
    "over_single_limit": _limit("single"),
    "over_single_article": _limit("single_article"),
    "over_annual_limit": _limit("annual"),
}
