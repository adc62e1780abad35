"""Small import orders and the rates they are taxed by; import lists straight in a store."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache

from app.legal.parameters import Parameters
from app.reference.codes import Codes
from app.tax.assess import Assessment, assess
from app.tax.order import Content, ContentUnit, Goods, TaxableLine, TaxableOrder
from app.tax.rates import CustomsRate, GoodsRates, RateBook, RateKind, Scope, StatedRate
from app.tax.sql.tables import todo
from app.values.decimals import e5_from_decimal
from app.values.period import Month

LAW = Parameters()
CODES = Codes()
ALWAYS = date(1994, 1, 1)

HEADPHONES = "85183000"  # MFN rate of 2026 in the tariff at hand
MILK = "19011010"
CREAM = "33049900"
LIPSTICK = "33041000"
WINE = "22042100"
YELLOW_WINE = "22060010"
BEER = "22030000"
WHISKY = "22083000"
WATCH = "91021100"
PEARLS = "71161000"


@dataclass(frozen=True, slots=True)
class SameRates:
    """The same rates for all goods, without a tariff."""

    given: GoodsRates

    def rates(self, goods: Goods, day: date) -> GoodsRates:
        """The given rates."""
        return self.given


def todo_all(conn: sqlite3.Connection) -> None:
    """Assess all import lists."""
    lists = conn.execute("SELECT id FROM declaration_list WHERE flow = 'import'").fetchall()
    todo(conn, (id_ for (id_,) in lists))


def stated(kind: RateKind, value: str, key: str = "", **given: object) -> StatedRate:
    """A statement of the user about a goods code, or (with `scope`) about one article."""
    words = {"scope": Scope.HS, "valid_from": ALWAYS, "source": "测试依据", **given}
    return StatedRate(scope_key=key, kind=kind, value=value, **words)  # type: ignore[arg-type]


def vat(key: str, word: str = "standard") -> StatedRate:
    """The VAT class of a heading."""
    return stated(RateKind.VAT, word, key)


STANDARD_VAT = tuple(vat(chapter) for chapter in ("19", "22", "33", "71", "85", "91"))
USD_2024_01 = CustomsRate("USD", Month(2024, 1), Decimal("7.0967"), "测试海关汇率")


def rate_book(
    *more: StatedRate, vat_known: bool = True, exchange: Iterable[CustomsRate] = (USD_2024_01,)
) -> RateBook:
    """A rate book with the VAT class of the test goods, and more."""
    return RateBook(LAW, CODES, (*(STANDARD_VAT if vat_known else ()), *more), exchange)


@cache
def usual_rates() -> RateBook:
    """The rate book most tests use."""
    return rate_book()


def make_line(
    value: str,
    hs_code: str = HEADPHONES,
    *,
    content: str = "",
    articles: str = "1",
    origin: str = "JPN",
    line_no: int = 1,
) -> TaxableLine:
    """A line; `content` as "50 ml"."""
    quantity, _, unit = content.partition(" ")
    return TaxableLine(
        goods=Goods(hs_code, origin, f"SKU{line_no}"),
        value=Decimal(value),
        articles=Decimal(articles),
        content=Content(Decimal(quantity), ContentUnit(unit)) if content else None,
        line_no=line_no,
    )


def make_order(*lines: TaxableLine | str, **given: str) -> TaxableOrder:
    """An order of lines, or of values of plain goods; amounts as text."""
    made = tuple(
        make_line(line, line_no=number) if isinstance(line, str) else line
        for number, line in enumerate(lines, start=1)
    )
    amounts = {
        name: value if name == "currency" else Decimal(value) for name, value in given.items()
    }
    return TaxableOrder(made, **amounts)  # type: ignore[arg-type]


def assessed(
    order: TaxableOrder | str, day: str = "2026-06-01", rates: RateBook | None = None
) -> Assessment:
    """An order (or one plain article of that value) assessed on a day."""
    order = make_order(order) if isinstance(order, str) else order
    return assess(order, date.fromisoformat(day), LAW, rates or usual_rates())


# In a store


@dataclass(frozen=True)
class ListLine:
    """A line of a list in a store; amounts and quantities at scale 5."""

    total_e5: int
    hs_code: str = HEADPHONES
    sku: str = "SKU1"
    origin: str = "JPN"
    declared_e5: int = 100_000
    statutory_e5: int | None = 100_000
    unit: str = "007"


def put_list(
    conn: sqlite3.Connection, lines: Sequence[ListLine], *, day: str = "2026-06-01", **given: object
) -> int:
    """An import list with its lines; returns its id. Only what taxes need is filled in."""
    number = conn.execute("SELECT count(*) FROM declaration_list").fetchone()[0] + 1
    head = {
        **_HEAD,
        "own_no": f"B{number:09d}",
        "guid": f"{number:036d}",
        "export_date": day,
        "total_e5": sum(line.total_e5 for line in lines),
        "line_count": len(lines),
        **given,
    }
    columns, marks = ", ".join(head), ", ".join("?" * len(head))
    cursor = conn.execute(
        f"INSERT INTO declaration_list ({columns}) VALUES ({marks})", tuple(head.values())
    )
    list_id = cursor.lastrowid
    assert list_id is not None
    conn.executemany(
        "INSERT INTO declaration_line (declaration_list_id, line_no, sku, hs_code, goods_name,"
        " country, currency, declared_qty_e5, statutory_qty_1_e5, statutory_unit_1, price_e5,"
        " line_total_e5) VALUES (?, ?, ?, ?, '测试商品', ?, 'CNY', ?, ?, ?, ?, ?)",
        (
            (list_id, number, line.sku, line.hs_code, line.origin, line.declared_e5,
             line.statutory_e5, line.unit, line.total_e5, line.total_e5)
            for number, line in enumerate(lines, start=1)
        ),
    )  # fmt: skip
    return list_id


_TEXTS = (
    *("customs_office", "port_office", "platform_code", "platform_name", "carrier_code"),
    *("carrier_name", "waybill_no", "declarant_code", "declarant_name", "seller_code"),
    *("seller_name", "producer_code", "producer_name", "transport_mode", "country"),
    *("destination_port", "wrap_type", "order_no"),
)
_HEAD = {
    **dict.fromkeys(_TEXTS, ""),
    "call_id": 1,
    "flow": "import",
    "order_id": 1,
    "customs_mode": "1210",
    "statistics_flag": "",
    "freight_currency": "CNY",
    "insured_currency": "CNY",
    "currency": "CNY",
    "pieces": 1,
    "gross_weight_e5": 100_000,
}


def put_goods_content(conn: sqlite3.Connection, sku: str, content: str, unit: str) -> None:
    """An article with its net content."""
    conn.execute(
        "INSERT INTO goods (call_id, sku, sku_key, goods_name, hs_code, declared_unit,"
        " content_qty_e5, content_unit) VALUES (1, ?, ?, '测试商品', '', '007', ?, ?)",
        (sku, sku, e5_from_decimal(Decimal(content)), unit),
    )
