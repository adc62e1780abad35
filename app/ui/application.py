"""Starts Qt, opens data files, shows one window at a time."""

from __future__ import annotations

import logging
import sys
from dataclasses import replace
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QApplication

from app import paths, settings
from app.ui.dialogs.fault import FaultBox
from app.ui.fonts import load_fonts
from app.ui.language import Language
from app.ui.main_window import MainWindow
from app.ui.metrics import SMALLEST, Density, Metrics
from app.ui.theme import Mode, Theme
from app.ui.workspace import Workspace
from app.workflow.opening import codes_in_file, open_session

_log = logging.getLogger(__name__)


def run(data_file: Path | None, language: str) -> int:
    """Show the window until it is closed; returns the exit code. `data_file` None = none yet."""
    application = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(application, QApplication)
    application.setApplicationName("Sandan")
    program = Program(application, language)
    sys.excepthook = program.on_bug
    program.open(data_file)
    return application.exec()


class Program:
    """The running program: the look, and the window over the file that is open."""

    def __init__(self, application: QApplication, language: str) -> None:
        load_fonts()
        self._options = window_options()
        self._language = language
        self.theme = remembered_theme(application, self._options)
        self.window: MainWindow | None = None

    def open(self, data_file: Path | None) -> None:
        """Show a data file (None: the usual one, made when it is not there yet) in place of the
        one that is open. Raises StoreError; then everything stays as it is."""
        path = data_file or usual_file()
        window = MainWindow(
            Workspace(path),
            language=Language(str(self._options.value("window/language", self._language))),
            theme=self.theme,
            options=self._options,
            codes=codes_in_file(path),
            open_file=self.open,
        )
        before, self.window = self.window, window
        window.show()
        if before is not None:
            before.close()
        known = settings.load(paths.settings_file())
        settings.save(paths.settings_file(), replace(known, last_file=str(path)))

    def on_bug(
        self, kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        """The one top hook: write it down, say so, go on."""
        _log.error("unexpected", exc_info=(kind, error, trace))
        if self.window is not None:
            FaultBox(error, self.window.language, self.window).show()


def remembered_theme(application: QApplication, options: QSettings) -> Theme:
    """The look as it was left the last time."""
    density = Density(str(options.value("window/density", Density.COMFORTABLE.value)))
    percent = int(str(options.value("window/percent", SMALLEST)))
    mode = Mode(str(options.value("window/theme", Mode.SYSTEM.value)))
    return Theme(application, mode, Metrics(density, percent))


def window_options() -> QSettings:
    """What the window remembers, in a file of our own folder (never the registry)."""
    return QSettings(str(paths.window_file()), QSettings.Format.IniFormat)


def usual_file() -> Path:
    """The data file in the usual place; an empty one is made when there is none."""
    path = paths.default_data_file()
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        open_session(path, create=True).close()
    return path
