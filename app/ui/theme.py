"""Colours of the window, light and dark, and the one style sheet made from them.

Delegates and charts take their colours from `Theme.tokens`; everything else gets them from the
palette or from `resources/style/main.qss`, whose `$names` are the tokens and sizes below.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from string import Template

from PySide6.QtCore import QObject, QSignalBlocker, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QPalette
from PySide6.QtWidgets import QApplication
from shiboken6 import isValid

from app import resources
from app.ui import metrics
from app.ui.fonts import body_font, load_fonts
from app.ui.icons import coloured_file
from app.ui.literal import LiteralStyle
from app.ui.metrics import STEP, Density, Metrics
from app.ui.scaling import Spacing
from app.ui.wheel import WheelSize

TINT_PERCENT, EDGE_PERCENT = 10, 35


@dataclass(frozen=True, slots=True)
class Tokens:
    """The colours of one theme as "#RRGGBB". A status has its ink and, behind it, its tint."""

    window: str
    """Behind cards."""
    surface: str
    """Cards, rail, bars."""
    head: str
    """Behind table heads."""
    line: str
    """Borders of cards, grid lines: decoration, 1 px."""
    control: str
    """Borders of what can be used; at least 3 : 1 to what surrounds it."""
    text: str
    text_muted: str
    text_disabled: str
    accent: str
    """One primary button a page, links, selection bar."""
    accent_hover: str
    accent_pressed: str
    on_accent: str
    """Text on the accent."""
    focus: str
    """The ring of what has the keyboard."""
    focus_on_accent: str
    select: str
    """Behind the selected row or page."""
    hover: str
    pressed: str
    track: str
    """The empty part of a progress bar."""
    veil: str
    """Over the page, under a sheet: "#AARRGGBB"."""
    good: str
    warn: str
    bad: str
    info: str
    filed: str
    series: tuple[str, ...]
    """Chart colours in order of use, each at least 3 : 1 on the surface."""

    def ink(self, status: str) -> str:
        """The text colour of a status: good, warn, bad, info, filed or muted."""
        return self.text_muted if status == "muted" else str(getattr(self, status))

    def tint(self, status: str) -> str:
        """What stands behind the text of a status: a tenth of it over the surface."""
        return mixed(self.ink(status), self.surface, TINT_PERCENT)

    def edge(self, status: str) -> str:
        """The border of a box filled with the tint: decoration."""
        return mixed(self.ink(status), self.surface, EDGE_PERCENT)


STATUSES = ("good", "warn", "bad", "info", "filed", "muted")

LIGHT = Tokens(
    window="#F4F6F9",
    surface="#FFFFFF",
    head="#F9FAFC",
    line="#E3E7EE",
    control="#828DA0",
    text="#1D2430",
    text_muted="#5F6B80",
    text_disabled="#858FA0",
    accent="#1B64DA",
    accent_hover="#1857BF",
    accent_pressed="#154CA8",
    on_accent="#FFFFFF",
    focus="#1B64DA",
    focus_on_accent="#0A1B3D",
    select="#EEF4FF",
    hover="#F1F4F8",
    pressed="#E8ECF2",
    track="#E9EDF2",
    veil="#661D2430",
    good="#157347",
    warn="#8F5E11",
    bad="#B42F2F",
    info="#1B57BE",
    filed="#6B40BF",
    series=("#1B64DA", "#C2741A", "#157347", "#8A5FD6", "#B42F2F", "#5F6B80"),
)

DARK = Tokens(
    window="#14181F",
    surface="#1B212B",
    head="#1F2631",
    line="#2C3542",
    control="#717E94",
    text="#E6EAF0",
    text_muted="#9AA6B8",
    text_disabled="#6F7B8F",
    accent="#5B9BFF",
    accent_hover="#74ABFF",
    accent_pressed="#4189F5",
    on_accent="#0B1526",
    focus="#5B9BFF",
    focus_on_accent="#FFFFFF",
    select="#22304A",
    hover="#232B37",
    pressed="#2A3340",
    track="#2C3542",
    veil="#99080A0E",
    good="#5BC28E",
    warn="#E0B15A",
    bad="#F08A8A",
    info="#7FB0FF",
    filed="#B79CFF",
    series=("#5B9BFF", "#E0A04A", "#5BC28E", "#B79CFF", "#F08A8A", "#9AA6B8"),
)


class Mode(StrEnum):
    """What the user chose."""

    LIGHT = "light"
    DARK = "dark"
    SYSTEM = "system"


class Theme(QObject):
    """The look in use. Sets palette, font and style sheet of the application, now and whenever
    the user or the system changes their mind; then says `changed`."""

    changed = Signal()

    def __init__(
        self, app: QApplication, mode: Mode = Mode.SYSTEM, sizes: Metrics | None = None
    ) -> None:
        super().__init__(app)
        self._app = app
        self._mode = mode
        self._sizes = sizes or Metrics()
        self._spacing = Spacing(app, self)
        self._wheel = WheelSize(app, self, self.step_percent)
        self._followers: list[tuple[QObject, Callable[[], object]]] = []
        app.setStyle(LiteralStyle())
        app.styleHints().colorSchemeChanged.connect(self._follow_system)
        self.apply()

    @property
    def mode(self) -> Mode:
        """Light, dark, or as the system."""
        return self._mode

    @property
    def is_dark(self) -> bool:
        """Whether the dark colours are in use."""
        if self._mode is not Mode.SYSTEM:
            return self._mode is Mode.DARK
        return self._app.styleHints().colorScheme() is Qt.ColorScheme.Dark

    @property
    def tokens(self) -> Tokens:
        """The colours in use."""
        return DARK if self.is_dark else LIGHT

    @property
    def sizes(self) -> Metrics:
        """The sizes in use."""
        return self._sizes

    def set_mode(self, mode: Mode) -> None:
        """Switch to light, dark or as the system, at once."""
        self._mode = mode
        self.apply()

    def set_density(self, density: Density) -> None:
        """Change the height of rows, at once."""
        self._sizes = replace(self._sizes, density=density)
        self.apply()

    def set_percent(self, percent: int) -> None:
        """Change the size of everything, at once."""
        self._sizes = replace(self._sizes, percent=percent)
        self.apply()

    def step_percent(self, steps: int) -> None:
        """Make everything larger (or smaller, by fewer than none), as far as it goes."""
        percent = replace(self._sizes, percent=self._sizes.percent + steps * STEP).percent
        if percent != self._sizes.percent:
            self.set_percent(percent)

    def fit(self, owner: QObject, put: Callable[[int], object], size: int) -> None:
        """Put a size of `metrics` at the user's factor now and after every change of it, as long as
        `owner` lives."""

        self.follow(owner, lambda: put(self._sizes.px(size)))

    def follow(self, owner: QObject, show: Callable[[], object]) -> None:
        """Call `show` now and after every change of the look, as long as `owner` lives. A function
        connected to `changed` would be kept, with the window it belongs to, for good."""
        show()
        self._followers = [pair for pair in self._followers if isValid(pair[0])]
        self._followers.append((owner, show))

    def apply(self) -> None:
        """Dress the application in what was chosen."""
        self._tell_system()
        self._app.setStyleSheet("")  # a third of the time of replacing one sheet by another
        self._app.setPalette(palette(self.tokens))
        self._app.setFont(body_font(self._sizes))
        self._app.setStyleSheet(style_sheet(self.tokens, self._sizes))
        self._spacing.set_sizes(self._sizes)
        for owner, show in self._followers:
            if isValid(owner):
                show()
        self.changed.emit()

    def _follow_system(self) -> None:
        if self._mode is Mode.SYSTEM:
            self.apply()

    def _tell_system(self) -> None:
        """So that the title bar and the system's own dialogs are light or dark too."""
        schemes = {Mode.LIGHT: Qt.ColorScheme.Light, Mode.DARK: Qt.ColorScheme.Dark}
        hints = self._app.styleHints()
        with QSignalBlocker(hints):
            hints.setColorScheme(schemes.get(self._mode, Qt.ColorScheme.Unknown))


def mixed(colour: str, base: str, percent: int) -> str:
    """So many per cent of a colour over a base."""
    over, under = QColor(colour), QColor(base)
    parts = (
        (one * percent + two * (100 - percent) + 50) // 100
        for one, two in (
            (over.red(), under.red()),
            (over.green(), under.green()),
            (over.blue(), under.blue()),
        )
    )
    return "#" + "".join(f"{part:02X}" for part in parts)


def palette(tokens: Tokens) -> QPalette:
    """The palette of what the style sheet does not reach."""
    role = QPalette.ColorRole
    colours = {
        role.Window: tokens.window,
        role.WindowText: tokens.text,
        role.Base: tokens.surface,
        role.AlternateBase: tokens.head,
        role.Text: tokens.text,
        role.PlaceholderText: tokens.text_muted,
        role.Button: tokens.surface,
        role.ButtonText: tokens.text,
        role.BrightText: tokens.bad,
        role.Highlight: tokens.select,
        role.HighlightedText: tokens.text,
        role.Link: tokens.accent,
        role.LinkVisited: tokens.accent,
        role.ToolTipBase: tokens.text,
        role.ToolTipText: tokens.surface,
        role.Accent: tokens.accent,
        role.Light: tokens.surface,
        role.Midlight: tokens.hover,
        role.Mid: tokens.line,
        role.Dark: tokens.control,
        role.Shadow: tokens.line,
    }
    made = QPalette()
    for name, colour in colours.items():
        made.setColor(name, QColor(colour))
    for name in (role.WindowText, role.Text, role.ButtonText, role.HighlightedText):
        made.setColor(QPalette.ColorGroup.Disabled, name, QColor(tokens.text_disabled))
    return made


def style_sheet(tokens: Tokens, sizes: Metrics) -> str:
    """`main.qss` with its `$names` filled and its pixels at the user's factor. Raises KeyError for
    a name that is neither colour, size, typeface nor mark."""
    source = (resources.root() / "style" / "main.qss").read_text(encoding="utf-8")
    enlarged = re.sub(r"\b(\d+)px", lambda found: f"{sizes.px(int(found[1]))}px", source)
    return Template(enlarged).substitute(
        _colours(tokens) | _sizes(sizes) | _typefaces(sizes) | _marks(tokens)
    )


def _colours(tokens: Tokens) -> dict[str, str]:
    plain = {name: value for name, value in asdict(tokens).items() if isinstance(value, str)}
    tints = {f"{status}_tint": tokens.tint(status) for status in STATUSES}
    edges = {f"{status}_edge": tokens.edge(status) for status in STATUSES}
    return plain | tints | edges


def _sizes(sizes: Metrics) -> dict[str, str]:
    return {
        "radius_control": f"{sizes.px(metrics.RADIUS_CONTROL)}px",
        "radius_card": f"{sizes.px(metrics.RADIUS_CARD)}px",
        "header_height": f"{sizes.px(metrics.HEADER_HEIGHT)}px",
        "row_height": f"{sizes.row_height}px",
        "line_height": f"{max(sizes.px(metrics.LINE), QFontMetrics(body_font(sizes)).height())}px",
    }


def _typefaces(sizes: Metrics) -> dict[str, str]:
    families = load_fonts()
    points = {
        name: f"{sizes.points(getattr(metrics, name.upper())):g}pt"
        for name in ("label", "card_title", "page_title", "figure")
    }
    return points | {"mono_face": f'"{families.mono}", "{families.ui}"'}


def _marks(tokens: Tokens) -> dict[str, str]:
    """The drawings a style sheet can only take from files."""
    colours = {
        "chevron-down": tokens.text_muted,
        "chevron-left": tokens.text_muted,
        "chevron-right": tokens.text_muted,
        "plus": tokens.text_muted,
        "minus": tokens.text_muted,
        "sort-up": tokens.accent,
        "sort-down": tokens.accent,
        "check": tokens.on_accent,
        "dash": tokens.on_accent,
        "dot": tokens.on_accent,
    }
    return {
        "mark_" + name.replace("-", "_"): f'url("{coloured_file(name, colour).as_posix()}")'
        for name, colour in colours.items()
    }
