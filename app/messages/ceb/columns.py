"""Columns of a message being written: memos from value to finished XML element.

Most values repeat (codes, names, units, quantities), so a column checks and escapes each distinct
value once; a row is then one C-level join over its columns.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from operator import getitem

from app.messages.ceb.forms import Problem, absence, check_of
from app.messages.ceb.spec import FieldSpec, FieldType, NodeSpec
from app.values.decimals import text_from_e5

Value = str | int | Decimal | None
Values = Sequence[Value]

_KEPT = 2000  # values remembered a column; beyond it a column is mostly numbers never seen again


class Unclean(Exception):
    """A value has a problem: the document takes the slow way, which says what and where."""


class Column(dict[Value, str]):
    """Values of one field → their XML element ("" = left out).

    `is_scaled`: whole numbers are at scale 5. Looking up a value with a problem raises Unclean.
    """

    def __init__(self, field: FieldSpec, prefix: str, *, is_scaled: bool = False) -> None:
        super().__init__()
        self.field = field
        self._open, self._close = f"<{prefix}{field.name}>", f"</{prefix}{field.name}>"
        self._is_scaled = is_scaled
        self._check = check_of(field)
        self._absence = absence(field)
        may_be_empty = field.type is FieldType.TEXT and field.min_length == 0
        self._empty = self._open + self._close if may_be_empty else ""

    def __missing__(self, value: Value) -> str:
        element, problem = self.render(value)
        if problem is not None:
            raise Unclean
        if len(self) < _KEPT:
            self[value] = element
        return element

    def render(self, value: Value) -> tuple[str, Problem | None]:
        """The element, and what is wrong with it."""
        text = self.text_of(value)
        if not text or text.isspace():
            if value is None or self._absence is not None:
                return "", self._absence
            return self._empty, None
        problem = self._check(text)
        return self._open + escaped(text) + self._close, problem

    def text_of(self, value: Value) -> str:
        """The value as written, before escaping; "" for None."""
        if value.__class__ is str:
            return value
        if value is None:
            return ""
        if isinstance(value, int):
            return text_from_e5(value) if self._is_scaled else str(value)
        if isinstance(value, Decimal):
            text = format(value, "f")
            return text.rstrip("0").rstrip(".") if "." in text else text
        raise TypeError(f"{self.field.name}: {value!r}")


def escaped(text: str) -> str:
    """Text as XML content. A bare carriage return would be read back as a line feed."""
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return text.replace("\r", "&#13;")


def columns_of(node: NodeSpec, prefix: str, scaled: frozenset[str] = frozenset()) -> list[Column]:
    """The columns of a node; `scaled` names those at scale 5 ("InventoryHead.freight")."""
    return [
        Column(field, prefix, is_scaled=f"{node.name}.{field.name}" in scaled)
        for field in node.fields
    ]


def row_text(columns: list[Column], row: Values) -> str:
    """The elements of a row. Raises Unclean."""
    return "".join(map(getitem, columns, row))
