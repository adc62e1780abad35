"""The rail at the left: grouped pages with live counts."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.ui import metrics
from app.ui.icons import icon
from app.ui.language import Language
from app.ui.navigation import PAGES, PageSpec
from app.ui.theme import Theme
from app.ui.widgets.label import word_label
from app.ui.widgets.page_stack import FittedArea
from app.ui.widgets.status_badge import paint_as

BOTTOM = "bottom"  # the group that stands below, in sight
LOW = 830  # a window lower than this, at 100 %


class RailItem(QPushButton):
    """One page's entry: icon, name, count."""

    def __init__(self, spec: PageSpec, language: Language, theme: Theme) -> None:
        super().__init__()
        self.spec = spec
        self._theme = theme
        self.setObjectName(f"rail.{spec.key}")
        self.setProperty("role", "rail-item")
        self.setCheckable(True)
        self.count = QLabel(self)
        self.count.setProperty("role", "rail-count")
        self.count.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 10, 0)
        layout.addStretch(1)
        layout.addWidget(self.count)
        self._language = language
        self._waiting, self._is_narrow = 0, False
        language.bind(self, self.setAccessibleName, f"page.{spec.key}")
        language.follow(self, self._show)
        self.toggled.connect(lambda _checked: self.paint_icon())
        theme.changed.connect(self.paint_icon)
        self.paint_icon()
        self.show_count(0)

    def paint_icon(self) -> None:
        """Draw the icon in the colour of the entry's state."""
        tokens = self._theme.tokens
        self.setIcon(icon(self.spec.icon, tokens.accent if self.isChecked() else tokens.text_muted))

    def show_count(self, number: int) -> None:
        """Show how much waits; 0 shows nothing."""
        self._waiting = number
        self._show()

    def set_narrow(self, is_narrow: bool) -> None:
        """Only the icon; name and count are told as a tool tip."""
        self._is_narrow = is_narrow
        self._show()

    def _show(self) -> None:
        name, count = self._language.text(f"page.{self.spec.key}"), f"{self._waiting:,}"
        self.setText("" if self._is_narrow else name)
        hint = f"{name}  {count}" if self._waiting else name
        self.setToolTip(hint if self._is_narrow else "")
        self.count.setVisible(self._waiting > 0 and not self._is_narrow)
        self.count.setText(count)
        paint_as(self.count, "status", "bad" if self.spec.calls else "")


class Rail(QFrame):
    """All pages in groups. `go` is called with a page's key. In a low window its entries stand
    closer; when they still do not fit, the groups scroll, and what stands below them stays."""

    def __init__(self, language: Language, theme: Theme, go: Callable[[str], None]) -> None:
        super().__init__()
        self.setObjectName("rail")
        self.setProperty("role", "rail")
        self._theme = theme
        self._items: dict[str, RailItem] = {}
        self._group = QButtonGroup(self)  # entries of two parents: one of them all is chosen
        self._words: list[QWidget] = []  # what only the wide rail has room for
        inside = QWidget()
        inside.setObjectName("rail.inside")
        layout = QVBoxLayout(inside)
        layout.setContentsMargins(10, 14, 10, 10)
        layout.setSpacing(2)
        layout.addWidget(self._mark(language))
        below = QVBoxLayout()
        below.setContentsMargins(10, 2, 10, 10)
        group = ""
        for spec in PAGES:
            if spec.group not in (group, BOTTOM):
                layout.addWidget(self._heading(spec.group, language))
            group = spec.group
            item = RailItem(spec, language, theme)
            item.clicked.connect(lambda _checked=False, key=spec.key: go(key))
            (below if group == BOTTOM else layout).addWidget(item)
            self._group.addButton(item)
            self._items[spec.key] = item
        layout.addStretch(1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 1, 0)
        whole.setSpacing(0)
        self._area = FittedArea(inside, self)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        whole.addWidget(self._area, 1)
        whole.addLayout(below)
        theme.changed.connect(self._set_width)
        self.is_narrow = False
        self._set_width()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """A low window has room for fewer points between the entries."""
        super().resizeEvent(event)
        fit = "tight" if self.height() < self._theme.sizes.px(LOW) else ""
        for widget in (*self._items.values(), *self._words):
            paint_as(widget, "fit", fit)
        self._bring()

    def set_narrow(self, is_narrow: bool) -> None:
        """Only icons, or icons with names."""
        if is_narrow == self.is_narrow:
            return
        self.is_narrow = is_narrow
        for item in self._items.values():
            item.set_narrow(is_narrow)
        for words in self._words:
            words.setVisible(not is_narrow)
        self._set_width()

    def _set_width(self) -> None:
        width = metrics.RAIL_NARROW if self.is_narrow else metrics.RAIL_WIDTH
        self.setFixedWidth(self._theme.sizes.px(width))

    def _mark(self, language: Language) -> QWidget:
        mark = QFrame(self)
        row = QHBoxLayout(mark)
        row.setContentsMargins(2, 0, 0, 8)
        badge = QLabel("单", mark)
        badge.setProperty("role", "logo")
        badge.setAlignment(Qt.AlignmentFlag.AlignCenter)
        name = word_label(language, "window.title", "card-title", mark)
        row.addWidget(badge)
        row.addWidget(name, 1)
        self._words.append(name)
        return mark

    def _heading(self, group: str, language: Language) -> QLabel:
        heading = word_label(language, f"rail.{group}", "rail-group", self)
        self._words.append(heading)
        return heading

    def select(self, key: str) -> None:
        """Mark the page that is shown."""
        self._items[key].setChecked(True)
        self._bring()

    def _bring(self) -> None:
        """The chosen entry into view, and as much above it as there is room for."""
        chosen = self._group.checkedButton()
        if chosen is not None and self._area.isAncestorOf(chosen):
            self._area.verticalScrollBar().setValue(0)
            self._area.ensureWidgetVisible(chosen, 0, 0)

    def show_counts(self, waiting: Mapping[str, int]) -> None:
        """Show what waits, by stage verb."""
        for item in self._items.values():
            item.show_count(sum(waiting.get(verb, 0) for verb in item.spec.stages))
