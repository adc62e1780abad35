"""Invents import sales in which everything agrees: bonded and bought directly, the same ones for
the same seed.

Buyers are invented and look it. Their ID numbers have a province, a right birthday and check digit,
so that they pass every check, but begin with 119999: no district has that code, so they can be
nobody's.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from functools import cache
from random import Random
from typing import Any

from app import resources
from app.values.decimals import round_half_up
from app.values.period import Month

Row = Mapping[str, str]

BUYERS = 40
_NOWHERE = "119999"  # no area code of GB/T 2260; its first two digits are a province's
_ADDRESS = "测试省测试市测试区测试路{number}号"
_LAST_SECOND = 26 * 86_400  # orders of the last days would arrive in the next month
_MOST_VALUE = Decimal(4500)  # safely below the limit of one purchase
_FREIGHTS, _VOUCHER = ("0.00", "0.00", "8.00", "12.00"), Decimal("10.00")
_YUAN = "人民币"
_TIME = "%Y-%m-%d %H:%M:%S"


@dataclass(frozen=True, slots=True)
class ImportGoods:
    """One article. `master` is its row as the goods file shows it; `withheld` is the share of the
    price the platform keeps for taxes, `vat` the class the company says it has."""

    sku: str
    price: Decimal
    gross_weight: Decimal
    withheld: Decimal
    vat: str
    master: Row


@dataclass(frozen=True, slots=True)
class Buyer:
    """An invented person."""

    name: str
    account: str
    id_no: str
    phone: str
    address: str


@dataclass(frozen=True, slots=True)
class ImportSale:
    """An order with its lines, payments and parcels, each as texts by field name."""

    order: Row
    lines: tuple[Row, ...]
    payments: tuple[Row, ...]
    waybills: tuple[Row, ...]

    @property
    def number(self) -> str:
        """The order's number."""
        return self.order["order_no"]


@cache
def settings() -> dict[str, Any]:
    """The invented importer: profile, site, names, companies."""
    return resources.load_toml("demo/imports.toml")


@cache
def import_goods() -> tuple[ImportGoods, ...]:
    """The goods master, in file order."""
    return tuple(_goods(row) for row in resources.iter_csv("demo/import_goods.csv"))


def _goods(row: dict[str, str]) -> ImportGoods:
    sold = {"price_cny", "withheld", "vat"}
    return ImportGoods(
        sku=row["sku"],
        price=Decimal(row["price_cny"]),
        gross_weight=Decimal(row["gross_weight"]),
        withheld=Decimal(row["withheld"]),
        vat=row["vat"],
        master={name: value for name, value in row.items() if name not in sold},
    )


Bought = list[tuple[ImportGoods, int]]  # articles with their pieces


def buyer(number: int) -> Buyer:
    """The invented buyer of a number (from 1)."""
    birthday = f"{1960 + number % 45}{1 + number % 12:02d}{1 + number % 28:02d}"
    digits = f"{_NOWHERE}{birthday}{number:03d}"
    return Buyer(
        name=f"测试买家{number:02d}",
        account=f"test-buyer-{number:02d}",
        id_no=digits + check_sign(digits),
        phone=f"000{number:08d}",
        address=_ADDRESS.format(number=number),
    )


def check_sign(digits: str) -> str:
    """The last sign of an ID number (GB 11643, ISO 7064 MOD 11-2) from the 17 before it."""
    weighted = sum(int(digit) * 2 ** (17 - place) for place, digit in enumerate(digits))
    return "10X98765432"[weighted % 11]


def invent_imports(*, seed: int, size: int, month: Month) -> list[ImportSale]:
    """`size` clean sales of a month, in the order they were placed."""
    random = Random(f"{seed} imports")
    start = datetime(month.year, month.month, 1)  # noqa: DTZ001 - files state local time
    seconds = sorted(random.randrange(_LAST_SECOND) for _ in range(size))
    return [
        _sale(number, start + timedelta(seconds=second), random)
        for number, second in enumerate(seconds, 1)
    ]


def _sale(number: int, at: datetime, random: Random) -> ImportSale:
    who, is_direct = buyer(random.randrange(BUYERS) + 1), random.randrange(3) == 0
    bought = _bought(random)
    keys = {"platform": settings()["names"]["platform"], "order_no": f"IM{at:%y%m}{number:06d}"}
    pay_no = f"TP{at:%Y%m%d}{number:08d}"
    order = keys | _order(who, at, _money(bought, random)) | {"stated_pay_no": pay_no}
    paid_at = at + timedelta(seconds=random.randrange(20, 1200))
    payment = keys | _payment(who, paid_at, order["paid"]) | {"pay_no": pay_no}
    shipped = at + timedelta(seconds=random.randrange(86_400, 3 * 86_400))
    packing = Decimal(random.randrange(5, 25)).scaleb(-3)
    waybill = keys | _waybill(who, shipped, bought, packing)
    waybill["waybill_no"] = f"TK{at:%y%m}{number:08d}"
    waybill["bill_no"] = bill_no(shipped) if is_direct else ""
    return ImportSale(order, tuple(map(_line, bought)), (payment,), (waybill,))


def _money(bought: Bought, random: Random) -> dict[str, str]:
    """The amounts of an order; a voucher for one in eight pays a part (R18)."""
    value = sum((article.price * qty for article, qty in bought), Decimal(0))
    tax = round_half_up(
        sum((article.price * qty * article.withheld for article, qty in bought), Decimal(0))
    )
    freight = Decimal(random.choice(_FREIGHTS))
    voucher = _VOUCHER if random.randrange(8) == 0 else Decimal("0.00")
    amounts = {"goods_value": value, "freight": freight, "tax": tax, "discount": voucher}
    amounts["paid"] = value + freight + tax - voucher
    return {name: str(amount) for name, amount in amounts.items()}


def _receiver(who: Buyer) -> dict[str, str]:
    return {
        "consignee": who.name,
        "consignee_phone": who.phone,
        "consignee_address": who.address,
    }


def _order(who: Buyer, at: datetime, money: dict[str, str]) -> dict[str, str]:
    return {
        "flow": "进口",
        "shop": settings()["names"]["shop"],
        "ordered_at": f"{at:{_TIME}}",
        "buyer_reg_no": who.account,
        "buyer_name": who.name,
        "buyer_id_type": "1",
        "buyer_id_no": who.id_no,
        "buyer_phone": who.phone,
        **_receiver(who),
        "country": "中国",
        "currency": _YUAN,
        **money,
    }


def _payment(who: Buyer, at: datetime, amount: str) -> dict[str, str]:
    return {
        "provider": settings()["names"]["provider"],
        "payer_name": who.name,
        "payer_id_type": "1",
        "payer_id_no": who.id_no,
        "payer_phone": who.phone,
        "amount": amount,
        "currency": _YUAN,
        "paid_at": f"{at:{_TIME}}",
    }


def _waybill(who: Buyer, at: datetime, bought: Bought, packing: Decimal) -> dict[str, str]:
    weight = sum((article.gross_weight * qty for article, qty in bought), packing)
    return {
        "carrier": settings()["names"]["carrier"],
        **_receiver(who),
        "gross_weight": str(weight),
        "pieces": "1",
        "freight": "6.00",
        "insured": "0.00",
        "currency": _YUAN,
        "goods_info": "；".join(article.master["goods_name"] for article, _ in bought),
        "shipped_at": f"{at:{_TIME}}",
    }


def bill_no(shipped: datetime) -> str:
    """The bill of lading the direct parcels of a week travel under."""
    return f"TESTBL{shipped:%y%m}{(shipped.day - 1) // 7 + 1:02d}"


def _bought(random: Random) -> Bought:
    """Articles and pieces of one order, below the limit of one purchase."""
    articles = random.sample(import_goods(), random.choice((1, 1, 1, 2, 2, 3)))
    bought = [(article, random.choice((1, 1, 1, 2))) for article in articles]
    while sum((article.price * qty for article, qty in bought), Decimal(0)) > _MOST_VALUE:
        bought.pop()
    return bought


def _line(bought: tuple[ImportGoods, int]) -> Row:
    article, qty = bought
    master = article.master
    return {
        "sku": article.sku,
        "goods_name": master["goods_name"],
        "goods_spec": master["goods_spec"],
        "origin": master["origin"],
        "unit": master["declared_unit"],
        "qty": str(qty),
        "price": str(article.price),
        "line_total": str(article.price * qty),
    }
