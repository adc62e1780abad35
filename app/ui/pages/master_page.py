"""What 企业备案 and 商品备案 share: the table at the left, the form of its row at the right.

A record is edited in place. What was not saved stays as a draft when another row is chosen, and is
there again when the row comes back.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType

from PySide6.QtCore import QSignalBlocker
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout

from app.documents.fields import FileKind
from app.queries.master_uses import Use
from app.queries.table import Table, View, counts_by
from app.ui import metrics
from app.ui.actions import ActionSpec
from app.ui.asking import Asker
from app.ui.context import Context
from app.ui.jobs import Work
from app.ui.models.table_model import TableModel
from app.ui.pages.base import BasePage
from app.ui.pages.master_delete import DeleteSheet
from app.ui.pages.table_actions import add_table_actions, ask_editing
from app.ui.widgets.action_button import ActionButton
from app.ui.widgets.code_box import Finder
from app.ui.widgets.empty_state import EmptyState
from app.ui.widgets.first_place import begin_at
from app.ui.widgets.label import make_label
from app.ui.widgets.record_form import FieldSpec, RecordForm
from app.ui.widgets.side_by_side import SideBySide, TableOrEmpty
from app.ui.widgets.table_view import TableCard
from app.values.finding import Finding, Severity
from app.workflow.masters import Record, Saved
from app.workflow.opening import Query
from app.workflow.outcome import Outcome

NONE, NEW = -1, 0
SHARES = (600, 500)


class MasterPage(BasePage):
    """Table, form, drafts. A subclass names its fields, its table and how a record is judged and
    saved. The key of what the form shows: an id, NEW, or NONE."""

    # Fields; the column with chips; widths of columns; colours of the words of status columns.
    specs: Sequence[FieldSpec] = ()
    chip_column = ""
    file_kind = FileKind.GOODS  # the files its records come in
    widths: Mapping[str, int] = MappingProxyType({})

    tones: Mapping[str, Mapping[str, str]] = MappingProxyType({})

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._shown = NONE
        self._stored: Record = self.blank()
        self._drafts: dict[int, Record] = {}
        self._findings: list[Finding] = []
        self._counts: list[tuple[object, int]] = []
        self._counting = Asker(context.workspace.path)
        self._looking = Asker(context.workspace.path)
        for asker in (self._counting, self._looking):
            context.workspace.closing.connect(asker.close)
        self.form = RecordForm(self.key, self.specs, context.language, self.make_finders())
        self.form.changed.connect(lambda _field: self._on_edited())
        self._add_actions()
        self._build()
        context.language.follow(self, self._show_head)

    # what a subclass says

    @abstractmethod
    def make_finders(self) -> Mapping[str, Finder]:
        """Who serves the code fields."""

    @abstractmethod
    def make_table(self) -> Table:
        """The table as it is today."""

    @abstractmethod
    def blank(self) -> Record:
        """A new record."""

    @abstractmethod
    def record_of(self, key: int) -> Query[Record | None]:
        """The query for the record of a row."""

    @abstractmethod
    def judge(self, key: int, record: Record) -> None:
        """Find out what is to be said about a record, and hand it to `show_findings`."""

    @abstractmethod
    def uses_of(self, keys: Sequence[int]) -> Query[list[Use]]:
        """The query for what names these records."""

    @abstractmethod
    def removing(self, keys: Sequence[int]) -> Work:
        """The job that deletes those of these records that nothing names."""

    @abstractmethod
    def saving(self, key: int, record: Record) -> Work:
        """The job that saves a record; it answers a `Saved`."""

    def caption(self, record: Record) -> str:
        """What the head of the form calls a record."""
        return record["name"]

    def record_shown(self) -> None:
        """Another record came into the form, or was read again: show what else belongs to it."""

    # building

    def _add_actions(self) -> None:
        def add(what: str, shortcut: str, icon: str, do: Callable[[], object]) -> None:
            spec = ActionSpec(f"action.{self.key}_{what}", shortcut, icon)
            self.context.actions.add(self, spec, do)

        add("new", "Ctrl+N", "plus", self.begin_new)
        add("save", "Ctrl+S", "save", self.save)
        add("discard", "Esc", "undo", self.discard)
        add("next_finding", "F8", "warning", self.next_finding)
        add("delete", "Ctrl+Shift+Del", "delete", self.ask_delete)
        add("edit_excel", "Shift+F12", "excel", self.edit_in_excel)

    def edit_in_excel(self) -> None:
        """Write what the table shows, to be edited outside and imported again."""
        ask_editing(self, self.card, self.file_kind)

    def _button(self, what: str, role: str = "") -> ActionButton:
        return ActionButton(self.context.actions[f"action.{self.key}_{what}"], role)

    def _build(self) -> None:
        for what in ("edit_excel", "delete", "discard", "new"):
            self.bar.addWidget(self._button(what))
        self.bar.addWidget(self._button("save", "primary"))
        context = self.context
        self.model = TableModel(context.workspace, self.make_table(), context.language)
        self.card = TableCard(self.model, context.language, context.theme, context.options)
        self.card.chosen.connect(self._on_chosen)
        self.card.opened.connect(lambda _key: self.form.focus_first())
        add_table_actions(self, self.card)
        self.card.columns.set_widths(self.widths)
        self.card.set_tones(self.tones)
        context.language.follow(self, self._retranslate)
        begin = [context.actions[f"action.{self.key}_new"], context.actions["action.go_import"]]
        empty = EmptyState(f"empty.{self.key}", begin, context.language)
        self.left = TableOrEmpty(self.card, empty)
        self._side = self._make_side()
        self.body.addWidget(SideBySide(self.left, self._side, SHARES), 1)
        begin_at(self, self.card.view)

    def _make_side(self) -> QFrame:
        side = QFrame()
        side.setProperty("role", "card")
        self.context.theme.fit(side, side.setMinimumWidth, metrics.FORM_WIDTH)
        self.side = QVBoxLayout(side)
        self.side.setContentsMargins(1, 1, 1, 1)
        self.side.setSpacing(0)
        head = QHBoxLayout()
        head.setContentsMargins(*metrics.CARD_MARGINS)
        head.setSpacing(metrics.INNER_GAP)
        self.head = make_label("card-title", side, name=f"head.{self.key}", wraps=True)
        self.status = QLabel(side)
        self.status.setObjectName(f"status.{self.key}")
        self.status.setProperty("status", "muted")
        self.unsaved = QLabel(side)
        self.unsaved.setObjectName(f"unsaved.{self.key}")
        self.unsaved.setProperty("status", "info")
        self.context.language.bind(self.unsaved, self.unsaved.setText, "masters.unsaved")
        head.addWidget(self.head, 1)
        head.addWidget(self.status)
        head.addWidget(self.unsaved)
        self.side.addLayout(head)
        self.side.addWidget(self.form, 1)
        return side

    # showing

    def refresh(self) -> None:
        """Read table and form again; drafts stay."""
        self.model.table = self.make_table()
        self.card.reload()
        self._count_chips()
        self._show_empty()
        if self._shown == NONE and self.model.rowCount():
            self.card.view.selectRow(0)
        self.show_record(self._shown)

    def show_document(self, number: str) -> None:
        """Bring the row with this number or name into view."""
        key = self.context.workspace.read(self.key_of(number), None)
        if key is not None:
            self.card.show_view(View())
            self.card.select(key)

    @abstractmethod
    def key_of(self, number: str) -> Query[int | None]:
        """The query for the key of the record people know by this number."""

    def show_record(self, key: int) -> None:
        """Put a record into the form: its draft when there is one, else what is stored."""
        stored = self.blank()
        if key > NEW:
            found = self.context.workspace.read(self.record_of(key), None)
            if found is None:
                key = NONE
            else:
                stored = found
        self._shown, self._stored = key, stored
        self.form.set_values(self._drafts.get(key, stored))
        self.form.setEnabled(key != NONE)
        self.show_findings([])
        self.record_shown()
        self._after_change()
        self._judge_shown()

    def record(self) -> Record:
        """The record as the form shows it, with what the form has no field for as it is stored."""
        return {**self._stored, **self.form.values()}

    def shown_key(self) -> int:
        """The key of what the form shows."""
        return self._shown

    def show_findings(self, findings: list[Finding]) -> None:
        """Put findings into the form."""
        self._findings = findings
        self.form.show_findings(findings)

    def show_status(self, words: str, status: str) -> None:
        """The badge in the head of the form; no words = none."""
        self.status.setText(words)
        self.status.setVisible(bool(words))
        self.status.setProperty("status", status)
        self.status.style().unpolish(self.status)
        self.status.style().polish(self.status)
        self.status.updateGeometry()

    def _retranslate(self) -> None:
        self.record_shown()
        self._judge_shown()

    def _on_chosen(self, key: int) -> None:
        if key != NONE or self._shown != NEW:
            self.show_record(key)

    def _on_edited(self) -> None:
        values = self.record()
        if values == self._stored:
            self._drafts.pop(self._shown, None)
        else:
            self._drafts[self._shown] = values
        self._after_change()
        self._judge_shown()

    def _judge_shown(self) -> None:
        if self._shown != NONE:
            self.judge(self._shown, self.record())

    def _after_change(self) -> None:
        is_draft = self._has_draft()
        actions = self.context.actions
        actions[f"action.{self.key}_save"].setEnabled(is_draft)
        actions[f"action.{self.key}_discard"].setEnabled(is_draft or self._shown == NEW)
        self.unsaved.setVisible(is_draft)
        self._show_head()
        self._show_empty()

    def _has_draft(self) -> bool:
        return self._shown in self._drafts

    def _show_head(self) -> None:
        if self._shown == NONE:
            self.head.setText(self.say("masters.nothing_chosen"))
        else:
            name = self.caption(self.record())
            self.head.setText(name or self.say(f"masters.new_{self.key}"))

    def _show_empty(self) -> None:
        is_searched = bool(self.card.search.text() or self.model.view.filters)
        is_empty = not self.model.rowCount() and not is_searched
        self.left.show_empty(is_empty)
        self._side.setVisible(not is_empty or self._side_is_shown())

    def _side_is_shown(self) -> bool:
        """Whether the form is there although the table is empty."""
        return self._shown != NONE

    def _count_chips(self) -> None:
        table, column = self.model.table, self.chip_column
        self._counting.ask(lambda conn: counts_by(conn, table, View(), column), self._take_counts)

    def _take_counts(self, counts: list[tuple[object, int]]) -> None:
        self._counts = counts
        self._show_chips()

    def _show_chips(self) -> None:
        column = self.chip_column
        self.card.set_chips(column, self._counts, lambda value: self.say(f"{column}.{value}"))

    # actions

    def begin_new(self) -> None:
        """Begin a new record, or go back to the one begun."""
        with QSignalBlocker(self.card):
            self.card.view.clearSelection()
            self.card.view.setCurrentIndex(self.model.index(-1, -1))
        self.show_record(NEW)
        self.form.focus_first()

    def save(self) -> None:
        """Save what the form shows; a blocking finding is gone to instead."""
        blocking = next((f for f in self._findings if f.severity is Severity.BLOCKING), None)
        if blocking is not None:
            self.form.cell(blocking.field).focus()
            self.context.notify(self.say("masters.not_saved"))
            return
        key, record = self._shown, self.record()
        self.context.workspace.run(
            f"action.{self.key}_save",
            self.saving(key, record),
            lambda saved: self._on_saved(key, record, saved),
        )

    def _on_saved(self, key: int, record: Record, saved: Saved) -> None:
        if self._drafts.get(key) == record:
            del self._drafts[key]
        if self._shown == key:
            self._shown = saved.id
        self.refresh()
        self.card.select(saved.id)
        self.context.notify(self.say("masters.saved", name=self.caption(record)))

    def ask_delete(self) -> None:
        """Show what deleting the selected rows would do, then do it."""
        keys = self.card.selected_keys()
        if not keys:
            self.context.notify(self.say("masters.nothing_chosen"))
            return
        self._looking.ask(self.uses_of(keys), lambda found: self._show_uses(keys, found))

    def _show_uses(self, keys: list[int], found: list[Use]) -> None:
        sheet = DeleteSheet(self, self.context, found)
        sheet.accepted.connect(lambda: self._delete(keys))
        sheet.ask()

    def _delete(self, keys: list[int]) -> None:
        self.context.workspace.run(
            f"action.{self.key}_delete", self.removing(keys), lambda done: self._gone(keys, done)
        )

    def _gone(self, keys: list[int], outcome: Outcome) -> None:
        for key in keys:
            self._drafts.pop(key, None)
        deleted, kept = (f"{outcome.counts[name]:,}" for name in ("deleted", "kept"))
        self.context.notify(self.say("masters.deleted", deleted=deleted, kept=kept))

    def discard(self) -> None:
        """Forget what was not saved of this record."""
        self._drafts.pop(self._shown, None)
        if self._shown == NEW:
            self._shown = NONE
            self.refresh()
        else:
            self.show_record(self._shown)
        self.setFocus()

    def next_finding(self) -> None:
        """Go to the next field something is said about."""
        if not self.form.focus_next_finding():
            self.context.notify(self.say("masters.no_finding"))
