"""The lines of one list as a sheet: what was typed, what the program fills in, what is wrong.

A cell that is None is left to the program and shows what masters and order say. Every change is one
named step; the model keeps no history itself, it reports the step.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal

from app.text import finding_text
from app.ui.language import Language
from app.ui.models.block import Block
from app.ui.values import UNKNOWN
from app.values.finding import Finding, Severity

Index = QModelIndex | QPersistentModelIndex
WORST = Qt.ItemDataRole.UserRole + 2  # the gravest finding of a cell, None = none
IS_OWN = Qt.ItemDataRole.UserRole + 3  # whether the program filled the cell

_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_uids = itertools.count(1)


@dataclass(frozen=True, slots=True)
class LineColumn:
    """One column. `table` is the code table of its codes, "" = none; `width` at 100 %. What is
    computed is never typed, and "—" while it is not known; `label` is the key of its heading, "" =
    "list.<name>"."""

    name: str
    width: int
    is_number: bool = False
    table: str = ""
    is_computed: bool = False
    label: str = ""

    @property
    def key(self) -> str:
        """The key of its heading."""
        return self.label or f"list.{self.name}"


@dataclass(frozen=True, slots=True)
class LineRow:
    """One line; `origin` is the stored line it was, 0 = new. Rows are never changed, only
    replaced; `uid` tells which row it is while they move."""

    cells: Mapping[str, str | None] = field(default_factory=dict)
    origin: int = 0
    uid: int = field(default_factory=lambda: next(_uids))

    @property
    def is_blank(self) -> bool:
        """Nobody typed anything into it."""
        return not self.origin and not any(self.cells.values())


Rows = tuple[LineRow, ...]


@dataclass(frozen=True, slots=True)
class Overwritten:
    """A cell whose text is replaced: its line from 1, its field, what people read before and
    after."""

    line: int
    field: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Planned:
    """A change that was worked out and not done yet: the name and parameters of its step, the rows
    after it, and which filled cells it replaces."""

    name: str
    params: Mapping[str, object]
    rows: Rows
    overwritten: tuple[Overwritten, ...]


Name = Callable[[str, str], str]  # code table, code → name


class LineModel(QAbstractTableModel):
    """The sheet. `stepped` carries the name of a change, its parameters, the rows before it."""

    stepped = Signal(str, dict, tuple)

    def __init__(
        self,
        columns: Sequence[LineColumn],
        language: Language,
        *,
        name: Name,
        recognise: Callable[[str, str], str | None],
        worked_out: Callable[[Mapping[str, str | None]], Mapping[str, str]],
    ) -> None:
        super().__init__()
        self.columns = tuple(columns)
        self._places = {column.name: at for at, column in enumerate(self.columns)}
        self._language = language
        self._name, self._recognise, self._worked_out = name, recognise, worked_out
        self._rows: Rows = ()
        self._own: dict[int, Mapping[str, str]] = {}
        self._findings: dict[tuple[int, str], list[Finding]] = {}
        self.is_read_only = False
        language.follow(self, self._retranslate)

    def set_columns(self, columns: Sequence[LineColumn]) -> None:
        """Show other columns, without rows."""
        if tuple(columns) == self.columns:
            return
        self.beginResetModel()
        self.columns = tuple(columns)
        self._places = {column.name: at for at, column in enumerate(self.columns)}
        self._rows, self._own, self._findings = (), {}, {}
        self.endResetModel()

    # rows

    @property
    def rows(self) -> Rows:
        """All rows."""
        return self._rows

    def set_rows(self, rows: Iterable[LineRow]) -> None:
        """Show these rows; says nothing."""
        rows = tuple(rows)
        if [row.uid for row in rows] == [row.uid for row in self._rows]:
            self._rows = rows
            self._repaint()
        else:
            self.beginResetModel()
            self._rows = rows
            self.endResetModel()

    def set_own(self, own: Mapping[int, Mapping[str, str]]) -> None:
        """What the program fills in, by `uid` of the row."""
        self._own = dict(own)
        self._repaint()

    def set_computed(self, name: str, texts: Mapping[int, str]) -> None:
        """What stands in a computed column, by `uid` of the row."""
        uids = {row.uid for row in self._rows} | self._own.keys()
        self._own = {uid: {**self._own.get(uid, {}), name: texts.get(uid, "")} for uid in uids}
        self._repaint()

    def set_findings(self, findings: Mapping[tuple[int, str], list[Finding]]) -> None:
        """What is wrong, by `uid` and field."""
        self._findings = dict(findings)
        self._repaint()

    def findings_at(self, row: int, column: int) -> list[Finding]:
        """The findings of one cell."""
        return self._findings.get((self._rows[row].uid, self.columns[column].name), [])

    def uid_at(self, row: int) -> int:
        """Which row stands at a place; 0 = none."""
        return self._rows[row].uid if 0 <= row < len(self._rows) else 0

    def place_of(self, uid: int, name: str) -> QModelIndex:
        """Where a cell stands now; an invalid index when it does not."""
        rows = [row.uid for row in self._rows]
        if uid not in rows or name not in self._places:
            return QModelIndex()
        return self.index(rows.index(uid), self._places[name])

    def text_at(self, row: int, name: str) -> str:
        """What stands in a cell, typed or filled in."""
        return self._text_in(self._rows[row], name)

    def _text_in(self, line: LineRow, name: str) -> str:
        typed = line.cells.get(name)
        if typed is not None:
            return typed
        worked_out = self._worked_out(line.cells).get(name)
        return worked_out or self._own.get(line.uid, {}).get(name, "")

    # changing

    def add_row(self, at: int) -> None:
        """A new line before the row at a place."""
        rows = self._rows
        self._step("list.step.add", {}, (*rows[:at], LineRow(), *rows[at:]))

    def remove_rows(self, places: Iterable[int]) -> None:
        """Take these lines out."""
        gone = set(places)
        rows = tuple(row for at, row in enumerate(self._rows) if at not in gone)
        self._step("list.step.remove", {"count": len(self._rows) - len(rows)}, rows)

    def clear_cells(self, cells: Iterable[tuple[int, int]]) -> None:
        """Leave these cells to the program again."""
        changes = dict.fromkeys(cells, "")
        self._step("list.step.clear", {"count": len(changes)}, self._changed(changes))

    def filling(self, cells: Iterable[tuple[int, int]], text: str) -> Planned:
        """One text into all of these cells."""
        changes = dict.fromkeys(cells, text)
        rows = self._changed(changes)
        return Planned("list.step.fill", {"count": len(changes)}, rows, self._over(changes, rows))

    def pasting(self, row: int, column: int, block: Block) -> Planned:
        """A block of cells from a place on; rows are added as needed, what would stand beyond the
        last column is left out."""
        missing = row + len(block) - len(self._rows)
        rows = (*self._rows, *(LineRow() for _ in range(missing)))
        width = len(self.columns)
        changes = {
            (row + down, column + right): text
            for down, line in enumerate(block)
            for right, text in enumerate(line)
            if column + right < width
        }
        rows = self._changed(changes, rows)
        return Planned("list.step.paste", {"rows": len(block)}, rows, self._over(changes, rows))

    def carry_out(self, planned: Planned) -> None:
        """Do what was planned, as one step."""
        self._step(planned.name, dict(planned.params), planned.rows)

    def _over(self, places: Iterable[tuple[int, int]], rows: Rows) -> tuple[Overwritten, ...]:
        """What now stands in these places and will read otherwise."""
        found = []
        for row, at in sorted(places):
            column = self.columns[at]
            old = self.text_at(row, column.name) if row < len(self._rows) else ""
            new = self._text_in(rows[row], column.name)
            if old and new != old:
                told = (self._told(column, old), self._told(column, new))
                found.append(Overwritten(row + 1, column.name, *told))
        return tuple(found)

    def write(self, uid: int, values: Mapping[str, str]) -> None:
        """Put texts into the fields of one line, as a finding's button does."""
        rows = [row.uid for row in self._rows]
        if uid in rows:
            at = rows.index(uid)
            changes = {(at, self._places[name]): text for name, text in values.items()}
            self._step("list.step.fix", {"line": at + 1}, self._changed(changes, exact=True))

    def _changed(
        self, changes: Mapping[tuple[int, int], str], rows: Rows = (), *, exact: bool = False
    ) -> Rows:
        by_row: dict[int, dict[str, str]] = {}
        for (row, column), text in changes.items():
            if not self.columns[column].is_computed:
                by_row.setdefault(row, {})[self.columns[column].name] = text
        return tuple(
            replace(row, cells=self._edited(row.cells, by_row[at], exact)) if at in by_row else row
            for at, row in enumerate(rows or self._rows)
        )

    def _edited(
        self, cells: Mapping[str, str | None], texts: Mapping[str, str], exact: bool
    ) -> dict[str, str | None]:
        edited = dict(cells)
        for name, text in texts.items():
            edited[name] = self._code(name, text) if text.strip() or exact else None
        # Of quantity, price and total the one nobody typed just now follows the others.
        if {"declared_qty", "price"} & texts.keys() and "line_total" not in texts:
            if edited.get("declared_qty") and edited.get("price"):
                edited["line_total"] = None
        elif "line_total" in texts and "price" not in texts and edited.get("line_total"):
            edited["price"] = None
        return edited

    def _code(self, name: str, text: str) -> str:
        table = self.columns[self._places[name]].table
        return (self._recognise(table, text.strip()) or text.strip()) if table and text else text

    def _step(self, name: str, params: dict[str, object], rows: Rows) -> None:
        before = self._rows
        if rows == before:
            return
        self.set_rows(rows)
        self.stepped.emit(name, params, before)

    # what Qt asks

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: N802, B008 - Qt's form
        """Lines."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: N802, B008 - Qt's form
        """Fields."""
        return 0 if parent.isValid() else len(self.columns)

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Everything may be typed into that is not computed, unless the list was written."""
        flags = super().flags(index)
        can_edit = index.isValid() and not self.is_read_only
        can_edit = can_edit and not self.columns[index.column()].is_computed
        return flags | Qt.ItemFlag.ItemIsEditable if can_edit else flags

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Texts, alignment, and what is wrong."""
        if not index.isValid():
            return None
        column = self.columns[index.column()]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _RIGHT if column.is_number else _LEFT
        if role == Qt.ItemDataRole.EditRole:
            return self.text_at(index.row(), column.name)
        if role == Qt.ItemDataRole.DisplayRole:
            shown = self._shown(index.row(), column)
            is_unknown = column.is_computed and not shown and not self._rows[index.row()].is_blank
            return UNKNOWN if is_unknown else shown
        if role == Qt.ItemDataRole.ToolTipRole:
            found = self.findings_at(index.row(), index.column())
            return "\n".join(finding_text(each, self._language.code) for each in found)
        if role == WORST:
            grades = {each.severity for each in self.findings_at(index.row(), index.column())}
            return next((grade for grade in Severity if grade in grades), None)
        if role == IS_OWN:
            return self._rows[index.row()].cells.get(column.name) is None
        return None

    def _shown(self, row: int, column: LineColumn) -> str:
        return self._told(column, self.text_at(row, column.name))

    def _told(self, column: LineColumn, text: str) -> str:
        if text and column.table:
            return f"{text} {self._name(column.table, text)}".rstrip()
        return text.replace("\n", " ")

    def setData(  # noqa: N802 - Qt's name
        self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole
    ) -> bool:
        """A person typed into a cell. What stood there already is no change."""
        if role != Qt.ItemDataRole.EditRole or not index.isValid() or self.is_read_only:
            return False
        place = (index.row(), index.column())
        if self.columns[place[1]].is_computed:
            return False
        if str(value) != self.text_at(place[0], self.columns[place[1]].name):
            rows = self._changed({place: str(value)})
            self._step("list.step.edit", {"label_key": self.columns[place[1]].key}, rows)
        return True

    def headerData(  # noqa: N802 - Qt's name
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> Any:
        """Fields across, line numbers down."""
        across = orientation == Qt.Orientation.Horizontal
        if across and not 0 <= section < len(self.columns):
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self._language.text(self.columns[section].key) if across else str(section + 1)
        if role == Qt.ItemDataRole.TextAlignmentRole and across:
            return _RIGHT if self.columns[section].is_number else _LEFT
        return None

    def _repaint(self) -> None:
        if self._rows:
            last = self.index(len(self._rows) - 1, len(self.columns) - 1)
            self.dataChanged.emit(self.index(0, 0), last)

    def _retranslate(self) -> None:
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(self.columns) - 1)
        self._repaint()
