"""One window a data file: who opens a file that is open already is shown the window it is open in.

The windows are programs of their own and talk through two files in a folder of this user: a lock as
long as the window lives, and a request, which the window answers by coming to the front.
"""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QFileSystemWatcher, QLockFile, QObject, QSysInfo, Signal

from app import paths
from app.values.errors import AppError


class AlreadyOpen(AppError):
    """Another window has this data file open; it was asked to come to the front."""

    code = "error.already_open"


class Claim(QObject):
    """The right to show a data file; `called` when somebody else wants to see it. Raises
    AlreadyOpen. Given up by `release`, and by the end of the program in any way."""

    called = Signal()

    def __init__(self, folder: Path, data_file: Path) -> None:
        super().__init__()
        folder.mkdir(parents=True, exist_ok=True)
        name = paths.claim_on(data_file).name
        self._request = (folder / name).with_suffix(".show")
        self._lock = QLockFile(str(folder / name))
        self._lock.setStaleLockTime(0)  # a window may be open for weeks
        self._watcher = QFileSystemWatcher(self)
        is_ours = self._lock.tryLock(0) or (self._is_left_over() and self._lock.tryLock(0))
        if not is_ours and self._lock.error() == QLockFile.LockError.LockFailedError:
            self._request.touch()
            raise AlreadyOpen(file=data_file.name)
        self._request.unlink(missing_ok=True)
        self._watcher.addPath(str(folder))
        self._watcher.directoryChanged.connect(lambda _folder: self._look())

    def _is_left_over(self) -> bool:
        """Whether the lock was of this computer under another name, and is gone now: a data file
        lies on a disk of this computer, so no other can have it open."""
        _process, host, _program = self._lock.getLockInfo()
        is_other = host not in ("", QSysInfo.machineHostName())
        return is_other and self._lock.removeStaleLockFile()

    def release(self) -> None:
        """Let others open the file."""
        self._watcher.directoryChanged.disconnect()
        self._watcher.deleteLater()
        self._lock.unlock()

    def _look(self) -> None:
        if self._request.exists():
            self._request.unlink(missing_ok=True)
            self.called.emit()
