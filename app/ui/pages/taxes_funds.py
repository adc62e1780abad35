"""What taxes are paid from: payment books with their payments, guarantees with their drawdown."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QModelIndex, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from app.queries.tax_funds import (
    Drawdown,
    Guarantee,
    PaymentBook,
    TaxPayment,
    drawdowns,
    guarantees,
    payment_books,
    payments_of,
)
from app.ui import metrics
from app.ui.context import Context
from app.ui.models.plain_model import Cell, Line, PlainModel
from app.ui.values import UNKNOWN, yuan
from app.ui.widgets.action_button import ActionButton
from app.ui.widgets.chart import Shade
from app.ui.widgets.label import word_label
from app.ui.widgets.meter import Meter
from app.ui.widgets.plain_table import PlainTable
from app.ui.widgets.status_badge import paint_as
from app.values.decimals import e5_from_decimal
from app.workflow.agenda_taxes import ends_soon

RELEASED, OPEN = Shade("accent"), Shade("accent", 45)
HEADINGS = ("book", "lists", "billed", "paid")


class FundsPane(QFrame):
    """Guarantees above; payment books below, with the payments of the one in front. `turned` when
    another guarantee or payment is in front; never one of each."""

    turned = Signal()

    def __init__(self, context: Context, pay: QAction, guarantee: QAction) -> None:
        super().__init__()
        self._context = context
        self._books: list[PaymentBook] = []
        self._drawn: list[Drawdown] = []
        self._guarantees: list[Guarantee] = []
        self._payments: list[TaxPayment] = []
        self.bars = QVBoxLayout()
        self.bars.setSpacing(metrics.CARD_GAP)
        self.model = PlainModel(context.theme)
        self.view = PlainTable(self.model, "table.payment_books", context.language, context.theme)
        self.view.activated.connect(lambda _index: pay.trigger())
        self.view.selectionModel().currentRowChanged.connect(lambda *_: self._read_payments())
        self.guarantee_model, self.guarantee_view = self._table("table.guarantees")
        self.payment_model, self.payment_view = self._table("table.tax_payments")
        views = (self.guarantee_view, self.payment_view)
        for view, other in (views, views[::-1]):
            view.selectionModel().currentRowChanged.connect(partial(self._turn, other))
        self.no_books = self._label("muted", "taxes.no_books")
        self._layout = layout = QVBoxLayout(self)
        layout.setContentsMargins(*metrics.CARD_MARGINS)
        layout.setSpacing(metrics.INNER_GAP)
        layout.addLayout(self._head("taxes.guarantees", guarantee))
        layout.addLayout(self.bars)
        layout.addWidget(self.guarantee_view, 1)
        layout.addSpacing(metrics.CARD_GAP)
        layout.addLayout(self._head("taxes.books", pay))
        layout.addWidget(self.no_books)
        layout.addWidget(self.view, 1)
        layout.addWidget(self.payment_view, 1)
        layout.addStretch(0)
        context.language.follow(self, self._show)

    def _table(self, key: str) -> tuple[PlainModel, PlainTable]:
        model = PlainModel(self._context.theme)
        view = PlainTable(model, key, self._context.language, self._context.theme)
        view.setSelectionMode(PlainTable.SelectionMode.SingleSelection)
        return model, view

    def add_foot(self, foot: QHBoxLayout) -> None:
        """Put buttons below everything."""
        self._layout.addLayout(foot)

    def _head(self, key: str, action: QAction) -> QHBoxLayout:
        head = QHBoxLayout()
        head.addWidget(self._label("card-title", key))
        head.addStretch(1)
        head.addWidget(ActionButton(action))
        return head

    def _label(self, role: str, key: str) -> QLabel:
        return word_label(self._context.language, key, role, self, wraps=role == "muted")

    def refresh(self) -> None:
        """Read both again."""
        workspace, today = self._context.workspace, self._context.today()
        self._books = workspace.read(payment_books, self._books)
        self._drawn = workspace.read(lambda conn: drawdowns(conn, today), self._drawn)
        self._guarantees = workspace.read(guarantees, self._guarantees)
        chosen = self.view.currentIndex().row()
        self._show()
        if self._books:
            self.view.selectRow(min(max(chosen, 0), len(self._books) - 1))
        self._read_payments()

    def _read_payments(self) -> None:
        book = self.chosen_book()
        self._payments = []
        if book is not None:
            self._payments = self._context.workspace.read(
                lambda conn: payments_of(conn, book.number), self._payments
            )
        self._show_payments()

    def _turn(self, other: PlainTable, *_rows: QModelIndex) -> None:
        """A row came to the front: none of the other table is."""
        sender = self.guarantee_view if other is self.payment_view else self.payment_view
        if sender.currentIndex().isValid():
            other.setCurrentIndex(QModelIndex())
            other.clearSelection()
        self.turned.emit()

    def chosen_guarantee(self) -> Guarantee | None:
        """The guarantee in front."""
        row = self.guarantee_view.currentIndex().row()
        return self._guarantees[row] if 0 <= row < len(self._guarantees) else None

    def chosen_payment(self) -> TaxPayment | None:
        """The payment in front."""
        row = self.payment_view.currentIndex().row()
        return self._payments[row] if 0 <= row < len(self._payments) else None

    @property
    def has_guarantee(self) -> bool:
        """Whether any guarantee is drawn on or entered."""
        return bool(self._drawn)

    def chosen_book(self) -> PaymentBook | None:
        """The payment book in front."""
        row = self.view.currentIndex().row()
        return self._books[row] if 0 <= row < len(self._books) else None

    def book(self, number: str) -> PaymentBook | None:
        """The payment book of that number."""
        return next((book for book in self._books if book.number == number), None)

    def _show(self) -> None:
        say = self._context.language.text
        while (item := self.bars.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        for drawn in self._drawn:
            self.bars.addWidget(self._bar(drawn))
        if not self._drawn:
            self.bars.addWidget(_plain(self, say("taxes.no_guarantee"), "muted"))
        headings = [say(f"payment_book.{name}") for name in HEADINGS]
        self.model.show_lines(headings, [self._line(book) for book in self._books])
        self.view.set_widths(150, 60, 100, 72)
        self.view.setVisible(bool(self._books))
        self.no_books.setVisible(not self._books)
        self._show_guarantees()
        self._show_payments()

    def _show_guarantees(self) -> None:
        say = self._context.language.text
        headings = [say(f"guarantee.{name}") for name in ("number", "amount", "from", "until")]
        lines = [
            [
                Cell(each.number, hint=each.note),
                Cell(yuan(each.amount), is_number=True),
                Cell(each.valid_from),
                Cell(each.valid_until),
            ]
            for each in self._guarantees
        ]
        self.guarantee_model.show_lines(headings, lines)
        self.guarantee_view.set_widths(130, 96, 104, 72)
        self.guarantee_view.setVisible(bool(lines))
        self.turned.emit()

    def _show_payments(self) -> None:
        say = self._context.language.text
        headings = [say(f"tax_payment.{name}") for name in ("paid_on", "amount", "voucher")]
        lines = [
            [Cell(each.paid_on), Cell(yuan(each.amount), is_number=True), Cell(each.voucher_no)]
            for each in self._payments
        ]
        self.payment_model.show_lines(headings, lines)
        self.payment_view.set_widths(110, 96, 72)
        self.payment_view.setVisible(bool(lines))
        self.turned.emit()

    def _line(self, book: PaymentBook) -> Line:
        return [
            Cell(book.number),
            Cell(f"{book.lists:,}", is_number=True),
            Cell(yuan(book.billed), is_number=True),
            Cell(yuan(book.paid), is_number=True),
        ]

    def _bar(self, drawn: Drawdown) -> QWidget:
        """Company and what is left, the bar, what it is made of and until when it holds."""
        say, holder = self._context.language.text, QWidget(self)
        lines = QVBoxLayout(holder)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(metrics.INNER_GAP // 2)
        top = QHBoxLayout()
        top.addWidget(_plain(holder, drawn.assure_code, "code"))
        top.addStretch(1)
        left = _plain(holder, say("taxes.guarantee_left", free=yuan(drawn.free)), "")
        paint_as(left, "ink", "bad" if drawn.free < 0 else "good")
        left.setVisible(bool(drawn.valid_until))
        top.addWidget(left)
        lines.addLayout(top)
        meter = Meter(self._context.theme)
        released, under_way = e5_from_decimal(drawn.released), e5_from_decimal(drawn.open)
        meter.show_parts(
            [(released, RELEASED), (under_way, OPEN)], e5_from_decimal(drawn.guaranteed)
        )
        meter.setVisible(bool(drawn.valid_until))
        lines.addWidget(meter)
        about = say(
            "taxes.drawn",
            whole=yuan(drawn.guaranteed) if drawn.valid_until else UNKNOWN,
            released=yuan(drawn.released),
            open=yuan(drawn.open),
        )
        lines.addWidget(_plain(holder, about, "label"))
        for words, ink in self._notes(drawn):
            note = _plain(holder, words, "label")
            paint_as(note, "ink", ink)
            lines.addWidget(note)
        return holder

    def _notes(self, drawn: Drawdown) -> Sequence[tuple[str, str]]:
        """Until when it holds, and what is not known."""
        say, notes = self._context.language.text, []
        if not drawn.valid_until:
            notes.append((say("taxes.no_guarantee_of"), "warn"))
        else:
            soon = ends_soon(drawn.valid_until, self._context.today())
            words = say("taxes.guarantee_until", day=drawn.valid_until)
            notes.append((words, "warn" if soon else "muted"))
        if drawn.unknown:
            notes.append((say("taxes.guarantee_unknown", count=f"{drawn.unknown:,}"), "warn"))
        return notes


def _plain(parent: QWidget, words: str, role: str) -> QLabel:
    label = QLabel(words, parent)
    label.setWordWrap(role in ("label", "muted"))
    if role:
        label.setProperty("role", role)
    return label
