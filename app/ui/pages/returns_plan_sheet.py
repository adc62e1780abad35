"""What a row of the plan holds, what each choice would cost; another end for a return by hand."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QPushButton
from shiboken6 import isValid

from app.text import error_text, finding_text
from app.ui import metrics
from app.ui.asking import Asker
from app.ui.models.plain_model import Cell, Line, PlainModel
from app.ui.pages.base import BasePage
from app.ui.pages.returns_plan_entry import PlanEntries
from app.ui.printing.actions import Subject, print_preview
from app.ui.values import UNKNOWN, scaled, yuan
from app.ui.widgets.label import word_label
from app.ui.widgets.plain_table import PlainTable
from app.ui.widgets.sheet import Sheet
from app.ui.widgets.status_badge import paint_as
from app.values.errors import AppError
from app.values.progress import Progress
from app.workflow.opening import Session
from app.workflow.outcome import Outcome
from app.workflow.return_batches import fix_batch, fix_return
from app.workflow.return_plan_move import MovePreview, Target, move_return, preview_move, targets
from app.workflow.return_plan_view import Explained, Explanation, Item, PlanRow, RowKind
from app.workflow.return_plan_view import explanation as explain
from app.workflow.return_plan_view import items as items_of

ITEMS = ("number", "weight", "pieces", "value", "due", "end")
ITEM_WIDTHS = (146, 72, 50, 96, 96)
CHOICES = ("way", "cost", "freight", "base", "lost", "why")
CHOICE_WIDTHS = (124, 84, 96, 88, 84)
ITEMS_SHOWN = 4
Step = Callable[[Session, Progress], Outcome]


class PlanSheet(Sheet):
    """Returns at the top, the choices of the one in front below, then where it is to go."""

    def __init__(self, page: BasePage, row: PlanRow, title: str) -> None:
        super().__init__(page, "return_plan")
        self._page, self.row = page, row
        self.context = page.context
        self._items: Sequence[Item] = ()
        self._told: Explanation | None = None
        self._targets: Sequence[tuple[Target, str]] = ()
        self._asker = Asker(self.context.workspace.path)
        self.context.workspace.closing.connect(self._asker.close)
        self.title.setText(title)
        self._build()
        self.closed.connect(self._leave)
        self.context.workspace.changed.connect(self._reload)
        self.context.theme.changed.connect(self._fit)
        self.context.language.follow(self, self._show)

    def _build(self) -> None:
        language, theme = self.context.language, self.context.theme
        language.bind(self.accept, self.accept.setText, "returns_plan.sheet.move")
        language.bind(self.leave, self.leave.setText, "returns_plan.sheet.leave")
        self.items, self.choices = PlainModel(theme), PlainModel(theme)
        self.view = PlainTable(self.items, "table.return_plan_items", language, theme)
        self.view.setSelectionMode(PlainTable.SelectionMode.SingleSelection)
        self.view.selectionModel().currentRowChanged.connect(lambda _now, _then: self._explain())
        self.why = PlainTable(self.choices, "table.return_plan_choices", language, theme)
        for view in (self.view, self.why):
            view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.to = QComboBox(self.card)
        self.to.setObjectName("return_plan.to")
        for widget in (self.to, self.to.view()):
            language.bind(widget, widget.setAccessibleName, "returns_plan.sheet.to")
        self.to.currentIndexChanged.connect(lambda _at: self._preview())
        self.says = QLabel(self.card)
        self.says.setObjectName("return_plan.difference")
        self.says.setWordWrap(True)
        note = word_label(language, "returns_plan.sheet.note", "label", self.card, wraps=True)
        moving = QHBoxLayout()
        moving.setSpacing(metrics.INNER_GAP)
        label = QLabel(self.card)
        label.setBuddy(self.to)
        language.bind(label, label.setText, "returns_plan.sheet.to")
        moving.addWidget(label)
        moving.addWidget(self.to, 1)
        self.body.addWidget(self.view)
        self.body.addWidget(self.why)
        self.body.addLayout(moving)
        self.body.addWidget(self.says)
        self.body.addLayout(self._buttons())
        self.body.addWidget(note)

    def _buttons(self) -> QHBoxLayout:
        entries = PlanEntries(self._page)
        line = QHBoxLayout()
        line.setSpacing(metrics.INNER_GAP)
        self.fix = self._button("fix", self._toggle)
        self.place = self._button("place", lambda: self._ask(entries.ask_place, self._item()))
        self.ship = self._button("ship", lambda: self._ask(entries.ask_ship, self.row))
        self.arrive = self._button("arrive", lambda: self._ask(entries.ask_arrive, self.row))
        self.pay = self._button("pay", lambda: self._ask(entries.ask_freight, self.row))
        self.packing = self._button("packing", self._print)
        for button in (self.fix, self.place, self.ship, self.arrive, self.pay, self.packing):
            line.addWidget(button)
        line.addStretch(1)
        return line

    def _button(self, name: str, do: Callable[[], object]) -> QPushButton:
        button = QPushButton(self.card)
        button.setObjectName(f"return_plan.{name}")
        self.context.language.bind(button, button.setText, f"returns_plan.sheet.{name}")
        button.clicked.connect(lambda _on=False: do())
        return button

    def _ask(self, ask: Callable[..., object], what: object) -> None:
        """A small form in place of this sheet."""
        if what is not None:
            self.close_sheet()
            ask(what)

    def _print(self) -> None:
        """The packing list."""
        if self.row.batch_id is not None:
            print_preview(self._page, Subject.RETURN_BATCH, [self.row.batch_id])

    def ask(self) -> None:
        """Show it."""
        self._reload()
        self.open(focus=self.view)

    # showing

    def _leave(self) -> None:
        self.context.workspace.closing.disconnect(self._asker.close)
        self._asker.close()
        self.deleteLater()

    def _reload(self, _changes: object = None) -> None:
        if not isValid(self):
            return
        on, row = self.context.today(), self.row
        self._asker.ask_here(
            self.context.workspace, lambda conn: items_of(conn, row, on=on), self._take
        )

    def _take(self, found: Sequence[Item]) -> None:
        at = max(self.view.currentIndex().row(), 0)
        self._items = found
        self._show()
        if found:
            self.view.selectRow(min(at, len(found) - 1))
        self._explain()

    def _item(self) -> Item | None:
        at = self.view.currentIndex().row()
        return self._items[at] if 0 <= at < len(self._items) else None

    def _show(self) -> None:
        say = self.context.language.text
        at = self.view.currentIndex().row()
        self.items.show_lines(
            [say(f"returns_plan.item.{name}") for name in ITEMS],
            [self._item_line(item) for item in self._items],
        )
        self.view.set_widths(*ITEM_WIDTHS)
        self.view.selectRow(at)
        self._show_choices()
        self._show_targets()
        self._fit()

    def _fit(self) -> None:
        sizes = self.context.theme.sizes
        head = sizes.px(metrics.HEADER_HEIGHT) + 2
        shown = min(max(self.items.rowCount(), 1), ITEMS_SHOWN)
        self.view.setFixedHeight(head + shown * sizes.row_height)
        self.why.setFixedHeight(head + self.choices.rowCount() * sizes.row_height)

    def _item_line(self, item: Item) -> Line:
        say = self.context.language.text
        end = item.batch_no or say(f"return_way.{item.disposition or 'none'}")
        fixed = say("returns_plan.fixed") if item.is_fixed else ""
        return [
            Cell(item.own_no),
            Cell(_number(item.weight_e5), is_number=True),
            Cell(f"{item.pieces:,}", is_number=True),
            Cell(_money(item.value_e5), is_number=True),
            Cell(str(item.due) if item.due else UNKNOWN),
            Cell(" · ".join(filter(None, (end, fixed)))),
        ]

    def _explain(self) -> None:
        item, on = self._item(), self.context.today()
        self._told, self._targets = None, ()
        if item is not None and self.row.kind is not RowKind.UNPLACED:
            return_id = item.id
            self._told = self.context.workspace.read(
                lambda conn: explain(conn, return_id, on=on), None
            )
            nowhere: list[tuple[Target, str]] = []
            self._targets = self.context.workspace.read(
                lambda conn: targets(conn, return_id, on=on), nowhere
            )
        self._show_choices()
        self._show_targets()
        self._fit()

    def _show_choices(self) -> None:
        say = self.context.language.text
        told = self._told.choices if self._told else ()
        headings = [say(f"returns_plan.choice.{name}") for name in CHOICES]
        self.choices.show_lines(headings, [self._choice_line(each) for each in told])
        self.why.set_widths(*CHOICE_WIDTHS)
        self.why.setVisible(bool(told))

    def _choice_line(self, each: Explained) -> Line:
        say = self.context.language.text
        is_open = each.cost_e5 is not None
        amounts = [each.cost_e5, each.freight_e5, each.base_e5, each.lost_e5]
        why = say("returns_plan.chosen") if each.is_chosen else say(f"return_why.{each.reason}")
        ink = "good" if each.is_chosen else ""
        return [
            Cell(say(f"return_way.{each.disposition}"), ink=ink),
            *(Cell(_money(each if is_open else None), is_number=True) for each in amounts),
            Cell(why, ink=ink),
        ]

    def _show_targets(self) -> None:
        say, item = self.context.language.text, self._item()
        self.to.blockSignals(True)
        self.to.clear()
        for target, batch_no in self._targets:
            words = say(f"return_way.{target.disposition}")
            is_new = target.disposition == "batch" and target.batch_id is None
            name = say("returns_plan.sheet.new_batch") if is_new else batch_no
            self.to.addItem(" · ".join(filter(None, (words, name))))
        self.to.setCurrentIndex(self._current(item))
        self.to.blockSignals(False)
        self._preview()

    def _current(self, item: Item | None) -> int:
        if item is None:
            return -1
        for at, (target, batch_no) in enumerate(self._targets):
            if target.disposition is item.disposition and batch_no == item.batch_no:
                return at
        return -1

    def _preview(self) -> None:
        item, at = self._item(), self.to.currentIndex()
        can_move = item is not None and 0 <= at != self._current(item)
        self.accept.setEnabled(can_move)
        is_batch = self.row.kind is RowKind.BATCH
        waits = self.row.state != "shipped"
        self.to.setEnabled(bool(self._targets))
        self.fix.setEnabled(item is not None and self.row.kind is not RowKind.UNPLACED)
        self.place.setEnabled(item is not None and waits)
        self.ship.setVisible(is_batch)
        self.arrive.setVisible(is_batch)
        self.pay.setVisible(is_batch)
        self.packing.setVisible(is_batch)
        self.arrive.setEnabled(not waits)
        self.says.setVisible(can_move)
        if item is not None and can_move:
            self._say(item.id, self._targets[at][0])

    def _say(self, return_id: int, target: Target) -> None:
        say, on = self.context.language.text, self.context.today()
        try:
            found = self.context.workspace.read(
                lambda conn: preview_move(conn, return_id, target, on=on), MovePreview(None, None)
            )
        except AppError as refusal:
            self.says.setText("\n".join(error_text(refusal, self.context.language.code)))
            self.accept.setEnabled(False)
            return
        difference = found.difference
        key = "unknown" if difference is None else "more" if difference > 0 else "less"
        amount = UNKNOWN if difference is None else yuan(abs(difference))
        words = [say(f"returns_plan.sheet.{key}", amount=amount)]
        words += [finding_text(each, self.context.language.code) for each in found.warnings]
        self.says.setText("\n".join(words))
        paint_as(self.says, "ink", "warn" if found.warnings or key == "more" else "good")

    # what is done

    def _accept(self) -> None:
        item, on = self._item(), self.context.today()
        if item is None or not 0 <= self.to.currentIndex() < len(self._targets):
            return
        return_id, target = item.id, self._targets[self.to.currentIndex()][0]
        self._run(lambda session, _progress: move_return(session, return_id, target, on=on))

    def _toggle(self) -> None:
        """Hold fast, or give back to the plan."""
        item, row = self._item(), self.row
        if item is None:
            return
        return_id, is_fixed = item.id, not item.is_fixed
        batch_id = row.batch_id
        if batch_id is not None:
            self._run(lambda session, _progress: fix_batch(session, batch_id, is_fixed))
        else:
            self._run(lambda session, _progress: fix_return(session, return_id, is_fixed))

    def _run(self, step: Step) -> None:
        def work(session: Session, progress: Progress) -> object:
            try:
                return step(session, progress)
            except AppError as refusal:
                return refusal

        self.context.workspace.run("returns_plan.sheet.moving", work, self._on_done)

    def _on_done(self, result: object) -> None:
        if isinstance(result, AppError) and isValid(self):
            self.says.setVisible(True)
            self.says.setText("\n".join(error_text(result, self.context.language.code)))
            paint_as(self.says, "ink", "bad")


def _number(value_e5: int | None) -> str:
    return UNKNOWN if value_e5 is None else scaled(value_e5)


def _money(value_e5: int | None) -> str:
    return UNKNOWN if value_e5 is None else scaled(value_e5, decimals=2)
