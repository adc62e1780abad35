"""Files and folders that appear whole or not at all, also when the power fails. Open to all.

Written under another name, flushed to the disk, then renamed: a reader never sees half a file.
"""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from app.values.errors import AppError

PARTIAL = ".partial"


class CannotWrite(AppError):
    """The disk or folder refuses a file; what was there before is untouched."""

    code = "files.cannot_write"


@contextmanager
def explained(path: Path) -> Iterator[None]:
    """Turn an OSError about `path` into CannotWrite, with the usual causes told apart."""
    try:
        yield
    except OSError as error:
        code = "files.disk_full" if error.errno == errno.ENOSPC else CannotWrite.code
        raise CannotWrite(code, path=path, detail=error.strerror or error) from error


def write_flushed(path: Path, data: bytes) -> None:
    """Write a file and wait until the disk has it."""
    with path.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def write_whole(path: Path, data: bytes) -> None:
    """Replace a file in one step. Raises CannotWrite."""
    with explained(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        aside = path.with_name(path.name + PARTIAL)
        try:
            write_flushed(aside, data)
            aside.replace(path)
        except OSError:
            aside.unlink(missing_ok=True)
            raise
        flush_folder(path.parent)


@contextmanager
def written_whole(path: Path) -> Iterator[Path]:
    """The name to write a large file under; when the block ends well it takes its right name, else
    nothing is left of it. Raises CannotWrite."""
    with explained(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        aside = path.with_name(path.name + PARTIAL)
        try:
            yield aside
            with aside.open("rb+") as file:
                os.fsync(file.fileno())
            aside.replace(path)
        except BaseException:
            aside.unlink(missing_ok=True)
            raise
        flush_folder(path.parent)


def flush_folder(folder: Path) -> None:
    """Wait until the disk has the names in a folder (Windows does so by itself)."""
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
