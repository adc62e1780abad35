"""A sheet over the page: what will happen, or a small choice, before something is done."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget
from shiboken6 import isValid

from app.ui import metrics
from app.ui.metrics import Metrics, percent_of
from app.ui.widgets.page_stack import FittedArea


class Sheet(QFrame):
    """Lies over `over` with a veil around it until it is answered; Esc leaves. What it says goes
    into `body`. `accepted` when the button was pressed; then the sheet is gone already. `most_wide`
    is the most it takes."""

    most_wide = metrics.SHEET_WIDTH
    accepted = Signal()
    closed = Signal()

    def __init__(self, over: QWidget, name: str) -> None:
        super().__init__(over)
        self._over = over
        self._came_from: QWidget | None = None  # what had the keyboard before it
        self.setObjectName(f"veil.{name}")
        self.setProperty("role", "veil")
        self.card = QFrame(self)
        self.card.setObjectName(f"sheet.{name}")
        self.card.setProperty("role", "sheet")
        self.title = QLabel(self.card)
        self.title.setProperty("role", "card-title")
        self.body = QVBoxLayout()
        self.body.setSpacing(metrics.INNER_GAP)
        self.leave = QPushButton(self.card)
        self.leave.setObjectName(f"leave.{name}")
        self.leave.clicked.connect(lambda _on=False: self.close_sheet())
        self.accept = QPushButton(self.card)
        self.accept.setObjectName(f"accept.{name}")
        self.accept.setProperty("role", "primary")
        self.accept.clicked.connect(lambda _on=False: self._accept())
        buttons = QHBoxLayout()
        buttons.setSpacing(metrics.INNER_GAP)
        buttons.addStretch(1)
        buttons.addWidget(self.leave)
        buttons.addWidget(self.accept)
        self._content = QWidget()
        inside = QVBoxLayout(self._content)
        inside.setContentsMargins(*metrics.PAGE_MARGINS)
        inside.setSpacing(metrics.CARD_GAP)
        inside.addWidget(self.title)
        inside.addLayout(self.body, 1)
        inside.addLayout(buttons)
        self._scroll = FittedArea(self._content, self.card)
        whole = QVBoxLayout(self.card)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._scroll)
        over.installEventFilter(self)
        self._content.installEventFilter(self)
        self.hide()

    def open(self, *, focus: QWidget | None = None) -> None:
        """Show it; `focus` gets the keyboard, else the button."""
        self._came_from = self.window().focusWidget()
        self._place()
        self.show()
        self.raise_()
        (focus or self.accept).setFocus(Qt.FocusReason.PopupFocusReason)

    def close_sheet(self) -> None:
        """Leave without doing anything."""
        self._hide()
        self.closed.emit()

    def _accept(self) -> None:
        self._hide()
        self.accepted.emit()

    def _hide(self) -> None:
        """The keyboard goes back to where it was; the page's own first place may be out of sight,
        on another tab."""
        self.hide()
        back = self._came_from
        can_take = back is not None and isValid(back) and back.isVisible() and back.isEnabled()
        (back if back is not None and can_take else self._over).setFocus()

    def _place(self) -> None:
        """In what can be seen of the page, as wide as its type is large; then it scrolls."""
        self.setGeometry(self._over.rect())
        seen = self._over.visibleRegion().boundingRect() or self._over.rect()
        sizes = Metrics(percent=percent_of(self.font().pointSizeF()))
        width = min(sizes.px(self.most_wide), seen.width() - 2 * metrics.CARD_GAP)
        self.card.setFixedWidth(width)
        needed = self._needed(width - 2) + 2  # its border
        height = min(needed, seen.height() - 2 * metrics.CARD_GAP)
        self.card.setFixedHeight(height)
        left = seen.left() + (seen.width() - width) // 2
        self.card.move(left, seen.top() + max(0, (seen.height() - height) // 3))

    def _needed(self, width: int) -> int:
        """How high it is at a width; what Qt would like is for some other one where texts wrap."""
        layout = self._content.layout()
        if layout is None or not layout.hasHeightForWidth():
            return self._content.sizeHint().height()
        return max(layout.totalHeightForWidth(width), self._content.minimumSizeHint().height())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Keep covering what is beneath, and as high as what it says needs."""
        due = QEvent.Type.Resize if watched is self._over else QEvent.Type.LayoutRequest
        if self.isVisible() and event.type() == due:
            self._place()
        return super().eventFilter(watched, event)

    def event(self, event: QEvent) -> bool:
        """Esc belongs to the sheet, not to the page beneath it."""
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and event.key() == Qt.Key.Key_Escape
        ):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Esc leaves, Enter presses the button with the keyboard; nothing else reaches the page
        beneath."""
        if event.key() == Qt.Key.Key_Escape:
            self.close_sheet()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            focused = self.window().focusWidget()
            if isinstance(focused, QPushButton) and self.card.isAncestorOf(focused):
                focused.click()

    def focusNextPrevChild(self, forward: bool) -> bool:  # noqa: N802 - Qt's name
        """Tab stays inside the sheet."""
        widgets = [
            widget
            for widget in self.card.findChildren(QWidget)
            if widget.isVisible()
            and widget.isEnabled()
            and widget.focusPolicy() & Qt.FocusPolicy.TabFocus
            and widget.focusProxy() is None  # the field inside an editable box gives it back
        ]
        if not widgets:  # it is being hidden
            return False
        focused = self.window().focusWidget()
        at = widgets.index(focused) if focused in widgets else -1
        step = 1 if forward else -1
        following = widgets[(at + step) % len(widgets)]
        following.setFocus(Qt.FocusReason.TabFocusReason)
        self._scroll.ensureWidgetVisible(following)
        return True
