"""What was noticed while a file was read: one row a finding, the chosen one told in full below."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from app.text import finding_text
from app.ui import metrics
from app.ui.language import Language
from app.ui.models.plain_model import Cell, Line, PlainModel
from app.ui.theme import Theme
from app.ui.widgets.label import make_label
from app.ui.widgets.plain_table import PlainTable
from app.ui.widgets.status_delegate import StatusDelegate
from app.values.finding import Finding, Provenance, Severity
from app.workflow.incoming import masked

TONES: Mapping[str, str] = {"blocking": "bad", "doubtful": "warn", "note": "info"}
_ORDER = {severity: place for place, severity in enumerate(Severity)}
_NAMES = ("severity", "file", "sheet", "row", "source", "value", "what", "fix")


class FindingList(QWidget):
    """Findings, the worst first. Numbers of private persons are masked."""

    def __init__(self, language: Language, theme: Theme) -> None:
        super().__init__()
        self._language = language
        self._findings: Sequence[Finding] = ()
        self.model = PlainModel(theme)
        self.view = PlainTable(self.model, "table.import_findings", language, theme)
        self.view.setItemDelegateForColumn(0, StatusDelegate(theme, TONES, self.view))
        self.view.selectionModel().currentRowChanged.connect(self._on_current)
        self.detail = QLabel(self)
        self.detail.setObjectName("import_finding_detail")
        self.detail.setWordWrap(True)
        self.detail.setContentsMargins(*metrics.CARD_MARGINS)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        self.nothing = make_label("muted", self, name="import_nothing_noted")
        self.nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        language.bind(self.nothing, self.nothing.setText, "import.no_finding")
        layout.addWidget(self.nothing, 1)
        layout.addWidget(self.view, 1)
        layout.addWidget(self.detail)
        self.show_findings(())
        self.view.set_widths(86, 170, 90, 60, 110, 130, 300)

    def show_findings(self, findings: Sequence[Finding]) -> None:
        """Show these."""
        plain = [masked(finding) for finding in findings]
        self._findings = sorted(plain, key=lambda finding: _ORDER[finding.severity])
        headings = [self._language.text(f"import_finding.{name}") for name in _NAMES]
        self.model.show_lines(headings, [self._line(finding) for finding in self._findings])
        self.view.setVisible(bool(findings))
        self.nothing.setVisible(not findings)
        self._tell(-1)

    def go_next(self) -> bool:
        """Go to the next finding, from the last one to the first; False when there is none."""
        if not self._findings:
            return False
        self.view.selectRow((self.view.currentIndex().row() + 1) % len(self._findings))
        self.view.setFocus()
        return True

    def _line(self, finding: Finding) -> Line:
        place = finding.provenance or Provenance("")
        code = self._language.code
        severity = self._language.text(f"import_severity.{finding.severity}")
        return [
            Cell(severity, finding.severity.value),
            Cell(place.file),
            Cell(place.sheet),
            Cell(str(place.row) if place.row else "", place.row, is_number=True),
            Cell(place.column),
            Cell(finding.value),
            Cell(finding_text(finding, code)),
            Cell(finding_text(finding, code, "fix")),
        ]

    def _on_current(self, current: QModelIndex, _previous: QModelIndex) -> None:
        self._tell(current.row())

    def _tell(self, row: int) -> None:
        """The whole text of a finding; what is too long for its cells can be read here."""
        if 0 <= row < len(self._findings):
            finding, code = self._findings[row], self._language.code
            text, fix = finding_text(finding, code), finding_text(finding, code, "fix")
            self.detail.setText(f"{text}\n{fix}")
        else:
            self.detail.setText("")
        self.detail.setVisible(row >= 0)
