"""Cases of import: an order or one line of it, its rates as given, every figure the engine has."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from app.legal.parameters import Confidence, Parameters
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
from app.tax.regimes.channel import Channel, regime_of
from app.tax.regimes.general import general_trade
from app.tax.trace import Basis
from app.tax.working import LineRates, taxes
from app.values.period import Month
from tests.cases.tax.given import Given

LAW = Parameters()
CODES = Codes()
CASE = Basis("case", "", None, "案例", "case", Confidence.HIGH)

VALUE = ("dutiable", "value", "goods_value", "price", "unit_price")
UNITS = {
    ContentUnit.MILLILITRE: ("volume_ml", "ml", "quantity_ml", "content_ml"),
    ContentUnit.LITRE: ("litres", "liters", "volume_l", "volume_litres", "quantity_l"),
    ContentUnit.GRAM: ("weight_g", "grams", "g", "net_g"),
    ContentUnit.KILOGRAM: ("weight_kg", "kg", "quantity_kg", "net_kg", "net_weight_kg"),
    ContentUnit.TONNE: ("tonnes", "tons", "t", "quantity_t", "weight_t"),
    ContentUnit.PIECE: ("pieces", "sheets", "pcs"),
}
CATEGORIES = {
    "high_end": "high_end_cosmetics",
    "cosmetics": "high_end_cosmetics",
    "cosmetic": "make_up",
    "make_up": "make_up",
    "beer": "beer",
    "spirit": "spirits",
    "whisk": "spirits",
    "liquor": "spirits",
    "baijiu": "spirits",
    "yellow_wine": "yellow_wine",
    "huangjiu": "yellow_wine",
    "watch": "watch",
    "jewel": "jewellery",
    "wine": "wine",
}


class CaseRates:
    """The rates of each line, as its case gives them."""

    def __init__(self, by_sku: Mapping[str, GoodsRates]) -> None:
        self._by_sku = by_sku

    def rates(self, goods: Goods, day: date) -> GoodsRates:
        return self._by_sku[goods.sku_key]


def import_order(given: Given) -> dict[str, Any]:
    """An order on a day: channel, amounts, the year afterwards; a composition without a day or a
    value: its rates."""
    if not given.has("date", "day", "release"):
        return composite(given)
    day = given.day("date", "day", "release")
    if not given.has("lines") and not given.has(*VALUE):
        return composite(given) | _rate_within(given, day)
    parts = list(_parts(given))
    lines = tuple(_line(part, number) for number, part in enumerate(parts, start=1))
    rates = {str(n): _rates(part, day) for n, part in enumerate(parts, start=1)}
    order = TaxableOrder(
        lines=lines,
        freight=given.decimal("freight"),
        insurance=given.decimal("insurance", "insured"),
        public_discount=given.decimal("public_discount", "direct_discount"),
        voucher=given.decimal("voucher", "coupon", "points", "vouchers", "discount"),
        used_before=given.decimal("annual_used", "used", "used_before"),
    )
    assessed = assess(order, day, LAW, CaseRates(rates))
    return _figures(assessed, order, rates)


def _parts(given: Given) -> Iterator[Given]:
    if not given.has("lines"):
        yield given
        return
    shared = {name: value for name, value in given.values.items() if name != "lines"}
    for name in (*VALUE, "freight", "insurance"):
        shared.pop(name, None)
    for line in given.values["lines"]:
        yield Given(given.topic, shared | line)


def _line(part: Given, number: int) -> TaxableLine:
    value = part.decimal(*VALUE)
    count = part.decimal("items", "articles", "count", "qty", default="1")
    if not part.has(*VALUE[:-1]):
        value *= count
    return TaxableLine(Goods("", "", str(number)), value, count, _content(part), number)


def _content(part: Given) -> Content | None:
    for unit, names in UNITS.items():
        if part.has(*names):
            return Content(part.decimal(*names), unit)
    if part.has("quantity") and part.any("unit") in tuple(ContentUnit):
        return Content(part.decimal("quantity"), ContentUnit(part.any("unit")))
    return None


def _rates(part: Given, day: date) -> GoodsRates:
    duty = _given_rate(part, "duty_rate", "duty", "mfn")
    vat: Rate | Missing = _given_rate(part, "vat", "vat_rate")
    if isinstance(vat, Missing) or part.has("vat_class"):
        vat = vat_of_class(str(part.any("vat_class", default="standard")), day, LAW)
    return GoodsRates(duty, vat, _consumption(part, day))


def _given_rate(part: Given, *names: str) -> Rate | Missing:
    if not part.has(*names):
        return Missing(MissingKind.DUTY)
    return Rate(part.fraction(*names), (CASE,))


def category_in(part: Given, day: date) -> Category | None:
    """The category a case is about, by its own word or its topic, in its form of that day: before
    October 2016 cosmetics were make-up."""
    for text in (str(part.any("category", default="")), part.topic):
        words = [word for sign, word in CATEGORIES.items() if sign in text.lower()]
        found = [each for word in words if (each := category_named(word, day))]
        if found:
            return found[0]
    return None


def _consumption(part: Given, day: date) -> Consumption | Missing:
    if part.has("ct", "ct_rate", "consumption"):
        return _stated_consumption(part)
    category = category_in(part, day)
    if category is None:
        return stated_rate(Fraction(0), CASE)
    rate = part.any("fx", "usd_rate", "usd_cny", "customs_rate")
    known = [] if rate is None else [CustomsRate("USD", Month.of(day), Decimal(str(rate)), "case")]
    book = RateBook(LAW, CODES, (), known)
    return resolve(category, day, law=LAW, customs_rate=book.customs_rate)


def _stated_consumption(part: Given) -> Consumption:
    share = part.fraction("ct", "ct_rate", "consumption")
    specific = part.fraction("ct_specific", "specific", "ct_per_unit")
    content = _content(part)
    if not specific or content is None:
        return stated_rate(share, CASE)
    per = PerUnit(specific=specific, below=specific)
    return Consumption("stated", share, share, ((content.unit, per),), (CASE,))


def _figures(
    assessed: Assessment, order: TaxableOrder, rates: Mapping[str, GoodsRates]
) -> dict[str, Any]:
    figures: dict[str, Any] = {
        "channel": assessed.channel,
        "dutiable": assessed.dutiable,
        "duty": assessed.duty,
        "ct": assessed.consumption,
        "consumption": assessed.consumption,
        "vat": assessed.vat,
        "total": assessed.total,
        "annual_after": assessed.used_after,
        "admissible": assessed.channel is not None and assessed.channel.is_admissible,
        "missing": [missing.kind.value for missing in assessed.missing],
        "lines": [
            {"dutiable": line.dutiable, "duty": line.duty, "ct": line.consumption, "vat": line.vat}
            for line in assessed.lines
        ],
    }
    if len(assessed.lines) == 1 and assessed.channel is not None:
        figures |= _line_figures(assessed, order.lines[0], rates["1"])
    return figures


def _line_figures(assessed: Assessment, line: TaxableLine, known: GoodsRates) -> dict[str, Any]:
    """The total rate, exact; the price per unit of content and whether a border was reached."""
    value, consumption = Fraction(assessed.dutiable), known.consumption
    terms = consumption.terms(value, line.content) if isinstance(consumption, Consumption) else None
    channel = assessed.channel or Channel.CBEC
    regime = regime_of(channel, assessed.day, LAW) or general_trade()
    duty = known.duty.value if isinstance(known.duty, Rate) else None
    vat = known.vat.value if isinstance(known.vat, Rate) else None
    content = Fraction(line.content.quantity) if line.content else Fraction(0)
    exact = taxes(value, content, LineRates(duty, vat, terms), regime)
    figures: dict[str, Any] = {"base": exact.base, "composition_price": exact.base}
    if exact.duty is not None and exact.consumption is not None and exact.vat is not None:
        figures["rate"] = Fraction(exact.duty + exact.consumption + exact.vat, value)
    if content and isinstance(consumption, Consumption) and line.content:
        per = consumption.per_unit(line.content.unit)
        figures["per_unit"] = Fraction(value, content)
        if per and per.border is not None:
            figures["border"] = per.border
            figures["high_end"] = figures["high"] = value >= per.border * content
    return figures


# Rates alone


def composite(given: Given) -> dict[str, Any]:
    """The taxes on one yuan (or on the value given) in general trade, exact."""
    value = given.fraction("dutiable", "value", default="1")
    rates = LineRates(
        given.fraction("duty", "duty_rate"),
        given.fraction("vat", "vat_rate"),
        Terms(given.fraction("ct", "ct_rate")),
    )
    return _exact_figures(value, rates, given)


def _exact_figures(value: Fraction, rates: LineRates, given: Given) -> dict[str, Any]:
    exact = taxes(value, Fraction(0), rates, general_trade())
    assert exact.duty is not None
    assert exact.consumption is not None
    assert exact.vat is not None
    total = exact.duty + exact.consumption + exact.vat
    figures = {"duty": exact.duty, "ct": exact.consumption, "vat": exact.vat, "total": total}
    return figures | {"rate": Fraction(total, value), "base": exact.base}


def _rate_within(given: Given, day: date) -> dict[str, Any]:
    """The total rate within the limits on a day."""
    known = _rates(given, day)
    assert isinstance(known.vat, Rate)
    assert isinstance(known.consumption, Consumption)
    terms = known.consumption.terms(Fraction(1), None) or Terms(known.consumption.ad_valorem)
    regime = regime_of(Channel.CBEC, day, LAW)
    assert regime is not None
    exact = taxes(Fraction(1), Fraction(0), LineRates(None, known.vat.value, terms), regime)
    assert exact.consumption is not None
    assert exact.vat is not None
    return {
        "duty": exact.duty,
        "ct": exact.consumption,
        "vat": exact.vat,
        "rate": exact.consumption + exact.vat,
    }
