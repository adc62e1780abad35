"""What a company's folder holds at a moment, to be compared with what it held before."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path

from app.files import PARTIAL
from app.store.database import create, open_reader
from app.store.journal import journaled_tables
from app.store.keys import key_of
from app.workflow.backups import Keeper
from app.workflow.checkup import check
from tests.faults.work import Place


@dataclass(frozen=True, slots=True)
class State:
    """The calls, a digest of all rows, and the other files by the part of their path below the
    folder; `step` is what led there, after `at` calls on the disk; `form`: how an
    encrypted file begins."""

    at: int
    step: str
    calls: tuple[str, ...]
    rows: str
    files: dict[str, str]
    form: bytes = b""

    @property
    def content(self) -> tuple[tuple[str, ...], str]:
        """Of the data file."""
        return self.calls, self.rows


def state_of(place: Place, step: str = "", at: int = 0) -> State:
    """What a folder holds now. Raises StoreError."""
    rows = sha256()
    with closing(open_reader(place.data_file)) as conn:
        calls = tuple(
            f"{number} {verb} {params}"
            for number, verb, params in conn.execute("SELECT id, verb, params FROM call")
        )
        for table in _tables():
            found = conn.execute(f"SELECT * FROM {table} ORDER BY id").fetchall()
            rows.update(repr(found).encode())
    key = key_of(place.data_file)
    form = b"" if key is None else key.head
    return State(at, step, calls, rows.hexdigest(), _files(place), form)


@cache
def _tables() -> list[str]:
    """Those whose rows are a company's data."""
    with tempfile.TemporaryDirectory() as name, closing(create(Path(name) / "a.sandan")) as conn:
        return [table.name for table in journaled_tables(conn)]


def _files(place: Place) -> dict[str, str]:
    """All but the data file, its journal and its seal, and what is not finished."""
    return {
        str(path.relative_to(place.folder)): sha256(path.read_bytes()).hexdigest()
        for path in place.folder.rglob("*")
        if path.is_file()
        and not path.name.startswith(place.data_file.name)
        and PARTIAL not in str(path)
    }


def checked(place: Place, keeper: Keeper | None = None) -> Iterator[str]:
    """What the check of the program finds wrong, with a keeper also in its backups."""
    found = check(place.data_file, keeper)
    if not found.is_good:
        yield f"check: {[each for each in found.checks if not each.is_good]} {found.refused}"


def in_memory() -> str | None:
    """Where many short-lived files are best made."""
    return "/dev/shm" if Path("/dev/shm").is_dir() else None
