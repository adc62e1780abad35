"""A file locked with a passphrase: written and read piece by piece, never whole in memory.

The passphrase becomes a key by Argon2id, with a salt of the file's own; its cost stands in the head
of the file, so that it can grow. Each piece is encrypted by AES-256-GCM. Its nonce holds its place
and whether it is the last one, and the head is authenticated with every piece: a piece that was
changed, left out, doubled or moved, a head that was changed and an end that was cut off are all
refused.
"""

from __future__ import annotations

import secrets
import struct
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from argon2.low_level import Type, hash_secret_raw
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from app.store.errors import StoreError

MAGIC = b"SANDANE1"
PIECE = 1 << 20
LEAST_LETTERS = 8
_TAG = 16
_KEY_BYTES = 32
_HEAD = struct.Struct(">8s16s7sIII")  # magic, salt, start of nonces, passes, memory in KB, lanes
_NONCE_END = struct.Struct(">IB")
_MOST_PASSES, _MOST_KB, _MOST_LANES = 64, 1 << 21, 16  # a head that asks for more is no head


@dataclass(frozen=True, slots=True)
class Cost:
    """What making a key of a passphrase takes (RFC 9106, the second recommended choice)."""

    passes: int = 3
    memory_kb: int = 65_536
    lanes: int = 4


COST = Cost()


class WeakPassphrase(StoreError):
    """Too short to keep anybody out."""

    code = "error.weak_passphrase"


class WrongPassphrase(StoreError):
    """The passphrase is not the one it was locked with, or the file was changed: nobody can tell
    which."""

    code = "error.wrong_passphrase"


def require_strong(passphrase: str) -> None:
    """Raises WeakPassphrase."""
    if len(_normal(passphrase)) < LEAST_LETTERS:
        raise WeakPassphrase(least=LEAST_LETTERS, field="passphrase")


def lock(plain: BinaryIO, target: Path, passphrase: str) -> None:
    """Write what `plain` holds into a locked file. Raises WeakPassphrase, OSError."""
    require_strong(passphrase)
    salt, start = secrets.token_bytes(16), secrets.token_bytes(7)
    head = _HEAD.pack(MAGIC, salt, start, COST.passes, COST.memory_kb, COST.lanes)
    cipher = AESGCM(key_from(passphrase, salt, COST))
    with target.open("wb") as file:
        file.write(head)
        for at, piece, is_last in _pieces(plain, PIECE):
            file.write(cipher.encrypt(_nonce(start, at, is_last=is_last), piece, head))


def unlocked(source: Path, passphrase: str) -> Iterator[bytes]:
    """The pieces of a locked file, each one authentic when it comes; only the last one tells that
    nothing is missing. Raises WrongPassphrase, OSError."""
    with source.open("rb") as file:
        head = file.read(_HEAD.size)
        salt, start, cost = _head(head, source)
        cipher = AESGCM(key_from(passphrase, salt, cost))
        for at, piece, is_last in _pieces(file, PIECE + _TAG):
            try:
                yield cipher.decrypt(_nonce(start, at, is_last=is_last), piece, head)
            except InvalidTag as error:
                raise WrongPassphrase(path=source, field="passphrase") from error


def unlock(source: Path, target: Path, passphrase: str) -> None:
    """Write what a locked file holds. When this fails, what was written is not to be used. Raises
    WrongPassphrase, OSError."""
    with target.open("wb") as file:
        for piece in unlocked(source, passphrase):
            file.write(piece)


def _pieces(file: BinaryIO, size: int) -> Iterator[tuple[int, bytes, bool]]:
    """Always at least one, if an empty one; only the last one is shorter, or may be."""
    at, piece = 0, file.read(size)
    while True:
        following = file.read(size) if len(piece) == size else b""
        yield at, piece, not following
        if not following:
            return
        at, piece = at + 1, following


def _nonce(start: bytes, at: int, *, is_last: bool) -> bytes:
    return start + _NONCE_END.pack(at, is_last)


def _head(head: bytes, source: Path) -> tuple[bytes, bytes, Cost]:
    if len(head) != _HEAD.size or not head.startswith(MAGIC):
        raise WrongPassphrase(path=source, field="passphrase")
    _magic, salt, start, passes, memory_kb, lanes = _HEAD.unpack(head)
    is_sane = (
        1 <= passes <= _MOST_PASSES
        and 1 <= lanes <= _MOST_LANES
        and 8 * lanes <= memory_kb <= _MOST_KB
    )
    if not is_sane:
        raise WrongPassphrase(path=source, field="passphrase")
    return salt, start, Cost(passes, memory_kb, lanes)


def key_from(passphrase: str, salt: bytes, cost: Cost) -> bytes:
    """Argon2id: the key of 256 bits a passphrase makes."""
    return hash_secret_raw(
        _normal(passphrase).encode(),
        salt,
        time_cost=cost.passes,
        memory_cost=cost.memory_kb,
        parallelism=cost.lanes,
        hash_len=_KEY_BYTES,
        type=Type.ID,
    )


def _normal(passphrase: str) -> str:
    """The same letters typed on another keyboard are the same passphrase."""
    return unicodedata.normalize("NFKC", passphrase)
