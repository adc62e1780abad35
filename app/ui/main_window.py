"""The one window: builds the frame, wires it, swaps pages. What a page does lives in the page."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QByteArray, QSettings, Signal
from PySide6.QtGui import QCloseEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMainWindow, QVBoxLayout

from app.queries.company import company_name_and_code
from app.reference.codes import Codes
from app.text import LANGUAGES
from app.ui import metrics
from app.ui.actions import Actions, ActionSpec
from app.ui.asking import Asker
from app.ui.context import Context
from app.ui.dialogs.fault import FaultBox
from app.ui.help_text import SHORTCUTS
from app.ui.language import Language
from app.ui.locking import Locking
from app.ui.navigation import OPERATOR, PAGES, WATCHED_FOLDER, PageSpec
from app.ui.offers import Offers
from app.ui.pages.base import BasePage
from app.ui.safekeeping import Safekeeping
from app.ui.theme import Mode, Theme
from app.ui.widgets.bars import Foot, TopBar
from app.ui.widgets.drop import FileDrop
from app.ui.widgets.help_pane import HelpPane
from app.ui.widgets.page_stack import PageStack
from app.ui.widgets.palette import Palette
from app.ui.widgets.rail import Rail
from app.ui.widgets.witness_sheet import WitnessSheet
from app.ui.workspace import Workspace
from app.values.errors import AppError
from app.workflow.outcome import Changes
from app.workflow.pipeline import waiting
from app.workflow.rescue import is_broken
from app.workflow.sample import is_sample
from app.workflow.undoing import PastCall, redo, undo

BY_KEY = {spec.key: spec for spec in PAGES}


class MainWindow(QMainWindow):
    """Shows one data file. `options` remembers geometry, last page, theme and language;
    `rescue_wanted` when the file is damaged and somebody wants a backup."""

    rescue_wanted = Signal()

    def __init__(
        self,
        workspace: Workspace,
        *,
        language: Language,
        theme: Theme,
        options: QSettings,
        codes: Codes,
        open_file: Callable[[Path | None], None] = lambda _path: None,
        reopen: Callable[[Callable[[], object]], None] = lambda _work: None,
        safekeeping: Safekeeping | None = None,
    ) -> None:
        super().__init__()
        self.language, self.theme, self._options = language, theme, options
        self.actions_ = Actions(language)
        self.context = Context(
            workspace,
            language,
            theme,
            self.actions_,
            codes,
            options,
            today=date.today,
            go=self.go,
            notify=self._notify,
            open_file=open_file,
            reopen=reopen,
            safekeeping=safekeeping,
        )
        self._pages: dict[str, BasePage] = {}
        self._stale: set[str] = set()
        self._counting = Asker(workspace.path)
        self.setObjectName("window")
        language.bind(self, self.setWindowTitle, "window.title")
        self.setMinimumSize(*metrics.WINDOW_LEAST)
        self._build(workspace)
        self._add_actions()
        self._wire(workspace)
        self.locking = Locking(self, self.context)
        self._restore()
        self.locking.begin()
        self.locking.when_open(self._begin_watching)

    def _build(self, workspace: Workspace) -> None:
        self.rail = Rail(self.language, self.theme, self.go)
        self.top_bar = TopBar(self.language, self.theme)
        self.top_bar.sample.setVisible(is_sample(workspace.path))
        self.foot = Foot(self.language, self.theme)
        self.foot.show_file(workspace.path)
        self.stack = PageStack(self.theme)
        right = QVBoxLayout()
        right.setContentsMargins(0, 0, 0, 0)
        right.setSpacing(0)
        for widget in (self.top_bar, self.stack, self.foot):
            right.addWidget(widget, 1 if widget is self.stack else 0)
        frame = QFrame()
        frame.setObjectName("frame")
        row = QHBoxLayout(frame)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.rail)
        row.addLayout(right, 1)
        self.setCentralWidget(frame)
        self.drop = FileDrop(self, self.language, self.take_files)
        self.offers = offers = Offers(self.context, self, self.stack.currentWidget)
        self.palette_box = Palette(
            frame,
            self.language,
            self.theme,
            entries=offers.entries,
            search=offers.documents,
            chosen=offers.remember,
        )
        self.help = HelpPane(
            self.stack,
            self.language,
            self.theme,
            actions=self.actions_,
            page=lambda: self._pages[self.current_key()],
            today=self.context.today,
        )

    def _add_actions(self) -> None:
        def add(key: str, shortcut: str, do: Callable[[], object], icon: str = "") -> None:
            self.actions_.add(self, ActionSpec(key, shortcut, icon), do, anywhere=True)

        add("action.palette", "Ctrl+K", self.palette_box.open, "search")
        add("action.undo", "Ctrl+Z", self._undo, "undo")
        add("action.redo", "Ctrl+Y", self._redo, "redo")
        add("action.refresh", "F5", self._refresh_all, "refresh")
        add("action.theme", "Ctrl+Shift+D", self._next_theme, "moon")
        add("action.language", "Ctrl+Shift+L", self._next_language, "language")
        add("action.stop_job", "Ctrl+.", self.context.workspace.jobs.stop_running, "cross")
        add("action.help", "F1", self.help.toggle)
        add("action.help_glossary", "", self.help.open_glossary)
        add("action.help_shortcuts", "Ctrl+/", partial(self.help.show_topic, SHORTCUTS))
        add("action.quit", "Ctrl+Q", self.close)
        for spec in PAGES:
            add(f"action.go_{spec.key}", spec.shortcut, partial(self.go, spec.key))

    def _wire(self, workspace: Workspace) -> None:
        self.top_bar.search.clicked.connect(self.palette_box.open)
        self.foot.stop.clicked.connect(workspace.jobs.stop_running)
        self.foot.operator.clicked.connect(partial(self.go, "settings", "operator"))
        self.theme.changed.connect(self._fit_rail)
        workspace.actor_changed.connect(self.foot.show_operator)
        workspace.set_actor(str(self._options.value(OPERATOR, "")))
        workspace.changed.connect(self._on_changed)
        workspace.witness_wanted.connect(self._ask_witness)
        if safekeeping := self.context.safekeeping:
            safekeeping.told.connect(self.foot.show_backup)
            safekeeping.begin()
        self.foot.backup.clicked.connect(partial(self.go, "settings", "backups"))
        self.foot.encryption.clicked.connect(partial(self.go, "settings", "encryption"))
        workspace.closing.connect(self._counting.close)
        workspace.jobs.started.connect(self.foot.show_job)
        workspace.jobs.moved.connect(self.foot.show_job)
        workspace.jobs.ended.connect(self.foot.end_job)
        workspace.jobs.failed.connect(self.show_fault)

    # pages

    def go(self, key: str, number: str = "") -> None:
        """Show a page; `number` brings a document of it into view."""
        page = self._page(BY_KEY[key])
        focused = self.focusWidget()  # before Qt gives the keyboard to the first button it finds
        self.stack.setCurrentWidget(page)
        self.rail.select(key)
        if key in self._stale:
            self._stale.discard(key)
            page.refresh()
        if focused is None or not page.isAncestorOf(focused):  # else somebody may be typing there
            page.setFocus()
        if number:
            page.show_document(number)

    def take_files(self, paths: list[Path]) -> None:
        """Files were dropped: show how they would come in."""
        if self.locking.is_shut:
            return
        self.go("import")
        self._pages["import"].take(paths)

    def _page(self, spec: PageSpec) -> BasePage:
        if spec.key not in self._pages:
            page: BasePage = importlib.import_module(spec.module).Page(self.context)
            self._pages[spec.key] = page
            self._stale.add(spec.key)
            self.stack.addWidget(page)
        return self._pages[spec.key]

    def current_key(self) -> str:
        """The key of the page that is shown."""
        current = self.stack.currentWidget()
        return next(key for key, page in self._pages.items() if page is current)

    def _on_changed(self, changes: Changes) -> None:
        self._stale |= {key for key, page in self._pages.items() if page.concerns(changes)}
        self._refresh_frame()
        if self.current_key() in self._stale:
            self.go(self.current_key())

    def _refresh_all(self) -> None:
        self._stale = set(self._pages)
        self._refresh_frame()
        self.go(self.current_key())

    def _refresh_frame(self) -> None:
        workspace = self.context.workspace
        self._counting.ask_here(workspace, waiting, self.rail.show_counts)
        self.top_bar.show_company(*workspace.read(company_name_and_code, ("", "")))

    # actions of the window

    def _undo(self) -> None:
        if self._pages[self.current_key()].undo():
            return
        self.context.workspace.run("action.undo", undo, self._say_undone("window.undone"))

    def _redo(self) -> None:
        if self._pages[self.current_key()].redo():
            return
        self.context.workspace.run("action.redo", redo, self._say_undone("window.redone"))

    def _say_undone(self, key: str) -> Callable[[Any], object]:
        def say(past: PastCall) -> None:
            self._notify(self.language.text(key, verb=self.language.text(f"verb.{past.verb}")))

        return say

    def _next_theme(self) -> None:
        self.theme.set_mode(Mode.LIGHT if self.theme.is_dark else Mode.DARK)

    def _next_language(self) -> None:
        self.language.switch(next(code for code in LANGUAGES if code != self.language.code))

    def _notify(self, sentence: str) -> None:
        self.foot.message.setText(sentence)

    def _ask_witness(self, act: str, agreed: Callable[[str, str], object]) -> None:
        WitnessSheet(self.stack, self.context, act, agreed).ask()

    def show_fault(self, error: object) -> None:
        """Say what went wrong and go on."""
        assert isinstance(error, BaseException)
        is_way = isinstance(error, AppError) and is_broken(error)
        way = self.rescue_wanted.emit if is_way else None
        FaultBox(error, self.language, self, to_backups=way).show()

    # state that is remembered

    def _restore(self) -> None:
        geometry = self._options.value("window/geometry")
        if isinstance(geometry, QByteArray):
            self.restoreGeometry(geometry)
        else:
            self.resize(1440, 900)
        last = str(self._options.value("window/page", ""))
        self._refresh_frame()
        self.go(last if last in BY_KEY else PAGES[0].key)

    def _begin_watching(self) -> None:
        if self._options.value(WATCHED_FOLDER):
            self._page(BY_KEY["messages"])

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """The palette closes: it is placed when opened."""
        self.palette_box.hide()
        self._fit_rail()
        super().resizeEvent(event)

    def _fit_rail(self) -> None:
        least, _height = metrics.WINDOW_LEAST
        self.rail.set_narrow(self.width() < self.theme.sizes.px(least))

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802 - Qt's name
        """Remember where things were; let the running job end."""
        self._options.setValue("window/geometry", self.saveGeometry())
        self._options.setValue("window/page", self.current_key())
        self._options.setValue("window/language", self.language.code)
        self._options.setValue("window/theme", self.theme.mode.value)
        self._options.setValue("window/density", self.theme.sizes.density.value)
        self._options.setValue("window/percent", self.theme.sizes.percent)
        self.context.workspace.close()
        super().closeEvent(event)
