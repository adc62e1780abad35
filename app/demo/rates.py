"""The invented customs rates of the month: CNY for one unit of a currency."""

from __future__ import annotations

from decimal import Decimal

from app import resources

RATES: dict[str, Decimal] = {
    currency: Decimal(rate)
    for currency, rate in resources.load_toml("demo/rates.toml")["cny"].items()
}
UNRATED = "CHF"  # money also comes in this currency, and nobody looked its rate up
