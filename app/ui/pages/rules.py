"""法规依据: the dated rules the program works by, what holds today, what held and what comes; cards
on what it does not compute."""

from __future__ import annotations

from typing import cast

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QHeaderView, QLabel, QLineEdit

from app.ui import metrics
from app.ui.actions import ActionSpec
from app.ui.context import Context
from app.ui.models.plain_model import Cell, Line, PlainModel
from app.ui.pages.base import BasePage
from app.ui.pages.table_actions import add_short_export
from app.ui.values import UNKNOWN
from app.ui.widgets.card import card_column
from app.ui.widgets.chip_row import ChipRow
from app.ui.widgets.first_place import begin_at
from app.ui.widgets.label import make_label, word_label
from app.ui.widgets.plain_table import PlainTable
from app.ui.widgets.side_by_side import SideBySide, TableOrEmpty
from app.workflow.legal_overview import (
    CARDS,
    Choice,
    RuleShown,
    Standing,
    ValueShown,
    card,
    chosen,
    counts,
    overview,
    values_of,
)
from app.workflow.outcome import Changes

SHARES = (720, 420)
TITLE = 1
COLUMNS = ("group", "title", "value", "from", "next", "confidence")
WIDTHS = (88, 0, 112, 96, 96, 66)  # the title takes what is left
LEAST_TITLE = 150
HISTORY = ("value", "from", "to", "standing")
HISTORY_WIDTHS = (104, 96, 96)
INKS = {"high": "", "medium": "", "low": "warn"}
STANDING_INKS = {Standing.COMING: "info", Standing.ENDED: "muted"}

_SELECTABLE = (
    Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
)
_UNREACHABLE = Qt.TextInteractionFlag.NoTextInteraction  # the keyboard passes over what is empty


class Page(BasePage):
    """Nothing can be changed here; the table narrows while one types."""

    key = "rules"

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._rules: list[RuleShown] = []
        self._found: list[RuleShown] = []
        self._values: list[ValueShown] = []
        self._choice: Choice | None = None
        self._build()
        context.language.follow(self, self.refresh)
        self.refresh()

    # building

    def _build(self) -> None:
        context = self.context
        self.model, self.history = PlainModel(context.theme), PlainModel(context.theme)
        self.view = PlainTable(self.model, "table.rules", context.language, context.theme)
        self.view.horizontalHeader().setStretchLastSection(False)
        context.theme.fit(self.view, self.view.setMinimumWidth, sum(WIDTHS) + LEAST_TITLE)
        self.view.selectionModel().currentRowChanged.connect(lambda *_: self._show_rule())
        self.values = PlainTable(self.history, "table.rule_values", context.language, context.theme)
        self.values.setWordWrap(True)
        self.values.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.values.selectionModel().currentRowChanged.connect(lambda *_: self._show_source())
        self.body.addWidget(SideBySide(self._make_table(), self._make_pane(), SHARES), 1)
        find = ActionSpec("action.rules_find", "Ctrl+F", "search")
        context.actions.add(self, find, self.search.setFocus)
        add_short_export(self, self.view, self.values)
        begin_at(self, self.view)

    def _make_table(self) -> QFrame:
        language, theme = self.context.language, self.context.theme
        holder = QFrame()
        holder.setProperty("role", "card")
        self.search = QLineEdit()
        self.search.setObjectName("rules.search")
        self.search.setClearButtonEnabled(True)
        theme.fit(self.search, self.search.setMinimumWidth, metrics.SEARCH_LEAST)
        theme.fit(self.search, self.search.setMaximumWidth, metrics.SEARCH_WIDTH)
        language.bind(self.search, self.search.setPlaceholderText, "table.search")
        language.bind(self.search, self.search.setAccessibleName, "table.search")
        self.search.textChanged.connect(lambda _text: self._show_found())
        self.chips = ChipRow(language)
        self.chips.pressed.connect(self._choose)
        self.count = make_label("muted", name="rules.count")
        top = QHBoxLayout()
        top.setSpacing(metrics.INNER_GAP)
        top.addWidget(self.search)
        top.addWidget(self.chips, 1)
        none = word_label(language, "rules.none", "muted", name="rules.none", wraps=True)
        none.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.found = TableOrEmpty(self.view, none)
        layout = card_column(holder)
        layout.addLayout(top)
        layout.addWidget(self.found, 1)
        layout.addWidget(self.count)
        return holder

    def _make_pane(self) -> QFrame:
        pane = QFrame()
        pane.setProperty("role", "card")
        self.context.theme.fit(pane, pane.setMinimumWidth, metrics.SIDE_WIDTH)
        self.heading = make_label("card-title", pane, name="rules.heading", wraps=True)
        self.text = self._words(pane, "rules_text", "")
        self.source = self._words(pane, "rules_source", "muted")
        layout = card_column(pane)
        layout.addWidget(self.heading)
        layout.addWidget(self.text)
        layout.addWidget(self.values, 1)
        layout.addWidget(self.source)
        layout.addStretch(1)
        return pane

    def _words(self, pane: QFrame, name: str, role: str) -> QLabel:
        label = make_label(role, pane, name=name, wraps=True)
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setTextInteractionFlags(_SELECTABLE)
        return label

    # showing

    def concerns(self, changes: Changes) -> bool:
        """No document changes the law."""
        return False

    def refresh(self) -> None:
        """Say it as it is today, in the language in use."""
        self._rules = overview(self.context.today(), self.context.language.code)
        found = counts(self._rules)
        self.chips.show_chips(
            [
                (each, f"{self.say(f'rules.choice.{each}')} {found[each]:,}")
                for each in Choice
                if found[each]
            ]
        )
        self.chips.choose(self._choice)
        self._show_found()

    def _choose(self, value: object) -> None:
        self._choice = cast(Choice | None, value)
        self._show_found()

    def show_document(self, number: str) -> None:
        """Bring the rule of an id to the front."""
        self._choice = None
        self.chips.choose(None)
        with QSignalBlocker(self.search):
            self.search.clear()
        self._show_found()
        self._come_to(number)

    def _show_found(self) -> None:
        front = self._front()
        self._found = chosen(self._rules, self.search.text(), self._choice)
        self.model.show_lines(
            [self.say(f"rules.column.{name}") for name in COLUMNS],
            [self._line(rule) for rule in self._found],
        )
        self.view.set_widths(*WIDTHS)
        self.view.horizontalHeader().setSectionResizeMode(TITLE, QHeaderView.ResizeMode.Stretch)
        self.found.show_empty(not self._found)
        self.count.setText(
            self.say("rules.count", shown=f"{len(self._found):,}", all=f"{len(self._rules):,}")
        )
        self._come_to(front.id if front else "")

    def _come_to(self, rule_id: str) -> None:
        ids = [rule.id for rule in self._found]
        if ids:
            self.view.selectRow(ids.index(rule_id) if rule_id in ids else 0)
        self._show_rule()

    def _line(self, rule: RuleShown) -> Line:
        return (
            Cell(self.say(f"rules.group.{rule.group}"), ink="muted"),
            Cell(rule.title, hint=rule.id),
            Cell(rule.value, ink="muted" if rule.standing is Standing.ENDED else ""),
            Cell(rule.from_.isoformat() if rule.from_ else ""),
            self._what_comes(rule),
            Cell(
                self.say(f"rules.confidence.{rule.confidence}"),
                hint=self.say(f"legal.confidence.{rule.confidence}"),
                ink=INKS[rule.confidence],
            ),
        )

    def _what_comes(self, rule: RuleShown) -> Cell:
        """The next change, else the last day."""
        if rule.next_from:
            return Cell(rule.next_from.isoformat(), hint=self.say("rules.coming"), ink="info")
        if rule.to:
            return Cell(rule.to.isoformat(), hint=self.say("rules.until"), ink="muted")
        return Cell("")

    def _front(self) -> RuleShown | None:
        row = self.view.currentIndex().row()
        return self._found[row] if 0 <= row < len(self._found) else None

    def _show_rule(self) -> None:
        rule, language = self._front(), self.context.language.code
        is_card = rule is not None and rule.group == CARDS
        is_rule = rule is not None and not is_card
        self.heading.setText(rule.title if rule else "")
        self.text.setText(card(rule.id, language).text if rule and is_card else "")
        self.text.setVisible(is_card)
        self.text.setTextInteractionFlags(_SELECTABLE if is_card else _UNREACHABLE)
        today = self.context.today()
        self._values = values_of(rule.id, today, language) if rule and is_rule else []
        self.history.show_lines(
            [self.say(f"rules.column.{name}") for name in HISTORY],
            [self._value_line(each) for each in self._values],
        )
        self.values.set_widths(*HISTORY_WIDTHS)
        self.values.setVisible(is_rule)
        self.values.resizeRowsToContents()
        rows = sum(self.values.rowHeight(row) for row in range(len(self._values)))
        self.values.setMaximumHeight(rows + self.values.horizontalHeader().sizeHint().height() + 2)
        standing = [each.standing for each in self._values]
        if standing:
            in_force = Standing.IN_FORCE
            self.values.selectRow(standing.index(in_force) if in_force in standing else 0)
        self._show_source()

    def _value_line(self, value: ValueShown) -> Line:
        ink = STANDING_INKS.get(value.standing, "")
        return (
            Cell(value.value, ink=ink),
            Cell(value.from_.isoformat()),
            Cell(value.to.isoformat() if value.to else UNKNOWN),
            Cell(self.say(f"rules.standing.{value.standing}"), ink=ink),
        )

    def _show_source(self) -> None:
        """Where the value in front stands and how far to trust it."""
        rule, row = self._front(), self.values.currentIndex().row()
        words: list[str] = []
        if rule is not None and rule.group == CARDS:
            about = card(rule.id, self.context.language.code)
            words = [self._cited(about.source, about.confidence, str(about.checked_on))]
        elif 0 <= row < len(self._values):
            value = self._values[row]
            words = [
                *filter(None, (value.note,)),
                self._cited(value.source, value.confidence, str(value.checked_on)),
                *filter(None, (value.seen,)),
                *value.urls,
                self.say("rules.id", id=rule.id if rule else ""),
            ]
        self.source.setText("\n".join(words))

    def _cited(self, source: str, confidence: str, day: str) -> str:
        sure = self.say(f"legal.confidence.{confidence}")
        return self.say("rules.cited", source=source, confidence=sure, day=day)
