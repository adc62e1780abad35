"""Puts the built program into a Debian package (and a plain archive) under build/package.

Usage: python packaging/linux/make_deb.py   after `make package`
The archive is for systems without dpkg: unpack it over /, or anywhere and start opt/sandan/sandan.
"""

from __future__ import annotations

import gzip
import shutil
import subprocess
import sys
import tarfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
sys.path.insert(0, str(ROOT))

from app.version import VERSION  # noqa: E402 - the checkout must be on the path first

BUILT = ROOT / "build" / "package"
MAKER = "The Sandan authors"
# Where each file of the desktop goes.
PLACES = {
    "sandan.desktop": "usr/share/applications",
    "sandan.xml": "usr/share/mime/packages",
    "sandan.svg": "usr/share/icons/hicolor/scalable/apps",
}
# What Qt loads of the system; the program brings the rest.
NEEDS = (
    "libc6, libstdc++6, libgcc-s1, libx11-6, libx11-xcb1, libxcb1, libegl1, libgl1, "
    "libfontconfig1, libfreetype6, libdbus-1-3, libglib2.0-0t64 | libglib2.0-0"
)

# Without them the program runs, but finds no printer, or draws through X11 on Wayland.
HELPFUL = "libcups2t64 | libcups2, libwayland-client0, libwayland-cursor0"


def main() -> int:
    """Make both; 0 when all went well."""
    bundle = BUILT / "sandan"
    if not bundle.is_dir():
        print("Please run make package first.")
        return 2
    tree = lay_out(bundle, BUILT / "tree")
    archive = BUILT / f"sandan-{VERSION}-linux.tar.gz"
    pack(tree, archive)
    print(archive, f"{archive.stat().st_size / 1e6:.1f} MB")
    if shutil.which("dpkg-deb") is None:
        print("dpkg-deb is not here: no .deb was made.")
        return 0
    package = make_package(tree, BUILT / f"sandan_{VERSION}_{architecture()}.deb")
    print(package, f"{package.stat().st_size / 1e6:.1f} MB")
    return 0


def lay_out(bundle: Path, tree: Path) -> Path:
    """The files as they will lie on the system."""
    shutil.rmtree(tree, ignore_errors=True)
    shutil.copytree(bundle, tree / "opt" / "sandan", symlinks=True)
    for name, place in PLACES.items():
        (tree / place).mkdir(parents=True)
        shutil.copyfile(HERE / name, tree / place / name)
    (tree / "usr/bin").mkdir(parents=True)
    (tree / "usr/bin/sandan").symlink_to("/opt/sandan/sandan")
    return tree


def pack(tree: Path, archive: Path) -> None:
    """The plain archive: the same bits for the same tree."""
    with (
        archive.open("wb") as file,
        gzip.GzipFile("", "wb", fileobj=file, mtime=0) as packed,
        tarfile.open(fileobj=packed, mode="w") as tar,
    ):
        for path in sorted(tree.rglob("*")):
            tar.add(path, path.relative_to(tree).as_posix(), recursive=False, filter=_plain)


def _plain(member: tarfile.TarInfo) -> tarfile.TarInfo:
    member.uid = member.gid = member.mtime = 0
    member.uname = member.gname = "root"
    return member


def make_package(tree: Path, package: Path) -> Path:
    """The Debian package."""
    control = tree / "DEBIAN"
    control.mkdir()
    size = sum(path.lstat().st_size for path in tree.rglob("*") if path.is_file()) // 1024
    (control / "control").write_text(control_text(size), encoding="utf-8")
    subprocess.run(
        ["dpkg-deb", "--root-owner-group", "-Zxz", "--build", str(tree), str(package)],
        check=True,
        stdout=subprocess.DEVNULL,
    )
    shutil.rmtree(control)
    return package


def control_text(kilobytes: int) -> str:
    """What the package says of itself."""
    return (
        f"Package: sandan\nVersion: {VERSION}\nArchitecture: {architecture()}\n"
        f"Maintainer: {MAKER}\nInstalled-Size: {kilobytes}\nDepends: {NEEDS}\n"
        f"Recommends: {HELPFUL}\n"
        "Section: misc\nPriority: optional\n"
        "Description: offline preparation of cross-border e-commerce customs filings\n"
        " Orders, payments and waybills become matched documents, checked lists, customs\n"
        " messages and monthly totals, on one computer, without a network.\n"
    )


def architecture() -> str:
    """As Debian calls this machine."""
    import platform

    return {"x86_64": "amd64", "aarch64": "arm64"}.get(platform.machine(), platform.machine())


if __name__ == "__main__":
    sys.exit(main())
