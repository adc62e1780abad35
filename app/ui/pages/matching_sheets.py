"""What the matching page asks before it decides: what accepting does, the reason for the rest."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QLabel, QLineEdit, QScrollArea, QVBoxLayout, QWidget

from app.ui import metrics
from app.ui.language import Language
from app.ui.widgets.label import word_label
from app.ui.widgets.sheet import Sheet
from app.workflow.reviewing import Suggestion

NUMBERS_SHOWN = 8


class AcceptSheet(Sheet):
    """Lists what will be accepted: each kind, how many orders, on what evidence, to what effect."""

    def __init__(self, over: QWidget, language: Language) -> None:
        super().__init__(over, "match_accept")
        self._language = language
        self.chosen: list[Suggestion] = []
        self._groups = QVBoxLayout()
        self._groups.setSpacing(metrics.CARD_GAP)
        self._groups.setContentsMargins(0, 0, 0, 0)
        self._inside = QWidget()
        self._inside.setLayout(self._groups)
        self._area = scrolled(self._inside)
        self.body.addWidget(self._area)
        undo = word_label(language, "match.accept_sheet.undo", "muted", self.card, wraps=True)
        language.bind(self.leave, self.leave.setText, "match.leave")
        self.body.addWidget(undo)
        self._name()
        language.follow(self, self._name)

    def _name(self) -> None:
        count = f"{len({order for each in self.chosen for order in each.order_ids}):,}"
        self.title.setText(self._language.text("match.accept_sheet.title", count=count))
        self.accept.setText(self._language.text("match.accept_sheet.accept", count=count))

    def ask(self, chosen: Sequence[Suggestion], number_of: Callable[[int], str]) -> None:
        """Show these; `number_of` gives the number of an order."""
        self.chosen = list(chosen)
        self._name()
        while (item := self._groups.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        for each in self.chosen:
            self._groups.addWidget(self._group(each, number_of))
        self._groups.addStretch(1)
        self._area.setFixedHeight(min(self._inside.sizeHint().height(), metrics.FORM_WIDTH))
        self.open()

    def _group(self, made: Suggestion, number_of: Callable[[int], str]) -> QWidget:
        say = self._language.text
        group = QFrame()
        group.setProperty("role", "inset")
        lines = QVBoxLayout(group)
        lines.setSpacing(metrics.INNER_GAP // 2)
        # The count of the evidence is that of all alike; here it is said of the chosen ones.
        params = {**made.params, "count": str(len(made.order_ids))}
        name = say(made.text, "name", **params)
        count = f"{len(made.order_ids):,}"
        words = (
            ("card-title", say("match.accept_sheet.group", name=name, count=count)),
            ("", say(made.text, **params)),
            ("", say("match.will", will=say(made.text, "will", **params))),
            ("label", self._numbers(made.order_ids, number_of)),
        )
        for role, text in words:
            label = QLabel(text, group)
            label.setWordWrap(True)
            if role:
                label.setProperty("role", role)
            lines.addWidget(label)
        return group

    def _numbers(self, orders: Sequence[int], number_of: Callable[[int], str]) -> str:
        numbers = ", ".join(number_of(order) for order in orders[:NUMBERS_SHOWN])
        if len(orders) > NUMBERS_SHOWN:
            count = f"{len(orders):,}"
            numbers = self._language.text("match.accept_sheet.more", numbers=numbers, count=count)
        return self._language.text("match.accept_sheet.orders", numbers=numbers)


class ReasonLine(QLineEdit):
    """A reason that has to be given."""

    def __init__(self, name: str, language: Language) -> None:
        super().__init__()
        self.setObjectName(f"{name}.reason")
        language.bind(self, self.setPlaceholderText, "match.reason_hint")
        language.bind(self, self.setAccessibleName, "match.reason")

    def words(self) -> str:
        """What was written, "" = nothing."""
        return self.text().strip()


class ReasonSheet(Sheet):
    """Says what will happen to some orders (text "match.<name>_sheet", parts .title, .text and
    .accept) and asks why; `given` carries the reason."""

    given = Signal(str)

    def __init__(self, over: QWidget, name: str, language: Language) -> None:
        super().__init__(over, f"match_{name}")
        self._language, self._key = language, f"match.{name}_sheet"
        self.orders: list[int] = []
        says = QLabel(self.card)
        says.setWordWrap(True)
        language.bind(says, says.setText, f"{self._key}.text")
        language.bind(self.leave, self.leave.setText, "match.leave")
        self.reason = ReasonLine(f"match_{name}", language)
        self.reason.textChanged.connect(lambda _text: self._check())
        self.reason.returnPressed.connect(self.accept.click)
        self.body.addWidget(says)
        self.body.addWidget(self.reason)
        self.accepted.connect(lambda: self.given.emit(self.reason.words()))
        self._name()
        language.follow(self, self._name)

    def _name(self) -> None:
        count = f"{len(self.orders):,}"
        self.title.setText(self._language.text(f"{self._key}.title", count=count))
        self.accept.setText(self._language.text(f"{self._key}.accept", count=count))

    def ask(self, orders: Sequence[int]) -> None:
        """Ask about these orders."""
        self.orders = list(orders)
        self._name()
        self.reason.clear()
        self._check()
        self.open(focus=self.reason)

    def _check(self) -> None:
        self.accept.setEnabled(bool(self.reason.words()))


def scrolled(inside: QWidget) -> QScrollArea:
    """An area for what may be longer than a sheet."""
    area = QScrollArea()
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setWidgetResizable(True)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setWidget(inside)
    area.setMinimumHeight(metrics.FORM_WIDTH * 2 // 3)
    return area
