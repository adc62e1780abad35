"""The diagnostics bundle (诊断包): what a maintainer needs, and nothing about anybody.

It says how the program stands, not what the data say: versions, counts, the result of a check, the
end of the log. What people typed is left out by choosing what goes in, not by searching for it: of
a line of the log that is when, which part of the program, the kind of error and codes of our own.
"""

from __future__ import annotations

import io
import json
import platform
import re
import sqlite3
import sys
import zipfile
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from time import perf_counter

from app import log, paths, settings
from app.files import write_whole
from app.store.backup import contents_of
from app.store.database import open_reader
from app.store.errors import StoreError, translated
from app.store.keys import is_encrypted
from app.text import keys
from app.version import VERSION
from app.workflow.backups import keeper_of
from app.workflow.checkup import check

LOG_LINES = 400
_DATED = re.compile(r"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3} [A-Z]+ [\w.]+: ")
_CODE = re.compile(r'^\s+File "(?P<path>[^"]+)", line (?P<line>\d+), in (?P<name>\S+)$')
_KIND = re.compile(r"^(?P<kind>app\.[\w.]+|[a-z_.]*[A-Z]\w*(?:Error|Exception|Interrupt))(?::|$)")
_WORD = re.compile(r"[a-z_.]+")


@dataclass(frozen=True, slots=True)
class Bundle:
    """The texts of the files it holds, as they will be saved."""

    files: Mapping[str, str]

    @property
    def shown(self) -> str:
        """All of it, to be read before it is saved."""
        return "\n".join(f"===== {name} =====\n{text}" for name, text in self.files.items())


def collect(data_file: Path, *, now: datetime, libraries: Mapping[str, str]) -> Bundle:
    """Gather it. `libraries` are versions only the caller knows. Changes nothing; what the world
    refuses to tell says so."""
    about = {
        "program": VERSION,
        "at": now.isoformat(timespec="seconds"),
        "system": f"{platform.system()} {platform.release()} {platform.machine()}",
        "python": platform.python_version(),
        "sqlite": sqlite3.sqlite_version,
        "packaged": bool(getattr(sys, "frozen", False)),
        **libraries,
    }
    return Bundle(
        {
            "about.json": _json(about),
            "settings.json": _json(_options()),
            "data.json": _json(_data(data_file)),
            "check.json": _json(_check(data_file, now)),
            "log.txt": _log_tail(),
        }
    )


def save(bundle: Bundle, target: Path) -> None:
    """Write it as one zip. Raises CannotWrite."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in bundle.files.items():
            archive.writestr(name, text)
    write_whole(target, packed.getvalue())


def _json(found: object) -> str:
    return json.dumps(found, ensure_ascii=False, indent=1) + "\n"


def _options() -> dict[str, object]:
    """Which were chosen; never a path, which may name a person."""
    known = settings.load(paths.settings_file())
    return {
        "language": known.spoken_language,
        "has_backup_folder": bool(known.backup_folder),
        "has_second_folder": bool(known.second_folder),
        "second_form": known.second_form,
    }


def _data(data_file: Path) -> dict[str, object]:
    began = perf_counter()
    try:
        with closing(open_reader(data_file)) as conn, translated(data_file):
            held = contents_of(conn)
            (pages,) = conn.execute("PRAGMA page_count").fetchone()
            (size,) = conn.execute("PRAGMA page_size").fetchone()
            (free,) = conn.execute("PRAGMA freelist_count").fetchone()
            (journal,) = conn.execute("PRAGMA journal_mode").fetchone()
    except StoreError as error:
        return {"refused": error.code}
    return {
        "schema": f"{held.schema >> 16}.{held.schema & 0xFFFF}",
        "rows": dict(held.counts),
        "calls": held.last_call,
        "bytes": pages * size,
        "pages": pages,
        "free_pages": free,
        "journal_mode": journal,
        "encrypted": is_encrypted(data_file),
        "seconds_to_read": round(perf_counter() - began, 3),
    }


def _check(data_file: Path, now: datetime) -> dict[str, object]:
    """Names of checks and how often each was wrong; what is wrong may name a document."""
    began = perf_counter()
    keeper = keeper_of(data_file, clock=lambda: now)
    try:
        found = check(data_file, keeper)
    except StoreError as error:
        return {"refused": error.code}
    return {
        "refused": found.refused.code if found.refused else "",
        "wrong": {each.name: each.count for each in found.checks},
        "seconds": round(perf_counter() - began, 3),
        "backups": [
            {"at": each.at.isoformat(), "reason": str(each.reason), "locked": each.is_locked}
            for each in keeper.backups()
        ],
    }


def _log_tail() -> str:
    try:
        text = (paths.log_folder() / log.FILE).read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
    return "".join(f"{_bare(line)}\n" for line in text.splitlines()[-LOG_LINES:])


def _bare(line: str) -> str:
    """What a line says about the program: when, how bad, which part, the place in the code, the
    kind of error, and codes of our own. Everything else may quote what somebody typed."""
    if found := _CODE.match(line):
        return f"  {Path(found['path']).name}:{found['line']} {found['name']}"
    if dated := _DATED.match(line):
        said = _WORD.findall(line[dated.end() :])
        return dated[0] + " ".join(word for word in said if word in keys("en"))
    kind = _KIND.match(line)
    return kind["kind"] if kind else ""
