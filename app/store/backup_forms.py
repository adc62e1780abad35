"""Backups in another form: locked with a passphrase of their own, or encrypted as the data file is.

Each one is opened again and compared before it counts, as the plain ones are.
"""

from __future__ import annotations

import hashlib
import io
from contextlib import closing
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from app.files import explained, written_whole
from app.store import cipher
from app.store.backup import (
    LOCKED_SUFFIX,
    Backup,
    BadBackup,
    Contents,
    Reason,
    contents_of,
    delete,
    digest_of,
    examine,
    free_name,
    put_manifest,
    require_sound,
    verify,
)
from app.store.converting import write_form
from app.store.database import open_reader
from app.store.errors import StoreError, translated
from app.store.keys import Key, is_encrypted


class TooLargeToLock(StoreError):
    """A locked backup is made in memory, and there is not enough of it."""

    code = "error.too_large_to_lock"


class AlreadyEncrypted(StoreError):
    """A backup of an encrypted file is encrypted; it takes no passphrase of its own."""

    code = "error.already_encrypted"


def make_locked(
    data_file: Path, folder: Path, passphrase: str, *, reason: Reason, at: datetime
) -> Backup:
    """Like `make_backup`, locked with a passphrase. Raises WeakPassphrase, TooLargeToLock and
    AlreadyEncrypted besides."""
    if is_encrypted(data_file):
        raise AlreadyEncrypted(path=data_file)
    cipher.require_strong(passphrase)
    path = free_name(folder, data_file.stem, at, LOCKED_SUFFIX)
    held, plain = _taken(data_file)
    digest = hashlib.sha256(plain).digest()
    backup = Backup(path, data_file.name, at.replace(microsecond=0), reason, 0, "", held)
    return _locked(io.BytesIO(plain), digest, backup, passphrase)


def copy_locked(backup: Backup, folder: Path, passphrase: str) -> Backup:
    """Put a plain backup in another place, locked. Raises WeakPassphrase,
    CannotWrite, BadBackup."""
    target = folder / locked_name(backup)
    with explained(backup.path), backup.path.open("rb") as plain:
        digest = bytes.fromhex(backup.sha256)
        return _locked(plain, digest, replace(backup, path=target), passphrase)


def locked_name(backup: Backup) -> str:
    """What the locked copy of a backup is called."""
    return backup.path.with_suffix(LOCKED_SUFFIX).name


def _locked(plain: BinaryIO, digest: bytes, backup: Backup, passphrase: str) -> Backup:
    """Lock it, open it again and compare, then give it its name."""
    with written_whole(backup.path) as partial:
        cipher.lock(plain, partial, passphrase)
        found = hashlib.sha256()
        for piece in cipher.unlocked(partial, passphrase):
            found.update(piece)
        if found.digest() != digest:
            raise BadBackup(path=backup.path)
        size, locked = partial.stat().st_size, digest_of(partial)
    made = replace(backup, size=size, sha256=locked)
    put_manifest(made)
    return made


def _taken(data_file: Path) -> tuple[Contents, bytes]:
    """What a data file holds, and its bytes of the same moment, after SQLite found nothing wrong
    with its structure."""
    with closing(open_reader(data_file)) as source, translated(data_file):
        source.execute("BEGIN")
        require_sound(source, data_file)
        held = contents_of(source)
        try:
            plain = source.serialize()
        except MemoryError as error:
            raise TooLargeToLock(path=data_file) from error
        source.execute("ROLLBACK")
    return held, plain


def encrypt_backup(backup: Backup, key: Key) -> Backup:
    """Put an encrypted backup in the place of a plain one. A crash leaves both. Raises BadBackup,
    CannotWrite, NoCipher."""
    verify(backup)
    path = free_name(backup.path.parent, Path(backup.source).stem, backup.at)
    with written_whole(path) as partial:
        write_form(backup.path, partial, key)
        if examine(partial) != backup.contents:
            raise BadBackup(path=backup.path)
        size, digest = partial.stat().st_size, digest_of(partial)
    made = replace(backup, path=path, size=size, sha256=digest, is_encrypted=True)
    put_manifest(made)
    delete(backup)
    return made
