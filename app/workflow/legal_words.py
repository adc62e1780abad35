"""Values of the law as a person reads them, in either language; the program computes with what
`app.legal` holds, never with these words."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from functools import cache

from app import resources
from app.legal.parameters import ParameterValue, Scalar, Words
from app.text import text


def value_words(value: ParameterValue, language: str) -> str:
    """A value with its unit: "13%", "5,000 元/票", "是"; words, codes and formulas as their rule
    file tells them."""
    unit = unit_words(value, language)
    gap = "" if unit.startswith("/") else " "
    return f"{figure_words(value, language)}{gap}{unit}".rstrip()


def figure_words(value: ParameterValue, language: str) -> str:
    """The value alone."""
    held = value.value
    if told := value.words.of(language):
        return told
    if isinstance(held, dict):
        return Words(**held).of(language)
    if not isinstance(held, tuple):
        return _shown(held, value.unit, language)
    is_span = all(isinstance(one, date) for one in held)
    between = " – " if is_span else text("legal.between", language)
    return between.join(_shown(one, value.unit, language) for one in held)


def unit_words(value: ParameterValue, language: str) -> str:
    """What follows the value; "" for what is no number, and for a percentage."""
    is_number = isinstance(value.value, int | Decimal) and not isinstance(value.value, bool)
    return _units()[value.unit][language] if is_number else ""


def _shown(held: Scalar, unit: str, language: str) -> str:
    if isinstance(held, bool):
        return text("legal.yes" if held else "legal.no", language)
    if isinstance(held, str | date):
        return str(held)
    if unit.startswith("ratio"):
        return f"{(Decimal(held) * 100).normalize():f}%"
    return f"{held:,}"


@cache
def _units() -> Mapping[str, Mapping[str, str]]:
    return resources.load_toml("help/units.toml")
