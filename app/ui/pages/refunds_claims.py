"""Refund claims: what was prepared and filed, what the tax office said, the money of each."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout

from app.queries.refunds import ClaimStanding, MoneyMoved, claims, money_of
from app.ui import metrics
from app.ui.context import Context
from app.ui.models.plain_model import Cell, Line, PlainModel
from app.ui.values import UNKNOWN, yuan
from app.ui.widgets.action_button import ActionButton
from app.ui.widgets.card import card_column
from app.ui.widgets.empty_state import EmptyState
from app.ui.widgets.facts import Fact, Facts
from app.ui.widgets.label import make_label
from app.ui.widgets.plain_table import PlainTable
from app.ui.widgets.side_by_side import SideBySide, TableOrEmpty
from app.ui.widgets.status_badge import paint_as

SHARES = (640, 430)
TONES = {
    "prepared": "warn",
    "filed": "info",
    "granted": "info",
    "part_paid": "info",
    "refunded": "good",
    "withdrawn": "muted",
    "refused": "bad",
}
HEADINGS = ("number", "month", "kind", "state", "lines", "estimate", "official", "received")
MONEY = ("day", "kind", "amount", "voucher", "return")


class ClaimsPane(QFrame):
    """Claims at the left, the one in front at the right. `turned` when another is in front."""

    turned = Signal()

    def __init__(self, context: Context, begin: QAction, actions: Sequence[QAction]) -> None:
        super().__init__()
        self._context = context
        self._claims: list[ClaimStanding] = []
        self._money: list[MoneyMoved] = []
        language, theme = context.language, context.theme
        self.model = PlainModel(theme)
        self.view = PlainTable(self.model, "table.refund_claims", language, theme)
        self.view.setSelectionMode(PlainTable.SelectionMode.SingleSelection)
        self.view.selectionModel().currentRowChanged.connect(lambda *_: self._read_money())
        self.money_model = PlainModel(theme)
        self.money_view = PlainTable(self.money_model, "table.refund_money", language, theme)
        self.money_view.setSelectionMode(PlainTable.SelectionMode.SingleSelection)
        self.money_view.selectionModel().currentRowChanged.connect(lambda *_: self.turned.emit())
        self.empty = EmptyState("empty.refund_claims", [begin], language)
        holder = QFrame()
        holder.setProperty("role", "card")
        inside = QVBoxLayout(holder)
        inside.setContentsMargins(1, 1, 1, 1)
        inside.addWidget(self.view)
        self.left = TableOrEmpty(holder, self.empty)
        self.side = self._make_side(actions)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, metrics.INNER_GAP, 0, 0)
        layout.addWidget(SideBySide(self.left, self.side, SHARES), 1)
        language.follow(self, self._retell)

    def _make_side(self, actions: Sequence[QAction]) -> QFrame:
        side = QFrame()
        side.setProperty("role", "card")
        self._context.theme.fit(side, side.setMinimumWidth, metrics.FORM_WIDTH)
        self.head = QLabel(side)
        self.head.setProperty("role", "card-title")
        self.badge = QLabel(side)
        self.facts = Facts(self._context.language, side)
        self.note = make_label("muted", side, wraps=True)
        top = QHBoxLayout()
        top.addWidget(self.head, 1)
        top.addWidget(self.badge)
        layout = card_column(side)
        layout.addLayout(top)
        layout.addWidget(self.note)
        layout.addWidget(self.facts)
        layout.addWidget(self.money_view, 1)
        layout.addStretch(0)
        for part in (actions[:3], actions[3:5], actions[5:]):
            row = QHBoxLayout()
            row.setSpacing(metrics.INNER_GAP)
            row.addStretch(1)
            for action in part:
                row.addWidget(ActionButton(action))
            layout.addLayout(row)
        return side

    def refresh(self) -> None:
        """Read the claims again."""
        chosen = self.view.currentIndex().row()
        self._claims = self._context.workspace.read(claims, self._claims)
        self._show()
        if self._claims:
            self.view.selectRow(min(max(chosen, 0), len(self._claims) - 1))
        self._read_money()

    def show_claim(self, number: str) -> None:
        """Bring the claim with this number to the front."""
        for row, each in enumerate(self._claims):
            if each.claim_no == number:
                self.view.selectRow(row)

    def chosen(self) -> ClaimStanding | None:
        """The claim in front."""
        row = self.view.currentIndex().row()
        return self._claims[row] if 0 <= row < len(self._claims) else None

    def chosen_money(self) -> MoneyMoved | None:
        """The money in front."""
        row = self.money_view.currentIndex().row()
        return self._money[row] if 0 <= row < len(self._money) else None

    def _read_money(self) -> None:
        claim = self.chosen()
        self._money = []
        if claim is not None:
            self._money = self._context.workspace.read(
                lambda conn: money_of(conn, claim.id), self._money
            )
        self._show_claim()
        self.turned.emit()

    def _retell(self) -> None:
        """The same in other words; what is in front stays there."""
        view_row = self.view.currentIndex().row()
        self._show()
        self.view.select_again(view_row)

    def _show(self) -> None:
        say = self._context.language.text
        headings = [say(f"refund_claim.{name}") for name in HEADINGS]
        self.model.show_lines(headings, [self._line(each) for each in self._claims])
        self.view.set_widths(116, 78, 132, 138, 54, 84, 84, 70)
        self.left.show_empty(not self._claims)
        self.side.setVisible(bool(self._claims))
        self._show_claim()

    def _line(self, claim: ClaimStanding) -> Line:
        say = self._context.language.text
        return [
            Cell(claim.claim_no),
            Cell(claim.month),
            Cell(say(f"claim_kind.{claim.kind}"), hint=claim.mark),
            Cell(say(f"claim_state.{claim.state}"), ink=TONES[claim.state]),
            Cell(f"{claim.lines:,}", is_number=True),
            Cell(yuan(claim.estimate), is_number=True),
            Cell(yuan(claim.official), is_number=True),
            Cell(yuan(claim.received), is_number=True),
        ]

    def _show_claim(self) -> None:
        claim, say = self.chosen(), self._context.language.text
        for widget in (self.badge, self.facts, self.note):
            widget.setVisible(claim is not None)
        self.money_view.setVisible(bool(self._money))
        if claim is None:
            self.head.setText(say("refunds.no_claim"))
            return
        self.head.setText(claim.claim_no)
        self.badge.setText(say(f"claim_state.{claim.state}"))
        paint_as(self.badge, "status", TONES[claim.state])
        basis = "official" if claim.official is not None else "estimate"
        filed = "filed" if claim.filed_on else "prepared"
        self.note.setText(f"{say(f'refunds.{filed}_note')} {say(f'refunds.{basis}_note')}")
        days = (claim.prepared_on, claim.filed_on, claim.documents_on)
        amounts = (claim.estimate, claim.official, claim.received, claim.paid_back)
        names = ("prepared_on", "filed_on", "documents_on")
        sums = ("estimate", "official", "received", "paid_back")
        self.facts.show_facts(
            [
                Fact("refund_claim.mark", claim.mark or UNKNOWN, is_code=True),
                *(Fact(f"refund_claim.{n}", day) for n, day in zip(names, days, strict=True)),
                *(Fact(f"refund_claim.{n}", yuan(a)) for n, a in zip(sums, amounts, strict=True)),
            ]
        )
        headings = [say(f"refund_money.{name}") for name in MONEY]
        self.money_model.show_lines(headings, [self._moved(each) for each in self._money])
        self.money_view.set_widths(96, 76, 96, 90, 40)

    def _moved(self, money: MoneyMoved) -> Line:
        return [
            Cell(money.moved_on),
            Cell(self._context.language.text(f"refund_money.{money.kind}")),
            Cell(yuan(money.amount), is_number=True),
            Cell(money.voucher_no),
            Cell(money.return_no),
        ]
