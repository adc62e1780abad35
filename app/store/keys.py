"""Keys of encrypted data files: told by the first bytes, made of a passphrase, held in memory only.

An encrypted file begins with 16 bytes of its own, where a plain one says "SQLite format 3": the
mark, the number of the way its key is made, and chance. All 16 are the salt of the key. Copies of a
file (its backups) carry the same bytes, so one passphrase typed opens all of them, wherever they
lie; a changed passphrase makes other bytes.

The key is never written anywhere: not into settings, logs, error texts or arguments of a program.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from pathlib import Path

from app.files import other_kind
from app.store.cipher import COST, Cost, key_from, require_strong
from app.store.errors import StoreError

MARK = b"SDNE"
HEAD = 16
_WAYS: dict[int, Cost] = {1: COST}
"""What making a key takes, by the fifth byte: a later program may make it dearer."""


class Encrypted(StoreError):
    """The file is encrypted, and its passphrase was not typed since the program started."""

    code = "error.encrypted"


class WrongKey(StoreError):
    """The passphrase does not open the file, or the beginning of the file was changed: nobody can
    tell which."""

    code = "error.wrong_key"


@dataclass(frozen=True, slots=True)
class Key:
    """The key of an encrypted file, and the first bytes of that file."""

    head: bytes
    secret: bytes = field(repr=False)

    @property
    def words(self) -> str:
        """As SQLCipher takes it in SQL."""
        return f"\"x'{self.secret.hex()}{self.head.hex()}'\""


_known: dict[bytes, Key] = {}


def is_encrypted(path: Path) -> bool:
    """Whether a file is an encrypted data file; one that cannot be read is none."""
    return _head(path) is not None


def key_of(path: Path) -> Key | None:
    """The key a file is opened with; None = it is plain. Raises Encrypted when nobody has given the
    passphrase yet."""
    head = _head(path)
    if head is None:
        return None
    if head not in _known:
        raise Encrypted(path=path, field="passphrase")
    return _known[head]


def is_open(path: Path) -> bool:
    """Whether a file can be opened without asking anybody: plain, or its key is known."""
    head = _head(path)
    return head is None or head in _known


def new_key(passphrase: str) -> Key:
    """A key for a file that is about to be made. Raises WeakPassphrase."""
    require_strong(passphrase)
    way = max(_WAYS)
    return _made(MARK + bytes([way]) + secrets.token_bytes(HEAD - len(MARK) - 1), passphrase)


def key_from_passphrase(path: Path, passphrase: str) -> Key:
    """The key a passphrase makes for an encrypted file, right or wrong. Raises WrongKey when it
    is none, or was made by a program that knows another way."""
    head = _head(path)
    if head is None or head[len(MARK)] not in _WAYS:
        raise WrongKey(path=path, field="passphrase")
    return _made(head, passphrase)


def remember(key: Key) -> None:
    """Open files of this key from now on, until the program ends."""
    _known[key.head] = key


def forget_all() -> None:
    """Ask for every passphrase again."""
    _known.clear()


def _made(head: bytes, passphrase: str) -> Key:
    return Key(head, key_from(passphrase, head, _WAYS[head[len(MARK)]]))


def _head(path: Path) -> bytes | None:
    if other_kind(path):
        return None
    try:
        with path.open("rb") as file:
            head = file.read(HEAD)
    except OSError:
        return None
    return head if len(head) == HEAD and head.startswith(MARK) else None
