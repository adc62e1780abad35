"""The columns of one file ready to be cleaned: each field with its cells, cleaner and remarks."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from app.documents.fields import FIELDS, Field
from app.intake.clean import ColumnCleaner, cleaner_for
from app.intake.errors import IntakeError
from app.intake.headers import header_key, unit_in_header
from app.intake.mapping import ColumnPlan, choices
from app.intake.profiles import Recipe
from app.intake.remark import Effect, Remark, Value
from app.intake.table import Cell

Remarked = tuple[int, Cell, Remark]

_AMOUNT = re.compile(r"[\d.,\s()+-]+")


class CleanColumn:
    """One field of every row. `header` is what the user sees as its column."""

    def __init__(
        self,
        field: Field,
        header: str,
        places: Sequence[int],
        cleaner: ColumnCleaner,
        recipe: Recipe,
    ) -> None:
        self.field = field
        self.header = header
        self._places = places
        self._cleaner = cleaner
        self._recipe = recipe
        self._found: list[Remarked] = []

    def clean(self, raw: Sequence[Sequence[Cell]]) -> list[Value]:
        """The values of a chunk; afterwards `remarks` tells what was noticed."""
        self._found = []
        if self._recipe.how == "sum":
            values = _added([self._clean_cells(raw[place]) for place in self._places])
        else:
            values = self._clean_cells(self._cells(raw))
        if self._recipe.is_absolute:
            values = [abs(value) if isinstance(value, int) else value for value in values]
        return values

    @property
    def is_head(self) -> bool:
        """Whether all rows of an order share the value."""
        return not (self.field.is_line or self._recipe.over_lines)

    def remarks(self) -> list[Remarked]:
        """(place in the chunk, the cell, the remark) of the last chunk."""
        return self._found

    def _clean_cells(self, cells: Sequence[Cell]) -> list[Value]:
        values = self._cleaner.clean(cells)
        if known := self._cleaner.remarks:
            self._found += [
                (index, cell, known[cell]) for index, cell in enumerate(cells) if cell in known
            ]
        if limit := self.field.max_length:
            self._check_length(values, limit)
        return values

    def _check_length(self, values: list[Value], limit: int) -> None:
        texts: list[str] = values  # type: ignore[assignment]  # only text fields have a limit
        if max(map(len, texts), default=0) <= limit:
            return
        remark = Remark("intake.too_long", Effect.DOUBTED, str(limit))
        self._found += [(i, text, remark) for i, text in enumerate(texts) if len(text) > limit]

    def _cells(self, raw: Sequence[Sequence[Cell]]) -> Sequence[Cell]:
        parts = [raw[place] for place in self._places]
        recipe = self._recipe
        if recipe.sign_of_money:
            return [_sign(str(cell), recipe.signs) for cell in parts[0]]
        if recipe.how == "join":
            return [" ".join(filter(None, map(_text, row))) for row in zip(*parts, strict=True)]
        if recipe.how == "first":
            return [next((c for c in row if _text(c)), "") for row in zip(*parts, strict=True)]
        return parts[0]


class ConstantColumn(CleanColumn):
    """A field with the same value in every row."""

    def __init__(self, field: Field, value: Value) -> None:
        super().__init__(field, "", (), cleaner_for(field), Recipe(()))
        self._value = value

    def clean(self, raw: Sequence[Sequence[Cell]]) -> list[Value]:
        """The constant, once a row."""
        return [self._value] * len(raw[0])


def columns_for(plan: ColumnPlan, headers: Sequence[str]) -> list[CleanColumn]:
    """The columns of a file, compiled once. Raises IntakeError for a constant that makes no sense
    in its field."""
    places: dict[str, int] = {}
    for index, header in enumerate(headers):
        places.setdefault(header_key(header), index)
    result: list[CleanColumn] = []
    for field in FIELDS[plan.kind]:
        if field.name in plan.constants:
            result.append(_constant(plan, field, plan.constants[field.name]))
        elif recipe := plan.recipes.get(field.name):
            result.append(_column(plan, field, recipe, places, headers))
    return result


def _column(
    plan: ColumnPlan,
    field: Field,
    recipe: Recipe,
    places: Mapping[str, int],
    headers: Sequence[str],
) -> CleanColumn:
    at = [places[key] for header in recipe.columns if (key := header_key(header)) in places]
    shown = " + ".join(headers[place] for place in at)
    return CleanColumn(field, shown, at, _cleaner(plan, field, recipe, shown), recipe)


def _cleaner(plan: ColumnPlan, field: Field, recipe: Recipe, header: str) -> ColumnCleaner:
    return cleaner_for(
        field,
        weight_unit=recipe.unit or unit_in_header(header) or "kg",
        date_order=plan.date_order,
        decimal_comma=plan.decimal_comma,
        choices=choices(field.name),
    )


def _constant(plan: ColumnPlan, field: Field, text: str) -> CleanColumn:
    cleaner = _cleaner(plan, field, Recipe(()), "")
    (value,) = cleaner.clean([text])
    if any(remark.effect is Effect.LOST for remark in cleaner.remarks.values()):
        raise IntakeError("intake.bad_constant", field=field.name, value=text)
    return ConstantColumn(field, value)


def _added(columns: Sequence[list[Value]]) -> list[Value]:
    """Sums row by row; absent where every part is absent."""
    return [
        sum(part for part in row if isinstance(part, int))
        if any(p is not None for p in row)
        else None
        for row in zip(*columns, strict=True)
    ]


def _sign(text: str, signs: Mapping[str, str]) -> str:
    """The sign in an amount ("US $12.50" → "US $"), then through the profile's table of signs."""
    sign = _AMOUNT.sub("", text)
    return signs.get(sign, sign)


def _text(cell: Cell) -> str:
    return str(cell).strip()
