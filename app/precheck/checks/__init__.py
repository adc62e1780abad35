"""The checks, one module per theme. `ALL` maps the name of a check to its statement."""

from __future__ import annotations

from app.precheck.checks import (
    amounts,
    codes,
    company,
    goods,
    identity,
    lengths,
    limits,
    sequence,
    weights,
)

ALL: dict[str, str] = {
    **company.CHECKS,
    **amounts.CHECKS,
    **weights.CHECKS,
    **goods.CHECKS,
    **codes.CHECKS,
    **lengths.CHECKS,
    **identity.CHECKS,
    **limits.CHECKS,
    **sequence.CHECKS,
}
