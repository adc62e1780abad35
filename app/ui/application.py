"""Starts Qt, opens data files, shows one window at a time."""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QSettings, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from app import paths, settings
from app.files import followed
from app.ui.actions import ActionSpec
from app.ui.claim import AlreadyOpen, Claim
from app.ui.dialogs.fault import FaultBox
from app.ui.dialogs.first_run import FirstRun, choose_data_file
from app.ui.dialogs.rescue import RescueBox
from app.ui.dialogs.unlock import UnlockBox
from app.ui.fonts import load_fonts
from app.ui.language import Language
from app.ui.main_window import MainWindow
from app.ui.metrics import SMALLEST, Density, Metrics
from app.ui.navigation import OPERATOR
from app.ui.safekeeping import Safekeeping
from app.ui.theme import Mode, Theme
from app.ui.workspace import Workspace
from app.values.errors import AppError
from app.workflow.backups import keeper_of
from app.workflow.encrypting import is_open, require_cipher
from app.workflow.opening import codes_in_file, local_now
from app.workflow.places import require_safe
from app.workflow.rescue import NotOurFile, is_broken
from app.workflow.sample import is_sample

_log = logging.getLogger(__name__)

SWITCH_S = 0.0002  # the longest a working thread keeps the window from its next line of Python


def run(data_file: Path | None, language: str, *, is_safe: bool = False) -> int:
    """Show the window until it is closed; returns the exit code. `data_file` None = none yet.
    `is_safe`, or Shift held down: open nothing, offer the backups."""
    application = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(application, QApplication)
    application.setApplicationName("Sandan")
    held = QGuiApplication.queryKeyboardModifiers()
    is_safe = is_safe or bool(held & Qt.KeyboardModifier.ShiftModifier)
    program = Program(application, language, is_safe=is_safe)
    sys.excepthook = program.on_bug
    sys.setswitchinterval(SWITCH_S)
    return application.exec() if program.start(data_file) else 0


class Program:
    """The running program: the look, and the window over the file that is open."""

    def __init__(self, application: QApplication, language: str, *, is_safe: bool = False) -> None:
        load_fonts()
        self._is_safe = is_safe
        self._options = no_options() if is_safe else window_options()
        self._language = str(self._options.value("window/language", language))
        self.theme = remembered_theme(application, self._options)
        self.window: MainWindow | None = None
        self.first_run: FirstRun | None = None
        self.rescue: RescueBox | None = None
        self.unlock: UnlockBox | None = None

    def start(self, data_file: Path | None) -> bool:
        """Show the window over a data file; without one, or when it cannot be opened, ask. False
        when another window shows it already and there is nothing to do here."""
        if self._is_safe:
            self.offer_backups(data_file)
            return True
        if data_file is None:
            self.ask()
            return True
        try:
            self.open(data_file)
        except AlreadyOpen:
            return False
        except AppError as error:
            if _has_way_back(data_file, error):
                self.offer_backups(data_file, error)
                return True
            self.ask()
            assert self.first_run is not None
            self.first_run.tell(error)
        return True

    def offer_backups(self, path: Path | None, error: AppError | None = None) -> None:
        """Safe mode: open nothing yet; show the backups of a data file and the ways back."""
        path = path and followed(path)
        language = Language(self._spoken())
        self.rescue = box = RescueBox(language, self.theme, path, error=error)
        box.ready.connect(self._take_rescued)
        box.elsewhere.connect(self._begin_elsewhere)
        box.finished.connect(self._end_rescue)
        box.show()

    def _take_rescued(self, path: Path) -> None:
        assert self.rescue is not None
        box = self.rescue
        try:
            self.open(path)
        except AppError as error:
            box.tell(error)
        else:
            box.accept()

    def _begin_elsewhere(self) -> None:
        self.ask()
        if self.rescue is not None:
            self.rescue.accept()

    def _end_rescue(self) -> None:
        box, self.rescue = self.rescue, None
        if box is not None:
            box.deleteLater()

    def open(self, data_file: Path | None) -> None:
        """Show a data file (None: the company's own; without one, ask) in place of the one that is
        open; of an encrypted one, ask for its passphrase first. Raises StoreError, UnfitPlace,
        AlreadyOpen; then everything stays as it is."""
        chosen = data_file or own_file()
        if chosen is None:
            self.ask(instead=True)
            return
        path = followed(chosen)
        if (
            self.window is not None
            and self.window.context.workspace.path.resolve() == path.resolve()
        ):
            self.come_forward()
            return
        require_safe(path)
        claim = Claim(paths.claims_folder(), path)
        if not is_open(path):
            claim.release()
            self._ask_passphrase(path)
            return
        try:
            window = self._window(path)
        except BaseException:
            claim.release()
            raise
        claim.setParent(window.context.workspace)
        claim.called.connect(self.come_forward)
        window.context.workspace.closing.connect(claim.release)
        self._replace(window)
        window.show()
        remember(path)

    def _ask_passphrase(self, path: Path) -> None:
        """Raises NoCipher."""
        require_cipher(path)
        self.unlock = box = UnlockBox(Language(self._spoken()), path)
        box.ready.connect(self._take_unlocked)
        box.to_backups.connect(self._leave_unlocking)
        box.elsewhere.connect(self._leave_unlocking)
        box.finished.connect(self._end_unlocking)
        box.show()

    def _take_unlocked(self, path: Path) -> None:
        assert self.unlock is not None
        box = self.unlock
        try:
            self.open(path)
        except AppError as error:
            if not _has_way_back(path, error):
                box.tell(error)
                return
            self.offer_backups(path, error)
        box.accept()

    def _leave_unlocking(self, path: Path | None = None) -> None:
        assert self.unlock is not None
        if path is None:
            self.ask()
        else:
            self.offer_backups(path)
        self.unlock.accept()

    def _end_unlocking(self) -> None:
        box, self.unlock = self.unlock, None
        if box is not None:
            box.deleteLater()

    def _window(self, path: Path) -> MainWindow:
        workspace = Workspace(path)
        keeper = None if is_sample(path) else keeper_of(path, clock=local_now)
        window = MainWindow(
            workspace,
            language=Language(self._spoken()),
            theme=self.theme,
            options=self._options,
            codes=codes_in_file(path),
            open_file=self.open,
            reopen=self.reopen,
            safekeeping=Safekeeping(workspace, keeper) if keeper else None,
        )
        self._add_actions(window)
        window.rescue_wanted.connect(self._leave_for_backups)
        return window

    def _leave_for_backups(self) -> None:
        """Close the file that is damaged, and offer its backups."""
        assert self.window is not None
        self.offer_backups(self.window.context.workspace.path)
        self._replace(None)

    def reopen(self, work: Callable[[], object]) -> None:
        """Close the data file, do something with it that nobody else may see half done, and open it
        again: also when it failed, which the new window says."""
        assert self.window is not None
        path = self.window.context.workspace.path
        self._replace(None)
        failed: AppError | None = None
        try:
            work()
        except AppError as error:
            failed = error
        self.start(path)
        shown = self.window or self.unlock or self.rescue or self.first_run
        if failed is not None and shown is not None:
            FaultBox(failed, shown.language, shown).show()

    def come_forward(self) -> None:
        """Bring the window before all others."""
        window = self.window
        if window is not None:
            window.setWindowState(window.windowState() & ~Qt.WindowState.WindowMinimized)
            window.raise_()
            window.activateWindow()

    def _add_actions(self, window: MainWindow) -> None:
        add = partial(window.actions_.add, window, anywhere=True)
        # As the office programs do; on its pages, Ctrl+O opens what the page is about.
        add(ActionSpec("action.open_file", "Ctrl+F12", "folder"), self._open_other)
        add(ActionSpec("action.new_company", icon="company"), self.ask)

    def _open_other(self) -> None:
        window = self.window
        assert window is not None
        path = choose_data_file(window, window.language, window.context.workspace.path.parent)
        if path is None:
            return
        try:
            self.open(path)
        except AppError as error:
            if _has_way_back(path, error):
                self.offer_backups(path, error)
            else:
                window.show_fault(error)

    def ask(self, *, instead: bool = False) -> None:
        """Ask for a company, over the window that is open or `instead` of it."""
        self.first_run = dialog = FirstRun(
            self.window.language if self.window else Language(self._language),
            paths.data_folder(),
            actor=str(self._options.value(OPERATOR, "")),
            parent=None if instead else self.window,
        )
        dialog.ready.connect(self._take)
        dialog.finished.connect(self._end_asking)
        dialog.open()
        if instead:
            self._replace(None)
            remember(None)

    def _take(self, path: Path) -> None:
        assert self.first_run is not None
        dialog, before = self.first_run, self.window  # held: the dialog may belong to that window
        self._language = dialog.language.code
        try:
            self.open(path)
        except AppError as error:
            if not _has_way_back(path, error):
                dialog.tell(error)
                return
            self.offer_backups(path, error)
        dialog.accept()
        del before

    def _end_asking(self) -> None:
        dialog, self.first_run = self.first_run, None
        if dialog is not None:
            dialog.deleteLater()

    def _spoken(self) -> str:
        return self.window.language.code if self.window else self._language

    def _replace(self, window: MainWindow | None) -> None:
        before, self.window = self.window, window
        if before is not None:
            before.close()
            before.deleteLater()  # hidden it would be kept, dressed with every theme, for good

    def on_bug(
        self, kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        """The one top hook: write it down, say so, go on."""
        _log.error("unexpected", exc_info=(kind, error, trace))
        shown = self.window or self.unlock or self.rescue or self.first_run
        if shown is not None:
            FaultBox(error, shown.language, shown).show()


def remembered_theme(application: QApplication, options: QSettings) -> Theme:
    """The look as it was left the last time."""
    density, mode = str(options.value("window/density")), str(options.value("window/theme"))
    percent = str(options.value("window/percent"))
    sizes = Metrics(
        Density(density) if density in list(Density) else Density.COMFORTABLE,
        int(percent) if percent.isdecimal() else SMALLEST,
    )
    return Theme(application, Mode(mode) if mode in list(Mode) else Mode.SYSTEM, sizes)


def window_options() -> QSettings:
    """What the window remembers, in a file of our own folder (never the registry)."""
    return QSettings(str(paths.window_file()), QSettings.Format.IniFormat)


def _has_way_back(path: Path, error: AppError) -> bool:
    """Whether safe mode helps: a foreign file that never had a backup was chosen by mistake."""
    if not is_broken(error):
        return False
    return not isinstance(error, NotOurFile) or bool(keeper_of(path, clock=local_now).all_backups())


def no_options() -> QSettings:
    """Safe mode remembers nothing: a folder of options that breaks the window is left alone.

    The name lies below a file, where nothing can be written. Never os.devnull: Qt puts a new file
    in its place, which the system's owner may do, and then nothing on the computer has it."""
    return QSettings(str(Path(sys.executable) / "none"), QSettings.Format.IniFormat)


def own_file() -> Path | None:
    """The company's own data file: the one that was open last, else the usual one."""
    known = settings.load(paths.settings_file()).own_file
    found = (Path(known), paths.default_data_file()) if known else (paths.default_data_file(),)
    return next((path for path in found if path.exists()), None)


def remember(path: Path | None) -> None:
    """Which data file to open the next time; None = ask."""
    known = settings.load(paths.settings_file())
    name = str(path.absolute()) if path else ""
    own = known.own_file if path is None or is_sample(path) else name
    settings.save(paths.settings_file(), replace(known, last_file=name, own_file=own))
