"""Codes that must stand in a code table. Which table is complete enough to refuse is in
`fields.toml`; what a newer table would know is only doubtful."""

from __future__ import annotations

from app.documents.fields import Flow
from app.precheck.checks.lengths import each_field
from app.precheck.fields import ListField


def unknown(field: ListField) -> str:
    """SQL: the code is filled and stands in no row of its table."""
    column = f"r.{field.column}"
    known = f"SELECT code FROM known_code WHERE name = '{field.table}'"
    return f"{column} NOT IN ({known} UNION ALL SELECT '')"


def _refused(field: ListField) -> str | None:
    return unknown(field) if field.codes and not field.doubtful else None


def _doubtful(field: ListField) -> str | None:
    return unknown(field) if field.codes and field.doubtful else None


def checks(flow: Flow) -> dict[str, str]:
    """The checks for lists of this flow."""
    return {
        "unknown_code": each_field(flow, _refused),
        "unlisted_code": each_field(flow, _doubtful),
    }
