"""Starts the Qt application and its one window."""

from __future__ import annotations

import sys
from pathlib import Path

from PySide6.QtWidgets import QApplication

from app.ui.main_window import MainWindow


def run(data_file: Path | None, language: str) -> int:
    """Show the window until it is closed; returns the exit code. `data_file` None = none yet."""
    application = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(application, QApplication)
    application.setApplicationName("Sandan")
    application.setStyle("Fusion")
    window = MainWindow(data_file, language)
    window.show()
    return application.exec()
