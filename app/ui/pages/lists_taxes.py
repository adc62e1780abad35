"""Beside the form of an import list: its taxes with the working of one line, the buyer's limits."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QProgressBar, QVBoxLayout

from app.documents.tax_sheet import LimitUse, TaxLine, TaxSheet, Unsettled, WorkStep
from app.ui import metrics
from app.ui.context import Context
from app.ui.pages.lists_badge import set_badge
from app.ui.values import UNKNOWN, yuan
from app.ui.widgets.action_button import ActionButton
from app.ui.widgets.label import make_label, word_label
from app.ui.widgets.status_badge import paint_as

STATABLE = ("duty", "vat", "consumption")
_ROWS = ("dutiable", "duty", "vat", "consumption")
_TOLD = (
    *("tax.step.duty", "tax.step.border_reached", "tax.step.border_not_reached"),
    *("tax.step.consumption", "tax.step.vat"),
)
_FULL = 1000


class _Card(QFrame):
    """A card with a title, a badge, and perhaps a link."""

    def __init__(self, context: Context, key: str, link: str = "") -> None:
        super().__init__()
        self.setProperty("role", "card")
        self.context = context
        self.taxes: TaxSheet | None = None
        title = word_label(context.language, key, "card-title", self)
        self.badge = QLabel(self)
        self.badge.setObjectName(f"{key}.badge")
        head = QHBoxLayout()
        head.setSpacing(metrics.INNER_GAP)
        head.addWidget(title)
        head.addStretch(1)
        head.addWidget(self.badge)
        if link:
            head.addWidget(ActionButton(context.actions[link], "link"))
        self.inside = QVBoxLayout(self)
        self.inside.setContentsMargins(*metrics.CARD_MARGINS)
        self.inside.setSpacing(metrics.INNER_GAP)
        self.inside.addLayout(head)

    def say(self, key: str, /, **params: object) -> str:
        """A text in the language in use."""
        return self.context.language.text(key, "text", **params)

    def words(self, name: str, ink: str = "") -> QLabel:
        """A line of words that may wrap; hidden while it says nothing."""
        label = QLabel(self)
        label.setObjectName(name)
        label.setWordWrap(True)
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setProperty("role", "label")
        if ink:
            label.setProperty("ink", ink)
        label.hide()
        return label


class TaxPane(_Card):
    """跨境综合税: the estimate, the official bill beside it, and how a line came to its figure."""

    def __init__(self, context: Context) -> None:
        super().__init__(context, "list.taxes", "action.lists_working")
        self.setObjectName("list.taxes")
        self.line_no = 1
        self._cells: dict[tuple[str, int], QLabel] = {}
        self._labels: dict[str, QLabel] = {}
        self.inside.addLayout(self._amounts())
        self.total = make_label("figure", self, name="pane.total")
        self.total.setAlignment(Qt.AlignmentFlag.AlignRight)
        caption = word_label(context.language, "list.tax_total", "card-title", self)
        row = QHBoxLayout()
        row.addWidget(caption)
        row.addWidget(self.total, 1)
        self.inside.addLayout(row)
        self.channel = self.words("pane.channel", "bad")
        self.difference = self.words("pane.difference", "warn")
        self.missing = self.words("pane.missing", "warn")
        self.state = ActionButton(context.actions["action.lists_state_rate"], "link")
        for widget in (self.channel, self.difference, self.missing):
            self.inside.addWidget(widget)
        self.inside.addWidget(self.state, 0, Qt.AlignmentFlag.AlignLeft)
        ways = ActionButton(context.actions["action.lists_compare_ways"], "link")
        self._working = QFrame(self)
        self._working.setProperty("role", "inset")
        box = QVBoxLayout(self._working)
        box.setContentsMargins(*metrics.CARD_MARGINS)
        box.setSpacing(metrics.INNER_GAP // 2)
        self.formula, self.law = self.words("pane.formula"), self.words("pane.law", "muted")
        box.addWidget(self.formula)
        box.addWidget(self.law)
        self.inside.addWidget(self._working)
        self.inside.addWidget(ways, 0, Qt.AlignmentFlag.AlignLeft)
        context.language.follow(self, self._repaint)
        self._repaint()

    def _amounts(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setVerticalSpacing(metrics.INNER_GAP // 2)
        grid.setColumnStretch(0, 1)
        self._heads = [QLabel(self), QLabel(self)]
        for at, key in enumerate(("list.tax_estimate", "list.tax_official")):
            head = self._heads[at]
            head.setProperty("role", "label")
            self.context.language.bind(head, head.setText, key)
            grid.addWidget(head, 0, at + 1, Qt.AlignmentFlag.AlignRight)
        for row, name in enumerate(_ROWS, 1):
            label = self._labels[name] = QLabel(self)
            label.setProperty("role", "muted")
            grid.addWidget(label, row, 0)
            for at in range(2):
                value = self._cells[name, at] = QLabel(self)
                value.setObjectName(f"pane.{name}.{at}")
                value.setProperty("role", "code")
                value.setAlignment(Qt.AlignmentFlag.AlignRight)
                grid.addWidget(value, row, at + 1)
        return grid

    def show_sheet(self, taxes: TaxSheet | None) -> None:
        """Show these taxes; None = they cannot be told yet."""
        self.taxes = taxes
        self._repaint()

    def show_line(self, line_no: int) -> None:
        """Tell the working of this line."""
        if line_no != self.line_no:
            self.line_no = line_no
            self._show_working()

    def _repaint(self) -> None:
        taxes = self.taxes
        self._show_amounts()
        self._show_badge()
        self._tell(self.channel, self._channel() if taxes else "")
        self._tell(self.difference, difference_words(self, taxes) if taxes else "")
        missing = taxes.unsettled if taxes else ()
        self._tell(self.missing, "\n".join(self._missing(each) for each in missing[:3]))
        self.state.setVisible(any(each.kind in STATABLE for each in missing))
        self._show_working()

    def _show_amounts(self) -> None:
        taxes = self.taxes
        has_bill = taxes is not None and taxes.official is not None
        sides = (taxes.estimate, taxes.official) if taxes else (None, None)
        for name in _ROWS:
            for at, side in enumerate(sides):
                amount = getattr(side, name, None)
                if name == "dutiable":
                    amount = taxes.dutiable if taxes and at == 0 else None
                is_bare = name == "dutiable" and at == 1
                self._cells[name, at].setText("" if is_bare else yuan(amount))
                self._cells[name, at].setVisible(at == 0 or has_bill)
            key = "list.dutiable" if name == "dutiable" else f"tax.tax.{name}"
            rate = f" {taxes.rate}" if taxes and name == "vat" and taxes.rate else ""
            self._labels[name].setText(self.say(key) + rate)
        for head in self._heads:
            head.setVisible(has_bill)
        self.total.setText(_figure(taxes))

    def _show_badge(self) -> None:
        if self.taxes is None or self.taxes.estimate.total is None:
            set_badge(self.badge, "warn" if self.taxes else "muted", self.say("list.tax_unknown"))
        if self.taxes is not None and self.taxes.official is not None:
            set_badge(self.badge, "good", self.say("list.tax_billed"))
        elif self.taxes is not None and self.taxes.estimate.total is not None:
            set_badge(self.badge, "info", self.say("list.tax_estimate"))

    def _channel(self) -> str:
        assert self.taxes is not None
        if self.taxes.channel in ("cbec", ""):
            return ""
        return self.say(f"tax.channel.{self.taxes.channel}")

    def _missing(self, each: Unsettled) -> str:
        key = f"tax.missing_{each.kind}"
        return self.say(key, value=each.what, expected=each.hint, line=each.line_no)

    def _show_working(self) -> None:
        line = self.taxes.line(self.line_no) if self.taxes else None
        steps = [step for step in line.steps if step.key in _TOLD] if line else []
        self._working.setVisible(bool(steps))
        if line is None or not steps:
            return
        head = self.say("list.tax_line", line=line.line_no, name=line.goods_name)
        told = [self.say(step.key, **step.params) for step in steps]
        self._tell(self.formula, "\n".join([head, *told]))
        laws = self.say("tax_sheet.joined").join(self._laws(steps))
        self._tell(self.law, self.say("list.tax_law", laws=laws))

    def _laws(self, steps: Iterable[WorkStep]) -> list[str]:
        """The law in short: the sure documents; all of it stands in the working."""
        code = self.context.language.code
        grounds = [ground for step in steps for ground in step.grounds]
        sure = [ground for ground in grounds if ground.confidence == "high"] or grounds
        found = {ground.doc[code]: ground.from_ for ground in reversed(sure)}
        key = "list.tax_doc"
        return [self.say(key, doc=doc, day=day) if day else doc for doc, day in found.items()]

    @staticmethod
    def _tell(label: QLabel, words: str) -> None:
        label.setText(words)
        label.setVisible(bool(words))


def difference_words(card: _Card, taxes: TaxSheet) -> str:
    """Why the official bill differs, line by line; "" = it does not, or there is none."""
    if taxes.official is None or not (taxes.difference or taxes.deviations):
        return ""
    told = [
        card.say(
            "list.tax_deviation" if each.line_no else "list.tax_deviation_whole",
            line=each.line_no,
            tax_key=f"tax.tax.{each.tax}",
            amount=signed(each.amount),
            cause_key=f"tax_cause.{each.cause}",
        )
        for each in taxes.deviations
    ]
    return "\n".join([card.say("list.tax_difference", amount=signed(taxes.difference)), *told])


def signed(amount: Decimal | None) -> str:
    """ "+0.01", "−3.20", "—"."""
    if amount is None:
        return UNKNOWN
    return f"−{yuan(abs(amount))}" if amount < 0 else f"+{yuan(amount)}"


def _figure(taxes: TaxSheet | None) -> str:
    """The sum that counts: the official one wins."""
    amount = (taxes.official or taxes.estimate).total if taxes else None
    return UNKNOWN if amount is None else f"¥ {yuan(amount)}"


class LimitPane(_Card):
    """订购人限额: this purchase and the buyer's year, as far as known."""

    def __init__(self, context: Context) -> None:
        super().__init__(context, "list.limits", "action.lists_state_balance")
        self.setObjectName("list.limits")
        self._rows: dict[str, tuple[QLabel, QProgressBar]] = {}
        for name in ("single", "annual"):
            label, bar = QLabel(self), QProgressBar(self)
            label.setObjectName(f"limit.{name}")
            label.setProperty("role", "muted")
            bar.setRange(0, _FULL)
            bar.setTextVisible(False)
            context.language.bind(bar, bar.setAccessibleName, f"list.limit_{name}")
            self._rows[name] = (label, bar)
            self.inside.addWidget(label)
            self.inside.addWidget(bar)
        self.known = self.words("pane.known", "muted")
        self.inside.addWidget(self.known)
        context.language.follow(self, self._repaint)
        self._repaint()

    def show_sheet(self, taxes: TaxSheet | None) -> None:
        """Show the limits these taxes were judged by."""
        self.taxes = taxes
        self._repaint()

    def _repaint(self) -> None:
        taxes = self.taxes
        uses = {"single": taxes.single, "annual": taxes.annual} if taxes else {}
        for name, (label, bar) in self._rows.items():
            self._show_use(name, uses.get(name), label, bar)
        over = [use for use in uses.values() if use and use.over]
        if not any(uses.values()):
            set_badge(self.badge, "muted", UNKNOWN)
        elif over:
            set_badge(self.badge, "bad", self.say("list.over", amount=yuan(over[-1].over)))
        else:
            set_badge(self.badge, "good", self.say("list.within"))
        known = taxes.official_use if taxes else None
        words = self.say("list.as_far_as_known")
        if known is not None:
            words = self.say(
                "list.official_use",
                amount=yuan(known.used),
                at=known.as_of[:16],
                source=known.source,
            )
        self.known.setText(words)
        self.known.show()

    def _show_use(self, name: str, use: LimitUse | None, label: QLabel, bar: QProgressBar) -> None:
        used, limit = (use.used, use.limit) if use else (None, None)
        label.setText(self.say(f"list.limit_{name}_of", used=yuan(used), limit=yuan(limit)))
        bar.setValue(use.permille if use else 0)
        paint_as(bar, "status", "bad" if use and use.over else "")


def tax_of(line: TaxLine) -> Decimal | None:
    """What a line costs: the official figure where there is one."""
    return (line.official or line.estimate).total
