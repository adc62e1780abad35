"""通关状态: the board of states, the lists behind it, and the story of the chosen one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from PySide6.QtWidgets import QLabel, QLineEdit

from app.documents.status import Status, rules
from app.queries.declarations import by_own_no
from app.queries.table import Comparison, Filter, View
from app.queries.tracking import LATE, Board, Standing, board, tracking_table
from app.ui.actions import ActionSpec
from app.ui.asking import Asker
from app.ui.context import Context
from app.ui.dialogs.board import WallBoard
from app.ui.models.table_model import TableModel
from app.ui.pages.base import BasePage
from app.ui.pages.order_flows import add_flows_action, order_of
from app.ui.pages.status_board import StatusBoard
from app.ui.pages.status_story import StoryPane
from app.ui.pages.table_actions import add_table_actions
from app.ui.statuses import TONES
from app.ui.widgets.action_button import ActionButton
from app.ui.widgets.empty_state import EmptyState
from app.ui.widgets.first_place import begin_at
from app.ui.widgets.sheet import Sheet
from app.ui.widgets.side_by_side import SideBySide, TableOrEmpty
from app.ui.widgets.table_view import TableCard
from app.workflow.changing import cancel_list, change_list
from app.workflow.opening import local_now
from app.workflow.track import hours_allowed

SHARES = (620, 480)
WIDTHS = {
    "track_own_no": 150,
    "status": 160,
    "track_late": 84,
    "track_hours": 96,
    "track_since": 150,
    "track_code": 74,
    "track_info": 160,
    "track_order_no": 130,
}
_LATE_FILTER = Filter("track_late", Comparison.IS, LATE)

# The likeliest next step of a status; the others wait for customs.
_NEXT = {
    Status.DRAFT: "list",
    Status.PREPARED: "message",
    Status.HANDED_OVER: "message",
    Status.SAVED: "message",
    Status.SEND_FAILED: "change",
    Status.FAILED: "change",
    Status.REJECTED: "change",
    Status.CANCELLING: "message",
}


class Page(BasePage):
    """Board above; table at the left, story at the right."""

    key = "status"

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.now: Callable[[], datetime] = local_now
        self.wall: WallBoard | None = None
        self._shown: Standing | None = None
        self._limits: Mapping[Status, int] = {}
        self._asker = Asker(context.workspace.path)
        context.workspace.closing.connect(self._asker.close)
        context.workspace.closing.connect(self._close_board)
        self._add_actions()
        self._build()
        context.language.follow(self, self._show_badge)
        self._late_count = 0

    # building

    def _add_actions(self) -> None:
        def add(what: str, shortcut: str, icon: str, do: Callable[[], object]) -> None:
            self.context.actions.add(self, ActionSpec(f"action.track_{what}", shortcut, icon), do)

        add("list", "Ctrl+Return", "list", self.open_list)
        add("message", "Ctrl+M", "message", self.open_message)
        add("change", "Ctrl+E", "edit", self.begin_change)
        add("cancel", "Ctrl+D", "cross", self.ask_cancel)
        add("late", "Ctrl+J", "clock", self.show_late)
        add("board", "F11", "fullscreen", self.open_board)
        add_flows_action(self, "track", lambda conn: order_of(conn, [self.card.current_key()]))

    def _build(self) -> None:
        context, actions = self.context, self.context.actions
        self.late = QLabel(self)
        self.late.setObjectName("badge.late")
        self.late.setProperty("status", "warn")
        self.badges.addWidget(self.late)
        self.late_button = ActionButton(actions["action.track_late"])
        self.bar.addWidget(self.late_button)
        for what in ("flows", "board"):
            self.bar.addWidget(ActionButton(actions[f"action.track_{what}"]))
        self.board = StatusBoard(context.language, context.theme)
        self.board.chosen.connect(self.show_status)
        self.body.addWidget(self.board)
        table = tracking_table(self._limits, self.now())
        self.model = TableModel(context.workspace, table, context.language)
        self.card = TableCard(self.model, context.language, context.theme, context.options)
        self.card.chosen.connect(self._on_chosen)
        self.card.opened.connect(lambda _key: self.open_list())
        self.card.columns.set_widths(WIDTHS)
        self.card.set_tones({"status": TONES, "track_late": {LATE: "warn"}})
        add_table_actions(self, self.card)
        steps = ("list", "message", "change", "cancel")
        self.pane = StoryPane(context, [actions[f"action.track_{what}"] for what in steps])
        begin = [actions["action.go_lists"], actions["action.go_import"]]
        self.left = TableOrEmpty(self.card, EmptyState("empty.status", begin, context.language))
        self.body.addWidget(SideBySide(self.left, self.pane, SHARES), 1)
        begin_at(self, self.card.view)

    # showing

    def refresh(self) -> None:
        """Read table and story again; count in the background."""
        now = self.now()
        self._limits = self.context.workspace.read(hours_allowed, self._limits)
        self.model.table = tracking_table(self._limits, now)
        self.card.reload()
        if self.card.current_key() < 0 and self.model.rowCount():
            self.card.view.selectRow(0)
        self._on_chosen(self.card.current_key())
        is_narrowed = bool(self.card.search.text() or self.model.view.filters)
        is_empty = not self.model.rowCount() and not is_narrowed
        self.left.show_empty(is_empty)
        self.pane.setVisible(not is_empty)
        limits = self._limits
        self._asker.ask(lambda conn: board(conn, limits, now), self._show_board)

    def show_document(self, number: str) -> None:
        """Bring the list with this number into view."""
        list_id = self.context.workspace.read(lambda conn: by_own_no(conn, number), None)
        if list_id is not None:
            self.board.choose("")
            self.card.show_view(View())
            self.card.select(list_id)

    def show_status(self, status: str) -> None:
        """Show only the lists of a status; "" = all."""
        self.card.filter_by(*([Filter("status", Comparison.IS, status)] if status else []))

    def show_late(self) -> None:
        """Show only lists that wait too long, or all again."""
        self.board.choose("")
        is_on = _LATE_FILTER in self.card.filters
        self.card.filter_by(*([] if is_on else [_LATE_FILTER]))

    def _show_board(self, found: Board) -> None:
        self.board.show_board(found)
        self._late_count = sum(found.late.values())
        self._show_badge()

    def _show_badge(self) -> None:
        self.late.setText(self.say("track.late", count=f"{self._late_count:,}"))
        self.late.setVisible(self._late_count > 0)

    def _on_chosen(self, key: int) -> None:
        self._shown = one = self.pane.show_list(key, self._limits, self.now())
        allowed = rules()[one.status] if one else None
        for what, is_on in (
            ("list", one is not None),
            ("message", one is not None and one.status is not Status.DRAFT),
            ("change", allowed is not None and allowed.change),
            ("cancel", allowed is not None and allowed.cancel),
        ):
            self.context.actions[f"action.track_{what}"].setEnabled(is_on)
        if one is not None:
            self.pane.recommend(f"action.track_{_NEXT.get(one.status, '')}")

    # next steps

    def open_list(self) -> None:
        """Show the list where it can be read and changed."""
        if self._shown is not None:
            self.context.go("lists", self._shown.own_no)

    def open_message(self) -> None:
        """Show the message file that holds the list."""
        if self._shown is not None:
            self.context.go("messages", self._shown.own_no)

    def begin_change(self) -> None:
        """Make the list a draft again, to be sent as a change, and open it."""
        one = self._shown
        if one is not None:
            self.context.workspace.run(
                "action.track_change",
                lambda session, _progress: change_list(session, one.id, []),
                lambda _outcome: self.context.go("lists", one.own_no),
            )

    def ask_cancel(self) -> None:
        """Ask for the reason; then draft the cancel request."""
        one = self._shown
        if one is None:
            return
        sheet, bind = Sheet(self, "cancel"), self.context.language.bind
        bind(sheet, sheet.title.setText, "track.cancel_sheet", number=one.own_no)
        what = QLabel(sheet.card)
        bind(what, what.setText, "track.cancel_what")
        what.setWordWrap(True)
        reason = QLineEdit(sheet.card)
        reason.setObjectName("cancel_reason")
        bind(reason, reason.setPlaceholderText, "track.cancel_reason")
        bind(reason, reason.setAccessibleName, "track.cancel_reason")
        reason.textChanged.connect(lambda typed: sheet.accept.setEnabled(bool(typed.strip())))
        reason.returnPressed.connect(sheet.accept.click)
        sheet.accept.setEnabled(False)
        sheet.body.addWidget(what)
        sheet.body.addWidget(reason)
        bind(sheet, sheet.accept.setText, "track.cancel_button")
        bind(sheet, sheet.leave.setText, "track.leave")
        sheet.accepted.connect(lambda: self._cancel(one.id, reason.text().strip()))
        sheet.accepted.connect(sheet.deleteLater)
        sheet.closed.connect(sheet.deleteLater)
        sheet.open(focus=reason)

    def _cancel(self, list_id: int, reason: str) -> None:
        on = self.context.today()
        self.context.workspace.run(
            "action.track_cancel",
            lambda session, _progress: cancel_list(session, list_id, reason, on=on),
            lambda _outcome: self.context.notify(self.say("track.cancel_drafted")),
        )

    # the board on the wall

    def open_board(self) -> WallBoard:
        """Show the board over the whole screen."""
        self._close_board()
        self.wall = wall = WallBoard(self.context, self.now)
        wall.closed.connect(self._forget_board)
        wall.showFullScreen()
        return wall

    def _forget_board(self) -> None:
        self.wall = None

    def _close_board(self) -> None:
        if self.wall is not None:
            self.wall.close()
