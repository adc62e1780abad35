"""Built-in mappings for the real exports of platforms, payment providers and carriers.

One file per export under `resources/intake/profiles`, each with the source of its header list.
A profile is taken when all headers of its `signature` stand in the header row.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from app import resources
from app.documents.fields import FileKind
from app.intake.headers import header_key


@dataclass(frozen=True, slots=True)
class Recipe:
    """Where a field comes from.

    `columns` are headers: one; several texts joined by a space (`how="join"`); the first that holds
    something ("first"); numbers added up ("sum"). `over_lines`: the amount stands at each line of
    an order and the head holds the total. `sign_of_money`: the currency is read from the sign in an
    amount, through `signs` where the sign alone says too little. `unit` is the weight's.
    """

    columns: tuple[str, ...]
    how: str = "one"
    over_lines: bool = False
    is_absolute: bool = False
    sign_of_money: bool = False
    signs: Mapping[str, str] = field(default_factory=dict)
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Items:
    """All goods of an order in one cell: each begins with `starts_with`; the first group of a
    field's pattern is its text."""

    column: str
    starts_with: re.Pattern[str]
    fields: Mapping[str, re.Pattern[str]]

    def in_cell(self, text: str) -> list[list[str]]:
        """The goods of a cell, the texts in the order of `fields`."""
        _, *goods = self.starts_with.split(text)
        return [
            [match[1].strip() if (match := p.search(one)) else "" for p in self.fields.values()]
            for one in goods
        ]


@dataclass(frozen=True, slots=True)
class Profile:
    """One known export. `skip`: header → values of rows that are no document (cancelled orders);
    "*" = any value. `items`: the column that holds all goods of an order, if one does."""

    id: str
    title: str
    kind: FileKind
    signature: frozenset[str]
    recipes: Mapping[str, Recipe]
    constants: Mapping[str, str]
    skip: Mapping[str, frozenset[str]]
    items: Items | None
    date_order: str
    decimal_comma: bool
    time_zone: str

    @property
    def item_headers(self) -> dict[str, str]:
        """Field → header of the columns added for goods listed inside one cell."""
        if self.items is None:
            return {}
        return {name: f"{self.items.column}·{name}" for name in self.items.fields}


@cache
def profiles() -> tuple[Profile, ...]:
    """All profiles, the most demanding signature first."""
    names = resources.names("intake/profiles", ".toml")
    found = [_profile(resources.load_toml(name)) for name in names]
    return tuple(sorted(found, key=lambda profile: (-len(profile.signature), profile.id)))


def profile_for(keys: Collection[str]) -> Profile | None:
    """The profile whose signature is in these header keys."""
    present = set(keys)
    return next((found for found in profiles() if found.signature <= present), None)


def _profile(data: dict[str, Any]) -> Profile:
    return Profile(
        id=data["id"],
        title=data["title"],
        kind=FileKind(data["kind"]),
        signature=frozenset(map(header_key, data["signature"])),
        recipes={name: _recipe(spec) for name, spec in data.get("fields", {}).items()},
        constants=data.get("constants", {}),
        skip={
            header: frozenset(value.casefold() for value in values)
            for header, values in data.get("skip", {}).items()
        },
        items=_items(data["items"]) if "items" in data else None,
        date_order=data.get("date_order", ""),
        decimal_comma=data.get("decimal_comma", False),
        time_zone=data.get("time_zone", ""),
    )


def _items(data: dict[str, Any]) -> Items:
    fields = {name: re.compile(pattern) for name, pattern in data["fields"].items()}
    return Items(data["column"], re.compile(data["starts_with"]), fields)


def _recipe(spec: str | dict[str, Any]) -> Recipe:
    if isinstance(spec, str):
        return Recipe((spec,))
    how = next((key for key in ("join", "first", "sum") if key in spec), "one")
    columns = (spec["column"],) if how == "one" else tuple(spec[how])
    return Recipe(
        columns,
        how,
        over_lines=spec.get("over_lines", False),
        is_absolute=spec.get("absolute", False),
        sign_of_money=spec.get("sign_of_money", False),
        signs=spec.get("signs", {}),
        unit=spec.get("unit", ""),
    )
