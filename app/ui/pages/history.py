"""办理历史: the audit log, newest first; of a step, what it changed field by field."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFrame, QLabel

from app.queries.history import ENTRIES, FieldChange, StepChanges, changes_of
from app.ui.actions import ActionSpec
from app.ui.asking import Asker
from app.ui.context import Context
from app.ui.models.plain_model import Cell, Line, PlainModel
from app.ui.models.table_model import TableModel
from app.ui.pages.base import BasePage
from app.ui.pages.history_words import field_word, table_word, told_word, value_word
from app.ui.pages.table_actions import add_table_actions
from app.ui.values import UNKNOWN
from app.ui.widgets.action_button import ActionButton
from app.ui.widgets.card import card_column
from app.ui.widgets.first_place import begin_at
from app.ui.widgets.plain_table import PlainTable
from app.ui.widgets.side_by_side import SideBySide
from app.ui.widgets.status_badge import paint_as
from app.ui.widgets.table_view import TableCard
from app.workflow.auditing import Verified, shown_head, verify

SHARES = (700, 420)
WIDTHS = {
    "audit_no": 62,
    "audit_at": 148,
    "verb": 128,
    "audit_actor": 84,
    "audit_state": 70,
    "audit_added": 70,
    "audit_changed": 82,
    "audit_kind": 64,
    "role": 80,
    "audit_witness": 80,
}
HEADINGS = ("what", "field", "before", "after")
CHANGE_WIDTHS = (92, 118, 92)
FAULTS_SAID = 5


class Page(BasePage):
    """Nothing can be changed here. `verify` computes the whole log again."""

    key = "history"

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._asker, self._verifying = Asker(context.workspace.path), Asker(context.workspace.path)
        for asker in (self._asker, self._verifying):
            context.workspace.closing.connect(asker.close)
        self._changes: StepChanges | None = None
        self._verified: Verified | None = None
        self._build()
        context.language.follow(self, self._show)

    def _build(self) -> None:
        context = self.context
        self.verdict = QLabel(self)
        self.verdict.setObjectName("history.verdict")
        self.verdict.setWordWrap(True)
        self.verdict.setTextFormat(Qt.TextFormat.PlainText)
        self.bar.addWidget(ActionButton(self._add("verify", "Ctrl+R", "check", self.verify), ""))
        self.body.addWidget(self.verdict)
        self.model = TableModel(context.workspace, ENTRIES, context.language)
        self.card = TableCard(self.model, context.language, context.theme, context.options)
        self.card.columns.set_widths(WIDTHS)
        self.card.chosen.connect(self._on_chosen)
        add_table_actions(self, self.card)
        self.body.addWidget(SideBySide(self.card, self._pane(), SHARES), 1)
        begin_at(self, self.card.view)

    def _add(self, what: str, shortcut: str, icon: str, do: Callable[[], object]) -> QAction:
        spec = ActionSpec(f"action.history_{what}", shortcut, icon)
        return self.context.actions.add(self, spec, do)

    def _pane(self) -> QFrame:
        pane = QFrame(self)
        pane.setProperty("role", "card")
        title, self.about = QLabel(pane), QLabel(pane)
        title.setProperty("role", "card-title")
        self.context.language.bind(title, title.setText, "history.changes")
        self.about.setProperty("role", "muted")
        self.about.setWordWrap(True)
        self.about.setTextFormat(Qt.TextFormat.PlainText)
        self.changes = PlainModel(self.context.theme)
        self.view = PlainTable(
            self.changes, "table.history_changes", self.context.language, self.context.theme
        )
        layout = card_column(pane)
        layout.addWidget(title)
        layout.addWidget(self.about)
        layout.addWidget(self.view, 1)
        layout.addStretch(0)
        return pane

    # showing

    def refresh(self) -> None:
        """Read the log again."""
        self._verified = None
        self.card.reload()
        if self.card.current_key() < 0 and self.model.rowCount():
            self.card.view.selectRow(0)
        self._show()

    def _on_chosen(self, key: int) -> None:
        workspace = self.context.workspace
        self._asker.ask_here(workspace, lambda conn: changes_of(conn, key), self._on_changes)

    def _on_changes(self, changes: StepChanges | None) -> None:
        self._changes = changes
        self._show()

    def _show(self) -> None:
        found = self._changes
        self.changes.show_lines(
            [self.say(f"history.column.{name}") for name in HEADINGS],
            [self._line(each) for each in (found.fields if found else ())],
        )
        self.view.set_widths(*CHANGE_WIDTHS)
        self.view.setVisible(bool(found and found.fields))
        self.about.setText(self._said(found) if found else "")
        self._show_verdict()

    def _said(self, found: StepChanges) -> str:
        lines = [
            self.say("history.added", what=self._table(table), count=f"{count:,}")
            for table, count in found.added
        ]
        if not found.is_known:
            lines.append(self.say("history.forgotten"))
        elif found.changed > len({(each.table, each.row_id) for each in found.fields}):
            lines.append(self.say("history.changed", count=f"{found.changed:,}"))
        if not lines and not found.fields:
            lines.append(self.say("history.nothing"))
        if found.about:
            told = (self._told(name, value) for name, value in found.about)
            lines.append(" · ".join(told))
        lines.append(self.say("history.hash", hash=found.hash[:32]))
        return "\n".join(lines)

    def _line(self, change: FieldChange) -> Line:
        code = self.context.language.code
        name = field_word(change.table, change.column, code) if change.column else ""
        return (
            Cell(f"{self._table(change.table)} {change.row_id}"),
            Cell(name or self.say("history.removed")),
            Cell(change.before or UNKNOWN, ink="muted"),
            Cell(change.after or UNKNOWN),
        )

    def _table(self, table: str) -> str:
        return table_word(table, self.context.language.code)

    def _told(self, name: str, value: str) -> str:
        code = self.context.language.code
        return f"{told_word(name, code)} {value_word(name, value, code)}"

    # verifying

    def verify(self) -> None:
        """Compute the whole log again and hold it against the backups."""
        safekeeping = self.context.safekeeping
        backups = safekeeping.keeper.backups() if safekeeping else []
        self._verifying.ask(lambda conn: verify(conn, backups), self._on_verified)

    def _on_verified(self, found: Verified) -> None:
        self._verified = found
        self._show_verdict()

    def _show_verdict(self) -> None:
        found = self._verified
        self.verdict.setVisible(found is not None)
        if found is None or found.head is None:
            return
        key = "cli.audit_whole" if found.is_whole else "cli.audit_broken"
        head = shown_head(found.head)
        lines = [self.say(key, entries=f"{found.head.no:,}", anchors=found.anchors, head=head)]
        lines += [
            self.say(f"audit.fault.{each.fault}", no=each.no, source=each.source)
            for each in found.faults[:FAULTS_SAID]
        ]
        lines += [] if found.anchors else [self.say("cli.audit_alone")]
        lines += [self.say("cli.audit_restored", at=at) for at in found.restored]
        self.verdict.setText("\n".join(lines))
        good = "good" if found.anchors else "warn"
        paint_as(self.verdict, "ink", good if found.is_whole else "bad")
