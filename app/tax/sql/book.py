"""The rate book of a company: what it stated in `goods_rate` and `exchange_rate`, and one list as
an order to be assessed."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from app.legal.parameters import Parameters
from app.reference.codes import Codes
from app.tax.content import measure_of
from app.tax.order import Goods, TaxableLine, TaxableOrder
from app.tax.rates import CustomsRate, RateBook, RateKind, Scope, StatedRate
from app.values.codes import key_from_number
from app.values.decimals import decimal_from_e5
from app.values.period import Month

RATE_SCALE = 8

# The day whose law counts: that of the declaration; until it is sent, the day of import.
LAW_DAY = "CASE WHEN d.app_time <> '' THEN substr(d.app_time, 1, 10) ELSE d.export_date END"


def rate_book(conn: sqlite3.Connection, law: Parameters, codes: Codes) -> RateBook:
    """The rates as this company knows them. Build it again after a statement changed."""
    return RateBook(law, codes, _stated(conn), _exchange(conn))


def _stated(conn: sqlite3.Connection) -> Iterator[StatedRate]:
    for scope, key, kind, origin, value, first, last, source in conn.execute(
        "SELECT scope, scope_key, kind, origin, value, valid_from, valid_until, source"
        " FROM goods_rate"
    ):
        yield StatedRate(
            scope=Scope(scope),
            scope_key=key,
            kind=RateKind(kind),
            value=value,
            valid_from=date.fromisoformat(first),
            source=source,
            origin=origin,
            valid_until=date.fromisoformat(last) if last else None,
        )


def _exchange(conn: sqlite3.Connection) -> Iterator[CustomsRate]:
    for currency, month, scaled, source in conn.execute(
        "SELECT currency, month, cny_e8, source FROM exchange_rate"
    ):
        cny = Decimal(scaled).scaleb(-RATE_SCALE)
        yield CustomsRate(currency, Month.parse(month), cny, source)


def day_from_text(text: str) -> date | None:
    """A day as the store keeps it; None for "" and anything else that is no day."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


_HEAD = f"""
SELECT {LAW_DAY}, d.freight_e5, d.insured_e5, d.discount_e5,
    CASE WHEN d.currency <> 'CNY' THEN d.currency
        WHEN d.freight_e5 <> 0 AND d.freight_currency <> 'CNY' THEN d.freight_currency
        WHEN d.insured_e5 <> 0 AND d.insured_currency <> 'CNY' THEN d.insured_currency
        ELSE 'CNY' END
FROM declaration_list d WHERE d.id = ?
"""
_LINES = """
SELECT l.line_no, l.hs_code, l.country, l.sku, l.line_total_e5, l.declared_qty_e5,
    l.statutory_qty_1_e5, l.statutory_unit_1
FROM declaration_line l WHERE l.declaration_list_id = ? ORDER BY l.line_no
"""
_CONTENT = "SELECT content_qty_e5, content_unit FROM goods WHERE sku_key = ?"


def load_order(
    conn: sqlite3.Connection, list_id: int, used_before: Decimal = Decimal(0)
) -> tuple[TaxableOrder, date] | None:
    """One list as an order, and the day its law is asked for; None when that day is not stated.
    Raises LookupError for a list that is not there."""
    head = conn.execute(_HEAD, (list_id,)).fetchone()
    if head is None:
        raise LookupError(list_id)
    text, freight, insured, voucher, currency = head
    day = day_from_text(text)
    if day is None:
        return None
    order = TaxableOrder(
        lines=tuple(_line(conn, row) for row in conn.execute(_LINES, (list_id,)).fetchall()),
        freight=decimal_from_e5(freight),
        insurance=decimal_from_e5(insured),
        voucher=decimal_from_e5(voucher),
        used_before=used_before,
        currency=currency,
    )
    return order, day


def _line(
    conn: sqlite3.Connection, row: tuple[int, str, str, str, int, int, int, str]
) -> TaxableLine:
    line_no, hs_code, origin, sku, total, declared, statutory, unit = row
    sku_key = key_from_number(sku)
    content_e5, content_unit = conn.execute(_CONTENT, (sku_key,)).fetchone() or (None, "")
    measure = measure_of(content_e5, content_unit, unit)
    return TaxableLine(
        goods=Goods(hs_code, origin, sku_key),
        value=decimal_from_e5(total),
        articles=decimal_from_e5(declared),
        content=measure.content(declared, statutory) if measure else None,
        line_no=line_no,
    )
