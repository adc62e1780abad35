"""Inputs of a case as they are written: texts, numbers, yes and no, under names that vary."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

PRESENT = date(2026, 11, 21)  # the day the law was looked up: for a case that names no day
DAYS = ("date", "day", "release", "release_date", "declare_date", "import_date", "on")
PERCENT_FROM = 3  # no rate as a share of one is so high, no rate in per cent so low (save levies)
_NOT_A_DIGIT = re.compile(r"[,，_\s¥￥元]|CNY|RMB", re.IGNORECASE)
_DAY = re.compile(r"(\d{4})[-/.年]?(\d{1,2})[-/.月]?(\d{1,2})日?(?:[T ].*)?")


class Unclear(ValueError):
    """An input that can be read in more than one way, or not at all."""


def number(value: Any) -> Decimal:
    """A number as people write it: "1,000.00", "¥91", "17.89%"."""
    if isinstance(value, bool) or value is None:
        raise Unclear(f"not a number: {value!r}")
    text = _NOT_A_DIGIT.sub("", str(value))
    share = text.rstrip("%％")
    try:
        found = Decimal(share)
    except ArithmeticError:
        raise Unclear(f"not a number: {value!r}") from None
    return found.scaleb(-2) if share != text else found


@dataclass(frozen=True)
class Given:
    """The inputs of one case and its topic. `read` gathers the names that were asked for, so that
    an input nobody knows is told."""

    topic: str
    values: Mapping[str, Any]
    read: set[str] = field(default_factory=set, repr=False, compare=False)

    def has(self, *names: str) -> bool:
        """Whether one of the names is given."""
        self.read.update(names)
        return any(self.values.get(name) is not None for name in names)

    def any(self, *names: str, default: Any = None) -> Any:
        """The first given of several names for one thing."""
        self.read.update(names)
        found = (self.values[name] for name in names if self.values.get(name) is not None)
        return next(found, default)

    def text(self, *names: str) -> str:
        """Words; "" when none is given."""
        return str(self.any(*names, default=""))

    def needed(self, *names: str) -> Any:
        """The same, where nothing can be said without it."""
        if not self.has(*names):
            raise Unclear(f"needs one of {', '.join(names)}")
        return self.any(*names)

    def decimal(self, *names: str, default: str = "0") -> Decimal:
        """An amount."""
        return number(self.any(*names, default=default))

    def rate(self, *names: str) -> Decimal:
        """A rate as a share of one: 0.13, "13%" and 13 are the same; 1 or 1.3 could be either."""
        value = self.needed(*names)
        rate = number(value)
        if rate < 0 or (1 <= rate < PERCENT_FROM and "%" not in str(value)):
            raise Unclear(f"a rate of {value}: write a share of one or a %")
        return rate.scaleb(-2) if rate >= PERCENT_FROM and "%" not in str(value) else rate

    def fraction(self, *names: str, default: str = "0") -> Fraction:
        """An amount, exact."""
        return Fraction(self.decimal(*names, default=default))

    def flag(self, *names: str, default: bool = False) -> bool:
        """Yes or no."""
        value = self.any(*names, default=default)
        if isinstance(value, str):
            return value.lower() in ("true", "yes", "1", "是")
        return bool(value)

    def day(self, *names: str) -> date:
        """A day: 2024-06-01, 2024/6/1, 20240601, with a time of day or without."""
        written = self.needed(*names)
        found = _DAY.fullmatch(str(written).strip())
        if found is None:
            raise Unclear(f"not a day: {written!r}")
        return date(*map(int, found.groups()))

    def law_day(self, *names: str) -> date:
        """The day whose law counts; without one the law as it stands."""
        return self.day(*names) if self.has(*names) else PRESENT

    def days(self, name: str) -> frozenset[date]:
        """A list of days."""
        listed = self.any(name, default=())
        return frozenset(Given(self.topic, {name: day}).day(name) for day in listed)

    def parts(self, *names: str) -> Iterator[Given]:
        """The lines of an order or parcel, each with a topic of its order; none when not listed."""
        for name in names:
            if isinstance(listed := self.values.get(name), list):
                self.read.add(name)
                yield from (Given(self.topic, part, self.read) for part in listed)
                return
