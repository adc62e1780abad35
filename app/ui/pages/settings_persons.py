"""Who works with this data file: nobody in particular, or persons with roles and passwords."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel

from app.ui import metrics
from app.ui.actions import ActionSpec
from app.ui.context import Context
from app.ui.models.plain_model import Cell, Line, PlainModel
from app.ui.pages.base import BasePage
from app.ui.widgets.action_button import ActionButton
from app.ui.widgets.card import card_column
from app.ui.widgets.entry_sheet import EntrySheet, Keep
from app.ui.widgets.label import word_label
from app.ui.widgets.plain_table import PlainTable
from app.ui.widgets.record_form import Editor, FieldSpec
from app.values.progress import Progress
from app.workflow.opening import Session
from app.workflow.outcome import Outcome
from app.workflow.persons import (
    Person,
    Role,
    add_person,
    change_password,
    lock_minutes,
    persons,
    reset_password,
    set_access,
    set_lock_minutes,
    set_role,
)
from app.workflow.typed import Typed, number

COLUMNS = ("name", "role", "may", "state")
WIDTHS = (150, 110, 520)
ROLES = tuple(map(str, reversed(Role)))
_ROLE = FieldSpec("role", Editor.CHOICE, ROLES, "role", True, label="person.role")
_NAME = FieldSpec("name", label="person.name", is_wide=True)
_NEW = (FieldSpec("password", Editor.PASSWORD), FieldSpec("again", Editor.PASSWORD))
_OLD = FieldSpec("old", Editor.PASSWORD, is_wide=True)
_MINUTES = FieldSpec("minutes", Editor.NUMBER)


class PersonsCard(QFrame):
    """A table of persons with what each may do; without any it says that everybody may do
    everything. `page` owns the actions."""

    def __init__(self, context: Context, page: BasePage) -> None:
        super().__init__(page)
        self._context, self._page = context, page
        self._persons: list[Person] = []
        self._minutes = 0
        self.setObjectName("persons")
        self.setProperty("role", "card")
        self.model = PlainModel(context.theme)
        self.view = PlainTable(self.model, "table.persons", context.language, context.theme)
        self.view.setSelectionMode(PlainTable.SelectionMode.SingleSelection)
        self.view.activated.connect(lambda _index: self.change_role())
        self.about = QLabel(self)
        self._actions = self._make_actions()
        self._lay_out()
        context.language.follow(self, self._show)
        context.workspace.actor_changed.connect(self._show)
        self._show()

    def _make_actions(self) -> dict[str, QAction]:
        def add(what: str, icon: str, do: Callable[[], object]) -> QAction:
            spec = ActionSpec(f"action.person_{what}", "", icon)
            return self._context.actions.add(self._page, spec, do)

        return {
            "add": add("add", "plus", self.add),
            "role": add("role", "edit", self.change_role),
            "access": add("access", "blocked", self.change_access),
            "reset": add("reset", "refresh", self.reset),
            "password": add("password", "lock", self.change_own),
            "minutes": add("minutes", "clock", self.change_minutes),
        }

    def _lay_out(self) -> None:
        title = word_label(self._context.language, "person.title", "card-title", self)
        self.about.setObjectName("persons.about")
        self.about.setProperty("role", "muted")
        self.about.setWordWrap(True)
        head = QHBoxLayout()
        head.setSpacing(metrics.INNER_GAP)
        head.addWidget(title)
        head.addStretch(1)
        for what in ("minutes", "password", "reset", "access", "role"):
            head.addWidget(ActionButton(self._actions[what], "", self))
        head.addWidget(ActionButton(self._actions["add"], "primary", self))
        layout = card_column(self)
        layout.addLayout(head)
        layout.addWidget(self.about)
        layout.addWidget(self.view)

    # showing

    def refresh(self) -> None:
        """Read the persons again; the row in front stays in front."""
        row = self.view.currentIndex().row()
        read = self._context.workspace.read
        self._persons = read(persons, self._persons)
        self._minutes = read(lock_minutes, self._minutes)
        self._show()
        if self._persons:
            self.view.selectRow(min(max(row, 0), len(self._persons) - 1))

    def _show(self) -> None:
        text, is_manned = self._context.language.text, bool(self._persons)
        minutes = self._minutes
        key = "person.manned" if minutes else "person.manned_never"
        self.about.setText(text(key if is_manned else "person.nobody", minutes=minutes))
        headings = [text(f"person.column.{name}") for name in COLUMNS]
        self.model.show_lines(headings, [self._line(each) for each in self._persons])
        self.view.set_widths(*WIDTHS)
        self.view.setVisible(is_manned)
        height = self.view.horizontalHeader().sizeHint().height()
        rows = min(len(self._persons), metrics.PERSONS_SHOWN)
        self.view.setFixedHeight(height + rows * self._context.theme.sizes.row_height + 4)
        for name, action in self._actions.items():
            action.setEnabled(is_manned or name == "add")

    def _line(self, person: Person) -> Line:
        text = self._context.language.text
        is_self = person.name == self._context.workspace.actor
        state = "disabled" if person.is_disabled else "self" if is_self else "active"
        ink = "bad" if person.is_disabled else "good" if is_self else ""
        return (
            Cell(person.name),
            Cell(text(f"role.{person.role}")),
            Cell(text(f"person.may.{person.role}")),
            Cell(text(f"person.state.{state}"), ink=ink),
        )

    def _chosen(self) -> Person | None:
        row = self.view.currentIndex().row()
        return self._persons[row] if 0 <= row < len(self._persons) else None

    # actions

    def _ask(
        self, name: str, specs: Sequence[FieldSpec], keep: Keep, values: Mapping[str, str]
    ) -> EntrySheet:
        blank = next((spec.name for spec in specs if not values.get(spec.name)), specs[0].name)
        sheet = EntrySheet(self._page, name, specs, keep)
        sheet.ask(values, focus=blank)
        return sheet

    def add(self) -> None:
        """Set somebody up; the first one becomes who is working."""

        def keep(session: Session, typed: Typed) -> Outcome:
            role = Role(typed["role"])
            return add_person(session, typed["name"], role, typed["password"], typed["again"])

        if self._persons:
            self._ask("person_add", (_NAME, _ROLE, *_NEW), keep, {"role": str(Role.CLERK)})
            return
        values = {"name": self._context.workspace.actor, "role": str(Role.ADMINISTRATOR)}
        sheet = self._ask("person_first", (_NAME, _ROLE, *_NEW), keep, values)
        sheet.accepted.connect(
            lambda: self._context.workspace.set_actor(" ".join(sheet.values()["name"].split()))
        )

    def change_role(self) -> None:
        """Give the person in front another role."""
        if (person := self._chosen()) is None:
            return

        def keep(session: Session, typed: Typed) -> Outcome:
            return set_role(session, typed["name"], Role(typed["role"]))

        self._ask("person_role", (_NAME, _ROLE), keep, {"name": person.name, "role": person.role})

    def change_access(self) -> None:
        """Disable the person in front, or enable them again."""
        if (person := self._chosen()) is None:
            return

        def work(session: Session, _progress: Progress) -> Outcome:
            return set_access(session, person.name, allowed=person.is_disabled)

        self._context.workspace.run("action.person_access", work, lambda _outcome: self.refresh())

    def reset(self) -> None:
        """Give the person in front a new password."""
        if (person := self._chosen()) is None:
            return

        def keep(session: Session, typed: Typed) -> Outcome:
            return reset_password(session, typed["name"], typed["password"], typed["again"])

        self._ask("person_reset", (_NAME, *_NEW), keep, {"name": person.name})

    def change_own(self) -> None:
        """Whoever is signed in takes another password."""

        def keep(session: Session, typed: Typed) -> Outcome:
            return change_password(session, typed["old"], typed["password"], typed["again"])

        self._ask("person_password", (_OLD, *_NEW), keep, {})

    def change_minutes(self) -> None:
        """After how many minutes without a key the window locks."""

        def keep(session: Session, typed: Typed) -> Outcome:
            return set_lock_minutes(session, int(number(typed, "minutes")))

        self._ask("person_minutes", (_MINUTES,), keep, {"minutes": str(self._minutes)})
