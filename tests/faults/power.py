"""Power cuts: what of the calls on the disk is left when the current fails at any moment.

A recording keeps every call on the files of a folder. From it a crash image is made of any moment:
what was synced is there, of the rest anything may be: nothing, all, some of it in any order, some
sectors of it. Names follow the same rule: made, renamed and removed for good only once their folder
was synced.
"""

from __future__ import annotations

import os
import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from tests.faults.disk import Call, Op, listening

SECTOR = 512


class Cut(StrEnum):
    """What becomes of the writes that were not synced."""

    DROPPED = "dropped"
    KEPT = "kept"
    SOME = "some"
    TORN = "torn"


@dataclass(slots=True)
class Recording:
    """The calls below `root` since `start` (path → bytes; folders end with a slash)."""

    root: Path
    start: dict[str, bytes]
    calls: list[Call] = field(default_factory=list)

    def points(self, count: int, seed: int) -> list[tuple[int, Cut]]:
        """So many moments in their order, each with what the cut does. Most lie beside a sync or a
        change of names, where a program decides what it relies on."""
        chance = random.Random(seed)
        plain = {Op.WRITE, Op.OPEN, Op.TRUNCATE}
        edges = [at for at, call in enumerate(self.calls) if call.op not in plain]
        beside = sorted({each for at in edges for each in (at, at + 1)})
        anywhere = range(len(self.calls) + 1)
        chosen = (chance.choice(beside if number % 3 else anywhere) for number in range(count))
        return [(at, chance.choice(list(Cut))) for at in sorted(chosen)]


@contextmanager
def recording(root: Path) -> Iterator[Recording]:
    """Record what the block does to the files below a folder, which are all on the disk now."""
    found = Recording(root.resolve(), dict(_files(root.resolve())))

    def hear(call: Call) -> int:
        if call.op is not Op.READ and (call.op is not Op.OPEN or call.is_new):
            found.calls.append(call)
        return 0

    with listening(root, hear):
        yield found


def _files(root: Path) -> Iterator[tuple[str, bytes]]:
    for folder, _, names in os.walk(root):
        yield folder + os.sep, b""
        for name in names:
            path = os.path.join(folder, name)
            yield path, Path(path).read_bytes()


@dataclass(slots=True)
class _File:
    """What of a file is on the disk, and the writes and truncations (data None) that may be."""

    safe: bytearray
    waiting: list[tuple[int, bytes | None]] = field(default_factory=list)

    def sync(self) -> None:
        """All of it is on the disk."""
        for at, data in self.waiting:
            _put(self.safe, at, data)
        self.waiting.clear()

    def after(self, cut: Cut, chance: random.Random) -> bytes:
        """Its bytes after a power cut."""
        left = bytearray(self.safe)
        for at, data in self.waiting:
            for place, piece in _survivors(at, data, cut, chance):
                _put(left, place, piece)
        return bytes(left)


def _survivors(
    at: int, data: bytes | None, cut: Cut, chance: random.Random
) -> Iterator[tuple[int, bytes | None]]:
    if cut is Cut.KEPT or (cut is Cut.SOME and chance.random() < 0.5):
        yield at, data
    elif cut is Cut.TORN and data is None:
        if chance.random() < 0.5:
            yield at, None
    elif cut is Cut.TORN and data is not None:
        edges = [at, *range(at - at % SECTOR + SECTOR, at + len(data), SECTOR)]
        for edge, end in zip(edges, [*edges[1:], at + len(data)], strict=True):
            if chance.random() < 0.5:
                yield edge, data[edge - at : end - at]


def _put(content: bytearray, at: int, data: bytes | None) -> None:
    if data is None:
        del content[at:]
        content.extend(bytes(at - len(content)))
    else:
        content.extend(bytes(max(0, at - len(content))))
        content[at : at + len(data)] = data


@dataclass(frozen=True, slots=True)
class _Naming:
    """A change of names in a folder, which is lost or kept as one: `path` gets a file, loses it
    (None), or the name `old` with all below it becomes `path`."""

    path: str
    file: _File | None = None
    old: str = ""

    @property
    def folder(self) -> str:
        """Whose sync makes it last."""
        return os.path.dirname(self.path.rstrip(os.sep))

    def apply(self, names: dict[str, _File]) -> None:
        """Carry it out."""
        if self.old:
            below = self.old + os.sep
            for path in [each for each in names if each == self.old or each.startswith(below)]:
                names[self.path + path.removeprefix(self.old)] = names.pop(path)
        elif self.file is None:
            names.pop(self.path, None)
        else:
            names[self.path] = self.file


class Disk:
    """What is on the disk while a recording is played, call after call."""

    def __init__(self, found: Recording) -> None:
        self._calls, self._at = found.calls, 0
        self._safe = {path: _File(bytearray(data)) for path, data in found.start.items()}
        self._live = dict(self._safe)
        self._waiting: list[_Naming] = []

    def play(self, until: int) -> None:
        """Go on until so many calls were carried out."""
        while self._at < until:
            self._do(self._calls[self._at])
            self._at += 1

    def after_cut(self, cut: Cut, chance: random.Random) -> dict[str, bytes]:
        """The files that are there when the power fails now. Names change in their order, as on a
        file system with a journal; how many of the last changes are lost is chance."""
        names = dict(self._safe)
        known = {Cut.DROPPED: 0, Cut.KEPT: len(self._waiting)}
        for naming in self._waiting[: known.get(cut, chance.randint(0, len(self._waiting)))]:
            naming.apply(names)
        return {path: file.after(cut, chance) for path, file in names.items()}

    def _do(self, call: Call) -> None:
        match call.op:
            case Op.OPEN if call.is_new:
                self._name(_Naming(call.path, _File(bytearray())))
            case Op.WRITE:
                self._live[call.path].waiting.append((call.at, call.data))
            case Op.TRUNCATE:
                self._live[call.path].waiting.append((call.at, None))
            case Op.SYNC:
                self._live[call.path].sync()
            case Op.DELETE:
                self._name(_Naming(call.path))
            case Op.FOLDER:
                self._name(_Naming(call.path + os.sep, _File(bytearray())))
            case Op.NO_FOLDER:
                self._name(_Naming(call.path + os.sep))
            case Op.RENAME:
                self._name(_Naming(call.target, old=call.path))
            case Op.SYNC_FOLDER:
                self._sync_folder(call.path)

    def _name(self, naming: _Naming) -> None:
        naming.apply(self._live)
        self._waiting.append(naming)

    def _sync_folder(self, folder: str) -> None:
        for naming in self._waiting:
            if naming.folder == folder:
                naming.apply(self._safe)
        self._waiting = [each for each in self._waiting if each.folder != folder]


def lay_out(files: dict[str, bytes], root: Path, target: Path) -> None:
    """Write the files of an image, which lay below `root`, below `target`."""
    for path, data in sorted(files.items()):
        there = target / os.path.relpath(path, root)
        if not there.parent.is_dir():  # its folder was never kept: nobody can reach it
            continue
        if path.endswith(os.sep):
            there.mkdir(exist_ok=True)
        else:
            there.write_bytes(data)
