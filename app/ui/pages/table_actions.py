"""What a page with a long table does with it: filter under the headings, write it to Excel."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QTableView, QToolButton

from app.documents.fields import FIELDS, FileKind
from app.queries.table import ids
from app.ui.actions import ActionSpec
from app.ui.icons import icon
from app.ui.language import Language
from app.ui.models.table_model import TableModel
from app.ui.pages.base import BasePage
from app.ui.pages.table_presets import Chosen
from app.ui.widgets.export_sheet import ExportSheet
from app.ui.widgets.table_view import TableCard
from app.values.progress import Progress
from app.workflow.opening import Session
from app.workflow.outcome import Outcome
from app.workflow.table_export import Grid, Shown, export_grid, export_table, has_personal
from app.workflow.templates import write_for_editing

_FOLDER = "report/folder"  # where the workbook went last: tables go there too


def add_table_actions(page: BasePage, *cards: TableCard) -> QAction:
    """The actions "action.<page>_cells" (F3) and "action.<page>_excel" (F12) for the card that can
    be seen, with their buttons in the head of each; F12 in a short table writes that one. Returns
    the second, for a button elsewhere."""

    def front() -> TableCard:
        return next((card for card in cards if card.isVisible()), cards[0])

    add = page.context.actions.add
    spec = ActionSpec(f"action.{page.key}_cells", "F3", "filter")
    cells = add(page, spec, lambda: front().toggle_cells())

    def export() -> None:
        if (table := _short_table(page)) is not None:
            ask_grid(page, table)
        else:
            ask_export(page, front())

    spec = ActionSpec(f"action.{page.key}_excel", "F12", "excel")
    excel = add(page, spec, export)
    for card in cards:
        button = QToolButton(card)
        button.setObjectName(f"excel.{card.model.table.name}")
        button.clicked.connect(lambda _on, card=card: ask_export(page, card))
        card.tools.addWidget(button)
        _follow(page, card.cells_button, cells)
        _follow(page, button, excel)
    return excel


def add_short_export(page: BasePage, *tables: QTableView) -> None:
    """The action "action.<page>_excel" (F12) of a page that has short tables only: the one with the
    keyboard, else the first that can be seen."""

    def export() -> None:
        seen = [table for table in tables if table.isVisible()]
        table = _short_table(page) or next(iter(seen), None)
        if table is None:
            page.context.notify(page.say("table.export.nothing"))
        else:
            ask_grid(page, table)

    page.context.actions.add(page, ActionSpec(f"action.{page.key}_excel", "F12", "excel"), export)


def _short_table(page: BasePage) -> QTableView | None:
    """The table with the keyboard, when it is not one of a card."""
    focused = page.window().focusWidget()
    if not isinstance(focused, QTableView) or not page.isAncestorOf(focused):
        return None
    return None if isinstance(focused.model(), TableModel) else focused


def ask_grid(page: BasePage, table: QTableView) -> None:
    """Ask where to, then write a short table as it stands."""
    grid = _grid(table)
    if not grid.rows:
        page.context.notify(page.say("table.export.nothing"))
        return
    path = _target(page, grid.title)
    sheet = ExportSheet(page, page.context.language, path, personal=False)
    sheet.accepted.connect(lambda: _export_grid(page, grid, sheet.path))
    sheet.ask(len(grid.rows), len(grid.headings))


def _grid(table: QTableView) -> Grid:
    model, right = table.model(), Qt.AlignmentFlag.AlignRight
    seen = [at for at in range(model.columnCount()) if not table.isColumnHidden(at)]
    rows = range(model.rowCount())

    def is_number(at: int) -> bool:
        aligned = model.index(0, at).data(Qt.ItemDataRole.TextAlignmentRole)
        return bool(rows) and aligned is not None and bool(Qt.AlignmentFlag(aligned) & right)

    return Grid(
        table.accessibleName(),
        [str(model.headerData(at, Qt.Orientation.Horizontal) or "") for at in seen],
        [[str(model.index(row, at).data() or "") for at in seen] for row in rows],
        frozenset(place for place, at in enumerate(seen) if is_number(at)),
    )


def _export_grid(page: BasePage, grid: Grid, path: Path) -> None:
    def work(session: Session, progress: Progress) -> Outcome:
        return export_grid(grid, path, on=session.clock(), progress=progress)

    page.context.workspace.jobs.run(f"action.{page.key}_excel", work, _say_written(page, path))


def _say_written(page: BasePage, path: Path) -> Callable[[Outcome], None]:
    def say(outcome: Outcome) -> None:
        page.context.options.setValue(_FOLDER, str(path.parent))
        rows = f"{outcome.counts['rows']:,}"
        page.context.notify(page.say("table.export.done", rows=rows, name=path.name))

    return say


def _follow(page: BasePage, button: QToolButton, action: QAction) -> None:
    """Name and key of the action for people, its drawing in the colours in use."""

    def dress() -> None:
        name = str(action.property("icon_name"))
        button.setIcon(icon(name, page.context.theme.tokens.text_muted))

    def name() -> None:
        key = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
        button.setAccessibleName(action.text())
        button.setToolTip(f"{action.text()}  {key}")

    page.context.theme.follow(button, dress)
    action.changed.connect(name)
    name()


def ask_export(page: BasePage, card: TableCard) -> None:
    """Ask where to, then write what the card shows."""
    shown = _shown(page, card)
    rows = card.model.rowCount()
    if not rows:
        page.context.notify(page.say("table.export.nothing"))
        return
    sheet = ExportSheet(
        page, page.context.language, _target(page, shown.title), personal=has_personal(shown)
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


def _target(page: BasePage, title: str) -> Path:
    folder = str(page.context.options.value(_FOLDER, ""))
    name = f"{title} {page.context.today().isoformat()}.xlsx"
    return Path(folder or page.context.workspace.path.parent) / name


def _export(page: BasePage, shown: Shown, path: Path, *, reveal: bool) -> None:
    def work(session: Session, progress: Progress) -> Outcome:
        on = session.clock()
        return export_table(session, shown, path, on=on, reveal=reveal, progress=progress)

    page.context.workspace.jobs.run(f"action.{page.key}_excel", work, _say_written(page, path))
