"""Chips in one line, one of which may be pressed; those without room stand in a menu at the end."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QEvent, QSize, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QMenu, QPushButton, QSizePolicy, QWidget

from app.ui import metrics
from app.ui.language import Language

Chip = tuple[object, str]
"""The value behind a chip, and what it says."""


class ChipRow(QWidget):
    """`pressed` carries the value that was chosen, None when it was let go."""

    pressed = Signal(object)

    def __init__(self, language: Language) -> None:
        super().__init__()
        self._language = language
        self._chips: list[tuple[object, QPushButton]] = []
        self._chosen: object = None
        self._more = QPushButton(self)
        self._more.setObjectName("more_chips")
        self._more.setProperty("role", "chip")
        self._menu = QMenu(self._more)
        self._more.setMenu(self._menu)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._arrange()

    def show_chips(self, chips: Sequence[Chip]) -> None:
        """Offer these instead of what was offered."""
        for _value, button in self._chips:
            button.hide()  # it goes only when the event loop comes round
            button.deleteLater()
        self._chips = [(value, self._make(value, words)) for value, words in chips]
        self.updateGeometry()
        self._arrange()

    def choose(self, value: object) -> None:
        """Press the chip of a value, None = none; says nothing."""
        self._chosen = value
        for each, button in self._chips:
            button.setChecked(each == value)
        self._arrange()

    def count(self) -> int:
        """How many values are offered, in the menu too."""
        return len(self._chips)

    def _make(self, value: object, words: str) -> QPushButton:
        button = QPushButton(words, self)
        button.setProperty("role", "chip")
        button.setProperty("value", value)
        button.setCheckable(True)
        button.setChecked(value == self._chosen)
        button.clicked.connect(lambda on: self._press(value if on else None))
        button.ensurePolished()
        return button

    def _press(self, value: object) -> None:
        self.choose(value)
        self.pressed.emit(value)

    # placing

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Room for all of them."""
        hints = [button.sizeHint() for _value, button in self._chips]
        width = sum(hint.width() + metrics.INNER_GAP for hint in hints)
        return QSize(width, self._more.sizeHint().height())

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Room for the menu alone."""
        return QSize(self._menu_width() if self._chips else 0, self._more.sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """More or fewer of them have room."""
        super().resizeEvent(event)
        self._arrange()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        """Another size of type."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.StyleChange, QEvent.Type.FontChange):
            self.updateGeometry()
            self._arrange()

    def _arrange(self) -> None:
        shown = self._shown()
        left = 0
        for value, button in self._chips:
            button.setVisible(any(value == each for each, _button in shown))
        for _value, button in shown:
            size = button.sizeHint()
            button.setGeometry(left, 0, size.width(), size.height())
            left += size.width() + metrics.INNER_GAP
        self._show_rest([each for each in self._chips if each not in shown], left)

    def _shown(self) -> list[tuple[object, QPushButton]]:
        """Those with room, in their order; the one pressed is always among them."""
        widths = {id(button): button.sizeHint().width() for _value, button in self._chips}
        room = self.width()
        if sum(widths.values()) + metrics.INNER_GAP * (len(widths) - 1) <= room:
            return self._chips
        room -= self._menu_width()
        by_weight = sorted(self._chips, key=lambda chip: chip[0] != self._chosen)
        found: set[int] = set()
        for _value, button in by_weight:
            room -= widths[id(button)] + metrics.INNER_GAP
            if room < 0:
                break
            found.add(id(button))
        return [chip for chip in self._chips if id(chip[1]) in found]

    def _menu_width(self) -> int:
        self._more.setText(self._language.text("table.more_chips", count=len(self._chips)))
        return self._more.sizeHint().width()

    def _show_rest(self, rest: list[tuple[object, QPushButton]], left: int) -> None:
        self._more.setVisible(bool(rest))
        self._more.setText(self._language.text("table.more_chips", count=len(rest)))
        size = self._more.sizeHint()
        self._more.setGeometry(left, 0, size.width(), size.height())
        self._menu.clear()
        for value, button in rest:
            self._menu.addAction(button.text()).triggered.connect(partial(self._pick, value))

    def _pick(self, value: object, _on: bool = False) -> None:
        self._press(value)
