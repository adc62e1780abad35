"""What every page is given: the open file, language, theme, actions, and the way out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from PySide6.QtCore import QSettings

from app.reference.codes import Codes
from app.ui.actions import Actions
from app.ui.language import Language
from app.ui.safekeeping import Safekeeping
from app.ui.theme import Theme
from app.ui.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Context:
    """Handed to pages by the window. `go` shows a page by key, optionally at one document;
    `today` is asked, never read from the clock by a page; `open_file` opens another data file
    (None: the usual one); `reopen` closes this one, does something with it and opens it again.
    `safekeeping` None: no backups are kept of this file."""

    workspace: Workspace
    language: Language
    theme: Theme
    actions: Actions
    codes: Codes
    options: QSettings
    today: Callable[[], date]
    go: Callable[..., None]
    notify: Callable[[str], None]
    open_file: Callable[[Path | None], None]
    reopen: Callable[[Callable[[], object]], None]
    safekeeping: Safekeeping | None
