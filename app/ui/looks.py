"""What a person can choose about the look of the window: for settings page and palette alike."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from app.text import LANGUAGES
from app.ui.language import Language
from app.ui.metrics import LARGEST, SMALLEST, STEP, Density
from app.ui.pinyin import words_for
from app.ui.theme import Mode, Theme

SIZE = "size"
SIZES = tuple(str(percent) for percent in range(SMALLEST, LARGEST + 1, STEP))


@dataclass(frozen=True, slots=True)
class Look:
    """One choice: its label is the text "settings.<name>", a value's "settings.<name>.<value>"."""

    name: str
    values: tuple[str, ...]
    current: Callable[[], str]
    choose: Callable[[str], object]

    def caption(self, value: str, language: Language) -> str:
        """A value in the language in use."""
        if self.name == SIZE:
            return f"{value} %"
        return language.text(f"settings.{self.name}.{value}")

    def words(self, value: str) -> str:
        """Everything a value may be looked for by."""
        label = words_for(f"settings.{self.name}")
        if self.name == SIZE:
            return f"{label} {value} %"
        return f"{label} {words_for(f'settings.{self.name}.{value}')}"


def looks(language: Language, theme: Theme) -> tuple[Look, ...]:
    """All choices, in the order of the settings page."""
    return (
        Look("language", tuple(LANGUAGES), lambda: language.code, language.switch),
        Look(
            "theme",
            tuple(Mode),
            lambda: theme.mode.value,
            lambda value: theme.set_mode(Mode(value)),
        ),
        Look(
            "density",
            tuple(Density),
            lambda: theme.sizes.density.value,
            lambda value: theme.set_density(Density(value)),
        ),
        Look(
            SIZE,
            SIZES,
            lambda: str(theme.sizes.percent),
            lambda value: theme.set_percent(int(value)),
        ),
    )
