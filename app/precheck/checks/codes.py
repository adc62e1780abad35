"""Codes that must stand in a code table. Which table is complete enough to refuse is in
`fields.toml`; what a newer table would know is only doubtful."""

from __future__ import annotations

from app.precheck.checks.lengths import each_field
from app.precheck.fields import ListField


def unknown(field: ListField) -> str:
    """SQL: the code is filled and stands in no row of its table."""
    return (
        f"{{0}} <> '' AND NOT EXISTS (SELECT 1 FROM known_code k"
        f" WHERE k.name = '{field.table}' AND k.code = {{0}})"
    ).format(f"r.{field.column}")


def _refused(field: ListField) -> str | None:
    return unknown(field) if field.codes and not field.doubtful else None


def _doubtful(field: ListField) -> str | None:
    return unknown(field) if field.codes and field.doubtful else None


CHECKS = {
    "unknown_code": each_field(_refused),
    "unlisted_code": each_field(_doubtful),
}
