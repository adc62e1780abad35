"""The rule table: what each check is called, how grave it is, where it comes from, since when.

One check may have several rules with different days in force (a document the law stopped asking for
turns from blocking to a note). The SQL of a check stands in `checks/` under the same name.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from app import resources
from app.documents.fields import Flow
from app.precheck.fields import named_in
from app.values.finding import DocumentKind, Severity

FIRST_DAY, LAST_DAY = date(1, 1, 1), date(9999, 12, 31)


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule. `flows`: of which lists; of import lists `id` and `field` are named by
    `as_of`. `id` is the cross-check ("A02") or field ("CEB603.gcode"); `field` the element of
    the message, "" when the check itself says which. `stops`: no list is built for such an order.
    `on`: the documents it looks at. `from_` and `to` are export days, both inside."""

    check: str
    flows: frozenset[Flow]
    id: str
    severity: Severity
    field: str
    source: str
    on: frozenset[DocumentKind]
    stops: bool
    from_: date
    to: date

    @property
    def code(self) -> str:
        """The code of its findings, and the key of their texts."""
        return f"precheck.{self.check}"

    def as_of(self, flow: Flow) -> tuple[str, str]:
        """`id` and `field` for lists of this flow: rules of both speak of the export messages."""
        return named_in(flow, self.id), named_in(flow, self.field)

    @property
    def is_dated(self) -> bool:
        """Whether the export day decides."""
        return self.from_ > FIRST_DAY or self.to < LAST_DAY


_BOTH = frozenset({DocumentKind.ORDER, DocumentKind.DECLARATION_LIST})


@cache
def settings() -> dict[str, Any]:
    """The numbers and words the checks compare with: `[settings]` of the rule table."""
    values: dict[str, Any] = resources.load_toml("precheck/rules.toml")["settings"]
    return values


@cache
def rules() -> tuple[Rule, ...]:
    """All rules in the order of the file."""
    return tuple(
        Rule(
            check=row["check"],
            flows=frozenset({Flow(row["flow"])} if "flow" in row else Flow),
            id=row["id"],
            severity=Severity(row["severity"]),
            field=row.get("field", ""),
            source=row["source"],
            on=frozenset({DocumentKind(row["on"])}) if "on" in row else _BOTH,
            stops=row.get("stops", False),
            from_=row.get("from", FIRST_DAY),
            to=row.get("to", LAST_DAY),
        )
        for row in resources.load_toml("precheck/rules.toml")["rule"]
    )
