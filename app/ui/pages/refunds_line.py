"""The refund of one exported line: where it stands and why, the purchases behind it."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel

from app.queries.refunds import Piece, pieces_of
from app.queries.table import Kind
from app.ui.context import Context
from app.ui.models.plain_model import Cell, Line, PlainModel
from app.ui.models.table_model import TableModel
from app.ui.values import UNKNOWN, scaled, shown, yuan
from app.ui.widgets.card import card_column
from app.ui.widgets.facts import Fact, Facts
from app.ui.widgets.label import make_label, word_label
from app.ui.widgets.plain_table import PlainTable
from app.ui.widgets.status_badge import paint_as
from app.workflow.refund_working import piece_working
from app.workflow.refunds import StepShown

FACTS = (
    *("refund_sku", "refund_goods", "refund_hs_code", "refund_mode", "refund_export_date"),
    *("refund_deadline", "refund_entry_no", "refund_qty", "refund_returned", "refund_claimed"),
    *("refund_base", "refund_estimate", "refund_claim_no"),
)
TONES = {
    "refunded": "good",
    "filed": "info",
    "prepared": "info",
    "ready": "info",
    **dict.fromkeys(("no_entry", "no_invoice", "part_invoice", "not_confirmed"), "warn"),
    **dict.fromkeys(("rate_unknown", "late"), "warn"),
    **dict.fromkeys(("documents", "pay_back", "overdue"), "bad"),
    **dict.fromkeys(("rate_zero", "simplified", "returned", "not_exported"), "muted"),
    **dict.fromkeys(("listed", "month"), "muted"),
}
HEADINGS = ("invoice", "qty", "base", "rate", "refund")


class LinePane(QFrame):
    """`show_line(-1)` says that nothing is chosen."""

    def __init__(self, context: Context, ledger: TableModel) -> None:
        super().__init__()
        self.setProperty("role", "card")
        self._context, self._ledger = context, ledger
        self._key = -1
        self._pieces: list[Piece] = []
        self.head = make_label("card-title", self, name="refunds.head")
        self.badge = QLabel(self)
        self.reason = QLabel(self)
        self.reason.setObjectName("refunds.reason")
        self.reason.setWordWrap(True)
        self.facts = Facts(context.language, self)
        self.model = PlainModel(context.theme)
        self.view = PlainTable(self.model, "table.refund_pieces", context.language, context.theme)
        self.view.selectionModel().currentRowChanged.connect(lambda *_: self._show_working())
        self.working = QLabel(self)
        self.working.setObjectName("refunds.working")
        self.working.setWordWrap(True)
        self.note = word_label(context.language, "refunds.estimate_note", "muted", self, wraps=True)
        top = QHBoxLayout()
        top.addWidget(self.head, 1)
        top.addWidget(self.badge)
        layout = card_column(self)
        layout.addLayout(top)
        for widget in (self.reason, self.facts):
            layout.addWidget(widget)
        layout.addWidget(self.view, 1)
        layout.addWidget(self.working)
        layout.addWidget(self.note)
        layout.addStretch(0)
        context.language.follow(self, self._show)

    def show_line(self, key: int) -> None:
        """Show the exported line with this key."""
        self._key = key
        self._pieces = self._context.workspace.read(lambda conn: pieces_of(conn, key), self._pieces)
        self._show()

    def _show(self) -> None:
        row = self._ledger.row_of(self._key)
        values = self._ledger.values_at(row) if row >= 0 else ()
        for widget in (self.badge, self.reason, self.facts):
            widget.setVisible(bool(values))
        is_paired = bool(values and self._pieces)
        self.view.setVisible(is_paired)
        self.note.setVisible(is_paired)
        self.working.setVisible(is_paired)
        say = self._context.language.text
        if not values:
            self.head.setText(say("refunds.nothing_chosen"))
            return
        columns = self._ledger.table.columns
        by_name = {column.name: value for column, value in zip(columns, values, strict=True)}
        title = say("refunds.line", number=by_name["refund_own_no"], line=by_name["refund_line_no"])
        self.head.setText(title)
        state = str(by_name["refund_state"])
        self.badge.setText(say(f"refund_state.{state}"))
        paint_as(self.badge, "status", TONES[state])
        self.reason.setText(say(f"refund_reason.{state}"))
        self.facts.show_facts(
            [
                Fact(
                    f"column.{name}",
                    shown(by_name[name], column, self._context.language),
                    is_code=column.kind is Kind.CODE,
                )
                for name in FACTS
                for column in [self._ledger.table.column(name)]
            ]
        )
        headings = [say(f"refund_piece.{name}") for name in HEADINGS]
        self.model.show_lines(headings, [self._piece(each) for each in self._pieces])
        self.view.set_widths(120, 60, 92, 66, 60)
        self.view.select_again(0)
        self._show_working()

    def _show_working(self) -> None:
        """How the refund of the piece in front comes about, with what each step rests on."""
        row, language = self.view.currentIndex().row(), self._context.language.code
        steps: list[StepShown] = []
        if 0 <= row < len(self._pieces):
            piece_id = self._pieces[row].id
            steps = self._context.workspace.read(
                lambda conn: piece_working(conn, piece_id, language), steps
            )
        lines = (f"{s.sentence}　{s.source}" if s.source else s.sentence for s in steps)
        self.working.setText("\n".join(lines))

    def _piece(self, piece: Piece) -> Line:
        rate = UNKNOWN if piece.rate_e5 is None else f"{scaled(piece.rate_e5 * 100)}%"
        about = f"{piece.invoice_no}\n{piece.supplier}  {piece.issued_on}"
        return [
            Cell(piece.invoice_no, hint=about),
            Cell(scaled(piece.qty_e5), is_number=True),
            Cell(yuan(piece.base), is_number=True),
            Cell(rate, is_number=True, hint=f"{scaled(piece.vat_rate_e5 * 100)}% → {rate}"),
            Cell(yuan(piece.refund), is_number=True),
        ]
