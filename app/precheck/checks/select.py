"""The form every check has: one SELECT over the documents being checked.

It may read the views `checked_list` and `checked_line` (columns of declaration_list and
declaration_line; a line names its list as list_id), `checked_order` (id, order_id), and any table
of the store. It yields id, line_no, field, value, expected, params.
"""

from __future__ import annotations

from app.values.decimals import UNIT


def finds(
    source: str,
    *,
    value: str,
    expected: str = "''",
    at: str = "h.id",
    line: str = "0",
    field: str = "''",
    params: str = "'{}'",
) -> str:
    """The statement of a check. `source` is everything after FROM; `at` the list's id; `field` an
    element other than the rule's; `params` JSON of further placeholders."""
    return (
        f"SELECT {at} AS id, {line} AS line_no, {field} AS field,"
        f" CAST({value} AS TEXT) AS value, CAST({expected} AS TEXT) AS expected,"
        f" {params} AS params FROM {source}"
    )


def plain(number: str) -> str:
    """SQL: a scale-5 number as shortest exact text, as `text_from_e5` writes it."""
    digits = f"printf('%d.%05d', abs({number}) / {UNIT}, abs({number}) % {UNIT})"
    return f"iif({number} < 0, '-', '') || rtrim(rtrim({digits}, '0'), '.')"
