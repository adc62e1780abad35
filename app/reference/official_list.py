"""Reads the rows of an official list (csv or sheet, already read as text) as rows of the user.

Columns are found by the headers official lists carry (`resources/codes/import_headers.toml`); a
column nobody knows is left out. Good rows come in, each bad one gives a finding.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from app import resources
from app.reference.codes import Override
from app.reference.recognise import unit_code, word_key
from app.reference.tables import Table, table
from app.values.codes import clean_code
from app.values.finding import Finding, Provenance, Severity

_UNIT_COLUMNS = ("statutory_unit_1", "statutory_unit_2")
Values = dict[str, str]


def overrides_from_rows(
    name: str, rows: Iterable[Mapping[str, str]], *, source: str, imported_on: date
) -> tuple[list[Override], list[Finding]]:
    """The rows of an official list for one table, and what was noticed. `rows` are dictionaries by
    header in file order, the first standing in line 2 of `source`. Raises UnknownTable.

    Findings: no column of codes (blocking), row without code, code too short (a spreadsheet ate its
    zeros), code twice, unknown unit; those rows are left out."""
    reader = _ListReader(table(name), source)
    overrides = []
    for number, row in enumerate(rows, start=2):
        values = reader.values(row, number)
        if values:
            code = values.pop(reader.table.key)
            overrides.append(Override(name, code, values, source, imported_on))
        if reader.has_no_key:
            break
    return overrides, reader.findings


class _ListReader:
    """The columns of one file, and the findings of its rows."""

    def __init__(self, target: Table, source: str) -> None:
        self.table = target
        self.findings: list[Finding] = []
        self.has_no_key = False
        self._source = source
        self._columns: dict[str, str] | None = None
        self._seen: set[str] = set()
        widths = {len(code) for code in target.rows}
        self._width = widths.pop() if len(widths) == 1 else 0

    def values(self, row: Mapping[str, str], number: int) -> Values | None:
        """The row under our column names, None when it cannot be used."""
        if self._columns is None:
            self._columns = _columns(self.table, row)
            self.has_no_key = self.table.key not in self._columns.values()
            if self.has_no_key:
                self._add("reference.list_no_code", 1, value=", ".join(row), blocking=True)
                return None
        values = {column: row[header].strip() for header, column in self._columns.items()}
        return values if self._is_sound(values, number) else None

    def _is_sound(self, values: Values, number: int) -> bool:
        code = values[self.table.key] = clean_code(values[self.table.key])
        if not code:
            self._add("reference.list_row_without_code", number)
        elif code.isdigit() and len(code) < self._width:
            self._add("reference.list_code_short", number, value=code, expected=str(self._width))
        elif code in self._seen:
            self._add("reference.list_code_twice", number, value=code)
        else:
            self._seen.add(code)
            return self._units_known(values, number)
        return False

    def _units_known(self, values: Values, number: int) -> bool:
        for column in _UNIT_COLUMNS:
            if text := values.get(column):
                unit = unit_code(text)
                if unit is None:
                    self._add("reference.list_unknown_unit", number, value=text)
                    return False
                values[column] = unit
        return True

    def _add(
        self, code: str, row: int, *, value: str = "", expected: str = "", blocking: bool = False
    ) -> None:
        severity = Severity.BLOCKING if blocking else Severity.DOUBTFUL
        where = Provenance(self._source, row=row)
        finding = Finding(code, severity, value=value, expected=expected, provenance=where)
        self.findings.append(finding)


def _columns(target: Table, row: Mapping[str, str]) -> dict[str, str]:
    """Header of the file → column of the table; the first header that fits a column wins."""
    known = {word_key(column): column for column in target.columns}
    for column, headers in resources.load_toml("codes/import_headers.toml").items():
        column = target.key if column == "key" else column
        if column in target.columns:
            known |= {word_key(header): column for header in headers}
    found: dict[str, str] = {}
    for header in row:
        ours = known.get(word_key(header), "")
        if ours and ours not in found.values():
            found[header] = ours
    return found
