"""The time in tests: decided by the test, the same on every machine."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta


@dataclass(slots=True)
class FixedClock:
    """Answers `now`, and moves on by `tick` after each answer."""

    now: datetime = datetime(2026, 11, 16, 9, 0, 0, tzinfo=UTC)
    tick: timedelta = timedelta(seconds=1)

    def __call__(self) -> datetime:
        answer, self.now = self.now, self.now + self.tick
        return answer
