"""Plants faults in clean sales: one function a kind, each changing as little as the fault needs.

The kinds are those the matching knows, by the same names; a sale gets one fault at most, so that
it has exactly one most important reason.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import Decimal
from random import Random

from app.demo.month import fee_of, payment_number, waybill_number
from app.demo.rates import RATES, UNRATED
from app.demo.sale import Payment, Sale, Waybill
from app.values.decimals import round_half_up
from app.values.errors import AppError

Sales = tuple[Sale, ...]
_CENT = Decimal("0.01")
_COUPON = Decimal("6.50")
_SMALL = Decimal(20)  # of smaller amounts nothing sensible is left after some faults
_COUPON_SALES_FROM, _COUPON_SALES = 500, 12  # big enough months get one coupon used many times


class TooFewSales(AppError):
    """The month is too small to hold every kind of fault once."""

    code = "error.demo_too_small"


@dataclass(frozen=True, slots=True)
class Fault:
    """A kind of fault: how to plant it in `count` sales of one shop, and which sales allow it.
    `states`: what the shop's order file must say. `about`: the document the fault stands in."""

    kind: str
    about: str
    plant: Callable[[Sales, Random], Sales]
    count: int = 1
    states: frozenset[str] = frozenset()
    only_multiple: bool = False


@dataclass(frozen=True, slots=True)
class Planted:
    """A fault: its kind, the sale it shows at, the document it stands in (about and key)."""

    kind: str
    sale: Sale
    about: str
    key: str


def plant(
    sales: list[Sale], *, share: Decimal, random: Random, more: Mapping[str, int] | None = None
) -> tuple[list[Sale], list[Planted]]:
    """Put every kind of fault into about `share` of the sales, at least one of each kind, and so
    many `more` of some kinds. Returns all sales (same order) and the ledger. Raises TooFewSales."""
    rounds = max(1, int(len(sales) * share) // len(FAULTS))
    kinds = [fault for fault in FAULTS for _ in range(rounds + (more or {}).get(fault.kind, 0))]
    if len(sales) >= _COUPON_SALES_FROM:
        kinds += [_coupon_fault()]
    free = list(range(len(sales)))
    random.shuffle(free)
    result = list(sales)
    ledger: list[Planted] = []
    for fault in kinds:
        places = _places(fault, result, free)
        changed = fault.plant(tuple(result[place] for place in places), random)
        for place, sale in zip(places, changed, strict=True):
            free.remove(place)
            result[place] = sale
            ledger.append(_planted(fault, sale))
    return result, ledger


def _planted(fault: Fault, sale: Sale) -> Planted:
    """Where the fault stands: in the last document of its kind, else in the order itself."""
    if fault.about == "payment" and sale.payments:
        return Planted(fault.kind, sale, "payment", sale.payments[-1].key)
    if fault.about == "waybill" and sale.waybills:
        return Planted(fault.kind, sale, "waybill", sale.waybills[-1].key)
    return Planted(fault.kind, sale, "order", sale.number)


def _places(fault: Fault, sales: list[Sale], free: Iterable[int]) -> list[int]:
    """Sales of one shop that have no fault yet and allow this one."""
    by_shop: dict[str, list[int]] = {}
    for place in free:
        sale = sales[place]
        if _allows(sale, fault):
            places = by_shop.setdefault(sale.shop.id, [])
            places.append(place)
            if len(places) == fault.count:
                return places
    raise TooFewSales(size=len(sales))


def _allows(sale: Sale, fault: Fault) -> bool:
    return (
        sale.payable > _SMALL
        and fault.states <= sale.shop.states
        and (sale.pieces > 1 or not fault.only_multiple)
    )


def _money(sale: Sale, *payments: Payment) -> Sale:
    return replace(sale, payments=payments)


def _parcel(sale: Sale, **changes: object) -> Sale:
    return replace(sale, waybills=(replace(sale.waybills[0], **changes),))  # type: ignore[arg-type]


def _paying(sale: Sale, amount: Decimal, **changes: object) -> Sale:
    payment = replace(sale.payments[0], amount=amount)
    return _money(sale, replace(payment, **changes))  # type: ignore[arg-type]


def _no_waybill(sales: Sales, random: Random) -> Sales:
    return (replace(sales[0], waybills=()),)


def _no_payment(sales: Sales, random: Random) -> Sales:
    return (_money(sales[0]),)


def _waybill_number_near(sales: Sales, random: Random) -> Sales:
    return (_parcel(sales[0], order_no=f"CK-{sales[0].number}"),)


def _payment_number_near(sales: Sales, random: Random) -> Sales:
    return (_paying(sales[0], sales[0].payable, order_nos=(f"{sales[0].number}-1",)),)


def _waybill_reused(sales: Sales, random: Random) -> Sales:
    first, second = sales
    return first, _parcel(second, number=first.waybills[0].number)


def _payment_reused(sales: Sales, random: Random) -> Sales:
    first, second = sales
    return first, _paying(second, second.payable, number=first.payments[0].number)


def _country_differs(sales: Sales, random: Random) -> Sales:
    return (_parcel(sales[0], country="SE"),)


def _refunded(sale: Sale, amount: Decimal, random: Random) -> Sale:
    paid = sale.payments[0]
    refund = replace(
        paid,
        number=payment_number(sale.shop, random),
        amount=-amount,
        fee=Decimal(0),
        at=paid.at + timedelta(days=2),
    )
    return _money(sale, paid, refund)


def _refunded_fully(sales: Sales, random: Random) -> Sales:
    return (_refunded(sales[0], sales[0].payable, random),)


def _refunded_partly(sales: Sales, random: Random) -> Sales:
    return (_refunded(sales[0], round_half_up(sales[0].payable / 4), random),)


def _paid_twice(sales: Sales, random: Random) -> Sales:
    paid = sales[0].payments[0]
    return (_money(sales[0], paid, replace(paid, number=payment_number(sales[0].shop, random))),)


def _together(sales: Sales, amount: Decimal) -> Sales:
    """One buyer ordered everything at once and paid in one sum; it stands at the first sale."""
    last = max(sales, key=lambda sale: sale.at)
    sales = tuple(_moved(replace(sale, buyer=last.buyer), last.at - sale.at) for sale in sales)
    numbers = tuple(sale.number for sale in sales)
    payment = replace(last.payments[0], order_nos=numbers, amount=amount, fee=fee_of(amount))
    return (_money(sales[0], payment), *(_money(sale) for sale in sales[1:]))


def _moved(sale: Sale, later: timedelta) -> Sale:
    """The same sale, ordered, paid and shipped later."""
    payments = tuple(replace(payment, at=payment.at + later) for payment in sale.payments)
    waybills = tuple(replace(waybill, at=waybill.at + later) for waybill in sale.waybills)
    return replace(sale, at=sale.at + later, payments=payments, waybills=waybills)


def _combined_payment(sales: Sales, random: Random) -> Sales:
    return _together(sales, sum((sale.payable for sale in sales), Decimal(0)))


def _combined_payment_differs(sales: Sales, random: Random) -> Sales:
    return _together(sales, sum((sale.payable for sale in sales), Decimal("-7.77")))


def _in_currency(sale: Sale, currency: str, factor: Decimal) -> Sale:
    """Paid in another currency: the amount at the customs rates, times a factor."""
    cny = sale.payable * RATES[sale.shop.currency]
    amount = round_half_up(cny / RATES.get(currency, Decimal(1)) * factor)
    return _paying(sale, amount, currency=currency, fee=fee_of(amount))


def _other_currency(sale: Sale) -> str:
    return "EUR" if sale.shop.currency == "USD" else "USD"


def _currency_converted(sales: Sales, random: Random) -> Sales:
    return (_in_currency(sales[0], _other_currency(sales[0]), Decimal(1)),)


def _currency_differs(sales: Sales, random: Random) -> Sales:
    return (_in_currency(sales[0], _other_currency(sales[0]), Decimal("1.37")),)


def _rate_unknown(sales: Sales, random: Random) -> Sales:
    return (_in_currency(sales[0], UNRATED, Decimal("0.14")),)


def _fee_missing(sales: Sales, random: Random) -> Sales:
    return (_paying(sales[0], sales[0].payable - sales[0].payments[0].fee),)


def _cents_differ(sales: Sales, random: Random) -> Sales:
    return (_paying(sales[0], sales[0].payable - _CENT),)


def _payment_amount_differs(sales: Sales, random: Random) -> Sales:
    return (_paying(sales[0], sales[0].payable + Decimal("11.11")),)


def _coupon(sales: Sales, random: Random) -> Sales:
    """A coupon of one day the order file does not show: everybody paid the same amount less."""
    last = max(sales, key=lambda sale: sale.at)
    same_day = (_moved(sale, last.at - sale.at) for sale in sales)
    return tuple(_paying(sale, sale.payable - _COUPON) for sale in same_day)


def _lines_do_not_add_up(sales: Sales, random: Random) -> Sales:
    value = sales[0].goods_value + Decimal("5.00")
    sale = replace(sales[0], goods_value=value, paid=sales[0].paid + Decimal("5.00"))
    return (_paying(sale, sale.payable),)


def _stated_paid_differs(sales: Sales, random: Random) -> Sales:
    return (replace(sales[0], paid=sales[0].paid - Decimal("3.21")),)


def _payer_differs(sales: Sales, random: Random) -> Sales:
    name = "Test Payer" if sales[0].shop.abroad else "测试付款人"
    return (_paying(sales[0], sales[0].payable, payer=f"{name} {sales[0].number[-4:]}"),)


def _consignee_differs(sales: Sales, random: Random) -> Sales:
    return (_parcel(sales[0], consignee=f"Test Stranger {random.randrange(1000)}"),)


def _weight_implausible(sales: Sales, random: Random) -> Sales:
    return (_parcel(sales[0], weight=sales[0].waybills[0].weight * 10),)


def _pieces_implausible(sales: Sales, random: Random) -> Sales:
    return (_parcel(sales[0], pieces=sales[0].pieces + 7),)


def _time_implausible(sales: Sales, random: Random) -> Sales:
    return (_parcel(sales[0], at=sales[0].at - timedelta(days=9)),)


def _goods_differ(sales: Sales, random: Random) -> Sales:
    other = "Garden hose" if sales[0].shop.abroad else "园艺水管"
    return (_parcel(sales[0], goods_info=other),)


def _several_payments(sales: Sales, random: Random) -> Sales:
    paid = sales[0].payments[0]
    part = round_half_up(paid.amount / 3)
    first = replace(paid, amount=part, fee=fee_of(part))
    rest = replace(
        paid,
        number=payment_number(sales[0].shop, random),
        amount=paid.amount - part,
        fee=fee_of(paid.amount - part),
        at=paid.at + timedelta(hours=3),
    )
    return (_money(sales[0], first, rest),)


def _several_waybills(sales: Sales, random: Random) -> Sales:
    whole = sales[0].waybills[0]
    part = (whole.weight / 2).quantize(Decimal("0.001"))
    first = replace(whole, weight=part)
    second: Waybill = replace(
        whole, number=waybill_number(sales[0].shop, random), weight=whole.weight - part
    )
    return (replace(sales[0], waybills=(first, second)),)


def _states(*names: str) -> frozenset[str]:
    return frozenset(names)


FAULTS = (
    Fault("no_waybill", "order", _no_waybill),
    Fault("no_payment", "order", _no_payment),
    Fault("waybill_number_near", "waybill", _waybill_number_near, states=_states("consignee")),
    Fault("payment_number_near", "payment", _payment_number_near),
    Fault("waybill_reused", "waybill", _waybill_reused, count=2),
    Fault("payment_reused", "payment", _payment_reused, count=2),
    Fault("country_differs", "waybill", _country_differs),
    Fault("refunded_fully", "payment", _refunded_fully),
    Fault("paid_twice", "payment", _paid_twice),
    Fault("combined_payment_differs", "payment", _combined_payment_differs, count=2),
    Fault("currency_differs", "payment", _currency_differs),
    Fault("rate_unknown", "payment", _rate_unknown),
    Fault("currency_converted", "payment", _currency_converted),
    Fault("fee_missing", "payment", _fee_missing),
    Fault("cents_differ", "payment", _cents_differ),
    Fault("payment_amount_differs", "payment", _payment_amount_differs),
    Fault("lines_do_not_add_up", "order", _lines_do_not_add_up, states=_states("value")),
    Fault("stated_paid_differs", "order", _stated_paid_differs, states=_states("paid")),
    Fault("payer_differs", "payment", _payer_differs, states=_states("buyer")),
    Fault("consignee_differs", "waybill", _consignee_differs, states=_states("consignee")),
    Fault("weight_implausible", "waybill", _weight_implausible),
    Fault("pieces_implausible", "waybill", _pieces_implausible),
    Fault("time_implausible", "waybill", _time_implausible),
    Fault("refunded_partly", "payment", _refunded_partly),
    Fault("goods_differ", "waybill", _goods_differ, states=_states("consignee")),
    Fault("combined_payment", "payment", _combined_payment, count=3),
    Fault("several_payments", "payment", _several_payments),
    Fault("several_waybills", "waybill", _several_waybills, only_multiple=True),
)


def _coupon_fault() -> Fault:
    return Fault("payment_amount_differs", "payment", _coupon, count=_COUPON_SALES)
