"""Starts Qt, opens the data file, shows the one window."""

from __future__ import annotations

import sys
from pathlib import Path

from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QApplication

from app import paths
from app.reference.codes import Codes
from app.ui.fonts import load_fonts
from app.ui.language import Language
from app.ui.main_window import MainWindow
from app.ui.metrics import SMALLEST, Density
from app.ui.theme import Mode, Theme
from app.ui.workspace import Workspace
from app.workflow.opening import open_session


def run(data_file: Path | None, language: str) -> int:
    """Show the window until it is closed; returns the exit code. `data_file` None = none yet."""
    application = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(application, QApplication)
    application.setApplicationName("Sandan")
    window = open_window(application, data_file or new_file(), language)
    window.show()
    return application.exec()


def open_window(application: QApplication, data_file: Path, language: str) -> MainWindow:
    """Build the window over a data file, as it was left the last time."""
    options = window_options()
    load_fonts()
    theme = Theme(application)
    theme.set_mode(Mode(str(options.value("window/theme", Mode.SYSTEM.value))))
    theme.set_density(Density(str(options.value("window/density", Density.COMFORTABLE.value))))
    theme.set_percent(int(str(options.value("window/percent", SMALLEST))))
    chosen = str(options.value("window/language", language))
    return MainWindow(
        Workspace(data_file),
        language=Language(chosen),
        theme=theme,
        options=options,
        codes=Codes(),
    )


def window_options() -> QSettings:
    """What the window remembers, in a file of our own folder (never the registry)."""
    return QSettings(str(paths.window_file()), QSettings.Format.IniFormat)


def new_file() -> Path:
    """Make an empty data file in the usual place."""
    path = paths.default_data_file()
    path.parent.mkdir(parents=True, exist_ok=True)
    open_session(path, create=True).close()
    return path
