"""Asks which import template is wanted and where to put it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QComboBox, QFileDialog, QHBoxLayout, QLabel, QLineEdit, QPushButton

from app.documents.fields import FileKind
from app.ui import metrics
from app.ui.context import Context
from app.ui.pages.base import BasePage
from app.ui.widgets.label import word_label
from app.ui.widgets.sheet import Sheet
from app.workflow.opening import Session
from app.workflow.outcome import Outcome
from app.workflow.templates import write_import_template

_FOLDER = "template/folder"


class TemplateSheet(Sheet):
    """Hands on the kind and the file; `accepted` when it is to be written."""

    def __init__(self, over: BasePage, context: Context) -> None:
        super().__init__(over, "template")
        self._context = context
        bind = context.language.bind
        bind(self, self.title.setText, "template.title")
        bind(self, self.accept.setText, "template.accept")
        bind(self, self.leave.setText, "lists.leave")
        self.kinds = QComboBox(self.card)
        self.kinds.setObjectName("template.kind")
        bind(self.kinds, self.kinds.setAccessibleName, "template.kind")
        for kind in FileKind:
            self.kinds.addItem("", kind.value)
        self.target = QLineEdit(self.card)
        self.target.setObjectName("template.path")
        bind(self.target, self.target.setAccessibleName, "table.export.path")
        choose = QPushButton(self.card)
        bind(choose, choose.setText, "table.export.choose")
        choose.clicked.connect(lambda _on=False: self._choose())
        row = QHBoxLayout()
        row.setSpacing(metrics.INNER_GAP)
        row.addWidget(self.target, 1)
        row.addWidget(choose)
        self.body.addWidget(self._label("template.about"))
        self.body.addWidget(self._label("template.kind", "label"))
        self.body.addWidget(self.kinds)
        self.body.addWidget(self._label("table.export.path", "label"))
        self.body.addLayout(row)
        self.kinds.currentIndexChanged.connect(lambda _index: self._propose())
        self.target.textChanged.connect(lambda words: self.accept.setEnabled(bool(words.strip())))
        context.language.follow(self, self._name_kinds)
        self._name_kinds()
        for signal in (self.accepted, self.closed):
            signal.connect(self.deleteLater)

    @property
    def kind(self) -> FileKind:
        """The kind of file that was chosen."""
        return FileKind(self.kinds.currentData())

    @property
    def path(self) -> Path:
        """The file to write."""
        path = Path(self.target.text().strip())
        return path if path.suffix else path.with_suffix(".xlsx")

    def _label(self, key: str, role: str = "") -> QLabel:
        return word_label(self._context.language, key, role, self.card, wraps=True)

    def _name_kinds(self) -> None:
        text = self._context.language.text
        for at in range(self.kinds.count()):
            self.kinds.setItemText(at, text(f"import_kind.{self.kinds.itemData(at)}"))
        self._propose()

    def _propose(self) -> None:
        folder = str(self._context.options.value(_FOLDER, ""))
        name = self._context.language.text("template.file", kind=self.kinds.currentText())
        self.target.setText(str(Path(folder or self._context.workspace.path.parent) / name))

    def _choose(self) -> None:
        title = self._context.language.text("template.title")
        name, _ = QFileDialog.getSaveFileName(self, title, str(self.path), "Excel (*.xlsx)")
        if name:
            self.target.setText(name)


def ask_template(page: BasePage) -> TemplateSheet:
    """Ask, then write the template."""
    sheet = TemplateSheet(page, page.context)
    sheet.accepted.connect(_writer(page, sheet))
    sheet.open(focus=sheet.kinds)
    return sheet


def _writer(page: BasePage, sheet: TemplateSheet) -> Callable[[], None]:
    context = page.context

    def write() -> None:
        kind, path, language = sheet.kind, sheet.path, context.language.code

        def work(session: Session, _progress: object) -> Outcome:
            return write_import_template(
                kind, path, context.codes, language=language, now=session.clock()
            )

        def done(_outcome: Outcome) -> None:
            context.options.setValue(_FOLDER, str(path.parent))
            context.notify(page.say("template.done", name=path.name))

        context.workspace.jobs.run("action.import_template", work, done)

    return write
