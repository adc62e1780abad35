"""The month: what a production company's exports come to (免抵退), and whose goods an agent took
abroad."""

from __future__ import annotations

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLineEdit, QVBoxLayout

from app.ui import metrics
from app.ui.context import Context
from app.ui.models.plain_model import Cell, Line, PlainModel
from app.ui.values import yuan
from app.ui.widgets.action_button import ActionButton
from app.ui.widgets.card import card_column
from app.ui.widgets.label import make_label
from app.ui.widgets.plain_table import PlainTable
from app.ui.widgets.side_by_side import SideBySide
from app.values.period import Month
from app.workflow.refund_month import (
    Principal,
    ProductionSheet,
    month_steps,
    principals_of_month,
    production_sheet,
)
from app.workflow.refunds import StepShown

SHARES = (680, 420)
PRINCIPAL = ("code", "name", "lists", "value")


class MonthPane(QFrame):
    """The sheet with its working at the left, the principals at the right."""

    def __init__(self, context: Context, books: QAction) -> None:
        super().__init__()
        self._context = context
        self._sheet: ProductionSheet | None = None
        self._principals: list[Principal] = []
        language, theme = context.language, context.theme
        self.month = QLineEdit()
        self.month.setObjectName("refunds.month")
        language.bind(self.month, self.month.setAccessibleName, "refunds.month")
        theme.fit(self.month, self.month.setMaximumWidth, metrics.SEARCH_LEAST)
        self.month.editingFinished.connect(self.refresh)
        self.model = PlainModel(theme)
        self.view = PlainTable(self.model, "table.refund_working", language, theme)
        self.view.setWordWrap(True)
        self.principal_model = PlainModel(theme)
        self.principal_view = PlainTable(
            self.principal_model, "table.refund_principals", language, theme
        )
        self.says = self._label("figure")
        self.says.setObjectName("refunds.month_says")
        self.about = self._label("muted")
        self.about.setObjectName("refunds.month_about")
        self.no_principals = self._label("muted", "refunds.no_principals")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, metrics.INNER_GAP, 0, 0)
        layout.addWidget(SideBySide(self._make_sheet(books), self._make_principals(), SHARES), 1)
        language.follow(self, self._show)

    def _label(self, role: str, key: str = "") -> QLabel:
        label = make_label(role, self, wraps=True)
        if key:
            self._context.language.bind(label, label.setText, key)
        return label

    def _make_sheet(self, books: QAction) -> QFrame:
        card = QFrame()
        card.setProperty("role", "card")
        head = QHBoxLayout()
        head.setSpacing(metrics.INNER_GAP)
        head.addWidget(self._label("card-title", "refunds.month_sheet"))
        head.addWidget(self.month)
        head.addStretch(1)
        head.addWidget(ActionButton(books))
        layout = card_column(card)
        layout.addLayout(head)
        layout.addWidget(self.says)
        layout.addWidget(self.about)
        layout.addWidget(self.view, 1)
        layout.addStretch(0)
        return card

    def _make_principals(self) -> QFrame:
        card = QFrame()
        card.setProperty("role", "card")
        self._context.theme.fit(card, card.setMinimumWidth, metrics.SIDE_WIDTH)
        layout = card_column(card)
        layout.addWidget(self._label("card-title", "refunds.principals"))
        layout.addWidget(self.no_principals)
        layout.addWidget(self.principal_view, 1)
        layout.addWidget(self._label("muted", "refunds.principals_note"))
        layout.addStretch(0)
        return card

    def refresh(self) -> None:
        """Work the month out again; last month's as long as none is typed."""
        if not self.month.text():
            self.month.setText(str(Month.of(self._context.today()).previous))
        try:
            month = Month.parse(self.month.text().strip())
        except ValueError:
            self._sheet, self._principals = None, []
            self._show()
            return
        read = self._context.workspace.read
        self._sheet = read(lambda conn: production_sheet(conn, month), self._sheet)
        self._principals = read(lambda conn: principals_of_month(conn, month), self._principals)
        self._show()

    def _show(self) -> None:
        say, sheet = self._context.language.text, self._sheet
        steps = month_steps(sheet, self._context.language.code) if sheet else []
        self.view.setVisible(bool(steps))
        self.model.show_lines([say("refunds.route_step")], [self._step(each) for each in steps])
        self.view.resizeRowsToContents()
        self.says.setText(self._result(sheet))
        self.about.setText(self._notes(sheet))
        headings = [say(f"refund_principal.{name}") for name in PRINCIPAL]
        self.principal_model.show_lines(headings, [self._principal(p) for p in self._principals])
        self.principal_view.set_widths(104, 120, 50, 60)
        self.principal_view.setVisible(bool(self._principals))
        self.no_principals.setVisible(not self._principals)

    def _result(self, sheet: ProductionSheet | None) -> str:
        say = self._context.language.text
        if sheet is None:
            return say("refunds.bad_month")
        if sheet.official is not None:
            return say("refunds.month_official", amount=yuan(sheet.official))
        if sheet.refund is None:
            return say("refunds.month_nothing")
        return say("refunds.month_estimate", amount=yuan(sheet.refund.refund))

    def _notes(self, sheet: ProductionSheet | None) -> str:
        """What is missing for the sheet, and what was left out of it."""
        say = self._context.language.text
        if sheet is None:
            return ""
        notes = []
        if sheet.books is None:
            notes.append(say("refunds.no_books"))
        if not sheet.groups:
            notes.append(say("refunds.no_exports"))
        if sheet.unknown:
            goods = " ".join(sheet.unknown[:8]) + (" …" if len(sheet.unknown) > 8 else "")
            notes.append(say("refunds.left_out", count=f"{len(sheet.unknown):,}", goods=goods))
        return "\n".join(notes)

    def _step(self, step: StepShown) -> Line:
        return [Cell(step.sentence)]

    def _principal(self, each: Principal) -> Line:
        return [
            Cell(each.code),
            Cell(each.name),
            Cell(f"{each.lists:,}", is_number=True),
            Cell(yuan(each.value_cny), is_number=True),
        ]
