"""退货: what comes back and by when; a request in three steps, from original list to message."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from app.paths import outbox_beside
from app.queries import table as tables
from app.queries.declarations import by_own_no
from app.queries.returns import by_own_no as request_by_own_no
from app.queries.table import Comparison, Filter, View
from app.ui import metrics
from app.ui.actions import ActionSpec
from app.ui.asking import Asker
from app.ui.context import Context
from app.ui.pages.base import BasePage
from app.ui.pages.messages_sheets import ask_export
from app.ui.pages.returns_more import ReturnsMore
from app.ui.pages.returns_pane import JUDGED, RequestPane
from app.ui.pages.returns_plan import PlanCard
from app.ui.pages.returns_table import (
    DAYS,
    STATE_TONES,
    WIDTHS,
    DayTones,
    ReturnsModel,
)
from app.ui.pages.returns_tally import ask_tally
from app.ui.pages.table_actions import add_table_actions
from app.ui.printing.actions import Subject, add_print_action
from app.ui.widgets.action_button import ActionButton
from app.ui.widgets.empty_state import EmptyState
from app.ui.widgets.entry_sheet import EntrySheet
from app.ui.widgets.first_place import begin_at
from app.ui.widgets.outcome_notice import OutcomeNotice
from app.ui.widgets.record_form import Editor, FieldSpec
from app.ui.widgets.side_by_side import SideBySide, TableOrEmpty
from app.ui.widgets.table_view import TableCard
from app.values.finding import DocumentKind
from app.values.progress import Progress
from app.workflow.export import export
from app.workflow.opening import Session
from app.workflow.outcome import Changes, Outcome
from app.workflow.return_terms import the_table
from app.workflow.return_views import Overview, overview
from app.workflow.returns import (
    Refunded,
    lapse,
    note_certificate,
    record_arrival,
    record_refund,
    withdraw,
)
from app.workflow.typed import Typed, day, said

SHARES = (720, 430)
NEW, DUE, LATE, BATCH = "new", "due", "late", "batch"
ARRIVAL = (FieldSpec("arrived_on", Editor.DATE),)
REFUND = (FieldSpec("amount", Editor.NUMBER), FieldSpec("refunded_on", Editor.DATE))
CERTIFICATE = (FieldSpec("certificate"),)
_COMES_BACK = ("draft", "pending", "await_arrival", "accepted")
_AWAITED = ("pending", "await_arrival")


class Page(BasePage):
    """The requests at the left, the one in front or a new one at the right."""

    key = "returns"

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._overview: Overview | None = None
        self._shown = -1
        self._asker = Asker(context.workspace.path)
        context.workspace.closing.connect(self._asker.close)
        self._add_actions()
        self._build()
        context.language.follow(self, self._show_overview)

    # building

    def _add_actions(self) -> None:
        def add(what: str, shortcut: str, icon: str, do: Callable[[], object]) -> QAction:
            spec = ActionSpec(f"action.returns_{what}", shortcut, icon)
            return self.context.actions.add(self, spec, do)

        self.new = add("new", "Ctrl+N", "plus", self.begin)
        self.next = add("next", "Ctrl+Return", "arrow-right", self.go_on)
        self.back = add("back", "Esc", "arrow-left", self.go_back)
        self.edit = add("edit", "F2", "edit", self.change)
        self.withdraw = add("withdraw", "Ctrl+Del", "cross", self.give_up)
        self.arrive = add("arrive", "Ctrl+R", "inbox", self.ask_arrival)
        self.lapse = add("lapse", "", "cross", self.give_up_waiting)
        self.refund = add("refund", "Ctrl+M", "payment", self.ask_refund)
        self.certificate = add("certificate", "Ctrl+T", "tax", self.ask_certificate)
        self.tally = add("tally", "Ctrl+G", "list", self.ask_tally)
        self.paper = add("paper", "Ctrl+I", "file", lambda: self.pane.message.papers.ask_files())
        self.drop_paper = add(
            "drop_paper", "", "delete", lambda: self.pane.message.papers.drop_chosen()
        )
        self.open_list = add("list", "Ctrl+L", "list", self.show_list)
        self.print = add_print_action(self, Subject.RETURN, self._chosen)
        self.more = ReturnsMore(self)

    def _build(self) -> None:
        self._make_badges()
        self._make_table()
        self._make_pane()
        for action in (self.more.watch, self.more.grading, self.print, self.more.workbook):
            self.bar.addWidget(ActionButton(action))
        self.bar.addWidget(ActionButton(self.new, "primary"))
        self.notice = OutcomeNotice("returns_notice", self.context.language)
        self.column = QVBoxLayout()
        side = QWidget(self)
        side.setLayout(self.column)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(metrics.CARD_GAP)
        self.plan = PlanCard(self)
        self.column.addWidget(self.notice)
        self.column.addWidget(self.plan)
        self.column.addWidget(self.left, 1)
        self.body.addWidget(SideBySide(side, self.pane, SHARES), 1)
        begin_at(self, self.card.view)
        self.pane.begin()

    def _make_badges(self) -> None:
        self.imports, self.exports, self.rate = (QLabel(self) for _ in range(3))
        for label, name, status in (
            (self.imports, "imports", "info"),
            (self.exports, "exports", "muted"),
        ):
            label.setObjectName(f"badge.{name}")
            label.setProperty("status", status)
        self.rate.setObjectName("badge.rate")
        self.rate.setProperty("role", "muted")
        for label in (self.imports, self.exports, self.rate):
            label.hide()
            self.badges.addWidget(label)

    def _make_table(self) -> None:
        context = self.context
        self.model = ReturnsModel(context.workspace, the_table(context.today()), context.language)
        self.card = TableCard(self.model, context.language, context.theme, context.options)
        self.card.columns.set_widths(WIDTHS)
        self.card.set_tones({DAYS: DayTones(), "return_state": STATE_TONES})
        add_table_actions(self, self.card)
        self.card.chosen.connect(self._on_chosen)
        self.card.opened.connect(self._show_chosen)
        begin = [self.new, context.actions["action.go_lists"]]
        self.left = TableOrEmpty(self.card, EmptyState("empty.returns", begin, context.language))

    def _make_pane(self) -> None:
        context = self.context
        self.pane = RequestPane(context)
        self.pane.follow_actions(self.next, self.back)
        self.pane.judged.foot.addStretch(1)
        for action in (self.open_list, self.edit, self.withdraw):
            self.pane.judged.foot.addWidget(ActionButton(action))
        self.pane.message.offer(
            [self.arrive, self.lapse, self.refund], of_exports=[self.certificate, self.tally]
        )
        self.pane.message.papers.offer(self.paper, self.drop_paper)
        self.pane.turned.connect(self._enable)
        self.pane.saved.connect(self._on_saved)
        context.theme.fit(self.pane, self.pane.setMinimumWidth, metrics.FORM_WIDTH)

    # showing

    def refresh(self) -> None:
        """Read the requests and the one in front again; count in the background."""
        self.model.table = table = the_table(self.context.today())
        self.card.reload()
        is_narrowed = bool(self.card.search.text() or self.model.view.filters)
        self.left.show_empty(not self.model.rowCount() and not is_narrowed)
        self.pane.refresh()
        self.plan.refresh()
        self._enable()
        self._asker.ask(
            lambda conn: (
                overview(conn),
                tables.counts_by(conn, table, View(), "return_state"),
            ),
            self._show_counts,
        )

    def concerns(self, changes: Changes) -> bool:
        """Lists too: what is released may come back."""
        told = {DocumentKind.GOODS_RETURN, DocumentKind.DECLARATION_LIST, DocumentKind.PARTY}
        told |= {DocumentKind.RETURN_BATCH, DocumentKind.OVERSEAS_WAREHOUSE}
        return not changes.kinds or bool(changes.kinds & told)

    def show_document(self, number: str) -> None:
        """A request by its number; "new:<list>" begins one of a list, "due:<day>" shows those due
        on a day (ISO), "due:late" those past their day, "batch:<number>" a batch; else requests
        with these words."""
        place, _, what = number.partition(":")
        if place == NEW:
            list_id = self.context.workspace.read(lambda conn: by_own_no(conn, what), None)
            self.pane.begin(list_id or 0)
            return
        if place == BATCH:
            self.plan.show_batch(what)
            return
        if place == DUE:
            if what == LATE:
                self.card.show_view(View((Filter(DAYS, Comparison.IS_BELOW, 0),)))
            else:
                self.card.show_view(View((Filter("return_due", Comparison.IS, what),)))
        else:
            self.card.show_view(View(text=number))
        none: int | None = None
        found = self.context.workspace.read(lambda conn: request_by_own_no(conn, number), none)
        if found is not None:
            self.card.select(found)
        elif self.model.rowCount():
            self.card.view.selectRow(0)

    def _show_counts(self, found: tuple[Overview, list[tuple[object, int]]]) -> None:
        self._overview, states = found
        self._show_overview()
        order = list(STATE_TONES)
        states = sorted(states, key=lambda pair: order.index(str(pair[0])))
        column = self.model.table.column("return_state")
        self.card.set_chips("return_state", states, lambda value: self.model.caption(column, value))

    def _show_overview(self) -> None:
        found = self._overview
        for label in (self.imports, self.exports, self.rate):
            label.setVisible(found is not None)
        if found is None:
            return
        self.imports.setText(self.say("returns_page.imports", count=f"{found.counts.imports:,}"))
        self.exports.setText(self.say("returns_page.exports", count=f"{found.counts.exports:,}"))
        rate = found.rate_permille
        words = "—" if rate is None else f"{rate // 10}.{rate % 10}%"
        self.rate.setText(self.say("returns_page.rate", rate=words))

    def _on_chosen(self, key: int) -> None:
        if key >= 0 and key != self._shown:  # else the table was only read again
            self._show_chosen(key)

    def _show_chosen(self, key: int) -> None:
        self._shown = key
        self.pane.show_request(key, JUDGED)
        self._enable()

    def _on_saved(self, return_id: int) -> None:
        self._shown = return_id
        self.card.reload()
        self.left.show_empty(False)
        self.card.select(return_id)

    def _enable(self) -> None:
        pane = self.pane
        head = None if pane.is_typing else pane.head
        state = head.state if head else ""
        is_export = head is not None and head.flow == "export"
        is_editable = head is not None and head.is_changeable
        can = {
            self.next: pane.can_go_on,
            self.back: pane.can_go_back,
            self.edit: is_editable,
            self.withdraw: is_editable,
            self.arrive: state in (*_COMES_BACK, "lapsed"),
            self.lapse: state in _AWAITED,
            self.refund: state in _COMES_BACK,
            self.certificate: is_export and state in _COMES_BACK,
            self.tally: is_export and state in _COMES_BACK,
            self.paper: head is not None,
            self.drop_paper: head is not None,
            self.open_list: head is not None,
            self.print: head is not None,
        }
        for action, is_possible in can.items():
            action.setEnabled(is_possible)

    def _chosen(self) -> list[int]:
        if self.pane.is_typing:
            return []
        chosen = self.card.selected_keys()
        return chosen if self.pane.return_id in chosen else [self.pane.return_id]

    # what is done

    def begin(self) -> None:
        """A new request."""
        self.pane.begin()

    def go_on(self) -> None:
        """To the next step; from the last one, write the message."""
        head = self.pane.head
        if self.pane.step == 2 and head is not None and not self.pane.is_typing:
            self.ask_message(head.own_no)
        else:
            self.pane.next()

    def go_back(self) -> None:
        """To the step before."""
        self.pane.back()

    def change(self) -> None:
        """Change the request in front."""
        self.pane.edit()

    def show_list(self) -> None:
        """Show the original list."""
        if self.pane.head is not None:
            self.context.go("lists", self.pane.head.list_own_no)

    def ask_message(self, own_no: str) -> None:
        """Say what will be written; write it when that is accepted."""
        outbox = outbox_beside(self.context.workspace.path)
        waiting = {DocumentKind.GOODS_RETURN: 1}
        ask_export(self, waiting, 0, outbox, lambda: self._write(own_no, outbox))

    def _write(self, own_no: str, outbox: Path) -> None:
        def work(session: Session, progress: Progress) -> Outcome:
            return export(session, [own_no], outbox=outbox, progress=progress)

        self.context.workspace.run("messages.exporting", work, self.notice.show_outcome)

    def give_up(self) -> None:
        """Withdraw the request in front; it can be undone."""
        self._close("withdraw", withdraw, "returns_page.withdrawn")

    def give_up_waiting(self) -> None:
        """Note that the goods of the request in front do not come back; it can be undone."""
        self._close("lapse", lapse, "returns_page.lapsed")

    def _close(self, what: str, close: Callable[[Session, int], Outcome], done: str) -> None:
        return_id = self.pane.return_id
        self.context.workspace.run(
            f"action.returns_{what}",
            lambda session, _progress: close(session, return_id),
            lambda _outcome: self.context.notify(self.say(done)),
        )

    def ask_arrival(self) -> None:
        """Ask for the day the goods came back."""
        return_id, today = self.pane.return_id, self.context.today()
        head = self.pane.head
        late: list[Outcome] = []

        def keep(session: Session, typed: Typed) -> Outcome:
            outcome = record_arrival(session, return_id, day(typed, "arrived_on"))
            late[:] = [outcome] if outcome.findings else []
            return outcome

        sheet = EntrySheet(self, "return_arrive", ARRIVAL, keep)
        sheet.closed.connect(lambda: self._tell_late(late))
        known = head.arrived_on if head else ""
        sheet.ask({"arrived_on": known or today.isoformat()})

    def _tell_late(self, outcomes: Sequence[Outcome]) -> None:
        for outcome in outcomes:
            self.notice.show_outcome(outcome)

    def ask_refund(self) -> None:
        """Ask what the buyer got back, and when."""
        return_id, today = self.pane.return_id, self.context.today()

        def keep(session: Session, typed: Typed) -> Outcome:
            amount = said(typed, "amount")
            return record_refund(session, return_id, amount, day=day(typed, "refunded_on"))

        sheet = EntrySheet(self, "return_refund", REFUND, keep)
        sheet.ask({"refunded_on": today.isoformat()})

    def ask_certificate(self) -> None:
        """Ask for the number of the certificate that a refund was paid back."""
        return_id = self.pane.return_id

        def keep(session: Session, typed: Typed) -> Outcome:
            number = said(typed, "certificate")
            return note_certificate(session, return_id, number, refunded=Refunded.YES)

        EntrySheet(self, "return_certificate", CERTIFICATE, keep).ask()

    def ask_tally(self) -> None:
        """Ask what the site counted."""
        ask_tally(self, self.pane.return_id)
