"""The print window: choices at the left, the pages at the right, progress and buttons below."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import (
    QDialog,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QVBoxLayout,
    QWidget,
)

from app.documents.paper import Paper
from app.printing.kinds import Subject
from app.printing.naming import unknown_places
from app.printing.setting import Setting
from app.printing.words import Words
from app.ui import metrics
from app.ui.actions import ActionSpec
from app.ui.context import Context
from app.ui.jobs import JobState
from app.ui.printing.choices import Choices
from app.ui.printing.icon_button import IconButton
from app.ui.printing.painter import text_width
from app.ui.printing.press import paper_press, write_pdf
from app.ui.printing.preview import STEP, WHOLE, Preview
from app.ui.widgets.action_button import ActionButton
from app.ui.widgets.label import make_label
from app.workflow.opening import local_now
from app.workflow.outcome import Outcome
from app.workflow.printing import (
    Batch,
    Job,
    Press,
    Way,
    name_of,
    pages_of_paper,
    print_batch,
    read_paper,
)

ALWAYS_KNOWN = ("form", "date")
TITLE = "print.title"


class PrintDialog(QDialog):
    """Previews and prints a selection. Stopped, the same button goes on with what is left, as long
    as nothing is chosen anew."""

    def __init__(
        self, context: Context, subject: Subject, ids: Sequence[int], parent: QWidget
    ) -> None:
        super().__init__(parent)
        self.setObjectName("print")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._context, self._subject, self._ids = context, subject, ids
        self._at = 0
        self._paper: Paper | None = None
        self._is_printing = False
        self._actions: dict[str, QAction] = {}
        self._icons: dict[str, str] = {}
        self.batch = Batch(ids)
        context.language.bind(self, self.setWindowTitle, TITLE)
        self.choices = Choices(context, subject)
        self.preview = Preview(context.language, context.theme)
        self._add_actions()
        self._build()
        self._wire()
        self._show_document()

    # building

    def _add_actions(self) -> None:
        def add(what: str, shortcut: str, icon: str, do: Callable[[], object]) -> None:
            spec = ActionSpec(f"action.print_{what}", shortcut, icon)
            self._actions[what] = self._context.actions.add(self, spec, do)
            self._icons[what] = icon

        preview = self.preview
        add("previous_document", "Alt+Left", "chevron-left", lambda: self._go(self._at - 1))
        add("next_document", "Alt+Right", "chevron-right", lambda: self._go(self._at + 1))
        add("previous_page", "PgUp", "chevron-up", lambda: preview.turn_to(preview.at - 1))
        add("next_page", "PgDown", "chevron-down", lambda: preview.turn_to(preview.at + 1))
        add("zoom_in", "Ctrl+=", "plus", lambda: preview.zoom(STEP))
        add("zoom_out", "Ctrl+-", "minus", lambda: preview.zoom(1 / STEP))
        add("whole_page", "Ctrl+0", "fullscreen", lambda: preview.zoom(WHOLE))
        add("start", "Ctrl+Return", "print", self.start)
        add("stop", "Ctrl+.", "stop", self._context.workspace.jobs.stop_running)
        add("close", "", "cross", self.close)

    def _button(self, what: str, role: str = "") -> ActionButton:
        button = ActionButton(self._actions[what], role, self)
        button.setAutoDefault(False)
        return button

    def _icon_button(self, what: str) -> IconButton:
        button = IconButton(self._actions[what], self._icons[what], self._context.theme, self)
        button.setAutoDefault(False)
        return button

    def _build(self) -> None:
        self.document = self._label("document")
        self.page = self._label("page")
        bar = QHBoxLayout()
        bar.setSpacing(metrics.INNER_GAP)
        for part in (
            *(self._icon_button("previous_document"), self.document),
            *(self._icon_button("next_document"), self._icon_button("previous_page"), self.page),
            self._icon_button("next_page"),
        ):
            bar.addWidget(part)
        bar.addStretch(1)
        for what in ("zoom_out", "zoom_in", "whole_page"):
            bar.addWidget(self._icon_button(what))
        right = QVBoxLayout()
        right.addLayout(bar)
        right.addWidget(self.preview, 1)
        middle = QHBoxLayout()
        middle.setSpacing(metrics.CARD_GAP)
        middle.addWidget(self.choices)
        middle.addLayout(right, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(*metrics.PAGE_MARGINS)
        layout.setSpacing(metrics.CARD_GAP)
        layout.addLayout(middle, 1)
        layout.addLayout(self._foot())
        self.choices.setMinimumWidth(self._context.theme.sizes.px(280))
        parent = self.parentWidget()
        assert parent is not None
        self.resize(parent.window().size() * 0.92)

    def _foot(self) -> QHBoxLayout:
        self.message = self._label("message")
        self.progress = QProgressBar(self)
        self.progress.setTextVisible(False)
        self.progress.hide()
        self._context.language.bind(
            self.progress, self.progress.setAccessibleName, "print.progress"
        )
        foot = QHBoxLayout()
        foot.setSpacing(metrics.INNER_GAP)
        foot.addWidget(self.message, 1)
        foot.addWidget(self.progress)
        for what, role in (("close", ""), ("stop", ""), ("start", "primary")):
            button = self._button(what, role)
            foot.addWidget(button)
        button.setDefault(True)
        button.setFocus()
        return foot

    def _label(self, name: str) -> QLabel:
        return make_label("muted", self, name=f"print.{name}")

    def _wire(self) -> None:
        jobs, language = self._context.workspace.jobs, self._context.language
        self.choices.changed.connect(self._on_choice)
        self.preview.turned.connect(self._show_place)
        jobs.started.connect(self._show_progress)
        jobs.moved.connect(self._show_progress)
        jobs.ended.connect(self._on_ended)
        language.follow(self, self._show_document)
        self._enable()

    # preview

    def _setting(self) -> Setting:
        words = Words(self.choices.language, self._context.codes)
        operator = self._context.workspace.actor
        chosen = self.choices
        return Setting(words, operator, local_now(), chosen.reveal.isChecked(), chosen.sheet)

    def _job(self) -> Job:
        chosen = self.choices
        return Job(
            chosen.form,
            self._setting(),
            chosen.way,
            pattern=chosen.pattern.text(),
            overwrite=chosen.overwrite.isChecked(),
        )

    def _go(self, at: int) -> None:
        self._at = max(0, min(at, len(self._ids) - 1))
        self._show_document()

    def _on_choice(self) -> None:
        self.batch = Batch(self._ids)
        self._show_document()

    def _show_document(self) -> None:
        subject, document_id, job = self._subject, self._ids[self._at], self._job()
        self._paper = self._context.workspace.read(
            lambda conn: read_paper(conn, subject, document_id), None
        )
        paper = self._paper
        self.preview.show_pages(
            pages_of_paper(paper, job.form, job.setting, text_width) if paper else ()
        )
        self.message.setText("" if paper else self._say("print.gone"))
        self._show_name(job)
        self._enable()

    def _show_place(self) -> None:
        at, pages = self.preview.at, len(self.preview.pages)
        self.document.setText(self._say("print.document", at=self._at + 1, count=len(self._ids)))
        self.page.setText(self._say("print.page", page=at + 1 if pages else 0, pages=pages))
        self._enable()

    def _show_name(self, job: Job) -> None:
        wrong = self._unknown_places()
        if wrong:
            known = " ".join(f"{{{name}}}" for name in self._places())
            words = self._say("print.unknown_name", name=f"{{{wrong[0]}}}", known=known)
        else:
            words = self._say(
                "print.example", name=name_of(self._paper, job) if self._paper else ""
            )
        self.choices.say_name(words, is_good=not wrong)

    def _places(self) -> list[str]:
        return [*(self._paper.names if self._paper else ()), *ALWAYS_KNOWN]

    def _unknown_places(self) -> list[str]:
        return unknown_places(self.choices.pattern.text(), self._places()) if self._paper else []

    # printing

    def start(self) -> None:
        """Print, or go on after a stop."""
        if self._is_printing:
            return
        if self.choices.way is Way.PAPER:
            printer = self.ask_printer()
            if printer is not None:
                self._print(self._job(), paper_press(printer))
            return
        folder = self.ask_folder()
        if folder is not None:
            self._print(replace(self._job(), folder=folder), write_pdf)

    def ask_folder(self) -> Path | None:
        """Where the files go; the last folder is offered. None = not now."""
        key = "print/folder"
        title = self._say("print.choose_folder")
        last = str(self._context.options.value(key, ""))
        folder = QFileDialog.getExistingDirectory(self, title, last)
        if not folder:
            return None
        self._context.options.setValue(key, folder)
        return Path(folder)

    def ask_printer(self) -> QPrinter | None:
        """Which printer, with the system's own dialog. None = not now."""
        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        accepted = QPrintDialog(printer, self).exec() == QDialog.DialogCode.Accepted
        return printer if accepted else None

    def _print(self, job: Job, press: Press) -> None:
        self.choices.remember()
        self.message.clear()
        batch = self.batch
        self._is_printing = True
        self._enable()
        self._context.workspace.jobs.run(
            TITLE,
            lambda session, progress: print_batch(
                session, batch, job, press=press, measure=text_width, progress=progress
            ),
            lambda outcome: self._on_printed(outcome, job),
        )

    def _on_printed(self, outcome: Outcome, job: Job) -> None:
        counts = outcome.counts
        done, left = counts.get("printed", 0), counts.get("left", 0)
        skipped = counts.get("there", 0) + counts.get("gone", 0)
        words = self._say("print.done", done=done)
        if left:
            words = self._say("print.stopped", done=done, left=left)
        else:
            self.batch = Batch(self._ids)
        if skipped:
            words += self._say("print.skipped", count=skipped)
        if outcome.written:
            words += " · " + self._say("print.saved_in", folder=job.folder)
        self.message.setText(words)

    def _show_progress(self, state: JobState) -> None:
        if self._is_printing and state.title == TITLE:
            self.progress.setRange(0, state.total)
            self.progress.setValue(state.done)

    def _on_ended(self) -> None:
        self._is_printing = False
        if self._paper is None:  # the file was being written
            self._show_document()
        self._enable()

    def reject(self) -> None:
        """Esc or close: first stops what is being printed."""
        if self._is_printing:
            self._context.workspace.jobs.stop_running()
        else:
            super().reject()

    def _enable(self) -> None:
        def enable(what: str, can: bool) -> None:
            self._actions[what].setEnabled(can)

        preview, busy = self.preview, self._is_printing
        enable("previous_document", self._at > 0)
        enable("next_document", self._at < len(self._ids) - 1)
        enable("previous_page", preview.at > 0)
        enable("next_page", preview.at < len(preview.pages) - 1)
        enable("start", not busy and not self._unknown_places())
        enable("stop", busy)
        self.progress.setVisible(busy)
        self.choices.setEnabled(not busy)
        self._name_start()

    def _name_start(self) -> None:
        key = "print.resume" if self.batch.done else "action.print_start"
        self._actions["start"].setText(self._say(key))

    def _say(self, key: str, **params: object) -> str:
        return self._context.language.text(key, "text", **params)
