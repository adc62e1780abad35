"""Which backups are kept: the newest of all, and the last of each day, week and month."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from datetime import datetime

from app.store.backup import Backup, age


@dataclass(frozen=True, slots=True)
class Keep:
    """How many are kept of each kind."""

    latest: int = 12
    daily: int = 7
    weekly: int = 4
    monthly: int = 12


def expendable(backups: Iterable[Backup], keep: Keep) -> list[Backup]:
    """The backups that may go: none of the newest, and not the last one of a day, week or month
    that is kept. In the order of their age, the oldest first."""
    newest_first = sorted(backups, key=age, reverse=True)
    kept = {each.path for each in newest_first[: keep.latest]}
    for count, period in (
        (keep.daily, _day),
        (keep.weekly, _week),
        (keep.monthly, _month),
    ):
        kept.update(each.path for each in _last_of(newest_first, period, count))
    return [each for each in reversed(newest_first) if each.path not in kept]


def _last_of(
    newest_first: list[Backup], period: Callable[[datetime], Hashable], count: int
) -> list[Backup]:
    """The last backup of each of the newest periods that have one."""
    last: dict[Hashable, Backup] = {}
    for each in newest_first:
        last.setdefault(period(each.at), each)
    return list(last.values())[:count]


def _day(at: datetime) -> Hashable:
    return at.date()


def _week(at: datetime) -> Hashable:
    return at.isocalendar()[:2]


def _month(at: datetime) -> Hashable:
    return at.year, at.month
