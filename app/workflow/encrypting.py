"""Encryption of the data file: on, off, under another passphrase, and what still lies there plain.

A backup is made before and another one after. Copies made while the file was plain stay plain until
somebody encrypts or deletes them; they are listed, never forgotten. Nobody may have the file open.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from app.files import explained
from app.store.backup import Backup, delete
from app.store.backup_forms import encrypt_backup
from app.store.connecting import NoCipher, can_encrypt, require_open, unlock
from app.store.converting import give_form
from app.store.database import open_reader
from app.store.draft_file import DraftFile
from app.store.keys import Encrypted, Key, WrongKey, is_encrypted, is_open, key_of, new_key
from app.store.seal import take_seal
from app.store.session import Session
from app.values.errors import AppError
from app.values.progress import SILENT, Progress
from app.workflow.backups import Keeper, Reason, backups_of, require_passphrase

__all__ = [
    "Encrypted", "FormAlone", "NoCipher", "PlainCopy", "WrongKey", "allow", "can_encrypt",
    "decrypt", "delete_copies", "encrypt", "encrypt_copies", "is_encrypted", "is_open",
    "new_key_of", "pause_after", "plain_copies", "prove", "require_cipher", "require_open",
    "require_plain", "unlock",
]  # fmt: skip

ACT = "encrypt"
_PAUSES_S = (0, 1, 2, 5, 10, 30)
_PLAIN = b"SQLite format 3\0"
_BESIDE = ("before", "schema")  # what restoring and upgrading put aside: <name>.before-…


class FormAlone(AppError):
    """The data file has its new form, but the disk refused what belongs to that: its backup, its
    drafts, or the note that the file has changed."""

    code = "error.form_alone"


@dataclass(frozen=True, slots=True)
class PlainCopy:
    """A copy of the data file that is not encrypted; `backup` None: put aside beside the file."""

    path: Path
    size: int
    backup: Backup | None = None


def pause_after(tries: int) -> int:
    """Seconds to wait after so many wrong passphrases in a row."""
    return _PAUSES_S[min(tries, len(_PAUSES_S) - 1)]


def require_cipher(data_file: Path) -> None:
    """Raises NoCipher where this installation cannot open what the file is, or is to be."""
    if not can_encrypt():
        raise NoCipher(path=data_file)


def require_plain(data_file: Path) -> None:
    """Raises StoreError where no plain data file is: one that is missing or of another program is
    not encrypted either."""
    open_reader(data_file).close()


def allow(session: Session) -> None:
    """Note in the audit log that the form of the file is about to change. Raises Forbidden,
    NotSignedIn."""
    session.identity.admit(ACT)
    session.identity.note(ACT)


def prove(data_file: Path, passphrase: str) -> None:
    """Whoever changes or takes off the passphrase knows it. Raises WrongKey."""
    if is_encrypted(data_file):
        unlock(data_file, passphrase)


def new_key_of(data_file: Path, passphrase: str, again: str) -> Key:
    """A key of a passphrase typed twice. Raises NoCipher, WeakPassphrase, AppError."""
    require_cipher(data_file)
    require_passphrase(passphrase, again)
    return new_key(passphrase)


def encrypt(keeper: Keeper, key: Key) -> None:
    """Encrypt the data file, or encrypt it anew under another passphrase. Raises StoreError,
    CannotWrite; then the file is as it was. Raises FormAlone; then it is not."""
    _change(keeper, key)


def decrypt(keeper: Keeper) -> None:
    """Write the data file plain again. Raises as `encrypt`."""
    if is_encrypted(keeper.data_file):
        _change(keeper, None)


def _change(keeper: Keeper, key: Key | None) -> None:
    path = keeper.data_file
    keeper.make(Reason.FORM)
    take_seal(path)  # of the bytes of before
    try:
        give_form(path, key)
        DraftFile(path).read()  # those of before take the new form
        keeper.make(Reason.FORM)
    except AppError as error:
        if _has_form(path, key):
            raise FormAlone(path=path, folder=keeper.places.first) from error
        raise


def _has_form(path: Path, key: Key | None) -> bool:
    head = _PLAIN if key is None else key.head
    try:
        with path.open("rb") as file:
            return file.read(len(head)) == head
    except OSError:  # nobody can tell
        return False


def plain_copies(keeper: Keeper) -> list[PlainCopy]:
    """What of an encrypted data file still lies somewhere plain: backups in both places, and what
    was put aside beside it."""
    path = keeper.data_file
    if not is_encrypted(path):
        return []
    backups = [each for each in backups_of(path, keeper.places) if each.form == "plain"]
    found = [PlainCopy(each.path, each.size, each) for each in backups]
    for kind in _BESIDE:
        for aside in sorted(path.parent.glob(f"{path.stem}.{kind}-*{path.suffix}")):
            if _is_plain(aside):
                found.append(PlainCopy(aside, aside.stat().st_size))
    return found


def encrypt_copies(
    keeper: Keeper, copies: Iterable[PlainCopy], progress: Progress = SILENT
) -> None:
    """Encrypt plain copies as the data file is. Raises StoreError, CannotWrite, Cancelled; what
    is done by then stays done."""
    key = key_of(keeper.data_file)
    chosen = list(copies)
    for number, copy in enumerate(chosen):
        progress.step("progress.encrypting", number, len(chosen))
        if key is not None and copy.backup is not None:
            encrypt_backup(copy.backup, key)
        elif key is not None:
            give_form(copy.path, key)


def delete_copies(copies: Iterable[PlainCopy]) -> None:
    """Delete plain copies. Raises CannotWrite."""
    for copy in copies:
        if copy.backup is not None:
            delete(copy.backup)
        else:
            with explained(copy.path):
                copy.path.unlink(missing_ok=True)


def _is_plain(path: Path) -> bool:
    with explained(path), path.open("rb") as file:
        return file.read(len(_PLAIN)) == _PLAIN
