"""The typefaces that ship with the program: a Chinese one, and one for codes and numbers.

Shipped so that a machine without Chinese fonts shows and prints text. Both have two weights, normal
and medium (500) for titles and figures; Qt would smear a heavier one out of these. Characters they
lack are taken from the system by Qt.
"""

from __future__ import annotations

import logging
from functools import cache
from typing import NamedTuple

from PySide6.QtGui import QFont, QFontDatabase

from app import resources
from app.ui.metrics import BODY, Metrics

_FACES = {"ui": "SandanSans", "mono": "SandanMono"}
_log = logging.getLogger(__name__)


class Families(NamedTuple):
    """Names of the families to ask Qt for."""

    ui: str
    mono: str


@cache
def load_fonts() -> Families:
    """Make the shipped faces known to Qt; to be called after the application is made and before
    anything is laid out. A face that cannot be loaded is replaced by the system's."""
    return Families(
        ui=_family(_FACES["ui"], QFontDatabase.SystemFont.GeneralFont),
        mono=_family(_FACES["mono"], QFontDatabase.SystemFont.FixedFont),
    )


def body_font(metrics: Metrics) -> QFont:
    """The font of plain text."""
    families = load_fonts()
    font = QFont([families.ui, families.mono])
    font.setPointSizeF(metrics.points(BODY))
    return font


def _family(face: str, instead: QFontDatabase.SystemFont) -> str:
    found = ""
    for name in resources.names("fonts", ".otf") + resources.names("fonts", ".ttf"):
        if face not in name:
            continue
        number = QFontDatabase.addApplicationFont(str(resources.root() / name))
        families = QFontDatabase.applicationFontFamilies(number) if number >= 0 else []
        if families:
            found = families[0]
        else:
            _log.warning("font %s cannot be loaded", name)
    return found or QFontDatabase.systemFont(instead).family()
