"""Before there is a data file: language, company, folder — or the sample company, or a data file
that is there already. One calm page; every answer can be changed later."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import (
    QBoxLayout,
    QCheckBox,
    QDialog,
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QProgressBar,
    QPushButton,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from app.text import LANGUAGES, error_text
from app.ui import metrics
from app.ui.jobs import Jobs, JobState, Runner, is_expected
from app.ui.language import Language
from app.ui.widgets.card import card_column
from app.ui.widgets.label import word_label
from app.ui.widgets.record_form import Editor, FieldCell, FieldSpec
from app.ui.widgets.status_badge import paint_as
from app.values.errors import AppError, Cancelled
from app.values.progress import Progress
from app.workflow.backups import require_passphrase
from app.workflow.encrypting import can_encrypt
from app.workflow.founding import ASKED, found_company, record_of
from app.workflow.masters import TRADES
from app.workflow.masters_checks import judge_party
from app.workflow.places import Place, place_at
from app.workflow.sample import make_sample


class FirstRun(QDialog):
    """Makes a data file, or finds one; `ready` carries it. Stays open until somebody closes it, so
    that a file which cannot be opened is told here."""

    ready = Signal(Path)

    def __init__(
        self,
        language: Language,
        folder: Path,
        *,
        today: Callable[[], date] = date.today,
        judge: Callable[[Path], Place] = place_at,
        runner: Runner | None = None,
        actor: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.language, self._today, self._judge = language, today, judge
        self._actor = actor
        self._jobs = Jobs(None, runner=runner)
        self._error: AppError | None = None
        self.setObjectName("first_run")
        self._title = "first_run.title" if parent is None else "first_run.another"
        language.bind(self, self.setWindowTitle, self._title)
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(*metrics.PAGE_MARGINS)
        self._layout.setSpacing(metrics.CARD_GAP)
        self._layout.addLayout(self._head())
        self._layout.addWidget(self._notice())
        self.questions = self._questions(folder)
        self._layout.addWidget(self.questions)
        self._layout.addWidget(self._working())
        self._layout.addLayout(self._foot())
        self._wire()

    # building

    def _head(self) -> QBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(metrics.INNER_GAP)
        titles = QVBoxLayout()
        titles.setSpacing(2)
        titles.addWidget(self._label("page-title", self._title))
        titles.addWidget(self._label("muted", "first_run.about"))
        row.addLayout(titles, 1)
        self.choices = {code: QRadioButton(self) for code in LANGUAGES}
        for code, choice in self.choices.items():
            choice.setObjectName(f"first_run.{code}")
            self.language.bind(choice, choice.setText, f"settings.language.{code}")
            choice.clicked.connect(partial(self._speak, code))
            row.addWidget(choice, 0, Qt.AlignmentFlag.AlignTop)
        self.choices[self.language.code].setChecked(True)
        return row

    def _notice(self) -> QFrame:
        self.notice = QFrame(self)
        self.notice.setObjectName("first_run.notice")
        self.notice.setProperty("role", "notice")
        self.notice.setProperty("status", "bad")
        self.told = QLabel(self.notice)
        self.told.setWordWrap(True)
        box = QVBoxLayout(self.notice)
        box.setContentsMargins(*metrics.CARD_MARGINS)
        box.addWidget(self.told)
        self.notice.hide()
        return self.notice

    def _questions(self, folder: Path) -> QWidget:
        whole = QWidget(self)
        layout = QVBoxLayout(whole)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(metrics.CARD_GAP)
        layout.addWidget(self._company())
        layout.addWidget(self._folder(folder))
        return whole

    def _company(self) -> QFrame:
        card, layout = self._card("first_run.company")
        self.cells = {
            name: FieldCell(FieldSpec(name), "first_run", self.language, None) for name in ASKED
        }
        name, *codes = self.cells.values()
        layout.addWidget(name)
        row = QHBoxLayout()
        row.setSpacing(metrics.CARD_GAP)
        for cell in codes:
            row.addWidget(cell, 1, Qt.AlignmentFlag.AlignTop)
        layout.addLayout(row)
        spec = FieldSpec("trades", Editor.CHOICE, tuple(TRADES), "trades")
        self.trades = FieldCell(spec, "first_run", self.language, None)
        layout.addWidget(self.trades)
        return card

    def _folder(self, folder: Path) -> QFrame:
        card, layout = self._card("first_run.folder")
        row = QHBoxLayout()
        row.setSpacing(metrics.INNER_GAP)
        self.folder = QLineEdit(str(folder), card)
        self.folder.setObjectName("first_run.folder")
        self.folder.setCursorPosition(0)
        bind = self.language.bind
        bind(self.folder, self.folder.setAccessibleName, "first_run.folder")
        row.addWidget(self.folder, 1)
        row.addWidget(self._button("browse", self._browse))
        layout.addLayout(row)
        self.verdict = QLabel(card)
        self.verdict.setObjectName("first_run.verdict")
        self.verdict.setWordWrap(True)
        layout.addWidget(self.verdict)
        self.proposal = self._button("proposal", self._take_proposal, "link")
        layout.addWidget(self.proposal, 0, Qt.AlignmentFlag.AlignLeft)
        self._offer_encryption(layout)
        return card

    def _offer_encryption(self, layout: QVBoxLayout) -> None:
        self.encrypt = QCheckBox(self)
        self.encrypt.setObjectName("first_run.encrypt")
        bind = self.language.bind
        bind(self.encrypt, self.encrypt.setText, "first_run.encrypt")
        bind(self.encrypt, self.encrypt.setToolTip, "first_run.encrypt", part="hint")
        self.encrypt.setVisible(can_encrypt())
        layout.addWidget(self.encrypt)
        self.words = {
            name: FieldCell(
                FieldSpec(name, Editor.PASSWORD), "first_run", self.language, None,
                labels="entry_field",
            )
            for name in ("passphrase", "again")
        }  # fmt: skip
        row = QHBoxLayout()
        row.setSpacing(metrics.CARD_GAP)
        for cell in self.words.values():
            cell.editor.setProperty("help", "")
            row.addWidget(cell, 1, Qt.AlignmentFlag.AlignTop)
        layout.addLayout(row)
        self.encrypt.toggled.connect(self._show_words)
        self._show_words(False)

    def _show_words(self, is_wanted: bool) -> None:
        for cell in self.words.values():
            cell.setVisible(is_wanted)
        if is_wanted:
            self.words["passphrase"].focus()

    def _working(self) -> QWidget:
        self.working = QWidget(self)
        layout = QHBoxLayout(self.working)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(metrics.INNER_GAP)
        self.phase = QLabel(self.working)
        self.phase.setProperty("role", "muted")
        self.bar = QProgressBar(self.working)
        self.bar.setTextVisible(False)
        self.language.bind(self.bar, self.bar.setAccessibleName, "window.progress")
        layout.addWidget(self.phase)
        layout.addWidget(self.bar, 1)
        self.working.hide()
        return self.working

    def _foot(self) -> QBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(metrics.INNER_GAP)
        self.sample = self._button("sample", self._try_sample)
        self.existing = self._button("existing", self._open_existing)
        self.leave = self._button("leave", self.reject, "quiet")
        self.start = self._button("start", self._found, "primary")
        self.start.setDefault(True)
        self.language.bind(self.sample, self.sample.setToolTip, "first_run.sample", part="hint")
        row.addWidget(self.sample)
        row.addWidget(self.existing)
        row.addStretch(1)
        row.addWidget(self.leave)
        row.addWidget(self.start)
        return row

    def _card(self, title: str) -> tuple[QFrame, QVBoxLayout]:
        card = QFrame(self)
        card.setProperty("role", "card")
        layout = card_column(card)
        layout.addWidget(self._label("card-title", title))
        about = self._label("muted", title, part="hint")
        about.setWordWrap(True)
        layout.addWidget(about)
        return card, layout

    def _label(self, role: str, key: str, part: str = "text") -> QLabel:
        return word_label(self.language, key, role, self, part=part)

    def _button(self, name: str, do: Callable[[], object], role: str = "") -> QPushButton:
        button = QPushButton(self)
        button.setObjectName(f"first_run.{name}")
        button.setProperty("role", role)
        self.language.bind(button, button.setText, f"first_run.{name}")
        button.clicked.connect(lambda _on=False: do())
        return button

    def _wire(self) -> None:
        for cell in self.cells.values():
            cell.edited.connect(lambda _name: self._check_company())
        self.folder.textChanged.connect(lambda _text: self._check_folder())
        self._jobs.started.connect(self._show_job)
        self._jobs.moved.connect(self._show_job)
        self._jobs.ended.connect(self._show_job)
        self._jobs.failed.connect(self._on_failed)
        self.language.follow(self, self._say_again)
        self._check_folder()
        self.cells["name"].focus()

    # answers

    @property
    def asked(self) -> dict[str, str]:
        """What was entered about the company."""
        return {name: cell.value() for name, cell in self.cells.items()}

    def _speak(self, code: str) -> None:
        self.language.switch(code)

    def _say_again(self) -> None:
        self.choices[self.language.code].setChecked(True)
        self._check_company()
        self._check_folder()
        if self._error is not None:
            self.tell(self._error)

    def _check_company(self, *, is_final: bool = False) -> None:
        """Warn about what is entered; an empty field is said only when it is needed at once."""
        found = judge_party(record_of(self.asked), self._today())
        for name, cell in self.cells.items():
            is_due = bool(cell.value().strip()) or (is_final and name == "name")
            cell.show_findings([each for each in found if is_due and each.field == name])

    def _check_folder(self) -> Place:
        self._place = place = self._judge(Path(self.folder.text().strip()))
        key = f"places.{place.reason}" if place.reason else "places.fit"
        self.verdict.setText(self.language.text(key, detail=place.detail))
        paint_as(self.verdict, "ink", "bad" if place.reason else "good")
        self.proposal.setVisible(place.proposal is not None)
        self.proposal.setText(self.language.text("first_run.proposal", folder=place.proposal))
        return place

    def _browse(self) -> None:
        title = self.language.text("first_run.folder")
        chosen = QFileDialog.getExistingDirectory(self, title, self.folder.text())
        if chosen:
            self.folder.setText(str(Path(chosen)))

    def _take_proposal(self) -> None:
        self.folder.setText(str(self._place.proposal))
        self.folder.setFocus(Qt.FocusReason.OtherFocusReason)

    # ways out

    def _found(self) -> None:
        self._check_company(is_final=True)
        if not self.asked["name"].strip():
            self.cells["name"].focus()
            return
        if not self._check_folder().is_fit:
            self.folder.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        folder, asked, actor = Path(self.folder.text().strip()), self.asked, self._actor
        trades = self.trades.value()
        try:
            words = self._passphrase()
        except AppError as error:
            self.tell(error)
            self.words[str(error.params["field"])].focus()
            return
        self._make(
            "first_run.founding",
            lambda _: found_company(folder, asked, actor=actor, trades=trades, passphrase=words),
        )

    def _passphrase(self) -> str:
        """What the file is to be encrypted with; "" = it is not. Raises AppError."""
        if not self.encrypt.isChecked():
            return ""
        typed = {name: cell.value() for name, cell in self.words.items()}
        require_passphrase(typed["passphrase"], typed["again"])
        return typed["passphrase"]

    def _try_sample(self) -> None:
        self._make("first_run.making_sample", make_sample)

    def _open_existing(self) -> None:
        chosen = choose_data_file(self, self.language, Path(self.folder.text()))
        if chosen is not None:
            self.ready.emit(chosen)

    def _make(self, title: str, work: Callable[[Progress], Path]) -> None:
        self.notice.hide()
        self._error = None
        self._jobs.run_apart(title, work, self.ready.emit)

    def _show_job(self, job: JobState | None = None) -> None:
        self.working.setVisible(job is not None)
        for widget in (self.questions, self.sample, self.existing, self.start):
            widget.setEnabled(job is None)
        if job is not None:
            self.phase.setText(self.language.text(job.title))
            self.bar.setRange(0, job.total)
            self.bar.setValue(job.done)

    def _on_failed(self, error: Exception) -> None:
        if not is_expected(error):
            raise error
        assert isinstance(error, AppError)
        if not isinstance(error, Cancelled):
            self.tell(error)

    def tell(self, error: AppError) -> None:
        """Say what stands in the way, until the next try."""
        self._error = error
        self.told.setText("\n".join(error_text(error, self.language.code)))
        self.notice.show()

    def event(self, event: QEvent) -> bool:
        """As high as what is said needs, at a width that reads well."""
        handled = super().event(event)
        if event.type() in (QEvent.Type.LayoutRequest, QEvent.Type.Show):
            width = max(metrics.SHEET_WIDTH, self._layout.totalMinimumSize().width())
            self.setFixedSize(width, self._layout.totalHeightForWidth(width))
        return handled

    def done(self, result: int) -> None:
        """Stop what is being made and go."""
        self._jobs.close()
        super().done(result)


def choose_data_file(parent: QWidget, language: Language, folder: Path) -> Path | None:
    """Ask for a data file in the dialog of the system; None = none was chosen."""
    title = language.text("action.open_file")
    kinds = f"{language.text('first_run.data_file')} (*.sandan)"
    name, _kind = QFileDialog.getOpenFileName(parent, title, str(folder), kinds)
    return Path(name) if name else None
