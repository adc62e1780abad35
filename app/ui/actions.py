"""Every action of the window in one list: text, key, where it acts. Menus, buttons, shortcuts and
the palette are made from it, so nothing can be done in one place only."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget

from app.ui.language import Language


@dataclass(frozen=True, slots=True)
class ActionSpec:
    """One action: `key` is its text key ("action.undo") and object name; `shortcut` "" = none."""

    key: str
    shortcut: str = ""
    icon: str = ""


class Actions(QObject):
    """The registry. An action belongs to the window or to one page (active while it is shown)."""

    registered = Signal()

    def __init__(self, language: Language) -> None:
        super().__init__()
        self._language = language
        self._all: dict[str, QAction] = {}

    def add(
        self, owner: QWidget, spec: ActionSpec, do: Callable[[], object], *, anywhere: bool = False
    ) -> QAction:
        """Make an action of `owner`; `anywhere`: its key works on every page."""
        action = QAction(owner)
        action.setObjectName(spec.key)
        action.setProperty("icon_name", spec.icon)
        self._language.bind(action, action.setText, spec.key)
        if spec.shortcut:
            action.setShortcut(QKeySequence(spec.shortcut))
        action.setShortcutContext(
            Qt.ShortcutContext.WindowShortcut
            if anywhere
            else Qt.ShortcutContext.WidgetWithChildrenShortcut
        )
        action.triggered.connect(lambda _checked=False: do())
        owner.addAction(action)
        self._all[spec.key] = action
        action.destroyed.connect(lambda: self._all.pop(spec.key, None))
        self.registered.emit()
        return action

    def __getitem__(self, key: str) -> QAction:
        return self._all[key]

    def all(self) -> list[QAction]:
        """Every action there is now, in the order they were made."""
        return list(self._all.values())
