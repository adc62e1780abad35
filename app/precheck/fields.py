"""The text fields of a list: where they stand, how long they may be, which table knows
their codes."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from app import resources

MESSAGE = "CEB603"
_NODES = {"head": "InventoryHead", "line": "InventoryList"}
_DEMANDED = {"must", "should"}


@dataclass(frozen=True, slots=True)
class ListField:
    """One text field. `part` is head or line; `codes`/`by` the code table and its column ("" = no
    table, `by` "" = the code itself); `limited`: its length is judged by the general check."""

    part: str
    column: str
    wire: str
    zh: str
    en: str
    min_length: int
    max_length: int
    required: bool
    limited: bool
    codes: str
    by: str
    doubtful: bool

    @property
    def element(self) -> str:
        """The element as findings name it: "CEB603.gcode"."""
        return f"{MESSAGE}.{self.wire}"

    @property
    def table(self) -> str:
        """The name its codes have in temp.known_code."""
        return f"{self.codes}.{self.by}" if self.by else self.codes


@cache
def list_fields() -> tuple[ListField, ...]:
    """All of them, heads first."""
    spec = {
        (row["node"], row["name"]): row
        for row in resources.iter_csv("ceb/fields.csv")
        if row["message"] == MESSAGE
    }
    return tuple(
        _field(part, row, spec[node, row["field"]])
        for part, node in _NODES.items()
        for row in resources.load_toml("precheck/fields.toml")[part]
    )


def max_length(wire: str) -> int:
    """The most characters an element of CEB603 takes."""
    return next(field.max_length for field in list_fields() if field.wire == wire)


def _field(part: str, row: dict[str, str], spec: dict[str, str]) -> ListField:
    return ListField(
        part=part,
        column=row["column"],
        wire=row["field"],
        zh=spec["zh"],
        en=spec["en"],
        min_length=int(spec["min_length"]),
        max_length=int(spec["max_length"]),
        required=spec["required"] in _DEMANDED,
        limited=bool(row.get("limit", True)),
        codes=row.get("codes", ""),
        by=row.get("by", ""),
        doubtful=bool(row.get("doubtful", False)),
    )
