"""The ledger of one buyer: how much of the year's limit is used, what counts, what gave back, and
what an order would be."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QWidget,
)

from app.queries.limits import Buyer, StatedBalance, balances
from app.ui import metrics
from app.ui.context import Context
from app.ui.models.plain_model import Cell, Line, PlainModel
from app.ui.pages.base import BasePage
from app.ui.values import UNKNOWN, yuan
from app.ui.widgets.card import card_column
from app.ui.widgets.chart import Shade
from app.ui.widgets.label import word_label
from app.ui.widgets.meter import Meter
from app.ui.widgets.plain_table import PlainTable
from app.ui.widgets.status_badge import paint_as
from app.values.decimals import e5_from_decimal
from app.workflow.amounts import fen_amount
from app.workflow.limits import Channel, Entry, EntryKind, Prediction, Year, ledger_of, predict

HEADINGS = ("moment", "kind", "number", "value", "after")
INKS = {
    EntryKind.OFFICIAL: "info",
    EntryKind.GIVEN_BACK: "good",
    EntryKind.NOT_COUNTED: "muted",
    EntryKind.ENDED: "muted",
}
NOBODY = 0


class LedgerPane(QFrame):
    """`show_buyer(None, None)`: nobody is chosen; the prediction is then for a new buyer. `turned`
    when another entry is in front."""

    turned = Signal()

    def __init__(self, context: Context, page: BasePage) -> None:
        super().__init__(page)
        self._context = context
        self.buyer: Buyer | None = None
        self._year: Year | None = None
        self._prediction: Prediction | None = None
        self.setObjectName("pane.limits")
        self.setProperty("role", "card")
        context.theme.fit(self, self.setMinimumWidth, metrics.FORM_WIDTH)
        self.head, self.id_no, self.badge = QLabel(self), QLabel(self), QLabel(self)
        self.head.setObjectName("head.limits")
        self.head.setProperty("role", "card-title")
        self.id_no.setProperty("role", "code")
        self.badge.setObjectName("badge.limits")
        self.year_box = QComboBox(self)
        self.year_box.setObjectName("limits.year")
        for widget in (self.year_box, self.year_box.view()):
            context.language.bind(widget, widget.setAccessibleName, "limits.year")
        self.year_box.activated.connect(lambda _at: self._read())
        self.used = QLabel(self)
        self.used.setObjectName("limits.used")
        self.left = QLabel(self)
        self.meter = Meter(context.theme)
        self.official = _wrapped(QLabel(self), "muted")
        self.known = _wrapped(QLabel(self), "label")
        context.language.bind(self.known, self.known.setText, "limits.as_far_as_known")
        self.model = PlainModel(context.theme)
        self.view = PlainTable(self.model, "table.ledger", context.language, context.theme)
        self.view.setSelectionMode(PlainTable.SelectionMode.SingleSelection)
        self.view.selectionModel().currentRowChanged.connect(lambda *_: self.turned.emit())
        self.prediction = self._make_prediction()
        self._lay_out()
        context.language.follow(self, self._show)
        self._show()

    # building

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(metrics.INNER_GAP)
        for label in (self.head, self.id_no, self.badge):
            top.addWidget(label)
        top.addStretch(1)
        top.addWidget(self.year_box)
        line = QHBoxLayout()
        line.addWidget(self.used)
        line.addStretch(1)
        line.addWidget(self.left)
        layout = card_column(self)
        layout.addLayout(top)
        layout.addLayout(line)
        for part in (self.meter, self.official, self.known):
            layout.addWidget(part)
        layout.addWidget(self.view, 1)
        layout.addStretch(0)
        layout.addWidget(self.prediction)

    def _make_prediction(self) -> QFrame:
        """What an order would be: its value in, the result with its reason out."""
        box = QFrame(self)
        box.setProperty("role", "inset")
        language = self._context.language
        title = word_label(language, "limits.predict", "card-title", box)
        self.value = QLineEdit(box)
        self.value.setObjectName("limits.value")
        self.value.setAlignment(Qt.AlignmentFlag.AlignRight)
        language.bind(self.value, self.value.setAccessibleName, "limits.value")
        language.bind(self.value, self.value.setPlaceholderText, "limits.value")
        self.value.textChanged.connect(lambda _text: self._predict())
        self.one = QCheckBox(box)
        self.one.setObjectName("limits.one")
        language.bind(self.one, self.one.setText, "limits.one")
        self.one.toggled.connect(lambda _on: self._predict())
        self.result = QLabel(box)
        self.result.setObjectName("limits.result")
        self.result.setWordWrap(True)
        self.reason = _wrapped(QLabel(box), "label")
        self.reason.setObjectName("limits.reason")
        grid = QGridLayout(box)
        grid.setContentsMargins(*metrics.CARD_MARGINS)
        grid.setSpacing(metrics.INNER_GAP)
        grid.addWidget(title, 0, 0, 1, 2)
        grid.addWidget(self.value, 1, 0)
        grid.addWidget(self.one, 1, 1)
        grid.addWidget(self.result, 2, 0, 1, 2)
        grid.addWidget(self.reason, 3, 0, 1, 2)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)
        return box

    # showing

    def show_buyer(self, buyer: Buyer | None, year: int | None) -> None:
        """Show a buyer's year; None = the newest, or the one in front already."""
        before = self.year_box.currentData() if buyer == self.buyer else None
        self.buyer = buyer
        self.year_box.clear()
        for each in buyer.years if buyer else ():
            self.year_box.addItem(str(each), each)
        wanted = year if year is not None else before
        if (at := self.year_box.findData(wanted)) >= 0:
            self.year_box.setCurrentIndex(at)
        self._read()

    def begin_prediction(self) -> None:
        """Put the keyboard where the value of an order is typed."""
        self.value.setFocus()
        self.value.selectAll()

    def chosen_number(self) -> str:
        """The list of the entry in front; "" = none."""
        row = self.view.currentIndex().row()
        return self._year.entries[row].number if self._year and row >= 0 else ""

    def chosen_balance(self) -> int | None:
        """The official balance of the entry in front; None when it is none."""
        row, buyer = self.view.currentIndex().row(), self.buyer
        if self._year is None or buyer is None or not 0 <= row < len(self._year.entries):
            return None
        entry = self._year.entries[row]
        if entry.kind is not EntryKind.OFFICIAL:
            return None
        none: list[StatedBalance] = []
        stated = self._context.workspace.read(lambda conn: balances(conn, buyer.hash), none)
        return next((each.id for each in stated if each.as_of == entry.moment), None)

    def _read(self) -> None:
        buyer, year = self.buyer, self.year_box.currentData()
        if buyer is None or year is None:
            self._year = None
        else:
            self._year = self._context.workspace.read(
                lambda conn: ledger_of(conn, buyer.hash, year), self._year
            )
        self._predict()
        self._show()

    def _predict(self) -> None:
        """By the law of today and what the buyer used of this year."""
        value, today = fen_amount(self.value.text()), self._context.today()
        self._prediction = None
        if value is not None and value > 0:
            key, one = self.buyer.hash if self.buyer else NOBODY, self.one.isChecked()
            self._prediction = self._context.workspace.read(
                lambda conn: predict(conn, key, value, today, is_one_article=one), None
            )
        self._show_prediction()

    def _show(self) -> None:
        say, year = self._context.language.text, self._year
        of_year: tuple[QWidget, ...] = (
            *(self.id_no, self.badge, self.year_box, self.used, self.left, self.meter),
            *(self.official, self.known, self.view),
        )
        for widget in of_year:
            widget.setVisible(year is not None)
        if year is None or self.buyer is None:
            self.head.setText(say("limits.nobody"))
            self.model.show_lines([], [])
        else:
            self.head.setText(self.buyer.name or say("limits.no_name"))
            self.id_no.setText(self.buyer.id_no)
            self._show_year(year)
        self._show_prediction()
        self.turned.emit()

    def _show_year(self, year: Year) -> None:
        say = self._context.language.text
        limit, remaining = (year.limits.annual_yuan if year.limits else None), year.remaining
        self.used.setText(say("limits.used", used=yuan(year.used), limit=yuan(limit)))
        self.left.setText(say("limits.left", left=yuan(remaining)))
        is_over = remaining is not None and remaining < 0
        paint_as(self.left, "ink", "bad" if is_over else "good" if remaining is not None else "")
        self.badge.setText(say("limits.over" if is_over else "limits.within"))
        paint_as(self.badge, "status", "bad" if is_over else "good")
        self.badge.setVisible(remaining is not None)
        reserved, shade = e5_from_decimal(year.reserved), "bad" if is_over else "accent"
        taken = e5_from_decimal(year.used) - reserved
        whole = e5_from_decimal(limit) if limit is not None else 0
        self.meter.show_parts([(taken, Shade(shade)), (reserved, Shade(shade, 45))], whole)
        official = year.official
        if official is None:
            self.official.setText(say("limits.no_official"))
        else:
            at, used = _time(official.moment), yuan(official.used_after)
            self.official.setText(say("limits.official", at=at, used=used, source=official.source))
        headings = [say(f"ledger.{name}") for name in HEADINGS]
        self.model.show_lines(headings, [self._line(entry) for entry in year.entries])
        self.view.set_widths(96, 88, 146, 76, 76)

    def _line(self, entry: Entry) -> Line:
        say, ink = self._context.language.text, INKS.get(entry.kind, "")
        why = say(f"tax.channel.{entry.channel}") if entry.channel else entry.source
        return [
            Cell(entry.moment[:10] or UNKNOWN, hint=_time(entry.moment)),
            Cell(say(f"limits.entry.{entry.kind}"), ink=ink, hint=why),
            Cell(entry.number or entry.source),
            Cell(yuan(entry.value), entry.value, ink=ink, is_number=True),
            Cell(yuan(entry.used_after), entry.used_after, is_number=True),
        ]

    def _show_prediction(self) -> None:
        say, seen = self._context.language.text, self._prediction
        if seen is None:
            typed = self.value.text().strip()
            self.result.setText(say("limits.bad_value" if typed else "limits.predict_hint"))
            paint_as(self.result, "ink", "bad" if typed else "muted")
            self.reason.setVisible(False)
            return
        if seen.limits is None or seen.channel is None:
            self.result.setText(say("limits.no_limits"))
            paint_as(self.result, "ink", "warn")
            self.reason.setVisible(False)
            return
        self.result.setText(say(f"tax.channel.{seen.channel}"))
        admitted = "good" if seen.channel is Channel.CBEC else "warn"
        paint_as(self.result, "ink", admitted if seen.is_admissible else "bad")
        self.reason.setText("\n".join(self._reasons(seen)))
        self.reason.setVisible(True)

    def _reasons(self, seen: Prediction) -> list[str]:
        """Both limits with this order in them, and what to do."""
        say, limits = self._context.language.text, seen.limits
        assert limits is not None
        single = say(
            "limits.single_over" if seen.over_single else "limits.single_within",
            value=yuan(seen.value),
            limit=yuan(limits.single_yuan),
            over=yuan(seen.over_single),
        )
        annual = say(
            "limits.annual_over" if seen.over_annual else "limits.annual_within",
            used=yuan(seen.used_before),
            value=yuan(seen.value),
            limit=yuan(limits.annual_yuan),
            over=yuan(seen.over_annual),
        )
        return [single, annual, say(f"tax.channel.{seen.channel}", "fix")]


def _wrapped(label: QLabel, role: str) -> QLabel:
    label.setWordWrap(True)
    label.setProperty("role", role)
    return label


def _time(moment: str) -> str:
    return moment.replace("T", " ")
