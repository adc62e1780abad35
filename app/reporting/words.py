"""The words of the workbook in one language: titles, headers, and names beside codes."""

from __future__ import annotations

from dataclasses import dataclass, field

from app.reference.codes import Codes
from app.text import text


@dataclass(slots=True)
class Words:
    """Looks words up for one workbook. `codes` holds the company's own rows, too."""

    language: str
    codes: Codes
    _names: dict[tuple[str, str], str] = field(default_factory=dict)

    def title(self, sheet: str) -> str:
        """The name of a sheet."""
        return text(f"report.sheet.{sheet}", self.language)

    def header(self, column: str) -> str:
        """The header of a column."""
        return text(f"report.column.{column}", self.language)

    def say(self, key: str, /, part: str = "text", **params: object) -> str:
        """Any other text."""
        return text(key, self.language, part, **params)

    def name(self, table: str, code: str) -> str:
        """The name of a code of a table, the code itself when it is not known."""
        known = self._names.get((table, code))
        if known is None:
            known = self._names[table, code] = self._looked_up(table, code)
        return known

    def _looked_up(self, table: str, code: str) -> str:
        entry = self.codes.lookup(table, code)
        if entry is None:
            return code
        name = entry.name_zh if self.language == "zh_CN" else entry.name_en
        return name or entry.name_zh or code
