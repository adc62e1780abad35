"""Files and folders that appear whole or not at all, also when the power fails. Open to all.

Written under another name, flushed to the disk, then renamed: a reader never sees half a file.
"""

from __future__ import annotations

import errno
import json
import os
import stat
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from app.values.errors import AppError

PARTIAL = ".partial"
SIDES = ("-journal", "-wal", "-shm")
"""What SQLite keeps beside a file that is being written."""
# On Windows a virus scanner or the indexer may hold a file for a moment after it was closed.
_PATIENCE_SECONDS = (0.05, 0.1, 0.2, 0.4, 0.8) if os.name == "nt" else ()

_OTHER_KINDS = (
    (stat.S_ISDIR, "files.kind.folder"),
    (stat.S_ISFIFO, "files.kind.pipe"),
    (stat.S_ISSOCK, "files.kind.socket"),
    (stat.S_ISCHR, "files.kind.device"),
    (stat.S_ISBLK, "files.kind.device"),
)


class CannotWrite(AppError):
    """The disk or folder refuses a file; what was there before is untouched."""

    code = "files.cannot_write"


class NotAFile(CannotWrite):
    """There is something else of that name, such as a device, which is never replaced."""

    code = "files.not_a_file"


def is_full(error: OSError) -> bool:
    """Whether there is no room, or none left for this user."""
    return error.errno in (errno.ENOSPC, errno.EDQUOT)


def in_words(error: OSError, name: str) -> dict[str, str]:
    """What the system says, as parameter `name` of a text: in our words by their key where we have
    any, else in its own. (Windows says more than its number, and in the language of the user.)"""
    said = {name: error.strerror or str(error)}
    if os.name == "posix" and error.errno is not None:
        said[f"{name}_key"] = f"os.{errno.errorcode.get(error.errno, '')}"
    return said


@contextmanager
def explained(path: Path) -> Iterator[None]:
    """Turn an OSError about `path` into CannotWrite, with the usual causes told apart."""
    try:
        yield
    except OSError as error:
        code = "files.disk_full" if is_full(error) else CannotWrite.code
        raise CannotWrite(code, path=path, **in_words(error, "detail")) from error


def read_json(path: Path) -> Any:
    """What a file of ours holds. Raises OSError, and ValueError where somebody else wrote it."""
    try:
        return json.loads(path.read_bytes())
    except RecursionError as error:
        raise ValueError("nested too deeply") from error


def other_kind(path: Path) -> str:
    """What is under the name of a file that is none, as the key of a text: who reads from a pipe
    may wait for ever. "" = a file, or nothing."""
    try:
        mode = os.stat(path).st_mode
    except (OSError, ValueError):
        return ""
    return next((key for is_kind, key in _OTHER_KINDS if is_kind(mode)), "")


def write_flushed(path: Path, data: bytes) -> None:
    """Write a file and wait until the disk has it."""
    with path.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def followed(path: Path) -> Path:
    """The file a link stands for: it is that file that is replaced, and beside it that its journal
    and its drafts lie."""
    return path.resolve() if os.path.islink(path) else path


def write_whole(path: Path, data: bytes) -> None:
    """Replace a file in one step. Raises CannotWrite."""
    with written_whole(path) as aside:
        aside.write_bytes(data)


@contextmanager
def written_whole(path: Path) -> Iterator[Path]:
    """The name to write a large file under; when the block ends well it takes its right name, else
    nothing is left of it. Raises CannotWrite."""
    path = followed(path)
    require_file(path)
    with explained(path):
        make_folder(path.parent)
        aside = path.with_name(path.name + PARTIAL)
        clear_begun(aside)
        try:
            yield aside
            with aside.open("rb+") as file:
                os.fsync(file.fileno())
            put_in_place(aside, path)
        except BaseException:
            clear_begun(aside)
            raise
        flush_folder(path.parent)


def clear_begun(aside: Path) -> None:
    """Remove what was begun under this name, with what SQLite keeps beside it: a journal that a
    failing disk left there would be played into the next file of that name."""
    aside.unlink(missing_ok=True)
    for side in SIDES:
        begun = aside.with_name(aside.name + side)
        if os.path.lexists(begun):
            begun.unlink()


def require_file(path: Path) -> None:
    """Raises NotAFile for a device such as /dev/null: the system's owner could replace it, and then
    nothing on the computer has it. A folder is refused by the system itself."""
    with explained(path):
        is_special = path.exists() and not (path.is_file() or path.is_dir())
    if is_special:
        raise NotAFile(path=path)


def put_in_place(aside: Path, path: Path) -> None:
    """Give a finished file or folder its right name. Raises OSError, NotAFile."""
    require_file(path)
    for seconds in _PATIENCE_SECONDS:
        try:
            aside.replace(path)
        except PermissionError:
            time.sleep(seconds)
        else:
            return
    aside.replace(path)


def make_folder(folder: Path) -> None:
    """Make a folder, and those above it, and wait until the disk has their names: what is flushed
    in a folder whose own name is lost is lost with it."""
    missing = [each for each in (folder, *folder.parents) if not each.exists()]
    folder.mkdir(parents=True, exist_ok=True)
    for each in missing:
        flush_folder(each.parent)


def flush_folder(folder: Path) -> None:
    """Wait until the disk has the names in a folder (Windows does so by itself)."""
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
