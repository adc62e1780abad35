"""Safe mode: a data file that is not opened, its backups, and the ways back."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout

from app import paths
from app.text import error_text
from app.ui import metrics
from app.ui.claim import Claim
from app.ui.dialogs.first_run import choose_data_file
from app.ui.dialogs.fitted import FittedDialog
from app.ui.jobs import Jobs, Runner, is_expected
from app.ui.language import Language
from app.ui.models.plain_model import Cell, PlainModel
from app.ui.theme import Theme
from app.ui.widgets.plain_table import PlainTable
from app.ui.widgets.status_badge import paint_as
from app.values.errors import AppError
from app.values.progress import Progress
from app.workflow.backups import Backup, Keeper, keeper_of
from app.workflow.checkup import Checkup, check
from app.workflow.opening import local_now
from app.workflow.rescue import Rescued, rescue
from app.workflow.restoring import SignedInFirst, is_manned

COLUMNS = ("at", "reason", "form", "lists", "orders", "file")
WIDTHS = (160, 155, 125, 60, 70)
WIDTH = 900
ROWS_SHOWN = 6


class RescueBox(FittedDialog):
    """`ready` carries a data file to open: the restored one, the rescued one, or the one that was
    chosen. `elsewhere` when somebody wants to begin another way."""

    ready = Signal(Path)
    elsewhere = Signal()

    def __init__(
        self,
        language: Language,
        theme: Theme,
        path: Path | None,
        *,
        error: AppError | None = None,
        runner: Runner | None = None,
    ) -> None:
        super().__init__(None)
        self.language, self._path, self._error = language, path, error
        self._backups: list[Backup] = []
        self._claim: Claim | None = None
        self._jobs = Jobs(None, runner=runner)
        self._told: Callable[[], str] = lambda: ""
        self.setObjectName("rescue")
        language.bind(self, self.setWindowTitle, "rescue.title")
        self.model = PlainModel(theme)
        self.table = PlainTable(self.model, "table.backups", language, theme)
        self.table.setSelectionMode(PlainTable.SelectionMode.SingleSelection)
        self.table.selectionModel().currentChanged.connect(lambda *_: self._show_choice())
        self.table.activated.connect(lambda _index: self.restore())
        rows = ROWS_SHOWN * theme.sizes.row_height
        self.table.setMinimumHeight(self.table.horizontalHeader().sizeHint().height() + rows)
        self.place, self.says, self.empty = QLabel(self), QLabel(self), QLabel(self)
        self.passphrase = QLineEdit(self)
        self._lay_out()
        self.setMinimumWidth(theme.sizes.px(WIDTH))
        self._jobs.started.connect(lambda _job: self._set_busy(True))
        self._jobs.ended.connect(self._on_ended)
        self._jobs.failed.connect(self._on_failed)
        language.follow(self, self._show)
        self._look()

    def _lay_out(self) -> None:
        bind = self.language.bind
        title, about = QLabel(self), QLabel(self)
        title.setProperty("role", "page-title")
        bind(title, title.setText, "rescue.title")
        bind(about, about.setText, "rescue.about")
        for label in (about, self.place, self.empty):
            label.setProperty("role", "muted")
        self.says.setObjectName("rescue.says")
        self.passphrase.setEchoMode(QLineEdit.EchoMode.Password)
        self.passphrase.setObjectName("rescue.passphrase")
        self.passphrase.returnPressed.connect(self.restore)
        bind(self.passphrase, self.passphrase.setPlaceholderText, "entry_field.passphrase")
        bind(self.passphrase, self.passphrase.setAccessibleName, "entry_field.passphrase")
        self.buttons = {
            "other": self._button("other", self._choose),
            "new": self._button("new", self.elsewhere.emit),
            "salvage": self._button("salvage", self.salvage),
            "check": self._button("check", self.check),
            "open": self._button("open", self._open),
            "restore": self._button("restore", self.restore, "primary"),
        }
        self.buttons["restore"].setDefault(True)
        row = QHBoxLayout()
        row.setSpacing(metrics.INNER_GAP)
        for name, button in self.buttons.items():
            row.addWidget(button)
            if name == "new":
                row.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(*metrics.PAGE_MARGINS)
        layout.setSpacing(metrics.CARD_GAP)
        for label in (title, about, self.place, self.says, self.empty):
            label.setWordWrap(True)
            layout.addWidget(label)
        layout.addWidget(self.table, 1)
        layout.addWidget(self.passphrase)
        layout.addLayout(row)

    def _button(self, name: str, do: Callable[[], object], role: str = "") -> QPushButton:
        button = QPushButton(self)
        button.setObjectName(f"rescue.{name}")
        button.setProperty("role", role)
        self.language.bind(button, button.setText, f"rescue.{name}")
        button.clicked.connect(lambda _on=False: do())
        return button

    # showing

    def _look(self) -> None:
        """Find the backups of the file, in both places."""
        self._backups = []
        if (keeper := self._keeper()) is not None:
            self._backups = keeper.all_backups()
        self._show()
        if self._backups:
            self.table.selectRow(0)
            self.table.setFocus()
        self._show_choice()

    def _show(self) -> None:
        text = self.language.text
        lines = [self._line(each) for each in self._backups]
        self.model.show_lines([text(f"backup.column.{name}") for name in COLUMNS], lines)
        self.table.set_widths(*WIDTHS)
        self.table.setVisible(bool(lines))
        self.empty.setVisible(not lines)
        self.empty.setText(text("rescue.no_backup" if self._path else "rescue.no_file"))
        self.place.setVisible(self._path is not None)
        self.place.setText(text("rescue.file", path=self._path))
        self._say()

    def _line(self, backup: Backup) -> tuple[Cell, ...]:
        text, counts = self.language.text, backup.contents.counts
        return (
            Cell(f"{backup.at:%Y-%m-%d %H:%M:%S}"),
            Cell(text(f"backup.reason.{backup.reason}")),
            Cell(text(f"backup.{backup.form}")),
            Cell(f"{counts.get('declaration_list', 0):,}", is_number=True),
            Cell(f"{counts.get('orders', 0):,}", is_number=True),
            Cell(backup.path.name, hint=str(backup.path)),
        )

    def _say(self) -> None:
        said = self._told()
        if self._error is not None:
            said = "\n".join(error_text(self._error, self.language.code))
        paint_as(self.says, "ink", "bad" if self._error is not None else "")
        self.says.setText(said)
        self.says.setVisible(bool(said))

    def _show_choice(self) -> None:
        chosen = self._chosen()
        self.passphrase.setVisible(chosen is not None and chosen.wants_passphrase)
        self._set_busy(False)
        self.adjustSize()

    def _set_busy(self, is_busy: bool) -> None:
        is_there = self._path is not None
        may = {"restore": self._chosen() is not None, "check": is_there, "salvage": is_there}
        may["open"] = is_there
        for name, button in self.buttons.items():
            button.setEnabled(not is_busy and may.get(name, True))

    def _chosen(self) -> Backup | None:
        row = self.table.currentIndex().row()
        return self._backups[row] if 0 <= row < len(self._backups) else None

    def _keeper(self) -> Keeper | None:
        return keeper_of(self._path, clock=local_now) if self._path is not None else None

    def tell(self, error: AppError) -> None:
        """Say what stands in the way, until the next try."""
        self._error = error
        self._say()

    def _on_ended(self) -> None:
        self._let_go()
        self._set_busy(False)

    def _let_go(self) -> None:
        if self._claim is not None:
            self._claim.release()
            self._claim = None

    def _on_failed(self, error: Exception) -> None:
        if not is_expected(error):
            raise error
        assert isinstance(error, AppError)
        self.tell(error)

    # ways out

    def restore(self) -> None:
        """Go back to the backup in front, and open it."""
        backup, keeper, path = self._chosen(), self._keeper(), self._path
        if backup is None or keeper is None or path is None:
            return
        if self._error is None and is_manned(path):  # nothing is wrong with it: as on other days
            self.tell(SignedInFirst(file=path.name))
            return
        words = self.passphrase.text()
        try:
            claim = Claim(paths.claims_folder(), path)
        except AppError as error:
            self.tell(error)
            return

        def go_back(_progress: Progress) -> None:
            keeper.restore(backup, words)

        self._claim = claim
        self._jobs.run_apart("backup.job", go_back, lambda _none: self._open())

    def check(self) -> None:
        """Check the file, and its newest backup."""
        keeper, path = self._keeper(), self._path
        if path is not None:
            self._jobs.run_apart("check.job", lambda on: check(path, keeper, on), self._on_checked)

    def _on_checked(self, found: Checkup) -> None:
        self._error = found.refused
        self._told = lambda: "\n".join(self._checked(found))
        self._say()

    def _checked(self, found: Checkup) -> list[str]:
        text = self.language.text
        lines = [text("check.good" if found.is_good else "check.bad")]
        for each in found.checks:
            key = "check.passed" if each.is_good else "check.failed"
            lines.append(f"{text(f'check.{each.name}')}  {text(key, count=each.count)}")
        return lines

    def salvage(self) -> None:
        """Save what can be read into a new file beside it."""
        path = self._path
        if path is not None:
            self._jobs.run_apart("rescue.job", lambda _progress: rescue(path), self._on_rescued)

    def _on_rescued(self, found: Rescued) -> None:
        self._error, self._path = None, found.path
        self._told = lambda: self.language.text(
            "rescue.saved",
            saved=f"{found.saved:,}",
            unreadable=f"{found.unreadable:,}",
            orphans=f"{found.orphans:,}",
            file=found.path.name,
            report=found.report.name,
        )
        self._look()

    def _choose(self) -> None:
        folder = self._path.parent if self._path else paths.data_folder()
        if (chosen := choose_data_file(self, self.language, folder)) is not None:
            self.take(chosen)

    def take(self, path: Path) -> None:
        """Be about another data file."""
        self._path, self._error, self._told = path, None, lambda: ""
        self._look()

    def _open(self) -> None:
        self._let_go()  # whoever opens it claims it
        if self._path is not None:
            self.ready.emit(self._path)

    def done(self, result: int) -> None:
        """Let the work end and go."""
        self._jobs.close()
        super().done(result)
