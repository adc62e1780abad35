"""The checks, one module per theme. `checks` maps the name of a check to its statement."""

from __future__ import annotations

from functools import cache

from app.documents.fields import Flow
from app.precheck.checks import (
    amounts,
    codes,
    company,
    goods,
    identity,
    imports,
    lengths,
    limits,
    person,
    sequence,
    stock,
    weights,
)


@cache
def checks(flow: Flow) -> dict[str, str]:
    """The statements for lists of a flow. Rules say which of them apply; only those of single
    fields differ between the flows."""
    return {
        **company.CHECKS,
        **amounts.CHECKS,
        **weights.CHECKS,
        **goods.CHECKS,
        **codes.checks(flow),
        **lengths.checks(flow),
        **identity.CHECKS,
        **limits.CHECKS,
        **sequence.CHECKS,
        **imports.CHECKS,
        **stock.CHECKS,
        **person.CHECKS,
    }
