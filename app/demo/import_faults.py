"""Plants faults of import kinds in clean sales: one function a kind, named as the matching or the
pre-check names it.

A sale gets one fault at most, so that it has exactly one most important reason.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from random import Random

from app.demo.faults import TooFewSales
from app.demo.imports import BUYERS, ImportSale, Row, buyer, import_goods

_ABOVE_LIMIT = Decimal(5000)  # yuan more than before are certainly too many
_TIME = "%Y-%m-%d %H:%M:%S"
_STRANGER = buyer(BUYERS + 1)  # never buys anything himself


@dataclass(frozen=True, slots=True)
class ImportFault:
    """A kind of fault and how to plant it; `about`: the document it stands in."""

    kind: str
    about: str
    plant: Callable[[ImportSale], ImportSale]


def plant_imports(
    sales: list[ImportSale], *, share: Decimal, random: Random
) -> tuple[list[ImportSale], list[tuple[ImportFault, str]]]:
    """Put every kind of fault into about `share` of the sales, at least one of each kind. Returns
    all sales (same order), and the kinds with the order they show at. Raises TooFewSales."""
    every = FAULTS + CHECK_FAULTS
    rounds = max(1, int(len(sales) * share) // len(every))
    kinds = [fault for fault in every for _ in range(rounds)]
    if len(kinds) > len(sales):
        raise TooFewSales(size=len(sales))
    places = random.sample(range(len(sales)), len(kinds))
    result = list(sales)
    for place, fault in zip(places, kinds, strict=True):
        result[place] = fault.plant(result[place])
    numbers = [result[place].number for place in places]
    return result, list(zip(kinds, numbers, strict=True))


def _order(**changes: str) -> Callable[[ImportSale], ImportSale]:
    return lambda sale: replace(sale, order={**sale.order, **changes})


def _payment(**changes: str) -> Callable[[ImportSale], ImportSale]:
    return lambda sale: replace(sale, payments=({**sale.payments[0], **changes},))


def _waybill(**changes: str) -> Callable[[ImportSale], ImportSale]:
    return lambda sale: replace(sale, waybills=({**sale.waybills[0], **changes},))


def _paying(difference: str) -> Callable[[ImportSale], ImportSale]:
    def plant(sale: ImportSale) -> ImportSale:
        amount = Decimal(sale.payments[0]["amount"]) + Decimal(difference)
        return _payment(amount=str(amount))(sale)

    return plant


def _stated_more(*names: str) -> Callable[[ImportSale], ImportSale]:
    """The order states more in these fields than it comes to, and is paid as it states."""

    def plant(sale: ImportSale) -> ImportSale:
        more = {name: str(Decimal(sale.order[name]) + 5) for name in names}
        changed = _order(**more)(sale)
        return _paying("5")(changed) if "goods_value" in names else changed

    return plant


def _five_times_as_heavy(sale: ImportSale) -> ImportSale:
    weight = Decimal(sale.waybills[0]["gross_weight"]) * 5
    return _waybill(gross_weight=str(weight))(sale)


def _shipped_before_ordered(sale: ImportSale) -> ImportSale:
    ordered = datetime.strptime(sale.order["ordered_at"], _TIME)  # noqa: DTZ007
    return _waybill(shipped_at=f"{ordered - timedelta(days=5):{_TIME}}")(sale)


FAULTS = (
    ImportFault("no_payment", "order", lambda sale: replace(sale, payments=())),
    ImportFault("no_waybill", "order", lambda sale: replace(sale, waybills=())),
    ImportFault("cents_differ", "payment", _paying("-0.01")),
    ImportFault("payment_amount_differs", "payment", _paying("33")),
    ImportFault("payer_id_differs", "payment", _payment(payer_id_no=_STRANGER.id_no)),
    ImportFault("payer_differs", "payment", _payment(payer_name=_STRANGER.name)),
    ImportFault("payment_number_differs", "order", _order(stated_pay_no="TP00000000")),
    ImportFault("consignee_differs", "waybill", _waybill(consignee=_STRANGER.name)),
    ImportFault("consignee_phone_differs", "waybill", _waybill(consignee_phone=_STRANGER.phone)),
    ImportFault(
        "consignee_address_differs", "waybill", _waybill(consignee_address=_STRANGER.address)
    ),
    ImportFault("lines_do_not_add_up", "order", _stated_more("goods_value", "paid")),
    ImportFault("stated_paid_differs", "order", _stated_more("paid")),
    ImportFault("weight_implausible", "waybill", _five_times_as_heavy),
    ImportFault("time_implausible", "waybill", _shipped_before_ordered),
)


def _wrong_check_sign(sale: ImportSale) -> ImportSale:
    """The buyer mistyped the number, and paid with the same mistake."""
    number = sale.order["buyer_id_no"]
    wrong = number[:-1] + ("1" if number[-1] == "0" else "0")
    return _payment(payer_id_no=wrong)(_order(buyer_id_no=wrong)(sale))


def _beyond_the_limit(sale: ImportSale) -> ImportSale:
    """So many pieces more that it is above the limit of one purchase; all papers agree."""
    line = sale.lines[0]
    article = next(one for one in import_goods() if one.sku == line["sku"])
    more = int(_ABOVE_LIMIT / article.price) + 1
    added = article.price * more

    def plus(row: Row, name: str, amount: Decimal | int) -> str:
        return str(Decimal(row[name]) + amount)

    changed = {
        **line,
        "qty": plus(line, "qty", more),
        "line_total": plus(line, "line_total", added),
    }
    amounts = {name: plus(sale.order, name, added) for name in ("goods_value", "paid")}
    weight = plus(sale.waybills[0], "gross_weight", article.gross_weight * more)
    sale = replace(sale, lines=(changed, *sale.lines[1:]))
    return _waybill(gross_weight=weight)(_order(**amounts)(_paying(str(added))(sale)))


CHECK_FAULTS = (
    ImportFault("precheck.id_number", "order", _wrong_check_sign),
    ImportFault("precheck.over_single_limit", "order", _beyond_the_limit),
)
"""Faults all three documents agree on: only the pre-check finds them."""
