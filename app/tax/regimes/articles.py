"""Postal articles (进境物品, 行邮税; R12): for comparison with retail import, and for orders before
the reform of 2016.

The tax is a share of the table value; since 2012-04-15 a proved price counts instead when it is at
least double the table value or at most half of it. A small tax is waived, a greater one due in
full. A parcel above the limit goes back or becomes general trade, unless it is one indivisible
article. The limit is compared with the price of the parcel.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from app.legal.parameters import NotInForce, Parameters, ParameterValue
from app.legal.registry import rule, rule_at
from app.legal.trace import Step, Trace, basis_of, step
from app.tax.missing import Missing, MissingKind
from app.tax.rates import Rate
from app.values.exact import fen_from_yuan, shown, yuan_from_fen

ACCORDING_TO_ORIGIN = frozenset({"HKG", "MAC", "TWN"})
DOUBLE = "articles.value.actual_price.double"
HALF = "articles.value.actual_price.half"
EXEMPT = "articles.deminimis.tax"
SINGLE = "articles.overlimit.single_indivisible"


class Clearance(StrEnum):
    """How a parcel can be cleared."""

    ARTICLE = "article"
    SINGLE_ARTICLE = "single_article"
    RETURN_OR_GENERAL_TRADE = "return_or_general_trade"


@dataclass(frozen=True, slots=True)
class Article:
    """Some equal articles. `table_value` is the official value of one (None: the table has none),
    `price` the price of one that a receipt proves (None: none), `item` the tax item."""

    item: str
    table_value: Decimal | None = None
    price: Decimal | None = None
    count: int = 1


@dataclass(frozen=True, slots=True)
class Parcel:
    """A parcel to one person. `origin` is where it was sent from."""

    articles: tuple[Article, ...]
    origin: str = ""
    is_indivisible: bool = False


@dataclass(frozen=True, slots=True)
class ArticlesAssessment:
    """What a parcel costs; None = not known (see `missing`). `value` is compared with the limit,
    `dutiable` is taxed, `payable` is the tax after the exemption."""

    clearance: Clearance | None
    value: Decimal
    dutiable: Decimal | None
    tax: Decimal | None
    payable: Decimal | None
    missing: tuple[Missing, ...]
    trace: Trace


def assess_articles(
    parcel: Parcel, day: date, law: Parameters, rate: Rate | None = None
) -> ArticlesAssessment:
    """The tax of a parcel on a day. `rate` replaces the rates of the items (to compare)."""
    steps: list[Step] = []
    missing: list[Missing] = []
    value = sum((_price(each) * each.count for each in parcel.articles), Decimal(0))
    clearance = _clearance(parcel, value, day, law=law, steps=steps)
    if clearance is None:
        missing.append(Missing(MissingKind.LAW, str(day)))
    dutiable = tax = Decimal(0)
    for article in parcel.articles:
        known = rate or rate_of_item(article.item, day, law)
        used = accepted_value(article, day, law)
        if used is None or known is None:
            missing.append(Missing(MissingKind.ARTICLES, article.item))
            continue
        whole = used * article.count
        exact = Fraction(whole) * known.value
        due = yuan_from_fen(fen_from_yuan(exact))
        dutiable, tax = dutiable + whole, tax + due
        steps += _article_steps(article, used, known, exact=exact, due=due)
    if missing:
        return ArticlesAssessment(clearance, value, None, None, None, tuple(missing), tuple(steps))
    limit = law.value_at(EXEMPT, day)
    is_exempt = tax <= law.decimal_at(EXEMPT, day)
    key = "tax.step.article_exempt" if is_exempt else "tax.step.article_due"
    steps.append(step(key, basis_of(limit), tax=tax, limit=str(limit.value)))
    payable = yuan_from_fen(0) if is_exempt else tax
    return ArticlesAssessment(clearance, value, dutiable, tax, payable, (), tuple(steps))


def rate_of_item(item: str, day: date, law: Parameters) -> Rate | None:
    """The rate of a tax item (1 to 3) on a day; None when there is none."""
    try:
        value = law.value_at(f"articles.rate.category{item}", day)
    except LookupError:  # no such item, or not in force
        return None
    return Rate(Fraction(law.decimal_at(value.id, day)), (basis_of(value),))


def accepted_value(article: Article, day: date, law: Parameters) -> Decimal | None:
    """The value of one article that is taxed: the table's, or the proved price."""
    table, price = article.table_value, article.price
    if table is None or price is None:
        return price if table is None else table
    try:
        double, half = law.decimal_at(DOUBLE, day), law.decimal_at(HALF, day)
    except NotInForce:
        return table
    return price if price >= table * double or price <= table * half else table


def _price(article: Article) -> Decimal:
    """What one article counts for the limit."""
    return article.price if article.price is not None else article.table_value or Decimal(0)


def _article_steps(
    article: Article, used: Decimal, rate: Rate, *, exact: Fraction, due: Decimal
) -> Iterator[Step]:
    yield step(
        "tax.step.article_value",
        value=used,
        table=article.table_value if article.table_value is not None else "—",
        price=article.price if article.price is not None else "—",
    )
    yield step(
        "tax.step.article_tax",
        *rate.bases,
        exact=exact,
        rounded=due,
        value=used * article.count,
        rate=f"{shown(rate.value * 100)}%",
    )


# The limit


@rule("R12", from_=date(2010, 9, 1), source="海关总署公告2010年第43号")
def limit_by_origin(origin: str, day: date, law: Parameters) -> ParameterValue:
    """A lower limit for parcels from Hong Kong, Macao and Taiwan."""
    region = "hk_mo_tw" if origin in ACCORDING_TO_ORIGIN else "other"
    return law.value_at(f"articles.limit.inbound.{region}", day)


@rule("R12", from_=date(2024, 12, 1), source="海关总署公告2024年第176号")
def one_limit(origin: str, day: date, law: Parameters) -> ParameterValue:
    """One limit for every origin."""
    return law.value_at("articles.limit.inbound.all", day)


def parcel_limit(origin: str, day: date, law: Parameters) -> ParameterValue:
    """The limit of a parcel on a day. Raises NotInForce before 2010-09-01."""
    limit: ParameterValue = rule_at("R12", day).function(origin, day, law)
    return limit


def _clearance(
    parcel: Parcel, value: Decimal, day: date, *, law: Parameters, steps: list[Step]
) -> Clearance | None:
    try:
        limit = parcel_limit(parcel.origin, day, law)
    except NotInForce:
        return None
    is_one = parcel.is_indivisible and sum(each.count for each in parcel.articles) == 1
    bases = [basis_of(limit)]
    if value <= law.decimal_at(limit.id, day):
        clearance, word = Clearance.ARTICLE, "within"
    elif is_one:
        clearance, word = Clearance.SINGLE_ARTICLE, "single"
        bases.append(basis_of(law.value_at(SINGLE, day)))
    else:
        clearance, word = Clearance.RETURN_OR_GENERAL_TRADE, "over"
    steps.append(step(f"tax.step.article_{word}", *bases, value=value, limit=str(limit.value)))
    return clearance
