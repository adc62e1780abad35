"""The lines of an original list: what is left of each, and how much of it comes back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QLabel, QLineEdit, QSizePolicy, QWidget

from app.ui import metrics
from app.ui.context import Context
from app.ui.pages.returns_effects import quantity
from app.ui.widgets.label import word_label
from app.values.decimals import decimal_from_e5
from app.workflow.return_cases import LineLeft

HEADINGS = ("line", "goods", "left", "qty")


class QuantityGrid(QWidget):
    """`fields` holds the quantity of each line by its number."""

    edited = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self.fields: dict[int, QLineEdit] = {}
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(metrics.CARD_GAP)
        self._grid.setVerticalSpacing(metrics.INNER_GAP // 2)
        self._grid.setColumnStretch(1, 1)
        self._headings = []
        for column, name in enumerate(HEADINGS):
            label = word_label(context.language, f"return_line.{name}", "label", self)
            self._headings.append(label)
            self._grid.addWidget(label, 0, column)

    def show_lines(self, lines: Sequence[LineLeft]) -> None:
        """Show these lines, with no quantities yet."""
        for at in reversed(range(self._grid.count())):
            item = self._grid.itemAt(at)
            widget = item.widget() if item is not None else None
            if widget is not None and widget not in self._headings:
                self._grid.takeAt(at)
                widget.hide()
                widget.deleteLater()
        self.fields.clear()
        for row, line in enumerate(lines, start=1):
            self._add(row, line)

    def set_texts(self, texts: Mapping[int, str]) -> None:
        """Fill the quantities in; a line without one is left blank."""
        for line_no, field in self.fields.items():
            field.setText(texts.get(line_no, ""))

    def texts(self) -> dict[int, str]:
        """What was typed, by line."""
        return {line_no: field.text() for line_no, field in self.fields.items()}

    def focus(self, line_no: int = 0) -> bool:
        """Put the keyboard into a line, the first without a number; False when there is none."""
        field = self.fields.get(line_no) or next(iter(self.fields.values()), None)
        if field is None:
            return False
        field.setFocus(Qt.FocusReason.OtherFocusReason)
        field.selectAll()
        return True

    def _add(self, row: int, line: LineLeft) -> None:
        field = QLineEdit(self)
        field.setObjectName(f"returns.qty.{line.line_no}")
        field.setAccessibleName(f"{line.line_no} {line.goods_name}")
        field.setAlignment(Qt.AlignmentFlag.AlignRight)
        field.setEnabled(line.left_e5 > 0)
        self._context.theme.fit(field, field.setMaximumWidth, metrics.SEARCH_LEAST)
        field.textEdited.connect(lambda _text: self.edited.emit())
        self.fields[line.line_no] = field
        name = QLabel(line.goods_name, self)
        name.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        name.setToolTip(f"{line.sku} {line.goods_name}")
        name.setBuddy(field)
        left = QLabel(quantity(decimal_from_e5(line.left_e5)), self)
        left.setObjectName(f"returns.left.{line.line_no}")
        for column, widget in enumerate((QLabel(str(line.line_no), self), name, left, field)):
            self._grid.addWidget(widget, row, column)
            widget.show()
