"""Cases of import: an order or one line of it, its rates as given, every figure the engine has."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from app.legal.parameters import Confidence, Parameters
from app.legal.trace import Basis
from app.reference.codes import Codes
from app.tax.assess import Assessment, assess
from app.tax.consumption import (
    Category,
    Consumption,
    PerUnit,
    Terms,
    category_named,
    resolve,
    stated_rate,
)
from app.tax.missing import Missing, MissingKind
from app.tax.order import Content, ContentUnit, Goods, TaxableLine, TaxableOrder
from app.tax.rates import CustomsRate, GoodsRates, Rate, RateBook, vat_of_class
from app.tax.regimes.channel import Channel, limits_at, regime_of
from app.tax.regimes.general import general_trade
from app.tax.regimes.regime import Regime
from app.tax.working import LineRates, Taxes, taxes
from app.values.exact import fen_from_yuan, yuan_from_fen
from app.values.period import Month
from tests.cases.tax.given import DAYS, Given, Unclear, number
from tests.cases.tax.names import (
    CATEGORIES,
    COUNT,
    CT,
    EACH,
    FULL,
    GOODS_VALUE,
    LINES,
    MEASURED,
    PRICE,
    QUANTITY,
    SPECIFIC,
    UNIT_WORDS,
    UNITS,
    VALUE,
    WHOLE,
)

LAW = Parameters()
CODES = Codes()
EXACT = "exact"  # the figures before rounding
CASE = Basis("case", "", None, "案例", "case", Confidence.HIGH)


class CaseRates:
    """The rates of each line, as its case gives them."""

    def __init__(self, by_sku: Mapping[str, GoodsRates]) -> None:
        self._by_sku = by_sku

    def rates(self, goods: Goods, day: date) -> GoodsRates:
        return self._by_sku[goods.sku_key]


def import_order(given: Given) -> dict[str, Any]:
    """An order on a day (without one: the law as it stands): channel, amounts, the year afterwards.
    Without a value: the limits of the day and the total rate, in full where the topic or a rate of
    duty says so."""
    day = given.law_day(*DAYS)
    parts = list(given.parts(*LINES)) or [given]
    if not any(part.has(*VALUE) for part in parts):
        return _limits(day) | _rates_alone(given, day)
    parts = [Given(part.topic, _shared(given) | part.values, given.read) for part in parts]
    lines = tuple(_line(part, day, n) for n, part in enumerate(parts, start=1))
    rates = {str(n): _rates(part, day) for n, part in enumerate(parts, start=1)}
    beside = Given(given.topic, {} if given.has(*WHOLE) else given.values, given.read)
    order = TaxableOrder(
        lines=lines,
        freight=beside.decimal("freight", "shipping"),
        insurance=beside.decimal("insurance", "insured"),
        public_discount=beside.decimal("public_discount", "direct_discount"),
        voucher=given.decimal("voucher", "coupon", "points", "vouchers", "discount"),
        used_before=given.decimal("annual_used", "used", "used_before", "annual_before"),
    )
    assessed = assess(order, day, LAW, CaseRates(rates))
    return _limits(day) | _figures(assessed, order, rates)


def _shared(given: Given) -> dict[str, Any]:
    """What every line of an order shares with it."""
    own = (*VALUE, *LINES, "freight", "shipping", "insurance", "insured")
    return {name: value for name, value in given.values.items() if name not in own}


def _line(part: Given, day: date, line_no: int) -> TaxableLine:
    """A line. Its content follows its value: of one article beside a price of one, else of all."""
    count = _count(part)
    if part.has(*WHOLE, *GOODS_VALUE):
        value, each = part.decimal(*WHOLE, *GOODS_VALUE), Decimal(1)
    elif part.has(*EACH):
        value, each = part.decimal(*EACH) * count, count
    else:
        if count != 1:
            raise Unclear("price: of one article or of all? write unit_price or goods_value")
        value, each = part.decimal(*PRICE), count
    content = _content(part)
    if content is not None:
        content = Content(content.quantity * each, content.unit)
    elif (category := category_in(part, day)) and category.code == "watch":
        content = Content(count, ContentUnit.PIECE)
    return TaxableLine(Goods("", "", str(line_no)), value, count, content, line_no)


def _count(part: Given) -> Decimal:
    """How many articles: also a bare quantity, which measures nothing."""
    if part.has(*COUNT) and not isinstance(part.any(*COUNT), list):
        return part.decimal(*COUNT)
    measured = _content(part)
    if part.has("quantity") and (measured is None or measured.unit is ContentUnit.PIECE):
        return part.decimal("quantity") if measured is None else measured.quantity
    return Decimal(1)


def _content(part: Given) -> Content | None:
    for unit, names in UNITS.items():
        if part.has(*names):
            return Content(part.decimal(*names), unit)
    if not part.has(*QUANTITY):
        return None
    written = part.text(*QUANTITY)
    measured = MEASURED.fullmatch(written)
    quantity, word = measured.groups() if measured else (written, part.text("unit"))
    unit_word = word.lower().removesuffix("s")
    if unit_word not in UNIT_WORDS:
        return None  # a count of packages tells no content
    return Content(number(quantity), UNIT_WORDS[unit_word])


def _rates(part: Given, day: date) -> GoodsRates:
    duty = _given_rate(part, "duty_rate", "duty", "mfn", "tariff", "mfn_rate")
    vat: Rate | Missing = _given_rate(part, "vat", "vat_rate")
    if isinstance(vat, Missing) or part.has("vat_class"):
        vat = vat_of_class(str(part.any("vat_class", default="standard")), day, LAW)
    return GoodsRates(duty, vat, _consumption(part, day))


def _given_rate(part: Given, *names: str) -> Rate | Missing:
    if not part.has(*names):
        return Missing(MissingKind.DUTY)
    return Rate(Fraction(part.rate(*names)), (CASE,))


def category_in(part: Given, day: date) -> Category | None:
    """The category a case is about, by its own word, its topic or what its goods are in the end ("a
    watch", not "a watch strap"), in its form of that day: before October 2016 cosmetics were
    make-up, and skin care was free."""
    for text in (part.text("category").lower(), part.topic.lower(), _words(part).lower()):
        tail = text.rpartition(" ")[2] if " " in text else text
        words = [word for sign, word in CATEGORIES.items() if sign in tail or sign == text]
        if "skin" in text:
            words = [word for word in words if word != "make_up"]
        found = [each for word in words if (each := category_named(word, day))]
        if found:
            return found[0]
    return None


def _words(part: Given) -> str:
    """What the goods of a case are called."""
    named = (part.any(name) for name in ("goods", "product", "name", "goods_name"))
    return next((each for each in named if isinstance(each, str)), "")


def _consumption(part: Given, day: date) -> Consumption | Missing:
    """The rate as stated; of the category where none is, or where the stated one is only half of
    what the category charges (a tax by quantity, a border)."""
    stated = _stated_consumption(part) if part.has(*CT, *SPECIFIC) else None
    category = category_in(part, day)
    if category is None:
        return stated or stated_rate(Fraction(0), CASE)
    if stated is not None and (part.has(*SPECIFIC) or _content(part) is None):
        return stated
    rate = part.any("fx", "usd_rate", "usd_cny", "customs_rate", "exchange_rate")
    known = [] if rate is None else [CustomsRate("USD", Month.of(day), number(rate), "case")]
    book = RateBook(LAW, CODES, (), known)
    found = resolve(category, day, law=LAW, customs_rate=book.customs_rate)
    if stated is None or isinstance(found, Missing):
        return found
    return found if found.ad_valorem == stated.ad_valorem else stated


def _stated_consumption(part: Given) -> Consumption:
    share = Fraction(part.rate(*CT)) if part.has(*CT) else Fraction(0)
    specific = part.fraction(*SPECIFIC)
    content = _content(part)
    if not specific:
        return stated_rate(share, CASE)
    if content is None:
        raise Unclear("a consumption tax by quantity needs the content")
    per = PerUnit(specific=specific, below=specific)
    return Consumption("stated", share, share, ((content.unit, per),), (CASE,))


def _limits(day: date) -> dict[str, Any]:
    """The limits of a day."""
    limits = limits_at(day, LAW)
    if limits is None:
        return {}
    single, annual = limits.single_yuan, limits.annual_yuan
    return {"single_limit": single, "annual_limit": annual} | {
        "single": single,
        "annual": annual,
        "limit": single,
    }


def _figures(
    assessed: Assessment, order: TaxableOrder, rates: Mapping[str, GoodsRates]
) -> dict[str, Any]:
    tax = assessed.total
    figures: dict[str, Any] = {
        "channel": assessed.channel,
        "dutiable": assessed.dutiable,
        "duty": assessed.duty,
        "ct": assessed.consumption,
        "consumption": assessed.consumption,
        "consumption_tax": assessed.consumption,
        "vat": assessed.vat,
        "total": tax,
        "tax": tax,
        "payable": tax,
        "tax_total": tax,
        "annual_after": assessed.used_after,
        "admissible": assessed.channel is not None and assessed.channel.is_admissible,
        "within_limit": assessed.channel is Channel.CBEC,
        "missing": [missing.kind.value for missing in assessed.missing],
        "lines": [
            {"dutiable": line.dutiable, "duty": line.duty, "ct": line.consumption, "vat": line.vat}
            for line in assessed.lines
        ],
    }
    if assessed.limits is not None:
        figures["annual_left"] = assessed.limits.annual_yuan - assessed.used_after
    if tax is not None:
        figures["actual_paid"] = assessed.dutiable + tax - order.voucher
    if len(assessed.lines) == 1 and assessed.channel is not None:
        figures |= _line_figures(assessed, order.lines[0], rates["1"])
    return figures


def _line_figures(assessed: Assessment, line: TaxableLine, known: GoodsRates) -> dict[str, Any]:
    """The total rate, exact; the price per unit of content and whether a border was reached."""
    value, consumption = Fraction(assessed.dutiable), known.consumption
    terms = consumption.terms(value, line.content) if isinstance(consumption, Consumption) else None
    channel = assessed.channel or Channel.CBEC
    regime = regime_of(channel, assessed.day, LAW) or general_trade()
    content = Fraction(line.content.quantity) if line.content else Fraction(0)
    duty, vat = _share(known.duty), _share(known.vat)
    exact = taxes(value, content, LineRates(duty, vat, terms), regime)
    figures: dict[str, Any] = {"base": exact.base, "composition_price": exact.base}
    if exact.duty is not None and exact.consumption is not None and exact.vat is not None:
        figures |= {EXACT: _exact(exact), "rate": Fraction(_total(exact), value)}
    if content and isinstance(consumption, Consumption) and line.content:
        per = consumption.per_unit(line.content.unit)
        figures["per_unit"] = Fraction(value, content)
        if per and per.border is not None:
            figures["border"] = per.border
            figures["high_end"] = figures["high"] = value >= per.border * content
    return figures


def _share(rate: Rate | Missing) -> Fraction | None:
    return rate.value if isinstance(rate, Rate) else None


def _total(exact: Taxes) -> Fraction:
    assert exact.duty is not None
    assert exact.consumption is not None
    assert exact.vat is not None
    return exact.duty + exact.consumption + exact.vat


def _exact(exact: Taxes) -> dict[str, Any]:
    """The taxes before their rounding, for sources that print more than the fen."""
    total = _total(exact)
    return {"duty": exact.duty, "ct": exact.consumption, "vat": exact.vat, "total": total}


# Rates alone, and general trade


def general(given: Given) -> dict[str, Any]:
    """One line in general trade: the taxes on its value in fen, or on one yuan, exact."""
    day = given.law_day(*DAYS)
    return _taxed_alone(given, day, general_trade())


def _rates_alone(given: Given, day: date) -> dict[str, Any]:
    """The total rate of a regime on a day; nothing where no rate is given."""
    if not given.has("duty", "duty_rate", "vat", "vat_rate", "vat_class", *CT, "category"):
        return {}
    is_full = any(word in given.topic for word in FULL)
    if given.has("duty", "duty_rate", "mfn", "tariff") and "within" not in given.topic:
        is_full = True
    channel = Channel.CBEC_FULL_TAX if is_full else Channel.CBEC
    regime = regime_of(channel, day, LAW)
    assert regime is not None
    return _taxed_alone(given, day, regime)


def _is_high_end(given: Given) -> bool:
    """Whether a case without a value says that its goods reach the border."""
    said = f"{given.topic} {given.text('category')} {_words(given)}".lower()
    return "high_end" in said or "high-end" in said or "高档" in said


def _taxed_alone(given: Given, day: date, regime: Regime) -> dict[str, Any]:
    is_rate = not given.has(*VALUE)
    line = TaxableLine(Goods(""), Decimal(1)) if is_rate else _line(given, day, 1)
    beside = Decimal(0) if given.has(*WHOLE) else given.decimal("freight", "shipping")
    beside += Decimal(0) if given.has(*WHOLE) else given.decimal("insurance", "insured")
    value, known = Fraction(line.value + beside), _rates(given, day)
    if regime.has_duty and isinstance(known.duty, Missing):
        raise Unclear("needs the rate of duty")
    if isinstance(known.consumption, Missing):
        return {"missing": [known.consumption.kind.value]}
    terms = known.consumption.terms(value, line.content)
    if terms is None and is_rate and _is_high_end(given):
        terms = Terms(known.consumption.ad_valorem)
    if terms is None:
        return {"missing": [MissingKind.CONTENT.value]}
    content = Fraction(line.content.quantity) if line.content else Fraction(0)
    rates = LineRates(_share(known.duty), _share(known.vat), terms)
    exact = taxes(value, content, rates, regime)
    figures = _exact(exact)
    if value != 1:
        fen = {name: yuan_from_fen(fen_from_yuan(tax)) for name, tax in figures.items()}
        figures = fen | {"total": fen["duty"] + fen["ct"] + fen["vat"], EXACT: figures}
    more = {"rate": Fraction(_total(exact), value), "base": exact.base, "missing": []}
    return figures | more | {"composition_price": exact.base, "consumption": figures["ct"]}
