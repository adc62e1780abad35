"""One item of an account book: what there is, what of it may be sold, its batches, and why customs
says otherwise."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QVBoxLayout

from app.queries.book import Batch, Stock, batches, stock
from app.ui import metrics
from app.ui.context import Context
from app.ui.models.plain_model import Cell, Line, PlainModel
from app.ui.values import scaled
from app.ui.widgets.card import card_column
from app.ui.widgets.chart import Shade
from app.ui.widgets.facts import Fact, Facts
from app.ui.widgets.label import make_label, word_label
from app.ui.widgets.meter import Meter
from app.ui.widgets.plain_table import PlainTable
from app.ui.widgets.status_badge import paint_as
from app.workflow.book import Difference, differences

FIGURES = ("balance", "reserved", "locked", "free")
SHADES = {"free": Shade("accent"), "reserved": Shade("accent", 45), "locked": Shade("bad", 70)}
HEADINGS = ("batch_no", "came_on", "left", "locked")


class ItemPane(QFrame):
    """`show_item(None)` says that nothing is chosen."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self.item: Stock | None = None
        self._batches: list[Batch] = []
        self._difference: Difference | None = None
        self.setObjectName("pane.book")
        self.setProperty("role", "card")
        context.theme.fit(self, self.setMinimumWidth, metrics.FORM_WIDTH)
        self.head = make_label("card-title", self, name="head.book", wraps=True)
        self.figures = {name: QLabel(self) for name in FIGURES}
        self.meter = Meter(context.theme)
        self.facts = Facts(context.language, self)
        self.causes = QLabel(self)
        self.causes.setObjectName("book.causes")
        self.causes.setWordWrap(True)
        self.model = PlainModel(context.theme)
        self.view = PlainTable(self.model, "table.batches", context.language, context.theme)
        self._lay_out()
        context.language.follow(self, self._show)
        self._show()

    def _lay_out(self) -> None:
        self.inside = QFrame(self)
        grid = QGridLayout()
        grid.setSpacing(metrics.INNER_GAP // 2)
        for column, (name, figure) in enumerate(self.figures.items()):
            label = word_label(self._context.language, f"column.{name}", "label", self.inside)
            figure.setObjectName(f"book.{name}")
            figure.setProperty("role", "card-title")
            grid.addWidget(label, 0, column)
            grid.addWidget(figure, 1, column)
            grid.setColumnStretch(column, 1)
        self.notice = QFrame(self.inside)
        self.notice.setProperty("role", "notice")
        self.notice.setProperty("status", "warn")
        noted = QVBoxLayout(self.notice)
        noted.setContentsMargins(*metrics.CARD_MARGINS)
        noted.addWidget(self.causes)
        lines = QVBoxLayout(self.inside)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(metrics.INNER_GAP)
        lines.addLayout(grid)
        for part in (self.meter, self.facts, self.notice):
            lines.addWidget(part)
        lines.addWidget(self.view, 1)
        layout = card_column(self)
        layout.addWidget(self.head)
        layout.addWidget(self.inside, 1)
        layout.addStretch(0)

    def show_item(self, item_id: int | None) -> None:
        """Show the item with this id."""
        read = self._context.workspace.read
        self.item, self._batches, self._difference = None, [], None
        if item_id is not None:
            self.item = read(lambda conn: stock(conn, item_id), None)
            self._batches = read(lambda conn: batches(conn, item_id), [])
            none: list[Difference] = []
            found = read(differences, none)
            of_item = (each for each in found if each.counted.item_id == item_id)
            self._difference = next(of_item, None)
        self._show()

    def _show(self) -> None:
        say, item = self._context.language.text, self.item
        self.inside.setVisible(item is not None)
        if item is None:
            self.head.setText(say("book.nothing_chosen"))
            return
        self.head.setText(f"{item.record_no}  {item.goods_name}")
        amounts = {name: int(getattr(item, f"{name}_e5")) for name in FIGURES}
        for name, figure in self.figures.items():
            figure.setText(scaled(amounts[name]))
            paint_as(figure, "ink", "bad" if amounts[name] < 0 else "")
        whole = max(item.balance_e5, 0)
        self.meter.show_parts([(amounts[name], shade) for name, shade in SHADES.items()], whole)
        self.facts.show_facts(
            [
                Fact("column.book_no", item.book_no, is_code=True),
                Fact("column.sku", item.sku, is_code=True),
                Fact("column.hs_code", item.hs_code, is_code=True),
                Fact("column.unit", self._unit(item.unit)),
            ]
        )
        self._show_causes()
        headings = [say(f"batch.{name}") for name in HEADINGS]
        self.model.show_lines(headings, [self._line(batch) for batch in self._batches])
        self.view.set_widths(140, 100, 80, 60)

    def _unit(self, code: str) -> str:
        names = {
            entry.code: entry.name_zh if self._context.language.code == "zh_CN" else entry.name_en
            for entry in self._context.codes.entries("unit")
        }
        return f"{code} {names.get(code, '')}".rstrip()

    def _line(self, batch: Batch) -> Line:
        return [
            Cell(batch.batch_no or self._context.language.text("book.no_batch")),
            Cell(batch.came_on),
            Cell(scaled(batch.left_e5), batch.left_e5, is_number=True),
            Cell(
                scaled(batch.locked_e5) if batch.locked_e5 else "",
                batch.locked_e5,
                ink="bad",
                is_number=True,
            ),
        ]

    def _show_causes(self) -> None:
        """How customs' balance differs, and what may be behind it."""
        self.notice.setVisible(self._difference is not None)
        if self._difference is None:
            return
        say, counted = self._context.language.text, self._difference.counted
        lines = [
            say(
                "book.differs",
                day=counted.as_of,
                ours=scaled(counted.ours_e5),
                official=scaled(counted.official_e5),
                difference=scaled(self._difference.qty_e5),
            )
        ]
        for cause in self._difference.causes:
            about = say(f"stock_cause.{cause.kind}", numbers="、".join(cause.numbers))
            key = "book.explains" if cause.explains else "book.may_explain"
            qty = scaled(cause.qty_e5) if cause.qty_e5 is not None else ""
            lines.append(say(key, about=about, qty=qty).rstrip())
        self.causes.setText("\n".join(lines))
