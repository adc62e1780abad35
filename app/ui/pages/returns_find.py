"""Step 1 of a return: the original list, how much of it comes back, why, and how it travels."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFrame,
    QGridLayout,
    QLabel,
    QLineEdit,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from app.documents.fields import Flow
from app.documents.returning import Condition, ReasonKind
from app.queries.returns import Hit, find_originals
from app.ui import metrics
from app.ui.asking import Asker
from app.ui.context import Context
from app.ui.models.plain_model import Cell, PlainModel
from app.ui.pages.returns_lines import QuantityGrid
from app.ui.values import UNKNOWN
from app.ui.widgets.label import make_label, word_label
from app.ui.widgets.plain_table import PlainTable
from app.ui.widgets.record_form import Editor, FieldCell, FieldSpec
from app.ui.widgets.status_badge import paint_as
from app.workflow.return_cases import Original, original_of
from app.workflow.return_form import (
    blank_words,
    draft_from_words,
    remaining_words,
    words_from_draft,
)
from app.workflow.returns import ReturnDraft
from app.workflow.warehouses import Warehouse, warehouses

TYPING_PAUSE_MS = 150
HITS = ("list", "released", "goods")
HITS_SHOWN = 5
WHY = (
    FieldSpec("reason_kind", Editor.CHOICE, tuple(str(one) for one in ReasonKind), "return_reason"),
    FieldSpec("condition", Editor.CHOICE, tuple(str(one) for one in Condition), "return_condition"),
    FieldSpec("reason", is_wide=True),
)
TAX = (
    FieldSpec("refunded", Editor.CHOICE, ("", "no", "yes"), "return_refunded"),
    FieldSpec("certificate"),
    FieldSpec("left_area", Editor.DATE),
)
WAY = (
    *(FieldSpec("waybill_no"), FieldSpec("bill_no")),
    *(FieldSpec("customs_office"), FieldSpec("port_office")),
    *(FieldSpec("site_code"), FieldSpec("return_mode")),
    *(FieldSpec("transport_mode"), FieldSpec("transport_name")),
    *(FieldSpec("voyage_no"), FieldSpec("from_country")),
    *(FieldSpec("carrier_code"), FieldSpec("carrier_name")),
    *(FieldSpec("gross_weight", Editor.NUMBER), FieldSpec("volume", Editor.NUMBER)),
)


class FindStep(QScrollArea):
    """`chosen` when another list was taken, `edited` when something was typed."""

    chosen = Signal()
    edited = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.setObjectName("returns.find")
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._context = context
        self._asker = Asker(context.workspace.path)
        context.workspace.closing.connect(self._asker.close)
        self.original: Original | None = None
        self.return_id = 0
        self._hits: Sequence[Hit] = ()
        self._takes_first = False
        self._found_none = False
        self.cells: dict[str, FieldCell] = {}
        inside = QWidget()
        self._layout = QVBoxLayout(inside)
        self._layout.setContentsMargins(*metrics.CARD_MARGINS)
        self._layout.setSpacing(metrics.INNER_GAP)
        self._build_search()
        self._build_goods()
        self.setWidget(inside)
        self._typing = QTimer(self, singleShot=True, interval=TYPING_PAUSE_MS)
        self._typing.timeout.connect(self._search)
        context.language.follow(self, self._show)

    # building

    def _build_search(self) -> None:
        language, theme = self._context.language, self._context.theme
        self.search = QLineEdit(self)
        self.search.setObjectName("returns.search")
        self.search.setClearButtonEnabled(True)
        language.bind(self.search, self.search.setPlaceholderText, "returns_page.search")
        language.bind(self.search, self.search.setAccessibleName, "returns_page.search")
        self.search.textEdited.connect(lambda _text: self._typing.start())
        self.search.returnPressed.connect(partial(self._search, takes_first=True))
        self.hint = make_label("muted", self, wraps=True)
        self.model = PlainModel(theme)
        self.hits = PlainTable(self.model, "table.return_hits", language, theme)
        self.hits.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.hits.activated.connect(lambda index: self.take(self._hits[index.row()].list_id))
        self.hits.clicked.connect(lambda index: self.take(self._hits[index.row()].list_id))
        theme.changed.connect(self._fit_hits)
        self._fit_hits()
        for widget in (self.search, self.hint, self.hits):
            self._layout.addWidget(widget)

    def _fit_hits(self) -> None:
        sizes = self._context.theme.sizes
        height = sizes.px(metrics.HEADER_HEIGHT) + HITS_SHOWN * sizes.row_height
        self.hits.setFixedHeight(height)

    def _build_goods(self) -> None:
        self.goods = QWidget(self)
        column = QVBoxLayout(self.goods)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(metrics.INNER_GAP)
        self.head = make_label("card-title", self.goods, name="returns.original")
        self.about = make_label("muted", self.goods, wraps=True)
        self.lines = QuantityGrid(self._context)
        self.lines.edited.connect(self.edited)
        for widget in (self.head, self.about, self.lines):
            column.addWidget(widget)
        self.says = QLabel(self.goods)
        self.says.setObjectName("returns.says")
        self.says.setWordWrap(True)
        paint_as(self.says, "ink", "bad")
        column.addWidget(self.says)
        column.addWidget(self._fields("why", WHY))
        self.via_centre = QCheckBox(self.goods)
        self.via_centre.setObjectName("returns.via_centre")
        self._context.language.bind(
            self.via_centre, self.via_centre.setText, "return_field.via_centre"
        )
        self.via_centre.toggled.connect(lambda _on: self.edited.emit())
        column.addWidget(self.via_centre)
        self._tax = self._fields("tax", TAX)
        self._way = self._fields("way", WAY)
        self._way.layout().addWidget(self._make_warehouse())  # type: ignore[union-attr]
        for group in (self._tax, self._way):
            column.addWidget(group)
        self._layout.addWidget(self.goods)
        self._layout.addStretch(1)

    def _make_warehouse(self) -> QWidget:
        """Where an export return waits; only returns with a warehouse are planned into batches."""
        holder, bind = QWidget(self.goods), self._context.language.bind
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(metrics.INNER_GAP // 2)
        label = QLabel(holder)
        label.setProperty("role", "label")
        self.warehouse = QComboBox(holder)
        self.warehouse.setObjectName("returns.warehouse")
        label.setBuddy(self.warehouse)
        view = self.warehouse.view()
        bind(label, label.setText, "return_field.warehouse")
        bind(self.warehouse, self.warehouse.setAccessibleName, "return_field.warehouse")
        bind(view, view.setAccessibleName, "return_field.warehouse")
        self.warehouse.activated.connect(lambda _at: self.edited.emit())
        column.addWidget(label)
        column.addWidget(self.warehouse)
        return holder

    def _offer_warehouses(self, chosen: int | None) -> None:
        none: dict[int, Warehouse] = {}
        known = self._context.workspace.read(warehouses, none)
        self.warehouse.clear()
        self.warehouse.addItem(self._context.language.text("return_field.no_warehouse"), None)
        for id_, each in known.items():
            self.warehouse.addItem(f"{each.code} {each.name}", id_)
        self.warehouse.setCurrentIndex(max(0, self.warehouse.findData(chosen)))

    def _fields(self, name: str, specs: Sequence[FieldSpec]) -> QWidget:
        group = QWidget(self.goods)
        column = QVBoxLayout(group)
        column.setContentsMargins(0, metrics.INNER_GAP, 0, 0)
        column.setSpacing(metrics.INNER_GAP)
        title = word_label(
            self._context.language, f"returns_page.section.{name}", "card-title", group
        )
        column.addWidget(title)
        grid = QGridLayout()
        grid.setHorizontalSpacing(metrics.CARD_GAP)
        grid.setVerticalSpacing(metrics.INNER_GAP)
        at = 0
        for spec in specs:
            cell = FieldCell(spec, "returns", self._context.language, None, labels="return_field")
            cell.editor.setProperty("help", f"return_{spec.name}")
            cell.edited.connect(lambda _name: self.edited.emit())
            self.cells[spec.name] = cell
            at += at % 2 if spec.is_wide else 0
            grid.addWidget(cell, at // 2, at % 2, 1, 2 if spec.is_wide else 1)
            at += 2 if spec.is_wide else 1
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)
        column.addLayout(grid)
        return group

    # beginning

    def begin(self, list_id: int = 0) -> None:
        """A new request, of this list when there is one."""
        self.return_id = 0
        self._offer_warehouses(None)
        self._clear_search()
        self._set_words(blank_words(self._context.today()))
        self._set_original(list_id)
        if list_id and self.original is not None:
            self.lines.set_texts(remaining_words(self.original))
        self._show()

    def load(self, draft: ReturnDraft, return_id: int) -> None:
        """A request that is to be changed."""
        self.return_id = return_id
        self._offer_warehouses(draft.way.overseas_warehouse_id)
        self._clear_search()
        words, quantities = words_from_draft(draft)
        self._set_words(words)
        self._set_original(draft.list_id)
        self.lines.set_texts(quantities)
        self._show()

    def take(self, list_id: int) -> None:
        """Take a list that was found; all that is left of it is to come back, until changed."""
        self._set_original(list_id)
        if self.original is not None:
            self.lines.set_texts(remaining_words(self.original))
        self._clear_search()
        self._show()
        self.chosen.emit()
        self.lines.focus()

    def reload(self) -> None:
        """Read what is left of the list again; what was typed stays."""
        if self.original is not None:
            typed = self.lines.texts()
            self._offer_warehouses(self.warehouse.currentData())
            self._set_original(self.original.id)
            self.lines.set_texts(typed)
            self._show()

    def draft(self) -> ReturnDraft | None:
        """What was typed; None without a list. Raises BadEntry."""
        if self.original is None:
            return None
        words = {name: cell.value() for name, cell in self.cells.items()}
        words |= {"via_centre": "1" if self.via_centre.isChecked() else "", "note": self._note}
        words["applied_on"] = ""
        quantities = self.lines.texts()
        return draft_from_words(
            self.original.id, words, quantities, warehouse_id=self.warehouse.currentData()
        )

    def show_refusal(self, words: str, field: str) -> None:
        """Say what is wrong with a field and go there; "" = nothing is."""
        self.says.setText(words)
        self.says.setVisible(bool(words))
        _, _, line = field.partition("qty.")
        if line:
            self.lines.focus(int(line))
        elif field in self.cells:
            self.cells[field].focus()

    def focus_first(self) -> None:
        """The search without a list, else the first quantity."""
        if not self.lines.focus():
            self.search.setFocus(Qt.FocusReason.OtherFocusReason)

    def _clear_search(self) -> None:
        self._typing.stop()
        self.search.clear()
        self._hits, self._found_none = (), False

    def _set_words(self, words: dict[str, str]) -> None:
        for name, cell in self.cells.items():
            cell.set_value(words[name])
        self.via_centre.setChecked(bool(words["via_centre"]))
        self._note = words["note"]
        self.show_refusal("", "")

    def _set_original(self, list_id: int) -> None:
        none: Original | None = None
        self.original = (
            self._context.workspace.read(
                lambda conn: original_of(conn, list_id, without=self.return_id), none
            )
            if list_id
            else None
        )
        self.lines.show_lines(self.original.lines if self.original else ())

    # searching

    def _search(self, *, takes_first: bool = False) -> None:
        self._typing.stop()
        self._takes_first = takes_first
        word = self.search.text()
        self._asker.ask(lambda conn: find_originals(conn, word), partial(self._found, word))

    def _found(self, word: str, hits: Sequence[Hit]) -> None:
        self._hits = hits
        self._found_none = bool(word.strip()) and not hits
        exact = [hit for hit in hits if word.strip() in (hit.own_no, hit.decl_no, hit.waybill_no)]
        if self._takes_first and (len(hits) == 1 or len(exact) == 1):
            self.take((exact or list(hits))[0].list_id)
            return
        self._show()
        if self._takes_first and hits:
            self.hits.selectRow(0)
            self.hits.setFocus(Qt.FocusReason.OtherFocusReason)

    # showing

    def _show(self) -> None:
        say = self._context.language.text
        original = self.original
        self.warehouse.setItemText(0, say("return_field.no_warehouse"))
        self.hits.setVisible(bool(self._hits))
        key = "returns_page.not_found" if self._found_none else "returns_page.how_to_find"
        self.hint.setText(say(key))
        self.hint.setVisible(self._found_none or (not self._hits and original is None))
        self.goods.setVisible(original is not None)
        headings = [say(f"return_hit.{name}") for name in HITS]
        self.model.show_lines(headings, [self._hit(hit) for hit in self._hits])
        self.hits.set_widths(152, 104)
        if original is None:
            return
        self.head.setText(original.own_no)
        flow = say(f"decl_flow.{original.flow}")
        day = original.released_at.replace("T", " ")[:16]
        key = "returns_page.released_on" if day else "returns_page.not_released"
        self.about.setText(
            say(
                "returns_page.original",
                mode=f"{original.customs_mode} {flow}",
                order=original.order_no,
                waybill=original.waybill_no,
                released=say(key, day=day),
            )
        )
        is_export = original.flow is Flow.EXPORT
        self.via_centre.setVisible(not is_export)
        self._tax.setVisible(is_export)
        self._way.setVisible(is_export)
        self.cells["left_area"].setVisible(original.counts_from_area)

    def _hit(self, hit: Hit) -> list[Cell]:
        say = self._context.language.text
        flow = say(f"decl_flow.{hit.flow}")
        released = hit.released_at[:10]
        way = f"{hit.customs_mode} {flow}"
        about = " · ".join(filter(None, (hit.goods, way, hit.buyer, hit.order_no)))
        return [
            Cell(hit.own_no),
            Cell(released or UNKNOWN, ink="" if released else "warn"),
            Cell(about),
        ]
