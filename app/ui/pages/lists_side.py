"""Beside the form of a list: why it is 汇总 or 简化, its totals, and everything that is wrong."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from app.documents.fields import Flow
from app.text import finding_text
from app.ui import metrics
from app.ui.context import Context
from app.ui.icons import icon
from app.ui.pages.lists_badge import set_badge
from app.ui.pages.lists_taxes import LimitPane, TaxPane
from app.ui.values import UNKNOWN
from app.ui.widgets.card import card_column
from app.ui.widgets.label import make_label, word_label
from app.values.finding import Severity
from app.workflow.list_checks import check_count, passed_checks
from app.workflow.list_form import ListForm, Placed

_TOTALS = (
    *("total", "gross_weight", "net_weight", "pieces"),
    *("freight", "insured", "line_count"),
)
_CURRENCY = {"total": "currency", "freight": "freight_currency", "insured": "insured_currency"}
_MARKS = {
    Severity.BLOCKING: ("error", "bad"),
    Severity.DOUBTFUL: ("warning", "warn"),
    Severity.NOTE: ("info", "muted"),
}


__all__ = ["SidePanes", "set_badge"]


class SidePanes(QScrollArea):
    """The panes of a flow. `chosen` carries the place in the list of problems."""

    chosen = Signal(int)

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._form: ListForm | None = None
        self._missing = 0
        self._titles: dict[str, QLabel] = {}
        context.theme.fit(self, self.setFixedWidth, metrics.SIDE_WIDTH)
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._inside = QWidget(self)
        self.setWidget(self._inside)
        self.kind = QLabel(self)
        self.kind.setObjectName("list.kind")
        self.kind.setProperty("status", "info")
        self.reasons = make_label("muted", self, name="list.reasons", wraps=True)
        self._totals = {name: QLabel(self) for name in _TOTALS}
        self.badge = QLabel(self)
        self.badge.setObjectName("list.badge")
        self.problems = QListWidget(self)
        self.problems.setObjectName("list.problems")
        self.problems.setWordWrap(True)
        self.problems.setSpacing(2)
        self.problems.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        context.language.bind(self.problems, self.problems.setAccessibleName, "list.problems")
        self.problems.itemActivated.connect(lambda _item: self._choose())
        self.problems.itemClicked.connect(lambda _item: self._choose())
        self._layout = QVBoxLayout(self._inside)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(metrics.CARD_GAP)
        verdict = self._card("verdict", self.kind)
        verdict.addWidget(self.reasons)
        totals = self._card("totals")
        self._lay_totals(totals)
        self._of_exports = [verdict.parentWidget(), totals.parentWidget()]
        self.taxes, self.limits = TaxPane(context), LimitPane(context)
        self._of_imports = [self.taxes, self.limits]
        for pane in self._of_imports:
            self._layout.addWidget(pane)
        self._card("problems", self.badge, stretch=1).addWidget(self.problems, 1)
        context.theme.fit(self.problems, self.problems.setMinimumHeight, metrics.PROBLEMS_LEAST)
        self.set_flow(Flow.EXPORT)
        context.theme.changed.connect(self._repaint)
        context.language.follow(self, self._repaint)

    def _card(self, key: str, badge: QLabel | None = None, *, stretch: int = 0) -> QVBoxLayout:
        card = QFrame(self)
        card.setProperty("role", "card")
        inside = card_column(card)
        title = QLabel(card)
        title.setProperty("role", "card-title")
        self._titles[key] = title
        self._context.language.bind(title, title.setText, f"list.{key}")
        head = QHBoxLayout()
        head.addWidget(title)
        head.addStretch(1)
        if badge is not None:
            head.addWidget(badge)
        inside.addLayout(head)
        self._layout.addWidget(card, stretch)
        return inside

    def _lay_totals(self, inside: QVBoxLayout) -> None:
        grid = QGridLayout()
        grid.setVerticalSpacing(metrics.INNER_GAP // 2)
        for row, (name, value) in enumerate(self._totals.items()):
            label = word_label(self._context.language, f"list.{name}", "muted", self)
            value.setObjectName(f"total.{name}")
            value.setProperty("role", "code")
            value.setAlignment(Qt.AlignmentFlag.AlignRight)
            grid.addWidget(label, row, 0)
            grid.addWidget(value, row, 1)
        inside.addLayout(grid)

    # showing

    def set_flow(self, flow: Flow) -> None:
        """Show the panes of this flow."""
        self._flow = flow
        for pane in self._of_imports:
            pane.setVisible(flow is Flow.IMPORT)
        for card in self._of_exports:
            if card is not None:
                card.setVisible(flow is Flow.EXPORT)

    def show_form(self, form: ListForm, *, missing: int = 0) -> None:
        """Show what is known of a list; `missing` things are not typed yet."""
        self._form, self._missing = form, missing
        self._repaint()

    def problem_count(self, severity: Severity) -> int:
        """How many problems of a severity are shown."""
        return sum(each.finding.severity is severity for each in self._found())

    def _found(self) -> Sequence[Placed]:
        return self._form.findings if self._form else ()

    def _repaint(self) -> None:
        if self._form is None:
            return
        head, language = self._form.head, self._context.language
        side = self._context.theme.sizes.px(metrics.ICON)
        self.problems.setIconSize(QSize(side, side))
        flag = head.get("statistics_flag", "")
        self.kind.setText(language.text(f"statistics_flag.{flag}") if flag else UNKNOWN)
        self.reasons.setText("\n".join(f"· {language.text(key)}" for key in self._form.verdict))
        self.reasons.setVisible(bool(self._form.verdict))
        for name, label in self._totals.items():
            currency = head.get(_CURRENCY.get(name, ""), "")
            value = head.get(name, "")
            label.setText(f"{value} {currency}".strip() if value else UNKNOWN)
        self._list_problems()
        self._show_badge()

    def _list_problems(self) -> None:
        at = self.problems.currentRow()
        self.problems.clear()
        language, tokens = self._context.language, self._context.theme.tokens
        for each in self._found():
            name, tone = _MARKS[each.finding.severity]
            mark: QIcon = icon(name, tokens.ink(tone))
            item = QListWidgetItem(mark, finding_text(each.finding, language.code))
            item.setToolTip(finding_text(each.finding, language.code, "fix"))
            self.problems.addItem(item)
        assert self._form is not None
        passed = () if self._missing else passed_checks(self._form)
        for name in passed:
            mark = icon("check", tokens.ink("good"))
            item = QListWidgetItem(mark, language.text(f"precheck_group.{name}"))
            item.setFlags(Qt.ItemFlag.ItemIsEnabled)
            self.problems.addItem(item)
        count = check_count(self._flow)
        self._titles["problems"].setText(language.text("list.problems_of", count=count))
        self.problems.setCurrentRow(min(at, self.problems.count() - 1))

    def _show_badge(self) -> None:
        for severity, key, tone in (
            (Severity.BLOCKING, "blocking", "bad"),
            (Severity.DOUBTFUL, "doubtful", "warn"),
        ):
            if found := self.problem_count(severity):
                set_badge(self.badge, tone, self._context.language.text(f"list.{key}", count=found))
                return
        if self._missing:
            words = self._context.language.text("list.needed", count=self._missing)
            set_badge(self.badge, "muted", words)
            return
        if self._form is not None and not self._form.head:  # nobody judged it yet
            set_badge(self.badge, "muted", UNKNOWN)
            return
        set_badge(self.badge, "good", self._context.language.text("list.clean"))

    def select(self, at: int) -> None:
        """Mark the problem the form is at."""
        self.problems.setCurrentRow(at)

    def _choose(self) -> None:
        at = self.problems.currentRow()
        if 0 <= at < len(self._found()):
            self.chosen.emit(at)
