"""Step 2 of a return: what each rule says, with its day and paragraph; what the return changes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from app.text import finding_text
from app.ui import metrics
from app.ui.context import Context
from app.ui.pages.returns_effects import EffectsBox, quantity
from app.ui.pages.returns_table import days_in_words, tone_of
from app.ui.values import UNKNOWN
from app.ui.widgets.label import make_label
from app.ui.widgets.status_badge import paint_as
from app.values.decimals import decimal_from_e5
from app.values.finding import Finding, Severity
from app.workflow.return_cases import Eligibility, Original, Result, Scope, Verdict
from app.workflow.return_effects import Effects
from app.workflow.returns import Wish, words_of

MARKS = {Result.HOLDS: "✓", Result.OPEN: "…", Result.FAILS: "✕", Result.UNKNOWN: "?"}
INKS = {Result.HOLDS: "good", Result.OPEN: "info", Result.FAILS: "bad", Result.UNKNOWN: "warn"}
FINDING_INKS = {Severity.BLOCKING: "bad", Severity.DOUBTFUL: "warn", Severity.NOTE: "muted"}
Row = tuple[str, str, str, str]
"""Label, value, its ink, its tool tip."""


class JudgedStep(QScrollArea):
    """`foot` is where the page puts what can be done with a request that exists."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.setObjectName("returns.judged")
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._context = context
        self._original: Original | None = None
        self._eligibility: Eligibility | None = None
        self._findings: Sequence[Finding] = ()
        self._wishes: Sequence[Wish] = ()
        inside = QWidget()
        layout = QVBoxLayout(inside)
        layout.setContentsMargins(*metrics.CARD_MARGINS)
        layout.setSpacing(metrics.CARD_GAP)
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(metrics.CARD_GAP)
        self._grid.setVerticalSpacing(metrics.INNER_GAP)
        self._grid.setColumnStretch(1, 1)
        self._said = QVBoxLayout()
        self._said.setSpacing(metrics.INNER_GAP)
        self.effects = EffectsBox(context)
        self.sources = make_label("label", self, name="returns.sources", wraps=True)
        self.foot = QHBoxLayout()
        self.foot.setSpacing(metrics.INNER_GAP)
        layout.addLayout(self._grid)
        layout.addLayout(self._said)
        layout.addWidget(self.effects)
        layout.addLayout(self.foot)
        layout.addWidget(self.sources)
        layout.addStretch(1)
        self.setWidget(inside)
        context.language.follow(self, self._show)

    def show_judged(
        self,
        original: Original,
        eligibility: Eligibility,
        wishes: Sequence[Wish],
        *,
        findings: Sequence[Finding] = (),
        effects: Effects | None = None,
    ) -> None:
        """Show these verdicts, the findings that are none, and the effects."""
        self._original, self._eligibility, self._wishes = original, eligibility, wishes
        said = {each.text_key for each in eligibility.verdicts}
        self._findings = [one for one in findings if one.code not in said]
        self.effects.show_effects(effects)
        self._show()

    def lines(self) -> list[str]:
        """Labels and values as they stand, a line each."""
        return [f"{label} {value}" for label, value, _, _ in self._rows()]

    def _show(self) -> None:
        for layout in (self._grid, self._said):
            while (item := layout.takeAt(0)) is not None:
                if (widget := item.widget()) is not None:
                    widget.hide()
                    widget.deleteLater()
        for row, (label, value, ink, hint) in enumerate(self._rows()):
            name = QLabel(label, self)
            name.setProperty("role", "label")
            name.setAlignment(Qt.AlignmentFlag.AlignTop)
            words = QLabel(value, self)
            words.setTextFormat(Qt.TextFormat.PlainText)
            words.setWordWrap(True)
            words.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
            words.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop)
            words.setToolTip(hint)
            words.setAccessibleName(f"{label} {value} {hint}")
            if ink:
                paint_as(words, "ink", ink)
            self._grid.addWidget(name, row, 0)
            self._grid.addWidget(words, row, 1)
        for finding in self._findings:
            self._said.addWidget(self._finding(finding))
        self.sources.setText(self._cited())
        self.sources.setVisible(bool(self.sources.text()))

    def _finding(self, finding: Finding) -> QLabel:
        code = self._context.language.code
        label = QLabel(finding_text(finding, code) + finding_text(finding, code, "fix"), self)
        label.setObjectName(f"finding.{finding.code}")
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setWordWrap(True)
        paint_as(label, "ink", FINDING_INKS[finding.severity])
        return label

    def _rows(self) -> Iterator[Row]:
        if self._original is None or self._eligibility is None:
            return
        say, original = self._context.language.text, self._original
        yield say("returns_page.original_list"), original.own_no, "", ""
        released = original.released_at.replace("T", " ")[:16]
        yield say("returns_page.released"), released or UNKNOWN, "" if released else "bad", ""
        yield from self._quantities(original)
        for verdict in self._eligibility.verdicts:
            yield self._row(verdict)

    def _quantities(self, original: Original) -> Iterator[Row]:
        say = self._context.language.text
        left = {line.line_no: line for line in original.lines}
        for wish in self._wishes:
            line = left.get(wish.line_no)
            if line is None:
                continue
            most = decimal_from_e5(line.left_e5)
            fits = wish.qty <= most
            label = say("returns_page.quantity")
            if len(original.lines) > 1:
                label = say("returns_page.quantity_of", line=line.line_no)
            value = f"{quantity_of(wish)} {'≤' if fits else '>'} {quantity(most)}"
            mark = MARKS[Result.HOLDS if fits else Result.FAILS]
            yield label, f"{value} {mark}", "good" if fits else "bad", line.goods_name

    def _row(self, verdict: Verdict) -> Row:
        say = self._context.language.text
        label = say(f"return_rule.{verdict.code}", **dict(words_of(verdict)))
        words = say(verdict.text_key, **dict(words_of(verdict)))
        ink = INKS[verdict.result]
        if verdict.due and verdict.result is Result.OPEN:
            days = (verdict.due - self._context.today()).days
            words, ink = (
                f"{verdict.due} · {days_in_words(days, self._context.language)}",
                tone_of(days),
            )
            ink = "info" if ink == "muted" else ink
        elif verdict.due and verdict.result is Result.HOLDS:
            words = f"{verdict.due} {MARKS[verdict.result]} {words}"
        else:
            words = f"{MARKS[verdict.result]} {words}"
        if verdict.scope is Scope.TAX and verdict.result is Result.FAILS:
            ink = "warn"  # the goods may come back, with tax
        marks = [
            say(f"returns_page.{name}")
            for name, is_so in (("estimated", verdict.is_estimated), ("low", verdict.is_low))
            if is_so
        ]
        return label, "　".join([words, *marks]), ink, self._citation(verdict)

    def _citation(self, verdict: Verdict) -> str:
        if verdict.law is None:
            return verdict.rule
        source = verdict.law.source
        is_english = self._context.language.code == "en"
        return f"{verdict.rule} · {source.doc_en if is_english else source.doc}"

    def _cited(self) -> str:
        """The announcements behind the verdicts, each once."""
        if self._eligibility is None:
            return ""
        cited = [self._citation(each) for each in self._eligibility.verdicts if each.law]
        text = "；" if self._context.language.code != "en" else "; "
        if not cited:
            return ""
        return self._context.language.text(
            "returns_page.sources", sources=text.join(dict.fromkeys(cited))
        )


def quantity_of(wish: Wish) -> str:
    """A wished quantity as it was typed."""
    return f"{wish.qty.normalize():f}"
