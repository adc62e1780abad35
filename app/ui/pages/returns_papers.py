"""The papers and photos of a request: added by choice or by dropping them, opened, taken off."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QAction, QDesktopServices, QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QComboBox, QFileDialog, QFrame, QHBoxLayout, QVBoxLayout

from app.ui import metrics
from app.ui.context import Context
from app.ui.models.plain_model import Cell, PlainModel
from app.ui.widgets.action_button import ActionButton
from app.ui.widgets.drop import paths_in
from app.ui.widgets.label import word_label
from app.ui.widgets.plain_table import PlainTable
from app.values.finding import DocumentKind
from app.values.progress import Progress
from app.workflow.attachments import (
    Attachment,
    PaperKind,
    attach,
    copy_name,
    detach,
    papers,
    save_paper,
)
from app.workflow.opening import Session
from app.workflow.outcome import Outcome

HEADINGS = ("kind", "name", "size")
KIB = 1024


class PapersPane(QFrame):
    """`show_request(0)` hides what cannot be done yet."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.setObjectName("returns.papers")
        self.setAcceptDrops(True)
        self._context = context
        self._return_id = 0
        self._papers: Sequence[Attachment] = ()
        self._folder: tempfile.TemporaryDirectory[str] | None = None
        context.workspace.closing.connect(self._forget_copies)
        language, theme = context.language, context.theme
        self.title = word_label(language, "returns_page.papers", "card-title", self)
        self.kind = QComboBox(self)
        self.kind.setObjectName("returns.paper_kind")
        for kind in PaperKind:
            self.kind.addItem("", kind.value)
        language.bind(self.kind, self.kind.setAccessibleName, "returns_page.paper_kind")
        view = self.kind.view()
        language.bind(view, view.setAccessibleName, "returns_page.paper_kind")
        self.hint = word_label(language, "returns_page.papers_hint", "muted", self, wraps=True)
        self.model = PlainModel(theme)
        self.table = PlainTable(self.model, "table.return_papers", language, theme)
        self.table.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.table.activated.connect(lambda _index: self.open_chosen())
        self._head = QHBoxLayout()
        self._head.addWidget(self.title, 1)
        self._head.addWidget(self.kind)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(metrics.INNER_GAP)
        layout.addLayout(self._head)
        layout.addWidget(self.hint)
        layout.addWidget(self.table, 3)
        layout.addStretch(1)
        language.follow(self, self._show)

    def offer(self, add: QAction, drop: QAction) -> None:
        """The buttons for adding and for taking off."""
        self._head.addWidget(ActionButton(add))
        self._head.addWidget(ActionButton(drop))

    def show_request(self, return_id: int) -> None:
        """Show the papers of a request."""
        self._return_id = return_id
        none: list[Attachment] = []
        self._papers = (
            self._context.workspace.read(
                lambda conn: papers(conn, DocumentKind.GOODS_RETURN, return_id), none
            )
            if return_id
            else none
        )
        self._show()

    def chosen(self) -> Attachment | None:
        """The paper in front."""
        row = self.table.currentIndex().row()
        return self._papers[row] if 0 <= row < len(self._papers) else None

    def ask_files(self) -> None:
        """Ask for files and add them."""
        title = self._context.language.text("action.returns_paper")
        kinds = self._context.language.text("returns_page.paper_files")
        chosen, _ = QFileDialog.getOpenFileNames(self, title, "", kinds)
        self.add([Path(name) for name in chosen])

    def add(self, paths: Sequence[Path]) -> None:
        """Add files to the request in front."""
        if not paths or not self._return_id:
            return
        return_id, kind = self._return_id, PaperKind(self.kind.currentData())

        def work(session: Session, _progress: Progress) -> Outcome:
            return attach(session, DocumentKind.GOODS_RETURN, return_id, paths, kind=kind)

        self._run("action.returns_paper", work, "returns_page.paper_added")

    def drop_chosen(self) -> None:
        """Take the paper in front off."""
        if (paper := self.chosen()) is None:
            return

        def work(session: Session, _progress: Progress) -> Outcome:
            return detach(session, paper.id)

        self._run("action.returns_drop_paper", work, "returns_page.paper_dropped")

    def open_chosen(self) -> None:
        """Show a copy of the paper in front with the system's own program."""
        paper = self.chosen()
        if paper is None:
            return
        if self._folder is None:
            self._folder = tempfile.TemporaryDirectory(prefix="sandan-")
        target = Path(self._folder.name) / copy_name(paper)
        none: Path | None = None
        shown = self._context.workspace.read(lambda conn: save_paper(conn, paper.id, target), none)
        if shown is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(shown)))

    def _forget_copies(self) -> None:
        if self._folder is not None:
            self._folder.cleanup()
            self._folder = None

    def _run(self, title: str, work: Callable[[Session, Progress], Outcome], done: str) -> None:
        def told(outcome: Outcome) -> None:
            count = outcome.counts.get("papers", 0)
            self._context.notify(self._context.language.text(done, count=count))
            self.show_request(self._return_id)

        self._context.workspace.run(title, work, told)

    def _show(self) -> None:
        say = self._context.language.text
        for at, kind in enumerate(PaperKind):
            self.kind.setItemText(at, say(f"paper_kind.{kind}"))
        self.hint.setVisible(not self._papers)
        self.table.setVisible(bool(self._papers))
        self.model.show_lines(
            [say(f"return_paper.{name}") for name in HEADINGS],
            [
                [
                    Cell(say(f"paper_kind.{paper.kind}")),
                    Cell(paper.name),
                    Cell(f"{-(-paper.size // KIB):,} KB", is_number=True),
                ]
                for paper in self._papers
            ],
        )
        self.table.set_widths(86, 220)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: N802 - Qt's name
        """Files may be dropped here once the request exists."""
        if self._return_id and paths_in(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802 - Qt's name
        """Add what was dropped."""
        event.acceptProposedAction()
        self.add(paths_in(event.mimeData()))
