"""How values of the store are written for people. An absent number is "—", never zero."""

from __future__ import annotations

from decimal import Decimal

from app.log import redacted
from app.queries.table import Column, Kind
from app.ui.language import Language
from app.values.decimals import e5_from_decimal, text_from_e5

UNKNOWN = "—"


def shown(value: object, column: Column, language: Language) -> str:
    """The text of a cell."""
    if value is None:
        return UNKNOWN
    if column.kind is Kind.STATUS:
        return language.text(f"{column.name}.{value}")
    if column.kind is Kind.COUNT:
        return f"{value:,}"
    if isinstance(value, int):
        return scaled(value, decimals=2 if column.kind is Kind.MONEY else 0)
    if column.kind is Kind.TIME:
        return str(value).replace("T", " ")
    return redacted(str(value)) if column.is_quoted else str(value)


def scaled(value_e5: int, *, decimals: int = 0) -> str:
    """A number at scale 5 with thousands separators: 1234567.5 → "1,234,567.50"."""
    plain = text_from_e5(value_e5, decimals=decimals)
    whole, dot, fraction = plain.partition(".")
    sign = "-" if whole.startswith("-") else ""
    return f"{sign}{int(whole.lstrip('-')):,}{dot}{fraction}"


def yuan(value: Decimal | None) -> str:
    """An amount of money with its fen: 22.4 → "22.40"; None → "—"."""
    return UNKNOWN if value is None else scaled(e5_from_decimal(value), decimals=2)
