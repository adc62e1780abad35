"""Where the program's folders are; the only module that knows. Creates nothing.

`SANDAN_HOME` in the environment puts everything under one folder: for a USB stick, and for tests.
"""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

APP = "sandan"
HOME_VARIABLE = "SANDAN_HOME"
DATA_FILE = "sandan.sandan"


def data_folder() -> Path:
    """Where data files lie when the user does not say."""
    return _folder("data")


def log_folder() -> Path:
    """Where the log is written."""
    return _folder("log")


def settings_file() -> Path:
    """The options of this user on this computer."""
    return _folder("config") / "settings.json"


def window_file() -> Path:
    """What the window remembers: geometry, columns, last page."""
    return _folder("config") / "window.ini"


def claims_folder() -> Path:
    """Where open windows leave word which data files they show."""
    return _folder("config") / "open"


def claim_on(data_file: Path) -> Path:
    """The lock of the window that shows a data file; one for every way to write its place."""
    place = os.path.normcase(data_file.resolve())
    return claims_folder() / f"{hashlib.sha256(place.encode()).hexdigest()[:24]}.lock"


def default_data_file() -> Path:
    """The data file used when none is named."""
    return data_folder() / DATA_FILE


def sample_folder() -> Path:
    """Where the sample company is kept."""
    return data_folder() / "sample"


def outbox_beside(data_file: Path) -> Path:
    """Where the message files of a data file are put when the user does not say."""
    return data_file.absolute().parent / "outbox"


def inbox_beside(data_file: Path) -> Path:
    """Where answers and new documents for a data file are looked for."""
    return data_file.absolute().parent / "inbox"


def backups_beside(data_file: Path) -> Path:
    """Where the backups of a data file are put when the user does not say."""
    return data_file.absolute().parent / "backups"


def _folder(kind: str) -> Path:
    home = os.environ.get(HOME_VARIABLE)
    if home:
        return Path(home) / kind
    import platformdirs  # half a start-up's imports, needed only here

    if kind == "log":
        return platformdirs.user_log_path(APP, appauthor=False)
    if kind == "config":
        return platformdirs.user_config_path(APP, appauthor=False)
    return platformdirs.user_data_path(APP, appauthor=False)
