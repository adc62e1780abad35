"""The board for the wall: large figures over the whole screen, read again by itself. Esc leaves."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QKeyEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from app.documents.status import Status
from app.queries.tracking import Board, board
from app.ui import metrics
from app.ui.asking import Asker
from app.ui.context import Context
from app.ui.statuses import GROUPS, TONES
from app.ui.widgets.status_badge import StatusBadge, paint_as
from app.workflow.track import hours_allowed

EVERY_MS = 15_000
_LEAVE = {Qt.Key.Key_Escape, Qt.Key.Key_F11}


class WallBoard(QFrame):
    """A window of its own, gone once it is closed. Shows the sums of the groups and the statuses
    that occur."""

    closed = Signal()

    def __init__(self, context: Context, now: Callable[[], datetime]) -> None:
        super().__init__(None, Qt.WindowType.Window)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setObjectName("wall_board")
        self._context = context
        self._now = now
        self._board = Board({}, {})
        self._asker = Asker(context.workspace.path)
        self._timer = QTimer(self, interval=EVERY_MS)
        self._timer.timeout.connect(self.read)
        self.title, self.clock, self.late = QLabel(self), QLabel(self), QLabel(self)
        self.late.setObjectName("wall_late")
        self.groups: dict[str, _Group] = {}
        self._lay_out()
        context.workspace.changed.connect(self.read)
        context.language.follow(self, self._show)
        context.theme.changed.connect(self._show)
        self._show()
        self.read()
        self._timer.start()

    def _lay_out(self) -> None:
        gap = 2 * metrics.PAGE_MARGINS[0]
        head = QHBoxLayout()
        head.setSpacing(gap)
        head.addWidget(self.title)
        head.addStretch(1)
        head.addWidget(self.late)
        head.addWidget(self.clock)
        columns = QHBoxLayout()
        columns.setSpacing(metrics.CARD_GAP)
        for name in GROUPS:
            group = self.groups[name] = _Group(name, self._context)
            columns.addWidget(group, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(gap, gap, gap, gap)
        layout.setSpacing(gap)
        layout.addLayout(head)
        layout.addLayout(columns, 1)

    def read(self) -> None:
        """Count again."""
        now = self._now()
        self._asker.ask(lambda conn: board(conn, hours_allowed(conn), now), self._take)

    def _take(self, found: Board) -> None:
        self._board = found
        self._show()

    def _show(self) -> None:
        text, sizes = self._context.language.text, self._context.theme.sizes
        late = sum(self._board.late.values())
        self.setWindowTitle(text("page.status"))
        self.setStyleSheet(f"#wall_board {{ background: {self._context.theme.tokens.window}; }}")
        self.title.setText(text("track.wall", count=f"{self._board.total:,}"))
        self.late.setText(text("track.late", count=f"{late:,}"))
        self.late.setVisible(late > 0)
        paint_as(self.late, "ink", "warn")
        self.clock.setText(text("track.wall_at", at=f"{self._now():%H:%M}"))
        for label in (self.title, self.late, self.clock):
            enlarge(label, sizes.points(metrics.BOARD_TITLE))
        for group in self.groups.values():
            group.show_board(self._board)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Esc or F11 leaves."""
        if Qt.Key(event.key()) in _LEAVE:
            self.close()
        else:
            super().keyPressEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802 - Qt's name
        """Stop reading."""
        self._context.workspace.changed.disconnect(self.read)
        self._timer.stop()
        self._asker.close()
        self.closed.emit()
        super().closeEvent(event)


class _Group(QFrame):
    """A card: the name, the sum in large figures, the statuses with lists under it."""

    def __init__(self, name: str, context: Context) -> None:
        super().__init__()
        self.setObjectName(f"wall_{name}")
        self.setProperty("role", "card")
        self._name = name
        self._context = context
        self.caption, self.figure = QLabel(self), QLabel(self)
        self.lines: dict[Status, tuple[StatusBadge, QLabel]] = {}
        grid = QGridLayout()
        grid.setColumnStretch(0, 1)
        grid.setVerticalSpacing(metrics.CARD_GAP)
        for row, status in enumerate(GROUPS[name]):
            badge = StatusBadge(
                context.language, context.theme, status, self, side=metrics.BOARD_LINE
            )
            count = QLabel(self)
            count.setAlignment(Qt.AlignmentFlag.AlignRight)
            grid.addWidget(badge, row, 0)
            grid.addWidget(count, row, 1)
            self.lines[status] = (badge, count)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(*metrics.PAGE_MARGINS)
        layout.setSpacing(metrics.CARD_GAP)
        layout.addWidget(self.caption)
        layout.addWidget(self.figure)
        layout.addLayout(grid)
        layout.addStretch(1)

    def show_board(self, board: Board) -> None:
        """Show the counts of this group."""
        sizes = self._context.theme.sizes
        counts = {status: board.counts.get(status, 0) for status in self.lines}
        self.caption.setText(self._context.language.text(f"track.group.{self._name}"))
        self.figure.setText(f"{sum(counts.values()):,}")
        is_bad = self._name == "attention" and any(counts.values())
        paint_as(self.figure, "ink", "bad" if is_bad else "")
        enlarge(self.caption, sizes.points(metrics.BOARD_TITLE))
        enlarge(self.figure, sizes.points(metrics.BOARD_FIGURE))
        for status, (badge, count) in self.lines.items():
            badge.setVisible(counts[status] > 0)
            count.setVisible(counts[status] > 0)
            count.setText(f"{counts[status]:,}")
            paint_as(count, "ink", TONES[status])
            for label in (badge.word, count):
                enlarge(label, sizes.points(metrics.BOARD_LINE))


def enlarge(label: QWidget, points: float) -> None:
    """Give a widget a type size of the wall."""
    font = label.font()
    if font.pointSizeF() != points:
        font.setPointSizeF(points)
        label.setFont(font)
