"""Working days. The State Council publishes each year's holidays late in the year before; they are
in `resources/calendar`. In a year without them only weekends are known, and a day computed so is an
estimate."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from itertools import chain
from typing import Any

from app import resources

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

    def trading_day_from(self, day: date) -> date:
        """The day itself when currencies are traded on it, else the next such day: never a weekend,
        also not one that offices work instead of a holiday."""
        while day.weekday() >= _SATURDAY or day in self.holidays:
            day += timedelta(days=1)
        return day

    def is_official(self, day: date) -> bool:
        """Whether the answer rests on the published table of that year."""
        return day.year in self.official_years


@cache
def official_calendar() -> Calendar:
    """The calendar of all notices at hand."""
    years = resources.load_toml("calendar/holidays.toml")["year"]
    return Calendar(
        holidays=frozenset(chain.from_iterable(map(_days_off, years))),
        worked_weekends=frozenset(chain.from_iterable(year["worked"] for year in years)),
        official_years=frozenset(year["year"] for year in years),
    )


def _days_off(year: dict[str, Any]) -> Iterator[date]:
    for first, last in year["off"]:
        yield from map(date.fromordinal, range(first.toordinal(), last.toordinal() + 1))


@dataclass(frozen=True, slots=True)
class LegalDay:
    """A day the law names: `nominal` as written, `day` after holidays, and whether the calendar
    behind it was official (else show it as estimated)."""

    nominal: date
    day: date
    is_official: bool
