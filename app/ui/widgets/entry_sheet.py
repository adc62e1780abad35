"""A sheet with a few fields to be typed; it stays open until what was typed is kept."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from PySide6.QtWidgets import QGridLayout, QLabel, QLineEdit
from shiboken6 import isValid

from app.text import error_text
from app.ui import metrics
from app.ui.context import Context
from app.ui.jobs import Work
from app.ui.pages.base import BasePage
from app.ui.widgets.code_box import Finder
from app.ui.widgets.label import make_label
from app.ui.widgets.record_form import COLUMNS, Editor, FieldCell, FieldSpec
from app.ui.widgets.sheet import Sheet
from app.ui.widgets.status_badge import paint_as
from app.ui.workspace import by_two
from app.values.errors import AppError
from app.values.progress import Progress
from app.workflow.opening import Session
from app.workflow.persons import NeedsWitness
from app.workflow.typed import Typed

Keep = Callable[[Session, Typed], Any]
"""Keeps what was typed; refuses with an AppError whose `field` names the place."""


class EntrySheet(Sheet):
    """Texts: "entry.<name>" (parts title, text, accept, done), labels "entry_field.<field>".
    `finders` serve the code fields; `params` fill title and text."""

    def __init__(
        self,
        page: BasePage,
        name: str,
        specs: Sequence[FieldSpec],
        keep: Keep,
        *,
        finders: Mapping[str, Finder] | None = None,
        params: Mapping[str, object] | None = None,
    ) -> None:
        super().__init__(page, name)
        self._context: Context = page.context
        self._keep = keep
        self._key = f"entry.{name}"
        self._refusal: AppError | None = None
        self._is_running = False
        self.cells: dict[str, FieldCell] = {}
        language = self._context.language
        given = params or {}
        language.bind(self, self.title.setText, self._key, part="title", **given)
        language.bind(self, self.accept.setText, self._key, part="accept")
        language.bind(self, self.leave.setText, "entry.leave")
        about = make_label("muted", self.card, wraps=True)
        language.bind(about, about.setText, self._key, part="text", **given)
        self.says = QLabel(self.card)
        self.says.setObjectName(f"says.{name}")
        self.says.setWordWrap(True)
        paint_as(self.says, "ink", "bad")
        self.body.addWidget(about)
        self.body.addLayout(self._fields(specs, finders or {}))
        self.body.addWidget(self.says)
        self.closed.connect(self.deleteLater)
        language.follow(self, self._say)
        self._say()

    def _fields(self, specs: Sequence[FieldSpec], finders: Mapping[str, Finder]) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(metrics.CARD_GAP)
        grid.setVerticalSpacing(metrics.CARD_GAP)
        row = column = 0
        for spec in specs:
            cell = FieldCell(
                spec,
                self._key,
                self._context.language,
                finders.get(spec.name),
                labels="entry_field",
            )
            cell.editor.setProperty("help", "")  # the sheet itself says what belongs there
            if isinstance(cell.editor, QLineEdit) and spec.editor is not Editor.CODE:
                cell.editor.returnPressed.connect(self.accept.click)
            self.cells[spec.name] = cell
            span = COLUMNS if spec.is_wide else 1
            if column + span > COLUMNS:
                row, column = row + 1, 0
            grid.addWidget(cell, row, column, 1, span)
            column += span
        for column in range(COLUMNS):
            grid.setColumnStretch(column, 1)
        return grid

    def ask(self, values: Mapping[str, str] | None = None, *, focus: str = "") -> None:
        """Show it with these values; the keyboard goes to `focus`, else to the first field."""
        for name, value in (values or {}).items():
            self.cells[name].set_value(value)
        first = focus or next(iter(self.cells))
        self.open(focus=self.cells[first].editor)

    def values(self) -> dict[str, str]:
        """What stands in the fields."""
        return {name: cell.value() for name, cell in self.cells.items()}

    def close_sheet(self) -> None:
        """Leave, unless it is being kept at this moment."""
        if not self._is_running:
            super().close_sheet()

    def _accept(self) -> None:
        """Keep it; then close, or say why not."""
        if self._is_running:
            return
        typed, keep = self.values(), self._keep

        def work(session: Session, _progress: Progress) -> Any:
            try:
                return keep(session, typed)
            except AppError as refusal:
                return refusal

        self._run(work)

    def _run(self, work: Work) -> None:
        self._is_running = True
        self._context.workspace.run(self._key, work, partial(self._on_kept, work))

    def _on_kept(self, work: Work, result: object) -> None:
        if not isValid(self):
            return
        self._is_running = False
        if isinstance(result, NeedsWitness):
            act = result.params["act"]
            self._context.workspace.witness_wanted.emit(
                act, lambda name, password: self._run(by_two(work, act, name, password))
            )
            return
        self._refusal = result if isinstance(result, AppError) else None
        self._say()
        if self._refusal is not None:
            self._go_to(self._refusal.params.get("field", ""))
            return
        self._context.notify(self._context.language.text(self._key, "done"))
        super()._accept()
        self.deleteLater()

    def _go_to(self, field: str) -> None:
        for name, cell in self.cells.items():
            paint_as(cell.editor, "status", "bad" if name == field else "")
        if field in self.cells:
            self.cells[field].focus()

    def _say(self) -> None:
        self.says.setVisible(self._refusal is not None)
        if self._refusal is None:
            return
        language = self._context.language
        params = dict(self._refusal.params)
        if params.get("field") in self.cells:
            params["field"] = language.text(self.cells[params["field"]].label_key)
        title, hint = error_text(AppError(self._refusal.code, **params), language.code)
        self.says.setText(f"{title}\n{hint}")
        self._place()
