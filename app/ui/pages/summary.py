"""汇总申报: cleared lists of a month, the entries they come to, applications, what customs made."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QComboBox, QFrame, QVBoxLayout, QWidget

from app.documents.status import Status
from app.documents.summary import Application, CustomsEntry, Group
from app.paths import outbox_beside
from app.queries.summary import left_over
from app.ui import metrics
from app.ui.actions import ActionSpec
from app.ui.asking import Asker
from app.ui.context import Context
from app.ui.models.plain_model import PlainModel
from app.ui.models.table_model import TableModel
from app.ui.pages.base import BasePage
from app.ui.pages.messages_sheets import ask_export
from app.ui.pages.summary_lines import (
    APPLICATION_COLUMNS,
    ENTRY_COLUMNS,
    GROUP_COLUMNS,
    SummaryLines,
)
from app.ui.pages.summary_pane import SummaryPane, is_refused
from app.ui.pages.summary_sheets import ask_hold, ask_nil_month, ask_terms
from app.ui.pages.summary_tiles import Tiles
from app.ui.pages.table_actions import add_table_actions
from app.ui.printing.actions import Subject, add_print_action
from app.ui.widgets.action_button import ActionButton
from app.ui.widgets.empty_state import EmptyState
from app.ui.widgets.first_place import begin_at
from app.ui.widgets.outcome_notice import OutcomeNotice
from app.ui.widgets.plain_table import PlainTable
from app.ui.widgets.side_by_side import SideBySide, TableOrEmpty
from app.ui.widgets.table_view import TableCard
from app.ui.widgets.tabs import Tabs
from app.values.finding import DocumentKind
from app.values.period import Month
from app.values.progress import Progress
from app.workflow.export import export
from app.workflow.opening import Session
from app.workflow.outcome import Outcome
from app.workflow.summary import apply_again, note_nil_month, summarise, withdraw
from app.workflow.summary_picture import Picture, months_to_choose, picture
from app.workflow.tax_month import id_of_month

SHARES = (660, 460)
GROUPS, APPLICATIONS, ENTRIES, LEFT = range(4)
DRAFT = Status.DRAFT
TABS = ("groups", "applications", "entries", "left")
WIDTHS = {
    GROUPS: (100, 92, 56, 120, 76, 88, 136),
    APPLICATIONS: (136, 100, 60, 52, 108, 160),
    ENTRIES: (164, 52, 60, 132, 76, 56),
}
LEFT_WIDTHS = {
    "summary_own_no": 140,
    "summary_reason": 120,
    "summary_export_date": 96,
    "summary_cleared": 96,
    "summary_currency": 56,
    "summary_total": 96,
}
REASON_TONES = {
    **dict.fromkeys(("refused", "no_hs", "no_number"), "bad"),
    **dict.fromkeys(("not_cleared", "not_declared", "returned_whole"), "warn"),
    **dict.fromkeys(("returned_abroad", "held"), "muted"),
    "cleared_late": "info",
}


class Page(BasePage):
    """Figures of the month above; what is expected, applied for, made and left at the left; what
    stands behind the row in front at the right."""

    key = "summary"

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._asker = Asker(context.workspace.path)
        context.workspace.closing.connect(self._asker.close)
        self._picture: Picture | None = None
        self._lines = SummaryLines(context.language, context.codes)
        self._add_actions()
        self._build()
        context.language.follow(self, self._retranslate)

    # building

    def _add_actions(self) -> None:
        def add(what: str, shortcut: str, icon: str, do: Callable[[], object]) -> QAction:
            spec = ActionSpec(f"action.summary_{what}", shortcut, icon)
            return self.context.actions.add(self, spec, do)

        self.build = add("build", "Ctrl+N", "merge", self.apply)
        self.write = add("write", "Ctrl+G", "outbox", self.ask_write)
        self.results = add("results", "Ctrl+R", "inbox", lambda: self.context.go("messages"))
        self.nil = add("nil", "Ctrl+Shift+N", "check", self.ask_nil)
        self.terms = add("terms", "Ctrl+T", "settings", self.ask_terms)
        self.again = add("again", "Ctrl+Shift+R", "redo", self.apply_again)
        self.withdraw = add("withdraw", "Ctrl+Del", "delete", self.give_up)
        self.hold = add("hold", "Ctrl+L", "pause", self.ask_hold)
        self.open = add("open", "Ctrl+Return", "list", self.open_list)

    def _build(self) -> None:
        context = self.context
        self.month_box = QComboBox(self)
        self.month_box.setObjectName("summary.month")
        for widget in (self.month_box, self.month_box.view()):
            context.language.bind(widget, widget.setAccessibleName, "summary.month")
        self.month_box.activated.connect(lambda _at: self._read())
        self.badges.addWidget(self.month_box)
        self.print = add_print_action(self, Subject.SUMMARY, self._printable)
        for action in (self.terms, self.print, self.nil, self.results, self.write):
            self.bar.addWidget(ActionButton(action))
        self.bar.addWidget(ActionButton(self.build, "primary"))
        self.notice = OutcomeNotice("summary", context.language)
        self.tiles = Tiles(context)
        self.pane = SummaryPane(context)
        self.pane.turned.connect(self._enable)
        self.pane.opened.connect(lambda own_no: context.go("lists", own_no))
        self.pane.add_buttons(
            {"again": self.again, "withdraw": self.withdraw, "hold": self.hold, "open": self.open}
        )
        begin = [context.actions["action.go_status"], self.nil]
        empty = EmptyState("empty.summary", begin, context.language)
        self.whole = TableOrEmpty(SideBySide(self._make_tabs(), self.pane, SHARES), empty)
        self.body.addWidget(self.notice)
        self.body.addWidget(self.tiles)
        self.body.addWidget(self.whole, 1)
        begin_at(self, self.views[GROUPS])

    def _make_tabs(self) -> QFrame:
        context = self.context
        self.models = [PlainModel(context.theme) for _ in (GROUPS, APPLICATIONS, ENTRIES)]
        self.views = [
            PlainTable(model, f"table.summary_{name}", context.language, context.theme)
            for model, name in zip(self.models, TABS, strict=False)
        ]
        self.model = TableModel(context.workspace, left_over(self.month), context.language)
        self.left = TableCard(self.model, context.language, context.theme, context.options)
        self.left.setProperty("role", "")
        self.left.columns.set_widths(LEFT_WIDTHS)
        self.left.set_tones({"summary_reason": REASON_TONES})
        self.left.opened.connect(lambda _key: self.open_list())
        self.left.chosen.connect(lambda _key: self._show_chosen())
        add_table_actions(self, self.left)
        self.tabs = Tabs("summary.tabs", context.language, self)
        pages: list[QWidget] = [*self.views, self.left]
        for page in pages:
            self.tabs.addTab(page, "")
        for view in self.views:
            view.selectionModel().currentRowChanged.connect(lambda *_: self._show_chosen())
        self.tabs.currentChanged.connect(lambda _at: self._show_chosen())
        side = QFrame(self)
        side.setProperty("role", "card")
        inside = QVBoxLayout(side)
        inside.setContentsMargins(1, metrics.INNER_GAP, 1, 1)
        inside.addWidget(self.tabs)
        return side

    # showing

    @property
    def month(self) -> Month:
        """The month that is shown."""
        chosen = self.month_box.currentData()
        return Month.parse(chosen) if chosen else Month.of(self.context.today()).previous

    def refresh(self) -> None:
        """Read the months and the one in front again."""
        none: list[Month] = []
        today, chosen = self.context.today(), self.month_box.currentData()
        months = self.context.workspace.read(lambda conn: months_to_choose(conn, today), none)
        if months:
            self.month_box.clear()
            for month in months:
                self.month_box.addItem(str(month), str(month))
            due = str(Month.of(today).previous)
            self.month_box.setCurrentIndex(max(0, self.month_box.findData(chosen or due)))
        self._read()

    def show_document(self, number: str) -> None:
        """Show a month by its name (2026-10)."""
        at = self.month_box.findData(number)
        if at >= 0:
            self.month_box.setCurrentIndex(at)
            self._read()

    def _read(self) -> None:
        month, today = self.month, self.context.today()
        self.model.table = left_over(month)
        self.left.reload()
        self._asker.ask_here(
            self.context.workspace, lambda conn: picture(conn, month, today), self._show
        )

    def _show(self, shown: Picture) -> None:
        self._picture = shown
        self.tiles.show_picture(shown)
        self._fill()
        is_empty = not (shown.groups or shown.applications or shown.entries or shown.left)
        self.whole.show_empty(is_empty)
        self._name_tabs()
        self._show_chosen()

    def _fill(self) -> None:
        shown, lines = self._picture, self._lines
        if shown is None:
            return
        tables = (
            (GROUP_COLUMNS, [lines.group(one) for one in shown.groups]),
            (APPLICATION_COLUMNS, [lines.application(one) for one in shown.applications]),
            (ENTRY_COLUMNS, [lines.entry(one) for one in shown.entries]),
        )
        for at, (columns, rows) in enumerate(tables):
            chosen = max(0, self.views[at].currentIndex().row())
            self.models[at].show_lines(lines.headings(columns), rows)
            self.views[at].set_widths(*WIDTHS[at])
            if rows:
                self.views[at].selectRow(min(chosen, len(rows) - 1))

    def _retranslate(self) -> None:
        self._fill()
        self._name_tabs()

    def _name_tabs(self) -> None:
        shown = self._picture
        counts = (
            (len(shown.groups), len(shown.applications), len(shown.entries), shown.left)
            if shown
            else (0, 0, 0, 0)
        )
        for at, (key, count) in enumerate(zip(TABS, counts, strict=True)):
            self.tabs.setTabText(at, self.say(f"summary.tab_{key}", count=f"{count:,}"))

    def chosen(self) -> Group | Application | CustomsEntry | None:
        """The row in front; None on the tab of lists left over."""
        at, shown = self.tabs.currentIndex(), self._picture
        if shown is None or at == LEFT:
            return None
        rows = (shown.groups, shown.applications, shown.entries)[at]
        row = self.views[at].currentIndex().row()
        return rows[row] if 0 <= row < len(rows) else None

    def _show_chosen(self) -> None:
        if self.tabs.currentIndex() == LEFT:
            if self.left.current_key() < 0 and self.model.rowCount():
                self.left.view.selectRow(0)
            self.pane.show_left(self._value("summary_own_no"), self._value("summary_reason"))
        else:
            self.pane.show_row(self.month, self.chosen())
        self._enable()

    def _enable(self) -> None:
        shown, chosen = self._picture, self.chosen()
        is_application = isinstance(chosen, Application)
        self.build.setEnabled(bool(shown and shown.ready and shown.is_over))
        self.print.setEnabled(bool(shown and shown.groups))
        self.write.setEnabled(bool(self._drafts()))
        is_nothing = bool(shown and shown.is_over and not shown.ready and not shown.applied)
        self.nil.setEnabled(is_nothing)
        self.again.setEnabled(any(is_refused(part) for part in self.pane.chosen_parts()))
        self.withdraw.setEnabled(isinstance(chosen, Application) and chosen.can_be_withdrawn)
        self.hold.setEnabled(bool(self._list_ids()))
        self.open.setEnabled(bool(self._own_no()))
        for name, is_shown in (
            ("again", is_application),
            ("withdraw", is_application),
            ("hold", not isinstance(chosen, Application | CustomsEntry)),
            ("open", not is_application),
        ):
            self.pane.buttons[name].setVisible(is_shown)

    def _printable(self) -> list[int]:
        """The month, as printing knows it; nothing when nothing is expected in it."""
        return [id_of_month(self.month)] if self._picture and self._picture.groups else []

    def _drafts(self) -> list[str]:
        """The applications of the month with parts to be written."""
        applications = self._picture.applications if self._picture else []
        return [
            one.own_no
            for one in applications
            if not one.is_withdrawn and any(status == DRAFT for status, _ in one.statuses)
        ]

    def _value(self, column: str) -> str:
        row = self.model.row_of(self.left.current_key())
        values = self.model.values_at(row) if row >= 0 else ()
        names = [each.name for each in self.model.table.columns]
        return str(values[names.index(column)] or "") if values else ""

    def _own_no(self) -> str:
        """The list in front, of the lists left over or of those behind the row in front."""
        is_left = self.tabs.currentIndex() == LEFT
        return self._value("summary_own_no") if is_left else self.pane.chosen_list()

    def _list_ids(self) -> list[int]:
        """The lists that are selected, as far as they can be kept out."""
        if self.tabs.currentIndex() == LEFT:
            return self.left.selected_keys()
        return self.pane.chosen_list_ids() if isinstance(self.chosen(), Group) else []

    # doing

    def apply(self) -> None:
        """Apply for everything that is ready for the month."""
        month, today = self.month, self.context.today()

        def work(session: Session, progress: Progress) -> Outcome:
            return summarise(session, month, on=today, progress=progress)

        def done(outcome: Outcome) -> None:
            self.notice.show_outcome(outcome)
            self.tabs.setCurrentIndex(APPLICATIONS)

        self.context.workspace.run("action.summary_build", work, done)

    def ask_write(self) -> None:
        """Say what will be written, where, and that it cannot be undone; then write it."""
        shown = self._picture
        numbers = self._drafts()
        if shown is None or not numbers:
            return
        parts = sum(
            count
            for one in shown.applications
            if one.own_no in numbers
            for status, count in one.statuses
            if status == DRAFT
        )
        outbox = outbox_beside(self.context.workspace.path)

        def work(session: Session, progress: Progress) -> Outcome:
            return export(session, numbers, outbox=outbox, progress=progress)

        def write() -> None:
            self.context.workspace.run("messages.exporting", work, self.notice.show_outcome)

        ask_export(self, {DocumentKind.SUMMARY_APPLICATION: parts}, 0, outbox, write)

    def ask_nil(self) -> None:
        """Note that the month has nothing to summarise; a month noted so is no more."""
        month = self.month
        if self._picture is not None and self._picture.is_nil:
            self.context.workspace.run(
                "action.summary_nil",
                lambda session, _progress: note_nil_month(session, month, is_nil=False),
                lambda _outcome: self.context.notify(self.say("summary.nil_dropped")),
            )
            return

        ask_nil_month(self, month)

    def ask_terms(self) -> None:
        """Ask how applications are made from now on."""
        ask_terms(self)

    def apply_again(self) -> None:
        """Begin a new round with the refused parts that are selected."""
        ids = [part.id for part in self.pane.chosen_parts() if is_refused(part)]
        self.context.workspace.run(
            "action.summary_again",
            lambda session, _progress: apply_again(session, ids),
            self.notice.show_outcome,
        )

    def give_up(self) -> None:
        """Give up the application in front; it can be undone."""
        chosen = self.chosen()
        if isinstance(chosen, Application):
            own_no = chosen.own_no
            self.context.workspace.run(
                "action.summary_withdraw",
                lambda session, _progress: withdraw(session, own_no),
                self.notice.show_outcome,
            )

    def ask_hold(self) -> None:
        """Keep the selected lists out, with a reason; without one they are let in again."""
        if ids := self._list_ids():
            ask_hold(self, ids)

    def open_list(self) -> None:
        """Show the list in front where it can be read."""
        if own_no := self._own_no():
            self.context.go("lists", own_no)
