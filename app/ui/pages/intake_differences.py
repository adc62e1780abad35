"""What a file would change of documents that are there: old and new value, field by field."""

from __future__ import annotations

from collections.abc import Sequence

from app.ui.language import Language
from app.ui.models.plain_model import Cell, Line, PlainModel
from app.ui.theme import Theme
from app.ui.values import UNKNOWN
from app.ui.widgets.plain_table import PlainTable
from app.values.personal import is_personal, masked_number
from app.workflow.intake import Difference

HEADINGS = ("kind", "number", "field", "before", "after")
WIDTHS = (90, 190, 170, 240)


class DifferenceTable(PlainTable):
    """Personal data are masked, on both sides."""

    def __init__(self, language: Language, theme: Theme) -> None:
        self._language = language
        self._differences: Sequence[Difference] = ()
        self.lines = PlainModel(theme)
        super().__init__(self.lines, "table.import_differences", language, theme)
        language.follow(self, self._show)

    def show_differences(self, differences: Sequence[Difference]) -> None:
        """Show these."""
        self._differences = differences
        self._show()

    def _show(self) -> None:
        text = self._language.text
        self.lines.show_lines(
            [text(f"import_difference.{name}") for name in HEADINGS],
            [self._line(each) for each in self._differences],
        )
        self.set_widths(*WIDTHS)

    def _line(self, difference: Difference) -> Line:
        field = difference.field
        name = field.zh if self._language.code == "zh_CN" else field.en
        before, after = (
            masked_number(value) if is_personal(field.name) else value
            for value in (difference.before, difference.after)
        )
        return (
            Cell(self._language.text(f"import_kind.{difference.kind}")),
            Cell(difference.number),
            Cell(name),
            Cell(before or UNKNOWN, ink="muted"),
            Cell(after or UNKNOWN),
        )
