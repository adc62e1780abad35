"""Backups: whole copies of a data file, each opened again and checked before it counts.

A backup is made by SQLite's own backup call, never by copying a live file. Beside it stands a
manifest: what it is a copy of, when and why, how many rows, and the digest of its bytes, so that a
bit that flips on the way or in years of lying shows. A backup without a manifest, or one that does
not agree with it, is never restored.

A backup may be locked with a passphrase (see `cipher`). Then its plain bytes are never written
anywhere but in the place of the data file when it is restored; its manifest stays readable, so that
everybody sees which backups there are and how many rows they hold. Backups of an encrypted data
file are encrypted as the file is, and open with its passphrase.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import sqlite3
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from app.files import SIDES, explained, read_json, write_whole, written_whole
from app.store import audit, cipher
from app.store.checkup import damaged_pages
from app.store.connecting import require_open
from app.store.converting import give_form
from app.store.database import copy_whole, open_reader, schema_of
from app.store.errors import StoreError, legible, translated
from app.store.keys import Encrypted, is_encrypted, is_open, key_of
from app.store.seal import take_seal

SUFFIX = ".sandanbak"
LOCKED_SUFFIX = ".sandanlock"
MANIFEST_SUFFIX = ".json"
_TIME = "%Y-%m-%dT%H:%M:%S"
_BLOCK = 1 << 20
_NO_DAMAGE = ("error.newer_file", "error.no_cipher")


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
    FORM = "form"  # the data file is encrypted, or no more


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
    is_encrypted: bool = False  # as the data file was

    @property
    def is_locked(self) -> bool:
        """Only a passphrase of its own opens it."""
        return self.path.suffix == LOCKED_SUFFIX

    @property
    def form(self) -> str:
        """Its text is "backup.<form>"."""
        if self.is_locked:
            return "locked"
        return "encrypted" if self.is_encrypted else "plain"

    @property
    def wants_passphrase(self) -> bool:
        """Whether nobody has given what opens it since the program started."""
        return self.is_locked or not is_open(self.path)


def make_backup(data_file: Path, folder: Path, *, reason: Reason, at: datetime) -> Backup:
    """Copy a data file into a folder and check the copy; it appears there whole or not at all.

    Raises CannotWrite (disk full, no such folder), Busy, Damaged (the data file itself), and
    BadBackup when the copy does not hold what the file holds."""
    path = free_name(folder, data_file.stem, at)
    with written_whole(path) as partial:
        held = _copy(data_file, partial)
        found = examine(partial)
        if found != held:
            raise BadBackup(path=path)
        size, digest = partial.stat().st_size, digest_of(partial)
    second = at.replace(microsecond=0)
    is_closed = is_encrypted(path)
    backup = Backup(path, data_file.name, second, reason, size, digest, held, is_closed)
    put_manifest(backup)
    return backup


def backups_in(folder: Path) -> list[Backup]:
    """The backups of a folder that have a readable manifest, the newest first."""
    found = []
    for path in (*folder.glob(f"*{SUFFIX}"), *folder.glob(f"*{LOCKED_SUFFIX}")):
        backup = _read_manifest(path)
        if backup is not None:
            found.append(backup)
    return sorted(found, key=age, reverse=True)


def age(backup: Backup) -> tuple[datetime, int, str]:
    """Sorts backups: of one second, the longer name is the newer one (see `free_name`)."""
    return backup.at, len(backup.path.name), backup.path.name


def verify(backup: Backup, passphrase: str = "") -> None:
    """Check a backup to the last byte: digest, structure, rows, log. Of a locked or encrypted one
    without its passphrase only the digest; of a locked one with it, that it opens to the end.
    Raises BadBackup, WrongPassphrase, WrongKey."""
    with explained(backup.path):
        is_same = backup.path.exists() and digest_of(backup.path) == backup.sha256
        if is_same and backup.is_locked and passphrase:
            for _piece in cipher.unlocked(backup.path, passphrase):
                pass
    if is_same and backup.is_encrypted and passphrase:
        require_open(backup.path, passphrase)
    is_legible = not backup.is_locked and is_open(backup.path)
    if not is_same or (is_legible and examine(backup.path) != backup.contents):
        raise BadBackup(path=backup.path)


def restore(
    backup: Backup,
    data_file: Path,
    *,
    at: datetime,
    passphrase: str = "",
    finish: Callable[[Path], None] | None = None,
) -> Path | None:
    """Put a backup in the place of a data file that nobody has open. What was there is kept beside
    it under another name, also when it is damaged: returns where (None: there was nothing). A crash
    at any moment leaves the old file, kept or in its place. An encrypted file stays encrypted, as
    far as its key is known. `finish` is handed the copy before it takes the place of the file.
    Raises BadBackup, CannotWrite, WrongPassphrase, WrongKey, Encrypted."""
    if backup.is_locked and not passphrase:
        raise cipher.WrongPassphrase(path=backup.path, field="passphrase")
    verify(backup, passphrase)
    key = key_of(backup.path) or (key_of(data_file) if is_open(data_file) else None)
    aside = data_file.with_name(f"{data_file.stem}.before-{at:%Y%m%d-%H%M%S}{data_file.suffix}")
    kept = _keep(data_file, aside)
    with written_whole(data_file) as partial:
        _put(backup, partial, passphrase)
        if key is not None and not backup.is_encrypted:
            give_form(partial, key)
        if finish is not None:
            finish(partial)
        take_seal(data_file)  # of the bytes of before
        for side in SIDES:  # a journal that stays would be played into the restored file
            data_file.with_name(data_file.name + side).unlink(missing_ok=True)
    return kept


def _put(backup: Backup, partial: Path, passphrase: str) -> None:
    if backup.is_locked:
        cipher.unlock(backup.path, partial, passphrase)
        is_same = examine(partial) == backup.contents
    else:
        shutil.copyfile(backup.path, partial)
        is_same = digest_of(partial) == backup.sha256
    if not is_same:
        raise BadBackup(path=backup.path)


def copy(backup: Backup, folder: Path) -> None:
    """Put the same backup in another place, and check it there. Raises CannotWrite, BadBackup."""
    with written_whole(folder / backup.path.name) as partial:
        shutil.copyfile(backup.path, partial)
        if digest_of(partial) != backup.sha256:
            raise BadBackup(path=partial)
    put_manifest(replace(backup, path=folder / backup.path.name))


def delete(backup: Backup) -> None:
    """Remove a backup with its manifest. Raises CannotWrite."""
    with explained(backup.path):
        backup.path.unlink(missing_ok=True)
        manifest_of(backup.path).unlink(missing_ok=True)


def examine(path: Path) -> Contents:
    """What a data file or backup holds, after SQLite found nothing wrong with its structure. Raises
    BadBackup, NewerFile."""
    try:
        with closing(open_reader(path)) as conn, legible(path):
            require_sound(conn, path)
            return contents_of(conn)
    except StoreError as error:
        if isinstance(error, (BadBackup, Encrypted)) or error.code in _NO_DAMAGE:
            raise
        raise BadBackup(path=path, detail=error.code) from error


def require_sound(conn: sqlite3.Connection, path: Path) -> None:
    """Raises BadBackup where the structure of an open file is broken."""
    if forged := damaged_pages(conn):
        raise BadBackup(path=path, detail=forged[0])
    (verdict,) = conn.execute("PRAGMA integrity_check(1)").fetchone()
    broken = conn.execute("PRAGMA foreign_key_check").fetchone()
    if verdict != "ok" or broken is not None:
        raise BadBackup(path=path, detail=verdict)


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
        copy_whole(source, target, key_of(data_file))
        source.execute("ROLLBACK")
    return held


def log_digest(conn: sqlite3.Connection) -> str:
    """Of what was done: calls never change but for being undone."""
    digest = hashlib.sha256()
    for row in conn.execute("SELECT id, verb, params, outcome, actor, at FROM call ORDER BY id"):
        digest.update(json.dumps(row, ensure_ascii=False).encode())
    return digest.hexdigest()


def free_name(folder: Path, stem: str, at: datetime, suffix: str = SUFFIX) -> Path:
    """Two backups of one second have two names. Raises CannotWrite where they are too long."""
    number = 1
    while True:
        more = f"-{number}" if number > 1 else ""
        path = folder / f"{stem}-{at:%Y%m%d-%H%M%S}{more}{suffix}"
        with explained(path):
            if not path.exists() and not manifest_of(path).exists():
                return path
        number += 1


def put_manifest(backup: Backup) -> None:
    """Write down what a backup is, beside it: from here on it counts. Raises CannotWrite."""
    said = asdict(backup) | {"path": backup.path.name, "at": backup.at.strftime(_TIME)}
    text = json.dumps(
        {"format": "sandan backup 1", **said}, ensure_ascii=False, indent=1, default=str
    )
    write_whole(manifest_of(backup.path), text.encode())


def _read_manifest(path: Path) -> Backup | None:
    """None when it is missing or nobody can read it: such a backup is not offered."""
    try:
        said = read_json(manifest_of(path))
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
            bool(said.get("is_encrypted", False)),
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError, OverflowError):
        return None


def _keep(data_file: Path, aside: Path) -> Path | None:
    """Copy a data file aside, with what an interrupted transaction left beside it."""
    kept = None
    for side in ("", *SIDES):
        there = data_file.with_name(data_file.name + side)
        if there.exists():
            with written_whole(aside.with_name(aside.name + side)) as partial:
                shutil.copyfile(there, partial)
            kept = aside
    return kept
