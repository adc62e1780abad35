"""Paints a status in a table as the labels do: icon, word and colour in a chip, in both themes."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import (
    QApplication,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from app.ui import metrics
from app.ui.icons import icon
from app.ui.models.table_model import NATIVE
from app.ui.theme import Theme

ICONS = {
    "good": "check",
    "warn": "warning",
    "bad": "error",
    "info": "clock",
    "filed": "flag",
    "muted": "dot",
}


class StatusDelegate(QStyledItemDelegate):
    """`tones` gives the status colour of each native value; a value without one is plain text."""

    def __init__(self, theme: Theme, tones: Mapping[str, str], parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._tones = tones

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """The row's own background, then the chip."""
        tone = self._tones.get(str(index.data(NATIVE)))
        if tone is None:
            super().paint(painter, option, index)
            return
        plain = QStyleOptionViewItem(option)
        self.initStyleOption(plain, index)
        word = plain.text
        plain.text = ""
        widget = plain.widget
        style = widget.style() if widget is not None else QApplication.style()
        style.drawControl(QStyle.ControlElement.CE_ItemViewItem, plain, painter, widget)
        painter.save()
        self._paint_chip(painter, plain, word, tone)
        painter.restore()

    def sizeHint(  # noqa: N802 - Qt's name
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        """Room for the whole chip."""
        hint = super().sizeHint(option, index)
        if str(index.data(NATIVE)) in self._tones:
            sizes = self._theme.sizes
            gap, side = sizes.px(metrics.INNER_GAP), sizes.px(metrics.CHIP_ICON)
            hint.setWidth(hint.width() + side + gap * 3)
        return hint

    def _paint_chip(
        self, painter: QPainter, option: QStyleOptionViewItem, word: str, tone: str
    ) -> None:
        tokens, sizes = self._theme.tokens, self._theme.sizes
        font = option.font
        font.setPointSizeF(sizes.points(metrics.LABEL))
        painter.setFont(font)
        words = painter.fontMetrics()
        gap, side = sizes.px(metrics.INNER_GAP), sizes.px(metrics.CHIP_ICON)
        height = words.height() + gap // 2
        room = option.rect.width() - gap
        width = min(side + words.horizontalAdvance(word) + gap * 5 // 2, room)
        chip = QRect(option.rect.left() + gap, 0, width, height)
        chip.moveTop(option.rect.center().y() - height // 2)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(tokens.tint(tone)))
        painter.drawRoundedRect(chip, height / 2, height / 2)
        ink = tokens.ink(tone)
        mark = QRect(chip.left() + gap * 3 // 4, 0, side, side)
        mark.moveTop(chip.center().y() - side // 2)
        icon(ICONS[tone], ink).paint(painter, mark)
        painter.setPen(QColor(ink))
        text = chip.adjusted(mark.right() - chip.left() + gap // 2, 0, -gap // 2, 0)
        elided = words.elidedText(word, Qt.TextElideMode.ElideRight, text.width())
        painter.drawText(text, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, elided)
