"""The goods of a list: the sheet of lines, its buttons, what is wrong with the chosen cell."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from app.documents.fields import Flow
from app.ui import metrics
from app.ui.context import Context
from app.ui.models.line_model import LineColumn, LineModel, Planned
from app.ui.pages.lists_head import ListedFinder
from app.ui.pages.lists_notice import FindingNotice
from app.ui.pages.lists_overwrite import OverwriteSheet
from app.ui.widgets.action_button import ActionButton
from app.ui.widgets.code_box import Finder
from app.ui.widgets.label import word_label
from app.ui.widgets.line_grid import LineGrid
from app.workflow.list_form import worked_out

_EXPORT = (
    LineColumn("sku", 108),
    LineColumn("hs_code", 112),
    LineColumn("goods_name", 150),
    LineColumn("declared_qty", 64, is_number=True),
    LineColumn("declared_unit", 84, table="unit"),
    LineColumn("price", 76, is_number=True),
    LineColumn("line_total", 84, is_number=True),
    LineColumn("statutory_qty_1", 80, is_number=True),
    LineColumn("statutory_unit_1", 90, table="unit"),
    LineColumn("net_weight", 104, is_number=True),
    LineColumn("goods_spec", 170),
    LineColumn("statutory_qty_2", 80, is_number=True),
    LineColumn("statutory_unit_2", 80, table="unit"),
    LineColumn("barcode", 110),
    LineColumn("country", 110, table="country"),
    LineColumn("company_goods_name", 150),
    LineColumn("note", 120),
)
_TAX = LineColumn("tax", 84, is_number=True, is_computed=True)
_IMPORT_PARTS = {
    "line_total": (_TAX,),
    "net_weight": (LineColumn("country", 110, table="country", label="list.origin"),),
    "company_goods_name": (
        LineColumn("record_no", 120),
        LineColumn("trade_country", 110, table="country"),
    ),
}
# An import list shows the tax beside the total, asks for the origin early, and knows the number of
# its goods in the account book.
_IMPORT = tuple(
    each
    for column in _EXPORT
    for each in (
        *(() if column.name == "country" else (column,)),
        *_IMPORT_PARTS.get(column.name, ()),
    )
)
COLUMNS = {Flow.EXPORT: _EXPORT, Flow.IMPORT: _IMPORT}
LINES = tuple({column.name: column for column in (*_EXPORT, *_IMPORT)}.values())
"""All columns of any list."""


class LinesCard(QFrame):
    """The card; the form connects the steps of its model."""

    def __init__(self, context: Context, countries: Finder, form: QWidget) -> None:
        super().__init__()
        self._form = form  # what it asks lies over all of it
        self.setProperty("role", "card")
        context.theme.fit(self, self.setMinimumHeight, metrics.GRID_LEAST)
        self._context = context
        self.model = LineModel(
            COLUMNS[Flow.EXPORT],
            context.language,
            name=self._code_name,
            recognise=context.codes.recognise,
            worked_out=worked_out,
        )
        finders = {"unit": ListedFinder(context.codes, "unit"), "country": countries}
        self.grid = LineGrid(self.model, context.language, context.theme, finders)
        self.grid.pasted.connect(self._say_pasted)
        self.grid.ask_first = self._ask_to_overwrite
        self.notice = FindingNotice(context)
        self._title = QLabel(self)
        self._title.setProperty("role", "card-title")
        self._hint = word_label(context.language, "list.paste_hint", "muted", self)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(1, 1, 1, 1)
        layout.setSpacing(0)
        layout.addLayout(self._head())
        layout.addWidget(self.grid, 1)
        layout.addWidget(self.notice)
        context.language.follow(self, self.show_count)

    def _head(self) -> QHBoxLayout:
        head = QHBoxLayout()
        head.setContentsMargins(*metrics.CARD_MARGINS)
        head.setSpacing(metrics.INNER_GAP)
        head.addWidget(self._title)
        head.addStretch(1)
        head.addWidget(self._hint)
        for what in ("add_line", "remove_lines"):
            head.addWidget(ActionButton(self._context.actions[f"action.lists_{what}"]))
        return head

    def _code_name(self, table: str, code: str) -> str:
        entry = self._context.codes.lookup(table, code)
        if entry is None:
            return ""
        return entry.name_en if self._context.language.code == "en" else entry.name_zh

    def set_flow(self, flow: Flow) -> None:
        """Show the columns of this flow."""
        self.model.set_columns(COLUMNS[flow])

    def set_access(self, *, can_edit: bool) -> None:
        """Whether the lines may be typed into."""
        self.model.is_read_only = not can_edit
        self._hint.setVisible(can_edit)

    def show_count(self) -> None:
        """Say how many lines there are; an empty one at the end does not count."""
        count = sum(not row.is_blank for row in self.model.rows)
        self._title.setText(self._context.language.text("list.lines_count", count=count))

    def _ask_to_overwrite(self, planned: Planned, go_on: Callable[[], None]) -> None:
        sheet = OverwriteSheet(self._form, self._context, planned)
        back = partial(self.grid.setFocus, Qt.FocusReason.OtherFocusReason)
        sheet.accepted.connect(go_on)
        for signal in (sheet.accepted, sheet.closed):
            signal.connect(back)
        sheet.open()

    def _say_pasted(self, rows: int, cells: int) -> None:
        said = self._context.language.text("list.pasted", rows=rows, cells=cells)
        self._context.notify(said)
