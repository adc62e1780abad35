"""Where a live data file may lie: local folders only, and why not elsewhere."""

from __future__ import annotations

from pathlib import Path, PurePosixPath, PureWindowsPath

import pytest

from app import paths
from app.cli.answer import Exit
from app.text import LANGUAGES, error_text, text
from app.workflow.opening import open_session
from app.workflow.places import (
    ROOM_NEEDED,
    Disk,
    Reason,
    UnfitPlace,
    disk_of,
    file_system_of,
    is_share,
    judge_place,
    place_at,
    require_safe,
    sync_service,
)
from tests.cli.runner import Commands

HOME = PurePosixPath("/data/test/sandan")
MOUNTS = [
    "/dev/sda1 / ext4 rw,relatime 0 0",
    "srv:/data /mnt/nas nfs4 rw 0 0",
    "//srv/share /mnt/shared\\040files cifs rw 0 0",
    "/dev/sdb1 /mnt/nas/local ext4 rw 0 0",
    "test@srv: /data/test/srv fuse.sshfs rw 0 0",
    "broken line",
]


@pytest.mark.parametrize(
    "kind",
    [
        *("nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "fuse.sshfs", "fuse.rclone", "fuse.s3fs"),
        *("fuse.gvfsd-fuse", "vboxsf", "fuse.vmhgfs-fuse", "virtiofs", "ceph", "drvfs", "NFS"),
    ],
)
def test_file_systems_of_other_computers_are_refused(kind: str) -> None:
    assert judge_place(HOME, Disk(kind)) == (Reason.NETWORK, kind)


@pytest.mark.parametrize(
    "kind",
    [
        *("", "ext4", "btrfs", "xfs", "apfs", "ntfs", "ntfs3", "exfat", "vfat", "overlay", "tmpfs"),
        *("fuseblk", "fuse.ntfs-3g", "fuse.gocryptfs"),
    ],
)
def test_file_systems_of_this_computer_are_fit(kind: str) -> None:
    assert judge_place(HOME, Disk(kind)) == (None, "")


@pytest.mark.parametrize(
    ("folder", "kind"),
    [
        ("/data/test", "ext4"),
        ("/mnt/nas", "nfs4"),
        ("/mnt/nas/公司 数据", "nfs4"),
        ("/mnt/nas/local/x", "ext4"),
        ("/mnt/nas2", "ext4"),
        ("/mnt/shared files/x", "cifs"),
        ("/data/test/srv/x", "fuse.sshfs"),
    ],
)
def test_the_nearest_mount_decides(folder: str, kind: str) -> None:
    assert file_system_of(PurePosixPath(folder), MOUNTS) == kind


def test_of_two_mounts_at_one_place_the_later_counts() -> None:
    mounts = ["/dev/sda1 /data ext4 rw 0 0", "srv:/x /data nfs rw 0 0"]
    assert file_system_of(PurePosixPath("/data/x"), mounts) == "nfs"


@pytest.mark.parametrize(
    ("folder", "expected"),
    [
        (r"\\srv\share\sandan", True),
        (r"\\?\UNC\srv\share\sandan", True),
        (r"\\?\C:\sandan", False),
        (r"C:\sandan", False),
        ("//srv/share/x", True),
    ],
)
def test_shares_of_windows_are_known_by_their_path(folder: str, expected: bool) -> None:
    path = PureWindowsPath(folder)
    assert is_share(path) is expected
    assert (judge_place(path, Disk())[0] is Reason.NETWORK) is expected


def test_a_drive_letter_of_a_share_is_refused() -> None:
    folder = PureWindowsPath(r"Z:\sandan")
    assert judge_place(folder, Disk(is_network=True)) == (Reason.NETWORK, "Z:")
    assert judge_place(folder, Disk()) == (None, "")


@pytest.mark.parametrize(
    ("folder", "service"),
    [
        (r"C:\Users\test\OneDrive\sandan", "OneDrive"),
        (r"C:\Users\test\OneDrive - 测试公司\文档", "OneDrive"),
        (r"D:\我的坚果云\单证", "坚果云"),
        (r"D:\坚果云同步", "坚果云"),
        (r"C:\Users\test\Nutstore Files\x", "坚果云"),
        (r"C:\Users\test\Nutstore\1\x", "坚果云"),
        (r"C:\Users\test\WPS云盘\x", "WPS 云"),
        (r"C:\Users\test\Documents\WPSDrive\12\WPS云盘", "WPS 云"),
        (r"D:\BaiduSyncdisk\x", "百度网盘"),
        (r"D:\百度网盘同步空间\x", "百度网盘"),
        (r"C:\Users\test\Dropbox (Test)\x", "Dropbox"),
        (r"C:\Users\test\iCloudDrive\x", "iCloud Drive"),
        (r"G:\我的云端硬盘\x", "Google Drive"),
        (r"G:\My Drive\x", "Google Drive"),
    ],
)
def test_synced_folders_are_refused_by_name(folder: str, service: str) -> None:
    assert judge_place(PureWindowsPath(folder), Disk()) == (Reason.SYNCED, service)


@pytest.mark.parametrize(
    "folder",
    [
        "/data/test/Library/CloudStorage/OneDrive-Test",
        "/data/test/Library/CloudStorage/GoogleDrive-x",
        "/data/test/Library/Mobile Documents/com~apple~CloudDocs/x",
        "/data/test/Dropbox/x",
    ],
)
def test_synced_folders_of_other_systems_are_refused_too(folder: str) -> None:
    assert judge_place(PurePosixPath(folder), Disk())[0] is Reason.SYNCED


@pytest.mark.parametrize(
    "folder",
    ["/data/test/onedrives", "/data/test/mydropbox", "/data/坚果", "/data/test/百度网盘下载"],
)
def test_names_that_only_look_alike_are_fit(folder: str) -> None:
    assert sync_service(PurePosixPath(folder)) == ""


def test_a_disk_needs_room_and_permission() -> None:
    assert judge_place(HOME, Disk(free=ROOM_NEEDED)) == (None, "")
    assert judge_place(HOME, Disk(free=ROOM_NEEDED - 1)) == (Reason.NEARLY_FULL, "499")
    assert judge_place(HOME, Disk(is_writable=False))[0] is Reason.READ_ONLY
    assert judge_place(HOME, Disk(is_folder=False))[0] is Reason.NOT_A_FOLDER


@pytest.mark.parametrize("folder", ["", ".", "data", "C:data"])
def test_a_path_must_be_whole(folder: str) -> None:
    assert judge_place(PureWindowsPath(folder), Disk())[0] is Reason.INCOMPLETE


def test_a_folder_that_is_not_there_yet_is_judged_by_the_one_above(tmp_path: Path) -> None:
    assert disk_of(tmp_path / "neu" / "x").is_folder
    assert place_at(tmp_path / "新建" / "x").is_fit


def test_a_file_in_the_way_is_no_folder(tmp_path: Path) -> None:
    (tmp_path / "x").write_text("", encoding="utf-8")
    assert place_at(tmp_path / "x").reason is Reason.NOT_A_FOLDER


def test_a_refused_folder_comes_with_a_local_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(paths.HOME_VARIABLE, str(tmp_path))
    place = place_at(tmp_path / "Dropbox")
    assert (place.reason, place.detail) == (Reason.SYNCED, "Dropbox")
    assert place.proposal == paths.data_folder()


def test_no_proposal_where_the_usual_folder_is_refused_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(paths.HOME_VARIABLE, str(tmp_path / "OneDrive"))
    assert place_at(tmp_path / "Dropbox").proposal is None


def test_a_link_into_a_synced_folder_is_seen_through(tmp_path: Path) -> None:
    (tmp_path / "Nutstore").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "Nutstore", target_is_directory=True)
    assert place_at(tmp_path / "link").reason is Reason.SYNCED


def test_a_data_file_in_a_synced_folder_is_not_opened(tmp_path: Path) -> None:
    require_safe(tmp_path / "x.sandan")
    with pytest.raises(UnfitPlace) as refused:
        require_safe(tmp_path / "OneDrive" / "x.sandan")
    for language in LANGUAGES:
        assert "OneDrive" in error_text(refused.value, language)[1]


def test_nobody_works_on_it_there_by_any_way(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Neither the window nor a command; a copy of it may lie there."""
    sandan = Commands(tmp_path, monkeypatch, capsys)
    sandan.run("new")
    here, there = sandan.data, tmp_path / "OneDrive" / "x.sandan"
    sandan.data = there
    assert sandan.run("new").code == Exit.REFUSED
    assert not there.parent.exists()
    there.parent.mkdir()
    before = here.read_bytes()
    there.write_bytes(before)
    for words in (["history"], ["match"], ["undo"], ["purge", "--months", "36", "--yes"]):
        told = sandan.run(*words)
        assert (told.code, told.out) == (Exit.REFUSED, "")
        assert "OneDrive" in told.err
    with pytest.raises(UnfitPlace):
        open_session(there)
    assert there.read_bytes() == before
    assert sandan.run("backup").code == Exit.FINE


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_reason_is_told_in_words(language: str) -> None:
    told = {text(f"places.{reason}", language, detail="D") for reason in Reason}
    assert len(told) == len(Reason)
