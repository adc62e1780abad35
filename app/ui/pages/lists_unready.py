"""What a flow lacks in the company's settings before its lists can be made, and the way there."""

from __future__ import annotations

from PySide6.QtWidgets import QLabel, QWidget

from app.text import finding_text
from app.ui.context import Context
from app.ui.widgets.sheet import Sheet
from app.values.finding import Finding
from app.workflow.outcome import Outcome


def unready_flow(outcome: Outcome) -> Finding | None:
    """The finding that says a flow was left out for want of settings."""
    return next((each for each in outcome.findings if "at" in dict(each.params)), None)


class UnreadySheet(Sheet):
    """Says what is missing; its button leads to the field."""

    def __init__(self, over: QWidget, context: Context, finding: Finding) -> None:
        super().__init__(over, "unready")
        language = context.language
        place = dict(finding.params)
        language.bind(self, self.title.setText, "lists_unready.title")
        language.bind(self, self.accept.setText, "lists_unready.accept")
        language.bind(self, self.leave.setText, "lists.leave")
        says = QLabel(self.card)
        says.setObjectName("unready.says")
        says.setWordWrap(True)
        self.body.addWidget(says)

        def say() -> None:
            parts = (finding_text(finding, language.code, part) for part in ("text", "fix"))
            says.setText("\n".join(parts))

        language.follow(says, say)
        say()
        self.accepted.connect(lambda: context.go(place["page"], place["at"]))
        for signal in (self.accepted, self.closed):
            signal.connect(self.deleteLater)
