"""When a data file does not open: what can still be read goes into a new file, with a report."""

from __future__ import annotations

import csv
import io
import os
from dataclasses import dataclass
from pathlib import Path

from app.files import write_whole
from app.store.errors import Damaged, NotOurFile
from app.store.salvage import Salvaged, salvage
from app.values.errors import AppError

__all__ = ["NotOurFile", "Rescued", "is_broken", "rescue"]

_BROKEN = frozenset((Damaged.code, NotOurFile.code, "error.silent_damage", "error.bad_backup"))


@dataclass(frozen=True, slots=True)
class Rescued:
    """The new file, the report beside it, and what came of each table."""

    path: Path
    report: Path
    tables: tuple[Salvaged, ...]

    @property
    def saved(self) -> int:
        """Rows that were read."""
        return sum(each.saved for each in self.tables)

    @property
    def unreadable(self) -> int:
        """Places that could not be read; each may have held several rows."""
        return sum(each.unreadable for each in self.tables)

    @property
    def orphans(self) -> int:
        """Rows left out because what they belong to is gone."""
        return sum(each.orphans for each in self.tables)


def is_broken(error: AppError) -> bool:
    """Whether a backup is the way out of this error."""
    return error.code in _BROKEN


def rescue(damaged: Path, target: Path | None = None) -> Rescued:
    """Save every readable row into a new file, beside the damaged one unless `target` says where,
    and count per table in a report. The damaged file is only read. Raises NothingReadable when
    not one row can be read, StoreError, CannotWrite."""
    path = target or _free_name(damaged)
    tables = tuple(salvage(damaged, path))
    report = path.with_suffix(".report.csv")
    write_whole(report, _report(tables))
    return Rescued(path, report, tables)


def _report(tables: tuple[Salvaged, ...]) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(("table", "saved", "unreadable", "orphans"))
    writer.writerows((each.table, each.saved, each.unreadable, each.orphans) for each in tables)
    return text.getvalue().encode("utf-8-sig")


def _free_name(damaged: Path) -> Path:
    number = 1
    while True:
        more = f"-{number}" if number > 1 else ""
        path = damaged.with_name(f"{damaged.stem}.rescued{more}{damaged.suffix}")
        if not os.path.lexists(path):
            return path
        number += 1
