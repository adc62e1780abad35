"""The card 出口退货合包建议: what waits at overseas warehouses, how it comes home, what that
saves."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QHeaderView, QLabel, QVBoxLayout

from app.ui import metrics
from app.ui.actions import ActionSpec
from app.ui.asking import Asker
from app.ui.context import Context
from app.ui.models.plain_model import Cell, Line, PlainModel
from app.ui.pages.base import BasePage
from app.ui.pages.returns_plan_sheet import PlanSheet
from app.ui.pages.returns_table import days_in_words, tone_of
from app.ui.pages.returns_warehouses import WarehouseSheet
from app.ui.values import UNKNOWN, scaled
from app.ui.widgets.action_button import ActionButton
from app.ui.widgets.elided_label import ElidedLabel
from app.ui.widgets.plain_table import PlainTable
from app.ui.widgets.status_delegate import StatusDelegate
from app.values.progress import Progress
from app.workflow.opening import Session
from app.workflow.outcome import Outcome
from app.workflow.return_plan import make_plan
from app.workflow.return_plan_view import Overview, PlanRow, RowKind, overview
from app.workflow.warehouses import Warehouse

COLUMNS = ("batch", "warehouse", "parcels", "weight", "due", "freight", "saved")
WIDTHS = (112, 118, 66, 68, 100, 86, 134)
DUE = COLUMNS.index("due")
ROWS_SHOWN = 5


class PlanCard(QFrame):
    """A row for each batch and each other end; Enter or a double click opens it. It adds its
    actions to `page`, which calls `refresh`."""

    def __init__(self, page: BasePage) -> None:
        super().__init__()
        self.setObjectName("returns.plan")
        self.setProperty("role", "card")
        self._page = page
        self.context: Context = page.context
        self._overview: Overview | None = None
        self._asker = Asker(self.context.workspace.path)
        self.context.workspace.closing.connect(self._asker.close)
        self._add_actions()
        self._build()
        self.context.language.follow(self, self._show)
        self.context.theme.changed.connect(self._fit)

    def _add_actions(self) -> None:
        add, page = self.context.actions.add, self._page
        self.plan = add(page, ActionSpec("action.returns_plan", "Ctrl+Shift+B", "merge"), self.run)
        self.look = add(page, ActionSpec("action.returns_batch", "Ctrl+B", "list"), self.open_row)
        self.freight = add(
            page,
            ActionSpec("action.returns_warehouses", "Ctrl+Shift+W", "company"),
            self.open_warehouses,
        )

    def _build(self) -> None:
        language, theme = self.context.language, self.context.theme
        title, about = QLabel(self), ElidedLabel("label", self)
        title.setProperty("role", "card-title")
        language.bind(title, title.setText, "returns_plan.title")
        language.bind(about, about.setText, "returns_plan.by")
        head = QHBoxLayout()
        head.setContentsMargins(*metrics.CARD_MARGINS)
        head.addWidget(title)
        head.addStretch(1)
        head.addWidget(about)
        self.model = PlainModel(theme)
        self.view = PlainTable(self.model, "table.return_plan", language, theme)
        self.view.setSelectionMode(PlainTable.SelectionMode.SingleSelection)
        tones = {tone: tone for tone in ("bad", "warn", "muted", "info")}
        self.view.setItemDelegateForColumn(DUE, StatusDelegate(theme, tones, self.view))
        self.view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.view.horizontalHeader().setStretchLastSection(False)
        self.view.activated.connect(lambda _index: self.open_row())
        self.view.selectionModel().currentRowChanged.connect(lambda _now, _then: self._enable())
        self.says = ElidedLabel("label", self)
        self.says.setObjectName("returns.plan.says")
        foot = QHBoxLayout()
        foot.setContentsMargins(*metrics.CARD_MARGINS)
        foot.setSpacing(metrics.INNER_GAP)
        foot.addWidget(self.says)
        foot.addStretch(1)
        for action in (self.freight, self.look, self.plan):
            foot.addWidget(ActionButton(action))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(1, 1, 1, 1)
        layout.setSpacing(0)
        layout.addLayout(head)
        layout.addWidget(self.view)
        layout.addLayout(foot)

    # showing

    def refresh(self) -> None:
        """Read the plan again, in the background when there is much of it."""
        on = self.context.today()
        self._asker.ask_here(self.context.workspace, lambda conn: overview(conn, on=on), self._take)

    def show_batch(self, batch_no: str) -> None:
        """Bring a batch to the front."""
        for at, row in enumerate(self._overview.rows if self._overview else ()):
            if row.batch_no == batch_no:
                self.view.selectRow(at)
                self.view.setFocus()

    def row(self) -> PlanRow | None:
        """The row in front."""
        at = self.view.currentIndex().row()
        rows = self._overview.rows if self._overview else ()
        return rows[at] if 0 <= at < len(rows) else None

    def _take(self, found: Overview) -> None:
        before = self.row()
        self._overview = found
        self._show()
        same = [at for at, row in enumerate(found.rows) if before and _key(row) == _key(before)]
        if found.rows:
            self.view.selectRow(same[0] if same else 0)
        self._enable()

    def _show(self) -> None:
        say, found = self.context.language.text, self._overview
        rows = found.rows if found else ()
        at = self.view.currentIndex().row()
        self.model.show_lines(
            [say(f"returns_plan.column.{name}") for name in COLUMNS],
            [self._line(row) for row in rows],
        )
        self.view.set_widths(*WIDTHS)
        header = self.view.horizontalHeader()
        header.setSectionResizeMode(COLUMNS.index("warehouse"), QHeaderView.ResizeMode.Stretch)
        self.view.selectRow(at)
        self.view.setVisible(bool(rows))
        self.look.setEnabled(bool(rows))
        self.says.setText(self._summary())
        self._fit()

    def _fit(self) -> None:
        sizes = self.context.theme.sizes
        shown = min(self.model.rowCount(), ROWS_SHOWN)
        self.view.setFixedHeight(sizes.px(metrics.HEADER_HEIGHT) + shown * sizes.row_height + 2)

    def _enable(self) -> None:
        self.look.setEnabled(self.row() is not None)
        self.plan.setEnabled(bool(self._overview and self._overview.waiting))

    def _summary(self) -> str:
        say, found = self.context.language.text, self._overview
        if found is None or not found.rows:
            return say("returns_plan.none")
        if not found.planned_at:
            return say("returns_plan.not_planned", count=f"{found.waiting:,}")
        gap = found.gap_permille
        words = UNKNOWN if gap is None else f"{gap // 10}.{gap % 10}%"
        return say(
            "returns_plan.summary",
            count=f"{found.waiting:,}",
            saved=scaled(found.saved_e5, decimals=2),
            gap=words,
        )

    def _line(self, row: PlanRow) -> Line:
        return [self._cell(name, row) for name in COLUMNS]

    def _cell(self, name: str, row: PlanRow) -> Cell:
        say = self.context.language.text
        match name:
            case "batch":
                return Cell(self._name(row), hint=self._hint(row), ink=_ink(row))
            case "warehouse":
                return Cell(warehouse_words(self.context, row.warehouse))
            case "parcels":
                return Cell(f"{row.parcels:,}", is_number=True)
            case "weight":
                return Cell(_number(row.weight_e5), is_number=True)
            case "due":
                return self._due(row)
            case "freight":
                hint = say("returns_plan.paid" if row.is_paid else "returns_plan.estimate")
                return Cell(_money(row.freight_e5), hint=hint, is_number=True)
            case _:
                return self._saved(row)

    def _name(self, row: PlanRow) -> str:
        say = self.context.language.text
        if row.kind is RowKind.BATCH:
            return row.batch_no
        if row.kind is RowKind.UNPLACED:
            return say("returns_plan.unplaced")
        return say(f"return_way.{row.disposition or 'none'}")

    def _hint(self, row: PlanRow) -> str:
        fixed = self.context.language.text("returns_plan.fixed") if row.is_fixed else ""
        return " · ".join(filter(None, (self._name(row), fixed)))

    def _due(self, row: PlanRow) -> Cell:
        language = self.context.language
        if row.state == "shipped":
            return Cell(language.text("returns_plan.shipped"), native="info")
        if row.days is None:
            return Cell(UNKNOWN)
        hint = language.text("returns_plan.ship_by", due=str(row.due), day=row.ship_by or UNKNOWN)
        return Cell(days_in_words(row.days, language), native=tone_of(row.days), hint=hint)

    def _saved(self, row: PlanRow) -> Cell:
        if row.kind is RowKind.BATCH:
            saved = row.saved_e5
            ink = "" if saved is None else "good" if saved > 0 else "warn"
            hint = self.context.language.text("returns_plan.saved_hint")
            return Cell(_money(saved), hint=hint, ink=ink, is_number=True)
        if not row.reason:
            return Cell(UNKNOWN, is_number=True)
        reason = self.context.language.text(f"return_why.{row.reason}")
        return Cell(reason, ink="warn" if row.kind is RowKind.OPEN else "", is_number=True)

    # what is done

    def run(self) -> None:
        """Plan what waits; what was decided by hand stays."""
        on = self.context.today()

        def work(session: Session, _progress: Progress) -> Outcome:
            return make_plan(session, on=on)

        self.context.workspace.run("returns_plan.planning", work, self._told)

    def _told(self, outcome: Outcome) -> None:
        say, counts = self.context.language.text, outcome.counts
        words = say("returns_plan.done", **{name: f"{n:,}" for name, n in counts.items()})
        if not outcome.changes.kinds:
            words = say("returns_plan.same")
        self.context.notify(words)

    def open_row(self) -> None:
        """What is in the row in front, and why; changed by hand there."""
        row = self.row()
        if row is not None:
            title = " · ".join(
                filter(None, (self._name(row), warehouse_words(self.context, row.warehouse)))
            )
            PlanSheet(self._page, row, title).ask()

    def open_warehouses(self) -> None:
        """Overseas warehouses, freight, and the figures of the plan."""
        WarehouseSheet(self._page).ask()


def warehouse_words(context: Context, warehouse: Warehouse | None) -> str:
    """A warehouse with its country in the language in use."""
    if warehouse is None:
        return UNKNOWN
    entry = context.codes.lookup("country", warehouse.country)
    if context.language.code == "en":  # long names of countries would hide that of the warehouse
        return f"{warehouse.name}, {entry.name_en if entry else warehouse.country}"
    return f"{entry.name_zh if entry else warehouse.country} {warehouse.name}"


def _key(row: PlanRow) -> tuple[object, ...]:
    return row.kind, row.batch_id, row.warehouse_id, row.disposition


def _ink(row: PlanRow) -> str:
    return "warn" if row.kind in (RowKind.OPEN, RowKind.UNPLACED) else ""


def _number(value_e5: int | None) -> str:
    return UNKNOWN if value_e5 is None else scaled(value_e5)


def _money(value_e5: int | None) -> str:
    return UNKNOWN if value_e5 is None else scaled(value_e5, decimals=2)
