"""Twelve months as bars or as a table; and why the month differs, and how long its lists took."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
)

from app.documents.fields import Flow
from app.ui import metrics
from app.ui.actions import ActionSpec
from app.ui.context import Context
from app.ui.models.plain_model import Cell, Line, PlainModel
from app.ui.pages.base import BasePage
from app.ui.pages.report_words import MonthWords, money, percent
from app.ui.widgets.chart import Bar, BarChart, LegendMark, Mark, Shade
from app.ui.widgets.plain_table import PlainTable
from app.values.period import Month
from app.workflow.month_board import Board, Point

CHARTS = ("value", "clearance", "automatic", "returned")
TABLES = ("split", "offices")
MEASURES = (*CHARTS, *TABLES)
OPTION, AS_TABLE = "month/measure", "month/trend_as_table"
SHADES = (Shade("accent"), Shade("accent", 45))
BESIDE = (Shade("warn"), Shade("warn", 45))
_LEGEND = (
    ("export", SHADES[0]),
    ("export_pending", SHADES[1]),
    ("import", BESIDE[0]),
    ("import_pending", BESIDE[1]),
)
_SPLIT = ("volume", "price", "exchange", "mix")
_LINES = {"clearance": ("clearance.export", "clearance.import"), "automatic": ("automatic.share",)}
_HOUR, _HUNDRED, _TENTH, _ALL = 60, 100, 10, 1000
CHART, TABLE = range(2)


class TrendCard(QFrame):
    """`picked` carries the month of a bar or row that was clicked or entered."""

    picked = Signal(Month)

    def __init__(self, context: Context, page: BasePage, words: MonthWords) -> None:
        super().__init__()
        self._context, self._words = context, words
        self._board: Board | None = None
        self.setProperty("role", "card")
        spec = ActionSpec("action.report_table", "Ctrl+Shift+T", "table")
        self.toggle = context.actions.add(page, spec, self._toggle)
        self.measure = QComboBox(self)
        self.measure.setObjectName("month.measure")
        self.measure.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        for widget in (self.measure, self.measure.view()):
            context.language.bind(widget, widget.setAccessibleName, "month.measure")
        for name in MEASURES:
            self.measure.addItem("", name)
        kept = str(context.options.value(OPTION, CHARTS[0]))
        self.measure.setCurrentIndex(max(0, self.measure.findData(kept)))
        self.measure.activated.connect(lambda _at: self._choose())
        self.chart = BarChart(context.theme)
        self.chart.setObjectName("chart.month")
        context.language.bind(self.chart, self.chart.setAccessibleName, "month.trend")
        self.chart.picked.connect(self._pick)
        self.model = PlainModel(context.theme)
        self.table = PlainTable(self.model, "table.month_trend", context.language, context.theme)
        header = self.table.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        for signal in (self.table.activated, self.table.doubleClicked):
            signal.connect(lambda index: self._pick(index.row()))
        self._build()
        self._show()

    def _build(self) -> None:
        self.stack = QStackedWidget(self)
        self.stack.addWidget(self.chart)
        self.stack.addWidget(self.table)
        head = QHBoxLayout()
        head.setContentsMargins(*metrics.CARD_MARGINS)
        head.setSpacing(metrics.INNER_GAP)
        head.addWidget(self.measure)
        head.addStretch(1)
        self.legend: dict[str, tuple[LegendMark, QLabel]] = {}
        for name, shade in _LEGEND:
            mark, label = LegendMark(self._context.theme, shade), QLabel(self)
            label.setProperty("role", "label")
            self.legend[name] = (mark, label)
            head.addWidget(mark)
            head.addWidget(label)
        self.switch = QPushButton(self)
        self.switch.setObjectName("button.action.report_table")
        self.switch.setProperty("role", "link")
        self.switch.clicked.connect(lambda _on=False: self.toggle.trigger())
        head.addWidget(self.switch)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(1, 1, 1, metrics.INNER_GAP)
        layout.setSpacing(0)
        layout.addLayout(head)
        layout.addWidget(self.stack, 1)

    # choosing

    @property
    def chosen(self) -> str:
        """What is shown, of MEASURES."""
        return str(self.measure.currentData())

    def choose(self, name: str) -> None:
        """Show another measure."""
        self.measure.setCurrentIndex(self.measure.findData(name))
        self._choose()

    def _choose(self) -> None:
        self._context.options.setValue(OPTION, self.chosen)
        self._show()

    def _toggle(self) -> None:
        self._context.options.setValue(AS_TABLE, self.stack.currentIndex() == CHART)
        self._show()
        (self.table if self.stack.currentIndex() == TABLE else self.chart).setFocus()

    def _pick(self, number: int) -> None:
        if self._board is not None and self.chosen in CHARTS:
            self.picked.emit(self._points(Flow.EXPORT)[number].month)

    # showing

    def show_board(self, board: Board) -> None:
        """Show the trend that ends in this month."""
        self._board = board
        self._show()

    def _say(self, key: str, /, **params: object) -> str:
        return self._context.language.text(key, "text", **params)

    def _show(self) -> None:
        for at, name in enumerate(MEASURES):
            self.measure.setItemText(at, self._say(f"month.measure.{name}"))
        board = self._board
        is_chart = self.chosen in CHARTS
        is_table = not is_chart or bool(self._context.options.value(AS_TABLE, False, bool))
        self.switch.setText(self._say("workbench.as_chart" if is_table else "workbench.as_table"))
        if board is None:
            return
        if is_chart:
            self._show_trend()
        elif self.chosen == "split":
            self._show_split(board)
        else:
            self._show_offices(board)
        self.stack.setCurrentIndex(TABLE if is_table else CHART)
        self.toggle.setEnabled(is_chart)
        self.switch.setVisible(is_chart)
        key = self.toggle.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
        self.switch.setToolTip(f"{self.toggle.text()}  {key}")
        self._show_legend(is_chart and not is_table)

    def _show_legend(self, is_shown: bool) -> None:
        second = {"value": "pending", "clearance": "most"}.get(self.chosen, "")
        for name, widgets in self.legend.items():
            flow, _, is_second = name.partition("_")
            words = self._say(f"month.legend.{flow}")
            if is_second:
                words = self._say(f"month.legend.{second}") if second else ""
            for widget in widgets:
                widget.setVisible(is_shown and bool(words))
            widgets[1].setText(words)

    # the trend

    def _points(self, flow: str) -> list[Point]:
        return [] if self._board is None else [p for p in self._board.trend if p.flow == flow]

    def _show_trend(self) -> None:
        exports, imports = self._points(Flow.EXPORT), self._points(Flow.IMPORT)
        both = list(zip(exports, imports, strict=True))
        bars = [
            Bar(self._label(one, at), self._parts(one), self._about(one, other), self._parts(other))
            for at, (one, other) in enumerate(both)
        ]
        shades = len(self._parts(exports[0]))
        self.chart.show_bars(
            bars,
            SHADES[:shades],
            beside=BESIDE[:shades],
            marks=self._marks(),
            written=self._axis(),
        )
        self.model.show_lines(
            [self._say(f"month.trend_column.{name}") for name in self._columns()],
            [self._line(one, other) for one, other in both],
        )

    def _label(self, point: Point, at: int) -> str:
        is_first = at == 0 or point.month.month == 1
        return str(point.month)[2:] if is_first else f"{point.month.month}"

    def _parts(self, point: Point) -> tuple[int, ...]:
        if self.chosen == "value":
            return (point.released or 0, point.pending or 0)
        if self.chosen == "clearance":
            median, most = (_hundredths(x) for x in (point.spread.median, point.spread.most))
            return (median, most - median)
        return (_of_thousand(self._share(point)),)

    def _share(self, point: Point) -> Decimal | None:
        is_automatic = self.chosen == "automatic"
        return point.automatic_percent if is_automatic else point.returned_percent

    def _marks(self) -> list[Mark]:
        board = self._board
        if board is None:
            return []
        found = []
        for name in _LINES.get(self.chosen, ()):
            line = board.lines.get(name)
            if line is not None and self._is_near(name):
                is_share = self.chosen == "automatic"
                value = int((line.value * (_ALL if is_share else _HUNDRED)).to_integral_value())
                shown = _plain(line.value * _HUNDRED if is_share else line.value)
                found.append(Mark(value, self._say(f"month.line.{name}", value=shown)))
        return found

    def _is_near(self, name: str) -> bool:
        """A line for imports says nothing where nobody imports, and would flatten the bars."""
        return name != "clearance.import" or any(p.spread.lists for p in self._points(Flow.IMPORT))

    def _axis(self) -> Callable[[int], str]:
        if self.chosen == "value":
            return self._words.axis_money
        if self.chosen == "clearance":
            return lambda hundredths: _plain(Decimal(hundredths) / _HUNDRED)
        return lambda tenths: f"{_plain(Decimal(tenths) / _TENTH)}%"

    def _columns(self) -> Sequence[str]:
        return {
            "value": (
                *("month", "export", "export_pending", "import", "import_pending"),
                *("unknown", "lists"),
            ),
            "clearance": (
                *("month", "export_median", "export_most", "import_median", "import_most"),
            ),
        }.get(self.chosen, ("month", "export_share", "import_share"))

    def _values(self, one: Point, other: Point) -> list[str]:
        if self.chosen == "value":
            return [
                *(money(one.released), money(one.pending)),
                *(money(other.released), money(other.pending)),
                *(f"{one.unknown + other.unknown:,}", f"{one.lists + other.lists:,}"),
            ]
        if self.chosen == "clearance":
            hours = self._words.hours
            return [
                hours(minutes)
                for point in (one, other)
                for minutes in (point.spread.median, point.spread.most)
            ]
        return [percent(self._share(point)) for point in (one, other)]

    def _line(self, one: Point, other: Point) -> Line:
        cells = (Cell(value, is_number=True) for value in self._values(one, other))
        return [Cell(str(one.month)), *cells]

    def _about(self, one: Point, other: Point) -> str:
        names = self._columns()[1:]
        said = [str(one.month)] + [
            self._say("month.said", name=self._say(f"month.trend_column.{name}"), value=value)
            for name, value in zip(names, self._values(one, other), strict=True)
        ]
        return "\n".join(said)

    # tables

    def _show_split(self, board: Board) -> None:
        flows = [str(flow) for flow in Flow if any(key[0] == flow for key in board.splits)]
        columns = [(flow, than) for flow in flows for than in ("month", "year")]
        headings = [self._say("month.split.part")] + [
            self._say(f"month.split.than_{than}", flow=self._say(f"month.legend.{flow}"))
            for flow, than in columns
        ]
        lines = []
        for name in (*_SPLIT, "difference"):
            cells = [
                Cell(self._say(f"month.split.{name}"), hint=self._say(f"month.split.{name}_hint"))
            ]
            for column in columns:
                found = board.splits.get(column)
                value = None if found is None else getattr(found, name)
                cells.append(Cell(money(value), value, is_number=True))
            lines.append(cells)
        self.model.show_lines(headings, lines)

    def _show_offices(self, board: Board) -> None:
        names = ("office", "flow", "lists", "median", "most", "line")
        lines = []
        for one in board.clearance:
            line = board.lines.get(f"clearance.{one.flow}")
            lines.append(
                [
                    Cell(
                        self._words.name("customs_office", one.office)
                        if one.office
                        else self._say("month.all_offices")
                    ),
                    Cell(self._say(f"month.legend.{one.flow}")),
                    Cell(f"{one.spread.lists:,}", is_number=True),
                    Cell(self._words.hours(one.spread.median), is_number=True),
                    Cell(self._words.hours(one.spread.most), is_number=True),
                    Cell(
                        self._say("month.hours", hours=_plain(line.value)) if line else "",
                        hint=self._source(line) if line else "",
                        ink="muted",
                        is_number=True,
                    ),
                ]
            )
        headings = [self._say(f"month.office_column.{name}") for name in names]
        self.model.show_lines(headings, lines)

    def _source(self, line: object) -> str:
        is_chinese = self._context.language.code == "zh_CN"
        source = getattr(line, "source" if is_chinese else "source_en")
        return self._say("month.line_source", source=source)


def _of_thousand(value: Decimal | None) -> int:
    return 0 if value is None else int(value * _TENTH)


def _hundredths(minutes: int | None) -> int:
    """Minutes as hundredths of an hour, so that the axis shows round hours."""
    return (minutes or 0) * _HUNDRED // _HOUR


def _plain(value: Decimal) -> str:
    return f"{value.normalize():f}"
