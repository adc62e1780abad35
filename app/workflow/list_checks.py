"""What a list has passed of the pre-check, beside what was found."""

from __future__ import annotations

from app.precheck.groups import count, passed
from app.workflow.list_form import ListForm

__all__ = ["check_count", "passed_checks"]


def passed_checks(form: ListForm) -> tuple[str, ...]:
    """The groups of checks nothing was found in, in order (texts `precheck_group.<name>`); none
    for a list that was never judged."""
    if not form.head:
        return ()
    codes = (each.finding.code for each in form.findings)
    return passed(form.flow, form.head.get("customs_mode", ""), codes)


def check_count(form: ListForm) -> int:
    """How many checks such a list goes through."""
    return count(form.flow)
