"""Suggestions for open exceptions, drawn from evidence: what many of them have in common, what the
documents themselves say, and which unlinked document fits one order only.

An order gets at most one suggestion about money and one about persons. Nothing is decided here.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator
from typing import TypeVar

from app.matching.fees import fee_rate
from app.matching.likeness import Change
from app.matching.reasons import NOTHING, Flag
from app.matching.sql import Connection
from app.matching.sql.candidates import Near
from app.matching.sql.evidence import (
    Case,
    OpenPayment,
    near_exceptions,
    numbers_of,
    open_exceptions,
    open_payments,
)
from app.matching.suggestion import Confidence, Kind, Link, Suggestion
from app.matching.sums import exact_sum
from app.values.decimals import text_from_e5
from app.values.finding import DocumentKind

T = TypeVar("T")

MANY = 5  # so many alike are no coincidence
SOME = 3

HIGH, MEDIUM, LOW = Confidence.HIGH, Confidence.MEDIUM, Confidence.LOW
_MISSING = Flag.NO_PAYMENT | Flag.PAYMENT_NUMBER_NEAR


def suggestions(conn: Connection) -> list[Suggestion]:
    """All suggestions, those that settle most orders first. Only reads."""
    cases = list(open_exceptions(conn))
    found = [*_near_links(conn)]
    taken = {order for suggestion in found for order in suggestion.order_ids}
    for rule in (_splits, _instalments):
        for suggestion in rule(cases, open_payments(conn), taken):
            taken.update(suggestion.order_ids)
            found.append(suggestion)
    found += _differences([case for case in cases if case.order_id not in taken])
    found += _swapped(cases)
    return sorted(found, key=lambda each: (-len(each.order_ids), each.kind, each.order_ids))


# Documents that belong to an order but say otherwise


_LINKS = {
    DocumentKind.PAYMENT: Kind.LINK_PAYMENT,
    DocumentKind.WAYBILL: Kind.LINK_WAYBILL,
}


def _near_links(conn: Connection) -> Iterator[Suggestion]:
    for document, kind in _LINKS.items():
        for near in near_exceptions(conn, document):
            number, other, own = numbers_of(conn, document, near)
            yield Suggestion(
                kind,
                (near.order_id,),
                _confidence_of(near),
                {"document": number, "other": other, "own": own},
                links=(Link(document, near.document_id, near.order_id),),
            )


def _confidence_of(near: Near) -> Confidence:
    if not (near.same_value and near.same_name):
        return LOW
    return MEDIUM if near.change is Change.DIGIT else HIGH


def _splits(
    cases: Iterable[Case], payments: Iterable[OpenPayment], taken: set[int]
) -> Iterator[Suggestion]:
    """One payment that is exactly the sum of a buyer's orders: an unlinked one, or one that was
    linked to a single order and is too much for it."""
    unpaid = _unpaid_by_buyer(case for case in cases if case.order_id not in taken)
    for case in cases:
        over = case.difference_e5 or 0
        if over <= 0 or case.payment_count != 1 or case.payment_id is None:
            continue
        others = exact_sum(unpaid[case.buyer_hash, case.currency], over)
        if others and case.paid_currency == case.currency:
            yield _split(
                case.payment_id, case.pay_no, case.amount_e5, [case.order_id, *others], case
            )
    for payment in payments:
        candidates = unpaid[payment.payer_hash, payment.currency]
        orders = exact_sum(candidates, payment.amount_e5)
        if len(orders) > 1:
            yield _split(payment.id, payment.pay_no, payment.amount_e5, orders, payment)


def _unpaid_by_buyer(cases: Iterable[Case]) -> dict[tuple[int, str], dict[int, int]]:
    """(buyer, currency) → order → amount due, of orders without any payment."""
    unpaid: dict[tuple[int, str], dict[int, int]] = defaultdict(dict)
    for case in cases:
        if case.buyer_hash and case.open_flags & _MISSING and case.payable_e5 > 0:
            unpaid[case.buyer_hash, case.currency][case.order_id] = case.payable_e5
    return unpaid


def _split(
    payment_id: int, number: str, amount_e5: int, orders: list[int], of: Case | OpenPayment
) -> Suggestion:
    first, *others = orders
    return Suggestion(
        Kind.SPLIT,
        tuple(sorted(orders)),
        MEDIUM,
        {
            "document": number,
            "amount": _money(amount_e5),
            "currency": of.currency,
            "count": str(len(orders)),
        },
        links=(Link(DocumentKind.PAYMENT, payment_id, first, tuple(others)),),
    )


def _instalments(
    cases: Iterable[Case], payments: Iterable[OpenPayment], taken: set[int]
) -> Iterator[Suggestion]:
    """An unlinked payment that is exactly what one order of its payer lacks."""
    short = [case for case in cases if _is_short(case) and case.order_id not in taken]
    lacking = _grouped(short, lambda case: (case.buyer_hash, case.currency, case.difference_e5))
    offered = _grouped(payments, lambda each: (each.payer_hash, each.currency, -each.amount_e5))
    for key, (case, *rivals) in lacking.items():
        fitting = offered.get(key, [])
        if len(fitting) == 1 and not rivals:
            payment = fitting[0]
            yield Suggestion(
                Kind.INSTALMENT,
                (case.order_id,),
                HIGH,
                {
                    "document": payment.pay_no,
                    "amount": _money(payment.amount_e5),
                    "currency": payment.currency,
                },
                links=(Link(DocumentKind.PAYMENT, payment.id, case.order_id),),
            )


def _is_short(case: Case) -> bool:
    is_amount = bool(case.open_flags & Flag.PAYMENT_AMOUNT_DIFFERS)
    return is_amount and case.difference_e5 is not None and case.difference_e5 < 0


# Differences that have a reason


def _differences(cases: list[Case]) -> Iterator[Suggestion]:
    yield from _by_level(cases, Flag.CENTS_DIFFER, Kind.CENTS, HIGH, lambda case: case.currency)
    yield from _by_level(
        cases, Flag.FEE_MISSING, Kind.FEE, HIGH, lambda case: (case.provider, case.currency)
    )
    yield from _by_level(
        cases,
        Flag.CURRENCY_CONVERTED,
        Kind.RATE,
        MEDIUM,
        lambda case: (case.paid_currency, case.currency, case.month),
    )
    rest = [case for case in cases if _is_short(case)]
    for rule in (_stated, _coupons, _freight, _fee_rates):
        settled: set[int] = set()
        for suggestion in rule(rest):
            settled.update(suggestion.order_ids)
            yield suggestion
        rest = [case for case in rest if case.order_id not in settled]


def _by_level(
    cases: Iterable[Case],
    flag: Flag,
    kind: Kind,
    confidence: Confidence,
    alike: Callable[[Case], Hashable],
) -> Iterator[Suggestion]:
    """What the judgement already explained: accept those alike."""
    for group in _grouped((c for c in cases if c.open_flags & flag), alike).values():
        yield _accepting(kind, group, confidence, flag)


def _stated(cases: Iterable[Case]) -> Iterator[Suggestion]:
    """The order file itself says what was paid."""
    agreeing = [case for case in cases if case.stated_e5 == case.paid_e5]
    flags = Flag.PAYMENT_AMOUNT_DIFFERS | Flag.STATED_PAID_DIFFERS
    for group in _grouped(agreeing, lambda case: (case.shop, case.currency)).values():
        yield _accepting(Kind.STATED_PAID, group, HIGH, flags)


def _coupons(cases: Iterable[Case]) -> Iterator[Suggestion]:
    """Several orders of a shop and day lack the same amount."""
    alike = _grouped(cases, lambda case: (case.shop, case.day, case.currency, case.difference_e5))
    for group in alike.values():
        if len(group) >= SOME:
            yield _accepting(Kind.COUPON, group, HIGH if len(group) >= MANY else MEDIUM)


def _freight(cases: Iterable[Case]) -> Iterator[Suggestion]:
    """Only the goods were paid."""
    without = [c for c in cases if c.freight_e5 > 0 and c.difference_e5 == -c.freight_e5]
    for group in _grouped(without, lambda case: (case.shop, case.currency)).values():
        yield _accepting(Kind.FREIGHT, group, HIGH if len(group) >= MANY else MEDIUM)


def _fee_rates(cases: Iterable[Case]) -> Iterator[Suggestion]:
    """All that is missing at one provider follows one rate."""
    for group in _grouped(cases, lambda case: (case.provider, case.currency)).values():
        fee = fee_rate([(case.payable_e5, -(case.difference_e5 or 0)) for case in group])
        if fee is None:
            continue
        fitting = [c for c in group if fee.fits(c.payable_e5, -(c.difference_e5 or 0))]
        if len(fitting) >= SOME:
            yield _accepting(
                Kind.FEE_RATE,
                fitting,
                HIGH if len(fitting) >= MANY else MEDIUM,
                rate=fee.percent,
                fixed=_money(fee.fixed_e5),
            )


def _accepting(
    kind: Kind,
    group: list[Case],
    confidence: Confidence,
    flags: Flag = Flag.PAYMENT_AMOUNT_DIFFERS,
    **params: str,
) -> Suggestion:
    first = group[0]
    converted = kind is Kind.RATE
    return Suggestion(
        kind,
        tuple(case.order_id for case in group),
        confidence,
        {
            "count": str(len(group)),
            "amount": _range(c.paid_e5 if converted else c.difference_e5 for c in group),
            "paid": _range(c.amount_e5 if converted else c.paid_e5 for c in group),
            "currency": first.currency,
            "paid_currency": first.paid_currency,
            "month": first.month,
            "provider": first.provider,
            **params,
        },
        flags=flags,
    )


# Persons


def _swapped(cases: Iterable[Case]) -> Iterator[Suggestion]:
    """The strange name is the other party of the same order."""
    for case in cases:
        payer = case.open_flags & Flag.PAYER_DIFFERS and case.payer_hash == case.consignee_hash
        carried = case.open_flags & Flag.CONSIGNEE_DIFFERS and case.waybill_hash == case.buyer_hash
        if payer or carried:
            flags = (Flag.PAYER_DIFFERS if payer else NOTHING) | (
                Flag.CONSIGNEE_DIFFERS if carried else NOTHING
            )
            yield Suggestion(
                Kind.PAYER_IS_CONSIGNEE if payer else Kind.CONSIGNEE_IS_BUYER,
                (case.order_id,),
                MEDIUM,
                {"value": case.payer_name if payer else case.waybill_consignee},
                flags=flags,
            )


def _grouped(rows: Iterable[T], key: Callable[[T], Hashable]) -> dict[Hashable, list[T]]:
    groups: dict[Hashable, list[T]] = {}
    for row in rows:
        groups.setdefault(key(row), []).append(row)
    return groups


def _money(amount_e5: int) -> str:
    return text_from_e5(abs(amount_e5), decimals=2)


def _range(amounts: Iterable[int | None]) -> str:
    known = sorted(abs(amount) for amount in amounts if amount is not None)
    if not known:
        return ""
    return _money(known[0]) if known[0] == known[-1] else f"{_money(known[0])}–{_money(known[-1])}"
