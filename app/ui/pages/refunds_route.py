"""The route finder: one question at a time, the steps so far with what they rest on, the way."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
)

from app.ui import metrics
from app.ui.context import Context
from app.ui.models.plain_model import Cell, Line, PlainModel
from app.ui.widgets.card import card_column
from app.ui.widgets.label import make_label
from app.ui.widgets.plain_table import PlainTable
from app.ui.widgets.side_by_side import SideBySide
from app.ui.widgets.status_badge import paint_as
from app.workflow.refunds import (
    Question,
    Route,
    StepShown,
    answers_at_hand,
    answers_to,
    route,
    shown_steps,
)
from app.workflow.typed import BadEntry, day

SHARES = (420, 650)
TONES = {
    "refund": "good",
    "exempt": "good",
    "no_invoice_exempt": "good",
    "domestic_sale": "bad",
    "not_ours": "muted",
    "unknown": "warn",
}
INKS = {"high": "muted", "medium": "", "low": "warn"}
HEADINGS = ("step", "source", "confidence")


class RoutePane(QFrame):
    """Asks at the left, explains at the right. Answers of the company's settings are taken as
    given. `turned` when another question may stand there."""

    turned = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._given: dict[Question, str] = {}
        self._known: dict[Question, str] = {}
        self.buttons: list[QPushButton] = []
        language, theme = context.language, context.theme
        self.model = PlainModel(theme)
        self.view = PlainTable(self.model, "table.refund_route", language, theme)
        self.view.setWordWrap(True)
        left = self._make_questions()
        right = self._make_steps()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, metrics.INNER_GAP, 0, 0)
        layout.addWidget(SideBySide(left, right, SHARES), 1)
        language.follow(self, self._show)

    def _label(self, role: str, key: str = "") -> QLabel:
        label = make_label(role, wraps=True)
        if key:
            self._context.language.bind(label, label.setText, key)
        return label

    def _make_questions(self) -> QFrame:
        card = QFrame()
        card.setProperty("role", "card")
        self._context.theme.fit(card, card.setMinimumWidth, metrics.SIDE_WIDTH)
        self.exported = QLineEdit(card)
        self.exported.setObjectName("refunds.exported")
        bind = self._context.language.bind
        bind(self.exported, self.exported.setAccessibleName, "refunds.exported")
        self.exported.textChanged.connect(lambda _text: self._show())
        self.question = self._label("card-title")
        self.question.setObjectName("refunds.question")
        self.answers = QVBoxLayout()
        self.answers.setSpacing(metrics.INNER_GAP)
        self.given = self._label("muted")
        layout = card_column(card)
        label = self._label("label", "refunds.exported")
        label.setBuddy(self.exported)
        layout.addWidget(label)
        layout.addWidget(self.exported)
        layout.addSpacing(metrics.INNER_GAP)
        layout.addWidget(self.question)
        layout.addLayout(self.answers)
        layout.addStretch(1)
        layout.addWidget(self.given)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(card)
        holder = QFrame()
        inside = QVBoxLayout(holder)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.addWidget(area)
        return holder

    def _make_steps(self) -> QFrame:
        card = QFrame()
        card.setProperty("role", "card")
        self.verdict = self._label("figure")
        self.verdict.setObjectName("refunds.verdict")
        self.badge = QLabel(card)
        self.open_question = self._label("muted")
        self.open_question.setObjectName("refunds.open_question")
        top = QHBoxLayout()
        top.addWidget(self.verdict, 1)
        top.addWidget(self.badge, 0, Qt.AlignmentFlag.AlignTop)
        layout = card_column(card)
        layout.addLayout(top)
        layout.addWidget(self.open_question)
        layout.addWidget(self._label("card-title", "refunds.steps"))
        layout.addWidget(self.view, 1)
        layout.addWidget(self._label("muted", "refunds.route_note"))
        return card

    def refresh(self) -> None:
        """Take the company's settings again; what was answered stays."""
        today = self._context.today()
        self._known = self._context.workspace.read(
            lambda conn: answers_at_hand(conn, today), self._known
        )
        if not self.exported.text():
            self.exported.setText(today.isoformat())
        self._show()

    def begin(self, exported: str = "") -> None:
        """Begin anew, for an export of a day."""
        self._given = {}
        self.exported.setText(exported or self._context.today().isoformat())
        self._show()
        if self.buttons:
            self.buttons[0].setFocus(Qt.FocusReason.OtherFocusReason)

    @property
    def has_answers(self) -> bool:
        """Whether there is an answer to take back."""
        return bool(self._given)

    def back(self) -> None:
        """Take the last answer back."""
        if self._given:
            self._given.popitem()
            self._show()
            if self.buttons:
                self.buttons[0].setFocus(Qt.FocusReason.OtherFocusReason)

    def answer(self, question: Question, word: str) -> None:
        """Take an answer."""
        self._given[question] = word
        self._show()
        if self.buttons:
            self.buttons[0].setFocus(Qt.FocusReason.OtherFocusReason)

    def _route(self) -> Route | None:
        try:
            exported = day({"exported": self.exported.text()}, "exported")
        except BadEntry:
            return None
        return route({**self._known, **self._given}, exported, self._context.today())

    def _show(self) -> None:
        found = self._route()
        self._show_question(found)
        say = self._context.language.text
        has_verdict = found is not None and found.outcome is not None
        self.badge.setVisible(has_verdict)
        self.verdict.setText(say("refunds.no_verdict"))
        notes: list[str] = []
        steps: list[StepShown] = []
        if found is not None:
            steps = shown_steps(found, self._context.language.code)
            notes = [say(f"refund.open.{each}") for each in found.open_questions]
        if found is not None and found.outcome is not None:
            self.verdict.setText(say(f"refund.outcome.{found.outcome}"))
            self.badge.setText(say(f"legal.confidence.{found.confidence}"))
            paint_as(self.badge, "status", TONES[found.outcome])
        self.open_question.setText("\n".join(notes))
        self.open_question.setVisible(bool(notes))
        headings = [say(f"refunds.route_{name}") for name in HEADINGS]
        self.model.show_lines(headings, [self._line(each) for each in steps])
        self.view.set_widths(290, 230, 80)
        self.view.resizeRowsToContents()
        self.turned.emit()

    def _line(self, shown: StepShown) -> Line:
        say = self._context.language.text
        if not shown.source:  # an answer, not a rule
            return [Cell(shown.sentence), Cell(say("refunds.answer"), ink="muted"), Cell("")]
        words = say(f"refunds.confidence_{shown.confidence}")
        hint = say(f"legal.confidence.{shown.confidence}")
        return [
            Cell(shown.sentence),
            Cell(shown.source, hint=shown.source),
            Cell(words, ink=INKS[shown.confidence], hint=hint),
        ]

    def _show_question(self, found: Route | None) -> None:
        say = self._context.language.text
        for button in self.buttons:
            button.hide()
            button.deleteLater()
        self.buttons = []
        question = None if found is None else found.question
        if found is None:
            self.question.setText(say("refunds.bad_day"))
        elif question is None:
            self.question.setText(say("refunds.answered"))
        else:
            self.question.setText(say(f"refund.question.{question}"))
            for word in answers_to(question):
                self._add_answer(question, word)
        taken = [
            f"{say(f'refund.question.{each}')} {say(f'refund.answer.{each}.{word}')}"
            for each, word in self._given.items()
        ]
        self.given.setText("\n".join(taken))

    def _add_answer(self, question: Question, word: str) -> None:
        button = QPushButton(self._context.language.text(f"refund.answer.{question}.{word}"))
        button.setObjectName(f"refunds.answer.{word}")
        button.clicked.connect(lambda _on=False: self.answer(question, word))
        self.answers.addWidget(button)
        self.buttons.append(button)
