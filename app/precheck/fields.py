"""The text fields of a list: where they stand, how long they may be, which table knows
their codes."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from app import resources
from app.documents.fields import Flow

MESSAGE = {Flow.EXPORT: "CEB603", Flow.IMPORT: "CEB621"}
# The messages of exports, in whose names the rules for both ways are written, and of imports.
_COUNTERPARTS = {"CEB603": "CEB621", "CEB303": "CEB311", "CEB403": "CEB411", "CEB505": "CEB511"}
_NODES = {"head": "InventoryHead", "line": "InventoryList"}
_DEMANDED = {"must", "should"}


@dataclass(frozen=True, slots=True)
class ListField:
    """One text field of `message`. `part` is head or line; `codes`/`by` the code table and its
    column ("" = no table, `by` "" = the code itself); `limited`: its length is judged by the
    general check."""

    message: str
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
        return f"{self.message}.{self.wire}"

    @property
    def table(self) -> str:
        """The name its codes have in temp.known_code."""
        return f"{self.codes}.{self.by}" if self.by else self.codes


def named_in(flow: Flow, element: str) -> str:
    """An element or message of exports ("CEB603.gcode") by its name in messages of this flow."""
    message, dot, wire = element.partition(".")
    return f"{_COUNTERPARTS.get(message, message)}{dot}{wire}" if flow is Flow.IMPORT else element


@cache
def list_fields(flow: Flow = Flow.EXPORT) -> tuple[ListField, ...]:
    """All of a list of this flow, heads first."""
    spec = {
        (row["node"], row["name"]): row
        for row in resources.iter_csv("ceb/fields.csv")
        if row["message"] == MESSAGE[flow]
    }
    table = resources.load_toml("precheck/fields.toml")
    return tuple(
        _field(MESSAGE[flow], part, row, spec[node, row["field"]])
        for part, node in _NODES.items()
        for row in (table if flow is Flow.EXPORT else table["import"])[part]
    )


def _field(message: str, part: str, row: dict[str, str], spec: dict[str, str]) -> ListField:
    return ListField(
        message=message,
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
