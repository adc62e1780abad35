"""A working day, cut off at hundreds of moments: what the next start finds is what was promised."""

from __future__ import annotations

import random
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from app.store.seal import changed_blocks, take_seal
from app.values.errors import AppError
from tests.faults.power import Disk, Recording, lay_out, recording
from tests.faults.states import State, checked, in_memory, state_of
from tests.faults.work import ENCRYPTED_STEPS, FORM_STEPS, STEPS, Place, found

DAY = (
    *("take off seal", "drafts", "import", "match", "lists", "messages", "receipts", "entry"),
    *("undo", "paper", "backup", "month", "workbook", "settings", "restore", "entry"),
    *("purge", "seal"),
)
FORM_DAY = ("encrypt", "entry", "rekey", "undo", "decrypt", "entry")
"""Takes SQLCipher."""
_ALL = STEPS | FORM_STEPS | ENCRYPTED_STEPS
USED_EVERY = 10
"""In one image of so many somebody goes on working."""


@dataclass(slots=True)
class Tally:
    """What became of all images; `wrong` holds what must never be."""

    calls: int = 0
    images: int = 0
    in_flight: int = 0
    wrong: list[str] = field(default_factory=list)


def run(folder: Path, points: int, seed: int = 2, day: Sequence[str] = DAY) -> Tally:
    """Record one day and cut it off at so many points."""
    place = found(folder / "day")
    with recording(place.folder) as record:
        states = list(_day(place, record, day))
    tally, disk = Tally(len(record.calls)), Disk(record)
    for at, cut in record.points(points, seed):
        disk.play(at)
        before = max((each for each in states if each.at <= at), key=lambda each: each.at)
        after = min((each for each in states if each.at >= at), key=lambda each: each.at)
        files = disk.after_cut(cut, random.Random(f"{seed} {at} {cut}"))
        tally.images += 1
        tally.in_flight += before is not after
        for wrong in _look(files, record, tally.images, before, after):
            tally.wrong.append(f"{at} {cut} in {after.step!r}: {wrong}")
    return tally


def _day(place: Place, record: Recording, day: Sequence[str]) -> Iterator[State]:
    yield state_of(place, "", 0)
    for step in day:
        _ALL[step](place)
        yield state_of(place, step, len(record.calls))


def _look(
    files: dict[str, bytes], record: Recording, number: int, before: State, after: State
) -> Iterator[str]:
    """Start the program on an image; what is not as it was promised."""
    with tempfile.TemporaryDirectory(dir=in_memory()) as name:
        place = Place(Path(name))
        lay_out(files, record.root, place.folder)
        try:
            yield from _opened(place, before, after)
            if number % USED_EVERY == 0:
                STEPS["entry"](place)
                yield from checked(place, place.keeper)
        except AppError as error:
            yield f"{error.code} {error.params}"


def _opened(place: Place, before: State, after: State) -> Iterator[str]:
    if not place.data_file.exists():
        yield "no data file"
        return
    seal = take_seal(place.data_file)
    if seal is not None and changed_blocks(place.data_file, seal):
        yield "called damaged"
    with place.session():
        pass
    yield from checked(place, place.keeper if after.step == "restore" else None)
    there = state_of(place, "", 0)
    if there.calls not in (before.calls, after.calls):
        if there.calls[: len(before.calls)] != before.calls:
            yield f"lost: {len(there.calls)} calls, {len(before.calls)} acknowledged"
    elif (there.calls, there.rows) not in [(each.calls, each.rows) for each in (before, after)]:
        yield "another content"
    for path, digest in before.files.items():
        if there.files.get(path) not in (digest, after.files.get(path)):
            yield f"file {path} {'changed' if path in there.files else 'lost'}"
