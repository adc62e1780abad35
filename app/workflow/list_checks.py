"""What a list has passed of the pre-check, beside what was found."""

from __future__ import annotations

from app.documents.fields import Flow
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


def check_count(flow: Flow) -> int:
    """How many checks a list of this flow goes through."""
    return count(flow)
