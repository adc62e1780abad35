"""A seal of a data file: what its bytes were when it was closed the last time.

SQLite keeps no check sums of its pages: a bit that flips on the disk may change a number and nobody
hears of it. So whoever closes the file for good writes the digests of its blocks beside it. Whoever
opens it to write takes the seal away, so a seal that lies there is always of the file as it is; and
may compare before the first change. Without a seal nothing is known either way.
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path

from app.files import explained, read_json, write_whole

SUFFIX = ".seal"
BLOCK = 65_536
_DIGEST_BYTES = 16


@dataclass(frozen=True, slots=True)
class Seal:
    """The digests of all blocks, in their order."""

    digests: tuple[str, ...]


def put_seal(data_file: Path) -> None:
    """Write down what a closed data file holds. Raises CannotWrite."""
    with explained(data_file):
        _flush(data_file)
        said = {"format": "sandan seal 1", "block": BLOCK, "digests": _digests(data_file)}
    write_whole(seal_of(data_file), json.dumps(said, indent=0).encode())


def take_seal(data_file: Path) -> Seal | None:
    """Take the seal off a file that is about to be changed; None when there is none, or one nobody
    can read. Raises CannotWrite."""
    path = seal_of(data_file)
    try:
        said = read_json(path)
        seal = Seal(tuple(map(str, said["digests"]))) if said["block"] == BLOCK else None
    except (OSError, ValueError, KeyError, TypeError):
        seal = None
    with explained(path):
        path.unlink(missing_ok=True)
    return seal


def changed_blocks(data_file: Path, seal: Seal) -> list[int]:
    """The numbers, from 0, of the blocks that are not what they were; nobody may have written since
    the seal was taken. Raises CannotWrite when the file cannot be read."""
    with explained(data_file):
        found = _digests(data_file)
    length = max(len(found), len(seal.digests))
    return [at for at in range(length) if found[at : at + 1] != list(seal.digests[at : at + 1])]


def seal_of(data_file: Path) -> Path:
    """Where the seal of a data file lies."""
    return data_file.with_name(data_file.name + SUFFIX)


def _flush(data_file: Path) -> None:
    """Wait for the disk: SQLite does not when it shortens a file it has written anew."""
    with data_file.open("r+b") as file:
        os.fsync(file.fileno())


def _digests(data_file: Path) -> list[str]:
    digests = []
    with data_file.open("rb") as file:
        while block := file.read(BLOCK):
            digests.append(blake2b(block, digest_size=_DIGEST_BYTES).hexdigest())
    return digests
