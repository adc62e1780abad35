"""The words of a printed form in one language, and how its values are written."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from app.documents.paper import ListLine, ReturnLine
from app.reference.codes import Codes
from app.reference.tables import Entry
from app.text import LANGUAGES, text
from app.values.decimals import text_from_e5

UNKNOWN = "—"
MONEY_DECIMALS = 2

_CODED_ANEW = {"packaging", "port"}  # messages still carry the codes from before 2018


@dataclass(frozen=True, slots=True)
class Words:
    """Looks words up for one form. `codes` holds the company's own rows, too."""

    language: str
    codes: Codes

    def say(self, key: str, /, **params: object) -> str:
        """A text of the form."""
        return text(key, self.language, "text", **params)

    @property
    def other(self) -> Words:
        """The same in the other language of the pair."""
        return Words(next(code for code in LANGUAGES if code != self.language), self.codes)

    def name(self, table: str, code: str) -> str:
        """The name of a code of a table, the code itself when it is not known."""
        entry = self._entry(table, code)
        if entry is None:
            return code
        chinese = entry.name_zh
        if entry.code != code:
            chinese = entry.values.get("legacy_name_zh") or chinese
        name = chinese if self.language == "zh_CN" else entry.name_en
        return name or chinese or code

    def _entry(self, table: str, code: str) -> Entry | None:
        if not code:
            return None
        known = self.codes.lookup(table, code)
        if known is None and table in _CODED_ANEW:
            known = _by_legacy_code(self.codes, table).get(code)
        return known

    def code_and_name(self, table: str, code: str) -> str:
        """ "2900 杭州关区"; the code alone when nobody knows it."""
        name = self.name(table, code)
        return code if name == code else f"{code} {name}"


def number(value_e5: int | None, decimals: int = 0) -> str:
    """A number at scale 5 exactly as it is kept, without separators; "—" for None."""
    return UNKNOWN if value_e5 is None else text_from_e5(value_e5, decimals=decimals)


def money(value_e5: int | None) -> str:
    """An amount with at least two decimals."""
    return number(value_e5, MONEY_DECIMALS)


def amount(value_e5: int | None) -> str:
    """ "1,234,567.80": an amount on a paper people read totals from; the official forms have no
    separators."""
    if value_e5 is None:
        return UNKNOWN
    sign, digits = "-" if value_e5 < 0 else "", text_from_e5(abs(value_e5), decimals=MONEY_DECIMALS)
    whole, _, decimals = digits.partition(".")
    return f"{sign}{int(whole):,}.{decimals}"


def quantity(value_e5: int | None, unit: str, words: Words) -> str:
    """ "2 个"; "" when the goods have no such quantity, "— 千克" when it is not known."""
    if value_e5 is None and not unit:
        return ""
    return f"{UNKNOWN if value_e5 is None else number(value_e5)} {words.name('unit', unit)}".strip()


def statutory_quantities(line: ListLine | ReturnLine, words: Words) -> str:
    """ "0.4 千克 / 2 个": in one or both statutory units."""
    first = quantity(line.statutory_qty_1_e5, line.statutory_unit_1, words)
    second = quantity(line.statutory_qty_2_e5, line.statutory_unit_2, words)
    return f"{first} / {second}" if second else first


@lru_cache(maxsize=8)
def _by_legacy_code(codes: Codes, table: str) -> dict[str, Entry]:
    """The rows by their old code; of several with the same one the first, a country's own row."""
    rows: dict[str, Entry] = {}
    for entry in codes.entries(table):
        rows.setdefault(entry["legacy_code"], entry)
    return rows
