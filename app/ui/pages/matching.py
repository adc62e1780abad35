"""三单对碰: orders that do not agree, each with its documents side by side and what to do."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from itertools import accumulate

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QLabel, QMenu, QPushButton, QSplitter, QStackedWidget, QWidget

from app.queries.matching import (
    CONFIDENCE,
    REASON,
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
from app.queries.table import Filter, Test, View, counts_by
from app.ui import metrics
from app.ui.actions import ActionSpec
from app.ui.asking import Asker
from app.ui.context import Context
from app.ui.jobs import Work
from app.ui.pages.base import BasePage
from app.ui.pages.matching_correct import CorrectSheet
from app.ui.pages.matching_link import LinkSheet
from app.ui.pages.matching_pane import ReviewPane
from app.ui.pages.matching_sheets import AcceptSheet, ReasonSheet
from app.ui.pages.matching_table import CONFIDENCE_TONES, MatchingModel, reason_words
from app.ui.pages.matching_tolerance import ToleranceSheet
from app.ui.widgets.action_button import ActionButton
from app.ui.widgets.empty_state import EmptyState
from app.ui.widgets.status_delegate import StatusDelegate
from app.ui.widgets.table_view import TableCard
from app.values.codes import key_from_number
from app.values.finding import DocumentKind
from app.workflow.correcting import Correction, Place, correct, correctable
from app.workflow.match import accept_suggestion, exclude, match, reconsider
from app.workflow.outcome import Changes, Outcome
from app.workflow.reviewing import (
    Explanation,
    Suggested,
    Suggestion,
    accept_as_they_are,
    among,
    explanation_of,
    link_document,
    note,
    suggestions_by_order,
)
from app.workflow.suggesting import accept_all
from app.workflow.tolerance import read_profile, save_profile

NONE = -1
TABLE_SHARE, PANE_SHARE = 590, 600
WIDTHS = {
    "match_order_no": 160,
    "match_reason": 98,
    "match_difference": 72,
    "match_suggestion": 140,
    "match_confidence": 66,
}
AT_FIRST_HIDDEN = (
    "match_owner",
    "match_buyer",
    "match_shop",
    "match_ordered_at",
    "match_currency",
    "match_payable",
)
CHIP_PADDING = 26
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
        self.card = TableCard(self.model, context.language, context.theme, context.options)
        self._add_actions()
        self._build_bar()
        self._build_table()
        self._build_body()
        self._build_sheets()
        context.language.follow(self, self._show_frame)
        context.language.follow(self, self._show_current)

    # building

    def _add_actions(self) -> None:
        self._actions: dict[str, QAction] = {}
        view = self.card.view
        # Keys that also mean something in a field act in the table only.
        for name, shortcut, icon, do, owner in (
            ("run", "Ctrl+R", "refresh", self.run_matching, self),
            ("accept", "Return", "check", self.accept, view),
            ("accept_alike", "Ctrl+Shift+Return", "check", self.accept_alike, self),
            ("accept_as_is", "Ctrl+Return", "passed", self.accept_as_is, self),
            ("link", "Ctrl+L", "link", self.link, self),
            ("reconsider", "Ctrl+Shift+R", "undo", self.reconsider, self),
            ("correct", "F2", "edit", self.correct, self),
            ("exclude", "Del", "blocked", self.exclude, view),
            ("note", "Ctrl+M", "comment", self.note, self),
            ("decided", "Ctrl+D", "history", self.toggle_decided, self),
            ("tolerance", "Ctrl+T", "settings", self.set_tolerances, self),
        ):
            self._add_action(name, ActionSpec(f"action.match_{name}", shortcut, icon), do, owner)
        self._actions["accept"].setShortcuts([QKeySequence("Return"), QKeySequence("Enter")])
        self._actions["decided"].setCheckable(True)

    def _add_action(
        self, name: str, spec: ActionSpec, do: Callable[[], object], owner: QWidget
    ) -> None:
        def unless_asked() -> None:
            if not any(sheet.isVisible() for sheet in self._sheets):
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
        self.bar.addWidget(ActionButton(self._actions["run"], "primary"))

    def _build_table(self) -> None:
        view, names = self.card.view, [column.name for column in self.model.table.columns]
        delegate = StatusDelegate(self.context.theme, CONFIDENCE_TONES, view)
        view.setItemDelegateForColumn(names.index(CONFIDENCE), delegate)
        if not self.context.options.contains(f"columns/{self.model.table.name}"):
            for name, width in WIDTHS.items():
                view.setColumnWidth(names.index(name), self.context.theme.sizes.px(width))
            for name in AT_FIRST_HIDDEN:
                view.setColumnHidden(names.index(name), True)
        self.selected = QLabel(self)
        self.selected.setObjectName("match.selected")
        self.selected.setProperty("role", "muted")
        keys = QLabel(self)
        keys.setProperty("role", "muted")
        self.context.language.bind(keys, keys.setText, "match.keys")
        self.card.foot.insertSpacing(1, metrics.CARD_GAP)
        self.card.foot.insertWidget(2, self.selected)
        self.card.foot.addWidget(keys)
        self.card.search.setMinimumWidth(metrics.FORM_WIDTH // 4)
        self.card.chosen.connect(self._on_chosen)
        view.selectionModel().selectionChanged.connect(lambda _in, _out: self._show_selected())
        self.model.counted.connect(lambda _count: self._show_selected())
        self.card.viewed.connect(self._show_chips)

    def _build_body(self) -> None:
        context = self.context
        in_pane = ("accept", "accept_alike", "accept_as_is", "link", "reconsider", "correct")
        self.pane = ReviewPane(
            context, {name: self._actions[name] for name in (*in_pane, "exclude", "note")}
        )
        self.pane.comment.returnPressed.connect(self.note)
        self.pane.owner.returnPressed.connect(self.note)
        splitter = QSplitter(Qt.Orientation.Horizontal)
        splitter.setChildrenCollapsible(False)
        splitter.setHandleWidth(metrics.CARD_GAP)
        for at, widget in enumerate((self.card, self.pane)):
            splitter.addWidget(widget)
            splitter.setStretchFactor(at, 1)
        splitter.setSizes([TABLE_SHARE, PANE_SHARE])
        actions = context.actions
        self.stack = QStackedWidget()
        self.stack.addWidget(splitter)
        begin = [actions["action.go_import"], self._actions["run"]]
        self.stack.addWidget(EmptyState("empty.match", begin, context.language))
        on = [actions["action.go_lists"], actions["action.go_import"]]
        self.stack.addWidget(EmptyState("empty.match_agree", on, context.language))
        self.body.addWidget(self.stack, 1)
        self.setFocusProxy(self.card.view)

    def _build_sheets(self) -> None:
        language = self.context.language
        self.accept_sheet = AcceptSheet(self, language)
        self.accept_sheet.accepted.connect(self._accept_chosen)
        self.as_is_sheet = ReasonSheet(self, "match.as_is_sheet", language)
        self.as_is_sheet.given.connect(self._accept_as_is)
        self.exclude_sheet = ReasonSheet(self, "match.exclude_sheet", language)
        self.exclude_sheet.given.connect(self._exclude)
        self.correct_sheet = CorrectSheet(self, language, self.context.codes)
        self.correct_sheet.given.connect(self._correct)
        self.link_sheet = LinkSheet(self, self.context)
        self.link_sheet.given.connect(self._link)
        self.tolerance_sheet = ToleranceSheet(self, language)
        self.tolerance_sheet.given.connect(self._set_tolerances)
        self._sheets = (
            self.accept_sheet,
            self.as_is_sheet,
            self.exclude_sheet,
            self.correct_sheet,
            self.link_sheet,
            self.tolerance_sheet,
        )

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
        self._show_chips()
        self._show_empty(counts)

    def _show_chips(self) -> None:
        none: list[tuple[object, int]] = []
        counts = self.context.workspace.read(
            lambda conn: counts_by(conn, self.model.table, View(), REASON), none
        )
        words = partial(reason_words, language=self.context.language)
        chosen = {f.value for f in self.model.view.filters if f.column == REASON}
        counts.sort(key=lambda pair: (pair[0] not in chosen, -pair[1]))
        room = self._chips_that_fit([f"{words(str(key))} {count:,}" for key, count in counts])
        shown, rest = counts[:room], counts[room:]
        self.card.set_chips(REASON, shown, lambda key: words(str(key)))
        if rest:
            self.card.chips.addWidget(self._more_chip([(str(k), n) for k, n in rest], words))

    def _chips_that_fit(self, captions: list[str]) -> int:
        """How many chips have room beside the search box and the chip for the rest."""
        px, advance = self.context.theme.sizes.px, self.fontMetrics().horizontalAdvance
        room = px(TABLE_SHARE) - px(metrics.FORM_WIDTH // 4) - 2 * px(CHIP_PADDING)
        room -= advance(self.say("match.more_reasons", count=len(captions)))
        ends = accumulate(advance(caption) + px(CHIP_PADDING) for caption in captions)
        return sum(end <= room for end in ends)

    def _more_chip(self, counts: list[tuple[str, int]], words: Callable[[str], str]) -> QPushButton:
        """The reasons there is no room for, in a menu."""
        chip = QPushButton(self.say("match.more_reasons", count=len(counts)), self)
        chip.setObjectName("match.more_reasons")
        chip.setProperty("role", "chip")
        menu = QMenu(chip)
        for key, count in counts:
            item = menu.addAction(f"{words(key)}  {count:,}")
            item.triggered.connect(partial(self._show_reason, key))
        chip.setMenu(menu)
        return chip

    def _show_reason(self, key: str, _on: bool = False) -> None:
        text = self.card.search.text().strip()
        self.card.show_view(View((Filter(REASON, Test.IS, key),), text))
        self.card.view.selectRow(0)

    def _show_empty(self, counts: StateCounts) -> None:
        is_searched = bool(self.card.search.text() or self.model.view.filters)
        is_empty = not self.model.rowCount() and not is_searched and not self.model.is_decided
        total = counts.matched + counts.exception + counts.accepted + counts.excluded
        self.stack.setCurrentIndex(0 if not is_empty else 2 if total else 1)

    def _show_selected(self) -> None:
        selected, count = len(self.card.selected_keys()), f"{self.model.rowCount():,}"
        self.selected.setText(self.say("match.selected", selected=f"{selected:,}", count=count))
        self._show_actions()

    def _on_chosen(self, order_id: int) -> None:
        self._show_order(order_id)

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
        several = len(self.card.selected_keys()) > 1
        is_open = here is not None and not self.model.is_decided and here.primary is not None
        missing = {
            row.reason.key
            for row in (here.comparisons if here else ())
            if row.reason is not None and row.field == "number"
        }
        enabled = {
            "accept": bool(found) or (several and not self.model.is_decided),
            "accept_alike": bool(found) and len(found[0].order_ids) > 1 and not found[0].links,
            "accept_as_is": is_open and not found,
            "link": is_open and bool(missing) and not found,
            "reconsider": here is not None and self.model.is_decided,
            "correct": here is not None,
            "exclude": is_open,
            "note": here is not None,
        }
        for name, is_enabled in enabled.items():
            self._actions[name].setEnabled(is_enabled)
        self._name_actions(several, len(found[0].order_ids) if found else 0)

    def _name_actions(self, several: bool, alike: int) -> None:
        chosen = f"{len(self.card.selected_keys()):,}"
        accept = "match.accept_chosen" if several else "match.accept_key"
        self._actions["accept"].setText(self.say(accept, count=chosen))
        if alike > 1:
            self._actions["accept_alike"].setText(self.say("match.alike", count=f"{alike:,}"))

    # deciding

    def run_matching(self) -> None:
        """Judge what changed since the last time."""
        on = self.context.today()

        def done(outcome: Outcome) -> None:
            counts = {name: f"{outcome.counts.get(name, 0):,}" for name in ("matched", "exception")}
            self.context.notify(self.say("match.done", **counts))

        self.context.workspace.run(
            "action.match_run",
            lambda session, progress: match(session, on=on, progress=progress),
            done,
        )

    def accept(self) -> None:
        """Accept what is suggested for the current order and go to the next; for several selected
        ones, show first what will happen."""
        if len(self.card.selected_keys()) > 1:
            self._ask_to_accept(among(self.model.suggested(), self.card.selected_keys()))
            return
        found = self._suggestions()
        if not found or self._shown in self._deciding:
            return
        order_id, suggestion, on = self._shown, found[0].only(self._shown), self.context.today()
        self._deciding.add(order_id)
        self._go_on()
        self._decide(
            "accept",
            lambda session, progress: accept_suggestion(
                session, suggestion, on=on, progress=progress
            ),
            self.say("match.accepted", count=f"{len(suggestion.order_ids):,}"),
        )

    def _go_on(self) -> None:
        """To the next order, or at the end of the list to the one before."""
        row = self.card.view.currentIndex().row()
        following = row + 1 if row + 1 < self.model.rowCount() else row - 1
        if following >= 0:
            self.card.view.selectRow(following)

    def accept_alike(self) -> None:
        """Show what accepting all alike would do."""
        self._ask_to_accept(list(self._suggestions()[:1]))

    def _ask_to_accept(self, chosen: list[Suggestion]) -> None:
        if not chosen:
            self.context.notify(self.say("match.nothing_suggested"))
            return
        self.accept_sheet.ask(chosen, self._number_of)

    def _number_of(self, order_id: int) -> str:
        row = self.model.row_of(order_id)
        values = self.model.values_at(row) if row >= 0 else ()
        return str(values[0]) if values else f"#{order_id}"

    def _accept_chosen(self) -> None:
        chosen, on = self.accept_sheet.chosen, self.context.today()
        count = len({order for each in chosen for order in each.order_ids})
        self._decide(
            "accept_alike",
            lambda session, progress: accept_all(session, chosen, on=on, progress=progress),
            self.say("match.accepted", count=f"{count:,}"),
        )

    def _chosen_orders(self) -> list[int]:
        return self.card.selected_keys() or [self._shown]

    def accept_as_is(self) -> None:
        """Ask why the differences of the selected orders are all right."""
        self.as_is_sheet.ask(self._chosen_orders())

    def _accept_as_is(self, reason: str) -> None:
        orders, on = self.as_is_sheet.orders, self.context.today()
        self._decide(
            "accept_as_is",
            lambda session, _progress: accept_as_they_are(session, orders, reason=reason, on=on),
            self.say("match.accepted", count=f"{len(orders):,}"),
        )

    def exclude(self) -> None:
        """Ask why the selected orders are to be left out."""
        self.exclude_sheet.ask(self._chosen_orders())

    def _exclude(self, reason: str) -> None:
        orders, on = self.exclude_sheet.orders, self.context.today()
        self._decide(
            "exclude",
            lambda session, progress: exclude(
                session, orders, reason=reason, on=on, progress=progress
            ),
            self.say("match.excluded", count=f"{len(orders):,}"),
        )

    def reconsider(self) -> None:
        """Withdraw what was decided about the selected orders."""
        orders, on = self._chosen_orders(), self.context.today()
        self._decide(
            "reconsider",
            lambda session, progress: reconsider(session, orders, on=on, progress=progress),
            self.say("match.reconsidered", count=f"{len(orders):,}"),
        )

    def correct(self) -> None:
        """Show the fields of the current order's documents for correction."""
        none: list[Place] = []
        order_id, here = self._shown, self._explanation
        if here is not None:
            places = self.context.workspace.read(lambda conn: correctable(conn, order_id), none)
            self.correct_sheet.ask(order_id, here.order_no, places)

    def _correct(self, order_id: int, corrections: list[Correction], reason: str) -> None:
        codes, on = self.context.codes, self.context.today()
        self._decide(
            "correct",
            lambda session, _progress: correct(
                session, order_id, corrections, reason=reason, codes=codes, on=on
            ),
            self.say("match.corrections_kept", count=f"{len(corrections):,}"),
        )

    def link(self) -> None:
        """Offer the unlinked documents to the current order."""
        here = self._explanation
        if here is None:
            return
        lacks_payment = any(row.field == "number" and not row.payment for row in here.comparisons)
        has_waybill = any(row.field == "number" and row.waybill for row in here.comparisons)
        kind = DocumentKind.PAYMENT if lacks_payment and has_waybill else DocumentKind.WAYBILL
        self.link_sheet.ask(here.order_id, here.order_no, kind)

    def _link(self, kind: DocumentKind, document_id: int, number: str) -> None:
        order_id, on = self.link_sheet.order_id, self.context.today()
        self._decide(
            "link",
            lambda session, _progress: link_document(session, kind, document_id, order_id, on=on),
            self.say("match.linked", number=number),
        )

    def note(self) -> None:
        """Keep owner and comment with the selected orders; from the table, begin to write one."""
        pane, orders = self.pane, self._chosen_orders()
        before = self.context.workspace.read(lambda conn: owner_of(conn, orders[0]), "")
        typed, comment = pane.owner.text().strip(), pane.comment.text().strip()
        owner = typed if typed != before else None
        if owner is None and not comment:
            pane.comment.setFocus()
            return
        pane.comment.clear()
        self.card.view.setFocus()
        self._decide(
            "note",
            lambda session, _progress: note(session, orders, owner=owner, comment=comment),
            self.say("match.noted"),
        )

    def toggle_decided(self) -> None:
        """Show what was decided instead of what is open, or the other way round."""
        self._show_decided(not self.model.is_decided)
        self.card.show_view(View())
        self.refresh()

    def _show_decided(self, is_decided: bool) -> None:
        self._actions["decided"].setChecked(is_decided)
        self._decided_chip.setChecked(is_decided)
        self.model.show_decided(is_decided)

    def set_tolerances(self) -> None:
        """Show the tolerance profile."""
        none: dict[str, str] = {}
        if record := self.context.workspace.read(read_profile, none):
            self.tolerance_sheet.ask(record)

    def _set_tolerances(self, record: dict[str, str]) -> None:
        on = self.context.today()
        self._decide(
            "tolerance",
            lambda session, _progress: save_profile(session, record, on=on),
            self.say("match.tolerance_kept"),
        )

    def _decide(self, name: str, work: Work, words: str) -> None:
        self.context.workspace.run(
            f"action.match_{name}", work, lambda _outcome: self.context.notify(words)
        )
