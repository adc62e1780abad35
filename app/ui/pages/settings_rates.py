"""The customs exchange rates of the company: a table by month, and a line to add or correct one."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLineEdit, QVBoxLayout

from app.ui import metrics
from app.ui.actions import ActionSpec
from app.ui.context import Context
from app.ui.models.plain_model import Cell, Line, PlainModel
from app.ui.pages.base import BasePage
from app.ui.values import UNKNOWN
from app.ui.widgets.action_button import ActionButton
from app.ui.widgets.card import card_column
from app.ui.widgets.code_box import CodeBox, TableFinder, offers_of
from app.ui.widgets.label import word_label
from app.ui.widgets.plain_table import PlainTable
from app.ui.widgets.status_badge import paint_as
from app.values.period import Month
from app.workflow.rates import (
    ExchangeRate,
    differs,
    due_day,
    rate_from_words,
    rates,
    set_rate,
    wrong_part,
)

PARTS = ("month", "currency", "cny", "source_day", "source")
WIDTHS = (110, 210, 120, 130)
STRETCH = {"currency": 2, "source": 3}
ROWS_SHOWN = 4  # at least, however much else stands on the page


class RatesCard(QFrame):
    """What is typed is checked when it is kept; an older rate of the month is replaced, and undo
    brings it back. `page` owns the actions."""

    def __init__(self, context: Context, page: BasePage) -> None:
        super().__init__(page)
        self._context = context
        self._rates: list[ExchangeRate] = []
        self._wrong = ""
        self.setObjectName("rates")
        self.setProperty("role", "card")
        self.model = PlainModel(context.theme)
        self.view = PlainTable(self.model, "table.rates", context.language, context.theme)
        self.view.setSelectionMode(PlainTable.SelectionMode.SingleSelection)
        self.view.activated.connect(lambda _index: self.edit())
        self._finder = TableFinder(offers_of(context.codes, "currency"))
        self.currency = CodeBox(self._finder, context.language, self)
        self.fields: dict[str, QLineEdit] = {
            part: self.currency if part == "currency" else QLineEdit(self) for part in PARTS
        }
        self.says, self.empty, self.due = QLabel(self), QLabel(self), QLabel(self)
        self.says.setObjectName("rates.says")
        self.due.setObjectName("rates.due")
        for part in ("month", "source_day"):
            self.fields[part].textChanged.connect(lambda _text: self._say_due())
        self._actions = self._make_actions(page)
        self._lay_out()
        context.language.follow(self, self._show)
        self._show()
        self._fill((str(Month.of(context.today())), "", "", "", ""))

    # building

    def _make_actions(self, page: BasePage) -> dict[str, QAction]:
        def add(what: str, shortcut: str, icon: str, do: Callable[[], object]) -> QAction:
            spec = ActionSpec(f"action.rate_{what}", shortcut, icon)
            return self._context.actions.add(page, spec, do)

        return {
            "new": add("new", "Ctrl+N", "plus", self.begin_new),
            "edit": add("edit", "F2", "edit", self.edit),
            "save": add("save", "Ctrl+S", "save", self.save),
        }

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(metrics.INNER_GAP)
        head.addWidget(self._label("card-title", "settings.rates"))
        head.addStretch(1)
        head.addWidget(ActionButton(self._actions["edit"], "", self))
        head.addWidget(ActionButton(self._actions["new"], "", self))
        entry = QHBoxLayout()
        entry.setSpacing(metrics.INNER_GAP)
        for part, field in self.fields.items():
            entry.addLayout(self._field(part, field), STRETCH.get(part, 1))
        entry.addWidget(
            ActionButton(self._actions["save"], "primary", self), 0, Qt.AlignmentFlag.AlignBottom
        )
        about = self._label("muted", "settings.rates", part="hint")
        about.setWordWrap(True)
        self.empty.setProperty("role", "muted")
        self.empty.setWordWrap(True)
        self._context.language.bind(self.empty, self.empty.setText, "settings.no_rates")
        layout = card_column(self)
        layout.addLayout(head)
        layout.addWidget(about)
        layout.addLayout(entry)
        layout.addWidget(self.due)
        layout.addWidget(self.says)
        layout.addWidget(self.empty)
        layout.addWidget(self.view, 1)
        layout.addStretch(0)

    def _field(self, part: str, field: QLineEdit) -> QVBoxLayout:
        language = self._context.language
        field.setObjectName(f"rate.{part}")
        field.setProperty("help", "exchange_rate")
        label = self._label("label", f"rate.{part}")
        label.setBuddy(field)
        language.bind(field, field.setAccessibleName, f"rate.{part}")
        language.bind(field, field.setPlaceholderText, f"rate.{part}", part="example")
        field.returnPressed.connect(self._on_return)
        if part == "cny":
            field.setAlignment(Qt.AlignmentFlag.AlignRight)
        box = QVBoxLayout()
        box.setSpacing(metrics.INNER_GAP // 2)
        box.addWidget(label)
        box.addWidget(field)
        return box

    def _label(self, role: str, key: str, part: str = "text") -> QLabel:
        return word_label(self._context.language, key, role, self, part=part)

    # showing

    def refresh(self) -> None:
        """Read the rates again; the row in front stays in front."""
        chosen = self._chosen()
        self._rates = self._context.workspace.read(rates, self._rates)
        self._rates.sort(key=lambda rate: (rate.month, rate.currency), reverse=True)
        self._show()
        self._select(chosen)

    def _show(self) -> None:
        text, lines = self._context.language.text, [self._line(rate) for rate in self._rates]
        self.model.show_lines([text(f"rate.{part}") for part in PARTS], lines)
        self.view.set_widths(*WIDTHS)
        self.view.setVisible(bool(lines))
        self.view.show_at_least(min(ROWS_SHOWN, len(lines)))
        self.empty.setVisible(not lines)
        self._actions["edit"].setEnabled(bool(lines))
        self._say()

    def _line(self, rate: ExchangeRate) -> Line:
        known = self._finder.by_code(rate.currency)
        name = known.name(self._context.language.code) if known else ""
        return (
            Cell(str(rate.month)),
            Cell(f"{rate.currency} {name}".rstrip()),
            Cell(_written(rate), native=rate.cny, is_number=True),
            self._day_cell(rate),
            Cell(rate.source),
        )

    def _day_cell(self, rate: ExchangeRate) -> Cell:
        """The day a rate is of; one of another day than it should be is told from the others."""
        if rate.source_day is None:
            return Cell(UNKNOWN)
        due = due_day(rate.month)
        if due is None or not differs(rate):
            return Cell(rate.source_day.isoformat())
        hint = self._context.language.text("rate.other_day", due=due.day)
        return Cell(rate.source_day.isoformat(), hint=hint, ink="warn")

    def _say_due(self) -> None:
        """Of which day the rates of the month that is typed should be; warns of another one."""
        text = self._context.language.text
        try:
            due = due_day(Month.parse(self._typed("month")))
        except ValueError:
            due = None
        self.due.setVisible(due is not None)
        if due is None:
            return
        typed = self._typed("source_day")
        is_other = typed not in ("", due.day.isoformat())
        key = "rate.other_day" if is_other else "rate.due_day"
        estimate = "" if due.is_official else text("rate.due_estimated")
        self.due.setText(text(key, due=due.day) + estimate)
        self.due.setProperty("role", "muted")
        paint_as(self.due, "ink", "warn" if is_other else "")

    def _say(self) -> None:
        """What is not right about the rate that was to be kept."""
        self.says.setVisible(bool(self._wrong))
        if self._wrong:
            self.says.setText(self._context.language.text(f"rate.{self._wrong}", "wrong"))
            paint_as(self.says, "ink", "bad")
        for part, field in self.fields.items():
            paint_as(field, "status", "bad" if part == self._wrong else "")
        self._say_due()

    def _chosen(self) -> tuple[str, Month] | None:
        row = self.view.currentIndex().row()
        if not 0 <= row < len(self._rates):
            return None
        return self._rates[row].currency, self._rates[row].month

    def _select(self, chosen: tuple[str, Month] | None) -> None:
        keys = [(rate.currency, rate.month) for rate in self._rates]
        if chosen in keys:
            self.view.selectRow(keys.index(chosen))
        elif keys:
            self.view.selectRow(0)

    # actions

    def begin_new(self) -> None:
        """Type another rate: of this month, from the same source as the last one."""
        source = self._rates[0].source if self._rates else ""
        self._fill((str(Month.of(self._context.today())), "", "", "", source))
        self._focus("currency")

    def edit(self) -> None:
        """Correct the rate in front."""
        row = self.view.currentIndex().row()
        if 0 <= row < len(self._rates):
            rate = self._rates[row]
            self._fill((str(rate.month), rate.currency, _written(rate), _day(rate), rate.source))
            self._focus("cny")

    def save(self) -> None:
        """Keep the rate that was typed; what is not right is gone to instead."""
        words = (self.currency.code, self._typed("month"), self._typed("cny"))
        source, codes = self._typed("source"), self._context.codes
        day = self._typed("source_day")
        self._wrong = wrong_part(words, source, codes, source_day=day)
        self._say()
        if self._wrong:
            self._focus(self._wrong)
            return
        rate = rate_from_words(words, source, codes, source_day=day)
        self._context.workspace.run(
            "action.rate_save",
            lambda session, _progress: set_rate(session, rate),
            lambda _none: self._on_saved(rate),
        )

    def _on_saved(self, rate: ExchangeRate) -> None:
        self.refresh()
        self._select((rate.currency, rate.month))
        text = self._context.language.text
        self._context.notify(text("rate.saved", currency=rate.currency, month=rate.month))
        self._fill((str(rate.month), "", "", _day(rate), rate.source))
        self._focus("currency")

    def _on_return(self) -> None:
        """Enter goes on; in the last field it keeps the rate."""
        fields = list(self.fields.values())
        at = next((at for at, field in enumerate(fields) if field.hasFocus()), len(fields) - 1)
        if at == len(fields) - 1:
            self.save()
        else:
            fields[at + 1].setFocus(Qt.FocusReason.TabFocusReason)

    def _fill(self, words: Sequence[str]) -> None:
        """Put a text into each field, in the order of PARTS."""
        self._wrong = ""
        for (part, field), text in zip(self.fields.items(), words, strict=True):
            if part == "currency":
                self.currency.set_code(text)
            else:
                field.setText(text)
        self._say()

    def _typed(self, part: str) -> str:
        return self.fields[part].text().strip()

    def _focus(self, part: str) -> None:
        self.fields[part].setFocus(Qt.FocusReason.OtherFocusReason)
        self.fields[part].selectAll()


def _day(rate: ExchangeRate) -> str:
    return rate.source_day.isoformat() if rate.source_day else ""


def _written(rate: ExchangeRate) -> str:
    """Without the zeros nobody typed."""
    return f"{rate.cny.normalize():f}"
