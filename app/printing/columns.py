"""The columns of printed tables, headed in the language of the paper."""

from __future__ import annotations

from app.printing.form import Align, Column
from app.printing.words import Words


class Columns:
    """Makes columns; the heading is the text "printing.column.<name>"."""

    def __init__(self, words: Words) -> None:
        self._words = words

    def __call__(
        self, name: str, share: int, align: Align = Align.LEFT, code: bool = False
    ) -> Column:
        """A column; `code`: in the face of codes and numbers."""
        return Column(self._words.say(f"printing.column.{name}"), share, align, code)

    def figure(self, name: str, share: int, align: Align = Align.RIGHT) -> Column:
        """A column of figures; aligned otherwise, it holds words."""
        return self(name, share, align, align is Align.RIGHT)
