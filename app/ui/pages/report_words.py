"""How figures and names of the monthly page are written."""

from __future__ import annotations

from decimal import Decimal

from app.queries.month import Dimension
from app.reference.codes import Codes
from app.ui.language import Language
from app.ui.values import UNKNOWN, scaled
from app.values.axis import short_money

GOODS = "goods"
_TABLES = {
    Dimension.MODE: "customs_mode",
    Dimension.COUNTRY: "country",
    Dimension.OFFICE: "customs_office",
    Dimension.CURRENCY: "currency",
}
_MINUTES = 60


class MonthWords:
    """Texts of figures in the language in use; names of codes from the tables."""

    def __init__(self, language: Language, codes: Codes) -> None:
        self._language = language
        self._codes = codes

    def name(self, by: str, key: str) -> str:
        """What a value of a dimension is called: "9610 跨境电商", "美国"; unknown codes as such."""
        if not key:
            return self._language.text("month.nameless")
        if by == GOODS:
            return f"{key} {self._heading(key)}".rstrip()
        if by == Dimension.PLATFORM:
            return key
        name = self._of_table(_TABLES[Dimension(by)], key)
        return f"{key} {name}".rstrip() if by in (Dimension.MODE, Dimension.OFFICE) else name or key

    def _heading(self, key: str) -> str:
        if self._language.code == "en":
            return self._of_table("hs6", key)
        return self._of_table("hs_chapter", key[:2])

    def _of_table(self, table: str, code: str) -> str:
        entry = self._codes.lookup(table, code)
        if entry is None:
            return ""
        return (entry.name_zh if self._language.code == "zh_CN" else "") or entry.name_en

    def hours(self, minutes: int | None) -> str:
        """Minutes as hours with one decimal, half up: 18 → "0.3 小时"."""
        if minutes is None:
            return UNKNOWN
        return self._language.text("month.hours", hours=tenths(minutes))

    def axis_money(self, value_e5: int) -> str:
        """An amount short enough for an axis: "120万"."""
        return short_money(value_e5, self._language.code)


def tenths(minutes: int) -> str:
    """Hours with one decimal, half away from zero."""
    sign, minutes = ("-" if minutes < 0 else ""), abs(minutes)
    found = (minutes * 10 * 2 + _MINUTES) // (2 * _MINUTES)
    return f"{sign if found else ''}{found // 10:,}.{found % 10}"


def money(value_e5: int | None) -> str:
    """An amount with its fen; None → "—"."""
    return UNKNOWN if value_e5 is None else scaled(value_e5, decimals=2)


def percent(value: Decimal | None, *, signed: bool = False) -> str:
    """A share or a change in per cent; None → "—"."""
    if value is None:
        return UNKNOWN
    return f"{value:+,}%" if signed and value else f"{value:,}%"
