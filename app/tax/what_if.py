"""What an order would cost if it went another way: modes side by side, split before payment, on
another day, at another price. Nothing is stored, and nothing here is advice against the law: an
order that is paid is not split (R5)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum

from app.legal.parameters import NotInForce, Parameters
from app.legal.trace import Basis, Trace, basis_of
from app.tax.assess import Assessment, assess, line_values, order_value
from app.tax.line import LineAssessment, assess_line
from app.tax.missing import Missing
from app.tax.order import Content, TaxableLine, TaxableOrder
from app.tax.rates import RateSource
from app.tax.regimes.articles import (
    Article,
    ArticlesAssessment,
    Clearance,
    Parcel,
    assess_articles,
    parcel_limit,
)
from app.tax.regimes.channel import Channel, limits_at
from app.tax.regimes.general import general_trade
from app.values.exact import yuan_from_fen

ZERO, ONE, FEN = Decimal(0), Decimal(1), Decimal("0.01")
MOST_ARTICLES = 500  # beyond, a person splits by hand


class Way(StrEnum):
    """Ways in. Texts: `what_if.way.<way>`."""

    DIRECT = "9610"
    BONDED = "1210"
    GENERAL = "0110"
    ARTICLES = "articles"


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a way is open or closed, or what its figure leaves out: text `what_if.<code>`."""

    code: str
    values: tuple[tuple[str, str], ...] = ()
    bases: tuple[Basis, ...] = ()


@dataclass(frozen=True, slots=True)
class Option:
    """One way with its taxes in yuan (None = not known). Postal articles have one tax, `total`."""

    way: Way
    is_open: bool
    total: Decimal | None
    duty: Decimal | None = None
    vat: Decimal | None = None
    consumption: Decimal | None = None
    channel: Channel | None = None
    missing: tuple[Missing, ...] = ()
    reasons: tuple[Reason, ...] = ()
    lines: tuple[LineAssessment, ...] = ()
    trace: Trace = ()


@dataclass(frozen=True, slots=True)
class Question:
    """An order and the day it would be declared. `postal_items` are the tax items (1 to 3) of its
    lines as postal articles ("" = not chosen); `sent_from` where a parcel would come from."""

    order: TaxableOrder
    day: date
    is_paid: bool = False
    postal_items: tuple[str, ...] = ()
    sent_from: str = ""


def compare(question: Question, law: Parameters, rates: RateSource) -> tuple[Option, ...]:
    """All ways side by side, in the order of `Way`."""
    retail = assess(question.order, question.day, law, rates)
    return (
        _retail(Way.DIRECT, retail, question.day, law),
        _retail(Way.BONDED, retail, question.day, law),
        _general(question, law, rates),
        _articles(question, law),
    )


def compare_days(
    question: Question, days: Iterable[date], law: Parameters, rates: RateSource
) -> list[tuple[date, Assessment]]:
    """The order as a retail import on other days."""
    return [(day, assess(question.order, day, law, rates)) for day in days]


def compare_prices(
    question: Question,
    line_no: int,
    values: Iterable[Decimal],
    *,
    law: Parameters,
    rates: RateSource,
) -> list[tuple[Decimal, Assessment]]:
    """The order as a retail import with other values of one line."""
    return [
        (value, assess(_repriced(question.order, line_no, value), question.day, law, rates))
        for value in values
    ]


def _repriced(order: TaxableOrder, line_no: int, value: Decimal) -> TaxableOrder:
    lines = (replace(x, value=value) if x.line_no == line_no else x for x in order.lines)
    return replace(order, lines=tuple(lines))


# The ways


def _available(way: Way, day: date, law: Parameters) -> tuple[bool, Reason]:
    try:
        value = law.value_at(f"mode.{way}.available_from", day)
    except NotInForce as error:
        return False, Reason("not_yet", (("day", str(error.first)),))
    return True, Reason("available", (), (basis_of(value),))


def _retail(way: Way, assessed: Assessment, day: date, law: Parameters) -> Option:
    exists, why = _available(way, day, law)
    channel = assessed.channel
    is_open = exists and channel is not None and channel.is_admissible
    steps = [each for each in assessed.trace if each.key == "tax.step.channel"]
    bases = tuple(basis for each in steps for basis in each.bases)
    reasons = [why]
    if channel is not None:
        reasons.append(Reason("channel", (("channel_key", f"tax.channel.{channel}"),), bases))
    is_taxed = channel is not None and channel is not Channel.ARTICLES
    return Option(
        way=way,
        is_open=is_open and is_taxed,
        total=assessed.total,
        duty=assessed.duty,
        vat=assessed.vat,
        consumption=assessed.consumption,
        channel=channel,
        missing=assessed.missing,
        reasons=tuple(reasons),
        lines=assessed.lines,
        trace=assessed.trace,
    )


def _general(question: Question, law: Parameters, rates: RateSource) -> Option:
    """General trade at full tax: licences and filings of its own are not looked at."""
    order, regime = question.order, general_trade()
    lines = tuple(
        assess_line(line, value, question.day, regime=regime, rates=rates)
        for line, value in zip(order.lines, line_values(order), strict=True)
    )
    duty, vat, consumption = (
        _sum([getattr(line, tax) for line in lines]) for tax in ("duty", "vat", "consumption")
    )
    return Option(
        way=Way.GENERAL,
        is_open=bool(lines),
        total=_sum([duty, vat, consumption]),
        duty=duty,
        vat=vat,
        consumption=consumption,
        missing=tuple(each for line in lines for each in line.missing),
        reasons=(Reason("general_needs_licences"),),
        lines=lines,
    )


def _articles(question: Question, law: Parameters) -> Option:
    """The same goods as a private parcel; the price counts as its value."""
    lines = question.order.lines
    items = (*question.postal_items, *([""] * len(lines)))
    parcel = Parcel(
        tuple(_article(line, item) for line, item in zip(lines, items, strict=False)),
        origin=question.sent_from,
        is_indivisible=question.order.is_one_article,
    )
    assessed = assess_articles(parcel, question.day, law)
    allowed = (Clearance.ARTICLE, Clearance.SINGLE_ARTICLE)
    return Option(
        way=Way.ARTICLES,
        is_open=assessed.clearance in allowed,
        total=assessed.payable,
        missing=assessed.missing,
        reasons=tuple(_article_reasons(question, assessed, law)),
        trace=assessed.trace,
    )


def _article(line: TaxableLine, item: str) -> Article:
    """A line as equal articles; as one of its whole value where it does not divide into them."""
    count = int(line.articles)
    if count == line.articles > 0 and _each(line) * count == line.value:
        return Article(item=item, price=_each(line), count=count)
    return Article(item=item, price=line.value)


def _article_reasons(
    question: Question, assessed: ArticlesAssessment, law: Parameters
) -> Iterator[Reason]:
    yield Reason("articles_private_only")
    if assessed.clearance is not None:
        limit = parcel_limit(question.sent_from, question.day, law)
        values = (("value", str(assessed.value)), ("limit", str(limit.value)))
        yield Reason(f"articles_{assessed.clearance}", values, (basis_of(limit),))


def _each(line: TaxableLine) -> Decimal:
    """The value of one article of a line; exact or rounded down to the fen."""
    return line.value // (line.articles * FEN) * FEN


def _sum(amounts: list[Decimal | None]) -> Decimal | None:
    known = [each for each in amounts if each is not None]
    return sum(known, ZERO) if known and len(known) == len(amounts) else None


# Splitting


@dataclass(frozen=True, slots=True)
class Split:
    """An order as several ones. `parts` is empty where it cannot or need not be split; `reason`
    says why. Freight and insurance go with the value; several parcels may cost more."""

    reason: Reason
    parts: tuple[Assessment, ...] = ()
    orders: tuple[TaxableOrder, ...] = ()

    @property
    def total(self) -> Decimal | None:
        """The taxes of all parts; None = not known, or no parts."""
        return _sum([each.total for each in self.parts])


def split(question: Question, law: Parameters, rates: RateSource) -> Split:
    """The order in as few parts within the single limit as first-fit finds, if that is lawful and
    helps. Each part counts to the buyer's year after the ones before."""
    order, day = question.order, question.day
    limits = limits_at(day, law)
    if limits is None:
        return Split(Reason("split_no_limits"))
    bases = (basis_of(limits.single),)
    value = yuan_from_fen(order_value(order))
    if value <= limits.single_yuan:
        return Split(Reason("split_not_needed", (("value", str(value)),), bases))
    if question.is_paid:
        return Split(Reason("split_is_paid", (), bases))
    if order.is_one_article:
        return Split(Reason("split_indivisible", (), bases))
    if order.used_before + value > limits.annual_yuan:
        return Split(Reason("split_annual", (), (basis_of(limits.annual),)))
    if not _can_be_parted(order):
        return Split(Reason("split_by_hand"))
    orders = _parts(order, limits.single_yuan)
    used, parts = order.used_before, []
    for each in orders:
        parts.append(assess(replace(each, used_before=used), day, law, rates))
        used = parts[-1].used_after
    return Split(Reason("split", (("count", str(len(parts))),), bases), tuple(parts), tuple(orders))


def _can_be_parted(order: TaxableOrder) -> bool:
    counts = [line.articles for line in order.lines]
    return all(each == int(each) and each > 0 for each in counts) and sum(counts) <= MOST_ARTICLES


def _parts(order: TaxableOrder, limit: Decimal) -> list[TaxableOrder]:
    """First fit, the dearest article first; an article beyond the limit stands alone. A fen of room
    is kept for each amount that is spread, because it is spread in whole fen."""
    room = limit - FEN * sum(1 for name in _SPREAD if getattr(order, name))
    articles = sorted(_articles_of(order), key=lambda each: -_worth(each, order))
    bins: list[list[TaxableLine]] = []
    for article in articles:
        for each in bins:
            if sum((_worth(x, order) for x in each), _worth(article, order)) <= room:
                each.append(article)
                break
        else:
            bins.append([article])
    return _orders(order, bins)


_SPREAD = ("freight", "insurance", "public_discount")


def _articles_of(order: TaxableOrder) -> Iterator[TaxableLine]:
    """Every article as a line of its own; the fen that do not divide stay with the last one."""
    for line in order.lines:
        count, each = int(line.articles), _each(line)
        for number in range(count):
            value = each if number < count - 1 else line.value - each * (count - 1)
            yield replace(line, value=value, articles=ONE)


def _worth(article: TaxableLine, order: TaxableOrder) -> Decimal:
    """What an article adds to a dutiable value, rounded up to the fen: its value and its share of
    freight, insurance and discount."""
    more = order.freight + order.insurance - order.public_discount
    exact = article.value * (order.goods_value + more)
    whole, rest = divmod(exact, order.goods_value * FEN)
    return (whole + ONE if rest else whole) * FEN


def _orders(order: TaxableOrder, bins: list[list[TaxableLine]]) -> list[TaxableOrder]:
    """The parts as orders: what concerns the whole is spread by value as a running total in whole
    fen; articles of one line are one line again."""
    spread = dict.fromkeys(_SPREAD, ZERO)
    value, orders = ZERO, []
    for articles in bins:
        value += sum((each.value for each in articles), ZERO)
        until = {
            name: getattr(order, name) * value // (order.goods_value * FEN) * FEN
            for name in _SPREAD
        }
        share = {name: until[name] - spread[name] for name in _SPREAD}
        spread = until
        orders.append(replace(order, lines=_joined(order, articles), voucher=ZERO, **share))
    return orders


def _joined(order: TaxableOrder, articles: list[TaxableLine]) -> tuple[TaxableLine, ...]:
    lines: dict[int, TaxableLine] = {}
    for each in sorted(articles, key=lambda each: each.line_no):
        line = lines.get(each.line_no)
        lines[each.line_no] = each if line is None else replace(
            line, value=line.value + each.value, articles=line.articles + ONE
        )  # fmt: skip
    whole = {line.line_no: line for line in order.lines}
    return tuple(
        replace(line, content=_content(whole[line.line_no], line.articles))
        for line in lines.values()
    )


def _content(line: TaxableLine, articles: Decimal) -> Content | None:
    """The content of some of a line's articles, to eight decimals."""
    if line.content is None:
        return None
    part = int(line.content.quantity.scaleb(8) * articles) // int(line.articles)
    return replace(line.content, quantity=Decimal(part).scaleb(-8))
