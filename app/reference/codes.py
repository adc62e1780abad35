"""The code tables as one company sees them: the shipped rows, and the rows it imported itself.

An imported row wins over the shipped one and is marked (`Entry.origin`). The rows come from outside
(the store keeps them, across upgrades); this module never reads or writes them anywhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from app.reference.recognise import Recogniser
from app.reference.tables import Entry, Origin, Trust, table


@dataclass(frozen=True, slots=True)
class Override:
    """A row the user imported. `values` holds the columns it states; the others stay as shipped."""

    table: str
    code: str
    values: dict[str, str]
    source: str
    imported_on: date


class Codes:
    """All look-ups in code tables. Build it once per company set; it never changes."""

    def __init__(self, overrides: Iterable[Override] = ()) -> None:
        """Raises UnknownTable for a row of a table that does not ship."""
        self._own: dict[str, dict[str, Entry]] = {}
        self._recognisers: dict[str, Recogniser] = {}
        for override in overrides:
            self._own.setdefault(override.table, {})[override.code] = _entry(override)

    def lookup(self, name: str, code: str) -> Entry | None:
        """The row of a code: the user's, else the shipped one. Raises UnknownTable."""
        return self._own.get(name, {}).get(code) or table(name).entry(code)

    def contains(self, name: str, code: str) -> bool:
        """Whether the code is known. Raises UnknownTable."""
        return code in table(name).rows or code in self._own.get(name, {})

    def entries(self, name: str) -> Iterator[Entry]:
        """All rows: shipped ones in the order of the list (or their replacement), then new ones."""
        own = self._own.get(name, {})
        for entry in table(name).entries():
            yield own.get(entry.code, entry)
        yield from (entry for code, entry in own.items() if code not in table(name).rows)

    def column(self, name: str, column: str = "") -> set[str]:
        """The different texts of a column (default: the code): to ask about many rows at once."""
        shipped, own = table(name), self._own.get(name, {})
        place = shipped.columns.index(column or shipped.key)
        texts = {row[place] for code, row in shipped.rows.items() if code not in own}
        return texts | {entry[column or shipped.key] for entry in own.values()}

    def recognise(self, name: str, text: str) -> str | None:
        """The official code a text of a file means; None when unknown or ambiguous. `name` is
        country, currency or unit."""
        if name not in self._recognisers:
            self._recognisers[name] = Recogniser(name, self.entries(name))
        return self._recognisers[name].code(text)


def _entry(override: Override) -> Entry:
    target = table(override.table)
    shipped = target.entry(override.code)
    values = (shipped.values if shipped else {}) | override.values | {target.key: override.code}
    values.pop("trust", None)  # it judged the shipped row
    return Entry(target.name, override.code, values, Trust.HIGH, override.source, Origin.USER)
