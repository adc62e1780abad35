"""The rail at the left: grouped pages with live counts."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from app.ui import metrics
from app.ui.icons import icon
from app.ui.language import Language
from app.ui.navigation import PAGES, PageSpec
from app.ui.theme import Theme


class RailItem(QPushButton):
    """One page's entry: icon, name, count."""

    def __init__(self, spec: PageSpec, language: Language, theme: Theme) -> None:
        super().__init__()
        self.spec = spec
        self._theme = theme
        self.setObjectName(f"rail.{spec.key}")
        self.setProperty("role", "rail-item")
        self.setCheckable(True)
        self.setAutoExclusive(True)
        self.setIconSize(QSize(metrics.ICON, metrics.ICON))
        self.count = QLabel(self)
        self.count.setProperty("role", "rail-count")
        self.count.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 10, 0)
        layout.addStretch(1)
        layout.addWidget(self.count)
        language.bind(self, self.setText, f"page.{spec.key}")
        language.bind(self, self.setAccessibleName, f"page.{spec.key}")
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
        self.count.setVisible(number > 0)
        self.count.setText(f"{number:,}")
        self.count.setProperty("status", "bad" if self.spec.calls else None)
        self.count.style().unpolish(self.count)
        self.count.style().polish(self.count)


class Rail(QFrame):
    """All pages in groups. `go` is called with a page's key."""

    def __init__(self, language: Language, theme: Theme, go: Callable[[str], None]) -> None:
        super().__init__()
        self.setObjectName("rail")
        self.setProperty("role", "rail")
        self.setFixedWidth(metrics.RAIL_WIDTH)
        self._items: dict[str, RailItem] = {}
        layout = QVBoxLayout(self)
        layout.setContentsMargins(10, 14, 10, 10)
        layout.setSpacing(2)
        layout.addWidget(self._mark(language))
        layout.addSpacing(8)
        group = ""
        for spec in PAGES:
            if spec.group != group:
                group = spec.group
                if group == "bottom":
                    layout.addStretch(1)
                else:
                    layout.addWidget(self._heading(group, language))
            item = RailItem(spec, language, theme)
            item.clicked.connect(lambda _checked=False, key=spec.key: go(key))
            layout.addWidget(item)
            self._items[spec.key] = item

    def _mark(self, language: Language) -> QWidget:
        mark = QFrame(self)
        row = QHBoxLayout(mark)
        row.setContentsMargins(8, 0, 0, 0)
        badge = QLabel("单", mark)
        badge.setProperty("role", "logo")
        badge.setFixedSize(28, 28)
        badge.setAlignment(Qt.AlignmentFlag.AlignCenter)
        name = QLabel(mark)
        name.setProperty("role", "card-title")
        language.bind(name, name.setText, "window.title")
        row.addWidget(badge)
        row.addWidget(name, 1)
        return mark

    def _heading(self, group: str, language: Language) -> QLabel:
        heading = QLabel(self)
        heading.setProperty("role", "rail-group")
        language.bind(heading, heading.setText, f"rail.{group}")
        return heading

    def select(self, key: str) -> None:
        """Mark the page that is shown."""
        self._items[key].setChecked(True)

    def show_counts(self, waiting: Mapping[str, int]) -> None:
        """Show what waits, by stage verb."""
        for item in self._items.values():
            item.show_count(sum(waiting.get(verb, 0) for verb in item.spec.stages))
