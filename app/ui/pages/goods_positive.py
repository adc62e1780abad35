"""正面清单: the editions that were imported, and the import of another from its official file."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QGridLayout, QLabel, QLineEdit, QPushButton, QWidget

from app.queries.positive import EditionRow, editions
from app.ui import metrics
from app.ui.context import Context
from app.ui.models.plain_model import Cell, PlainModel
from app.ui.values import UNKNOWN
from app.ui.widgets.label import word_label
from app.ui.widgets.plain_table import PlainTable
from app.ui.widgets.sheet import Sheet
from app.ui.widgets.status_badge import paint_as
from app.workflow.outcome import Outcome
from app.workflow.positive import Preview, forget_edition, import_edition, preview_edition

HEADINGS = ("name", "valid_from", "valid_until", "headings", "to_look_at", "source")
WIDTHS = (130, 90, 90, 60, 60)
FIELDS = ("valid_from", "name", "source")
SHOWN_ROWS = 4


class PositiveSheet(Sheet):
    """A file is read before it is kept: what stands in it, and whether its count is that of the
    announcement."""

    def __init__(self, over: QWidget, context: Context) -> None:
        super().__init__(over, "positive")
        self._context = context
        self._path: Path | None = None
        self._preview: Preview | None = None
        self._editions: list[EditionRow] = []
        self._after: Callable[[], object] = lambda: None
        bind = context.language.bind
        bind(self.title, self.title.setText, "positive_sheet.title")
        bind(self.accept, self.accept.setText, "positive_sheet.accept")
        bind(self.leave, self.leave.setText, "positive_sheet.leave")
        self.body.addWidget(self._label("muted", "positive_sheet.text"))
        self._add_table()
        self._add_fields()
        self.says = QLabel(self.card)
        self.says.setObjectName("positive.says")
        self.says.setWordWrap(True)
        self.body.addWidget(self.says)
        self.closed.connect(self.deleteLater)
        context.language.follow(self, self._show)

    # building

    def _label(self, role: str, key: str) -> QLabel:
        return word_label(self._context.language, key, role, self.card, wraps=True)

    def _add_table(self) -> None:
        context = self._context
        self.model = PlainModel(context.theme)
        self.view = PlainTable(self.model, "table.positive", context.language, context.theme)
        self.view.setSelectionMode(PlainTable.SelectionMode.SingleSelection)
        self.view.setFixedHeight((SHOWN_ROWS + 1) * context.theme.sizes.row_height)
        self.empty = self._label("muted", "positive_sheet.empty")
        self.forget = self._button("forget", self._forget)
        self.body.addWidget(self.empty)
        self.body.addWidget(self.view)
        self.body.addWidget(self.forget, 0, Qt.AlignmentFlag.AlignRight)

    def _add_fields(self) -> None:
        grid = QGridLayout()
        grid.setHorizontalSpacing(metrics.CARD_GAP)
        grid.setVerticalSpacing(metrics.INNER_GAP)
        grid.setColumnStretch(1, 1)
        self.file = QLabel(self.card)
        self.file.setObjectName("positive.file")
        self.choose = self._button("choose", self._choose)
        grid.addWidget(self.choose, 0, 0)
        grid.addWidget(self.file, 0, 1)
        self.fields: dict[str, QLineEdit] = {}
        for row, name in enumerate(FIELDS, 1):
            field = self.fields[name] = QLineEdit(self.card)
            field.setObjectName(f"positive.{name}")
            label = self._label("label", f"positive_sheet.{name}")
            label.setWordWrap(False)
            label.setBuddy(field)
            bind = self._context.language.bind
            bind(field, field.setAccessibleName, f"positive_sheet.{name}")
            bind(field, field.setPlaceholderText, f"positive_sheet.{name}", part="example")
            grid.addWidget(label, row, 0)
            grid.addWidget(field, row, 1)
        self.fields["valid_from"].editingFinished.connect(self._look)
        self.body.addLayout(grid)

    def _button(self, name: str, do: Callable[[], object]) -> QPushButton:
        button = QPushButton(self.card)
        button.setObjectName(f"positive.{name}")
        button.setProperty("role", "link" if name == "forget" else "")
        self._context.language.bind(button, button.setText, f"positive_sheet.{name}")
        button.clicked.connect(lambda _on=False: do())
        return button

    # showing

    def ask(self, after: Callable[[], object]) -> None:
        """Show it; `after` whenever an edition came or went."""
        self._after = after
        self._reload()
        self.open(focus=self.choose)

    def _reload(self) -> None:
        none: list[EditionRow] = []
        self._editions = self._context.workspace.read(editions, none)
        self._show()

    def _show(self) -> None:
        say = self._context.language.text
        lines = [
            (
                *(Cell(text or UNKNOWN) for text in (row.name, row.valid_from, row.valid_until)),
                *(Cell(f"{n:,}", n, is_number=True) for n in (row.headings, row.to_look_at)),
                Cell(row.source),
            )
            for row in self._editions
        ]
        self.model.show_lines([say(f"positive_sheet.{name}") for name in HEADINGS], lines)
        self.view.set_widths(*WIDTHS)
        for widget in (self.view, self.forget):
            widget.setVisible(bool(lines))
        self.empty.setVisible(not lines)
        if lines:
            self.view.selectRow(0)
        self.file.setText(self._path.name if self._path else say("positive_sheet.no_file"))
        self._say_preview()

    def _say_preview(self) -> None:
        """What stands in the file."""
        say, preview = self._context.language.text, self._preview
        self.accept.setEnabled(preview is not None)
        if preview is None:
            self._tell(say("positive_sheet.bad_day") if self._path else "", "bad")
            return
        read = preview.read
        lines = [say("positive_sheet.read", headings=f"{len(read.headings):,}")]
        if preview.expected is not None:
            key = "agrees" if preview.agrees else "differs"
            lines.append(say(f"positive_sheet.{key}", expected=f"{preview.expected:,}"))
        for key, found in (
            ("notes_to_look_at", read.to_look_at),
            ("twice", read.twice),
            ("unread", read.unread),
        ):
            if found:
                lines.append(say(f"positive_sheet.{key}", count=f"{len(found):,}"))
        self._tell("\n".join(lines), "warn" if preview.agrees is False else "good")

    def _tell(self, words: str, ink: str) -> None:
        self.says.setText(words)
        self.says.setVisible(bool(words))
        paint_as(self.says, "ink", ink)

    # doing

    def _choose(self) -> None:
        say = self._context.language.text
        name, _ = QFileDialog.getOpenFileName(
            self, say("positive_sheet.choose"), "", say("import.file_filter")
        )
        if name:
            self.take(Path(name))

    def take(self, path: Path) -> None:
        """Read a file; its name stands for the edition until another is typed."""
        self._path = path
        if not self.fields["name"].text():
            self.fields["name"].setText(path.stem)
        self._look()

    def _day(self) -> date | None:
        try:
            return date.fromisoformat(self.fields["valid_from"].text().strip())
        except ValueError:
            return None

    def _look(self) -> None:
        path, day = self._path, self._day()
        self._preview = None
        self._show()
        if path is None or day is None:
            return
        self._context.workspace.jobs.run(
            "positive_sheet.reading",
            lambda _session, progress: preview_edition(path, day, progress=progress),
            self._take_preview,
        )

    def _take_preview(self, preview: Preview) -> None:
        self._preview = preview
        self._show()

    def _accept(self) -> None:
        preview, day = self._preview, self._day()
        if preview is None or day is None:
            self.fields["valid_from"].setFocus()
            return
        name, source = (self.fields[each].text() for each in ("name", "source"))
        path = preview.path
        super()._accept()
        self._context.workspace.run(
            "verb.positive_list",
            lambda session, progress: import_edition(
                session, path, name=name, valid_from=day, source=source, progress=progress
            ),
            self._on_kept,
        )

    def _on_kept(self, outcome: Outcome) -> None:
        text = self._context.language.text
        self._context.notify(
            text("positive_sheet.kept", headings=f"{outcome.counts['headings']:,}")
        )
        self._after()
        self.deleteLater()

    def _forget(self) -> None:
        row = self.view.currentIndex().row()
        if not 0 <= row < len(self._editions):
            return
        first = date.fromisoformat(self._editions[row].valid_from)

        def done(_outcome: Outcome) -> None:
            self._reload()
            self._after()

        self._context.workspace.run(
            "verb.positive_list", lambda session, _p: forget_edition(session, first), done
        )
