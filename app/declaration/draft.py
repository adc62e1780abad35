"""A list as a form holds it: texts by field, and what of them cannot be kept.

A cell is None where the program fills it in, from the masters and the documents of the order; a
text is what a person typed, "" included. Fields are columns of the store without `_e5`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from app.declaration.fields import Kind, head_fields, line_fields, value_from_text
from app.documents.fields import Flow
from app.values.codes import clean_code
from app.values.decimals import UNIT
from app.values.finding import DocumentKind, Finding, Severity

Cells = Mapping[str, str | None]

MOST_LINES = 100  # N03: lines of one CEB603
MOST_IMPORT_LINES = 99  # N02: lines of one CEB621
MOST_E5 = 10**15  # of one amount, price or quantity; far inside SQLite's integers

# What the order says of a line. A form may change it: it is then corrected in the order as well.
ORDERED: dict[str, Kind] = {
    "declared_qty_e5": Kind.SCALED,
    "price_e5": Kind.SCALED,
    "line_total_e5": Kind.SCALED,
}
# What a list entered by hand must say besides, for its order and its waybill.
ENTERED = ("order_no", "platform_name", "carrier_name", "waybill_no", "currency")


def needed_at_entry(flow: Flow) -> tuple[str, ...]:
    """The fields of the head a new list must say; the country of departure of an import list comes
    from the company's settings."""
    country = () if flow is Flow.IMPORT else ("country",)
    return (*ENTERED, *country, "gross_weight", "pieces")


def most_lines(flow: Flow) -> int:
    """How many lines a list of this flow can hold."""
    return MOST_IMPORT_LINES if flow is Flow.IMPORT else MOST_LINES


def draft_line(flow: Flow) -> dict[str, Kind]:
    """The columns of a line on the form of a flow."""
    return line_fields(flow) | ORDERED


_NUMBERS = {Kind.SCALED, Kind.COUNT}


@dataclass(frozen=True, slots=True)
class Draft:
    """Head and lines of one list. `origins` says for each line which stored line it was, 0 = it is
    new. `flow` is that of the list, and never changes."""

    head: Cells
    lines: tuple[Cells, ...]
    origins: tuple[int, ...]
    flow: Flow = Flow.EXPORT


@dataclass(frozen=True, slots=True)
class Amounts:
    """Quantity, price and total of a line, at scale 5."""

    qty: int
    price: int
    total: int


def plain_text(kind: Kind, text: str) -> str:
    """A typed text as it is read: numbers in half-width without separators of thousands."""
    return clean_code(text).replace(",", "") if kind in _NUMBERS else text.strip()


def cell_value(column: str, kind: Kind, text: str) -> str | int | None:
    """What the store keeps for a cell. Raises ValueError."""
    return value_from_text(column, kind, plain_text(kind, text))


def field_of(column: str) -> str:
    """The name of a column in a form."""
    return column.removesuffix("_e5")


def amounts(cells: Cells) -> Amounts | None:
    """Quantity, price and total; of price and total one may be missing and is worked out, half up
    to five decimals. None when they cannot be known."""
    try:
        qty, price, total = (_number(cells, column) for column in ORDERED)
    except ValueError:
        return None
    if not qty or (price is None and total is None):
        return None
    if total is None:
        total = _half_up(qty * (price or 0), UNIT)
    if price is None:
        price = _half_up(total * UNIT, qty)
    if max(qty, price, total) > MOST_E5:
        return None
    return Amounts(qty, price, total)


def _number(cells: Cells, column: str) -> int | None:
    text = cells.get(field_of(column)) or ""
    if not text.strip():
        return None
    value = cell_value(column, Kind.SCALED, text)
    assert isinstance(value, int)
    return value


def _half_up(amount: int, by: int) -> int:
    return (2 * amount + by) // (2 * by)


def faults(draft: Draft, *, is_new: bool) -> list[Finding]:
    """What keeps a form from being saved: texts that cannot be read, lines without number, quantity
    or price, and for a new list what its order and waybill need."""
    found = list(_unreadable(draft.head, draft.flow, 0))
    if is_new:
        found += [
            _fault("list_form.needed", name)
            for name in needed_at_entry(draft.flow)
            if not (draft.head.get(name) or "").strip()
        ]
    if not draft.lines:
        found.append(_fault("list_form.no_lines", ""))
    if len(draft.lines) > most_lines(draft.flow):
        found.append(_too_many_lines(draft))
    for number, cells in enumerate(draft.lines, 1):
        unreadable = list(_unreadable(cells, draft.flow, number))
        found += unreadable or list(_missing(cells, number))
    return found


def _unreadable(cells: Cells, flow: Flow, line: int) -> Iterator[Finding]:
    columns = draft_line(flow) if line else head_fields(flow)
    for column, kind in columns.items():
        text = cells.get(field_of(column))
        if text is None or (not text.strip() and (kind in _NUMBERS or column in ORDERED)):
            continue
        try:
            cell_value(column, kind, text)
        except ValueError:
            yield _fault("list_form.unreadable", field_of(column), line, text, flow)


def _missing(cells: Cells, line: int) -> Iterator[Finding]:
    if not (cells.get("sku") or "").strip():
        yield _fault("list_form.needed", "sku", line)
    if not (cells.get("declared_qty") or "").strip():
        yield _fault("list_form.needed", "declared_qty", line)
    elif amounts(cells) is None:
        yield _fault("list_form.no_price", "price", line)


def _too_many_lines(draft: Draft) -> Finding:
    found = _fault("list_form.too_many_lines", "", value=str(len(draft.lines)))
    return replace(found, expected=str(most_lines(draft.flow)))


# Fields of the head that people know by another name on an import list, and of its lines.
_IMPORT_LABELS = {
    "export_date": "list.import_date",
    "port_office": "list.import_port_office",
    "country": "list.departure_country",
}


def _label(field: str, line: int, flow: Flow) -> str:
    """The key of the name people know a field by."""
    if flow is Flow.IMPORT and field == "country" and line:
        return "list.origin"
    plain = f"list.{field}" if field else ""
    return _IMPORT_LABELS.get(field, plain) if flow is Flow.IMPORT else plain


def _fault(
    code: str, field: str, line: int = 0, value: str = "", flow: Flow = Flow.EXPORT
) -> Finding:
    return Finding(
        code,
        Severity.BLOCKING,
        DocumentKind.DECLARATION_LIST,
        line_no=line,
        field=field,
        value=value,
        params=(("label_key", label),) if (label := _label(field, line, flow)) else (),
    )
