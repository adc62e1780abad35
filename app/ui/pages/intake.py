"""导入: files are brought, looked at, corrected and taken in; what came in before can be undone."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QFileDialog,
    QFrame,
    QLabel,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from app.documents.fields import Flow
from app.queries.intake import undone_files
from app.ui import metrics
from app.ui.actions import ActionSpec
from app.ui.context import Context
from app.ui.models.plain_model import Cell, Line, PlainModel
from app.ui.pages.base import BasePage
from app.ui.pages.intake_history import ImportHistory
from app.ui.pages.intake_pane import PreviewPane
from app.ui.pages.intake_queue import Item, Queue, State
from app.ui.pages.intake_templates import ask_template
from app.ui.pages.table_actions import add_short_export
from app.ui.widgets.action_button import ActionButton
from app.ui.widgets.empty_state import EmptyState
from app.ui.widgets.first_place import begin_at
from app.ui.widgets.plain_table import PlainTable
from app.ui.widgets.status_delegate import StatusDelegate
from app.workflow.incoming import Reading
from app.workflow.outcome import Outcome
from app.workflow.undoing import undo

TONES = {
    State.WAITING: "muted",
    State.READY: "info",
    State.MISSING: "warn",
    State.NOTHING: "muted",
    State.REFUSED: "bad",
    State.CHOSEN: "info",
    State.DONE: "good",
}
COUNTS = ("new", "changed", "same", "left_out")
HEADINGS = ("file", "kind", *COUNTS, "findings", "state")
QUEUE_SHARE, PANE_SHARE = 220, 480
START, WORK = range(2)


class Page(BasePage):
    """The queue above, the file chosen in it below; with nothing brought, the history."""

    key = "import"

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.queue = Queue(context.workspace)
        self._add_actions()
        self._build()
        self.queue.listed.connect(self._on_listed)
        self.queue.moved.connect(self._on_moved)
        self.queue.emptied.connect(self._on_emptied)
        self.pane.asked.connect(self._on_asked)
        context.language.follow(self, self._retranslate)
        self._on_listed()

    # building

    def _add_actions(self) -> None:
        language, theme = self.context.language, self.context.theme
        self.model = PlainModel(theme)
        self.view = PlainTable(self.model, "table.import_queue", language, theme)

        def add(what: str, shortcut: str, icon: str, do: Callable[[], object]) -> None:
            spec = ActionSpec(f"action.import_{what}", shortcut, icon)
            owner = self.view if what == "remove" else self  # Del elsewhere is not meant for a file
            self.context.actions.add(owner, spec, do)

        add("remove", "Del", "cross", self.remove_current)

        add("choose", "Ctrl+O", "file", self.choose_files)
        add("folder", "Ctrl+Shift+O", "folder", self.choose_folder)
        add("run", "Ctrl+Return", "import", self.run_import)
        add("again", "Ctrl+R", "refresh", self.look_again)
        add("clear", "Ctrl+W", "check", self.clear)
        add("edit", "F2", "edit", self.edit_mapping)
        add("next_finding", "F8", "warning", self.next_finding)
        add("undo", "Ctrl+Shift+Z", "undo", self.undo_newest)
        add("template", "Ctrl+T", "excel", lambda: ask_template(self))

    def _button(self, what: str, role: str = "") -> ActionButton:
        return ActionButton(self.context.actions[f"action.{what}"], role)

    def _build(self) -> None:
        self.badge = QLabel(self)
        self.badge.setObjectName("import_badge")
        self.badge.setProperty("status", "info")
        self.badges.addWidget(self.badge)
        self._working = [self._button(f"import_{what}") for what in ("remove", "again", "clear")]
        self.next_step = self._button("go_match", "primary")
        self.choose = self._button("import_choose")
        self.run = self._button("import_run", "primary")
        for button in (*self._working, self.choose, self.run, self.next_step):
            self.bar.addWidget(button)
        self.stack = QStackedWidget()
        self.stack.addWidget(self._make_start())
        self.stack.addWidget(self._make_work())
        self.body.addWidget(self.stack, 1)

    def _make_start(self) -> QWidget:
        actions = self.context.actions
        offered = [actions[f"action.import_{what}"] for what in ("choose", "folder", "template")]
        self.empty = EmptyState("empty.import", offered, self.context.language)
        self.first_button = self.empty.findChildren(ActionButton)[0]
        self.history = ImportHistory(self.context)
        start = QWidget()
        layout = QVBoxLayout(start)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(metrics.CARD_GAP)
        layout.addWidget(self.empty, 2)
        layout.addWidget(self.history, 3)
        return start

    def _make_work(self) -> QSplitter:
        tones = {state.value: tone for state, tone in TONES.items()}
        states = StatusDelegate(self.context.theme, tones, self.view)
        self.view.setItemDelegateForColumn(len(HEADINGS) - 1, states)
        self.view.selectionModel().currentRowChanged.connect(lambda *_: self._show_current())
        self.pane = PreviewPane(self.context)
        add_short_export(self, self.pane.findings.view, self.view)
        work = QSplitter(Qt.Orientation.Vertical)
        work.setChildrenCollapsible(False)
        work.setHandleWidth(metrics.CARD_GAP)
        card = QFrame()
        card.setProperty("role", "card")
        inside = QVBoxLayout(card)
        inside.setContentsMargins(1, 1, 1, 1)
        inside.addWidget(self.view)
        work.addWidget(card)
        work.addWidget(self.pane)
        work.setStretchFactor(1, 1)
        work.setSizes([QUEUE_SHARE, PANE_SHARE])
        return work

    # showing

    def refresh(self) -> None:
        """Read the history again; what was undone is ready to be imported once more."""
        self.history.reload()
        if any(item.state is State.DONE for item in self.queue.items):
            none: set[str] = set()
            self.queue.undone(self.context.workspace.read(undone_files, none))

    def _on_listed(self) -> None:
        current = self.current_item()
        self.model.show_lines(self._headings(), self._lines())
        items = self.queue.items
        self.stack.setCurrentIndex(WORK if items else START)
        begin_at(self, self.view if items else self.first_button)
        if items:
            self.view.set_widths(330, 110, 90, 90, 90, 120, 90)
            self.view.selectRow(items.index(current) if current in items else 0)
            self.view.setFocus()
        self._show_current()
        self._show_bar()

    def _on_moved(self, item: Item) -> None:
        self.model.replace_lines(self._lines())
        if item is self.current_item() and item.state is not State.CHOSEN:
            self.pane.show_item(item)
        self._show_bar()

    def _retranslate(self) -> None:
        self._on_listed()

    def _headings(self) -> list[str]:
        return [self.say(f"import_queue.{name}") for name in HEADINGS]

    def _lines(self) -> list[Line]:
        return [self._line(item) for item in self.queue.items]

    def _line(self, item: Item) -> Line:
        found = sum(item.outcome.finding_counts.values()) if item.outcome else 0
        is_known = item.outcome is not None
        counts = [item.count(name) for name in COUNTS]
        return [
            Cell(self._file(item), hint=str(item.incoming.paths[0])),
            Cell(self._kind(item)),
            *(Cell(f"{n:,}" if is_known else "", n, is_number=True) for n in counts),
            Cell(f"{found:,}" if is_known else "", found, is_number=True),
            Cell(self.say(f"import_item.{item.state}"), item.state.value),
        ]

    def _file(self, item: Item) -> str:
        more = len(item.incoming.paths) - 1
        if more:
            return self.say("import.and_more", name=item.name, count=more)
        return " · ".join(filter(None, [item.name, item.incoming.reading.sheet]))

    def _kind(self, item: Item) -> str:
        if item.incoming.is_receipts:
            bills = item.outcome is not None and item.outcome.counts.get("tax_bills")
            return self.say("import_kind.tax_bills" if bills else "import_kind.receipt")
        kinds = {file.kind for file in item.preview.files} if item.preview else set()
        if len(kinds) > 1:
            return self.say("import_kind.several")
        if any(table.source.columns.flow is Flow.IMPORT for table in item.tables):
            return self.say("import_kind.import_order")
        return self.say(f"import_kind.{next(iter(kinds))}") if kinds else ""

    def current_item(self) -> Item | None:
        """The file whose preview is shown."""
        row = self.view.currentIndex().row()
        return self.queue.items[row] if 0 <= row < len(self.queue.items) else None

    def _show_current(self) -> None:
        self.pane.show_item(self.current_item())

    def _show_bar(self) -> None:
        states = [item.state for item in self.queue.items]
        ready = states.count(State.READY)
        actions = self.context.actions
        actions["action.import_run"].setEnabled(ready > 0)
        for what in ("again", "remove", "clear", "edit", "next_finding"):
            actions[f"action.import_{what}"].setEnabled(bool(states))
        is_done = State.DONE in states and not ready
        for button in (*self._working, self.choose, self.run):
            button.setVisible(bool(states) and not (is_done and button is self.run))
        self.next_step.setVisible(is_done)
        self.badge.setVisible(bool(states))
        if is_done:
            words = self.say("import.done_count", count=states.count(State.DONE))
        else:
            words = self.say("import.ready_count", count=ready, total=len(states))
        self.badge.setText(words)
        self.badge.setProperty("status", "good" if is_done else "info")
        self.badge.style().polish(self.badge)

    # actions

    def take(self, paths: list[Path]) -> None:
        """Take up files that were dropped on the window or chosen."""
        self.queue.bring(paths)

    def choose_files(self) -> None:
        """Choose files in the dialog of the system."""
        names, _ = QFileDialog.getOpenFileNames(
            self, self.say("action.import_choose"), self._folder(), self.say("import.file_filter")
        )
        self._take_chosen([Path(name) for name in names])

    def choose_folder(self) -> None:
        """Choose a folder; everything in it comes."""
        title = self.say("action.import_folder")
        name = QFileDialog.getExistingDirectory(self, title, self._folder())
        self._take_chosen([Path(name)] if name else [])

    def _folder(self) -> str:
        return str(self.context.options.value("import/folder", ""))

    def _take_chosen(self, paths: list[Path]) -> None:
        if paths:
            folder = paths[0] if paths[0].is_dir() else paths[0].parent
            self.context.options.setValue("import/folder", str(folder))
            self.take(paths)

    def run_import(self) -> None:
        """Take in every file that is ready, as it was shown."""
        self.queue.import_ready()

    def _on_emptied(self, taken: list[Item]) -> None:
        total = Outcome("import")
        for item in taken:
            if item.outcome is not None:
                total.include(item.outcome)
        counts = {name: f"{total.counts.get(name, 0):,}" for name in COUNTS}
        self.context.notify(self.say("import.finished", files=len(taken), **counts))
        self.history.reload()

    def _on_asked(self, item: Item, reading: Reading) -> None:
        self.queue.reread(item, reading)

    def look_again(self) -> None:
        """Look at the current file once more: it may have been saved meanwhile."""
        if item := self.current_item():
            self.queue.look_again(item)

    def remove_current(self) -> None:
        """Take the current file off the list."""
        if item := self.current_item():
            self.queue.remove([item])

    def clear(self) -> None:
        """Take all files off the list; back to the history."""
        self.queue.remove(self.queue.items)

    def edit_mapping(self) -> None:
        """Choose the field of the current column."""
        self.pane.tabs.setCurrentWidget(self.pane.mapping_view)
        self.pane.mapping_view.setFocus()
        self.pane.mapping_view.edit_row(max(0, self.pane.mapping_view.currentIndex().row()))

    def next_finding(self) -> None:
        """Go to the next finding of the current file."""
        self.pane.tabs.setCurrentWidget(self.pane.findings)
        if not self.pane.findings.go_next():
            self.context.notify(self.say("import.no_finding"))

    def undo_newest(self) -> None:
        """Take the newest import back; Ctrl+Y brings it again."""
        done = self.say("import.undone")
        self.context.workspace.run(
            "action.import_undo", undo, lambda _past: self.context.notify(done)
        )
