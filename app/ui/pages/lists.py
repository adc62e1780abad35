"""申报清单: the table of all lists; Enter opens one in place of the table, Esc goes back."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from app import paths
from app.documents.fields import Flow
from app.documents.status import Status, rules
from app.queries.company import company_flows
from app.queries.declarations import Exportable, by_own_no, exportable, orders_of
from app.queries.table import View
from app.ui import metrics
from app.ui.actions import ActionSpec
from app.ui.context import Context
from app.ui.jobs import Work
from app.ui.pages.base import BasePage
from app.ui.pages.lists_bill import ask_bill, ask_delivery
from app.ui.pages.lists_bulk import BulkSheet
from app.ui.pages.lists_cancel import CancelSheet
from app.ui.pages.lists_copy import begin_copy
from app.ui.pages.lists_form import ListEditor
from app.ui.pages.lists_side import set_badge
from app.ui.pages.lists_table import ListsTable, is_day
from app.ui.pages.lists_unready import UnreadySheet, unready_flow
from app.ui.pages.lists_write import WriteSheet
from app.ui.pages.order_flows import add_flows_action, order_of
from app.ui.pages.table_actions import add_table_actions
from app.ui.printing.actions import Subject, add_print_action
from app.ui.statuses import TONES
from app.ui.widgets.action_button import ActionButton
from app.ui.widgets.first_place import begin_at
from app.ui.widgets.page_stack import FrontStack
from app.values.finding import DocumentKind, Severity
from app.workflow.bulk_edit import Edit, edit_lists
from app.workflow.changing import cancel_list, change_list
from app.workflow.compile import compile_lists
from app.workflow.export import export
from app.workflow.outcome import Changes, Outcome
from app.workflow.precheck import precheck
from app.workflow.unsaved import NEW, Unsaved

TABLE, FORM = 0, 1
_OF_TABLE = ("new", "new_import", "compile", "check", "bulk", "bill", "export")
_OF_FORM = ("back", "change", "cancel", "return", "write", "save_next", "save")
_MAIN = {"export", "save"}


class Page(BasePage):
    """Swaps table and form; the actions on lists work on what is chosen, or on the one shown."""

    key = "lists"

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._unsaved = Unsaved(context.workspace.path)
        self._flows: tuple[Flow, ...] = (Flow.EXPORT,)  # the ways the company trades
        self._add_actions()
        self.table = ListsTable(context)
        self.form = ListEditor(context, self._unsaved)
        context.workspace.closing.connect(self._unsaved.close)
        self.stack = FrontStack()
        self.stack.addWidget(self.table)
        self.stack.addWidget(self.form)
        add_table_actions(self, self.table.card)
        self._build_bar()
        self.body.addWidget(self.stack, 1)
        self.table.opened.connect(self.open)
        self.form.shown.connect(self._show_bar)
        begin_at(self, self.table)
        self.stack.currentChanged.connect(
            lambda _at: begin_at(self, self.stack.currentWidget() or self.table)
        )
        context.language.follow(self, self._show_bar)
        self._show_bar()

    # building

    def _add_actions(self) -> None:
        def add(what: str, shortcut: str, icon: str, do: Callable[[], object]) -> None:
            spec = ActionSpec(f"action.lists_{what}", shortcut, icon)
            self.context.actions.add(self, spec, do)

        add("new", "Ctrl+N", "plus", lambda: self.open(NEW, self._flows[0]))
        add("new_import", "Ctrl+Shift+N", "plus", lambda: self.open(NEW, Flow.IMPORT))
        add("duplicate", "Ctrl+D", "copy", self.duplicate)
        add("compile", "Ctrl+Shift+B", "list", self.compile)
        add("check", "F7", "precheck", self.check)
        add("bulk", "Ctrl+Shift+M", "edit", self.bulk)
        add("bill", "Ctrl+B", "merge", lambda: ask_bill(self, self.table.chosen()))
        add("delivery", "Ctrl+Shift+J", "inbox", lambda: ask_delivery(self, self.table.chosen()))
        add("export", "Ctrl+Shift+E", "message", lambda: self.ask_export(self.table.chosen()))
        add("resume", "Ctrl+Shift+R", "draft", self.resume)
        add("back", "Esc", "arrow-left", self.back)
        add("save", "Ctrl+S", "save", lambda: self.form.save())
        add("save_next", "Ctrl+Return", "save", self.save_next)
        add("change", "", "edit", self.change)
        add("cancel", "", "cross", self.ask_cancel)
        add("return", "", "returns", self._begin_return)
        add("write", "Ctrl+Shift+W", "message", lambda: self.ask_export([self.form.editing.id]))
        add_print_action(self, Subject.LIST, self._chosen)
        add_flows_action(self, "lists", lambda conn: order_of(conn, self._chosen()))

    def _build_bar(self) -> None:
        self.crumb = QLabel(self)
        self.crumb.setObjectName("lists.crumb")
        self.crumb.setProperty("role", "code")
        self.status = QLabel(self)
        self.status.setObjectName("lists.status")
        self.findings = QLabel(self)
        self.findings.setObjectName("lists.findings")
        self.unsaved = QLabel(self)
        self.unsaved.setObjectName("lists.unsaved")
        self.unsaved.setProperty("status", "info")
        for label in (self.crumb, self.status, self.findings, self.unsaved):
            self.badges.addWidget(label)
        self._bars = [self._bar(_OF_TABLE), self._bar(_OF_FORM)]
        self.resume_button = ActionButton(self.context.actions["action.lists_resume"], "link")
        self.bar.insertWidget(2, self.resume_button)
        for bar in self._bars:
            self.bar.addWidget(bar)

    def _bar(self, names: tuple[str, ...]) -> QWidget:
        bar = QWidget(self)
        row = QHBoxLayout(bar)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(metrics.INNER_GAP)
        actions = self.context.actions
        for name in names:
            role = "primary" if name in _MAIN else ""
            row.addWidget(ActionButton(actions[f"action.lists_{name}"], role))
        row.insertWidget(row.count() - 1, ActionButton(actions["action.print_lists"]))
        return bar

    # showing

    def refresh(self) -> None:
        """Read the table again, and the form where nothing is typed."""
        self._flows = self.context.workspace.read(company_flows, self._flows)
        self.table.refresh()
        if self._is_form():
            self.form.reload()
        self._show_bar()

    def concerns(self, changes: Changes) -> bool:
        """Masters too: they fill the lines."""
        told = {DocumentKind.DECLARATION_LIST, DocumentKind.ORDER, DocumentKind.GOODS}
        return not changes.kinds or bool(changes.kinds & told)

    def show_document(self, number: str) -> None:
        """Open the list with this number, or show the lists of a day (ISO)."""
        if is_day(number):
            self.back()
            self.table.show_day(number)
            return
        list_id = self.context.workspace.read(lambda conn: by_own_no(conn, number), None)
        if list_id is not None:
            self.table.card.show_view(View())
            self.table.card.select(list_id)
            self.open(list_id)

    def undo(self) -> bool:
        """Typing on the form first."""
        return self._is_form() and self.form.undo()

    def redo(self) -> bool:
        """Typing on the form first."""
        return self._is_form() and self.form.redo()

    def _is_form(self) -> bool:
        return self.stack.currentIndex() == FORM

    def _show_bar(self) -> None:
        is_form = self._is_form()
        for at, bar in enumerate(self._bars):
            bar.setVisible(at == self.stack.currentIndex())
        for label in (self.crumb, self.status, self.findings, self.unsaved):
            label.setVisible(is_form)
        others = [each for each in self._unsaved.ids() if not is_form]
        self.resume_button.setVisible(bool(others))
        self.resume_button.setToolTip(self.say("lists.unsaved", count=len(others)))
        self._enable()
        if is_form:
            self._show_list()

    def _show_list(self) -> None:
        editing = self.form.editing
        form = editing.form
        self.crumb.setText(f"›  {form.head.get('own_no') or self.say('list.new')}")
        set_badge(self.status, TONES[form.status], self.say(f"status.{form.status}"))
        found = [each.finding.severity for each in self.form.findings()]
        blocking, doubtful = found.count(Severity.BLOCKING), found.count(Severity.DOUBTFUL)
        self.findings.setVisible(bool(blocking or doubtful))
        if blocking:
            set_badge(self.findings, "bad", self.say("list.blocking", count=blocking))
        elif doubtful:
            set_badge(self.findings, "warn", self.say("list.doubtful", count=doubtful))
        self.unsaved.setText(self.say("list.unsaved"))
        self.unsaved.setVisible(editing.is_changed)

    def _enable(self) -> None:
        is_form = self._is_form()
        form = self.form.editing.form
        allowed = rules()[form.status]
        can = {
            **dict.fromkeys(("compile", "check", "bulk", "bill", "export"), not is_form),
            **dict.fromkeys(("back",), is_form),
            **dict.fromkeys(("save", "save_next"), is_form and form.is_editable),
            "new_import": len(self._flows) > 1,
            "delivery": not is_form and Flow.IMPORT in self._flows,
            "write": is_form and form.is_editable and bool(form.id),
            "change": is_form and allowed.change,
            "cancel": is_form and allowed.cancel,
            "return": is_form and form.status in (Status.RELEASED, Status.CLEARED),
            "resume": not is_form and bool(self._unsaved.ids()),
        }
        for name, is_possible in can.items():
            self.context.actions[f"action.lists_{name}"].setEnabled(is_possible)
        self.context.actions["action.lists_new_import"].setVisible(can["new_import"])
        self._bars[TABLE].findChildren(ActionButton)[1].setVisible(can["new_import"])
        for name in ("change", "cancel", "return", "write", "save", "save_next"):
            button = self._bars[FORM].findChild(ActionButton, f"button.action.lists_{name}")
            if isinstance(button, ActionButton):
                button.setVisible(can[name])

    # table and form

    def open(self, list_id: int, flow: Flow = Flow.EXPORT) -> None:
        """Show a list on the form; `NEW` begins one, of this flow."""
        if not self.form.open(list_id, flow):
            self.context.notify(self.say("list.gone"))
            return
        self.stack.setCurrentIndex(FORM)
        self._show_bar()
        self.form.begin()
        editing = self.form.editing
        if editing.is_recovered:
            self.context.notify(self.say("list.recovered"))
        elif not editing.form.is_editable:
            self.context.notify(self.say("list.written"))

    def back(self) -> None:
        """To the table; what was typed is kept."""
        if not self._is_form() or self.form.taxing.leave_working():
            return
        self.form.keep()
        self.stack.setCurrentIndex(TABLE)
        self._show_bar()
        self.table.card.select(self.form.editing.id)
        self.table.setFocus()

    def save_next(self) -> None:
        """Save this list and open the next of the table; after a new one, another new one."""
        editing = self.form.editing
        self.form.save(then=partial(self._open_next, editing.id))

    def _open_next(self, list_id: int) -> None:
        following = NEW if list_id == NEW else self.table.next_after(list_id)
        if following < 0:
            self.context.notify(self.say("list.no_next"))
        else:
            self.table.card.select(following)
            self.open(following, self.form.editing.flow)

    def duplicate(self) -> None:
        """Begin a new list like the one that is chosen or shown."""
        if (flow := begin_copy(self, self._unsaved, self._chosen())) is not None:
            self.open(NEW, flow)
            self.context.notify(self.say("list.copied"))

    def resume(self) -> None:
        """Go on with what was typed last and not saved."""
        if waiting := self._unsaved.ids():
            self.open(waiting[-1])

    def _chosen(self) -> list[int]:
        if not self._is_form():
            return self.table.chosen()
        return [self.form.editing.id] if self.form.editing.id else []

    # what is done to lists

    def _run(self, what: str, work: Work, done: Callable[[Outcome], object]) -> None:
        self.context.workspace.run(f"action.lists_{what}", work, done)

    def compile(self) -> None:
        """A list for every order that agrees and has none."""
        on = self.context.today()
        self._run(
            "compile",
            lambda session, progress: compile_lists(session, on=on, progress=progress),
            self._say_compiled,
        )

    def _say_compiled(self, outcome: Outcome) -> None:
        new, held = outcome.counts.get("new", 0), outcome.counts.get("held", 0)
        key = "lists.compiled" if new or held else "lists.nothing_to_compile"
        self.context.notify(self.say(key, new=new, held=held))
        if (finding := unready_flow(outcome)) is not None:
            UnreadySheet(self, self.context, finding).open()

    def check(self) -> None:
        """Check the chosen lists; all that waits when only one is chosen."""
        on, chosen = self.context.today(), self.table.chosen()
        none: list[int] = []
        orders = self.context.workspace.read(lambda conn: orders_of(conn, chosen), none)
        selection = orders if len(orders) > 1 else None
        self._run(
            "check",
            lambda session, progress: precheck(session, selection, on=on, progress=progress),
            self._say_checked,
        )

    def _say_checked(self, outcome: Outcome) -> None:
        counts = outcome.finding_counts
        blocking, doubtful = (
            counts.get(severity, 0) for severity in (Severity.BLOCKING, Severity.DOUBTFUL)
        )
        self.context.notify(self.say("lists.checked", blocking=blocking, doubtful=doubtful))

    def bulk(self) -> None:
        """Set one field of the chosen drafts, after showing what changes."""
        chosen = self.table.chosen()
        nothing = Exportable((), 0)
        drafts = self.context.workspace.read(lambda conn: exportable(conn, chosen), nothing)
        if not drafts.own_nos:
            key = "lists.no_drafts" if chosen else "lists.nothing_selected"
            self.context.notify(self.say(key))
            return
        sheet = BulkSheet(self, self.context, chosen, partial(self._bulk_edit, chosen))
        sheet.open(focus=sheet.field)

    def _bulk_edit(self, chosen: list[int], edit: Edit) -> None:
        self._run(
            "bulk",
            lambda session, progress: edit_lists(session, chosen, edit, progress=progress),
            lambda outcome: self.context.notify(
                self.say("lists.bulk.done", count=outcome.counts["lists"])
            ),
        )

    def ask_export(self, chosen: list[int]) -> None:
        """Say what will be written, then write it."""
        nothing = Exportable((), 0)
        found = self.context.workspace.read(lambda conn: exportable(conn, chosen), nothing)
        if not found.ready:
            key = "lists.export.all_held" if found.held else "lists.export.nothing"
            self.context.notify(self.say(key, count=found.held))
            return
        outbox = paths.outbox_beside(self.context.workspace.path)
        sheet = WriteSheet(self, self.context, found, outbox)
        sheet.accepted.connect(lambda: self._export(found.own_nos, outbox))
        sheet.open()

    def _export(self, own_nos: tuple[str, ...], outbox: Path) -> None:
        self._run(
            "export",
            lambda session, progress: export(session, own_nos, outbox=outbox, progress=progress),
            lambda outcome: self.context.notify(
                self.say(
                    "lists.export.done",
                    lists=outcome.counts.get("lists", 0),
                    files=outcome.counts.get("files", 0),
                )
            ),
        )

    def change(self) -> None:
        """Begin a change of the list that is shown: it can be edited again."""
        list_id = self.form.editing.id
        self._run(
            "change",
            lambda session, _progress: change_list(session, list_id, ()),
            lambda _outcome: self.form.open(list_id),
        )

    def _begin_return(self) -> None:
        """Goods of the list that is shown come back."""
        self.context.go("returns", f"new:{self.form.editing.form.head['own_no']}")

    def ask_cancel(self) -> None:
        """Draft a request to cancel the list that is shown; it needs a reason."""
        form, context = self.form.editing.form, self.context
        sheet = CancelSheet(self, context, form.head["own_no"], partial(self._cancel, form.id))
        sheet.open(focus=sheet.reason)

    def _cancel(self, list_id: int, reason: str) -> None:
        on = self.context.today()
        self._run(
            "cancel",
            lambda session, _progress: cancel_list(session, list_id, reason, on=on),
            lambda _outcome: self.context.notify(self.say("lists.cancel.done")),
        )
