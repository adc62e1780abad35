"""The top bar (company, search, offline mark) and the foot (file, backup, rules, operator)."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QProgressBar, QPushButton, QWidget

from app.shipped import custom_files
from app.ui import metrics
from app.ui.jobs import JobState
from app.ui.language import Language
from app.ui.theme import Theme
from app.ui.widgets.elided_label import ElidedLabel
from app.version import RULES_CHECKED, VERSION
from app.workflow.backups import Standing
from app.workflow.encrypting import is_encrypted

SEARCH_LEAST, PROGRESS_WIDTH = 130, 160
MOST_NAMED = 12  # files in the tool tip


def _label(role: str, parent: QWidget) -> QLabel:
    label = QLabel(parent)
    label.setProperty("role", role)
    return label


class _SearchButton(QPushButton):
    """Looks like a search box; its invitation gives way when there is little room."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("search")
        self.setProperty("role", "search")
        self._invitation = ""

    def invite(self, words: str) -> None:
        """Say these words."""
        self._invitation = words
        self._show()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """As many of the words as there is room for."""
        super().resizeEvent(event)
        self._show()

    def _show(self) -> None:
        frame = self.sizeHint().width() - self.fontMetrics().horizontalAdvance(self.text())
        room = self.width() - frame
        fitting = self.fontMetrics().elidedText(self._invitation, Qt.TextElideMode.ElideRight, room)
        self.setText(fitting)


class TopBar(QFrame):
    """Company at the left; search and the offline mark at the right."""

    def __init__(self, language: Language, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("top_bar")
        self.setProperty("role", "top")
        theme.fit(self, self.setFixedHeight, metrics.TOP_HEIGHT)
        row = QHBoxLayout(self)
        row.setContentsMargins(metrics.PAGE_MARGINS[0], 0, metrics.PAGE_MARGINS[2], 0)
        row.setSpacing(10)
        self.company = ElidedLabel("card-title", self)
        self.company.setObjectName("company")
        self.code = _label("code", self)
        self.sample = QLabel(self)
        self.sample.setObjectName("sample")
        self.sample.setProperty("status", "warn")
        language.bind(self.sample, self.sample.setText, "window.sample")
        self.search = _SearchButton(self)
        theme.fit(self.search, self.search.setMinimumWidth, SEARCH_LEAST)
        theme.fit(self.search, self.search.setMaximumWidth, metrics.SEARCH_WIDTH)
        language.bind(self.search, self.search.invite, "window.search")
        language.bind(self.search, self.search.setAccessibleName, "action.palette")
        offline = QLabel(self)
        offline.setProperty("status", "good")
        language.bind(offline, offline.setText, "window.offline")
        language.bind(offline, offline.setToolTip, "window.offline", part="hint")
        row.addWidget(self.company)
        row.addWidget(self.code)
        row.addWidget(self.sample, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addStretch(1)
        row.addWidget(self.search, 2)
        row.addWidget(offline, 0, Qt.AlignmentFlag.AlignVCenter)

    def show_company(self, name: str, code: str) -> None:
        """The company whose file is open; "" = not filed yet."""
        self.company.setText(name)
        self.code.setText(code)


class Foot(QFrame):
    """File, backup and what was just done at the left; the running job, versions and who works
    here at the right."""

    def __init__(self, language: Language, theme: Theme) -> None:
        super().__init__()
        self._language = language
        self._job: JobState | None = None
        self._actor = ""
        self.setObjectName("foot")
        self.setProperty("role", "foot")
        theme.fit(self, self.setFixedHeight, metrics.FOOT_HEIGHT)
        self.file = ElidedLabel("foot", self)
        self.message, self.job = ElidedLabel("foot", self), ElidedLabel("foot", self)
        self.rules = ElidedLabel("foot", self)
        for name in ("file", "message", "job", "rules"):
            getattr(self, name).setObjectName(name)
        self.progress = QProgressBar(self)
        self.progress.setTextVisible(False)
        theme.fit(self.progress, self.progress.setFixedWidth, PROGRESS_WIDTH)
        language.bind(self.progress, self.progress.setAccessibleName, "window.progress")
        self.stop, self.operator = self._link("stop"), self._link("operator")
        self.backup, self.encryption = self._link("backup"), self._link("encryption")
        self._standing: Standing | None = None
        language.bind(self.stop, self.stop.setText, "action.stop_job")
        language.bind(self.operator, self.operator.setToolTip, "window.operator", part="hint")
        about = {"day": RULES_CHECKED, "version": VERSION}
        if custom := custom_files():
            about["files"] = "\n".join(custom[:MOST_NAMED])
        key = "window.rules_custom" if custom else "window.rules"
        language.bind(self.rules, self.rules.explain, key, part="hint", **about)
        language.bind(self.rules, self.rules.setText, key, **about)
        self._lay_out()
        language.follow(self, self._show_job)
        language.follow(self, self._show_operator)
        language.follow(self, self._show_backup)
        language.follow(self, self.message.clear)  # a sentence of the moment, in the old language
        self.show_job(None)
        self._show_backup()

    def _link(self, name: str) -> QPushButton:
        link = QPushButton(self)
        link.setObjectName(f"foot.{name}")
        link.setProperty("role", "link")
        return link

    def _lay_out(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(metrics.PAGE_MARGINS[0], 0, metrics.PAGE_MARGINS[2], 0)
        row.setSpacing(16)
        for widget in (self.file, self.encryption, self.backup, self.message):
            row.addWidget(widget)
        row.addStretch(1)
        for part in (self.job, self.progress, self.stop, self.rules, self.operator):
            row.addWidget(part)

    def show_file(self, path: Path) -> None:
        """The open data file, and whether it is encrypted."""
        self.file.explain(str(path))
        self.file.setText(path.name)
        key = "window.encrypted" if is_encrypted(path) else "window.plain"
        self._language.bind(self.encryption, self.encryption.setText, key)
        self._language.bind(self.encryption, self.encryption.setToolTip, key, part="hint")

    def show_backup(self, standing: Standing) -> None:
        """When the file was backed up last."""
        self._standing = standing
        self._show_backup()

    def _show_backup(self) -> None:
        text, standing = self._language.text, self._standing
        latest = standing.latest if standing else None
        when = f"{latest.at:%Y-%m-%d %H:%M}" if latest else ""
        self.backup.setText(text("window.backup" if latest else "window.no_backup", when=when))
        second = standing is not None and standing.is_second_due
        self.backup.setToolTip(text("window.second_due" if second else "window.backup", "hint"))

    def show_operator(self, actor: str) -> None:
        """Who works here; "" = nobody said."""
        self._actor = actor
        self._show_operator()

    def _show_operator(self) -> None:
        text = self._language.text
        named = text("window.operator", name=self._actor or text("window.no_operator"))
        self.operator.setText(named)

    def end_job(self) -> None:
        """No job runs any more."""
        self.show_job(None)

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
