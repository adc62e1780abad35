"""What was typed and not saved yet, beside the data file: there again after a crash.

A file of its own, so that keeping a draft never waits for a writer of the data file and is no step
to undo. It is replaced as a whole; one that cannot be read is put aside, never thrown away. Beside
an encrypted data file it is encrypted too, with a key made of that file's.
"""

from __future__ import annotations

import json
import secrets
from hashlib import blake2b
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from app.files import explained, write_whole
from app.store.keys import HEAD, Key, is_open, key_of

ENDING = ".drafts.json"
ENCRYPTED_ENDING = ".drafts"
_UNREADABLE = ".unreadable"
_NONCE = 12


class DraftFile:
    """Unsaved drafts by name. Belongs to one thread at a time."""

    def __init__(self, data_file: Path) -> None:
        self._data_file = data_file
        self._plain = data_file.with_name(data_file.name + ENDING)
        self._encrypted = data_file.with_name(data_file.name + ENCRYPTED_ENDING)

    @property
    def path(self) -> Path:
        """Where the drafts lie, for the form the data file has now. Raises Encrypted."""
        return self._plain if key_of(self._data_file) is None else self._encrypted

    def read(self) -> dict[str, Any]:
        """All drafts; none when there is no file, or it is no draft file (then it is put aside).
        Those kept before the data file was given its form of now are taken along. Raises
        Encrypted."""
        drafts: dict[str, Any] = {}
        key = key_of(self._data_file)
        is_as_the_file = True
        for path in (self._plain, self._encrypted):
            if path.exists():
                is_as_the_file &= path == self.path and (key is None or key == _key_of(path))
                drafts |= self._read(path)
        if not is_as_the_file:
            self.write(drafts)
        return drafts

    def write(self, drafts: dict[str, Any]) -> None:
        """Keep exactly these; without any there is no file. Raises CannotWrite, Encrypted."""
        key = key_of(self._data_file)
        if drafts:
            text = json.dumps(drafts, ensure_ascii=False, separators=(",", ":")).encode()
            write_whole(self.path, text if key is None else _closed(text, key))
        for path in (self._plain, self._encrypted):
            if not drafts or path != self.path:
                with explained(path):
                    path.unlink(missing_ok=True)

    def _read(self, path: Path) -> dict[str, Any]:
        try:
            data = path.read_bytes()
            if path == self._encrypted:
                data = _opened(data, _key_of(path))
            drafts = json.loads(data)
        except (OSError, ValueError, RecursionError, InvalidTag):
            self._put_aside(path)
            return {}
        return drafts if isinstance(drafts, dict) else {}

    def put_aside(self) -> None:
        """Keep the file as it is under another name: some of it is no draft. Raises CannotWrite."""
        for path in (self._plain, self._encrypted):
            self._put_aside(path)

    def _put_aside(self, path: Path) -> None:
        if path.exists():
            with explained(path):
                path.replace(path.with_name(path.name + _UNREADABLE))


def _key_of(path: Path) -> Key | None:
    """None: nobody knows it any more."""
    return key_of(path) if is_open(path) else None


def _closed(text: bytes, key: Key) -> bytes:
    nonce = secrets.token_bytes(_NONCE)
    return key.head + nonce + _cipher(key).encrypt(nonce, text, key.head)


def _opened(data: bytes, key: Key | None) -> bytes:
    """Raises ValueError, InvalidTag."""
    if key is None:
        raise ValueError("no key")
    nonce = data[HEAD : HEAD + _NONCE]
    return _cipher(key).decrypt(nonce, data[HEAD + _NONCE :], key.head)


def _cipher(key: Key) -> AESGCM:
    return AESGCM(blake2b(b"drafts", key=key.secret, digest_size=32).digest())
