"""Ctrl+K: one box that finds actions, pages and documents, in Chinese, by pinyin initials, or in
English."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QLineEdit, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from app.ui.language import Language
from app.ui.theme import Theme

SHOWN = 12
SIZE, TOP = (640, 440), 60


@dataclass(frozen=True, slots=True)
class Entry:
    """Something the palette offers: `words` are all ways to find it, lower case; `key` names it
    when it is the same another day."""

    title: str
    hint: str
    words: str
    do: Callable[[], object]
    key: str = ""


class Palette(QFrame):
    """Lies over the window while it is open. `entries` gives what is always offered, `search` the
    documents that fit what was typed."""

    def __init__(
        self,
        parent: QWidget,
        language: Language,
        theme: Theme,
        *,
        entries: Callable[[], Iterable[Entry]],
        search: Callable[[str], Iterable[Entry]],
        chosen: Callable[[Entry], object],
    ) -> None:
        super().__init__(parent)
        self._over, self._theme = parent, theme
        self.setObjectName("palette")
        self.setProperty("role", "card")
        self._entries = entries
        self._search = search
        self._chosen = chosen
        self._offered: list[Entry] = []
        self.box = QLineEdit(self)
        self.box.setObjectName("palette.box")
        self.box.installEventFilter(self)
        self.box.textChanged.connect(self._fill)
        self.list = QListWidget(self)
        self.list.setObjectName("palette.list")
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.itemActivated.connect(lambda _item: self._choose())
        self.list.itemClicked.connect(lambda _item: self._choose())
        for widget, key in ((self.box, "window.search"), (self.list, "action.palette")):
            language.bind(widget, widget.setAccessibleName, key)
        language.bind(self.box, self.box.setPlaceholderText, "window.search")
        layout = QVBoxLayout(self)
        layout.addWidget(self.box)
        layout.addWidget(self.list)
        self.hide()

    def open(self) -> None:
        """Show it, empty, at the top of the window."""
        width, height = (self._theme.sizes.px(size) for size in SIZE)
        width, height = min(width, self._over.width()), min(height, self._over.height() - TOP)
        self.setGeometry((self._over.width() - width) // 2, TOP, width, height)
        self.box.clear()
        self._fill("")
        self.show()
        self.raise_()
        self.box.setFocus()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Keys of the box that move in the list, choose, or leave."""
        if watched is self.box and isinstance(event, QKeyEvent):
            if event.type() == QEvent.Type.KeyPress:
                return self._key(Qt.Key(event.key()))
        elif watched is self.box and event.type() == QEvent.Type.FocusOut:
            self.hide()
        return super().eventFilter(watched, event)

    def _key(self, key: Qt.Key) -> bool:
        steps = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}
        if key in steps and self._offered:
            row = (self.list.currentRow() + steps[key]) % len(self._offered)
            self.list.setCurrentRow(row)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._choose()
        elif key == Qt.Key.Key_Escape:
            self.hide()
            self._over.setFocus()
        else:
            return False
        return True

    def _fill(self, typed: str) -> None:
        words = typed.lower().split()
        fitting = [e for e in self._entries() if all(word in e.words for word in words)]
        documents = list(self._search(typed.strip())) if typed.strip() else []
        self._offered = (fitting + documents)[:SHOWN]
        self.list.clear()
        for entry in self._offered:
            item = QListWidgetItem(f"{entry.title}    {entry.hint}".rstrip())
            self.list.addItem(item)
        self.list.setCurrentRow(0)

    def _choose(self) -> None:
        row = self.list.currentRow()
        if 0 <= row < len(self._offered):
            self.hide()
            entry = self._offered[row]
            self._chosen(entry)
            entry.do()
