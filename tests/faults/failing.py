"""A disk that fails at its n-th call, under every step that reads or writes.

Whatever fails: the program does not crash, says what the disk did, has not called saved what is not
there, and does the step the next time.
"""

from __future__ import annotations

import errno
import random
import shutil
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from pathlib import Path

from app.values.errors import AppError
from tests.faults.disk import SHORT, Call, Op, listening
from tests.faults.states import State, checked, in_memory, state_of
from tests.faults.work import STEPS, Place, Step, found


class Fault(StrEnum):
    """How the disk fails; `is_lasting` = from that call on, else once."""

    ERROR = "error"
    SHORT = "short read"
    FULL = "full"
    STAYS_FULL = "stays full"
    READ_ONLY = "read-only"
    GONE = "gone"

    @property
    def is_lasting(self) -> bool:
        """Whether all that follows fails too."""
        return self in (Fault.STAYS_FULL, Fault.READ_ONLY, Fault.GONE)

    @property
    def number(self) -> int:
        """What a failing call answers."""
        return {
            Fault.SHORT: SHORT,
            Fault.FULL: errno.ENOSPC,
            Fault.STAYS_FULL: errno.ENOSPC,
            Fault.READ_ONLY: errno.EROFS,
        }.get(self, errno.EIO)

    def concerns(self, call: Call) -> bool:
        """Whether such a disk fails at such a call."""
        match self:
            case Fault.SHORT:
                return call.op is Op.READ
            case Fault.FULL | Fault.STAYS_FULL:
                return call.op in (Op.WRITE, Op.FOLDER) or call.is_new
            case Fault.READ_ONLY:
                return call.op not in (Op.READ, Op.OPEN) or call.is_new
        return True


_REFUSED = {"error.disk", "error.read_only", "files.cannot_write", "intake.cannot_open"}
_SAID = {
    Fault.ERROR: {*_REFUSED, "error.bad_backup", "error.not_the_same"},
    Fault.FULL: {"error.disk_full", "files.disk_full", "error.disk"},  # room again when looked for
    Fault.STAYS_FULL: {"error.disk_full", "files.disk_full"},
    Fault.READ_ONLY: _REFUSED,
    Fault.SHORT: {
        *(*_REFUSED, "error.bad_backup", "error.damaged", "error.not_our_file"),
        *("error.not_the_same", "error.wrong_key"),
    },
    Fault.GONE: {*_REFUSED, "error.bad_backup"},
}
"""What a person may be told; anything else is a bug."""
_DONE = {"", "error.form_alone"}
"""What is said where the step was done, or the part of it that counts."""


@dataclass(slots=True)
class Failing:
    """Listens, and lets the n-th call fail that the fault concerns."""

    fault: Fault
    number: int
    seen: int = 0

    def __call__(self, call: Call) -> int:
        if not self.fault.concerns(call):
            return 0
        self.seen += 1
        is_hit = self.seen >= self.number if self.fault.is_lasting else self.seen == self.number
        return self.fault.number if is_hit else 0

    @property
    def was_hit(self) -> bool:
        """Whether the step came that far."""
        return self.seen >= self.number


@dataclass(slots=True)
class Tally:
    """What became of all trials: the errors by code ("" = the step went well all the same), and in
    `wrong` what must never be."""

    trials: int = 0
    said: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)


class Trials:
    """Trials of all steps on copies of one folder."""

    def __init__(
        self,
        folder: Path,
        steps: Mapping[str, Step] = STEPS,
        make: Callable[[Path], Place] = found,
    ) -> None:
        self._origin, self._steps = make(folder / "origin"), steps
        self._before = state_of(self._origin)
        self._calls: dict[str, list[Call]] = {}
        self._done = {name: self._carry_out(name) for name in steps}
        self.tally = Tally()

    def run(self, count: int, seed: int = 4, faults: Iterable[Fault] = tuple(Fault)) -> Tally:
        """Under every step, let so many of its calls fail in these ways, each in a trial."""
        chance = random.Random(seed)
        for step in self._steps:
            for fault in faults:
                calls = sum(map(fault.concerns, self._calls[step]))
                for number in sorted(chance.sample(range(1, calls + 1), min(count, calls))):
                    self._try(step, fault, number)
        return self.tally

    def _carry_out(self, step: str) -> State:
        calls = self._calls[step] = []
        with self._copy() as place:
            with listening(place.folder, lambda call: calls.append(replace(call, data=b"")) or 0):
                self._steps[step](place)
            return state_of(place)

    def _try(self, step: str, fault: Fault, number: int) -> None:
        listener = Failing(fault, number)
        with self._copy() as place:
            code = self._said(step, place, listener)
            if not listener.was_hit:  # the files had other sizes this time
                return
            self.tally.trials += 1
            self.tally.said[code] += 1
            for wrong in self._look(step, place, fault, code):
                self.tally.wrong.append(f"{step}, {fault} at {number}: {wrong}")

    def _said(self, step: str, place: Place, listener: Failing) -> str:
        """The code of the error a person is shown; "" = none."""
        try:
            with listening(place.folder, listener) as open_files:
                self._steps[step](place)
        except AppError as error:
            left = open_files()  # as long as the error is shown, nobody could move them
            return f"{error.code}, left open {left}" if left else error.code
        except Exception as error:  # noqa: BLE001 - whatever else happens is what is looked for
            return f"crash {type(error).__name__}: {error}"
        return ""

    def _look(self, step: str, place: Place, fault: Fault, code: str) -> Iterator[str]:
        if code not in _SAID[fault] | _DONE:
            yield f"said {code}"
        yield from checked(place)
        left, done = state_of(place), self._done[step]
        promised = done.form if code in _DONE else self._before.form
        if left.form != promised and fault is not Fault.GONE:  # then nobody can look
            yield "another form"
        if not code and len(left.calls) != len(done.calls):
            yield "said done, is not"
        if not code and step != "restore" and left.files.keys() != done.files.keys():
            yield f"files differ: {sorted(left.files.keys() ^ done.files.keys())}"
        if left.content == self._before.content:
            self._steps[step](place)
            if len(state_of(place).calls) != len(done.calls):
                yield "not done the next time"
        elif len(left.calls) != len(done.calls):
            yield "half done"

    def _copy(self) -> _Copy:
        return _Copy(self._origin)


class _Copy(tempfile.TemporaryDirectory[str]):
    """A folder of its own for one trial."""

    def __init__(self, origin: Place) -> None:
        super().__init__(dir=in_memory(), ignore_cleanup_errors=True)
        self._place = Place(Path(self.name) / "a")
        shutil.copytree(origin.folder, self._place.folder)

    def __enter__(self) -> Place:  # type: ignore[override]
        return self._place
