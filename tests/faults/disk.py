"""Listens in on every file call below a folder: SQLite's, by a VFS around its own, and Python's.

Whoever listens hears of each call before it is carried out and may let it fail, as a disk does. The
product is not changed for it and does not know. The VFS reaches into the SQLite library that Python
has loaded; where that one is built in and hides its names, `REASON` says so and tests skip. It does
the same with SQLCipher's where that is installed.
"""

from __future__ import annotations

import _sqlite3
import builtins
import ctypes
import errno
import io
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from ctypes import CFUNCTYPE, POINTER, Structure, byref, c_char_p, c_int, c_int64, c_void_p, cast
from dataclasses import dataclass
from enum import StrEnum
from importlib import import_module
from pathlib import Path
from typing import Any
from unittest import mock

from app.store.connecting import can_encrypt


class Op(StrEnum):
    """What is asked of the disk."""

    OPEN = "open"
    READ = "read"
    WRITE = "write"
    TRUNCATE = "truncate"
    SYNC = "sync"
    DELETE = "delete"
    RENAME = "rename"
    FOLDER = "make folder"
    NO_FOLDER = "remove folder"
    SYNC_FOLDER = "sync folder"


@dataclass(frozen=True, slots=True)
class Call:
    """One call. `at`: the offset of a read or write, the length of a truncation; `target` of a
    rename; `is_new`: an opened file that was not there."""

    op: Op
    path: str
    at: int = 0
    data: bytes = b""
    target: str = ""
    is_new: bool = False


SHORT = -1
"""The answer of a listener that lets a read give less than was asked for."""

Listener = Callable[[Call], int]
"""Hears of a call; answers 0, or the errno it fails with (or SHORT)."""

# Names as addresses: SQLite keeps them, and reads options that stand behind them.
_OPEN = CFUNCTYPE(c_int, c_void_p, c_void_p, c_void_p, c_int, c_void_p)
_DELETE = CFUNCTYPE(c_int, c_void_p, c_void_p, c_int)
_CLOSE = CFUNCTYPE(c_int, c_void_p)
_MOVE = CFUNCTYPE(c_int, c_void_p, c_void_p, c_int, c_int64)
_TRUNCATE = CFUNCTYPE(c_int, c_void_p, c_int64)
_SYNC = CFUNCTYPE(c_int, c_void_p, c_int)


class _Vfs(Structure):
    _fields_ = (
        ("version", c_int),
        ("file_size", c_int),
        ("longest", c_int),
        ("next", c_void_p),
        ("name", c_char_p),
        ("own", c_void_p),
        ("open", c_void_p),
        ("delete", c_void_p),
        ("rest", c_void_p * 14),
    )


class _Methods(Structure):
    _fields_ = (
        ("version", c_int),
        ("close", c_void_p),
        ("read", c_void_p),
        ("write", c_void_p),
        ("truncate", c_void_p),
        ("sync", c_void_p),
        ("rest", c_void_p * 13),
    )


_FULL, _CANTOPEN, _CREATES = 13, 14, 0x4
_SHORT_READ = 522
_FAILED = {Op.READ: 266, Op.WRITE: 778, Op.SYNC: 1034, Op.TRUNCATE: 1546, Op.DELETE: 2570}


def _libraries() -> tuple[list[Any], str]:
    """The libraries the program uses, and why Python's own cannot be reached ("" = it can)."""
    if sys.platform != "linux":
        return [], "the layout of the calls is that of Linux"
    paths = [getattr(_sqlite3, "__file__", None)]
    if can_encrypt():
        paths.append(import_module("sqlcipher3._sqlite3").__file__)
    libraries = [ctypes.CDLL(path) for path in paths]
    try:
        for library in libraries:
            library.sqlite3_vfs_find.restype = c_void_p
            library.sqlite3_vfs_register.argtypes = (c_void_p, c_int)
    except AttributeError:
        return [], "SQLite is built into Python and hides its names"
    return libraries, ""


_LIBRARIES, REASON = _libraries()


_KEPT: list[_Sqlite] = []
"""Every one there was: a connection that was left open goes on calling it."""


class _Sqlite:
    """A VFS that is SQLite's own but for a few calls."""

    def __init__(self, library: Any, root: str, listener: Listener) -> None:
        self._library, self._root, self._listener = library, root, listener
        self._base = _Vfs.from_address(library.sqlite3_vfs_find(None))
        self._files: dict[int, tuple[str, _Methods]] = {}  # path, the calls of the system
        self._new_journals: set[str] = set()
        self._tables: dict[int, _Methods] = {}  # ours by the address of the system's
        self._vfs = _Vfs.from_buffer_copy(self._base)
        self._vfs.name = b"listening"
        self._openings = (_OPEN(self._open), _DELETE(self._delete))
        self._vfs.open, self._vfs.delete = (cast(each, c_void_p) for each in self._openings)
        self._calls = {
            "close": _CLOSE(self._close),
            "read": _MOVE(self._read),
            "write": _MOVE(self._write),
            "truncate": _TRUNCATE(self._truncate),
            "sync": _SYNC(self._sync),
        }

    def put(self) -> None:
        """New connections go through it."""
        _KEPT.append(self)
        self._library.sqlite3_vfs_register(byref(self._vfs), 1)

    def remove(self) -> None:
        """As it was; connections that are still open stay with it."""
        self._library.sqlite3_vfs_unregister(byref(self._vfs))
        self._library.sqlite3_vfs_register(byref(self._base), 1)

    def open_files(self) -> list[str]:
        """What is open below the folder at this moment."""
        return sorted(path for path, _ in self._files.values())

    def _open(self, vfs: int, name: int | None, file: int, flags: int, given: int) -> int:
        base = cast(self._base.open, _OPEN)
        path = ctypes.string_at(name).decode() if name else ""
        if not path.startswith(self._root):
            return base(vfs, name, file, flags, given)
        is_new = bool(flags & _CREATES) and not os.path.exists(path)
        if self._listener(Call(Op.OPEN, path, is_new=is_new)):
            cast(file, POINTER(c_void_p))[0] = None
            return _CANTOPEN
        code = base(vfs, name, file, flags, given)
        if code == 0:
            methods = cast(file, POINTER(c_void_p))
            self._files[file] = path, _Methods.from_address(methods[0])
            methods[0] = ctypes.addressof(self._ours(methods[0]))
            if is_new and path.endswith(("-journal", "-wal")):
                self._new_journals.add(path)
        return code

    def _ours(self, methods: int) -> _Methods:
        """The calls to be used in place of those at an address; journals have others than data."""
        if methods not in self._tables:
            ours = _Methods.from_buffer_copy(_Methods.from_address(methods))
            for name, call in self._calls.items():
                setattr(ours, name, cast(call, c_void_p))
            self._tables[methods] = ours
        return self._tables[methods]

    def _delete(self, vfs: int, name: int, syncs: int) -> int:
        path = ctypes.string_at(name).decode()
        if path.startswith(self._root) and os.path.exists(path):
            if failed := self._said(Call(Op.DELETE, path)):
                return failed
            code = cast(self._base.delete, _DELETE)(vfs, name, syncs)
            if code == 0 and syncs:
                self._listener(Call(Op.SYNC_FOLDER, os.path.dirname(path)))
            return code
        return cast(self._base.delete, _DELETE)(vfs, name, syncs)

    def _said(self, call: Call) -> int:
        failed = self._listener(call)
        if failed == errno.ENOSPC:
            return _FULL
        return _FAILED[call.op] if failed else 0

    def _close(self, file: int) -> int:
        _, system = self._files.pop(file)
        return cast(system.close, _CLOSE)(file)

    def _read(self, file: int, to: int, length: int, at: int) -> int:
        path, system = self._files[file]
        failed = self._listener(Call(Op.READ, path, at))
        if failed == SHORT:
            ctypes.memset(to, 0, length)
            return _SHORT_READ
        return _FAILED[Op.READ] if failed else cast(system.read, _MOVE)(file, to, length, at)

    def _write(self, file: int, data: int, length: int, at: int) -> int:
        path, system = self._files[file]
        failed = self._said(Call(Op.WRITE, path, at, ctypes.string_at(data, length)))
        return failed or cast(system.write, _MOVE)(file, data, length, at)

    def _truncate(self, file: int, length: int) -> int:
        path, system = self._files[file]
        failed = self._said(Call(Op.TRUNCATE, path, length))
        return failed or cast(system.truncate, _TRUNCATE)(file, length)

    def _sync(self, file: int, how: int) -> int:
        """SQLite's own also syncs the folder of a journal it has just made."""
        path, system = self._files[file]
        if failed := self._said(Call(Op.SYNC, path)):
            return failed
        if path in self._new_journals:
            self._new_journals.remove(path)
            self._listener(Call(Op.SYNC_FOLDER, os.path.dirname(path)))
        return cast(system.sync, _SYNC)(file, how)


class _Raw(io.FileIO):
    """A file Python writes."""

    def __init__(self, path: str, mode: str, say: Callable[[Call], None]) -> None:
        super().__init__(path, mode)
        self._path, self._say = path, say

    def write(self, data: Any) -> int:
        at = os.path.getsize(self._path) if "a" in self.mode else self.tell()
        self._say(Call(Op.WRITE, self._path, at, bytes(data)))
        return super().write(data)

    def truncate(self, size: int | None = None) -> int:
        length = self.tell() if size is None else size
        self._say(Call(Op.TRUNCATE, self._path, length))
        return super().truncate(length)


class _Python:
    """What Python's own calls are replaced by."""

    def __init__(self, root: str, listener: Listener) -> None:
        self._root, self._listener = root, listener

    def say(self, call: Call) -> None:
        """Raises the OSError the listener asks for."""
        if failed := self._listener(call):
            number = errno.EIO if failed == SHORT else failed
            raise OSError(number, os.strerror(number), call.path)

    def _below(self, path: Any) -> str:
        """The path as text when it lies below the folder, else ""."""
        if isinstance(path, int):
            path = os.readlink(f"/proc/self/fd/{path}")
        text = os.path.abspath(os.fsdecode(path))
        return text if (text + os.sep).startswith(self._root) else ""

    def open(self, file: Any, mode: str = "r", buffering: int = -1, *rest: Any, **more: Any) -> Any:
        path = "" if isinstance(file, int) else self._below(file)
        if not path or os.path.isdir(path):
            return _OPENED(file, mode, buffering, *rest, **more)
        is_new = not os.path.exists(path)
        self.say(Call(Op.OPEN, path, is_new=is_new and mode[:1] != "r"))
        if not set("wax+") & set(mode):
            return _OPENED(file, mode, buffering, *rest, **more)
        if mode[:1] == "w" and not is_new:
            self.say(Call(Op.TRUNCATE, path))
        raw = _Raw(path, mode.replace("b", "").replace("t", ""), self.say)
        binary = io.BufferedRandom(raw) if "+" in mode else io.BufferedWriter(raw)
        if "b" in mode:
            return binary
        return io.TextIOWrapper(binary, *rest, **more, line_buffering=buffering == 1)

    def moved(self, real: Callable[..., None]) -> Callable[..., None]:
        def rename(old: Any, new: Any, **more: Any) -> None:
            if path := self._below(new):
                self.say(Call(Op.RENAME, self._below(old) or os.fsdecode(old), target=path))
            real(old, new, **more)

        return rename

    def named(self, real: Callable[..., None], op: Op) -> Callable[..., None]:
        def change(path: Any, *rest: Any, dir_fd: int | None = None, **more: Any) -> None:
            inside = "" if dir_fd is None else os.readlink(f"/proc/self/fd/{dir_fd}")
            whole = self._below(os.path.join(inside, os.fsdecode(path)))
            if whole and os.path.lexists(whole) is (op is not Op.FOLDER):
                self.say(Call(op, whole))
            real(path, *rest, dir_fd=dir_fd, **more)

        return change

    def fsync(self, handle: int) -> None:
        """Of a file or of a folder."""
        if path := self._below(handle):
            self.say(Call(Op.SYNC_FOLDER if os.path.isdir(path) else Op.SYNC, path))
        _FSYNC(handle)


_OPENED, _FSYNC = open, os.fsync


@contextmanager
def listening(folder: Path, listener: Listener) -> Iterator[Callable[[], list[str]]]:
    """While the block lasts, the listener hears of every call below the folder. Gives what tells
    the files SQLite has open there."""
    root = str(folder.resolve()) + os.sep
    sqlites = [_Sqlite(library, root, listener) for library in _LIBRARIES]
    python = _Python(root, listener)
    replaced = {
        "replace": python.moved(os.replace),
        "rename": python.moved(os.rename),
        "unlink": python.named(os.unlink, Op.DELETE),
        "remove": python.named(os.remove, Op.DELETE),
        "mkdir": python.named(os.mkdir, Op.FOLDER),
        "rmdir": python.named(os.rmdir, Op.NO_FOLDER),
        "fsync": python.fsync,
    }
    for sqlite in sqlites:
        sqlite.put()
    try:
        with (
            mock.patch.multiple(os, **replaced),
            mock.patch.object(builtins, "open", python.open),
            mock.patch.object(io, "open", python.open),
            mock.patch.object(shutil, "_USE_CP_SENDFILE", False),
        ):
            yield lambda: [path for sqlite in sqlites for path in sqlite.open_files()]
    finally:
        for sqlite in sqlites:
            sqlite.remove()
