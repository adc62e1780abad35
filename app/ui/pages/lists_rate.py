"""What a person states for the taxes of a list: a rate that is missing, the buyer's balance."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime
from functools import partial
from typing import TypeVar

from PySide6.QtWidgets import QComboBox, QGridLayout, QLabel, QLineEdit, QWidget

from app.ui import metrics
from app.ui.context import Context
from app.ui.widgets.label import make_label
from app.ui.widgets.sheet import Sheet
from app.workflow.limits import is_used_amount, state_balance_of
from app.workflow.outcome import Outcome
from app.workflow.tax_rates import (
    RatedGoods,
    RateKind,
    Scope,
    Statement,
    rate_words,
    state_rate,
    wrong_part,
)

After = Callable[[], object]
Field = TypeVar("Field", QComboBox, QLineEdit)


class _Asking(Sheet):
    """A sheet with labelled fields that stays open while something in them is not right. Texts:
    "<key>.<field>", "<key>.title", "<key>.text", "<key>.accept", "<key>.wrong_<part>"."""

    def __init__(self, over: QWidget, context: Context, name: str) -> None:
        super().__init__(over, name)
        self.context, self._key = context, f"list.{name}"
        bind = context.language.bind
        bind(self, self.title.setText, f"{self._key}.title")
        bind(self, self.accept.setText, f"{self._key}.accept")
        bind(self, self.leave.setText, "lists.leave")
        about = make_label("muted", self.card, wraps=True)
        bind(about, about.setText, f"{self._key}.text")
        self.says = QLabel(self.card)
        self.says.setObjectName(f"{name}.says")
        self.says.setProperty("ink", "bad")
        self.says.setWordWrap(True)
        self.says.hide()
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(metrics.CARD_GAP)
        self._grid.setVerticalSpacing(metrics.INNER_GAP)
        self._grid.setColumnStretch(1, 1)
        self.body.addWidget(about)
        self.body.addLayout(self._grid)
        self.body.addWidget(self.says)
        for signal in (self.accepted, self.closed):
            signal.connect(self.deleteLater)

    def put(self, name: str, field: Field) -> Field:
        """A field with its label."""
        row, bind = self._grid.rowCount(), self.context.language.bind
        label = QLabel(self.card)
        label.setProperty("role", "label")
        label.setBuddy(field)
        bind(label, label.setText, f"{self._key}.{name}")
        bind(field, field.setAccessibleName, f"{self._key}.{name}")
        field.setObjectName(f"{self.objectName().removeprefix('veil.')}.{name}")
        if isinstance(field, QLineEdit):
            field.returnPressed.connect(self.accept.click)
        else:
            bind(field.view(), field.view().setAccessibleName, f"{self._key}.{name}")
        self._grid.addWidget(label, row, 0)
        self._grid.addWidget(field, row, 1)
        return field

    def refuse(self, part: str, field: QWidget) -> None:
        """Say what is not right, and go there."""
        self.says.setText(self.context.language.text(f"{self._key}.wrong_{part}"))
        self.says.show()
        self._place()
        field.setFocus()


class RateSheet(_Asking):
    """Asks for one rate of the goods of a line, with the day it begins and its source."""

    def __init__(
        self, over: QWidget, context: Context, line: RatedGoods, day: str, kind: str
    ) -> None:
        super().__init__(over, context, "rate")
        self._line, self._day = line, date.fromisoformat(day)
        say = context.language.text
        about = QLabel(self.card)
        about.setText(f"{line.hs_code}  {line.goods_name}")
        about.setWordWrap(True)
        self.body.insertWidget(1, about)
        self.kind = self.put("kind", QComboBox(self.card))
        for each in RateKind:
            self.kind.addItem(say(f"tax.tax.{each}"), each.value)
        self.kind.setCurrentIndex(max(0, self.kind.findData(kind)))
        self.value = self.put("value", QComboBox(self.card))
        self.value.setEditable(True)
        self.scope = self.put("scope", QComboBox(self.card))
        self.scope.addItem(say("list.rate.of_goods", sku=line.sku), Scope.GOODS.value)
        self.scope.addItem(say("list.rate.of_code", code=line.hs_code), Scope.HS.value)
        self.valid_from = self.put("valid_from", QLineEdit(self.card))
        self.valid_from.setText(f"{self._day.year}-01-01")
        self.source = self.put("source", QLineEdit(self.card))
        context.language.bind(self.source, self.source.setPlaceholderText, "list.rate.source_hint")
        self.kind.currentIndexChanged.connect(lambda _at: self._offer())
        self._offer()

    def ask(self, after: After) -> None:
        """Show it; `after` when the rate was kept."""
        self.accepted.connect(partial(self._keep, after))
        self.open(focus=self.value)

    def _offer(self) -> None:
        """The words a rate of this kind may be said in; anything else is typed as a percentage."""
        kind = RateKind(self.kind.currentData())
        is_category = kind is RateKind.CONSUMPTION
        self.value.clear()
        for word in rate_words(kind, self._day):
            key = f"tax.category.{word}" if is_category else f"rate_word.{word}"
            self.value.addItem(self.context.language.text(key), word)
        self.value.setCurrentIndex(-1)
        self.value.setEditText("")

    def statement(self) -> Statement | None:
        """What was typed; None when its first day is none."""
        scope, at = Scope(self.scope.currentData()), self.value.findText(self.value.currentText())
        try:
            first = date.fromisoformat(self.valid_from.text().strip())
        except ValueError:
            return None
        return Statement(
            scope=scope,
            about=self._line.sku if scope is Scope.GOODS else self._line.hs_code,
            kind=RateKind(self.kind.currentData()),
            value=str(self.value.itemData(at)) if at >= 0 else self.value.currentText(),
            source=self.source.text(),
            valid_from=first,
        )

    def _accept(self) -> None:
        statement = self.statement()
        part = wrong_part(statement) if statement else "days"
        if part:
            fields: dict[str, QWidget] = {"value": self.value, "source": self.source}
            fields |= {"days": self.valid_from, "about": self.scope}
            self.refuse(part, fields[part])
            return
        super()._accept()

    def _keep(self, after: After) -> None:
        statement, context = self.statement(), self.context
        assert statement is not None  # looked at before

        def done(_outcome: Outcome) -> None:
            context.notify(context.language.text("list.rate.done"))
            after()

        context.workspace.run(
            "action.lists_state_rate", lambda session, _p: state_rate(session, statement), done
        )


class BalanceSheet(_Asking):
    """Asks what the official query said a buyer has used of the year."""

    def __init__(self, over: QWidget, context: Context, buyer: int, now: datetime) -> None:
        super().__init__(over, context, "balance")
        self._buyer = buyer
        self.used = self.put("used", QLineEdit(self.card))
        self.as_of = self.put("as_of", QLineEdit(self.card))
        self.as_of.setText(now.strftime("%Y-%m-%d %H:%M"))
        self.source = self.put("source", QLineEdit(self.card))
        self.source.setText(context.language.text("list.balance.usual_source"))

    def ask(self, after: After) -> None:
        """Show it; `after` when the balance was kept."""
        self.accepted.connect(partial(self._keep, after))
        self.open(focus=self.used)

    def _moment(self) -> datetime | None:
        try:
            return datetime.fromisoformat(self.as_of.text().strip())
        except ValueError:
            return None

    def _accept(self) -> None:
        wrong: Sequence[tuple[str, bool, QWidget]] = (
            ("used", not is_used_amount(self.used.text()), self.used),
            ("as_of", self._moment() is None, self.as_of),
            ("source", not self.source.text().strip(), self.source),
        )
        for part, is_wrong, field in wrong:
            if is_wrong:
                self.refuse(part, field)
                return
        super()._accept()

    def _keep(self, after: After) -> None:
        at, used, source = self._moment(), self.used.text(), self.source.text()
        context, buyer = self.context, self._buyer
        assert at is not None  # looked at before

        def done(_outcome: Outcome) -> None:
            context.notify(context.language.text("list.balance.done"))
            after()

        context.workspace.run(
            "action.lists_state_balance",
            lambda session, _p: state_balance_of(session, buyer, used, as_of=at, source=source),
            done,
        )
