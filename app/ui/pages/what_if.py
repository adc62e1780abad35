"""测算: an order not settled yet, compared in every way it could come in. Stores nothing."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QCheckBox,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from app.text import error_text
from app.ui import metrics
from app.ui.actions import ActionSpec
from app.ui.asking import Asker
from app.ui.context import Context
from app.ui.pages.base import BasePage
from app.ui.pages.what_if_ways import WaysPane
from app.ui.widgets.action_button import ActionButton
from app.ui.widgets.card import card_column
from app.ui.widgets.first_place import begin_at
from app.ui.widgets.label import word_label
from app.ui.widgets.status_badge import paint_as
from app.workflow.what_if_form import (
    LINE_FIELDS,
    Answer,
    BadEntry,
    Form,
    blank_form,
    blank_line,
    form_of,
    try_answer,
)

HEAD_FIELDS = ("day", "freight", "insurance", "voucher", "used", "buyer")
FIRST_LINES = 3
STRETCH = {"goods": 3, "origin": 1, "price": 2, "qty": 1, "content": 1}
RIGHT = ("freight", "insurance", "voucher", "used", "price", "qty")


class Page(BasePage):
    """The order above, the ways below; Enter asks."""

    key = "what_if"

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._asking = Asker(context.workspace.path)
        context.workspace.closing.connect(self._asking.close)
        self.head: dict[str, QLineEdit] = {}
        self.lines: list[dict[str, QLineEdit]] = []
        self._refusal: BadEntry | None = None
        self._actions = self._make_actions()
        for what in ("clear", "add"):
            self.bar.addWidget(ActionButton(self._actions[what]))
        self.bar.addWidget(ActionButton(self._actions["run"], "primary"))
        self.ways = WaysPane(context)
        area = QScrollArea(self)
        area.setObjectName("what_if.area")
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        inside = QWidget()
        self._inside = QVBoxLayout(inside)
        self._inside.setContentsMargins(0, 0, 0, 0)
        self._inside.setSpacing(metrics.CARD_GAP)
        self._inside.addWidget(self._make_card())
        self._inside.addWidget(self.ways)
        self._inside.addStretch(1)
        area.setWidget(inside)
        self.body.addWidget(area, 1)
        context.language.follow(self, self._say)
        self.clear()

    # building

    def _make_actions(self) -> dict[str, QAction]:
        def add(what: str, shortcut: str, icon: str, do: Callable[[], object]) -> QAction:
            spec = ActionSpec(f"action.what_if_{what}", shortcut, icon)
            return self.context.actions.add(self, spec, do)

        return {
            "run": add("run", "Ctrl+Return", "play", self.run),
            "add": add("add", "Ctrl+N", "plus", self.add_line),
            "clear": add("clear", "Ctrl+W", "undo", self.clear),
        }

    def _make_card(self) -> QFrame:
        card = QFrame(self)
        card.setProperty("role", "card")
        layout = card_column(card)
        about = self._label("muted", "what_if_page.about")
        about.setWordWrap(True)
        layout.addWidget(about)
        grid = QGridLayout()
        grid.setHorizontalSpacing(metrics.INNER_GAP)
        grid.setVerticalSpacing(metrics.INNER_GAP // 2)
        for column, name in enumerate(HEAD_FIELDS):
            field = self.head[name] = self._field(name, "head")
            label = self._label("label", f"what_if_field.{name}")
            label.setBuddy(field)
            grid.addWidget(label, 0, column)
            grid.addWidget(field, 1, column)
            grid.setColumnStretch(column, 2 if name == "buyer" else 1)
        self.head["buyer"].setEchoMode(QLineEdit.EchoMode.PasswordEchoOnEdit)
        layout.addLayout(grid)
        self._lines = QGridLayout()
        self._lines.setHorizontalSpacing(metrics.INNER_GAP)
        self._lines.setVerticalSpacing(metrics.INNER_GAP // 2)
        for column, name in enumerate(LINE_FIELDS):
            self._lines.addWidget(self._label("label", f"what_if_field.{name}"), 0, column)
            self._lines.setColumnStretch(column, STRETCH[name])
        layout.addLayout(self._lines)
        foot = QHBoxLayout()
        self.paid = QCheckBox(card)
        self.paid.setObjectName("what_if.paid")
        self.context.language.bind(self.paid, self.paid.setText, "what_if_field.paid")
        self.says = QLabel(card)
        self.says.setObjectName("what_if.says")
        self.says.setWordWrap(True)
        foot.addWidget(self.paid)
        foot.addWidget(self.says, 1)
        layout.addLayout(foot)
        return card

    def _label(self, role: str, key: str) -> QLabel:
        return word_label(self.context.language, key, role, self)

    def _field(self, name: str, row: str) -> QLineEdit:
        field, bind = QLineEdit(self), self.context.language.bind
        field.setObjectName(f"what_if.{name}.{row}")
        bind(field, field.setAccessibleName, f"what_if_field.{name}")
        bind(field, field.setPlaceholderText, f"what_if_field.{name}", part="example")
        if name in RIGHT:
            field.setAlignment(Qt.AlignmentFlag.AlignRight)
        field.returnPressed.connect(self.run)
        return field

    def add_line(self) -> None:
        """One more line, with the keyboard in it."""
        self._append(dict(blank_line()))
        self.lines[-1]["goods"].setFocus(Qt.FocusReason.OtherFocusReason)

    def _append(self, words: dict[str, str]) -> None:
        row = len(self.lines) + 1
        fields = {name: self._field(name, str(row - 1)) for name in LINE_FIELDS}
        for column, (name, field) in enumerate(fields.items()):
            field.setText(words[name])
            self._lines.addWidget(field, row, column)
            field.show()
        self.lines.append(fields)

    # showing

    def show_document(self, number: str) -> None:
        """Take an order, by its number or that of its list, and ask."""
        today = self.context.today()
        form = self.context.workspace.read(lambda conn: form_of(conn, number, today), None)
        if form is None:
            self.context.notify(self.say("what_if_page.no_order", number=number))
            return
        self._show_form(form)
        self.run()

    def clear(self) -> None:
        """Begin anew."""
        self._show_form(blank_form(self.context.today()))
        self.head["day"].setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_form(self, form: Form) -> None:
        for name, field in self.head.items():
            field.setText(form.head[name])
        self.paid.setChecked(form.is_paid)
        for fields in self.lines:
            for field in fields.values():
                field.hide()
                field.deleteLater()
        self.lines.clear()
        wanted = max(FIRST_LINES, len(form.lines))
        for line in (*form.lines, *([blank_line()] * (wanted - len(form.lines)))):
            self._append(dict(line))
        self._refusal = None
        self._say()
        self.ways.show_answer(None)
        begin_at(self, self.lines[0]["goods"])

    def form(self) -> Form:
        """What was typed."""
        head = {name: field.text() for name, field in self.head.items()}
        lines = tuple(
            {name: field.text() for name, field in fields.items()} for fields in self.lines
        )
        return Form(head, lines, self.paid.isChecked())

    # asking

    def refresh(self) -> None:
        """Rates or settings changed: ask again what was asked."""
        if self.ways.is_shown:
            self.run()

    def run(self) -> None:
        """Compare all ways."""
        form = self.form()
        self._asking.ask(lambda conn: try_answer(conn, form), self._take)

    def _take(self, got: Answer | BadEntry) -> None:
        self._refusal = got if isinstance(got, BadEntry) else None
        self.ways.show_answer(got if isinstance(got, Answer) else None)
        self._say()
        if self._refusal is not None and (field := self._place(self._refusal)) is not None:
            field.setFocus(Qt.FocusReason.OtherFocusReason)
            field.selectAll()

    def _place(self, refusal: BadEntry) -> QLineEdit | None:
        name, _, row = str(refusal.params.get("field", "")).partition(".")
        if row:
            return self.lines[int(row)].get(name)
        return self.head.get(name)

    def _say(self) -> None:
        """What is not right."""
        refusal = self._refusal
        wrong = self._place(refusal) if refusal else None
        for field in (*self.head.values(), *(f for row in self.lines for f in row.values())):
            paint_as(field, "status", "bad" if field is wrong else "")
        words = " ".join(error_text(refusal, self.context.language.code)) if refusal else ""
        self.says.setText(words)
        paint_as(self.says, "ink", "bad")
