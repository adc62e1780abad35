"""Finding text a person cannot read whole: labels, buttons and headings that are cut off."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QCheckBox,
    QComboBox,
    QHeaderView,
    QLabel,
    QLineEdit,
    QPushButton,
    QRadioButton,
    QTabBar,
    QTableView,
    QWidget,
)

from app.ui.widgets.elided_label import ElidedLabel

SLACK = 1  # rounding of scaled type


def clipped(window: QWidget) -> list[str]:
    """What is cut off in a shown window, each as "where: text"."""
    found = []
    for widget in window.findChildren(QWidget):
        if widget.isVisible() and not widget.visibleRegion().isEmpty():
            found += [f"{_place(widget)}: {text}" for text in _cut(widget)]
    return found


def _place(widget: QWidget) -> str:
    """The object names from the page down to the widget."""
    names: list[str] = []
    at: QWidget | None = widget
    while at is not None and not at.isWindow():
        if at.objectName() or at is widget:
            names.append(at.objectName() or type(at).__name__)
        at = at.parentWidget()
    return "/".join(reversed(names[:3]))


def _cut(widget: QWidget) -> Iterator[str]:
    if isinstance(widget, QLabel):
        yield from _label(widget)
    elif isinstance(widget, QPushButton | QCheckBox | QRadioButton):
        yield from _button(widget)
    elif isinstance(widget, QHeaderView):
        yield from _headings(widget)
    elif isinstance(widget, QTabBar):
        if widget.sizeHint().width() > widget.width() + SLACK:
            yield " | ".join(widget.tabText(at) for at in range(widget.count()))
    elif isinstance(widget, QLineEdit) and not isinstance(widget.parent(), QComboBox):
        yield from _placeholder(widget)


def _label(label: QLabel) -> Iterator[str]:
    text = label.text()
    if not text or label.pixmap().width() or isinstance(label, ElidedLabel):
        return
    if label.wordWrap():
        if label.heightForWidth(label.width()) > label.height() + SLACK:
            yield text
    elif label.sizeHint().width() > label.width() + SLACK:
        yield text
    elif label.fontMetrics().tightBoundingRect(text).height() > label.contentsRect().height():
        yield f"{text} (height)"


def _button(button: QAbstractButton) -> Iterator[str]:
    if button.text() and button.sizeHint().width() > button.width() + SLACK:
        yield button.text()
    elif button.text() and button.minimumSizeHint().height() > button.height() + SLACK:
        yield f"{button.text()} (height)"


def _headings(header: QHeaderView) -> Iterator[str]:
    model = header.model()
    if header.orientation() != Qt.Orientation.Horizontal or model is None:
        return
    view = header.parent()
    width = view.viewport().width() if isinstance(view, QTableView) else header.width()
    for section in range(header.count()):
        start = header.sectionViewportPosition(section)
        text = model.headerData(section, header.orientation())
        if header.isSectionHidden(section) or not text or start < 0 or start >= width:
            continue
        needed = header.fontMetrics().horizontalAdvance(str(text))
        if needed > header.sectionSize(section) + SLACK:
            yield f"heading {text}"


def _placeholder(line: QLineEdit) -> Iterator[str]:
    needed = line.fontMetrics().horizontalAdvance(line.placeholderText())
    if not line.text() and needed > line.width():
        yield line.placeholderText()
