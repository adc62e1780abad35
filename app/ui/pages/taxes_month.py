"""The monthly tax sheet: by channel and tax, the estimate, the official bills and what counts."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QComboBox, QFrame, QHBoxLayout, QLabel

from app.queries.tax_month import tax_months
from app.ui import metrics
from app.ui.context import Context
from app.ui.models.plain_model import Cell, Line, PlainModel
from app.ui.values import yuan
from app.ui.widgets.card import card_column
from app.ui.widgets.label import make_label
from app.ui.widgets.plain_table import PlainTable
from app.values.period import Month
from app.workflow.tax_month import KINDS, ChannelTotal, id_of_month, month_totals, sides

HEADINGS = ("kind", "estimate", "official", "counted")


class MonthPane(QFrame):
    """The newest month with released lists first."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._totals: Sequence[ChannelTotal] = ()
        self.month_box = QComboBox(self)
        self.month_box.setObjectName("taxes.month")
        for widget in (self.month_box, self.month_box.view()):
            context.language.bind(widget, widget.setAccessibleName, "taxes.month")
        context.language.bind(self.month_box, self.month_box.setPlaceholderText, "month.none")
        self.month_box.activated.connect(lambda _at: self._read())
        self.model = PlainModel(context.theme)
        self.view = PlainTable(self.model, "table.tax_month", context.language, context.theme)
        self.says = make_label("muted", self, name="tax_month_says", wraps=True)
        self._lay_out()
        context.language.follow(self, self._show)

    def _lay_out(self) -> None:
        label = QLabel(self)
        label.setProperty("role", "label")
        label.setBuddy(self.month_box)
        self._context.language.bind(label, label.setText, "taxes.month")
        self.head = QHBoxLayout()
        self.head.setSpacing(metrics.INNER_GAP)
        self.head.addWidget(label)
        self.head.addWidget(self.month_box)
        self.head.addStretch(1)
        layout = card_column(self)
        layout.addLayout(self.head)
        layout.addWidget(self.says)
        layout.addWidget(self.view, 1)

    @property
    def month(self) -> Month | None:
        """The month that is shown; None = nothing was released yet."""
        chosen = self.month_box.currentData()
        return Month.parse(chosen) if chosen else None

    def chosen(self) -> list[int]:
        """The month that is shown, as printing knows it; nothing when there is none."""
        return [id_of_month(self.month)] if self.month else []

    def refresh(self) -> None:
        """Read months and totals again; the month in front stays."""
        none: list[Month] = []
        chosen, months = self.month, self._context.workspace.read(tax_months, none)
        self.month_box.clear()
        for month in months:
            self.month_box.addItem(str(month), str(month))
        newest = 0 if months else -1  # with a placeholder Qt would begin at none
        self.month_box.setCurrentIndex(months.index(chosen) if chosen in months else newest)
        self._read()

    def _read(self) -> None:
        month = self.month
        if month is None:
            self._totals = ()
        else:
            self._totals = self._context.workspace.read(
                lambda conn: month_totals(conn, month), list(self._totals)
            )
        self._show()

    def _show(self) -> None:
        say = self._context.language.text
        lines = [line for total in self._totals for line in self._block(total)]
        self.model.show_lines([say(f"tax_month.{name}") for name in HEADINGS], lines)
        self.view.set_widths(140, 84, 84, 84)
        self.view.clearSpans()
        for row in range(0, len(lines), len(KINDS) + 1):  # the name of a channel
            self.view.setSpan(row, 0, 1, len(HEADINGS))
        self.view.setVisible(bool(lines))
        if not self._totals:
            self.says.setText(say("taxes.no_month"))
            return
        whole = self._totals[-1]
        self.says.setText(
            say(
                "taxes.month_says",
                lists=f"{whole.lists:,}",
                billed=f"{whole.billed:,}",
                unknown=f"{whole.unknown:,}",
                uncounted=f"{whole.uncounted:,}",
            )
        )

    def _block(self, total: ChannelTotal) -> list[Line]:
        """A channel: its name with how many lists, then a row a tax."""
        say = self._context.language.text
        if total.channel is None:
            name = say("taxes.all_channels")
        elif total.channel:
            name = say(f"tax_channel.{total.channel}")
        else:
            name = say("taxes.no_channel")
        head = Cell(say("taxes.channel", name=name, count=f"{total.lists:,}"), ink="info")
        blank = [Cell("", is_number=True)] * (len(HEADINGS) - 1)  # headings stand as their cells do
        return [[head, *blank], *(self._row(total, kind) for kind in KINDS)]

    def _row(self, total: ChannelTotal, kind: str) -> Line:
        say = self._context.language.text
        word = say("tax_month.total") if kind == "total" else say(f"tax.tax.{kind}")
        return [
            Cell(f"　{word}"),
            *(Cell(yuan(side), side, is_number=True) for side in sides(total, kind)),
        ]
