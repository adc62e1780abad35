"""The board over the list of statuses: every status with its customs codes and its count."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QPushButton, QVBoxLayout

from app.documents.status import Status
from app.queries.tracking import Board, codes_of
from app.ui import metrics
from app.ui.language import Language
from app.ui.statuses import GROUPS
from app.ui.theme import Theme
from app.ui.widgets.status_badge import StatusBadge, paint_as


class StatusTile(QPushButton):
    """One status: icon and word, codes, how many; pressed = the list shows only these."""

    def __init__(self, status: Status, language: Language, theme: Theme) -> None:
        super().__init__()
        self.status = status
        self._language = language
        self.setObjectName(f"tile.{status}")
        self.setProperty("role", "rail-item")
        self.setCheckable(True)
        self.badge = StatusBadge(language, theme, status, self)
        self.codes = QLabel(" ".join(codes_of(status)), self)
        self.codes.setProperty("role", "label")
        self.count = QLabel("0", self)
        row = QHBoxLayout(self)
        row.setContentsMargins(metrics.INNER_GAP, 0, metrics.INNER_GAP, 0)
        row.setSpacing(metrics.INNER_GAP)
        row.addWidget(self.badge)
        row.addWidget(self.codes)
        row.addStretch(1)
        row.addWidget(self.count)
        for part in (self.badge, self.codes, self.count):
            part.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._number, self._late = 0, 0
        language.follow(self, self._name)
        self._name()

    def show_count(self, count: int, late: int) -> None:
        """How many lists stand here, and how many of them too long."""
        self._number, self._late = count, late
        self.count.setText(f"{count:,}")
        paint_as(self.count, "ink", "warn" if late else "muted" if not count else "")
        self._name()

    def _name(self) -> None:
        text = self._language.text
        self.setAccessibleName(
            text("track.tile", status_key=f"status.{self.status}", count=f"{self._number:,}")
        )
        codes = " ".join(codes_of(self.status))
        hint = [text("track.codes", codes=codes)] if codes else []
        if self._late:
            hint.append(text("track.late", count=f"{self._late:,}"))
        self.setToolTip("\n".join(hint))

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """As wide as what is inside: Qt asks a button's own text, which is empty."""
        inside = self.layout().sizeHint()  # type: ignore[union-attr]  # set in __init__
        return inside.expandedTo(QSize(0, super().sizeHint().height()))

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Nothing of it can be left out."""
        return self.sizeHint()


class StatusBoard(QFrame):
    """The groups side by side. `chosen` carries the status whose tile was pressed, "" = all."""

    chosen = Signal(str)

    def __init__(self, language: Language, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("status_board")
        self.setProperty("role", "card")
        self._language = language
        self._heads: dict[str, QLabel] = {}
        self.tiles: dict[Status, StatusTile] = {}
        grid = QGridLayout(self)
        grid.setContentsMargins(*metrics.CARD_MARGINS)
        grid.setHorizontalSpacing(metrics.CARD_GAP)
        for column, (group, statuses) in enumerate(GROUPS.items()):
            box = QVBoxLayout()
            box.setSpacing(0)
            head = self._heads[group] = QLabel(self)
            head.setObjectName(f"group_{group}")
            head.setProperty("role", "card-title")
            box.addWidget(head)
            for status in statuses:
                tile = self.tiles[status] = StatusTile(status, language, theme)
                tile.clicked.connect(lambda on, s=status: self._press(s if on else None))
                box.addWidget(tile)
            box.addStretch(1)
            grid.addLayout(box, 0, column)
            grid.setColumnStretch(column, 1)
        self._board = Board({}, {})
        language.follow(self, self._show_heads)
        self._show_heads()

    def show_board(self, board: Board) -> None:
        """Show these counts."""
        self._board = board
        for status, tile in self.tiles.items():
            tile.show_count(board.counts.get(status, 0), board.late.get(status, 0))
        self._show_heads()

    def choose(self, status: str) -> None:
        """Press one tile without telling; "" = none."""
        for each, tile in self.tiles.items():
            tile.setChecked(each == status)

    def _press(self, status: Status | None) -> None:
        self.choose(status or "")
        self.chosen.emit(status or "")

    def _show_heads(self) -> None:
        for group, head in self._heads.items():
            count = sum(self._board.counts.get(status, 0) for status in GROUPS[group])
            name = self._language.text(f"track.group.{group}")
            head.setText(f"{name}  {count:,}" if count else name)
