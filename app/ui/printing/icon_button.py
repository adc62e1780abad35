"""A button that shows an action's drawing: where words would crowd out what they are about."""

from __future__ import annotations

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget

from app.ui.icons import icon
from app.ui.theme import Theme
from app.ui.widgets.action_button import ActionButton


class IconButton(ActionButton):
    """The text of its action is its accessible name and in the tool tip."""

    def __init__(self, action: QAction, drawing: str, theme: Theme, parent: QWidget) -> None:
        super().__init__(action, parent=parent)
        self._drawing, self._theme = drawing, theme
        theme.changed.connect(self._draw)
        self._draw()

    def _draw(self) -> None:
        self.setIcon(icon(self._drawing, self._theme.tokens.text))

    def _follow(self) -> None:
        super()._follow()
        self.setAccessibleName(self.text())
        self.setText("")
