"""Inputs of a case as they are written: texts, numbers, yes and no, under names that vary."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any


@dataclass(frozen=True)
class Given:
    """The inputs of one case and its topic."""

    topic: str
    values: Mapping[str, Any]

    def has(self, *names: str) -> bool:
        """Whether one of the names is given."""
        return any(name in self.values for name in names)

    def any(self, *names: str, default: Any = None) -> Any:
        """The first given of several names for one thing."""
        return next((self.values[name] for name in names if name in self.values), default)

    def decimal(self, *names: str, default: str = "0") -> Decimal:
        """An amount or a rate."""
        return Decimal(str(self.any(*names, default=default)))

    def fraction(self, *names: str, default: str = "0") -> Fraction:
        """The same, exact."""
        return Fraction(self.decimal(*names, default=default))

    def flag(self, *names: str, default: bool = False) -> bool:
        """Yes or no."""
        value = self.any(*names, default=default)
        return value.lower() in ("true", "yes", "1") if isinstance(value, str) else bool(value)

    def day(self, *names: str) -> date:
        """A day."""
        return date.fromisoformat(str(self.any(*names)))
