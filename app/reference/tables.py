"""The shipped code tables of `resources/codes`, each read once, when first asked for.

`tables.toml` is the index: source, edition, trust and key of every table. A table holds plain
tuples of text; an `Entry` is made when somebody looks at a row, so that loading nine thousand
goods codes is cheap.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Any

from app import resources


class Trust(StrEnum):
    """How far a row may be relied on: official and confirmed, one copy only, unverified."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


class Origin(StrEnum):
    """Who put the row there."""

    SHIPPED = "shipped"
    USER = "user"


class UnknownTable(LookupError):
    """No table of this name ships with the program."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of a table. `values` holds all columns by name, as text ("" = nothing stated)."""

    table: str
    code: str
    values: dict[str, str]
    trust: Trust
    source: str
    origin: Origin = Origin.SHIPPED

    def __getitem__(self, column: str) -> str:
        """The text of a column, "" when the table or an imported row lacks it."""
        return self.values.get(column, "")

    @property
    def name_zh(self) -> str:
        """The Chinese name."""
        return self["name_zh"]

    @property
    def name_en(self) -> str:
        """The English name; "" where none is known."""
        return self["name_en"]


@dataclass(frozen=True, slots=True)
class Table:
    """A shipped table: what it is (from the index), and its rows by key in the list's order."""

    name: str
    title_zh: str
    title_en: str
    source: str
    edition: str
    trust: Trust
    reason: str
    licence: str
    key: str
    columns: tuple[str, ...]
    rows: dict[str, tuple[str, ...]]

    def entry(self, code: str) -> Entry | None:
        """The row of a code."""
        row = self.rows.get(code)
        return None if row is None else self._entry(code, row)

    def entries(self) -> Iterator[Entry]:
        """All rows, in the order of the list."""
        return (self._entry(code, row) for code, row in self.rows.items())

    def _entry(self, code: str, row: tuple[str, ...]) -> Entry:
        values = dict(zip(self.columns, row, strict=True))
        return Entry(self.name, code, values, Trust(values.get("trust", self.trust)), self.source)


@cache
def index() -> dict[str, dict[str, Any]]:
    """The index of the shipped tables: name → what `tables.toml` says."""
    return resources.load_toml("codes/tables.toml")


@cache
def table(name: str) -> Table:
    """A shipped table, read on first use. Raises UnknownTable."""
    if name not in index():
        raise UnknownTable(name)
    about = index()[name]
    path = resources.root() / "codes" / f"{name}.csv"
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.reader(file)
        columns = tuple(next(reader))
        key = columns.index(about["key"])
        rows = {row[key]: tuple(row) for row in reader}
    return Table(
        name=name,
        title_zh=about["title"]["zh"],
        title_en=about["title"]["en"],
        source=about["source"],
        edition=about["edition"],
        trust=Trust(about["trust"]),
        reason=about["reason"],
        licence=about["licence"],
        key=about["key"],
        columns=columns,
        rows=rows,
    )


def contains(name: str, code: str) -> bool:
    """Whether a shipped table knows the code."""
    return code in table(name).rows
