"""A call that leaves no trace when it turns out that there was nothing to do."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from app.store.session import Call, Session


@dataclass(slots=True)
class Attempt:
    """A call under way; without `changed` set it is rolled back, so that it does not bury undo."""

    call: Call
    changed: bool = False


class _NothingToSave(Exception):
    pass


@contextmanager
def attempt(session: Session, verb: str, **params: object) -> Iterator[Attempt]:
    """Like `session.call`, but kept only when the body sets `changed`."""
    try:
        with session.call(verb, border=False, **params) as call:
            trial = Attempt(call)
            yield trial
            if not trial.changed:
                raise _NothingToSave
    except _NothingToSave:
        pass
