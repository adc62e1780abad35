"""Where a month stands: open or closed, what is open before closing, what came late, who signed.
A pane for the page of the month."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel

from app.text import finding_text
from app.ui import metrics
from app.ui.actions import ActionSpec
from app.ui.asking import Asker
from app.ui.models.plain_model import Cell, Line, PlainModel
from app.ui.pages.base import BasePage
from app.ui.values import scaled
from app.ui.widgets.action_button import ActionButton
from app.ui.widgets.card import card_column
from app.ui.widgets.entry_sheet import EntrySheet
from app.ui.widgets.first_place import begin_at
from app.ui.widgets.label import word_label
from app.ui.widgets.plain_table import PlainTable
from app.ui.widgets.record_form import FieldSpec
from app.ui.widgets.status_badge import paint_as
from app.values.period import Month
from app.workflow.month_lock import (
    COUNTS,
    MonthClose,
    MonthState,
    Moved,
    Verification,
    close_month,
    month_state,
    reopen_month,
    verify,
)
from app.workflow.opening import Session
from app.workflow.outcome import Outcome
from app.workflow.typed import Typed, said

TABLES = ("findings", "moved", "history")
HEADINGS = {
    "findings": ("what", "fix"),
    "moved": ("month", "figure", "signed", "now", "difference", "scope"),
    "history": ("at", "action", "by", "second", "reason", "seal"),
}
NAMES = {"findings": "lock_finding", "moved": "lock_moved", "history": "lock_history"}
WIDTHS = {
    "findings": (280,),
    "moved": (72, 150, 120, 120, 120),
    "history": (150, 92, 80, 80, 160),
}
SEAL_SHOWN = 16
CLOSE = (FieldSpec("signed_by"), FieldSpec("note", is_wide=True))
REOPEN = (FieldSpec("signed_by"), FieldSpec("second"), FieldSpec("reason", is_wide=True))


class MonthLockPane(QFrame):
    """Shows one month; `shown` when it was read. Its keys work while it is seen."""

    shown = Signal()

    def __init__(self, page: BasePage) -> None:
        super().__init__()
        self._page = page
        self._context = context = page.context
        self._month: Month | None = None
        self.state: MonthState | None = None
        self.verified: Verification | None = None
        self._reading, self._verifying = (Asker(context.workspace.path) for _ in range(2))
        for asker in (self._reading, self._verifying):
            context.workspace.closing.connect(asker.close)
        self.setObjectName("pane.month_lock")
        self.setProperty("role", "card")
        self.chip, self.says = QLabel(self), QLabel(self)
        self.chip.setObjectName("lock.state")
        self.chip.setProperty("role", "chip")
        self.says.setObjectName("lock.says")
        self.says.setWordWrap(True)
        self._add_actions()
        self.models = {name: PlainModel(context.theme) for name in TABLES}
        self.views = {
            name: PlainTable(model, f"table.lock_{name}", context.language, context.theme)
            for name, model in self.models.items()
        }
        self.heads = {name: QLabel(self) for name in TABLES}
        self.views["findings"].activated.connect(lambda index: self._go(index.row()))
        self._lay_out()
        context.language.follow(self, self._show)
        self._show()

    # building

    def _add_actions(self) -> None:
        def add(what: str, shortcut: str, icon: str, do: Callable[[], object]) -> QAction:
            spec = ActionSpec(f"action.month_{what}", shortcut, icon)
            return self._context.actions.add(self, spec, do)

        self.close_action = add("close", "Ctrl+Alt+L", "lock", self.ask_close)
        self.reopen_action = add("reopen", "Ctrl+Alt+U", "unlock", self.ask_reopen)
        self.verify_action = add("verify", "Ctrl+Alt+V", "check", self.verify_month)

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(metrics.INNER_GAP)
        title = word_label(self._context.language, "lock.title", "card-title", self)
        head.addWidget(title)
        head.addWidget(self.chip)
        head.addStretch(1)
        head.addWidget(ActionButton(self.verify_action))
        head.addWidget(ActionButton(self.reopen_action))
        head.addWidget(ActionButton(self.close_action))
        layout = card_column(self)
        layout.addLayout(head)
        layout.addWidget(self.says)
        for name in TABLES:
            self.heads[name].setProperty("role", "label")
            self.heads[name].setWordWrap(True)
            layout.addWidget(self.heads[name])
            layout.addWidget(self.views[name], 1)
        layout.addStretch(0)
        begin_at(self, self.views["findings"])

    # showing

    def show_month(self, month: Month | None) -> None:
        """Show another month; None = there is none."""
        if month != self._month:
            self._month, self.state, self.verified = month, None, None
        self.refresh()

    def refresh(self) -> None:
        """Read the month again, in the background when that takes its time."""
        month = self._month
        if month is None:
            self._show()
            return
        self._reading.ask_here(
            self._context.workspace, lambda conn: month_state(conn, month), self._on_read
        )

    def _on_read(self, state: MonthState) -> None:
        self.state, self.verified = state, None
        self._show()
        self.shown.emit()

    def _show(self) -> None:
        say, state = self._context.language.text, self.state
        is_closed = state is not None and state.close is not None
        is_over = state is not None and self._context.today() >= state.from_day
        self.close_action.setEnabled(is_over and not is_closed)
        self.reopen_action.setEnabled(is_closed)
        self.verify_action.setEnabled(is_closed)
        self.chip.setVisible(state is not None)
        self.chip.setText(say("lock.state_closed" if is_closed else "lock.state_open"))
        paint_as(self.chip, "ink", "good" if is_closed else "info")
        self.says.setText(self._words())
        is_bad = self.verified is not None and not self.verified.is_whole
        paint_as(self.says, "ink", "bad" if is_bad else "")
        for name in TABLES:
            self._show_table(name)

    def _words(self) -> str:
        say, state = self._context.language.text, self.state
        if state is None:
            return say("lock.no_month")
        if self.verified is not None:
            return self._verdict(self.verified)
        close = state.close
        if close is not None:
            return say(
                "lock.signed",
                by=close.signed_by,
                at=close.signed_at.replace("T", " "),
                figures=f"{state.figures:,}",
                seal=close.seal[:SEAL_SHOWN],
                late=state.late_month,
            )
        if self._context.today() < state.from_day:
            return say("lock.not_over", day=state.from_day)
        return say("lock.may_close", figures=f"{state.figures:,}", left=f"{state.left_over:,}")

    def _verdict(self, found: Verification) -> str:
        say, seal = self._context.language.text, found.close.seal[:SEAL_SHOWN]
        if found.is_whole:
            return say("lock.whole", seal=seal)
        broken = say("cli.comma").join(say(f"month_lock.broken.{what}") for what in found.broken)
        return say("lock.broken", seal=seal, broken=broken)

    def _show_table(self, name: str) -> None:
        say, state = self._context.language.text, self.state
        lines = self._lines(name) if state is not None else []
        headings = [say(f"{NAMES[name]}.{column}") for column in HEADINGS[name]]
        self.models[name].show_lines(headings, lines)
        self.views[name].set_widths(*WIDTHS[name])
        self.views[name].setVisible(bool(lines))
        words = self._heading(name, is_empty=not lines) if state is not None else ""
        self.heads[name].setText(words)
        self.heads[name].setVisible(bool(words))

    def _heading(self, name: str, *, is_empty: bool) -> str:
        say, state = self._context.language.text, self.state
        assert state is not None
        is_closed = state.close is not None
        if name == "history":
            return "" if is_empty else say("lock.history")
        if name == "findings":
            if is_closed:
                return ""
            return say("lock.no_findings" if is_empty else "lock.findings")
        if is_empty:
            return say("lock.no_moved") if is_closed else ""
        if is_closed:
            return say("lock.moved_closed", late=state.late_month)
        return say("lock.moved_open")

    def _lines(self, name: str) -> Sequence[Line]:
        state = self.state
        assert state is not None
        if name == "findings":
            code = self._context.language.code
            return [
                [Cell(finding_text(each, code), ink="warn"), Cell(finding_text(each, code, "fix"))]
                for each in state.findings
            ]
        if name == "moved":
            return [self._moved(each) for each in state.moved]
        return [self._signing(each) for each in reversed(state.history)]

    def _moved(self, each: Moved) -> Line:
        def figure(value: int, ink: str = "") -> Cell:
            text = f"{value:,}" if each.name in COUNTS else scaled(value, decimals=2)
            return Cell(text, value, ink=ink, is_number=True)

        return [
            Cell(each.of_month),
            Cell(self._context.language.text(f"lock_figure.{each.name}")),
            figure(each.signed),
            figure(each.now),
            figure(each.difference, "warn"),
            Cell(each.scope.replace("|", " · ")),
        ]

    def _signing(self, each: MonthClose) -> Line:
        return [
            Cell(each.signed_at.replace("T", " ")),
            Cell(
                self._context.language.text(f"lock_action.{each.action}"),
                ink="good" if each.is_in_force else "",
            ),
            Cell(each.signed_by),
            Cell(each.second_by),
            Cell(each.reason),
            Cell(each.seal[:SEAL_SHOWN], hint=each.seal),
        ]

    def _go(self, row: int) -> None:
        """Where what stands open can be settled."""
        if self.state is not None and 0 <= row < len(self.state.findings):
            self._context.go(dict(self.state.findings[row].params)["page"])

    # doing

    def ask_close(self) -> None:
        """Ask who signs, then close the month."""
        month, on = self._month, self._context.today()
        if month is None:
            return

        def keep(session: Session, typed: Typed) -> Outcome:
            return close_month(session, month, said(typed, "signed_by"), on=on, note=typed["note"])

        sheet = EntrySheet(self._page, "month_close", CLOSE, keep)
        sheet.ask({"signed_by": self._context.workspace.actor})

    def ask_reopen(self) -> None:
        """Ask who reopens the month, who agrees, and why."""
        month = self._month
        if month is None:
            return

        def keep(session: Session, typed: Typed) -> Outcome:
            return reopen_month(
                session,
                month,
                said(typed, "signed_by"),
                second=said(typed, "second"),
                reason=said(typed, "reason"),
            )

        sheet = EntrySheet(self._page, "month_reopen", REOPEN, keep)
        sheet.ask({"signed_by": self._context.workspace.actor}, focus="second")

    def verify_month(self) -> None:
        """Compute the seals of the month again."""
        month = self._month
        if month is not None:
            self._verifying.ask(lambda conn: verify(conn, month), self._on_verified)

    def _on_verified(self, found: Sequence[Verification]) -> None:
        """The first broken one, else the closing in force."""
        broken = [each for each in found if not each.is_whole]
        if found:
            self.verified = broken[0] if broken else found[-1]
        self._show()
