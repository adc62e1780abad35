"""Text is shown as it is written: what looks like HTML in a product name stays what it is.

Qt guesses whether a text is HTML, and HTML may name pictures, which Qt then opens: files, or paths
on other computers. The names come from files of others. So no label, tool tip or message box
guesses here; the few that show HTML of ours say so, and escape what they are given.
"""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QProxyStyle


class LiteralStyle(QProxyStyle):
    """Fusion, with labels that do not guess. Tool tips and message boxes are labels, too; each is
    polished before it is measured or shown the first time."""

    def __init__(self) -> None:
        super().__init__("Fusion")

    def polish(self, what: Any, /) -> Any:
        """A widget, the application or a palette is about to be used."""
        if isinstance(what, QLabel) and what.textFormat() is Qt.TextFormat.AutoText:
            what.setTextFormat(Qt.TextFormat.PlainText)
        return super().polish(what)
