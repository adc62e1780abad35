"""Backups: whole copies of a data file, each opened again and checked before it counts.

A backup is made by SQLite's own backup call, never by copying a live file. Beside it stands a
manifest: what it is a copy of, when and why, how many rows, and the digest of its bytes, so that a
bit that flips on the way or in years of lying shows. A backup without a manifest, or one that does
not agree with it, is never restored.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from app.files import explained, write_whole, written_whole
from app.store import audit
from app.store.database import open_reader, schema_of
from app.store.errors import StoreError, translated

SUFFIX = ".sandanbak"
MANIFEST_SUFFIX = ".json"
_TIME = "%Y-%m-%dT%H:%M:%S"
_BLOCK = 1 << 20
_SIDES = ("-journal", "-wal", "-shm")


class BadBackup(StoreError):
    """A backup that cannot be trusted: changed, cut short, damaged or without its manifest."""

    code = "error.bad_backup"


class Reason(StrEnum):
    """Why a backup was made; its text is "backup.reason.<reason>"."""

    CHANGED = "changed"  # half an hour of work
    EXIT = "exit"
    IMPORT = "import"
    RESTORE = "restore"
    PURGE = "purge"
    HAND = "hand"


@dataclass(frozen=True, slots=True)
class Contents:
    """What a data file holds: its schema, its newest call, the digest of its log of calls, the
    rows of each table, and the head of its audit log (0 = it has none)."""

    schema: int
    last_call: int
    log_digest: str
    counts: Mapping[str, int]
    audit_no: int = 0
    audit_head: str = ""


@dataclass(frozen=True, slots=True)
class Backup:
    """One backup as its manifest describes it. `path` is where it lies, `source` the name of the
    data file, `size` bytes, `sha256` of the file as it lies there."""

    path: Path
    source: str
    at: datetime
    reason: Reason
    size: int
    sha256: str
    contents: Contents


def make_backup(data_file: Path, folder: Path, *, reason: Reason, at: datetime) -> Backup:
    """Copy a data file into a folder and check the copy; it appears there whole or not at all.

    Raises CannotWrite (disk full, no such folder), Busy, Damaged (the data file itself), and
    BadBackup when the copy does not hold what the file holds."""
    path = _free_name(folder, data_file.stem, at)
    with written_whole(path) as partial:
        held = _copy(data_file, partial)
        found = examine(partial)
        if found != held:
            raise BadBackup(path=path)
        size, digest = partial.stat().st_size, digest_of(partial)
    backup = Backup(path, data_file.name, at.replace(microsecond=0), reason, size, digest, held)
    write_whole(manifest_of(path), _manifest(backup))
    return backup


def backups_in(folder: Path) -> list[Backup]:
    """The backups of a folder that have a readable manifest, the newest first."""
    found = []
    for path in folder.glob(f"*{SUFFIX}"):
        backup = _read_manifest(path)
        if backup is not None:
            found.append(backup)
    return sorted(found, key=age, reverse=True)


def age(backup: Backup) -> tuple[datetime, int, str]:
    """Sorts backups: of one second, the longer name is the newer one (see `_free_name`)."""
    return backup.at, len(backup.path.name), backup.path.name


def verify(backup: Backup) -> None:
    """Check a backup to the last byte: digest, structure, rows, log. Raises BadBackup."""
    with explained(backup.path):
        is_same = backup.path.exists() and digest_of(backup.path) == backup.sha256
    if not is_same or examine(backup.path) != backup.contents:
        raise BadBackup(path=backup.path)


def restore(backup: Backup, data_file: Path, *, at: datetime) -> Path | None:
    """Put a backup in the place of a data file that nobody has open. What was there is kept beside
    it under another name, also when it is damaged: returns where (None: there was nothing). A crash
    at any moment leaves the old file, kept or in its place. Raises BadBackup, CannotWrite."""
    verify(backup)
    aside = data_file.with_name(f"{data_file.stem}.before-{at:%Y%m%d-%H%M%S}{data_file.suffix}")
    kept = _keep(data_file, aside)
    with written_whole(data_file) as partial:
        shutil.copyfile(backup.path, partial)
        if digest_of(partial) != backup.sha256:
            raise BadBackup(path=backup.path)
        for side in _SIDES:  # a journal that stays would be played into the restored file
            data_file.with_name(data_file.name + side).unlink(missing_ok=True)
    return kept


def copy(backup: Backup, folder: Path) -> None:
    """Put the same backup in another place, and check it there. Raises CannotWrite, BadBackup."""
    with written_whole(folder / backup.path.name) as partial:
        shutil.copyfile(backup.path, partial)
        if digest_of(partial) != backup.sha256:
            raise BadBackup(path=partial)
    write_whole(manifest_of(folder / backup.path.name), _manifest(backup))


def delete(backup: Backup) -> None:
    """Remove a backup with its manifest. Raises CannotWrite."""
    with explained(backup.path):
        backup.path.unlink(missing_ok=True)
        manifest_of(backup.path).unlink(missing_ok=True)


def examine(path: Path) -> Contents:
    """What a data file or backup holds, after SQLite found nothing wrong with its structure. Raises
    BadBackup, NewerFile."""
    try:
        with closing(open_reader(path)) as conn, translated(path):
            (verdict,) = conn.execute("PRAGMA integrity_check(1)").fetchone()
            broken = conn.execute("PRAGMA foreign_key_check").fetchone()
            if verdict != "ok" or broken is not None:
                raise BadBackup(path=path, detail=verdict)
            return contents_of(conn)
    except StoreError as error:
        if isinstance(error, BadBackup) or error.code == "error.newer_file":
            raise
        raise BadBackup(path=path, detail=error.code) from error


def contents_of(conn: sqlite3.Connection) -> Contents:
    """What an open data file holds."""
    tables = [
        name
        for (name,) in conn.execute(
            "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table'"
            " AND name NOT LIKE 'sqlite!_%' ESCAPE '!' ORDER BY name"
        )
    ]
    counts = {name: conn.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in tables}
    (last,) = conn.execute("SELECT coalesce(max(id), 0) FROM call").fetchone()
    found = audit.head(conn) or audit.Head(0, "")
    return Contents(schema_of(conn), last, log_digest(conn), counts, found.no, found.hash)


def digest_of(path: Path) -> str:
    """SHA-256 of a file."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            digest.update(block)
    return digest.hexdigest()


def manifest_of(path: Path) -> Path:
    """Where the manifest of a backup lies."""
    return path.with_name(path.name + MANIFEST_SUFFIX)


def _copy(data_file: Path, target: Path) -> Contents:
    """One reading transaction: the copy and what it must hold are of the same moment."""
    with closing(open_reader(data_file)) as source, translated(data_file):
        source.execute("BEGIN")
        held = contents_of(source)
        with closing(sqlite3.connect(target)) as copy, translated(target):
            source.backup(copy)
            copy.execute("PRAGMA journal_mode = DELETE")
        source.execute("ROLLBACK")
    return held


def log_digest(conn: sqlite3.Connection) -> str:
    """Of what was done: calls never change but for being undone."""
    digest = hashlib.sha256()
    for row in conn.execute("SELECT id, verb, params, outcome, actor, at FROM call ORDER BY id"):
        digest.update(json.dumps(row, ensure_ascii=False).encode())
    return digest.hexdigest()


def _free_name(folder: Path, stem: str, at: datetime) -> Path:
    """Two backups of one second have two names."""
    number = 1
    while True:
        more = f"-{number}" if number > 1 else ""
        path = folder / f"{stem}-{at:%Y%m%d-%H%M%S}{more}{SUFFIX}"
        if not path.exists() and not manifest_of(path).exists():
            return path
        number += 1


def _manifest(backup: Backup) -> bytes:
    said = asdict(backup) | {"path": backup.path.name, "at": backup.at.strftime(_TIME)}
    return json.dumps(
        {"format": "sandan backup 1", **said}, ensure_ascii=False, indent=1, default=str
    ).encode()


def _read_manifest(path: Path) -> Backup | None:
    """None when it is missing or nobody can read it: such a backup is not offered."""
    try:
        said = json.loads(manifest_of(path).read_text(encoding="utf-8"))
        held = said["contents"]
        return Backup(
            path,
            str(said["source"]),
            datetime.fromisoformat(said["at"]),
            Reason(said["reason"]),
            int(said["size"]),
            str(said["sha256"]),
            Contents(
                int(held["schema"]),
                int(held["last_call"]),
                str(held["log_digest"]),
                {str(name): int(count) for name, count in held["counts"].items()},
                int(held.get("audit_no", 0)),
                str(held.get("audit_head", "")),
            ),
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def _keep(data_file: Path, aside: Path) -> Path | None:
    """Copy a data file aside, with what an interrupted transaction left beside it."""
    kept = None
    for side in ("", *_SIDES):
        there = data_file.with_name(data_file.name + side)
        if there.exists():
            with written_whole(aside.with_name(aside.name + side)) as partial:
                shutil.copyfile(there, partial)
            kept = aside
    return kept
