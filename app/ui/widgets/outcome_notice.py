"""What came of the last job, said on the page: counts, and the first findings with what to do."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout

from app.text import finding_text
from app.ui import metrics
from app.ui.language import Language
from app.ui.widgets.status_badge import paint_as
from app.values.finding import Finding, Severity
from app.workflow.outcome import Outcome

SHOWN = 3

_TONES = {Severity.BLOCKING: "bad", Severity.DOUBTFUL: "warn", Severity.NOTE: "info"}


class OutcomeNotice(QFrame):
    """A box that stays until the next job or until it is closed. Follows the language."""

    def __init__(self, name: str, language: Language) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setProperty("role", "notice")
        self._language = language
        self._lines: Callable[[], Sequence[str]] = tuple
        self.says = QLabel(self)
        self.says.setObjectName(f"says.{name}")
        self.says.setTextFormat(Qt.TextFormat.PlainText)
        self.says.setWordWrap(True)
        close = QPushButton(self)
        close.setObjectName(f"close.{name}")
        close.setProperty("role", "link")
        close.clicked.connect(lambda _on=False: self.hide())
        language.bind(close, close.setText, "notice.close")
        row = QHBoxLayout(self)
        row.setContentsMargins(*metrics.CARD_MARGINS)
        row.addWidget(self.says, 1)
        side = QVBoxLayout()
        side.addWidget(close)
        side.addStretch(1)
        row.addLayout(side)
        language.follow(self, self._show)
        self.hide()

    def show_outcome(self, outcome: Outcome) -> None:
        """Tell a stage's counts and first findings."""
        worst = min(outcome.finding_counts, key=list(_TONES).index, default=None)
        self.tell(lambda: self._told(outcome), _TONES[worst] if worst else "good")

    def tell(self, lines: Callable[[], Sequence[str]], status: str) -> None:
        """Tell lines, asked again after every switch of the language."""
        self._lines = lines
        paint_as(self, "status", status)
        self._show()
        self.show()

    def _show(self) -> None:
        self.says.setText("\n".join(self._lines()))

    def _told(self, outcome: Outcome) -> list[str]:
        text = self._language.text
        counts = [
            f"{text(f'count.{outcome.stage}.{name}')} {number:,}"
            for name, number in outcome.counts.items()
            if number
        ]
        lines = [" · ".join(counts) or text("notice.nothing_new")]
        lines += [self._finding(finding) for finding in outcome.findings[:SHOWN]]
        left = sum(outcome.finding_counts.values()) - min(len(outcome.findings), SHOWN)
        return [*lines, text("notice.more", count=left)] if left > 0 else lines

    def _finding(self, finding: Finding) -> str:
        code = self._language.code
        place = finding.provenance.file if finding.provenance else ""
        said = f"{finding_text(finding, code)}{finding_text(finding, code, 'fix')}"
        return f"{place}：{said}" if place else said
