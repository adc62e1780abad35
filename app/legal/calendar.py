"""Working days. The State Council publishes each year's holidays late in the year before; without
that table only weekends are known, and a day computed so is an estimate."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

_SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Calendar:
    """Days off besides weekends, weekend days worked instead, and the years whose official table
    was entered."""

    holidays: frozenset[date] = frozenset()
    worked_weekends: frozenset[date] = frozenset()
    official_years: frozenset[int] = frozenset()

    def is_working_day(self, day: date) -> bool:
        """Whether offices are open, as far as known."""
        weekday = day.weekday() < _SATURDAY or day in self.worked_weekends
        return weekday and day not in self.holidays

    def working_day_from(self, day: date) -> date:
        """The day itself when it is worked, else the next working day."""
        while not self.is_working_day(day):
            day += timedelta(days=1)
        return day

    def is_official(self, day: date) -> bool:
        """Whether the answer rests on the published table of that year."""
        return day.year in self.official_years


WEEKENDS_ONLY = Calendar()


@dataclass(frozen=True, slots=True)
class LegalDay:
    """A day the law names: `nominal` as written, `day` after holidays, and whether the calendar
    behind it was official (else show it as estimated)."""

    nominal: date
    day: date
    is_official: bool
