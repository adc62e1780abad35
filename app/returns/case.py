"""Everything the rules ask about a return, and how a day is held against its last day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from app.documents.fields import Flow
from app.documents.returning import Condition
from app.legal.calendar import Calendar, official_calendar
from app.returns.verdict import Result

AREA_MODE = "1210"  # through a special area; its exports count from the day they left it


class Refunded(StrEnum):
    """Whether the export tax of the goods was refunded; "" = nobody has said."""

    NOT_SAID = ""
    NO = "no"
    YES = "yes"


@dataclass(frozen=True, slots=True)
class ReturnCase:
    """A return as the rules see it; days without a time, those of customs in Chinese time.

    `released` None: the original list is not released. `applied` is the day the application is (or
    would be) made, `arrived` the day the goods came back, None: not yet, so `today` is held against
    the last day. `office`: where the goods come back to. `grade`: the company's credit grade, "" =
    not known."""

    flow: Flow
    mode: str
    released: date | None
    exported: date
    applied: date
    today: date
    arrived: date | None = None
    condition: Condition = Condition.SEALED
    is_whole: bool = True
    hs_codes: tuple[str, ...] = ()
    original_office: str = ""
    office: str = ""
    left_area: date | None = None
    refunded: Refunded = Refunded.NOT_SAID
    certificate: str = ""
    via_centre: bool = False
    grade: str = ""

    @property
    def back(self) -> date:
        """The day held against the days goods must be back by."""
        return self.arrived or self.today


@dataclass(frozen=True, slots=True)
class Timing:
    """How a day stands to a last day."""

    result: Result
    reason: str
    is_estimated: bool


def timing(due: date, day: date, *, is_done: bool, calendar: Calendar | None = None) -> Timing:
    """A day against the last day, which is still inside. The law of returns does not say whether a
    last day without offices moves on: it stays, marked as estimated, and until the next working day
    a return is in doubt rather than late."""
    known = calendar or official_calendar()
    is_working = known.is_working_day(due)
    is_estimated = not is_working or not known.is_official(due)
    if day <= due:
        result, reason = (Result.HOLDS, "in_time") if is_done else (Result.OPEN, "ahead")
    elif not is_working and day <= known.working_day_from(due):
        result, reason = Result.UNKNOWN, "postponed"
    else:
        result, reason = Result.FAILS, "late"
    return Timing(result, reason, is_estimated)
