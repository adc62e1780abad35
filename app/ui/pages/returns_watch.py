"""退货率: which goods, shops and countries send back more than the lines, and what lies behind."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QGridLayout, QLabel, QWidget

from app.documents.fields import Flow
from app.queries.returns_watch import ReturnedGoods, goods_behind, reasons_behind
from app.ui import metrics
from app.ui.asking import Asker
from app.ui.models.plain_model import Cell, Line, PlainModel
from app.ui.pages.base import BasePage
from app.ui.values import UNKNOWN
from app.ui.widgets.plain_table import PlainTable
from app.ui.widgets.sheet import Sheet
from app.values.finding import DocumentKind
from app.workflow.opening import Query
from app.workflow.outcome import Changes
from app.workflow.returns_watch import By, Group, Level, Period, Watch, watch

SPANS = ("days_30", "days_90", "year", "last_year")
INKS = {Level.OVER_HIGH: "bad", Level.OVER_USUAL: "warn", Level.BELOW: "good", Level.FEW: "muted"}
GROUP_HEADS = ("group", "parcels", "returned", "rate", "level")
GOODS_HEADS = ("goods", "sku", "parcels", "returned", "reason")
_MONTHS = {"days_30": 30, "days_90": 90}
Behind = tuple[Sequence[ReturnedGoods], Sequence[tuple[str, int]]]


def span(name: str, today: date) -> tuple[date, date]:
    """First and last day of a period offered."""
    if name in _MONTHS:
        return today - timedelta(days=_MONTHS[name] - 1), today
    if name == "year":
        return date(today.year, 1, 1), today
    return date(today.year - 1, 1, 1), date(today.year - 1, 12, 31)


class WatchSheet(Sheet):
    """Groups of parcels with their rate; the one in front with its goods and reasons. Reads again
    when something changes."""

    def __init__(self, page: BasePage) -> None:
        super().__init__(page, "returns_watch")
        self._context = page.context
        self._found: Watch | None = None
        self._behind: Behind = ((), ())
        self._groups_asker, self._behind_asker = (
            Asker(self._context.workspace.path) for _ in range(2)
        )
        for asker in (self._groups_asker, self._behind_asker):
            self._context.workspace.closing.connect(asker.close)
        self._build()
        language = self._context.language
        language.bind(self, self.title.setText, "returns_watch.title")
        language.bind(self.leave, self.leave.setText, "returns_watch.leave")
        self.accept.hide()
        self._context.workspace.changed.connect(self._on_changed)
        language.follow(self, self._say)

    def _build(self) -> None:
        theme, language = self._context.theme, self._context.language
        self.by, self.flow, self.span = (QComboBox(self.card) for _ in range(3))
        choices = QGridLayout()
        choices.setHorizontalSpacing(metrics.CARD_GAP)
        choices.setVerticalSpacing(metrics.INNER_GAP // 2)
        for at, (name, box) in enumerate(
            (("by", self.by), ("flow", self.flow), ("span", self.span))
        ):
            box.setObjectName(f"returns_watch.{name}")
            for part in (box, box.view()):
                language.bind(part, part.setAccessibleName, f"returns_watch.{name}")
            label = QLabel(self.card)
            label.setProperty("role", "label")
            label.setBuddy(box)
            language.bind(label, label.setText, f"returns_watch.{name}")
            choices.addWidget(label, 0, at)
            choices.addWidget(box, 1, at)
            choices.setColumnStretch(at, 1)
            box.activated.connect(lambda _at: self.refresh())
        self.total, self.reasons, self.lines, self.note = (
            _words(self.card, name) for name in ("total", "reasons", "lines", "note")
        )
        self.groups, self.goods = PlainModel(theme), PlainModel(theme)
        self.group_table = PlainTable(self.groups, "table.return_groups", language, theme)
        self.goods_table = PlainTable(self.goods, "table.return_goods", language, theme)
        theme.fit(self.group_table, self.group_table.setMinimumHeight, metrics.FORM_WIDTH // 2)
        theme.fit(self.goods_table, self.goods_table.setMinimumHeight, metrics.FORM_WIDTH // 3)
        self.body.addLayout(choices)
        for widget in (self.total, self.group_table, self.note, self.goods_table, self.reasons):
            self.body.addWidget(widget)
        self.body.addWidget(self.lines)
        for label in (self.reasons, self.lines):
            label.setProperty("role", "muted")
        self.group_table.selectionModel().currentRowChanged.connect(lambda *_: self._ask_behind())

    # reading

    def ask(self) -> None:
        """Show it."""
        self._fill_boxes()
        self.refresh()
        self.open(focus=self.group_table)

    def refresh(self) -> None:
        """Read the groups again."""
        by, period = self._by(), self._period()
        self._groups_asker.ask_here(
            self._context.workspace, lambda conn: watch(conn, by, period), self._show
        )

    def _on_changed(self, changes: Changes) -> None:
        kinds = {DocumentKind.GOODS_RETURN, DocumentKind.DECLARATION_LIST}
        if self.isVisible() and (not changes.kinds or changes.kinds & kinds):
            self.refresh()

    def _by(self) -> By:
        return By(self.by.currentData() or By.CATEGORY)

    def _period(self) -> Period:
        first, last = span(str(self.span.currentData()), self._context.today())
        return Period(first, last, Flow(self.flow.currentData() or Flow.EXPORT))

    def _show(self, found: Watch) -> None:
        chosen = self._chosen()
        self._found, self._behind = found, ((), ())
        self._say()
        keys = [group.key for group in found.groups]
        if keys:
            self.group_table.selectRow(
                keys.index(chosen.key) if chosen and chosen.key in keys else 0
            )
        self._ask_behind()

    def _chosen(self) -> Group | None:
        row = self.group_table.currentIndex().row()
        groups = self._found.groups if self._found else ()
        return groups[row] if 0 <= row < len(groups) else None

    def _ask_behind(self) -> None:
        group, by, period = self._chosen(), self._by(), self._period()
        if group is None:
            self._show_behind(((), ()))
            return
        key = group.key
        question: Query[Behind] = lambda conn: (  # noqa: E731 - handed on as it is
            goods_behind(conn, by, key, period),
            reasons_behind(conn, by, key, period),
        )
        self._behind_asker.ask_here(self._context.workspace, question, self._show_behind)

    def _show_behind(self, behind: Behind) -> None:
        self._behind = behind
        self._say_behind()

    # saying

    def _fill_boxes(self) -> None:
        say = self._context.language.text
        offers: tuple[tuple[QComboBox, Sequence[str], str], ...] = (
            (self.by, list(By), "returns_watch.by"),
            (self.flow, [Flow.EXPORT, Flow.IMPORT], "decl_flow"),
            (self.span, SPANS, "returns_watch.span"),
        )
        for box, values, words in offers:
            at = max(box.currentIndex(), 0)
            box.clear()
            for value in values:
                box.addItem(say(f"{words}.{value}"), str(value))
            box.setCurrentIndex(at)

    def _say(self) -> None:
        self._fill_boxes()
        found, say = self._found, self._context.language.text
        if found is None:
            return
        total, lines = found.total, found.lines
        self.total.setText(
            say("returns_watch.total", parcels=f"{total.parcels:,}", returned=f"{total.returned:,}",
                rate=percent(total.rate))
            if total.parcels else say("returns_watch.empty")
        )  # fmt: skip
        heads = [say(f"returns_watch.head.{name}") for name in GROUP_HEADS]
        row = self.group_table.currentIndex().row()
        self.groups.show_lines(heads, [self._line(group) for group in found.groups])
        self.group_table.set_widths(240, 76, 76, 76)
        if row >= 0:
            self.group_table.selectRow(row)
        is_chinese = self._context.language.code == "zh_CN"
        self.lines.setVisible(lines is not None)
        if lines is not None:
            self.lines.setText(
                say(
                    "returns_watch.lines",
                    usual=f"{lines.usual:.0%}",
                    high=f"{lines.high:.0%}",
                    least=str(lines.least),
                    doc=lines.doc if is_chinese else lines.doc_en,
                    confidence=say(f"legal.confidence.{lines.confidence}"),
                )
            )
        self._say_behind()

    def _line(self, group: Group) -> Line:
        say, lines = self._context.language.text, self._found.lines if self._found else None
        verdict, ink = UNKNOWN, ""
        if group.level is not None and lines is not None:
            ink = INKS[group.level]
            verdict = say(
                f"returns_watch.level.{group.level}",
                usual=f"{lines.usual:.0%}",
                high=f"{lines.high:.0%}",
            )
        return [
            Cell(self._name(group.key), group.key),
            Cell(f"{group.parcels:,}", group.parcels, is_number=True),
            Cell(f"{group.returned:,}", group.returned, is_number=True),
            Cell(percent(group.rate), group.rate, is_number=True, ink=ink),
            Cell(verdict, ink=ink),
        ]

    def _name(self, key: str) -> str:
        """A group in words: chapter, shop, country."""
        if not key:
            return self._context.language.text("returns_watch.none")
        table = {By.CATEGORY: "hs_chapter", By.COUNTRY: "country"}.get(self._by())
        entry = self._context.codes.lookup(table, key) if table else None
        if entry is None:
            return key
        is_english = self._context.language.code == "en"
        return f"{key} {(entry.name_en if is_english else entry.name_zh) or entry.name_zh}"

    def _say_behind(self) -> None:
        say, (goods, reasons) = self._context.language.text, self._behind
        lines = [
            [
                Cell(each.goods_name),
                Cell(each.sku),
                Cell(f"{each.parcels:,}", each.parcels, is_number=True),
                Cell(f"{each.returned:,}", each.returned, is_number=True),
                Cell(say(f"return_reason.{each.reason}") if each.reason else UNKNOWN),
            ]
            for each in goods
        ]
        heads = [say(f"returns_watch.head.{name}") for name in GOODS_HEADS]
        self.goods.show_lines(heads, lines)
        self.goods_table.set_widths(180, 120, 76, 76)
        self.goods_table.setVisible(bool(lines))
        is_any = self._found is not None and bool(self._found.groups)
        self.note.setVisible(is_any)
        self.note.setText(say("returns_watch.goods" if lines else "returns_watch.no_goods"))
        words = "　".join(f"{say(f'return_reason.{name}')} {count:,}" for name, count in reasons)
        self.reasons.setText(say("returns_watch.reasons", reasons=words))
        self.reasons.setVisible(bool(words))
        self.group_table.setVisible(is_any)
        self._place()


def percent(rate: Decimal | None) -> str:
    """0.0526 → "5.3%"; None → "—"."""
    return UNKNOWN if rate is None else f"{rate:.1%}"


def _words(parent: QWidget, name: str) -> QLabel:
    label = QLabel(parent)
    label.setObjectName(f"returns_watch.says_{name}")
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    return label
