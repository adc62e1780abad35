"""What a page with a long table does with it: filter under the headings, write it to Excel."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QToolButton

from app.documents.fields import FIELDS, FileKind
from app.queries.table import ids
from app.ui.actions import ActionSpec
from app.ui.icons import icon
from app.ui.language import Language
from app.ui.pages.base import BasePage
from app.ui.pages.table_presets import Chosen
from app.ui.widgets.export_sheet import ExportSheet
from app.ui.widgets.table_view import TableCard
from app.values.progress import Progress
from app.workflow.opening import Session
from app.workflow.outcome import Outcome
from app.workflow.table_export import Shown, export_table, has_personal
from app.workflow.templates import write_for_editing

_FOLDER = "report/folder"  # where the workbook went last: tables go there too


def add_table_actions(page: BasePage, *cards: TableCard) -> QAction:
    """The actions "action.<page>_cells" (F3) and "action.<page>_excel" (F12) for the card that can
    be seen, with their buttons in the head of each. Returns the second, for a button elsewhere."""

    def front() -> TableCard:
        return next((card for card in cards if card.isVisible()), cards[0])

    add = page.context.actions.add
    spec = ActionSpec(f"action.{page.key}_cells", "F3", "filter")
    cells = add(page, spec, lambda: front().toggle_cells())
    spec = ActionSpec(f"action.{page.key}_excel", "F12", "excel")
    excel = add(page, spec, lambda: ask_export(page, front()))
    for card in cards:
        button = QToolButton(card)
        button.setObjectName(f"excel.{card.model.table.name}")
        button.clicked.connect(lambda _on: excel.trigger())
        card.tools.addWidget(button)
        _follow(page, card.cells_button, cells)
        _follow(page, button, excel)
    return excel


def _follow(page: BasePage, button: QToolButton, action: QAction) -> None:
    """Name and key of the action for people, its drawing in the colours in use."""

    def dress() -> None:
        name = str(action.property("icon_name"))
        button.setIcon(icon(name, page.context.theme.tokens.text_muted))

    def name() -> None:
        key = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
        button.setAccessibleName(action.text())
        button.setToolTip(f"{action.text()}  {key}")

    page.context.theme.changed.connect(dress)
    action.changed.connect(name)
    dress()
    name()


def ask_export(page: BasePage, card: TableCard) -> None:
    """Ask where to, then write what the card shows."""
    shown = _shown(page, card)
    rows = card.model.rowCount()
    if not rows:
        page.context.notify(page.say("table.export.nothing"))
        return
    sheet = ExportSheet(
        page, page.context.language, _target(page, shown), personal=has_personal(shown)
    )
    language = Language(page.context.language.code)
    chosen = Chosen(page, sheet, shown, rows, lambda name: language.text(f"column.{name}"))
    sheet.accepted.connect(lambda: _export(page, chosen.wanted, sheet.path, reveal=sheet.reveal))
    sheet.ask(rows, len(shown.columns))


def ask_editing(page: BasePage, card: TableCard, kind: FileKind) -> None:
    """Ask where to, then write what the card shows with every field, to be edited in Excel and
    imported again. Nothing is masked: it is meant to come back."""
    rows = card.model.rowCount()
    if not rows:
        page.context.notify(page.say("table.export.nothing"))
        return
    title = page.say(f"table.{card.model.table.name}")
    name = f"{title} {page.context.today().isoformat()} {page.say('table.editing.name')}.xlsx"
    folder = str(page.context.options.value(_FOLDER, ""))
    path = Path(folder or page.context.workspace.path.parent) / name
    sheet = ExportSheet(page, page.context.language, path, personal=False)
    sheet.accepted.connect(lambda: _write_for_editing(page, card, kind, sheet.path))
    sheet.ask(rows, len(FIELDS[kind]))


def _write_for_editing(page: BasePage, card: TableCard, kind: FileKind, path: Path) -> None:
    table, view, language = card.model.table, card.model.view, page.context.language.code

    def work(session: Session, _progress: Progress) -> Outcome:
        keys = ids(session.conn, table, view)
        now = session.clock()
        return write_for_editing(session, kind, path, keys, language=language, now=now)

    def done(_outcome: Outcome) -> None:
        page.context.options.setValue(_FOLDER, str(path.parent))
        page.context.notify(page.say("table.editing.done", name=path.name))

    page.context.workspace.jobs.run(f"action.{page.key}_edit_excel", work, done)


def _shown(page: BasePage, card: TableCard) -> Shown:
    model = card.model
    language = Language(page.context.language.code)  # stays the same while the file is written
    return Shown(
        model.table,
        model.view,
        language.text(f"table.{model.table.name}"),
        {name: language.text(f"column.{name}") for name in card.columns.seen()},
        model.written(language),
    )


def _target(page: BasePage, shown: Shown) -> Path:
    folder = str(page.context.options.value(_FOLDER, ""))
    name = f"{shown.title} {page.context.today().isoformat()}.xlsx"
    return Path(folder or page.context.workspace.path.parent) / name


def _export(page: BasePage, shown: Shown, path: Path, *, reveal: bool) -> None:
    def work(session: Session, progress: Progress) -> Outcome:
        on = session.clock()
        return export_table(session, shown, path, on=on, reveal=reveal, progress=progress)

    def done(outcome: Outcome) -> None:
        page.context.options.setValue(_FOLDER, str(path.parent))
        rows = f"{outcome.counts['rows']:,}"
        page.context.notify(page.say("table.export.done", rows=rows, name=path.name))

    page.context.workspace.jobs.run(f"action.{page.key}_excel", work, done)
