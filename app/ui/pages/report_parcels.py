"""The lists behind a figure of the month."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.queries.month_parcels import NO_PARCELS, Behind, parcel_table
from app.ui import metrics
from app.ui.models.table_model import TableModel
from app.ui.pages.base import BasePage
from app.ui.pages.table_actions import add_table_actions
from app.ui.statuses import TONES
from app.ui.widgets.first_place import begin_at
from app.ui.widgets.label import make_label
from app.ui.widgets.table_view import TableCard

WIDTHS = {
    "decl_own_no": 152, "status": 150, "decl_check": 92, "decl_order_no": 168,
    "decl_platform": 116, "decl_country": 70, "decl_total": 84, "decl_currency": 60,
    "decl_lines": 56, "decl_gross": 100, "decl_kind": 82, "decl_export_date": 96,
    "month_value_cny": 110,
}  # fmt: skip
_TONES = {
    "status": TONES,
    "decl_check": {"blocked": "bad", "doubtful": "warn", "clean": "good"},
}


class ParcelsView(QWidget):
    """A table of lists like that of all lists; Enter opens one there."""

    def __init__(self, page: BasePage) -> None:
        super().__init__(page)
        self.setObjectName("report.parcels")
        self._context = context = page.context
        self._behind: Behind | None = None
        self.says = make_label("card-title", self, name="month.behind")
        self.model = TableModel(context.workspace, NO_PARCELS, context.language)
        self.card = TableCard(self.model, context.language, context.theme, context.options)
        self.card.columns.set_widths(WIDTHS)
        self.card.set_tones(_TONES)
        self.card.opened.connect(self._open)
        add_table_actions(page, self.card)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(metrics.INNER_GAP)
        layout.addWidget(self.says)
        layout.addWidget(self.card, 1)
        begin_at(self, self.card.view)

    def show_behind(self, behind: Behind, said: str) -> None:
        """Show the lists of a figure, `said` being its name."""
        self._behind = behind
        self.says.setText(
            self._context.language.text("month.behind", month=behind.month, what=said)
        )
        self.refresh()

    def refresh(self) -> None:
        """Read them again."""
        behind = self._behind
        if behind is None:
            return
        self.model.table = self._context.workspace.read(
            lambda conn: parcel_table(conn, behind), NO_PARCELS
        )
        self.card.reload()

    def _open(self, key: int) -> None:
        at = self.card.view.currentIndex().row()
        number = self.model.index(at, 0).data() if key > 0 else ""
        if number:
            self._context.go("lists", number)
