"""Purchase invoices and the refund rates the company stated."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout

from app.queries.refunds import PurchaseInvoice, StatedRefundRate, invoices, stated_refund_rates
from app.ui import metrics
from app.ui.context import Context
from app.ui.models.plain_model import Cell, Line, PlainModel
from app.ui.values import UNKNOWN, scaled, yuan
from app.ui.widgets.action_button import ActionButton
from app.ui.widgets.card import card_column
from app.ui.widgets.label import word_label
from app.ui.widgets.plain_table import PlainTable
from app.ui.widgets.side_by_side import SideBySide
from app.ui.widgets.table_pair import TablePair
from app.values.decimals import e5_from_decimal

SHARES = (660, 440)
INVOICE = ("number", "supplier", "issued", "confirmed", "net", "vat", "qty", "used")
RATE = ("about", "rate", "from", "until", "source")


class PurchasesPane(QFrame):
    """Invoices at the left, rates at the right; never one of each in front. `turned` when another
    is."""

    turned = Signal()

    def __init__(
        self, context: Context, invoice_actions: Sequence[QAction], rate_actions: Sequence[QAction]
    ) -> None:
        super().__init__()
        self._context = context
        self._invoices: list[PurchaseInvoice] = []
        self._rates: list[StatedRefundRate] = []
        self.invoice_model, self.invoice_view = self._table("table.purchase_invoices")
        self.rate_model, self.rate_view = self._table("table.refund_rates")
        self.invoice_view.setSelectionMode(PlainTable.SelectionMode.ExtendedSelection)
        self._pair = TablePair(self.invoice_view, self.rate_view)
        self._pair.turned.connect(self.turned)
        self.no_invoices = self._says("refunds.no_invoices")
        self.no_rates = self._says("refunds.no_rates")
        left = self._card(
            "refunds.invoices", invoice_actions, (self.no_invoices, self.invoice_view)
        )
        right = self._card("refunds.rates", rate_actions, (self.no_rates, self.rate_view))
        context.theme.fit(right, right.setMinimumWidth, metrics.SIDE_WIDTH)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, metrics.INNER_GAP, 0, 0)
        layout.addWidget(SideBySide(left, right, SHARES), 1)
        context.language.follow(self, lambda: self._pair.show_again(self._show))

    def _table(self, key: str) -> tuple[PlainModel, PlainTable]:
        model = PlainModel(self._context.theme)
        view = PlainTable(model, key, self._context.language, self._context.theme)
        view.setSelectionMode(PlainTable.SelectionMode.SingleSelection)
        return model, view

    def _says(self, key: str) -> QLabel:
        return word_label(self._context.language, key, "muted", self, wraps=True)

    def _card(
        self, key: str, actions: Sequence[QAction], inside: tuple[QLabel, PlainTable]
    ) -> QFrame:
        card = QFrame()
        card.setProperty("role", "card")
        title = word_label(self._context.language, key, "card-title", card)
        head = QHBoxLayout()
        head.setSpacing(metrics.INNER_GAP)
        head.addWidget(title)
        head.addStretch(1)
        for action in actions:
            head.addWidget(ActionButton(action))
        layout = card_column(card)
        layout.addLayout(head)
        layout.addWidget(inside[0])
        layout.addWidget(inside[1], 1)
        layout.addStretch(0)
        return card

    def refresh(self) -> None:
        """Read both again."""
        read = self._context.workspace.read
        self._invoices = read(invoices, self._invoices)
        self._rates = read(stated_refund_rates, self._rates)
        self._show()

    def chosen_invoices(self) -> list[PurchaseInvoice]:
        """The invoices selected, the one in front among them."""
        rows = sorted(index.row() for index in self.invoice_view.selectionModel().selectedRows())
        return [self._invoices[row] for row in rows if row < len(self._invoices)]

    def chosen_rate(self) -> StatedRefundRate | None:
        """The rate in front."""
        row = self.rate_view.currentIndex().row()
        return self._rates[row] if 0 <= row < len(self._rates) else None

    def _show(self) -> None:
        say = self._context.language.text
        headings = [say(f"purchase.{name}") for name in INVOICE]
        self.invoice_model.show_lines(headings, [self._invoice(each) for each in self._invoices])
        self.invoice_view.set_widths(126, 92, 92, 92, 84, 70, 54, 40)
        headings = [say(f"refund_rate.{name}") for name in RATE]
        self.rate_model.show_lines(headings, [self._rate(each) for each in self._rates])
        self.rate_view.set_widths(84, 60, 92, 92, 60)
        self.invoice_view.setVisible(bool(self._invoices))
        self.no_invoices.setVisible(not self._invoices)
        self.rate_view.setVisible(bool(self._rates))
        self.no_rates.setVisible(not self._rates)
        self.turned.emit()

    def _invoice(self, invoice: PurchaseInvoice) -> Line:
        say = self._context.language.text
        qty, used = e5_from_decimal(invoice.qty), e5_from_decimal(invoice.used)
        return [
            Cell(invoice.invoice_no, hint=say(f"purchase_kind.{invoice.kind}")),
            Cell(invoice.supplier),
            Cell(invoice.issued_on),
            Cell(
                invoice.confirmed_on or say("purchase.not_confirmed"),
                ink="" if invoice.confirmed_on else "warn",
            ),
            Cell(yuan(invoice.net), is_number=True),
            Cell(yuan(invoice.vat), is_number=True),
            Cell(scaled(qty), is_number=True),
            Cell(scaled(used), is_number=True),
        ]

    def _rate(self, rate: StatedRefundRate) -> Line:
        return [
            Cell(rate.about),
            Cell(f"{scaled(rate.rate_e5 * 100)}%", is_number=True),
            Cell(rate.valid_from),
            Cell(rate.valid_until or UNKNOWN),
            Cell(rate.source),
        ]
