"""Undo by name of what is typed on one form: the states between the steps."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Generic, TypeVar

State = TypeVar("State")
MOST_STEPS = 200


@dataclass(frozen=True, slots=True)
class Step(Generic[State]):
    """A step: the key of its name with its parameters, and the state before and after it. Steps
    with the same `joins` that follow each other are one ("" = never)."""

    name: str
    before: State
    after: State
    params: Mapping[str, object] = field(default_factory=dict)
    joins: str = ""


class History(Generic[State]):
    """The steps done and those taken back."""

    def __init__(self) -> None:
        self._done: list[Step[State]] = []
        self._undone: list[Step[State]] = []

    def clear(self) -> None:
        """Forget everything: another record, or it was saved."""
        self._done.clear()
        self._undone.clear()

    def add(self, step: Step[State]) -> None:
        """A step was done."""
        last = self._done[-1] if self._done else None
        if last and step.joins and last.joins == step.joins and not self._undone:
            self._done[-1] = Step(step.name, last.before, step.after, step.params, step.joins)
        else:
            self._done = [*self._done, step][-MOST_STEPS:]
        self._undone.clear()

    def undo(self) -> Step[State] | None:
        """The step to take back now; None when there is none."""
        if not self._done:
            return None
        self._undone.append(self._done.pop())
        return self._undone[-1]

    def redo(self) -> Step[State] | None:
        """The step to do again now; None when there is none."""
        if not self._undone:
            return None
        self._done.append(self._undone.pop())
        return self._done[-1]
