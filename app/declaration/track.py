"""What a list went through, how long each step took, and which lists are stuck."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from app.documents.status import BY_EVENT, EventKind, Status, meaning, rules


@dataclass(frozen=True, slots=True)
class Happening:
    """One event of a list as the store keeps it, oldest first."""

    kind: str
    code: str
    at: str
    info: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """One line of a list's story. `status` None = an event that changes none (an edit). `lasted`
    until the next step; None for the last one."""

    at: str
    kind: str
    status: Status | None
    code: str
    info: str
    lasted: timedelta | None


@dataclass(frozen=True, slots=True)
class Stuck:
    """A list that waits longer than it should. `hours` is how long, `limit` what is usual."""

    list_id: int
    own_no: str
    status: Status
    since: str
    hours: int
    limit: int


def timeline(events: Iterable[Happening]) -> list[Step]:
    """The story of a list, in the order things happened."""
    happened = list(events)
    following = [each.at for each in happened[1:]]
    steps = []
    for event, until in zip(happened, [*following, ""], strict=True):
        lasted = _time(until) - _time(event.at) if until else None
        steps.append(Step(event.at, event.kind, _status(event), event.code, event.info, lasted))
    return steps


def _status(event: Happening) -> Status | None:
    if event.kind == EventKind.RECEIPT:
        return meaning(event.code).status
    return BY_EVENT.get(EventKind(event.kind)) if event.kind in set(EventKind) else None


def limits(settings: Mapping[str, int]) -> dict[Status, int]:
    """Hours a status may last: the usual ones, overruled by the company's own."""
    usual = {status: rule.hours for status, rule in rules().items()}
    own = {Status(name): hours for name, hours in settings.items()}
    return {status: hours for status, hours in (usual | own).items() if hours}


def hours_between(since: str, now: datetime) -> int:
    """Whole hours from a stored time to now, both without zone."""
    return int((now.replace(tzinfo=None) - _time(since)) / timedelta(hours=1))


def _time(text: str) -> datetime:
    return datetime.fromisoformat(text)
