"""月度报表: the figures of a month, what they are made of, the parcels behind them, the workbook,
and the closing of the month."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app.documents.fields import Flow
from app.queries import month as query
from app.queries.month import STANDING, Choice, Dimension, Stage
from app.queries.month_b2b import B2B_MODES
from app.queries.month_parcels import Behind
from app.ui import metrics
from app.ui.actions import ActionSpec
from app.ui.asking import Asker
from app.ui.context import Context
from app.ui.pages.base import BasePage
from app.ui.pages.month_lock import MonthLockPane
from app.ui.pages.report_parcels import ParcelsView
from app.ui.pages.report_rows import SUMMARY, RowsCard
from app.ui.pages.report_shares import SharesCard
from app.ui.pages.report_target import ask_target
from app.ui.pages.report_tiles import TileRow
from app.ui.pages.report_trend import TrendCard
from app.ui.pages.report_words import GOODS, MonthWords
from app.ui.pages.report_workbook import WorkbookView
from app.ui.printing.actions import Subject, add_print_action
from app.ui.widgets.action_button import ActionButton
from app.ui.widgets.empty_state import EmptyState
from app.ui.widgets.first_place import begin_at
from app.ui.widgets.label import word_label
from app.values.period import Month
from app.workflow.month_board import FILED, Board, board
from app.workflow.month_paper import id_of

BOARD, PARCELS, WORKBOOK, LOCK, NOTHING, READING = range(6)
_TREND_SHARE, _SHARES_SHARE = 3, 2
_TOP, _BELOW = 4, 5
_LETTERS = {"month": 7, "mode": 12, "currency": 12}
_FLOWS = {"export": Flow.EXPORT, "import": Flow.IMPORT, "tax": Flow.IMPORT}
_STAGES = {"": FILED, "released": (Stage.RELEASED,), "standing": STANDING}


@dataclass(frozen=True, slots=True)
class _Shown:
    """Everything the page shows; `board` None = there is no list at all."""

    months: list[Month]
    modes: list[str]
    currencies: list[str]
    board: Board | None


def _read(conn: Any, month: Month | None, choice: Choice) -> _Shown:
    months = query.known_months(conn)
    wanted = month or (months[0] if months else None)
    found = board(conn, wanted, choice) if wanted and months else None
    return _Shown(months, query.known_modes(conn), query.known_currencies(conn), found)


class Page(BasePage):
    """The board in front; behind it the parcels of a figure, the workbook, the closing."""

    key = "report"

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._asker = Asker(context.workspace.path)
        context.workspace.closing.connect(self._asker.close)
        self.words = MonthWords(context.language, context.codes)
        self.board: Board | None = None
        self._months: list[Month] = []
        self._month: Month | None = None
        self._is_read = False
        self._add_actions()
        self._build()
        context.language.follow(self, self._show_texts)
        self._turn(BOARD)

    # building

    def _add_actions(self) -> None:
        def add(what: str, shortcut: str, icon: str, do: Callable[[], object]) -> QAction:
            spec = ActionSpec(f"action.report_{what}", shortcut, icon)
            return self.context.actions.add(self, spec, do)

        self.back = add("back", "Alt+Left", "arrow-left", lambda: self._turn(BOARD))
        self.earlier = add("earlier", "Ctrl+PgUp", "chevron-left", lambda: self._step(1))
        self.later = add("later", "Ctrl+PgDown", "chevron-right", lambda: self._step(-1))
        self.aim = add("aim", "Ctrl+G", "flag", lambda: ask_target(self))
        self.closing = add("closing", "Ctrl+L", "lock", lambda: self._turn(LOCK))
        self.to_workbook = add("workbook", "Ctrl+E", "excel", lambda: self._turn(WORKBOOK))
        self.print = add_print_action(self, Subject.MONTH, self.chosen)

    def _build(self) -> None:
        for name in ("month", "mode", "currency"):
            box = QComboBox(self)
            box.setObjectName(f"month.{name}_box")
            box.setSizeAdjustPolicy(
                QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
            )
            box.setMinimumContentsLength(_LETTERS[name])
            for widget in (box, box.view()):
                self.context.language.bind(widget, widget.setAccessibleName, f"month.{name}")
            box.activated.connect(lambda _at: self.refresh())
            setattr(self, f"{name}_box", box)
            self.badges.addWidget(box)
        self.context.language.bind(self.month_box, self.month_box.setPlaceholderText, "month.none")
        self.badges.setSpacing(metrics.INNER_GAP)
        self.back_button = ActionButton(self.back)
        self.bar.addWidget(self.back_button)
        for action in (self.aim, self.closing, self.print):
            self.bar.addWidget(ActionButton(action))
        self.workbook_button = ActionButton(self.to_workbook, "primary")
        self.bar.addWidget(self.workbook_button)
        self.workbook = WorkbookView(self)
        self.parcels = ParcelsView(self)
        self.lock = MonthLockPane(self)
        begin = [self.context.actions["action.go_lists"], self.context.actions["action.go_import"]]
        empty = EmptyState("empty.report", begin, self.context.language)
        self.stack = QStackedWidget(self)
        reading = word_label(self.context.language, "month.reading", "muted", self)
        reading.setAlignment(Qt.AlignmentFlag.AlignCenter)
        for view in (self._make_board(), self.parcels, self.workbook, self.lock, empty, reading):
            self.stack.addWidget(view)
        self.body.addWidget(self.stack, 1)
        begin_at(self, self.month_box)

    month_box: QComboBox
    mode_box: QComboBox
    currency_box: QComboBox

    def _make_board(self) -> QWidget:
        whole = QWidget(self)
        self.tiles = TileRow(self.context, self.words)
        self.trend = TrendCard(self.context, self, self.words)
        self.shares = SharesCard(self.context, self.words)
        self.rows = RowsCard(self.context, self.words)
        self.tiles.picked.connect(self._open_tile)
        self.trend.picked.connect(self.show_month)
        self.shares.picked.connect(self._open_share)
        self.rows.picked.connect(self._open_row)
        middle = QHBoxLayout()
        middle.setSpacing(metrics.CARD_GAP)
        middle.addWidget(self.trend, _TREND_SHARE)
        middle.addWidget(self.shares, _SHARES_SHARE)
        layout = QVBoxLayout(whole)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(metrics.CARD_GAP)
        layout.addWidget(self.tiles)
        layout.addLayout(middle, _TOP)
        layout.addWidget(self.rows, _BELOW)
        return whole

    # choosing

    @property
    def month(self) -> Month | None:
        """The month that is shown; None = nothing is known of any."""
        return self._month

    @property
    def choice(self) -> Choice:
        """Mode and currency that are shown."""
        return Choice(self.mode_box.currentData() or "", self.currency_box.currentData() or "")

    def chosen(self) -> list[int]:
        """What is shown, as printing knows it."""
        return [id_of(self.board.month)] if self.board else []

    def show_month(self, month: Month) -> None:
        """Show another month."""
        self._offer_months(month)
        self.refresh()

    def show_document(self, number: str) -> None:
        """Show the month ("2026-10") named by a link."""
        try:
            self.show_month(Month.parse(number))
        except ValueError:
            return

    def _step(self, by: int) -> None:
        at = self.month_box.currentIndex() + by
        if 0 <= at < self.month_box.count():
            self.month_box.setCurrentIndex(at)
            self.refresh()

    # showing

    def refresh(self) -> None:
        """Read the month again."""
        chosen = self.month_box.currentData()
        month = Month.parse(chosen) if chosen else None
        choice = self.choice
        self._asker.ask_here(
            self.context.workspace, lambda conn: _read(conn, month, choice), self._show
        )

    def _show(self, shown: _Shown) -> None:
        self._is_read = True
        self._months, self.board = shown.months, shown.board
        self._offer_months(shown.board.month if shown.board else None)
        self._offer(self.mode_box, shown.modes, "month.all_modes", Dimension.MODE)
        self._offer(self.currency_box, shown.currencies, "month.in_yuan", Dimension.CURRENCY)
        if self.board is not None:
            for view in (self.tiles, self.trend, self.shares, self.rows):
                view.show_board(self.board)
        self._turn(self._view)

    def _show_texts(self) -> None:
        for box, key, by in (
            (self.mode_box, "month.all_modes", Dimension.MODE),
            (self.currency_box, "month.in_yuan", Dimension.CURRENCY),
        ):
            self._offer(box, [box.itemData(at) for at in range(1, box.count())], key, by)
        if self.board is not None:
            for view in (self.tiles, self.trend, self.shares, self.rows):
                view.show_board(self.board)

    def _offer(self, box: QComboBox, codes: list[str], all_key: str, by: Dimension) -> None:
        chosen = box.currentData() or ""
        box.clear()
        box.addItem(self.say(all_key), "")
        for code in codes:
            box.addItem(self.words.name(by, code), code)
        box.setCurrentIndex(max(0, box.findData(chosen)))

    def _offer_months(self, chosen: Month | None) -> None:
        self._month = chosen
        offered = {*self._months, *([chosen] if chosen else [])}
        self.month_box.clear()
        for month in sorted(offered, reverse=True):
            self.month_box.addItem(str(month), str(month))
        self.month_box.setCurrentIndex(self.month_box.findData(str(chosen)))

    # the views behind the board

    _view = BOARD

    def _turn(self, view: int) -> None:
        """Bring a view to the front; without any list there is only the invitation and the
        workbook."""
        was, self._view = self._view, view
        if self.board is None and view != WORKBOOK:
            self.stack.setCurrentIndex(NOTHING if self._is_read else READING)
        else:
            self.stack.setCurrentIndex(view)
        is_board = view == BOARD
        self.back_button.setVisible(not is_board)
        self.back.setEnabled(not is_board)
        for action in (self.earlier, self.later, self.aim, self.closing, self.print):
            action.setEnabled(self.board is not None and (is_board or action is self.closing))
        self.workbook_button.setVisible(view != WORKBOOK)
        self.month_box.setEnabled(view in (BOARD, LOCK))
        for box in (self.mode_box, self.currency_box):
            box.setEnabled(is_board)
        self.title.setText(self.say("page.report"))
        if view == WORKBOOK and was != WORKBOOK:
            self.workbook.show_month(self._month)
        elif view == WORKBOOK:
            self.workbook.refresh()
        elif view == LOCK:
            self.lock.show_month(self._month)
        elif view == PARCELS and was == PARCELS:
            self.parcels.refresh()
        front = self.stack.currentWidget()
        if view != was and front is not None and self.isVisible():
            front.setFocus()

    def open_parcels(self, behind: Behind, said: str) -> None:
        """Show the lists behind a figure."""
        self.parcels.show_behind(behind, said)
        self._turn(PARCELS)

    def _behind(self, **given: object) -> Behind:
        assert self._month is not None
        return Behind(self._month, self.choice, **given)  # type: ignore[arg-type]

    def _open_tile(self, name: str) -> None:
        stages = FILED if name == "lists" else STANDING if name == "tax" else (Stage.RELEASED,)
        flow = _FLOWS.get(name, "")
        self.open_parcels(
            self._behind(flow=str(flow), stages=stages), self.say(f"month.tile.{name}")
        )

    def _open_share(self, by: str, key: str) -> None:
        name = self.words.name(by, key)
        if by == GOODS:
            self.open_parcels(self._behind(stages=STANDING, heading=key), name)
        else:
            self.open_parcels(self._behind(stages=STANDING, by=Dimension(by), key=key), name)

    def _open_row(self, flow: str, mode: str, behind: str) -> None:
        if mode in B2B_MODES:  # no lists: they have a page of their own
            self.context.go("warehouses")
            return
        if behind == SUMMARY and flow == Flow.EXPORT:
            self.context.go("summary", str(self._month))
            return
        behind = "" if behind == SUMMARY else behind
        only = behind if behind not in _STAGES else ""
        stages = _STAGES.get(behind, FILED if behind == "was_refused" else (Stage.RELEASED,))
        given: dict[str, object] = {"flow": flow, "stages": stages, "only": only}
        if flow:
            given |= {"by": Dimension.MODE, "key": mode}
        name = self.words.name(Dimension.MODE, mode) if flow else self.say("month.total")
        self.open_parcels(self._behind(**given), name)
