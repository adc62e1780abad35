"""三单对碰: orders that do not agree, each with its documents side by side and what to do."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QLabel, QStackedWidget, QWidget

from app.queries.matching import (
    Decision,
    Happening,
    StateCounts,
    decision_of,
    happenings,
    last_matched,
    open_flags,
    order_numbered,
    owner_of,
    state_counts,
)
from app.queries.table import View
from app.ui.actions import ActionSpec
from app.ui.asking import Asker
from app.ui.context import Context
from app.ui.pages.base import BasePage
from app.ui.pages.matching_card import TABLE_SHARE, MatchingCard
from app.ui.pages.matching_decisions import Decisions
from app.ui.pages.matching_pane import ReviewPane
from app.ui.pages.matching_table import MatchingModel
from app.ui.pages.order_flows import add_flows_action
from app.ui.pages.table_actions import add_table_actions
from app.ui.widgets.action_button import ActionButton
from app.ui.widgets.empty_state import EmptyState
from app.ui.widgets.first_place import begin_at
from app.ui.widgets.side_by_side import SideBySide
from app.values.codes import key_from_number
from app.values.finding import DocumentKind
from app.workflow.outcome import Changes
from app.workflow.reviewing import (
    Explanation,
    Suggested,
    Suggestion,
    among,
    explanation_of,
    suggestions_by_order,
)

NONE = -1
PANE_SHARE = 570
_DOCUMENTS = {DocumentKind.ORDER, DocumentKind.PAYMENT, DocumentKind.WAYBILL, DocumentKind.GOODS}


class Page(BasePage):
    """Table at the left, the current order at the right. Decisions move on to the next order."""

    key = "match"

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._shown = NONE
        self._explanation: Explanation | None = None
        self._deciding: set[int] = set()
        self._asker = Asker(context.workspace.path)
        context.workspace.closing.connect(self._asker.close)
        context.workspace.jobs.ended.connect(self._deciding.clear)
        self.model = MatchingModel(context.workspace, context.language)
        self.card = MatchingCard(self.model, context)
        self.decisions = Decisions(self, self._number_of)
        self._add_actions()
        self._build_bar()
        self.card.chosen.connect(self._show_order)
        self.card.selected.connect(self._show_actions)
        self._build_body()
        context.language.follow(self, self._show_frame)
        context.language.follow(self, self._show_current)

    # building

    def _add_actions(self) -> None:
        self._actions: dict[str, QAction] = {}
        view = self.card.view
        # Keys that also mean something in a field act in the table only.
        for name, shortcut, icon, do, owner in (
            ("run", "Ctrl+R", "refresh", self.decisions.run_matching, self),
            ("accept", "Return", "check", self.accept, view),
            ("accept_alike", "Ctrl+Shift+Return", "check", self.accept_alike, self),
            ("accept_as_is", "Ctrl+Return", "passed", self.accept_as_is, self),
            ("link", "Ctrl+L", "link", self.link, self),
            ("reconsider", "Ctrl+Shift+R", "undo", self.reconsider, self),
            ("correct", "F2", "edit", self.correct, self),
            ("exclude", "Del", "blocked", self.exclude, view),
            ("note", "Ctrl+M", "comment", self.note, self),
            ("decided", "Ctrl+D", "history", self.toggle_decided, self),
            ("tolerance", "Ctrl+T", "settings", self.decisions.ask_for_tolerances, self),
        ):
            self._add_action(name, ActionSpec(f"action.match_{name}", shortcut, icon), do, owner)
        add_flows_action(self, "match", lambda _conn: self._shown if self._shown > 0 else None)
        self._actions["accept"].setShortcuts([QKeySequence("Return"), QKeySequence("Enter")])
        self._actions["decided"].setCheckable(True)

    def _add_action(
        self, name: str, spec: ActionSpec, do: Callable[[], object], owner: QWidget
    ) -> None:
        def unless_asked() -> None:
            if not self.decisions.is_asking():
                do()

        self._actions[name] = self.context.actions.add(owner, spec, unless_asked)

    def _build_bar(self) -> None:
        self._badges = {}
        for name, tone in (("agree", "good"), ("open", "bad"), ("doubtful", "warn")):
            badge = QLabel(self)
            badge.setObjectName(f"match.{name}")
            badge.setProperty("status", tone)
            self.badges.addWidget(badge)
            self._badges[name] = badge
        self.last = QLabel(self)
        self.last.setObjectName("match.last")
        self.last.setProperty("role", "muted")
        self.badges.addWidget(self.last)
        self._decided_chip = ActionButton(self._actions["decided"], "chip")
        self._decided_chip.setCheckable(True)
        self._actions["decided"].toggled.connect(self._decided_chip.setChecked)
        self.bar.addWidget(self._decided_chip)
        self.bar.addWidget(ActionButton(self._actions["tolerance"]))
        self.bar.addWidget(ActionButton(add_table_actions(self, self.card)))
        self.bar.addWidget(ActionButton(self._actions["run"], "primary"))

    def _build_body(self) -> None:
        context = self.context
        in_pane = ("accept", "accept_alike", "accept_as_is", "link", "reconsider", "correct")
        self.pane = ReviewPane(
            context, {name: self._actions[name] for name in (*in_pane, "exclude", "note")}
        )
        self.pane.comment.returnPressed.connect(self.note)
        self.pane.owner.returnPressed.connect(self.note)
        actions = context.actions
        both = SideBySide(self.card, self.pane, (TABLE_SHARE, PANE_SHARE))
        both.setStretchFactor(1, 1)
        self.stack = QStackedWidget()
        self.stack.addWidget(both)
        begin = [actions["action.go_import"], self._actions["run"]]
        self.stack.addWidget(EmptyState("empty.match", begin, context.language))
        on = [actions["action.go_lists"], actions["action.go_import"]]
        self.stack.addWidget(EmptyState("empty.match_agree", on, context.language))
        self.body.addWidget(self.stack, 1)
        begin_at(self, self.card.view)

    # showing

    def concerns(self, changes: Changes) -> bool:
        """What matching compares."""
        return not changes.kinds or bool(changes.kinds & _DOCUMENTS)

    def refresh(self) -> None:
        """Read everything again; where the current order is settled, its successor takes over."""
        row = self.card.view.currentIndex().row()
        self.card.reload()
        if self.card.current_key() == NONE and self.model.rowCount():
            self.card.view.selectRow(min(max(row, 0), self.model.rowCount() - 1))
        self._show_frame()
        self._show_current()
        self._asker.ask(suggestions_by_order, self._on_suggested)

    def show_document(self, number: str) -> None:
        """Bring the order of this number, or of this payment or waybill, into view."""
        key = key_from_number(number)
        order_id = self.context.workspace.read(lambda conn: order_numbered(conn, key), None)
        if order_id is None:
            return
        is_open = self.context.workspace.read(lambda conn: open_flags(conn, [order_id]) != 0, True)
        decision = self.context.workspace.read(lambda conn: decision_of(conn, order_id), None)
        self._show_decided(decision is not None and not is_open)
        self.card.show_view(View())
        self._show_frame()
        self.stack.setCurrentIndex(0)
        self.card.view.clearSelection()
        self.card.select(order_id)
        if self.card.current_key() != order_id:
            self._show_order(order_id)

    def _on_suggested(self, suggested: Suggested) -> None:
        self.model.show_suggested(suggested)
        self._show_current()

    def _show_frame(self) -> None:
        """Badges, chips, time of the last run, which card is there."""
        zero = StateCounts(0, 0, 0, 0, 0, 0, 0)
        counts = self.context.workspace.read(state_counts, zero)
        agreeing = counts.matched + counts.accepted - counts.attention
        numbers = {"agree": agreeing, "open": counts.exception, "doubtful": counts.attention}
        for name, badge in self._badges.items():
            badge.setText(self.say(f"match.{name}", count=f"{numbers[name]:,}"))
            badge.setVisible(numbers[name] > 0 or (name == "agree" and counts.matched > 0))
        at = self.context.workspace.read(last_matched, "")
        when = at[:16].replace("T", " ")
        self.last.setText(self.say("match.last", at=when) if at else self.say("match.never"))
        self.card.show_chips()
        self._show_empty(counts)

    def _number_of(self, order_id: int) -> str:
        row = self.model.row_of(order_id)
        values = self.model.values_at(row) if row >= 0 else ()
        return str(values[0]) if values else f"#{order_id}"

    def _show_empty(self, counts: StateCounts) -> None:
        is_searched = bool(self.card.search.text() or self.model.view.filters)
        is_waiting = counts.exception or counts.attention  # also while the table still reads them
        is_listed = is_waiting or self.model.rowCount() or self.model.is_decided
        total = counts.matched + counts.exception + counts.accepted + counts.excluded
        self.stack.setCurrentIndex(0 if is_listed or is_searched else 2 if total else 1)

    def _show_current(self) -> None:
        self._show_order(self.card.current_key())

    def _show_order(self, order_id: int) -> None:
        read = self.context.workspace.read
        has_moved, self._shown = order_id != self._shown, order_id
        self._explanation = read(lambda conn: explanation_of(conn, order_id), None)
        nothing: list[Happening] = []
        decision: Decision | None = read(lambda conn: decision_of(conn, order_id), None)
        self._show_actions()
        self.pane.show_order(self._explanation, self._suggestions(), decision)
        if has_moved or not self.pane.is_typed_in():
            happened = read(lambda conn: happenings(conn, order_id), nothing)
            self.pane.show_notes(read(lambda conn: owner_of(conn, order_id), ""), happened)
        self.pane.show_position(self.model.row_of(order_id), self.model.rowCount())

    def _suggestions(self) -> tuple[Suggestion, ...]:
        if self.model.is_decided:
            return ()
        return self.model.suggested().get(self._shown, ())

    def _show_actions(self) -> None:
        """What can be done with the current order and with those selected."""
        found, here = self._suggestions(), self._explanation
        selected = len(self.card.selected_keys())
        is_undecided = here is not None and not self.model.is_decided
        is_open = is_undecided and self.model.row_of(self._shown) >= 0
        lacks_one = any(
            row.field == "number" and not (row.payment and row.waybill)
            for row in (here.comparisons if here else ())
        )
        enabled = {
            "accept": bool(found) or (selected > 1 and not self.model.is_decided),
            "accept_alike": bool(found) and len(found[0].order_ids) > 1 and not found[0].links,
            "accept_as_is": is_open and not found,
            "link": is_open and lacks_one and not found,
            "reconsider": here is not None and self.model.is_decided,
            "correct": here is not None,
            "exclude": is_undecided,
            "note": here is not None,
        }
        for name, is_enabled in enabled.items():
            self._actions[name].setEnabled(is_enabled)
        self._name_actions(selected, len(found[0].order_ids) if found else 0)

    def _name_actions(self, selected: int, alike: int) -> None:
        accept = "match.accept_chosen" if selected > 1 else "match.accept_key"
        self._actions["accept"].setText(self.say(accept, count=f"{selected:,}"))
        if alike > 1:
            self._actions["accept_alike"].setText(self.say("match.alike", count=f"{alike:,}"))

    # deciding

    def _chosen_orders(self) -> list[int]:
        return self.card.selected_keys() or [self._shown]

    def accept(self) -> None:
        """Accept what is suggested for the current order and go to the next; for several selected
        ones, show first what will happen."""
        chosen, found = self.card.selected_keys(), self._suggestions()
        if len(chosen) > 1:
            self.decisions.ask_to_accept(among(self.model.suggested(), chosen))
        elif found and self._shown not in self._deciding:
            suggestion = found[0].only(self._shown)
            self._deciding.add(self._shown)
            self._go_on()
            self.decisions.accept(suggestion)

    def _go_on(self) -> None:
        """To the next order, or at the end of the list to the one before."""
        row = self.card.view.currentIndex().row()
        following = row + 1 if row + 1 < self.model.rowCount() else row - 1
        if following >= 0:
            self.card.view.selectRow(following)

    def accept_alike(self) -> None:
        """Show what accepting all alike would do."""
        self.decisions.ask_to_accept(self._suggestions()[:1])

    def accept_as_is(self) -> None:
        """Ask why the differences of the selected orders are all right."""
        self.decisions.as_is_sheet.ask(self._chosen_orders())

    def exclude(self) -> None:
        """Ask why the selected orders are to be left out."""
        self.decisions.exclude_sheet.ask(self._chosen_orders())

    def reconsider(self) -> None:
        """Withdraw what was decided about the selected orders."""
        self.decisions.reconsider(self._chosen_orders())

    def correct(self) -> None:
        """Show the fields of the current order's documents for correction."""
        if self._explanation is not None:
            self.decisions.ask_for_corrections(self._explanation)

    def link(self) -> None:
        """Offer the unlinked documents to the current order."""
        if self._explanation is not None:
            self.decisions.ask_for_link(self._explanation)

    def note(self) -> None:
        """Keep owner and comment with the selected orders; with none written, begin to write."""
        owner, comment = self.pane.owner.text().strip(), self.pane.comment.text().strip()
        self.card.view.setFocus()  # what is kept is then read anew
        if not self.decisions.note(self._chosen_orders(), owner, comment):
            self.pane.comment.setFocus()

    def toggle_decided(self) -> None:
        """Show what was decided instead of what is open, or the other way round."""
        self._show_decided(not self.model.is_decided)
        self.card.show_view(View())
        self.refresh()

    def _show_decided(self, is_decided: bool) -> None:
        self._actions["decided"].setChecked(is_decided)
        self._decided_chip.setChecked(is_decided)
        self.model.show_decided(is_decided)
