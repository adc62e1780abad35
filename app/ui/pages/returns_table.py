"""The table of return requests: days left in words, and how urgent they look."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from PySide6.QtCore import Qt

from app.queries.table import Column
from app.ui.language import Language
from app.ui.models.table_model import Index, TableModel
from app.ui.values import UNKNOWN
from app.workflow.table_export import Words

_SHOWN = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole)

DAYS, MODE = "return_days", "return_mode"
SOON, NEAR = 7, 30
"""Days left that are shown as urgent, and as near."""

WIDTHS = {
    "return_own_no": 152,
    "return_list": 150,
    MODE: 104,
    "return_pieces": 46,
    DAYS: 94,
    "return_state": 126,
    "return_reason": 96,
    "return_due": 92,
    "return_condition": 84,
    "return_applied": 92,
    "return_arrived": 92,
    "return_waybill": 140,
    "return_order": 140,
    "return_refunded": 92,
}
STATE_TONES = {
    "draft": "muted",
    "pending": "filed",
    "await_arrival": "warn",
    "accepted": "good",
    "completed": "good",
    "refused": "bad",
    "lapsed": "muted",
    "withdrawn": "muted",
}


def tone_of(days: int) -> str:
    """How urgent so many days left look; the word beside it says the same."""
    if days <= SOON:
        return "bad"
    return "warn" if days <= NEAR else "muted"


class DayTones(Mapping[str, str]):
    """The colour of any number of days left."""

    def __getitem__(self, value: str) -> str:
        try:
            return tone_of(int(value))
        except ValueError:
            raise KeyError(value) from None

    def __iter__(self) -> Iterator[str]:
        return iter(())

    def __len__(self) -> int:
        return 0

    def get(self, value: str, default: Any = None) -> Any:
        """The colour; `default` for what is no number."""
        try:
            return self[value]
        except KeyError:
            return default

    def __contains__(self, value: object) -> bool:
        return self.get(str(value)) is not None


def days_in_words(days: int | None, language: Language) -> str:
    """ "3 days left", "ends today", "2 days past"; "—" when no day runs."""
    if days is None:
        return UNKNOWN
    if days == 0:
        return language.text("return_days.today")
    return language.text("return_days.left" if days > 0 else "return_days.past", days=abs(days))


def mode_in_words(value: object, language: Language) -> str:
    """ "1210 import" as people say it."""
    mode, _, flow = str(value).partition(" ")
    return f"{mode} {language.text(f'decl_flow.{flow}')}"


class ReturnsModel(TableModel):
    """Says the days left in words; sorts and filters by their number."""

    def caption(self, column: Column, value: object) -> str:
        """As the table writes it."""
        if column.name == DAYS:
            days = value if isinstance(value, int) else None
            return days_in_words(days, self._language)
        if column.name == MODE:
            return mode_in_words(value, self._language)
        return super().caption(column, value)

    def written(self, language: Language) -> Mapping[str, Words]:
        """Into a file, modes go in words and days as numbers."""
        words = {MODE: lambda _key, value: mode_in_words(value, language)}
        return {**super().written(language), **words}

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Days and modes in words; days at the left like the other chips."""
        if not index.isValid():
            return None
        column = self.table.columns[index.column()]
        if column.name in (DAYS, MODE) and role in _SHOWN:
            values = self.values_at(index.row())
            return self.caption(column, values[index.column()]) if values else None
        if column.name == DAYS and role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        return super().data(index, role)

    def headerData(  # noqa: N802 - Qt's name
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> Any:
        """The heading of the days stands over them."""
        is_days = 0 <= section < self.columnCount() and self.table.columns[section].name == DAYS
        if role == Qt.ItemDataRole.TextAlignmentRole and is_days:
            return Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        return super().headerData(section, orientation, role)
