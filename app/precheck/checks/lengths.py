"""Fields that must be filled, and lengths of the wire. Nothing is ever cut: a shorter text is
proposed where one can be made, and a person chooses."""

from __future__ import annotations

from collections.abc import Callable

from app.documents.fields import Flow
from app.precheck.checks.select import finds
from app.precheck.fields import ListField, list_fields

_SOURCES = {
    "head": ("odd_head d CROSS JOIN checked_list r ON r.id = d.id", "r.id", "0"),
    "line": (
        "odd_line d CROSS JOIN checked_line r ON r.list_id = d.list_id AND r.line_no = d.line_no",
        "r.list_id",
        "r.line_no",
    ),
}

Condition = Callable[[ListField], str | None]


def each_field(
    flow: Flow, condition: Condition, expected: Callable[[ListField], str] | None = None
) -> str:
    """One check made of the same condition on every field of lists of this flow it applies to,
    over the rows that failed the one-pass test of all fields (`odd_rows`)."""
    parts = []
    for field in list_fields(flow):
        test = condition(field)
        if test is None:
            continue
        source, at, line = _SOURCES[field.part]
        parts.append(
            finds(
                f"{source} WHERE {test}",
                at=at,
                line=line,
                field=f"'{field.element}'",
                value=f"r.{field.column}",
                expected=expected(field) if expected else "''",
                params=f"json_object('label_zh_CN', {_quoted(field.zh)}, 'label_en',"
                f" {_quoted(field.en)}, 'length', length(r.{field.column}))",
            )
        )
    return " UNION ALL ".join(parts)


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def missing(field: ListField) -> str | None:
    """SQL: a demanded field is empty."""
    return f"coalesce(r.{field.column}, '') = ''" if field.required else None


def too_long(field: ListField) -> str | None:
    """SQL: more characters than the wire takes (a Chinese character is one)."""
    return f"length(r.{field.column}) > {field.max_length}" if field.limited else None


def too_short(field: ListField) -> str | None:
    """SQL: fewer characters than the wire asks for."""
    if not field.limited or field.min_length == 0:
        return None
    return f"r.{field.column} <> '' AND length(r.{field.column}) < {field.min_length}"


# A shorter goods number a person may take: without separators; else the bar code; else its end,
# which is where variants of one article differ.
_SQUEEZED = "replace(replace(replace(replace(l.sku, '-', ''), '_', ''), ' ', ''), '/', '')"
_PROPOSAL = f"""CASE
    WHEN length({_SQUEEZED}) <= :sku_length THEN {_SQUEEZED}
    WHEN length(l.barcode) BETWEEN 2 AND :sku_length THEN l.barcode
    ELSE substr({_SQUEEZED}, -:sku_length) END"""

_SKU_TOO_LONG = finds(
    "checked_line l WHERE length(l.sku) > :sku_length",
    at="l.list_id",
    line="l.line_no",
    value="l.sku",
    expected=":sku_length",
    params=f"json_object('proposal', {_PROPOSAL}, 'length', length(l.sku))",
)


def checks(flow: Flow) -> dict[str, str]:
    """The checks for lists of this flow."""
    return {
        "missing": each_field(flow, missing),
        "too_long": each_field(flow, too_long, lambda field: str(field.max_length)),
        "too_short": each_field(flow, too_short, lambda field: str(field.min_length)),
        "sku_too_long": _SKU_TOO_LONG,
    }
