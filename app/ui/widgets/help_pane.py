"""F1: help beside what one is doing. Follows the keyboard while it is open; loads nothing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt, QUrl
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QTextBrowser,
    QWidget,
)

from app.ui import help_text, metrics
from app.ui.actions import Actions
from app.ui.help_text import GLOSSARY, SHORTCUTS
from app.ui.language import Language
from app.ui.models.line_model import LineModel
from app.ui.models.table_model import TableModel
from app.ui.offers import belongs_to
from app.ui.pages.base import BasePage
from app.ui.theme import Theme
from app.ui.widgets.card import card_column
from app.workflow.help_topics import FIELD, PAGE, field_topics, page_topics


def topic_at(widget: QWidget | None) -> str:
    """The topic of a place: of the field, of the column of a table, else of the page; "" = none."""
    while widget is not None:
        name = str(widget.property("help") or "")
        if isinstance(widget, QAbstractItemView):
            name = _column_at(widget)
        if name in field_topics():
            return FIELD + name
        if isinstance(widget, BasePage):
            return PAGE + widget.key if widget.key in page_topics() else ""
        widget = widget.parentWidget()
    return ""


def _column_at(view: QAbstractItemView) -> str:
    model, at = view.model(), view.currentIndex().column()
    if at < 0:
        return ""
    if isinstance(model, LineModel):
        return model.columns[at].name
    return model.table.columns[at].name if isinstance(model, TableModel) else ""


class _Text(QTextBrowser):
    """Shows what it is given and fetches nothing, whatever an address says."""

    def loadResource(self, _type: int, _name: QUrl | str) -> Any:  # noqa: N802 - Qt's name
        return None


class HelpPane(QFrame):
    """Lies over the side of the window that has not the keyboard. `page` tells which page is
    shown."""

    def __init__(
        self,
        beside: QWidget,
        language: Language,
        theme: Theme,
        *,
        actions: Actions,
        page: Callable[[], BasePage],
        today: Callable[[], date],
    ) -> None:
        super().__init__(beside.parentWidget())
        self.setObjectName("help")
        self.setProperty("role", "card")
        self._beside, self._language, self._theme = beside, language, theme
        self._actions, self._page, self._today = actions, page, today
        self._before: QWidget | None = None
        self.topic = ""
        self.body = _Text(self)
        self.body.setObjectName("help.body")
        self.body.setOpenLinks(False)
        self.body.setProperty("role", "plain")
        language.bind(self.body, self.body.setAccessibleName, "help.title")
        self.search = QLineEdit(self)
        self.search.setObjectName("help.search")
        self.search.setClearButtonEnabled(True)
        self.search.textChanged.connect(lambda _text: self.show_topic(GLOSSARY))
        language.bind(self.search, self.search.setPlaceholderText, "help.search")
        language.bind(self.search, self.search.setAccessibleName, "help.search")
        self._lay_out()
        self.hide()
        language.follow(self, self._fill)
        theme.changed.connect(self._fill)
        beside.installEventFilter(self)
        QApplication.instance().focusChanged.connect(self._on_focus)  # type: ignore[union-attr]

    def _lay_out(self) -> None:
        title = QLabel(self)
        title.setProperty("role", "card-title")
        self._language.bind(title, title.setText, "help.title")
        head = QHBoxLayout()
        head.addWidget(title)
        head.addStretch(1)
        head.addWidget(self._button("action.help_close", self.close_pane))
        foot = QHBoxLayout()
        foot.addWidget(self._button("help.this_page", self.show_page))
        foot.addWidget(self._button("help.shortcuts", lambda: self.show_topic(SHORTCUTS)))
        foot.addStretch(1)
        layout = card_column(self)
        layout.addLayout(head)
        layout.addWidget(self.search)
        layout.addWidget(self.body, 1)
        layout.addLayout(foot)

    def _button(self, key: str, do: Callable[[], object]) -> QPushButton:
        button = QPushButton(self)
        button.setObjectName(f"help.{key}")
        button.setProperty("role", "link")
        button.clicked.connect(lambda _on=False: do())
        self._language.bind(button, button.setText, key)
        return button

    # what is shown

    def toggle(self) -> None:
        """F1: help for where the keyboard is; a second time closes it."""
        focused = QApplication.focusWidget()
        if self.isVisible() and (focused is None or self._is_ours(focused) or self._fits(focused)):
            self.close_pane()
        else:
            self.show_topic(topic_at(focused) or PAGE + self._page().key)

    def _fits(self, focused: QWidget) -> bool:
        return self.topic == (topic_at(focused) or PAGE + self._page().key)

    def show_page(self) -> None:
        """Help for the page."""
        self.show_topic(PAGE + self._page().key)

    def open_glossary(self) -> None:
        """All terms, the keyboard in the search box."""
        self.search.clear()
        self.show_topic(GLOSSARY)
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def show_topic(self, topic: str) -> None:
        """Show "field.<name>", "page.<key>", GLOSSARY or SHORTCUTS."""
        if not self.isVisible():
            self._before = QApplication.focusWidget()
        self.topic = topic
        self._fill()
        self._place()
        self.show()
        self.raise_()

    def close_pane(self) -> None:
        """Go; the keyboard returns to where it was."""
        had_keyboard = self._is_ours(QApplication.focusWidget())
        self.hide()
        if had_keyboard:
            page = self._page()
            back = self._before
            (back if back is not None and page.isAncestorOf(back) else page).setFocus()

    def _fill(self) -> None:
        if self.topic:
            self.body.document().setDefaultStyleSheet(help_text.style(self._theme))
            self.body.setHtml(self._html())

    def _html(self) -> str:
        kind, _, name = self.topic.partition(".")
        page = self._page()
        if self.topic == GLOSSARY:
            return help_text.glossary_page(self.search.text(), self._language)
        if self.topic == SHORTCUTS:
            anywhere = [a for a in self._actions.all() if a.parent() is self.window()]
            return help_text.shortcuts_page(self._language, page.key, anywhere)
        if kind == "field":
            return help_text.field_page(name, self._label(name), self._language, self._today())
        of_page = [a for a in self._actions.all() if belongs_to(a, page)]
        return help_text.page_page(name, self._language, of_page)

    def _label(self, name: str) -> str:
        """What the field in question is called where the keyboard is."""
        focused = QApplication.focusWidget()
        if focused is None:
            return name
        if isinstance(focused, QAbstractItemView) and focused.model() is not None:
            at = focused.currentIndex().column()
            return str(focused.model().headerData(at, Qt.Orientation.Horizontal) or name)
        return focused.accessibleName() or name

    # where it is

    def _is_ours(self, widget: QWidget | None) -> bool:
        return widget is not None and self.isAncestorOf(widget)

    def _on_focus(self, _old: QWidget | None, new: QWidget | None) -> None:
        follows = self.topic.startswith((FIELD, PAGE))
        if new is None or not self.isVisible() or not follows or self._is_ours(new):
            return
        if new.window() is self.window():
            self.show_topic(topic_at(new) or PAGE + self._page().key)

    def _place(self) -> None:
        area = self._beside.geometry()
        width = min(self._theme.sizes.px(metrics.HELP_WIDTH), area.width() // 2)
        focused = QApplication.focusWidget()
        on_right = (
            focused is not None
            and self._beside.isAncestorOf(focused)
            and focused.mapTo(self._beside, focused.rect().center()).x() > area.width() - width
        )
        left = area.left() if on_right else area.right() + 1 - width
        self.setGeometry(left, area.top(), width, area.height())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Keep beside the page when the window changes its size."""
        if watched is self._beside and event.type() == QEvent.Type.Resize and self.isVisible():
            self._place()
        return super().eventFilter(watched, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Esc leaves."""
        if event.key() == Qt.Key.Key_Escape:
            self.close_pane()
        else:
            super().keyPressEvent(event)
