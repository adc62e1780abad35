"""Invents the month: clean sales in which everything agrees, the same ones for the same seed."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from random import Random

from app.demo.catalogue import Goods, Shop, goods, shops
from app.demo.sale import Line, Payment, Sale, Waybill
from app.values.decimals import round_half_up
from app.values.period import Month

_CENT_FREIGHTS = (0, 0, 299, 499, 899)
_FEE_RATE, _FEE_FIXED = Decimal("0.029"), Decimal("0.30")
_LAST_SECOND = 26 * 86_400  # orders of the last days would ship in the next month
_STREETS = ("Example Street", "Sample Road", "Model Avenue", "Specimen Lane")
_PAYMENT_NUMBER = "2026" + "#" * 20
_WAYBILL_NUMBERS = {
    "yunexpress": "YT" + "#" * 16,
    "fourpx": "4PX" + "#" * 12 + "CN",
    "forwarder": "CS" + "#" * 10,
}
_ZERO = Decimal(0)


def invent(*, seed: int, size: int, month: Month) -> list[Sale]:
    """`size` clean sales of a month, in the order they were placed."""
    random = Random(seed)
    chosen = _chosen_shops(size, random)
    start = datetime(month.year, month.month, 1)  # noqa: DTZ001 - files state local time
    seconds = sorted(random.randrange(_LAST_SECOND) for _ in range(size))
    return _sales(chosen, [start + timedelta(seconds=second) for second in seconds], random)


def invent_at(times: list[datetime], random: Random) -> list[Sale]:
    """Clean sales placed at these times (ascending), one each."""
    return _sales(_chosen_shops(len(times), random), times, random)


def _chosen_shops(size: int, random: Random) -> list[Shop]:
    return random.choices(shops(), weights=[shop.share for shop in shops()], k=size)


def _sales(chosen: list[Shop], times: list[datetime], random: Random) -> list[Sale]:
    return [
        _with_parcel(_with_money(_order(shop, number, at, random), random), random)
        for number, (shop, at) in enumerate(zip(chosen, times, strict=True), 1)
    ]


def digits(pattern: str, number: int, random: Random) -> str:
    """Fill a pattern: # = a random digit, {n} = the running number."""
    filled = pattern.replace("{n}", f"{number:06d}")
    return "".join(str(random.randrange(10)) if sign == "#" else sign for sign in filled)


def _order(shop: Shop, number: int, at: datetime, random: Random) -> Sale:
    lines = _lines(shop, random)
    value = sum((line.total for line in lines), _ZERO)
    discount = _share_of(value, random, 10) if "discount" in shop.states else _ZERO
    freight = Decimal(random.choice(_CENT_FREIGHTS)).scaleb(-2)
    tax = _ZERO
    buyer = _person("Buyer", "买家", shop, number)
    is_gift = random.randrange(10) == 0
    return Sale(
        shop=shop,
        number=_order_number(shop, number, random),
        at=at,
        buyer=buyer,
        consignee=_person("Receiver", "收货人", shop, number) if is_gift else buyer,
        phone=f"000-555-{number % 10_000:04d}",
        street=f"{random.randrange(1, 300)} {random.choice(_STREETS)}",
        city="Testville",
        postcode=f"{random.randrange(1000, 99999):05d}",
        country=random.choice(shop.countries),
        lines=lines,
        freight=freight,
        tax=tax,
        discount=discount,
        goods_value=value,
        paid=value + freight + tax - discount,
    )


def _order_number(shop: Shop, number: int, random: Random) -> str:
    """Unique: platforms whose numbers are all digits carry the running number in their middle."""
    if "{n}" in shop.number:
        return digits(shop.number, number, random)
    filled = digits(shop.number, number, random)
    places = [place for place, sign in enumerate(shop.number) if sign == "#"][:6]
    text = list(filled)
    for place, sign in zip(places, f"{number:06d}"[-len(places) :], strict=True):
        text[place] = sign
    return "".join(text)


def _person(english: str, chinese: str, shop: Shop, number: int) -> str:
    return f"Test {english} {number:05d}" if shop.abroad else f"测试{chinese}{number:05d}"


def _lines(shop: Shop, random: Random) -> tuple[Line, ...]:
    count = min(random.choice((1, 1, 1, 1, 2, 2, 3)), shop.most_lines)
    return tuple(
        Line(article, random.choice((1, 1, 1, 2, 3)), _price(article, shop))
        for article in random.sample(goods(), count)
    )


def _spoken(article: Goods, shop: Shop) -> str:
    """The name of goods in the shop's language."""
    return article.name_en if shop.abroad else article.name


def _price(article: Goods, shop: Shop) -> Decimal:
    return round_half_up(article.price_usd * shop.price)


def _share_of(value: Decimal, random: Random, percent: int) -> Decimal:
    """A coupon of so many per cent for one buyer in eight."""
    return round_half_up(value * percent / 100) if random.randrange(8) == 0 else _ZERO


def fee_of(amount: Decimal) -> Decimal:
    """What the provider keeps."""
    return round_half_up(amount * _FEE_RATE + _FEE_FIXED)


def _with_money(sale: Sale, random: Random) -> Sale:
    payment = Payment(
        number=payment_number(sale.shop, random),
        order_nos=(sale.number,),
        payer=sale.buyer,
        amount=sale.payable,
        fee=fee_of(sale.payable),
        currency=sale.shop.currency,
        at=sale.at + timedelta(seconds=random.randrange(20, 1200)),
    )
    return replace(sale, payments=(payment,))


def payment_number(shop: Shop, random: Random) -> str:
    """A payment number as the shop's provider writes them."""
    if shop.provider == "paypal":
        return "".join(random.choice("ABCDEFGHJKLMNPRSTUVWXY0123456789") for _ in range(17))
    return digits(_PAYMENT_NUMBER, 0, random)


def waybill_number(shop: Shop, random: Random) -> str:
    """A waybill number as the shop's carrier writes them."""
    return digits(_WAYBILL_NUMBERS[shop.carrier], 0, random)


def _with_parcel(sale: Sale, random: Random) -> Sale:
    goods_weight = sum((line.goods.gross_weight * line.qty for line in sale.lines), _ZERO)
    packing = Decimal(random.randrange(5, 25)).scaleb(-3)
    waybill = Waybill(
        number=waybill_number(sale.shop, random),
        order_no=sale.number,
        consignee=sale.consignee,
        country=sale.country,
        weight=goods_weight + packing,
        pieces=1,
        goods_info="; ".join(_spoken(line.goods, sale.shop) for line in sale.lines),
        at=sale.at + timedelta(seconds=random.randrange(86_400, 3 * 86_400)),
    )
    return replace(sale, waybills=(waybill,))
