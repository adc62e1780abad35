"""One finding in full: what is wrong, what to do, and a button where the right value is known."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout

from app.text import finding_text
from app.ui import metrics
from app.ui.context import Context
from app.ui.widgets.action_button import ActionButton
from app.ui.widgets.label import make_label
from app.values.finding import Severity
from app.workflow.list_form import Placed

_TONES = {Severity.BLOCKING: "bad", Severity.DOUBTFUL: "warn", Severity.NOTE: ""}


class FindingNotice(QFrame):
    """The box beneath the lines; hidden when there is nothing to say."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.setObjectName("list.notice")
        self.setProperty("role", "notice")
        self._context = context
        self.finding: Placed | None = None
        self._says = QLabel(self)
        self._says.setWordWrap(True)
        self._hint = make_label("muted", self, wraps=True)
        self._fix = ActionButton(context.actions["action.lists_fix"], "link")
        words = QVBoxLayout()
        words.setSpacing(metrics.INNER_GAP // 2)
        words.addWidget(self._says)
        words.addWidget(self._hint)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(*metrics.CARD_MARGINS)
        layout.addLayout(words, 1)
        layout.addWidget(self._fix)
        context.language.follow(self, lambda: self.show_finding(self.finding))
        self.hide()

    def show_finding(self, each: Placed | None) -> None:
        """Say this one; None = nothing."""
        self.finding = each
        self.setVisible(each is not None)
        if each is None:
            return
        language = self._context.language
        self._says.setText(finding_text(each.finding, language.code))
        self._hint.setText(finding_text(each.finding, language.code, "fix"))
        self._fix.setVisible(bool(each.fills))
        if each.fills:
            value = " + ".join(filter(None, each.fills.values()))
            key = "list.fill" if value else "list.fill_empty"
            self._fix.setText(language.text(key, value=value))
        tone = _TONES[each.finding.severity]
        if self.property("status") != tone:
            self.setProperty("status", tone)
            self.style().unpolish(self)
            self.style().polish(self)
