"""What an import list has besides the form: taxes, limits, the working, and the person behind."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QStackedWidget, QWidget

from app.documents.fields import Flow
from app.documents.tax_sheet import TaxSheet
from app.ui.actions import ActionSpec
from app.ui.context import Context
from app.ui.models.line_model import LineModel
from app.ui.pages.lists_head import HeadCard
from app.ui.pages.lists_rate import BalanceSheet, RateSheet
from app.ui.pages.lists_side import SidePanes
from app.ui.pages.lists_state import Editing
from app.ui.pages.lists_taxes import STATABLE, tax_of
from app.ui.pages.lists_working import WorkingPane
from app.ui.values import yuan
from app.workflow.opening import local_now
from app.workflow.personal import note_reveal
from app.workflow.tax_sheet import tax_sheet

FORM, WORKING = 0, 1
_ACTIONS = (
    *("reveal", "working", "close_working", "print_working"),
    *("state_rate", "state_balance", "compare_ways"),
)


class Taxing(QObject):
    """Shows the taxes of the list on the form and asks for what is missing. `again` has the list
    judged anew."""

    def __init__(self, context: Context, form: QWidget, again: Callable[[], object]) -> None:
        super().__init__(form)
        self._context, self._form, self._again = context, form, again
        self._editing = Editing(None, None)
        self._add_actions()

    def _add_actions(self) -> None:
        def add(what: str, shortcut: str, icon: str, do: Callable[[], object]) -> None:
            spec = ActionSpec(f"action.lists_{what}", shortcut, icon)
            self._context.actions.add(self._form, spec, do)

        add("reveal", "Ctrl+Shift+I", "eye", self.reveal)
        add("working", "F9", "tax", self.toggle_working)
        add("close_working", "", "arrow-left", self.leave_working)
        add("print_working", "", "print", self.print_working)
        add("state_rate", "Ctrl+Shift+T", "edit", self.ask_rate)
        add("state_balance", "Ctrl+Shift+Y", "edit", self.ask_balance)
        add("compare_ways", "Ctrl+Shift+K", "split", self.compare_ways)

    def place(self, stack: QStackedWidget, head: HeadCard, side: SidePanes) -> None:
        """The parts of the form it fills; the working becomes the second page of `stack`."""
        self._stack, self._head, self._side = stack, head, side
        self.pane = WorkingPane(self._context)
        stack.addWidget(self.pane)

    def look_at(self, editing: Editing) -> None:
        """From now on this list; shown as it stands in the store."""
        self._editing = editing
        is_import = editing.flow is Flow.IMPORT
        self._stack.setCurrentIndex(FORM)
        for what in _ACTIONS:
            self._context.actions[f"action.lists_{what}"].setEnabled(is_import)

    def compare_ways(self) -> None:
        """What the goods of the list would cost by every way in."""
        if number := self._editing.form.head.get("own_no"):
            self._context.go("what_if", number)
        else:
            self._context.notify(self._context.language.text("list.save_first"))

    def stored(self) -> TaxSheet | None:
        """The taxes of the list as it stands in the store."""
        list_id = self._editing.id
        if self._editing.flow is not Flow.IMPORT or not list_id:
            return None
        return self._context.workspace.read(lambda conn: tax_sheet(conn, list_id), None)

    def show(self, taxes: TaxSheet | None, model: LineModel, order: Sequence[int]) -> None:
        """Fill panes, working and the column of taxes; `order` says in which rows the lines
        stand."""
        if self._editing.flow is not Flow.IMPORT:
            return
        self._editing.taxes = taxes
        lines = taxes.lines if taxes else ()
        texts = {
            uid: "" if tax_of(line) is None else yuan(tax_of(line))
            for uid, line in zip(order, lines, strict=False)
        }
        model.set_computed("tax", texts)
        self.pane.show_sheet(taxes, self._editing.form.head.get("own_no", ""))
        self._side.taxes.show_sheet(taxes)
        self._side.limits.show_sheet(taxes)

    def show_line(self, line_no: int) -> None:
        """The pane tells the working of this line."""
        if self._editing.flow is Flow.IMPORT:
            self._side.taxes.show_line(line_no)

    # the working

    def toggle_working(self) -> None:
        """The whole working in place of the form, and back."""
        if not self.leave_working():
            self._stack.setCurrentIndex(WORKING)
            self.pane.begin()

    def leave_working(self) -> bool:
        """Back to the form; False when it is shown already."""
        if self._stack.currentIndex() != WORKING:
            return False
        self._stack.setCurrentIndex(FORM)
        self._head.focus_field(self._head.names()[0])
        return True

    def print_working(self) -> None:
        """The working on paper; what is not saved is not on it."""
        if not self._editing.id:
            self._context.notify(self._context.language.text("list.working.unsaved"))
            return
        from app.printing.kinds import Subject
        from app.ui.printing.dialog import PrintDialog  # print support is loaded on first use

        ids = [self._editing.id]
        PrintDialog(self._context, Subject.TAXES, ids, self._form).open()

    # asking

    def ask_rate(self) -> None:
        """Ask for a rate: one that is missing of the line the keyboard is in, else of any line,
        else any of the goods of this line."""
        taxes = self._editing.taxes
        if taxes is None or not taxes.lines:
            return
        current = self._side.taxes.line_no
        missing = [each for each in taxes.unsettled if each.kind in STATABLE]
        missing.sort(key=lambda each: each.line_no != current)
        line = taxes.line(missing[0].line_no if missing else current) or taxes.lines[0]
        kind = missing[0].kind if missing else "vat"
        RateSheet(self._form, self._context, line, taxes.day, kind).ask(self._again)

    def ask_balance(self) -> None:
        """Ask what the official query said of the buyer's year."""
        taxes = self._editing.taxes
        if taxes is None or not taxes.buyer:
            self._context.notify(self._context.language.text("list.no_buyer"))
            return
        BalanceSheet(self._form, self._context, taxes.buyer, local_now()).ask(self._again)

    def reveal(self) -> None:
        """Show who bought; it is noted that somebody looked."""
        list_id = self._editing.id
        if not self._head.is_masked or not list_id:
            return
        self._context.workspace.jobs.run(
            "action.lists_reveal",
            lambda session, _progress: note_reveal(session, list_id),
            lambda _noted: self._unmask(list_id),
        )

    def _unmask(self, list_id: int) -> None:
        if self._editing.id == list_id:
            self._head.set_masked(False)
