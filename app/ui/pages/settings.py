"""Settings of the window: language, light or dark, row height, size."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QComboBox, QFormLayout, QFrame, QLabel, QVBoxLayout

from app.text import LANGUAGES
from app.ui.context import Context
from app.ui.metrics import CARD_MARGINS, LARGEST, SMALLEST, Density
from app.ui.pages.base import BasePage
from app.ui.theme import Mode

SIZES = range(SMALLEST, LARGEST + 1, 25)


class Page(BasePage):
    """Every choice acts at once and is remembered."""

    key = "settings"

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._card = QFrame(self)
        self._card.setProperty("role", "card")
        layout = QVBoxLayout(self._card)
        layout.setContentsMargins(*CARD_MARGINS)
        self._form = QFormLayout()
        self._form.setHorizontalSpacing(24)
        layout.addLayout(self._form)
        self.body.addWidget(self._card)
        self.body.addStretch(1)
        theme, language = context.theme, context.language
        look, density = theme.mode.value, theme.sizes.density.value
        self.language_box = self._choice("language", list(LANGUAGES), language.code)
        self.theme_box = self._choice("theme", [mode.value for mode in Mode], look)
        self.density_box = self._choice("density", [one.value for one in Density], density)
        self.size_box = self._choice("size", list(map(str, SIZES)), str(theme.sizes.percent))
        self._on_choice(self.language_box, language.switch)
        self._on_choice(self.theme_box, lambda value: theme.set_mode(Mode(value)))
        self._on_choice(self.density_box, lambda value: theme.set_density(Density(value)))
        self._on_choice(self.size_box, lambda value: theme.set_percent(int(value)))

    def _on_choice(self, box: QComboBox, act: Callable[[str], object]) -> None:
        box.activated.connect(lambda _index: act(str(box.currentData())))

    def refresh(self) -> None:
        """Follow what was switched by a key."""
        theme = self.context.theme
        self._show(self.language_box, self.context.language.code)
        self._show(self.theme_box, theme.mode.value)
        self._show(self.density_box, theme.sizes.density.value)
        self._show(self.size_box, str(theme.sizes.percent))

    def _choice(self, name: str, values: list[str], current: str) -> QComboBox:
        box = QComboBox(self)
        box.setObjectName(f"settings.{name}")
        box.setMinimumWidth(220)
        for value in values:
            box.addItem("", value)
        label = QLabel(self)
        label.setProperty("role", "label")
        label.setBuddy(box)
        self._form.addRow(label, box)
        language = self.context.language
        language.bind(label, label.setText, f"settings.{name}")
        language.bind(box, box.setAccessibleName, f"settings.{name}")

        def name_items() -> None:
            for at, value in enumerate(values):
                key = f"settings.{name}.{value}"
                plain = f"{value} %" if name == "size" else self.say(key)
                box.setItemText(at, plain)

        language.follow(box, name_items)
        name_items()
        self._show(box, current)
        return box

    def _show(self, box: QComboBox, value: str) -> None:
        box.setCurrentIndex(box.findData(value))
