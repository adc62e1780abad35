"""Times as messages carry them: YYYYMMDDhhmmss, receipts with milliseconds."""

from __future__ import annotations

from datetime import timedelta

from app.messages.ceb.forms import time_from_wire


def seconds_between(earlier: str, later: str) -> int:
    """Whole seconds from one appTime to another; 0 when either is no moment."""
    start, end = time_from_wire(earlier), time_from_wire(later)
    return int((end - start).total_seconds()) if start and end else 0


def time_after(app_time: str, seconds: int, milliseconds: int) -> str:
    """A returnTime some time after an appTime ("" when that is no moment)."""
    start = time_from_wire(app_time)
    if start is None:
        return ""
    moment = start + timedelta(seconds=seconds)
    return f"{moment:%Y%m%d%H%M%S}{milliseconds:03d}"
