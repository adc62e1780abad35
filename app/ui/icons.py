"""The icons of `resources/icons`, in any colour, sharp at any scale.

Each is a line drawing on a 16 × 16 grid in `currentColor`, which Qt does not know; so a copy in
the wanted colour is written into a folder that lives as long as the program. The style sheet
needs such files anyway for check marks and arrows.
"""

from __future__ import annotations

import atexit
import shutil
import tempfile
from functools import cache
from pathlib import Path

from PySide6.QtCore import QSize
from PySide6.QtGui import QIcon

from app import resources

DISABLED_OPACITY = "0.4"
_PLACEHOLDER = "currentColor"


def names() -> list[str]:
    """The names of all icons, sorted."""
    return [Path(name).stem for name in resources.names("icons", ".svg")]


@cache
def icon(name: str, colour: str) -> QIcon:
    """The icon in a colour of the tokens ("#1B64DA"). Raises KeyError for an unknown name."""
    plain = str(coloured_file(name, colour))
    made = QIcon()
    for mode in (QIcon.Mode.Normal, QIcon.Mode.Active, QIcon.Mode.Selected):
        made.addFile(plain, QSize(), mode)  # else Qt tints the icon of a selected row
    faint = str(coloured_file(name, colour, disabled=True))
    made.addFile(faint, QSize(), QIcon.Mode.Disabled)
    return made


@cache
def coloured_file(name: str, colour: str, *, disabled: bool = False) -> Path:
    """A drawing in this colour as a file, for style sheets. Raises KeyError for an unknown name."""
    source = resources.root() / "icons" / f"{name}.svg"
    if not source.is_file():
        raise KeyError(f"there is no icon {name!r}")
    drawing = source.read_text(encoding="utf-8").replace(_PLACEHOLDER, colour)
    ending = ""
    if disabled:
        ending = "-disabled"
        drawing = drawing.replace("<svg ", f'<svg opacity="{DISABLED_OPACITY}" ', 1)
    target = _folder() / f"{name}-{colour.lstrip('#')}{ending}.svg"
    target.write_text(drawing, encoding="utf-8")
    return target


@cache
def _folder() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="sandan-icons-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder
