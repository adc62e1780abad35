"""The form of one list: head, lines, and what is wrong while it is typed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from app.documents.fields import Flow
from app.ui import metrics
from app.ui.actions import ActionSpec
from app.ui.context import Context
from app.ui.models.history import Step
from app.ui.pages.lists_head import HeadCard, PartyFinder, code_finders
from app.ui.pages.lists_judging import Judging
from app.ui.pages.lists_lines import LINES, LinesCard
from app.ui.pages.lists_side import SidePanes
from app.ui.pages.lists_state import Editing, Sheet
from app.ui.pages.lists_taxing import Taxing
from app.values.finding import Finding
from app.workflow.list_form import Judged, Placed, Saved, filed, read, save
from app.workflow.unsaved import Unsaved

__all__ = ["LINES", "ListEditor"]

KEEPING_PAUSE_MS = 500

_NOBODY: list[tuple[str, str]] = []
_UNASKED = {"list_form.needed", "list_form.no_lines", "list_form.no_price"}


class ListEditor(QWidget):
    """The form. `shown` after another list, or another state of it, came in."""

    shown = Signal()

    def __init__(self, context: Context, unsaved: Unsaved) -> None:
        super().__init__()
        self.setObjectName("list.form")
        self._context, self._unsaved = context, unsaved
        self.editing = Editing(None, None)
        self._is_open = False  # until a list is shown there is nothing to keep or to forget
        self._findings: tuple[Placed, ...] = ()
        self._order: list[int] = []  # the rows the lines of the findings stand in
        self._at = -1  # the finding the keyboard is at
        self._judged = self.editing.form  # as it would be kept
        self._judging = Judging(context, self)
        self._judging.judged.connect(self._show_judged)
        self._keeping = QTimer(self, singleShot=True, interval=KEEPING_PAUSE_MS)
        self._keeping.timeout.connect(self.keep)
        self._add_actions()
        self.taxing = Taxing(context, self, self._judging.now)
        self._build()
        context.workspace.closing.connect(self.keep)

    # building

    def _add_actions(self) -> None:
        def add(what: str, shortcut: str, icon: str, do: Callable[[], object]) -> None:
            self._context.actions.add(self, ActionSpec(f"action.lists_{what}", shortcut, icon), do)

        add("next_finding", "F8", "warning", self.next_finding)
        add("fix", "Alt+Return", "check", self.fix)
        add("lines", "Ctrl+L", "table", lambda: self.grid.begin())
        add("add_line", "Ctrl+Ins", "plus", lambda: self.grid.insert_row())
        add("remove_lines", "Ctrl+Del", "minus", lambda: self.grid.remove_selected_rows())
        add("copy", "", "copy", lambda: self.grid.copy())
        add("paste", "", "paste", lambda: self.grid.paste())
        add("more", "Ctrl+Shift+O", "chevron-down", lambda: self.head.toggle_more())
        add("discard", "", "undo", self.discard)

    def _build(self) -> None:
        context = self._context
        finders = code_finders(context.codes)
        parties = {
            name: PartyFinder(partial(context.workspace.read, filed(role), _NOBODY))
            for name, role in (("platform_name", "platform"), ("carrier_name", "carrier"))
        }
        self.head = HeadCard(context, {**finders, **parties})
        self.head.edited.connect(self._on_head_edited)
        self.head.filled.connect(self._fill_head)
        self.lines = LinesCard(context, finders["country"], self)
        self.model, self.grid, self.notice = self.lines.model, self.lines.grid, self.lines.notice
        self.model.stepped.connect(self._on_stepped)
        self.grid.cell_changed.connect(self._follow_cell)
        self.side = SidePanes(context)
        self.side.chosen.connect(self.go_to_finding)
        inside = QWidget(self)
        left = QVBoxLayout(inside)
        left.setContentsMargins(0, 0, 0, 0)
        left.setSpacing(metrics.CARD_GAP)
        left.addWidget(self.head)
        left.addWidget(self.lines, 1)
        self._scroll = QScrollArea(self)
        self._scroll.setWidgetResizable(True)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setWidget(inside)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(metrics.CARD_GAP)
        self._left = QStackedWidget()
        self._left.addWidget(self._scroll)
        self.taxing.place(self._left, self.head, self.side)
        layout.addWidget(self._left, 1)
        layout.addWidget(self.side)

    # showing

    def open(self, list_id: int, flow: Flow = Flow.EXPORT) -> bool:
        """Show a list (0 = a new one, of this flow), with what was typed and not saved; False when
        it is gone."""
        self.keep()
        form = self._context.workspace.read(lambda conn: read(conn, list_id), None)
        if form is None and list_id:
            return False
        kept = self._unsaved.get(list_id) if form is None or form.is_editable else None
        self.editing, self._is_open = Editing(form, kept, flow), True
        self._judged, self._at = self.editing.form, -1
        self._dress()
        self._show_sheet()
        self._show_findings(self.editing.form.findings)
        self.taxing.show(self.taxing.stored(), self.model, self._order)
        self._follow_cell()
        can_edit = self.editing.form.is_editable
        self.lines.set_access(can_edit=can_edit)
        self.head.set_access(can_edit=can_edit, is_new=self.editing.is_new)
        for what in ("add_line", "remove_lines", "paste", "fix"):
            self._context.actions[f"action.lists_{what}"].setEnabled(can_edit)
        self.shown.emit()
        if can_edit:
            self._judging.look_at(self.editing)
        return True

    def _dress(self) -> None:
        """Fields, columns and panes of the flow."""
        flow = self.editing.flow
        self.head.set_flow(flow)
        self.head.show_mode(self.editing.form.head.get("customs_mode", ""))
        self.lines.set_flow(flow)
        self.side.set_flow(flow)
        self.taxing.look_at(self.editing)

    def begin(self) -> None:
        """Put the keyboard where typing begins."""
        if self.editing.is_new:
            self.head.focus_field(self.head.names()[0])
        else:
            self.grid.begin()

    def reload(self) -> None:
        """Something changed in the store: show the list as it is now, typing stays."""
        if self.editing.id and not self._is_busy_typing():
            self.open(self.editing.id)

    def _is_busy_typing(self) -> bool:
        return self.editing.is_changed or self._keeping.isActive()

    def _show_sheet(self) -> None:
        self.model.set_rows(self.editing.sheet.rows)
        self._show_head()
        self.lines.show_count()

    def _show_head(self) -> None:
        self.head.set_values({name: self.editing.head_text(name) for name in self.head.names()})

    # typing

    def _on_head_edited(self, field: str) -> None:
        text = self.head.value(field)
        head = {**self.editing.sheet.head, field: text or None}
        after = replace(self.editing.sheet, head=head)
        self._step("list.step.head", after, {"label_key": self._label(field)}, joins=field)

    def _fill_head(self, values: Mapping[str, str]) -> None:
        after = replace(self.editing.sheet, head={**self.editing.sheet.head, **values})
        self._step("list.step.head", after, {"label_key": self._label(next(iter(values)))})
        self._show_head()

    def _label(self, field: str) -> str:
        return self.head.cell(field).spec.label or f"list.{field}"

    def _on_stepped(self, name: str, params: dict[str, object], _before: object) -> None:
        self._step(name, replace(self.editing.sheet, rows=self.model.rows), params)

    def _step(
        self, name: str, after: Sheet, params: Mapping[str, object], *, joins: str = ""
    ) -> None:
        self.editing.history.add(Step(name, self.editing.sheet, after, params, joins))
        self.editing.sheet = after
        self._after_typing()

    def _after_typing(self) -> None:
        self.lines.show_count()
        self._judging.soon()
        if not self._keeping.isActive():
            self._keeping.start()
        self.shown.emit()

    def undo(self) -> bool:
        """Take back the last step of typing; False when there is none."""
        return self._travel(self.editing.history.undo(), "before", "list.undone")

    def redo(self) -> bool:
        """Do it again; False when there is nothing."""
        return self._travel(self.editing.history.redo(), "after", "list.redone")

    def _travel(self, step: Step[Sheet] | None, to: str, key: str) -> bool:
        if step is None:
            return False
        self.editing.sheet = getattr(step, to)
        self._show_sheet()
        self._after_typing()
        name = self._context.language.text(step.name, "text", **step.params)
        self._context.notify(self._context.language.text(key, step=name))
        return True

    # keeping what is not saved

    def keep(self) -> None:
        """Keep what was typed so far beside the data file."""
        self._keeping.stop()
        if not self._is_open or not self.editing.form.is_editable:
            return
        if self.editing.is_changed:
            self._unsaved.keep(self.editing.id, self.editing.sheet.draft())
        else:
            self._unsaved.forget(self.editing.id)

    def discard(self) -> None:
        """Forget what was typed since the list was saved."""
        self._keeping.stop()
        list_id = self.editing.id
        self._unsaved.forget(list_id)
        self._is_open = False
        self.open(list_id)
        self._context.notify(self._context.language.text("list.discarded"))

    def _show_judged(self, judged: Judged, order: list[int]) -> None:
        editing = self.editing
        editing.own_head = judged.own_head
        self._judged = judged.form
        self.model.set_own(dict(zip(order, judged.own_lines, strict=False)))
        self.model.set_rows(editing.sheet.rows)
        self._show_head()
        self._show_findings(judged.form.findings, order)
        self.head.show_mode(judged.form.head.get("customs_mode", ""))
        self.taxing.show(judged.taxes, self.model, order)
        self.shown.emit()

    # findings

    def _show_findings(self, findings: tuple[Placed, ...], order: list[int] | None = None) -> None:
        """What is not typed yet is no fault until a person wanted to save."""
        unasked = () if self.editing.was_refused else _UNASKED
        visible = [each for each in findings if each.finding.code not in unasked]
        names = (*self.head.names(), *(column.name for column in self.model.columns))
        rank = {name: at for at, name in enumerate(names)}
        self._findings = tuple(
            sorted(visible, key=lambda e: (not e.field, e.line, rank.get(e.field, 0)))
        )
        missing = len(findings) - len(visible)
        self.side.show_form(replace(self._judged, findings=self._findings), missing=missing)
        self._order = order or [row.uid for row in self.editing.sheet.used_rows()]
        head: dict[str, list[Finding]] = {}
        lines: dict[tuple[int, str], list[Finding]] = {}
        for each in self._findings:
            if each.field and not each.line:
                head.setdefault(each.field, []).append(each.finding)
            elif each.line and each.line <= len(self._order):
                key = (self._order[each.line - 1], each.field)
                lines.setdefault(key, []).append(each.finding)
        self.head.show_findings(head)
        self.model.set_findings(lines)
        self._at = min(self._at, len(self._findings) - 1)
        self._follow_cell()

    def findings(self) -> tuple[Placed, ...]:
        """What is wrong, in the order of the form."""
        return self._findings

    def next_finding(self) -> None:
        """Go to the next problem, round and round."""
        if not self._findings:
            self._context.notify(self._context.language.text("list.no_finding"))
            return
        self.go_to_finding((self._at + 1) % len(self._findings))

    def go_to_finding(self, at: int) -> None:
        """Put the keyboard where a problem is."""
        self._at = at
        each = self._findings[at]
        self.side.select(at)
        if each.line and each.line <= len(self._order):
            index = self.model.place_of(self._order[each.line - 1], each.field)
            if index.isValid():
                self.grid.setCurrentIndex(index)
                self.grid.scrollTo(index)
                self.grid.setFocus(Qt.FocusReason.ShortcutFocusReason)
        elif each.field in self.head.names():
            self.head.focus_field(each.field)
            self._scroll.ensureWidgetVisible(self.head.cell(each.field))
        self.notice.show_finding(each)

    def _follow_cell(self) -> None:
        """Below the lines stands what is wrong with the current cell, else the first problem of
        the lines."""
        index = self.grid.currentIndex()
        here = [each for each in self._findings if each.line and self._index_of(each) == index]
        lines = [each for each in self._findings if each.line]
        chosen = here or lines
        self.notice.show_finding(chosen[0] if chosen else None)
        uid = self.model.uid_at(index.row())
        self.taxing.show_line(self._order.index(uid) + 1 if uid in self._order else 1)

    def _index_of(self, each: Placed) -> Any:
        if each.line > len(self._order):
            return None
        return self.model.place_of(self._order[each.line - 1], each.field)

    def fix(self) -> None:
        """Write what the problem at the keyboard knows to be right."""
        each = self.notice.finding
        field = self.head.focused_field()
        if field:
            here = [e for e in self._findings if e.field == field and not e.line]
            each = here[0] if here else None
        if each is None or not each.fills:
            self._context.notify(self._context.language.text("list.no_fix"))
        elif each.line:
            self.model.write(self._order[each.line - 1], each.fills)
        else:
            self._fill_head(each.fills)

    # saving

    def save(self, then: Callable[[], object] | None = None) -> None:
        """Save the list; with problems that forbid it, go to the first instead. `then` after it."""
        self.grid.finish()
        self.keep()
        editing = self.editing
        if not editing.is_changed and editing.id:
            self._context.notify(self._context.language.text("list.unchanged"))
            if then is not None:
                then()
            return
        draft, list_id, on = editing.sheet.draft(), editing.id or None, self._context.today()
        self._context.workspace.run(
            "action.lists_save",
            lambda session, _progress: save(session, list_id, draft, on=on),
            lambda saved: self._on_saved(editing, saved, then),
        )

    def _on_saved(self, editing: Editing, saved: Saved, then: Callable[[], object] | None) -> None:
        language = self._context.language
        if saved.faults:
            editing.was_refused = True
            self._show_findings(saved.faults)
            self.go_to_finding(0)
            self._context.notify(language.text("list.not_saved", count=len(saved.faults)))
            return
        self._unsaved.forget(editing.id)
        if editing is self.editing:
            self._is_open = False
            self.open(saved.id)
        own_no = self.editing.form.head.get("own_no", "")
        self._context.notify(language.text("list.saved", own_no=own_no))
        if then is not None:
            then()
