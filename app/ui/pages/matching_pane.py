"""One order of the matching page: its documents, what is suggested, notes and history."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
)

from app.queries.matching import ASSIGNED, Decision, Happening
from app.text import field_label, finding_text
from app.ui import metrics
from app.ui.context import Context
from app.ui.pages.matching_comparison import ComparisonView
from app.ui.pages.matching_table import CONFIDENCE_TONES, decision_words
from app.ui.widgets.action_button import ActionButton
from app.ui.widgets.status_badge import paint_as
from app.values.finding import Finding, Severity
from app.workflow.reviewing import Explanation, Suggestion

RATE_MISSING = "reason.rate_unknown"
_INKS = {Severity.BLOCKING: "bad", Severity.DOUBTFUL: "warn", Severity.NOTE: "muted"}
_STATE_TONES = {"matched": "good", "accepted": "good", "excluded": "muted", "exception": "bad"}


class ReviewPane(QFrame):
    """Shows one order; its buttons trigger the page's actions."""

    def __init__(self, context: Context, actions: dict[str, QAction]) -> None:
        super().__init__()
        self.context = context
        self.setProperty("role", "card")
        self.setObjectName("review.pane")
        self._buttons = {name: ActionButton(action) for name, action in actions.items()}
        for button in self._buttons.values():  # else they would claim room before an order is shown
            button.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(1, 1, 1, 1)
        layout.setSpacing(0)
        layout.addLayout(self._make_head())
        self.comparison = ComparisonView(context.language, context.theme, context.codes)
        layout.addWidget(self.comparison, 1)
        layout.addLayout(self._make_foot())
        layout.addStretch(0)

    # building

    def _make_head(self) -> QHBoxLayout:
        head = QHBoxLayout()
        head.setContentsMargins(*metrics.CARD_MARGINS)
        head.setSpacing(metrics.INNER_GAP)
        self.number = self._label("code", "review.number")
        self.number.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.context.language.bind(
            self.number, self.number.setAccessibleName, "column.match_order_no"
        )
        self.badge = QLabel(self)
        self.badge.setObjectName("review.badge")
        self.badge.setProperty("status", "muted")
        self.position = self._label("muted", "review.position")
        for label in (self.number, self.badge):
            head.addWidget(label)
        head.addStretch(1)
        head.addWidget(self.position)
        return head

    def _make_foot(self) -> QVBoxLayout:
        foot = QVBoxLayout()
        left, _top, right, bottom = metrics.CARD_MARGINS
        foot.setContentsMargins(left, metrics.CARD_GAP, right, bottom)
        foot.setSpacing(metrics.INNER_GAP)
        self.box = QFrame(self)
        self.box.setObjectName("review.box")
        self.box.setProperty("role", "notice")
        self._fill_box()
        foot.addWidget(self.box)
        foot.addLayout(self._make_note_row())
        self.history = self._label("label", "review.history")
        self.history.setWordWrap(True)
        self.history.setAlignment(Qt.AlignmentFlag.AlignTop)
        area = QScrollArea(self)
        area.setObjectName("review.history_area")
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidgetResizable(True)
        area.setWidget(self.history)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setMaximumHeight(metrics.TOP_HEIGHT + metrics.FOOT_HEIGHT)
        foot.addWidget(area)
        return foot

    def _fill_box(self) -> None:
        inside = QVBoxLayout(self.box)
        inside.setContentsMargins(*metrics.CARD_MARGINS)
        inside.setSpacing(metrics.INNER_GAP // 2)
        head = QHBoxLayout()
        head.setSpacing(metrics.INNER_GAP)
        self.headline = self._label("card-title", "review.headline")
        self.headline.setWordWrap(True)
        self.confidence = QLabel(self)
        self.confidence.setObjectName("review.confidence")
        self.confidence.setProperty("status", "muted")
        head.addWidget(self.headline, 1)
        head.addWidget(self.confidence, 0, Qt.AlignmentFlag.AlignTop)
        self.evidence = self._label("", "review.evidence")
        self.evidence.setWordWrap(True)
        self.others = self._label("", "review.others")
        self.others.setTextFormat(Qt.TextFormat.RichText)
        self.others.setWordWrap(True)
        self.to_rates = QPushButton(self.box)
        self.to_rates.setObjectName("review.to_rates")
        self.to_rates.setProperty("role", "link")
        self.to_rates.clicked.connect(lambda _on=False: self.context.go("settings", "rates"))
        language = self.context.language
        language.bind(self.to_rates, self.to_rates.setText, "action.rate_missing")
        buttons = QHBoxLayout()
        buttons.setSpacing(metrics.INNER_GAP)
        for name, button in self._buttons.items():
            if name == "note":
                continue
            if name == "correct":
                buttons.addStretch(1)
            if name in ("accept", "accept_as_is"):
                button.setProperty("role", "primary" if name == "accept" else "")
            buttons.addWidget(button)
        inside.addLayout(head)
        inside.addWidget(self.evidence)
        inside.addWidget(self.others)
        inside.addWidget(self.to_rates, 0, Qt.AlignmentFlag.AlignLeft)
        inside.addLayout(buttons)

    def _make_note_row(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(metrics.INNER_GAP)
        self.owner, self.comment = QLineEdit(self), QLineEdit(self)
        self.owner.setMaximumWidth(metrics.FORM_WIDTH // 3)
        language = self.context.language
        for name, edit in (("owner", self.owner), ("comment", self.comment)):
            edit.setObjectName(f"match.{name}")
            language.bind(edit, edit.setPlaceholderText, f"match.{name}")
            language.bind(edit, edit.setAccessibleName, f"match.{name}")
            row.addWidget(edit)
        row.addWidget(self._buttons["note"])
        return row

    def _label(self, role: str, name: str) -> QLabel:
        label = QLabel(self)
        label.setObjectName(name)
        if role:
            label.setProperty("role", role)
        return label

    # showing

    def show_order(
        self,
        explanation: Explanation | None,
        suggestions: Sequence[Suggestion],
        decision: Decision | None,
    ) -> None:
        """Show an order; None = none is chosen."""
        self.comparison.show_explanation(explanation)
        self.number.setText(explanation.order_no if explanation else "")
        self._show_badge(explanation)
        self._show_box(explanation, suggestions, decision)
        for name, button in self._buttons.items():
            button.setVisible(button.isEnabled() or name in ("correct", "note"))
        for edit in (self.owner, self.comment):
            edit.setEnabled(explanation is not None)

    def show_position(self, at: int, count: int) -> None:
        """Which row of how many this is."""
        say = self.context.language.text
        words = say("match.position", at=f"{at + 1:,}", count=f"{count:,}") if at >= 0 else ""
        self.position.setText(words)

    def show_notes(self, owner: str, happened: Sequence[Happening]) -> None:
        """Who looks after it, and what happened to it."""
        self.owner.setText(owner)
        self.comment.clear()
        lines = [self._happening(each) for each in happened]
        head = f"{self.context.language.text('match.history')}　" if lines else ""
        self.history.setText(head + "　·　".join(lines))

    def is_typed_in(self) -> bool:
        """Whether a note is being written that was not kept yet."""
        return self.owner.hasFocus() or self.comment.hasFocus()

    def _show_badge(self, explanation: Explanation | None) -> None:
        say = self.context.language.text
        self.badge.setVisible(explanation is not None)
        if explanation is None:
            return
        state, reason = explanation.state, explanation.primary
        if reason is not None and state in ("exception", "matched"):
            paint_as(self.badge, "status", "bad" if state == "exception" else "warn")
            self.badge.setText(say(reason.text, "name"))
        else:
            paint_as(self.badge, "status", _STATE_TONES[state])
            self.badge.setText(say(f"match_state.{state}"))

    def _show_box(
        self,
        explanation: Explanation | None,
        suggestions: Sequence[Suggestion],
        decision: Decision | None,
    ) -> None:
        findings = (
            [f for f in explanation.findings if f.severity is not Severity.NOTE]
            if explanation
            else []
        )
        self.confidence.setVisible(bool(suggestions))
        if suggestions:
            self._show_suggestion(suggestions[0])
            self._show_findings(findings)
        elif decision is not None:
            self._show_decision(decision)
            self._show_findings([])
        elif findings:
            paint_as(self.box, "status", "warn")
            self.headline.setText(self.context.language.text("match.by_hand"))
            self.evidence.setText(self._fix(findings[0]))
            self._show_findings(findings)
        else:
            paint_as(self.box, "status", "good" if explanation else "")
            key = "match.agrees" if explanation else "match.nothing_chosen"
            self.headline.setText(self.context.language.text(key))
            self.evidence.setText("")
            self._show_findings([])

    def _show_suggestion(self, made: Suggestion) -> None:
        say = self.context.language.text
        paint_as(self.box, "status", "")
        name = say(made.text, "name", **made.params)
        self.headline.setText(say("match.suggestion", name=name))
        paint_as(self.confidence, "status", CONFIDENCE_TONES[made.confidence])
        self.confidence.setText(say(f"suggestion.confidence.{made.confidence}"))
        will = say("match.will", will=say(made.text, "will", **made.params))
        self.evidence.setText(f"{say(made.text, **made.params)}\n{will}")

    def _show_decision(self, decision: Decision) -> None:
        language = self.context.language
        paint_as(self.box, "status", "good" if decision.action == "accept" else "")
        why = decision_words(decision.reason, decision.evidence, language)
        self.headline.setText(language.text(f"match.was_{decision.action}", why=why))
        at = decision.at.replace("T", " ")
        self.evidence.setText(language.text("match.decided_by", at=at, actor=decision.actor))

    def _show_findings(self, findings: Sequence[Finding]) -> None:
        """Each in a line, in the colour of its weight."""
        code, tokens = self.context.language.code, self.context.theme.tokens
        lines = [
            f'<span style="color:{tokens.ink(_INKS[each.severity])}">•</span> '
            + _escaped(finding_text(each, code))
            for each in findings
        ]
        self.others.setText("<br>".join(lines))
        self.others.setVisible(bool(lines))
        self.to_rates.setVisible(any(each.code == RATE_MISSING for each in findings))

    def _fix(self, finding: Finding) -> str:
        return finding_text(finding, self.context.language.code, "fix")

    def _happening(self, each: Happening) -> str:
        say, code = self.context.language.text, self.context.language.code
        given = {**each.detail, "at": each.at[5:16].replace("T", " "), "actor": each.actor}
        if "document" in given:
            kind = given["document"]
            field = given.get("field", "")
            given["field"] = field_label(field, code, rule=f"{kind}.{field}")
            given["document"] = say(f"match.document.{kind}")
        key = f"match.{each.kind}"
        if each.kind == ASSIGNED and not each.detail["owner"]:
            key = "match.unassigned"
        return say(key, **given)


def _escaped(words: str) -> str:
    return words.replace("&", "&amp;").replace("<", "&lt;")
