"""Which channel an order goes (R4, R5), by the limits and the rule of its day.

The limit itself is still inside. The annual total is per person and calendar year; what the buyer
used on other platforms is not known here. That exactly the annual limit is inside is our reading.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from app.legal.parameters import Parameters, ParameterValue
from app.legal.registry import rule, rule_at
from app.tax.regimes.full_tax import full_tax
from app.tax.regimes.general import general_trade
from app.tax.regimes.regime import Regime
from app.tax.regimes.within_limits import within_limits

SINGLE = "import.cbec.limit.single"
ANNUAL = "import.cbec.limit.annual"
REFORM = date(2016, 4, 8)


class Channel(StrEnum):
    """How an order is imported. Texts: `tax.channel.<channel>`."""

    CBEC = "cbec"
    CBEC_FULL_TAX = "cbec_full_tax"
    GENERAL_TRADE_FULL_TAX = "general_trade_full_tax"  # 2016 to 2018: in retail, taxed in full
    GENERAL_TRADE = "general_trade"  # above the annual limit
    NOT_CBEC = "not_cbec"  # several articles above the single limit: split before payment
    ARTICLES = "articles"  # before the reform: postal articles

    @property
    def is_admissible(self) -> bool:
        """Whether the order can be declared by a retail list."""
        return self not in (Channel.GENERAL_TRADE, Channel.NOT_CBEC)

    @property
    def counts_to_annual(self) -> bool:
        """Whether the value is taken from the buyer's annual limit (R4)."""
        return self in (Channel.CBEC, Channel.CBEC_FULL_TAX)


@dataclass(frozen=True, slots=True)
class Position:
    """Where an order stands to the limits. `is_one_article` matters above the single limit."""

    is_over_single: bool = False
    is_over_annual: bool = False
    is_one_article: bool = False


@dataclass(frozen=True, slots=True)
class Limits:
    """The two limits on a day."""

    single: ParameterValue
    annual: ParameterValue

    def position(self, value: Decimal, after: Decimal, *, is_one_article: bool) -> Position:
        """Where a dutiable value and the year's total with it stand."""
        return Position(
            is_over_single=value > self.single_yuan,
            is_over_annual=after > self.annual_yuan,
            is_one_article=is_one_article,
        )

    @property
    def single_yuan(self) -> Decimal:
        """The limit of one order."""
        return _number(self.single)

    @property
    def annual_yuan(self) -> Decimal:
        """The limit of one person in a calendar year."""
        return _number(self.annual)


def _number(value: ParameterValue) -> Decimal:
    if isinstance(value.value, bool) or not isinstance(value.value, int | Decimal):
        raise TypeError(f"{value.id} is not a number")
    return Decimal(value.value)


def limits_at(day: date, law: Parameters) -> Limits | None:
    """The limits of a day; None before the reform. Raises NotInForce for a day after their end."""
    if day < REFORM:
        return None
    return Limits(law.value_at(SINGLE, day), law.value_at(ANNUAL, day))


@rule("R5", from_=date(2010, 9, 1), source="海关总署公告2010年第43号")
def as_postal_articles(position: Position, day: date, law: Parameters) -> tuple[Channel, str]:
    """Before the reform of 2016 goods of retail orders were cleared as postal articles."""
    return Channel.ARTICLES, "import.cbec.limit.before_reform.single"


@rule("R5", from_=REFORM, source="财关税〔2016〕18号")
def full_tax_above_any_limit(position: Position, day: date, law: Parameters) -> tuple[Channel, str]:
    """Above either limit: taxed in full as general trade, one article or several."""
    if not (position.is_over_single or position.is_over_annual):
        return Channel.CBEC, SINGLE
    return _named("import.cbec.overlimit.single_indivisible.channel", day, law)


@rule("R5", from_=date(2019, 1, 1), source="财关税〔2018〕49号")
def full_tax_for_one_article(position: Position, day: date, law: Parameters) -> tuple[Channel, str]:
    """Above the single limit one article stays in retail with full tax, several are not admitted;
    above the annual limit only general trade is left, whatever the order holds."""
    if position.is_over_annual:
        return _named("import.cbec.overlimit.annual.channel", day, law)
    if not position.is_over_single:
        return Channel.CBEC, SINGLE
    count = "single" if position.is_one_article else "multi"
    return _named(f"import.cbec.overlimit.{count}_item.channel", day, law)


def _named(parameter_id: str, day: date, law: Parameters) -> tuple[Channel, str]:
    return Channel(law.text_at(parameter_id, day)), parameter_id


def channel_at(position: Position, day: date, law: Parameters) -> tuple[Channel, ParameterValue]:
    """The channel of an order on the day of its declaration or release, and the parameter that
    says so. Raises NotInForce before 2010-09-01."""
    channel: Channel
    channel, parameter_id = rule_at("R5", day).function(position, day, law)
    return channel, law.value_at(parameter_id, day)


def regime_of(channel: Channel, day: date, law: Parameters) -> Regime | None:
    """How a channel is taxed; None for postal articles, which have tables of their own."""
    if channel is Channel.ARTICLES:
        return None
    if channel is Channel.CBEC:
        return within_limits(day, law)
    if channel.is_admissible:
        return full_tax(day, law)
    return general_trade()
