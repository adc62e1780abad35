"""The backups of the data file: where they go, which there are, and the way back to one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, QTimer, QUrl
from PySide6.QtGui import QAction, QDesktopServices
from PySide6.QtWidgets import QFileDialog, QFrame, QHBoxLayout, QLabel

from app import paths, settings
from app.text import finding_text
from app.ui import metrics
from app.ui.actions import ActionSpec
from app.ui.context import Context
from app.ui.models.plain_model import Cell, Line, PlainModel
from app.ui.pages.base import BasePage
from app.ui.pages.settings_check import CheckSheet
from app.ui.pages.settings_passphrase import ask_for_form, ask_to_lock, ask_to_open
from app.ui.pages.settings_restore import RestoreSheet
from app.ui.widgets.action_button import ActionButton
from app.ui.widgets.card import card_column
from app.ui.widgets.plain_table import PlainTable
from app.values.progress import Progress
from app.workflow.backups import (
    Backup,
    Made,
    PassphraseWanted,
    Reason,
    Restoration,
    places_of,
)
from app.workflow.checkup import Checkup, check
from app.workflow.encrypting import is_encrypted
from app.workflow.opening import Session
from app.workflow.restoring import require_right

COLUMNS = ("at", "reason", "form", "lists", "orders", "size", "file")
WIDTHS = (165, 160, 130, 80, 80, 80)
MEGABYTE = 1_000_000
ROWS_SHOWN = 4  # at least, however much else stands on the page


class BackupsCard(QFrame):
    """Every row is a backup that was opened and checked when it was made. `page` owns the
    actions."""

    def __init__(self, context: Context, page: BasePage) -> None:
        super().__init__(page)
        self._context, self._page = context, page
        self._backups: list[Backup] = []
        self.setObjectName("backups")
        self.setProperty("role", "card")
        self.model = PlainModel(context.theme)
        self.view = PlainTable(self.model, "table.backups", context.language, context.theme)
        self.view.setSelectionMode(PlainTable.SelectionMode.SingleSelection)
        self.view.activated.connect(lambda _index: self.look())
        self.places, self.empty = QLabel(self), QLabel(self)
        self.places.setObjectName("backups.places")
        self._actions = self._make_actions()
        self._lay_out()
        context.language.follow(self, self._show)
        if context.safekeeping is not None:
            context.safekeeping.told.connect(self._on_told)
            context.safekeeping.made.connect(self._on_made)
        self._show()

    # building

    def _make_actions(self) -> dict[str, QAction]:
        def add(what: str, shortcut: str, icon: str, do: Callable[[], object]) -> QAction:
            spec = ActionSpec(f"action.backup_{what}", shortcut, icon)
            return self._context.actions.add(self._page, spec, do)

        return {
            "now": add("now", "Ctrl+B", "backup", self.back_up),
            "restore": add("restore", "Ctrl+Shift+B", "history", self.look),
            "locked": add("locked", "", "lock", self.back_up_locked),
            "check": add("check", "Ctrl+Alt+B", "search", self.check),
            "second": add("second", "", "folder", self.choose_second),
            "form": add("form", "", "lock", self.choose_form),
            "folder": add("folder", "", "external", self.open_folder),
        }

    def _lay_out(self) -> None:
        bind = self._context.language.bind
        title, about = QLabel(self), QLabel(self)
        title.setProperty("role", "card-title")
        bind(title, title.setText, "backup.title")
        for label in (about, self.places, self.empty):
            label.setProperty("role", "muted")
            label.setWordWrap(True)
        self.places.setTextFormat(Qt.TextFormat.PlainText)
        bind(about, about.setText, "backup.title", part="hint")
        head = QHBoxLayout()
        head.setSpacing(metrics.INNER_GAP)
        head.addWidget(title)
        head.addStretch(1)
        for what in ("folder", "second", "form", "check", "locked", "restore"):
            head.addWidget(ActionButton(self._actions[what], "", self))
        head.addWidget(ActionButton(self._actions["now"], "primary", self))
        layout = card_column(self)
        layout.addLayout(head)
        layout.addWidget(about)
        layout.addWidget(self.places)
        layout.addWidget(self.empty)
        layout.addWidget(self.view, 1)
        layout.addStretch(0)

    # showing

    def refresh(self) -> None:
        """Look into the folder again; the row in front stays in front."""
        chosen = self._chosen()
        keeper = self._context.safekeeping
        self._backups = keeper.keeper.backups() if keeper else []
        self._show()
        if chosen in self._backups:
            self.view.selectRow(self._backups.index(chosen))

    def _show(self) -> None:
        text, lines = self._context.language.text, [self._line(each) for each in self._backups]
        self.model.show_lines([text(f"backup.column.{name}") for name in COLUMNS], lines)
        self.view.set_widths(*WIDTHS)
        self.view.setVisible(bool(lines))
        self.view.show_at_least(min(ROWS_SHOWN, len(lines)))
        self.empty.setVisible(not lines)
        is_kept = self._context.safekeeping is not None
        self.empty.setText(text("backup.none" if is_kept else "backup.not_kept"))
        self.places.setVisible(is_kept)
        self.places.setText(self._said_places())
        has_second = self._second() is not None
        is_closed = is_encrypted(self._context.workspace.path)
        for name, action in self._actions.items():
            needs = {
                "restore": bool(lines),
                "form": has_second and not is_closed,  # its backups are encrypted as it is
                "locked": not is_closed,
            }.get(name, True)
            action.setEnabled(name == "check" or (is_kept and needs))
        if lines and not self.view.currentIndex().isValid():
            self.view.selectRow(0)

    def _said_places(self) -> str:
        safekeeping, text = self._context.safekeeping, self._context.language.text
        if safekeeping is None:
            return ""
        places = safekeeping.keeper.places
        if places.second is None:
            return text("backup.places", first=places.first)
        form = "waits" if safekeeping.keeper.is_passphrase_wanted else "locked"
        key = f"backup.places_{form}" if places.is_second_locked else "backup.places_both"
        return text(key, first=places.first, second=places.second)

    def _line(self, backup: Backup) -> Line:
        text, counts = self._context.language.text, backup.contents.counts
        megabytes = max(1, round(backup.size / MEGABYTE))
        return (
            Cell(f"{backup.at:%Y-%m-%d %H:%M:%S}"),
            Cell(text(f"backup.reason.{backup.reason}")),
            Cell(text(f"backup.{backup.form}")),
            Cell(f"{counts.get('declaration_list', 0):,}", is_number=True),
            Cell(f"{counts.get('orders', 0):,}", is_number=True),
            Cell(text("backup.megabytes", count=f"{megabytes:,}"), is_number=True),
            Cell(backup.path.name, hint=str(backup.path)),
        )

    def _chosen(self) -> Backup | None:
        row = self.view.currentIndex().row()
        return self._backups[row] if 0 <= row < len(self._backups) else None

    # actions

    def back_up(self) -> None:
        """Make a backup now, also when nothing changed."""
        if self._context.safekeeping is not None:
            self._context.safekeeping.make(Reason.HAND)

    def back_up_locked(self) -> None:
        """Make one that only a passphrase opens."""
        if self._context.safekeeping is not None:
            ask_to_lock(self._page, self._context.safekeeping.keeper, self._on_made_locked)

    def _on_made_locked(self, made: Made) -> None:
        self._on_made(made)
        self.refresh()

    def choose_form(self) -> None:
        """Whether the second place gets plain copies, or only locked ones."""
        if self._context.safekeeping is not None:
            ask_for_form(self._page, self._context.safekeeping.keeper, self._on_form)

    def _on_form(self) -> None:
        if self._context.safekeeping is not None:
            self._context.safekeeping.make(Reason.HAND)
        self._show()

    def _on_told(self, _standing: object) -> None:
        self.refresh()

    def _on_made(self, made: Made) -> None:
        text = self._context.language.text
        if made.second_failed == PassphraseWanted.code:
            self._context.notify(text("backup.second_waits"))
        elif made.second_failed:
            self._context.notify(text("backup.second_failed"))
        elif made.backup is not None:
            said = text("backup.made", file=made.backup.path.name)
            if made.little_room is not None:
                said = f"{said} {finding_text(made.little_room, self._context.language.code)}"
            self._context.notify(said)

    def look(self) -> None:
        """Show what going back to the backup in front would change."""
        backup, safekeeping = self._chosen(), self._context.safekeeping
        if backup is None or safekeeping is None:
            return
        if backup.wants_passphrase:
            ask_to_open(self._page, safekeeping.keeper, backup, self._ask)
            return
        self._context.workspace.jobs.run_apart(
            "backup.job_look", lambda _progress: safekeeping.keeper.look(backup), self._ask
        )

    def _ask(self, restoration: Restoration, passphrase: str = "") -> None:
        safekeeping = self._context.safekeeping
        assert safekeeping is not None
        go_back = partial(safekeeping.keeper.restore, restoration.backup, passphrase)
        sheet = RestoreSheet(self._page, self._context, restoration)
        sheet.accepted.connect(lambda: self._restore(go_back))
        sheet.open(focus=sheet.leave)

    def _restore(self, go_back: Callable[[], object]) -> None:
        """Ask for the role first: afterwards the file knows its persons of then."""

        def ask(session: Session, _progress: Progress) -> None:
            require_right(session)

        def later(_none: object) -> None:  # the job is not over before this returns
            QTimer.singleShot(0, lambda: self._context.reopen(go_back))

        self._context.workspace.run("verb.restore", ask, later)

    def check(self) -> None:
        """Check the whole data file and its newest backup."""
        path, safekeeping = self._context.workspace.path, self._context.safekeeping
        keeper = safekeeping.keeper if safekeeping else None
        self._context.workspace.jobs.run_apart(
            "check.job", lambda progress: check(path, keeper, progress), self._show_checkup
        )

    def _show_checkup(self, found: Checkup) -> None:
        sheet = CheckSheet(self._page, self._context, found)
        sheet.accepted.connect(self.look)
        sheet.open(focus=sheet.leave)

    def choose_second(self) -> None:
        """Choose the folder on another disk; leaving the dialog keeps what was chosen."""
        title = self._context.language.text("action.backup_second")
        folder = QFileDialog.getExistingDirectory(self, title, str(self._second() or Path.home()))
        if folder:
            self.take_second(Path(folder))

    def take_second(self, folder: Path | None) -> None:
        """Keep copies in this folder too (None: no more), from now on."""
        safekeeping = self._context.safekeeping
        if safekeeping is None:
            return
        options = settings.load(paths.settings_file())
        options = replace(options, second_folder=str(folder) if folder else "")
        settings.save(paths.settings_file(), options)
        safekeeping.keeper.places = places_of(safekeeping.keeper.data_file, options)
        safekeeping.make(Reason.HAND)
        self._show()

    def _second(self) -> Path | None:
        return self._context.safekeeping.keeper.places.second if self._context.safekeeping else None

    def open_folder(self) -> None:
        """Show the backups in the system's file manager."""
        if self._context.safekeeping is not None:
            first = self._context.safekeeping.keeper.places.first
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(first)))
