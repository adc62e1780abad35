"""Whether a folder is fit for a live data file. A database on a network drive loses its locks, a
folder that is synchronised gets half-written copies: both have cost people their data. Backups may
lie in either."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path, PurePath, PureWindowsPath

from app import paths
from app.values.errors import AppError

ROOM_NEEDED = 500 * 1024 * 1024
"""Bytes: a month's data, its journal, a copy before an upgrade."""

# Folders that a program copies to a server, by the first letters of their names.
_SYNCED = {
    "OneDrive": ("onedrive",),
    "坚果云": ("坚果云", "我的坚果云", "nutstore", "nutstorefiles"),
    "WPS 云": ("wps云", "wpsdrive", "wps drive", "wps cloud"),
    "百度网盘": ("百度网盘同步", "百度云同步", "baidusyncdisk", "baidunetdiskworkspace"),
    "Dropbox": ("dropbox",),
    "iCloud Drive": ("icloud", "iclouddrive", "com~apple~clouddocs", "mobile documents"),
    "Google Drive": ("google drive", "googledrive", "google 云端硬盘", "my drive", "我的云端硬盘"),
}

# File systems of other computers, also of the one a virtual machine runs on.
_REMOTE = (
    *("9p", "afpfs", "afs", "beegfs", "ceph", "cifs", "davfs", "drvfs", "gfs2", "glusterfs"),
    *("lustre", "ncpfs", "nfs", "ocfs2", "prl_fs", "smb", "vboxsf", "virtiofs", "vmhgfs", "webdav"),
)
# What goes through FUSE is a program; only these keep their files on a disk of this computer.
_LOCAL_FUSE = (
    *("apfs", "bcachefs", "cryfs", "encfs", "exfat", "ext2", "gocryptfs", "mergerfs", "ntfs"),
    *("veracrypt",),
)
_DRIVE_REMOTE = 4  # the answer of GetDriveTypeW


class Reason(StrEnum):
    """Why a folder is not fit; its texts are "places.<reason>"."""

    INCOMPLETE = "incomplete"  # not a whole path
    NETWORK = "network"
    SYNCED = "synced"
    NOT_A_FOLDER = "not_a_folder"
    READ_ONLY = "read_only"
    NEARLY_FULL = "nearly_full"


# What forbids even a data file that is there already; a full disk can still be read.
_REFUSED = {Reason.NETWORK: "error.place_network", Reason.SYNCED: "error.place_synced"}


@dataclass(frozen=True, slots=True)
class Disk:
    """What the system says about where a folder lies or will lie. `file_system` is its type, ""
    when not said; `is_network` = a drive letter for a share; `free` in bytes, None = not known."""

    file_system: str = ""
    is_network: bool = False
    is_folder: bool = True
    is_writable: bool = True
    free: int | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """The verdict on a folder: fit when `reason` is None. `detail` names the service, the file
    system or the folder that stands in the way; `proposal` is a folder that is fit."""

    folder: PurePath
    reason: Reason | None = None
    detail: str = ""
    proposal: PurePath | None = None

    @property
    def is_fit(self) -> bool:
        """Whether a data file may be made here."""
        return self.reason is None


class UnfitPlace(AppError):
    """A data file lies where it would come to harm; it was not opened."""

    code = "error.place_network"


def judge_place(folder: PurePath, disk: Disk) -> tuple[Reason | None, str]:
    """Why a folder is not fit for a live data file on such a disk (None: it is), and what stands in
    the way."""
    if not folder.is_absolute():
        return Reason.INCOMPLETE, str(folder)
    if disk.is_network or is_share(folder) or _is_remote(disk.file_system):
        return Reason.NETWORK, disk.file_system or folder.drive or str(folder)
    if service := sync_service(folder):
        return Reason.SYNCED, service
    if not disk.is_folder:
        return Reason.NOT_A_FOLDER, str(folder)
    if not disk.is_writable:
        return Reason.READ_ONLY, str(folder)
    if disk.free is not None and disk.free < ROOM_NEEDED:
        return Reason.NEARLY_FULL, f"{disk.free // 1024 // 1024}"
    return None, ""


def place_at(folder: Path) -> Place:
    """Ask the system about a folder (it need not be there yet) and judge it."""
    reason, detail = _judged(folder)
    if reason is None:
        return Place(folder)
    usual = paths.data_folder()
    is_other = usual != folder and _judged(usual)[0] is None
    return Place(folder, reason, detail, usual if is_other else None)


def require_safe(data_file: Path) -> None:
    """Refuse to work on a data file where it would come to harm. Raises UnfitPlace."""
    reason, detail = _judged(data_file.absolute().parent)
    if reason is not None and (code := _REFUSED.get(reason)):
        raise UnfitPlace(code, path=data_file, detail=detail, usual=paths.data_folder())


def _judged(folder: Path) -> tuple[Reason | None, str]:
    by_name = judge_place(folder, Disk())  # first: asking a server may take a minute
    if by_name[0] is not None:
        return by_name
    real = Path(os.path.realpath(folder))  # a link may lead to a server
    return judge_place(real, disk_of(real))


def sync_service(folder: PurePath) -> str:
    """The service that copies a folder to its server, by the names on the way to it; "" = none."""
    for part in folder.parts:
        for service, beginnings in _SYNCED.items():
            if any(_begins(part.casefold(), beginning) for beginning in beginnings):
                return service
    return ""


def _begins(name: str, beginning: str) -> bool:
    """Whether a name is this word, alone or with more behind it: "OneDrive - 公司"."""
    rest = name.removeprefix(beginning)
    return name.startswith(beginning) and not (rest[:1].isascii() and rest[:1].isalnum())


def is_share(folder: PurePath) -> bool:
    r"""Whether a Windows path names another computer: \\server\share, also behind \\?\UNC."""
    if not isinstance(folder, PureWindowsPath):
        return False
    drive = folder.drive.upper()
    is_device = drive.startswith(("\\\\?\\", "\\\\.\\"))
    return drive.startswith("\\\\?\\UNC\\") or (drive.startswith("\\\\") and not is_device)


def _is_remote(file_system: str) -> bool:
    kind = file_system.casefold()
    if kind.startswith("fuse."):
        return not kind.removeprefix("fuse.").startswith(_LOCAL_FUSE)
    return kind.startswith(_REMOTE)


def disk_of(folder: Path) -> Disk:
    """What the system says about the disk a folder is on, or will be on when it is made."""
    there = next((each for each in (folder, *folder.parents) if each.exists()), None)
    if there is None:  # a drive letter nothing is behind
        return Disk(is_folder=False, is_writable=False)
    return Disk(
        file_system=file_system_of(folder, _mounts()),
        is_network=_is_mapped(folder),
        is_folder=there.is_dir(),
        is_writable=os.access(there, os.W_OK),
        free=_free(there),
    )


def _free(there: Path) -> int | None:
    try:
        return shutil.disk_usage(there).free
    except OSError:
        return None


def _mounts() -> list[str]:
    try:
        return Path("/proc/mounts").read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return []  # not a Linux


def file_system_of(folder: PurePath, mounts: Iterable[str]) -> str:
    """The type of the file system a folder is on, by the lines of /proc/mounts ("source target type
    options …", blanks in octal); "" = not said. The longest target wins, of equal ones the last."""
    found, depth = "", 0
    for line in mounts:
        fields = line.split(" ")
        if len(fields) < 3:
            continue
        target = type(folder)(_unescaped(fields[1]))
        if len(target.parts) >= depth and folder.is_relative_to(target):
            found, depth = fields[2], len(target.parts)
    return found


def _unescaped(text: str) -> str:
    for code, character in ((r"\040", " "), (r"\011", "\t"), (r"\012", "\n"), (r"\134", "\\")):
        text = text.replace(code, character)
    return text


def _is_mapped(folder: Path) -> bool:
    """Whether a drive letter of Windows stands for a folder of another computer."""
    if sys.platform != "win32" or not folder.drive:
        return False
    import ctypes

    return bool(ctypes.windll.kernel32.GetDriveTypeW(f"{folder.drive}\\") == _DRIVE_REMOTE)


def is_shown(data_file: Path) -> bool:
    """Whether a window of this user shows the data file. A lock whose program has ended is none."""
    lock = paths.claim_on(data_file)
    try:
        process = int(lock.read_text(encoding="utf-8", errors="replace").split("\n")[0])
        if os.name == "posix":  # elsewhere signals end programs; a stale lock has to be removed
            os.kill(process, 0)
    except (FileNotFoundError, ProcessLookupError):
        return False
    except (OSError, ValueError, IndexError):
        return True
    return True
