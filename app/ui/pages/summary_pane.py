"""What stands behind a row of the summary declaration: merged lines and the lists they are made of,
the parts of an application and how customs differs from it, the lines of a customs entry."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel

from app.documents.status import Status
from app.documents.summary import (
    Application,
    CustomsEntry,
    EntryItem,
    Group,
    Item,
    ListedLine,
    Part,
)
from app.queries.summary import entry_items, entry_lines, parts
from app.text import finding_text
from app.ui.asking import Asker
from app.ui.context import Context
from app.ui.models.plain_model import Cell, Line, PlainModel
from app.ui.pages.summary_lines import (
    ENTRY_ITEM_COLUMNS,
    ITEM_COLUMNS,
    LIST_COLUMNS,
    PART_COLUMNS,
    SummaryLines,
)
from app.ui.widgets.action_button import ActionButton
from app.ui.widgets.card import card_column
from app.ui.widgets.label import make_label
from app.ui.widgets.plain_table import PlainTable
from app.values.finding import Finding
from app.values.period import Month
from app.workflow.summary import compare
from app.workflow.summary_picture import SHOWN_LINES, items_of, lines_of

Shown = Group | Application | CustomsEntry | None
_UPPER = {
    Group: (ITEM_COLUMNS, (104, 104, 80, 96, 56)),
    Application: (PART_COLUMNS, (48, 52, 104, 132)),
    CustomsEntry: (ENTRY_ITEM_COLUMNS, (48, 104, 120, 56)),
}
_LISTS = (LIST_COLUMNS, (140, 52, 104))
_REFUSED = (Status.REJECTED, Status.FAILED, Status.SEND_FAILED)


def is_refused(part: Part) -> bool:
    """Whether customs, or the way there, refused a part."""
    return part.status in _REFUSED


class SummaryPane(QFrame):
    """The row in front at the top, its parts below, and of the part in front what it is made of.
    `turned` when another part is in front; `opened` with the number of a list to look at."""

    turned = Signal()
    opened = Signal(str)

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._lines = SummaryLines(context.language, context.codes)
        self._upper_asker, self._lower_asker = (
            Asker(context.workspace.path),
            Asker(context.workspace.path),
        )
        for asker in (self._upper_asker, self._lower_asker):
            context.workspace.closing.connect(asker.close)
        self._month = Month.of(context.today())
        self._shown: Shown = None
        self._left: tuple[str, str] | None = None
        self._rows: Sequence[Item | Part | EntryItem] = ()
        self._listed: Sequence[ListedLine] = ()
        self._findings: Sequence[Finding] = ()
        self.setProperty("role", "card")
        self.title, self.about = self._label("card-title"), self._label("muted")
        self.title.setObjectName("summary.chosen")
        self.list_title = self._label("card-title")
        self.item_model, self.items = self._table("table.summary_items")
        self.list_model, self.lists = self._table("table.summary_lists")
        self.items.selectionModel().currentRowChanged.connect(lambda *_: self._ask_lower())
        self.lists.activated.connect(lambda index: self._open(index.row()))
        self.lists.selectionModel().selectionChanged.connect(lambda *_: self.turned.emit())
        self.foot = QHBoxLayout()
        self.foot.addStretch(1)
        self.buttons: dict[str, ActionButton] = {}
        self._lay_out()
        context.language.follow(self, self._show)

    def _label(self, role: str) -> QLabel:
        return make_label(role, self, wraps=True)

    def _table(self, key: str) -> tuple[PlainModel, PlainTable]:
        model = PlainModel(self._context.theme)
        return model, PlainTable(model, key, self._context.language, self._context.theme)

    def _lay_out(self) -> None:
        layout = card_column(self)
        for widget, stretch in (
            (self.title, 0),
            (self.about, 0),
            (self.items, 3),
            (self.list_title, 0),
            (self.lists, 3),
        ):
            layout.addWidget(widget, stretch)
        layout.addStretch(0)
        layout.addLayout(self.foot)

    def add_buttons(self, actions: Mapping[str, QAction]) -> None:
        """Put buttons below everything."""
        for name, action in actions.items():
            self.buttons[name] = button = ActionButton(action)
            self.foot.addWidget(button)

    # showing

    def show_left(self, own_no: str, reason: str) -> None:
        """Say why a list is left over and what can be done."""
        self.show_row(self._month, None)
        self._left = (own_no, reason) if own_no else None
        self._show()

    def show_row(self, month: Month, shown: Shown) -> None:
        """Show what stands behind another row; None = nothing."""
        self._month, self._shown, self._left = month, shown, None
        self._rows, self._listed, self._findings = (), (), ()
        self._show()
        if isinstance(shown, Group):
            self._upper_asker.ask(lambda conn: items_of(conn, month, shown), self._take_rows)
        elif isinstance(shown, Application):
            self._upper_asker.ask(lambda conn: parts(conn, shown.own_no), self._take_rows)
            self._lower_asker.ask(lambda conn: compare(conn, shown.own_no), self._take_findings)
        elif isinstance(shown, CustomsEntry):
            self._upper_asker.ask(lambda conn: entry_items(conn, shown.id), self._take_rows)

    def chosen_parts(self) -> list[Part]:
        """The parts of the application that are selected."""
        rows = sorted(index.row() for index in self.items.selectionModel().selectedRows())
        return [part for row in rows if isinstance(part := self._rows[row], Part)]

    def chosen_list_ids(self) -> list[int]:
        """The lists that are selected."""
        rows = {index.row() for index in self.lists.selectionModel().selectedRows()}
        return sorted({self._listed[row].list_id for row in rows if row < len(self._listed)})

    def chosen_list(self) -> str:
        """The number of the list in front; "" = none."""
        row = self.lists.currentIndex().row()
        return self._listed[row].own_no if 0 <= row < len(self._listed) else ""

    def _take_rows(self, rows: Sequence[Item | Part | EntryItem]) -> None:
        self._rows = rows
        self._show_upper()
        if rows:
            self.items.selectRow(0)
        self._ask_lower()

    def _take_findings(self, findings: Sequence[Finding]) -> None:
        self._findings = findings
        self._show_lower()

    def _take_lists(self, listed: Sequence[ListedLine]) -> None:
        self._listed = listed
        self._show_lower()

    def _ask_lower(self) -> None:
        row, shown, month = self.items.currentIndex().row(), self._shown, self._month
        self.turned.emit()
        if not 0 <= row < len(self._rows):
            return
        chosen = self._rows[row]
        if isinstance(shown, Group) and isinstance(chosen, Item):
            self._lower_asker.ask(
                lambda conn: lines_of(conn, month, shown, chosen), self._take_lists
            )
        elif isinstance(shown, CustomsEntry) and isinstance(chosen, EntryItem):
            self._lower_asker.ask(
                lambda conn: entry_lines(conn, shown.id, chosen, SHOWN_LINES), self._take_lists
            )

    def _open(self, row: int) -> None:
        if 0 <= row < len(self._listed):
            self.opened.emit(self._listed[row].own_no)

    def _show(self) -> None:
        title, about = self._words()
        self.title.setText(title)
        self.about.setText(about)
        self.about.setVisible(bool(about))
        self._show_upper()
        self._show_lower()

    def _words(self) -> tuple[str, str]:
        say, shown = self._context.language.text, self._shown
        if isinstance(shown, Group):
            key = "summary.group" if shown.own_no else "summary.group_open"
            return say(key, number=shown.own_no), say("summary.group", "about")
        if isinstance(shown, Application):
            key = "about_period" if shown.is_period else "about"
            return say("summary.application", number=shown.own_no), say("summary.application", key)
        if isinstance(shown, CustomsEntry):
            number = shown.entry_no or shown.decl_seq_no
            return say("summary.entry", number=number), say("summary.entry", "about")
        if self._left is not None:
            own_no, reason = self._left
            return own_no, say(f"summary_left.{reason}")
        return say("summary.nothing"), say("summary.nothing", "about")

    def _show_upper(self) -> None:
        columns, widths = _UPPER.get(type(self._shown), _LISTS)
        lines = [self._row(row) for row in self._rows]
        chosen = self.items.currentIndex().row()
        self.item_model.show_lines(self._lines.headings(columns), lines)
        self.items.set_widths(*widths)
        self.items.setVisible(bool(lines))
        if 0 <= chosen < len(lines):
            self.items.selectRow(chosen)

    def _row(self, row: Item | Part | EntryItem) -> Line:
        if isinstance(row, Item):
            return self._lines.item(row)
        return self._lines.part(row) if isinstance(row, Part) else self._lines.entry_item(row)

    def _show_lower(self) -> None:
        say = self._context.language.text
        if isinstance(self._shown, Application):
            words = "summary.differences" if self._findings else "summary.no_differences"
            language = self._context.language.code
            lines: list[Line] = [
                [Cell(finding_text(one, language), hint=finding_text(one, language, "fix"))]
                for one in self._findings
            ]
            heading = [say("summary_column.difference")]
        else:
            words = "summary.lists"
            lines = [self._lines.listed(line) for line in self._listed]
            heading = self._lines.headings(LIST_COLUMNS)
        self.list_model.show_lines(heading, lines)
        self.lists.set_widths(*(() if isinstance(self._shown, Application) else _LISTS[1]))
        self.lists.setVisible(bool(lines))
        has_title = bool(lines) or (isinstance(self._shown, Application) and self._shown.entries)
        self.list_title.setVisible(bool(has_title))
        most = say("summary.first_lists", count=f"{SHOWN_LINES:,}")
        is_cut = len(self._listed) == SHOWN_LINES
        self.list_title.setText(say(words) + (most if is_cut else ""))
        self.turned.emit()
