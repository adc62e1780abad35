"""Checking a data file (体检): its structure, its sums, its statuses, its newest backup."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from app.queries.month_check import Difference, recount
from app.store import checkup as store
from app.store.checkup import Check
from app.store.database import open_reader
from app.store.errors import Damaged, StoreError, legible
from app.store.salvage import Salvaged, salvage
from app.store.seal import Seal, changed_blocks, put_seal, take_seal
from app.values.errors import AppError
from app.values.progress import SILENT, Progress
from app.workflow.auditing import verify
from app.workflow.backups import Keeper

__all__ = [
    "Check", "Checkup", "Salvaged", "Seal", "SilentDamage", "changed_blocks", "check", "put_seal",
    "require_sound", "salvage", "take_seal",
]  # fmt: skip


SHOWN = 20
_NOT_CHECKED = ("error.busy", "error.encrypted", "error.no_cipher")


class SilentDamage(AppError):
    """The file is not what it was when it was closed, and no program changed it."""

    code = "error.silent_damage"


@dataclass(slots=True)
class Checkup:
    """What came of a check. `refused`: the error that kept the file from being opened at all."""

    checks: list[Check] = field(default_factory=list)
    refused: StoreError | None = None

    @property
    def is_good(self) -> bool:
        """Nothing is wrong with the file."""
        return self.refused is None and all(check.is_good for check in self.checks)


def check(data_file: Path, keeper: Keeper | None = None, progress: Progress = SILENT) -> Checkup:
    """Check a data file, and the newest backup of a keeper. Changes nothing, and never raises what
    it is there to find. Raises Cancelled, Busy, Encrypted, NoCipher."""
    found = Checkup()
    try:
        for one in _checks(data_file, keeper):
            progress.step("progress.checking_file", len(found.checks))
            found.checks.append(one)
    except StoreError as error:
        if error.code in _NOT_CHECKED:
            raise
        found.refused = error
    if keeper is not None and (backups := keeper.backups()):
        progress.step("progress.checking_file", len(found.checks))
        try:
            keeper.look(backups[0])
            found.checks.append(Check("backup"))
        except AppError:
            found.checks.append(Check("backup", 1, (backups[0].path.name,)))
    return found


def require_sound(data_file: Path) -> None:
    """Check a file that was not closed the last time: a journal that somebody removed since then
    leaves half a step in it. Raises Damaged, and what else keeps it from being read."""
    found = check(data_file)
    if found.refused is not None:
        raise found.refused
    for one in found.checks:
        if not one.is_good:
            raise Damaged(path=data_file, detail=one.wrong[0] if one.wrong else one.name)


def _checks(data_file: Path, keeper: Keeper | None) -> Iterator[Check]:
    with closing(open_reader(data_file)) as conn, legible(data_file):
        yield from store.check_file(conn)
        differing = recount(conn)
        yield Check("months", len(differing), tuple(map(_told, differing[:SHOWN])))
        found = verify(conn, keeper.backups() if keeper is not None else ())
        told = [f"{each.fault} {each.no} {each.source}".strip() for each in found.faults]
        yield Check("audit", len(told), tuple(told[:SHOWN]))


def _told(one: Difference) -> str:
    """Which total of a month is kept otherwise than the documents come to."""
    return " ".join(filter(None, one.key))
