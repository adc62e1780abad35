"""The presets of an export in its sheet: choose one, keep what is shown under a name, put what is
shown in place of one, drop one."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from app.ui import metrics
from app.ui.language import Language
from app.ui.widgets.label import word_label


class PresetRow(QWidget):
    """A box of names one can also type into: the first entry is what the table shows now. `chosen`
    tells the name of the preset that is wanted ("" = what is shown), `kept`, `replaced` and
    `dropped` the name a person wants kept, given to what is shown now, or taken away. Replacing
    asks once more."""

    chosen = Signal(str)
    kept = Signal(str)
    replaced = Signal(str)
    dropped = Signal(str)

    def __init__(self, parent: QWidget, language: Language) -> None:
        super().__init__(parent)
        self._language = language
        self._names: list[str] = []
        self._is_asking = False  # whether a preset is really to be replaced
        label = word_label(language, "table.preset.label", "label", self)
        self.box = QComboBox(self)
        self.box.setEditable(True)
        self.box.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.box.setObjectName("table_export.preset")
        label.setBuddy(self.box)
        self._keep, self._drop = QPushButton(self), QPushButton(self)
        self._keep.setObjectName("table_export.keep_preset")
        self._drop.setObjectName("table_export.drop_preset")
        language.bind(self._drop, self._drop.setText, "table.preset.drop")
        for widget in (self.box, self.box.lineEdit(), self.box.view()):
            if widget is not None:
                language.bind(widget, widget.setAccessibleName, "table.preset.label")
        row = QHBoxLayout()
        row.setSpacing(metrics.INNER_GAP)
        row.addWidget(self.box, 1)
        row.addWidget(self._keep)
        row.addWidget(self._drop)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(metrics.INNER_GAP)
        whole.addWidget(label)
        whole.addLayout(row)
        self.box.activated.connect(self._on_activated)
        self.box.editTextChanged.connect(lambda _text: self._show_state())
        self._keep.clicked.connect(lambda _on=False: self._on_keep())
        self._drop.clicked.connect(lambda _on=False: self.dropped.emit(self._typed()))
        language.follow(self, self._retranslate)
        self.offer([])

    def offer(self, names: Sequence[str], chosen: str = "") -> None:
        """Offer these presets; `chosen` stands in the box ("" = what the table shows)."""
        self._names = list(names)
        self.box.clear()
        self.box.addItem(self._language.text("table.preset.shown"))
        self.box.addItems(self._names)
        self.box.setCurrentIndex(self._names.index(chosen) + 1 if chosen in self._names else 0)
        self._show_state()

    def _typed(self) -> str:
        return self.box.currentText().strip()

    def _on_keep(self) -> None:
        typed = self._typed()
        if typed not in self._names:
            self.kept.emit(typed)
        elif self._is_asking:
            self.replaced.emit(typed)
        else:
            self._show_state(is_asking=True)

    def _on_activated(self, at: int) -> None:
        self._show_state()
        self.chosen.emit(self._names[at - 1] if at else "")

    def _retranslate(self) -> None:
        self.box.setItemText(0, self._language.text("table.preset.shown"))
        self._show_state()

    def _show_state(self, *, is_asking: bool = False) -> None:
        typed, is_shown = self._typed(), self.box.currentText() == self.box.itemText(0)
        is_kept, self._is_asking = typed in self._names, is_asking
        what = "keep" if not is_kept else "replace_now" if is_asking else "replace"
        self._keep.setText(self._language.text(f"table.preset.{what}"))
        self._keep.setEnabled(bool(typed) and not is_shown)
        self._drop.setEnabled(is_kept)
