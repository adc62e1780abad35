"""Cards: what every white box of a page has in common."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.ui import metrics


def card_column(card: QWidget) -> QVBoxLayout:
    """The column of a card's contents, with its margins."""
    column = QVBoxLayout(card)
    column.setContentsMargins(*metrics.CARD_MARGINS)
    column.setSpacing(metrics.INNER_GAP)
    return column
