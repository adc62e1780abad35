"""The ways side by side: taxes, why, what is missing with the way to the page that settles it."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from app.ui import metrics
from app.ui.context import Context
from app.ui.values import yuan
from app.ui.widgets.card import card_column
from app.ui.widgets.label import make_label
from app.ui.widgets.status_badge import paint_as
from app.workflow.what_if import Advice, Condition, State
from app.workflow.what_if_form import Answer

TAXES = ("duty", "vat", "consumption")
TONES = {State.MET: "good", State.MISSING: "warn", State.UNKNOWN: "muted", State.AGAINST: "bad"}
MARKS = {State.MET: "✓", State.MISSING: "!", State.UNKNOWN: "?", State.AGAINST: "✕"}
PLACES = {
    "limits": ("limits", ""),
    "profile": ("parties", "company:import_mode"),
    "departure": ("parties", "company:departure_country"),
    "book": ("parties", "company:account_book_no"),
}
"""Where a condition is settled, when its engine only knows the kind of page."""


class WaysPane(QWidget):
    """A card for each way, the best first; above them the order in parts."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._answer: Answer | None = None
        self._cards = QHBoxLayout()
        self._cards.setSpacing(metrics.CARD_GAP)
        self.split = QLabel(self)
        self.split.setObjectName("what_if.split")
        self.split.setWordWrap(True)
        self.hint = make_label("muted", self, wraps=True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(metrics.CARD_GAP)
        layout.addWidget(self.hint)
        layout.addWidget(self.split)
        layout.addLayout(self._cards)
        context.language.follow(self, lambda: self.show_answer(self._answer))

    @property
    def is_shown(self) -> bool:
        """Whether there is an answer."""
        return self._answer is not None

    def show_answer(self, answer: Answer | None) -> None:
        """Show these ways; None = nothing was asked yet."""
        self._answer = answer
        while (item := self._cards.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        say = self._context.language.text
        self.split.setVisible(answer is not None)
        if answer is None:
            self.hint.setText(say("what_if_page.empty"))
            return
        self.hint.setText(say("what_if_page.known", used=yuan(answer.used_before)))
        for place, advice in enumerate(answer.advice):
            self._cards.addWidget(self._card(advice, is_best=place == 0 and advice.is_open), 1)
        self.split.setText(self._split_words(answer))

    def _split_words(self, answer: Answer) -> str:
        say, split = self._context.language.text, answer.split
        words = say(f"what_if.{split.reason.code}", **dict(split.reason.values))
        if split.parts:
            parts = " + ".join(yuan(part.total) for part in split.parts)
            words += say("what_if_page.split_total", total=yuan(split.total), parts=parts)
        return say("what_if_page.split", words=words) + self._grounds(split.reason.bases)

    # one way

    def _card(self, advice: Advice, *, is_best: bool) -> QFrame:
        say, option = self._context.language.text, advice.option
        card = QFrame(self)
        card.setObjectName(f"what_if.way.{option.way}")
        card.setProperty("role", "card")
        layout = card_column(card)
        layout.addWidget(self._label(say(f"what_if.way.{option.way}"), "card-title"))
        verdict = "best" if is_best else "open" if advice.is_open else "closed"
        badge = QLabel(say(f"what_if_page.{verdict}"), card)
        paint_as(badge, "status", {"best": "good", "open": "info", "closed": "bad"}[verdict])
        layout.addWidget(badge, 0, Qt.AlignmentFlag.AlignLeft)
        layout.addLayout(self._amounts(advice))
        for reason in option.reasons:
            words = say(f"what_if.{reason.code}", **dict(reason.values))
            label = self._label(words + self._grounds(reason.bases), "muted")
            layout.addWidget(label)
        for condition in advice.conditions:
            layout.addWidget(self._condition(condition, advice))
        layout.addStretch(1)
        return card

    def _amounts(self, advice: Advice) -> QGridLayout:
        say, option = self._context.language.text, advice.option
        grid = QGridLayout()
        grid.setColumnStretch(0, 1)
        shown = [] if option.way == "articles" else list(TAXES)
        for row, tax in enumerate(shown):
            grid.addWidget(self._label(say(f"tax.tax.{tax}"), "label"), row, 0)
            self._number(grid, row, yuan(getattr(option, tax)))
        grid.addWidget(self._label(say("what_if_page.total"), "card-title"), len(shown), 0)
        total = self._number(grid, len(shown), yuan(option.total))
        total.setProperty("role", "card-title")
        total.setObjectName(f"what_if.total.{option.way}")
        return grid

    def _number(self, grid: QGridLayout, row: int, words: str) -> QLabel:
        number = QLabel(words, self)
        grid.addWidget(number, row, 1, Qt.AlignmentFlag.AlignRight)
        return number

    def _condition(self, condition: Condition, advice: Advice) -> QWidget:
        say, holder = self._context.language.text, QWidget(self)
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(metrics.INNER_GAP)
        mark = QLabel(MARKS[condition.state], holder)
        mark.setToolTip(say(f"advice.state.{condition.state}"))
        paint_as(mark, "ink", TONES[condition.state])
        row.addWidget(mark, 0, Qt.AlignmentFlag.AlignTop)
        words = say(f"advice.{condition.code}", **dict(condition.values))
        if condition.code == "rates" and advice.option.missing:
            words += say("what_if_page.rates", what=self._missing(advice))
        label = self._label(words, "")
        label.setToolTip(self._grounds(condition.bases).strip())
        row.addWidget(label, 1)
        if condition.state is not State.MET and condition.page:
            row.addWidget(self._way_there(condition), 0, Qt.AlignmentFlag.AlignTop)
        return holder

    def _missing(self, advice: Advice) -> str:
        say = self._context.language.text
        kinds = dict.fromkeys(missing.kind.value for missing in advice.option.missing)
        return say("cli.comma").join(say(f"assess.what.{kind}") for kind in kinds)

    def _way_there(self, condition: Condition) -> QPushButton:
        page, at = PLACES.get(condition.code, (condition.page, ""))
        button = QPushButton(self)
        button.setProperty("role", "link")
        button.setObjectName(f"what_if.go.{condition.code}")
        button.setText(self._context.language.text("what_if_page.go"))
        button.setAccessibleName(self._context.language.text(f"page.{page}"))
        button.clicked.connect(partial(self._go, page, at))
        return button

    def _go(self, page: str, at: str, _on: bool = False) -> None:
        if at:
            self._context.go(page, at)
        else:
            self._context.go(page)

    def _grounds(self, bases: Iterable[object]) -> str:
        """Citations with the day they hold from."""
        is_chinese = self._context.language.code == "zh_CN"
        said = []
        for basis in bases:
            doc = getattr(basis, "doc" if is_chinese else "doc_en")
            since = getattr(basis, "from_", None)
            said.append(f"{doc} {since}" if since else doc)
        return f" 〔{'；'.join(dict.fromkeys(said))}〕" if said else ""

    def _label(self, words: str, role: str) -> QLabel:
        label = QLabel(words, self)
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setWordWrap(True)
        label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        if role:
            label.setProperty("role", role)
        return label
