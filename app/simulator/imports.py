"""What only imports are compared on: order, payment and waybill with each other and with the list.

What does not come through this outbox (a platform, a payment company or a carrier files it) is not
seen here, and nothing is said about it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from functools import cache

from app.legal.parameters import NotInForce, Parameters
from app.messages.ceb.reader import ReadDocument
from app.simulator.archive import Archive, Filed, goods_of, key_of
from app.simulator.checks import amount
from app.simulator.fault import Fault, fault
from app.simulator.goods import goods_faults
from app.simulator.trade import IMPORT

_SINGLE_LIMIT = "import.cbec.limit.single"
_PERSON = ("buyerName", "buyerIdNumber", "buyerTelephone")
_RECEIVER = ("consignee", "consigneeTelephone", "consigneeAddress")


def import_list_faults(archive: Archive, document: ReadDocument) -> Iterator[Fault]:
    """A list against what stands before it (T25), most basic first."""
    yield from _limit(document)
    named = key_of(IMPORT.order, document)
    order = archive.standing(IMPORT.order, named)
    if order is None or order.app_time > document.head.get("appTime", ""):
        if archive.comes_here(IMPORT.order):
            yield fault("order_missing", value=named[1], expected=named[0])
        return
    yield from _against_order(document, order)
    payment = archive.payment_of_order(named)
    if payment:
        yield from _payment(order, payment)
    elif archive.comes_here(IMPORT.payment):
        yield fault("payment_missing", value=named[1], expected=named[0])
    waybill = archive.standing(IMPORT.waybill, key_of(IMPORT.waybill, document))
    if waybill:
        yield from _differing("receiver", _RECEIVER, order.said, waybill.said)


def _limit(document: ReadDocument) -> Iterator[Fault]:
    """L01, L03: above the single limit only one article may be bought."""
    limit = _single_limit(document.head.get("declTime", ""))
    fees = amount(document.head, "freight") + amount(document.head, "insuredFee")
    value = fees + sum((amount(line, "totalPrice") for line in document.lines), Decimal(0))
    pieces = sum((amount(line, "qty") for line in document.lines), Decimal(0))
    if limit is not None and value > limit and pieces > 1:
        yield fault("single_limit", value=value, expected=limit)


@cache
def _single_limit(day: str) -> Decimal | None:
    try:
        return Parameters().decimal_at(_SINGLE_LIMIT, date.fromisoformat(day))
    except (NotInForce, ValueError):
        return None


def _against_order(document: ReadDocument, order: Filed) -> Iterator[Fault]:
    """T07-T09, T16-T18."""
    head = document.head
    if head.get("ebcCode") != order.seller:
        yield fault("seller", value=head.get("ebcCode", ""), expected=order.seller)
    yield from _differing("buyer", _PERSON, head, order.said)
    yield from goods_faults(goods_of(document), order.goods)


def _payment(order: Filed, payment: Filed) -> Iterator[Fault]:
    """A05, T05, T06, T10: paid in full, to the company the order names, by its buyer."""
    paid, asked = (amount(payment.said, "amountPaid"), amount(order.said, "acturalPaid"))
    if paid != asked:
        yield fault("amount_paid", value=paid, expected=asked)
    for name in ("payCode", "payTransactionId"):
        if order.said.get(name, "") not in ("", payment.said.get(name)):
            yield fault("payment_company", field=name, value=payment.said.get(name, ""))
    for name in ("Name", "IdNumber"):
        if payment.said.get(f"payer{name}") != order.said.get(f"buyer{name}"):
            yield fault("payer", field=f"payer{name}")


def _differing(
    what: str, names: tuple[str, ...], here: Mapping[str, str], there: Mapping[str, str]
) -> Iterator[Fault]:
    """Faults that name the field only: what stands in it is personal."""
    for name in names:
        if here.get(name, "") != there.get(name, ""):
            yield fault(what, field=name)
