"""Which widgets that take the keyboard have no name for people who cannot see them."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QScrollArea, QWidget


def nameless(inside: QWidget) -> list[str]:
    """What takes the keyboard and says nothing, told by object name or class."""
    return [
        widget.objectName() or type(widget).__name__
        for widget in inside.findChildren(QWidget)
        if widget.focusPolicy() != Qt.FocusPolicy.NoFocus
        and not widget.objectName().startswith("qt_")
        and not isinstance(widget, QScrollArea)
        and widget.window() is inside.window()  # the list of a combo box speaks for the box
        and not (widget.accessibleName() or str(getattr(widget, "text", str)()))
    ]
