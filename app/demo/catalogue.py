"""What the invented company sells and where: read from `resources/demo`."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Any

from app import resources


@dataclass(frozen=True, slots=True)
class Goods:
    """One article of the goods master. `master` is its row as the file shows it; weights in kg."""

    sku: str
    name: str
    name_en: str
    price_usd: Decimal
    gross_weight: Decimal
    master: dict[str, str]


@dataclass(frozen=True, slots=True)
class Shop:
    """A shop on a platform. `layout`, `provider` and `carrier` name the forms of its files,
    `states` what these say beyond the essentials: buyer, value, paid, discount, consignee."""

    id: str
    name: str
    platform: str
    layout: str
    share: int
    currency: str
    price: Decimal
    countries: tuple[str, ...]
    number: str
    provider: str
    carrier: str
    states: frozenset[str]
    abroad: bool
    most_lines: int


@cache
def goods() -> tuple[Goods, ...]:
    """The goods master, in file order."""
    return tuple(_goods(row) for row in resources.iter_csv("demo/goods.csv"))


@cache
def shops() -> tuple[Shop, ...]:
    """All shops; their shares make a hundred."""
    return tuple(_shop(entry) for entry in resources.load_toml("demo/shops.toml")["shop"])


def _goods(row: dict[str, str]) -> Goods:
    master = {name: value for name, value in row.items() if name != "price_usd"}
    return Goods(
        sku=row["sku"],
        name=row["goods_name"],
        name_en=row["goods_name_en"],
        price_usd=Decimal(row["price_usd"]),
        gross_weight=Decimal(row["gross_weight"]),
        master=master,
    )


def _shop(entry: dict[str, Any]) -> Shop:
    return Shop(
        **{
            **entry,
            "price": Decimal(entry["price"]),
            "countries": tuple(entry["countries"]),
            "states": frozenset(entry["states"]),
            "abroad": entry.get("abroad", True),
            "most_lines": entry.get("most_lines", 3),
        }
    )
