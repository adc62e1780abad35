"""The pane of one list: where it stands, why, what to do next, and what happened to it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from app.documents.status import EventKind, Status
from app.queries.tracking import Standing
from app.ui import metrics
from app.ui.context import Context
from app.ui.language import Language
from app.ui.statuses import TONES
from app.ui.widgets.action_button import ActionButton
from app.ui.widgets.card import card_column
from app.ui.widgets.facts import Fact, Facts
from app.ui.widgets.label import make_label
from app.ui.widgets.status_badge import StatusBadge, paint_as
from app.workflow.opening import local_now
from app.workflow.telling import Step, Told, told

_NOTICE = {"filed": "info", "muted": "info"}
_DAY, _HOUR, _MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)


def duration(lasted: timedelta, language: Language) -> str:
    """ "2 天 3 小时", "5 分钟": the two largest units at most."""
    days, rest = divmod(lasted, _DAY)
    hours, minutes = rest // _HOUR, rest % _HOUR // _MINUTE
    if days:
        return language.text("track.days", days=days, hours=hours)
    if hours:
        return language.text("track.hours", hours=hours, minutes=minutes)
    return language.text("track.minutes", minutes=minutes)


class StoryPane(QFrame):
    """Shows one list; `show_list(None, …)` says that nothing is chosen."""

    def __init__(self, context: Context, actions: Sequence[QAction]) -> None:
        super().__init__()
        self._context = context
        self._told: Told | None = None
        self._now = local_now()
        self._limits: Mapping[Status, int] = {}
        self.setObjectName("pane.status")
        self.setProperty("role", "card")
        context.theme.fit(self, self.setMinimumWidth, metrics.FORM_WIDTH)
        self.head = make_label("card-title", self, name="head.status")
        self.badge = StatusBadge(context.language, context.theme, "", self)
        self.facts = Facts(context.language, self)
        self.notice = QFrame(self)
        self.notice.setObjectName("status_notice")
        self.notice.setProperty("role", "notice")
        self.why = _words(self.notice, "why")
        self.fix = _words(self.notice, "fix")
        self.said = _words(self.notice, "said")
        self.late = _words(self.notice, "late")
        self.buttons = {action.objectName(): ActionButton(action) for action in actions}
        self.rows = QGridLayout()
        self._lay_out()
        context.language.follow(self, self._show)
        self._show()

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.addWidget(self.head, 1)
        top.addWidget(self.badge)
        inside = QVBoxLayout(self.notice)
        inside.setContentsMargins(*metrics.CARD_MARGINS)
        inside.setSpacing(metrics.INNER_GAP // 2)
        for label in (self.why, self.fix, self.said, self.late):
            inside.addWidget(label)
        buttons = QHBoxLayout()
        buttons.setSpacing(metrics.INNER_GAP)
        for button in self.buttons.values():
            buttons.addWidget(button)
        buttons.addStretch(1)
        layout = card_column(self)
        layout.addLayout(top)
        layout.addLayout(buttons)
        layout.addWidget(self._scrolling(), 1)

    def _scrolling(self) -> QScrollArea:
        """Why, what is known, what happened: what does not fit is scrolled to, not squeezed."""
        inside = QWidget()
        box = QVBoxLayout(inside)
        box.setContentsMargins(0, 0, metrics.INNER_GAP, 0)
        box.setSpacing(metrics.INNER_GAP)
        self.rows.setHorizontalSpacing(metrics.CARD_GAP)
        self.rows.setVerticalSpacing(metrics.INNER_GAP // 2)
        self.rows.setColumnStretch(2, 1)
        box.addWidget(self.notice)
        box.addWidget(self.facts)
        box.addLayout(self.rows)
        box.addStretch(1)
        area = QScrollArea(self)
        area.setObjectName("timeline")
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(inside)
        self._context.language.bind(area, area.setAccessibleName, "track.timeline")
        return area

    # showing

    def show_list(
        self, list_id: int, limits: Mapping[Status, int], now: datetime
    ) -> Standing | None:
        """Show the list with this id; answers where it stands."""
        self._limits, self._now = limits, now
        self._told = self._context.workspace.read(lambda conn: told(conn, list_id), None)
        self._show()
        return self._told.list if self._told else None

    def recommend(self, action: str) -> None:
        """Mark the button of the likeliest next step."""
        for name, button in self.buttons.items():
            paint_as(button, "role", "primary" if name == action else "")

    def _show(self) -> None:
        shown = self._told
        for widget in (self.badge, self.facts, self.notice, *self.buttons.values()):
            widget.setVisible(shown is not None)
        self._clear_rows()
        if shown is None:
            self.head.setText(self._context.language.text("track.nothing_chosen"))
            return
        one = shown.list
        self.head.setText(one.own_no)
        self.badge.show_status(one.status)
        self.facts.show_facts(
            [
                Fact("column.track_order_no", one.order_no, is_code=True),
                Fact("track.waybill_no", one.waybill_no, is_code=True),
                Fact("track.pre_entry_no", one.pre_entry_no, is_code=True),
                Fact("column.track_decl_no", one.decl_no, is_code=True),
            ]
        )
        self._show_notice(shown)
        for row, step in enumerate(reversed(shown.steps)):
            self._add_step(row, step)

    def _show_notice(self, shown: Told) -> None:
        text, one = self._context.language.text, shown.list
        tone = TONES[one.status]
        paint_as(self.notice, "status", _NOTICE.get(tone, tone))
        self.why.setText(text(shown.explanation, "cause"))
        self.fix.setText(text("track.next", fix=text(shown.explanation, "fix")))
        said = text("track.said", code=one.code, info=one.info) if one.code else ""
        self.said.setText(said)
        waited = self._now - datetime.fromisoformat(one.since)
        limit = self._limits.get(one.status)
        is_late = limit is not None and waited > limit * _HOUR
        self.late.setText(text("track.is_late", limit=limit) if is_late else "")
        for label in (self.why, self.fix, self.said, self.late):
            label.setVisible(bool(label.text()))

    def _add_step(self, row: int, step: Step) -> None:
        language = self._context.language
        at = self._label(step.at.replace("T", " ")[:19], "code")
        self.rows.addWidget(at, 2 * row, 0)
        if step.status is None:
            known = step.kind in set(EventKind)
            name = language.text(f"track.event.{step.kind}") if known else step.kind
            self.rows.addWidget(self._label(name, ""), 2 * row, 1)
        else:
            badge = StatusBadge(language, self._context.theme, step.status, self)
            self.rows.addWidget(badge, 2 * row, 1)
        lasted = step.lasted if step.lasted is not None else self._now - _time(step.at)
        key = "track.lasted" if step.lasted is not None else "track.until_now"
        took = self._label(language.text(key, duration=duration(lasted, language)), "label")
        took.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.rows.addWidget(took, 2 * row, 2)
        if step.code:
            said = self._label(language.text("track.said", code=step.code, info=step.info), "label")
            said.setWordWrap(True)
            self.rows.addWidget(said, 2 * row + 1, 1, 1, 2)

    def _label(self, words: str, role: str) -> QLabel:
        label = QLabel(words, self)
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setProperty("role", role)
        return label

    def _clear_rows(self) -> None:
        while (item := self.rows.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()


def _words(parent: QWidget, name: str) -> QLabel:
    label = QLabel(parent)
    label.setObjectName(f"notice_{name}")
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    return label


def _time(at: str) -> datetime:
    return datetime.fromisoformat(at)
