"""Which column feeds which field: one row a column, the field chosen in place; fields without a
column stand first and take a fixed value."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import (
    QAbstractItemModel,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QComboBox, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from app.documents.fields import FIELDS, FileKind
from app.text import field_label
from app.ui import metrics
from app.ui.icons import icon
from app.ui.language import Language
from app.ui.models.plain_model import Cell, Index, Line, PlainModel
from app.ui.theme import Theme
from app.ui.widgets.plain_table import PlainTable
from app.ui.widgets.status_delegate import StatusDelegate
from app.values.finding import Finding, Severity
from app.values.personal import masked_number
from app.workflow.incoming import TableFile, is_personal

COLUMN, FIELD, ORIGIN, NOTED, SAMPLE = range(5)
SAMPLES = 3
NOTHING_NOTED = Cell("", is_number=True)
WORST_FIRST = tuple(Severity)
INKS = {Severity.BLOCKING: "bad", Severity.DOUBTFUL: "warn", Severity.NOTE: "info"}
ORIGIN_TONES = {"similar": "warn", "decided": "info", "missing": "bad", "fixed": "info"}


@dataclass(frozen=True, slots=True)
class Entry:
    """What a row decides: the field of a column, or the fixed value of a field."""

    header: str
    field: str
    value: str = ""
    is_fixed: bool = False


class MappingModel(PlainModel):
    """`decided`: header and field ("" = not used). `fixed`: field and value for every row."""

    decided = Signal(str, str)
    fixed = Signal(str, str)

    def __init__(self, language: Language, theme: Theme) -> None:
        super().__init__(theme)
        self._language = language
        self.kind = FileKind.ORDER
        self.entries: list[Entry] = []

    def show_table(self, table: TableFile | None, findings: Sequence[Finding]) -> None:
        """Show how a table would be read."""
        names = ("column", "field", "origin", "noted", "sample")
        headings = [self._language.text(f"import_column.{name}") for name in names]
        self.entries = []
        lines: list[Line] = []
        if table is not None:
            self.kind = table.kind
            lines = self._fixed_lines(table) + self._column_lines(table, findings)
        self.show_lines(headings, lines)

    def _fixed_lines(self, table: TableFile) -> list[Line]:
        columns = table.source.columns
        missing = {field.name: "" for field in columns.missing}
        lines: list[Line] = []
        for name, value in {**missing, **columns.constants}.items():
            self.entries.append(Entry("", name, value, is_fixed=True))
            origin = "fixed" if value else "missing"
            lines.append(
                [
                    Cell(self._language.text("import.fixed_value"), ink="muted"),
                    Cell(self._label(name), name),
                    self._origin(origin),
                    NOTHING_NOTED,
                    Cell(value or self._language.text("import.type_value"), value, ink="info"),
                ]
            )
        return lines

    def _column_lines(self, table: TableFile, findings: Sequence[Finding]) -> list[Line]:
        source = table.source
        noted = _noted(findings, source.sheet)
        lines: list[Line] = []
        for column in source.columns.columns:
            field = column.fields[0] if column.fields else ""
            self.entries.append(Entry(column.header, field))
            label = " + ".join(map(self._label, column.fields))
            lines.append(
                [
                    Cell(column.header or self._language.text("import.no_header"), column.header),
                    Cell(label or self._language.text("import.not_used"), field, ink=_used(field)),
                    self._origin(column.origin.value, column.confidence),
                    _noted_cell(noted.get(column.header)),
                    Cell(samples(table, column.index), ink="muted"),
                ]
            )
        return lines

    def _origin(self, origin: str, confidence: int = 0) -> Cell:
        word = self._language.text(f"import_origin.{origin}", confidence=confidence)
        return Cell(word, origin)

    def _label(self, field: str) -> str:
        return field_label(field, self._language.code, rule=f"{self.kind}.{field}")

    def choices(self) -> list[tuple[str, str]]:
        """Fields a column may feed, as (name, label); required ones are marked."""
        unused = ("", self._language.text("import.not_used"))
        fields = FIELDS[self.kind]
        return [unused, *((f.name, self._label(f.name) + " *" * f.required) for f in fields)]

    # editing

    def flags(self, index: Index) -> Qt.ItemFlag:
        """The field of a column can be chosen, the fixed value of a field be typed."""
        flags = super().flags(index)
        if index.isValid() and index.column() == self.edited_column(index.row()):
            flags |= Qt.ItemFlag.ItemIsEditable
        return flags

    def edited_column(self, row: int) -> int:
        """Which cell of a row can be edited; a column without header cannot be spoken of."""
        entry = self.entries[row]
        return SAMPLE if entry.is_fixed else FIELD if entry.header else -1

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """The value to edit is what was decided, not how it is written."""
        if role == Qt.ItemDataRole.EditRole and index.isValid():
            entry = self.entries[index.row()]
            return entry.value if entry.is_fixed else entry.field
        return super().data(index, role)

    def setData(  # noqa: N802 - Qt's name
        self, index: Index, value: object, role: int = Qt.ItemDataRole.EditRole
    ) -> bool:
        """Hand a decision on; the table is shown anew once the file was read that way."""
        if not index.isValid() or role != Qt.ItemDataRole.EditRole:
            return False
        entry, said = self.entries[index.row()], str(value or "").strip()
        if entry.is_fixed and said != entry.value:
            self.fixed.emit(entry.field, said)
        elif not entry.is_fixed and said != entry.field:
            self.decided.emit(entry.header, said)
        return True


class MappingTable(PlainTable):
    """A click on the field of a column, Enter or F2 on its row open the choice."""

    def __init__(self, model: MappingModel, language: Language, theme: Theme) -> None:
        super().__init__(model, "table.import_mapping", language, theme)
        self._mapping = model
        self.setItemDelegateForColumn(FIELD, FieldDelegate(theme, self))
        self.setItemDelegateForColumn(ORIGIN, StatusDelegate(theme, ORIGIN_TONES, self))
        self.activated.connect(lambda index: self.edit_row(index.row()))
        self.clicked.connect(self._on_clicked)

    def _on_clicked(self, index: QModelIndex) -> None:
        if index.column() == self._mapping.edited_column(index.row()):
            self.edit_row(index.row())

    def edit_row(self, row: int) -> None:
        """Open the cell of a row that can be edited."""
        is_free = self.state() != PlainTable.State.EditingState
        if is_free and 0 <= row < self._mapping.rowCount():
            at = self._mapping.edited_column(row)
            if at >= 0:
                self.setCurrentIndex(self._mapping.index(row, at))
                self.edit(self._mapping.index(row, at))


class FieldDelegate(QStyledItemDelegate):
    """Chooses the field of a column from a list that opens at once; a mark shows that it can."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """The cell, with the mark of a list at its right."""
        super().paint(painter, option, index)
        if index.flags() & Qt.ItemFlag.ItemIsEditable:
            side = self._theme.sizes.px(metrics.CHIP_ICON)
            mark = QRect(0, 0, side, side)
            mark.moveCenter(option.rect.center())
            mark.moveRight(option.rect.right() - metrics.INNER_GAP)
            icon("chevron-down", self._theme.tokens.text_muted).paint(painter, mark)

    def createEditor(  # noqa: N802 - Qt's name
        self,
        parent: QWidget,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> QWidget:
        """A combo box for a column, the usual line for a fixed value."""
        model = index.model()
        if index.column() != FIELD or not isinstance(model, MappingModel):
            return super().createEditor(parent, option, index)
        box = QComboBox(parent)
        box.setObjectName("mapping_field")
        box.setAccessibleName(str(model.headerData(FIELD, Qt.Orientation.Horizontal)))
        for name, label in model.choices():
            box.addItem(label, name)
        box.activated.connect(lambda _at: self._finish(box))
        QTimer.singleShot(0, box, box.showPopup)
        return box

    def _finish(self, box: QComboBox) -> None:
        self.commitData.emit(box)
        self.closeEditor.emit(box)

    def setEditorData(  # noqa: N802 - Qt's name
        self, editor: QWidget, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Begin with what is decided now."""
        if isinstance(editor, QComboBox):
            editor.setCurrentIndex(editor.findData(index.data(Qt.ItemDataRole.EditRole)))
        else:
            super().setEditorData(editor, index)

    def setModelData(  # noqa: N802 - Qt's name
        self,
        editor: QWidget,
        model: QAbstractItemModel,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """Hand the choice to the model."""
        if isinstance(editor, QComboBox):
            model.setData(index, editor.currentData())
        else:
            super().setModelData(editor, model, index)

    def updateEditorGeometry(  # noqa: N802 - Qt's name
        self,
        editor: QWidget,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """Fill the cell, as wide as the longest field needs."""
        rect = option.rect
        rect.setWidth(max(rect.width(), editor.sizeHint().width()))
        editor.setGeometry(rect)


def samples(table: TableFile, index: int) -> str:
    """The first filled cells of a column; numbers of private persons are masked."""
    rows = (row[index] for _, row in table.source.preview if index < len(row))
    filled = [str(cell) for cell in rows if cell not in (None, "")][:SAMPLES]
    if index in personal_columns(table):
        filled = [masked_number(cell) for cell in filled]
    return " · ".join(filled)


def personal_columns(table: TableFile) -> set[int]:
    """Columns that hold numbers of private persons, by their field or their header."""
    return {
        column.index
        for column in table.source.columns.columns
        if is_personal(column.header) or any(map(is_personal, column.fields))
    }


def _noted(findings: Sequence[Finding], sheet: str) -> Mapping[str, Counter[Severity]]:
    noted: dict[str, Counter[Severity]] = {}
    for finding in findings:
        place = finding.provenance
        if place is not None and place.column and place.sheet == sheet:
            noted.setdefault(place.column, Counter())[finding.severity] += 1
    return noted


def _noted_cell(counts: Counter[Severity] | None) -> Cell:
    if not counts:
        return NOTHING_NOTED
    worst = next(severity for severity in WORST_FIRST if counts[severity])
    return Cell(f"{counts.total():,}", counts.total(), ink=INKS[worst], is_number=True)


def _used(field: str) -> str:
    return "" if field else "muted"
