"""The top bar (company, search, offline mark) and the foot (file, backup, rules, operator)."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QProgressBar, QPushButton, QWidget

from app.ui import metrics
from app.ui.jobs import JobState
from app.ui.language import Language
from app.version import VERSION


def _label(role: str, parent: QWidget) -> QLabel:
    label = QLabel(parent)
    label.setProperty("role", role)
    return label


class TopBar(QFrame):
    """Company at the left; search and the offline mark at the right."""

    def __init__(self, language: Language) -> None:
        super().__init__()
        self.setObjectName("top_bar")
        self.setProperty("role", "top")
        self.setFixedHeight(metrics.TOP_HEIGHT)
        row = QHBoxLayout(self)
        row.setContentsMargins(metrics.PAGE_MARGINS[0], 0, metrics.PAGE_MARGINS[2], 0)
        row.setSpacing(10)
        self.company = _label("card-title", self)
        self.company.setObjectName("company")
        self.code = _label("code", self)
        self.sample = QLabel(self)
        self.sample.setObjectName("sample")
        self.sample.setProperty("status", "warn")
        language.bind(self.sample, self.sample.setText, "window.sample")
        self.search = QPushButton(self)
        self.search.setObjectName("search")
        self.search.setProperty("role", "search")
        self.search.setMinimumWidth(320)
        language.bind(self.search, self.search.setText, "window.search")
        language.bind(self.search, self.search.setAccessibleName, "action.palette")
        offline = QLabel(self)
        offline.setProperty("status", "good")
        language.bind(offline, offline.setText, "window.offline")
        language.bind(offline, offline.setToolTip, "window.offline", part="hint")
        row.addWidget(self.company)
        row.addWidget(self.code)
        row.addWidget(self.sample, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addStretch(1)
        row.addWidget(self.search)
        row.addWidget(offline, 0, Qt.AlignmentFlag.AlignVCenter)

    def show_company(self, name: str, code: str) -> None:
        """The company whose file is open; "" = not filed yet."""
        self.company.setText(name)
        self.code.setText(code)


class Foot(QFrame):
    """File and running job at the left; program version and operator at the right."""

    def __init__(self, language: Language) -> None:
        super().__init__()
        self._language = language
        self._job: JobState | None = None
        self.setObjectName("foot")
        self.setProperty("role", "foot")
        self.setFixedHeight(metrics.FOOT_HEIGHT)
        row = QHBoxLayout(self)
        row.setContentsMargins(metrics.PAGE_MARGINS[0], 0, metrics.PAGE_MARGINS[2], 0)
        row.setSpacing(16)
        self.file = _label("foot", self)
        self.message = _label("foot", self)
        self.message.setObjectName("message")
        self.job = _label("foot", self)
        self.job.setObjectName("job")
        self.progress = QProgressBar(self)
        self.progress.setFixedWidth(160)
        self.progress.setTextVisible(False)
        language.bind(self.progress, self.progress.setAccessibleName, "window.progress")
        self.stop = QPushButton(self)
        self.stop.setProperty("role", "link")
        language.bind(self.stop, self.stop.setText, "action.stop_job")
        version = _label("foot", self)
        language.bind(version, version.setText, "window.version", version=VERSION)
        self.operator = _label("foot", self)
        for widget in (self.file, self.message):
            row.addWidget(widget)
        row.addStretch(1)
        for part in (self.job, self.progress, self.stop, version, self.operator):
            row.addWidget(part)
        language.follow(self, self._show_job)
        language.follow(self, self.message.clear)  # a sentence of the moment, in the old language
        self.show_job(None)

    def show_file(self, path: Path, operator: str) -> None:
        """The open data file and who works on it."""
        self.file.setText(path.name)
        self.file.setToolTip(str(path))
        self.operator.setText(operator)

    def show_job(self, job: JobState | None) -> None:
        """The running job, or None."""
        self._job = job
        self._show_job()

    def _show_job(self) -> None:
        job = self._job
        for widget in (self.job, self.progress, self.stop):
            widget.setVisible(job is not None)
        if job is None:
            return
        phase = self._language.text(job.phase) if job.phase else ""
        self.job.setText(" · ".join(filter(None, [self._language.text(job.title), phase])))
        self.progress.setRange(0, job.total)
        self.progress.setValue(job.done)
