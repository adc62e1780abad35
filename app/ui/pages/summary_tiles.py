"""The figures above the summary declaration: what is ready, by when, what is left, what was given
up."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel

from app.ui import metrics
from app.ui.context import Context
from app.ui.pages.summary_lines import values_text
from app.ui.values import UNKNOWN
from app.ui.widgets.label import word_label
from app.ui.widgets.status_badge import paint_as
from app.workflow.summary_picture import Picture

NAMES = ("ready", "value", "due", "applied", "left", "simplified")
SOON = 5  # days before the deadline from which it is marked


class Tiles(QFrame):
    """A card of figures, each with what it means below."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._picture: Picture | None = None
        self.setProperty("role", "card")
        grid = QGridLayout(self)
        grid.setContentsMargins(*metrics.CARD_MARGINS)
        grid.setHorizontalSpacing(metrics.CARD_GAP)
        grid.setVerticalSpacing(metrics.INNER_GAP // 2)
        self.figures: dict[str, QLabel] = {}
        self.notes: dict[str, QLabel] = {}
        for column, name in enumerate(NAMES):
            label = word_label(context.language, f"summary_tile.{name}", "label", self)
            figure, note = QLabel(self), QLabel(self)
            figure.setObjectName(f"summary.{name}")
            figure.setProperty("role", "card-title" if name == "value" else "figure")
            note.setProperty("role", "label")
            note.setWordWrap(True)
            for row, widget in enumerate((label, figure, note)):
                grid.addWidget(widget, row, column, Qt.AlignmentFlag.AlignTop)
            grid.setColumnStretch(column, 3 if name in ("value", "simplified") else 2)
            self.figures[name], self.notes[name] = figure, note
        context.language.follow(self, self._show)

    def show_picture(self, picture: Picture) -> None:
        """Show the figures of a month."""
        self._picture = picture
        self._show()

    def _show(self) -> None:
        shown, say = self._picture, self._context.language.text
        if shown is None:
            return
        counts = {
            "ready": shown.ready,
            "applied": shown.applied,
            "left": shown.left,
            "simplified": shown.simplified.lists,
        }
        for name, count in counts.items():
            self.figures[name].setText(f"{count:,}")
        values = "\n".join(values_text((one,)) for one in shown.ready_values[:2])
        self.figures["value"].setText(values or UNKNOWN)
        more = len(shown.ready_values) - 2
        self._note("value", say("summary_tile.more", count=more) if more > 0 else "")
        self._note("ready", say("summary_tile.late", count=f"{shown.late:,}") if shown.late else "")
        numbered = sum(1 for entry in shown.entries if entry.entry_no)
        entries = say("summary_tile.entries", count=f"{len(shown.entries):,}", numbered=numbered)
        self._note("applied", entries if shown.entries else "")
        self._note("left", say("summary_tile.left", "about") if shown.left else "")
        self._note("simplified", self._given_up(shown))
        self._show_deadline(shown)

    def _given_up(self, shown: Picture) -> str:
        if not shown.simplified.lists:
            return ""
        value = values_text(shown.simplified.values)
        return self._context.language.text("summary_tile.given_up", value=value)

    def _show_deadline(self, shown: Picture) -> None:
        say, figure = self._context.language.text, self.figures["due"]
        if shown.deadline is None:
            figure.setText(UNKNOWN)
            self._note("due", "")
            return
        figure.setText(shown.deadline.day.isoformat()[5:])
        left = shown.days_left
        if shown.is_nil and not shown.ready:
            words, tone = say("summary_tile.nil"), "muted"
        elif not shown.ready:
            words, tone = say("summary_tile.nothing_due"), "muted"
        elif left < 0:
            words, tone = say("summary_tile.overdue", days=-left), "bad"
        else:
            words = say("summary_tile.days_left", days=left)
            tone = "warn" if left <= SOON else "muted"
        if shown.deadline.day != shown.deadline.nominal or not shown.deadline.is_official:
            key = "moved" if shown.deadline.is_official else "estimated"
            words += say(f"summary_tile.{key}", day=shown.deadline.nominal.isoformat()[5:])
        self._note("due", words)
        paint_as(self.notes["due"], "ink", tone)

    def _note(self, name: str, words: str) -> None:
        self.notes[name].setText(words)
