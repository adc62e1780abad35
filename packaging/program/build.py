"""Builds the program into build/package, checks what is in it, and lets it walk the whole way.

Usage: python packaging/program/build.py [--twice]
--twice builds in a second folder too and lists the files that differ.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import stat
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
sys.path[:0] = [str(ROOT), str(HERE)]

from check_bundle import check, size_of  # noqa: E402 - beside this file
from parts_list import write_licences, write_parts  # noqa: E402

from app.version import VERSION  # noqa: E402 - the checkout must be on the path first

PACKAGE = ROOT / "build" / "package"
EPOCH = "1763683200"  # 2025-11-21: the same for every build, so that two builds are the same bits


def main(words: list[str]) -> int:
    """Build, check, walk; 0 when all went well."""
    bundle = build(PACKAGE)
    write_licences(bundle)
    write_parts(bundle, VERSION)
    wrong = check(bundle)
    for line in wrong:
        print("WRONG:", line)
    print(f"{bundle}: {size_of(bundle) / 1e6:.1f} MB")
    if "--twice" in words:
        with tempfile.TemporaryDirectory() as other:
            differing = compare(bundle, build(Path(other)))
        print(f"second build: {len(differing)} files differ", *differing, sep="\n  ")
    return 1 if wrong or not walk(bundle) else 0


def build(folder: Path) -> Path:
    """Build the program in a folder; the folder of the program."""
    shutil.rmtree(folder, ignore_errors=True)
    environment = {**os.environ, "PYTHONHASHSEED": "1", "SOURCE_DATE_EPOCH": EPOCH}
    subprocess.run(
        [
            *(sys.executable, "-m", "PyInstaller", "--noconfirm", "--log-level", "ERROR"),
            *("--distpath", str(folder), "--workpath", str(folder / "work")),
            str(HERE / "sandan.spec"),
        ],
        check=True,
        env=environment,
        cwd=ROOT,
    )
    shutil.rmtree(folder / "work")
    return folder / "sandan"


def compare(one: Path, other: Path) -> list[str]:
    """The files of two builds that are not the same bits; parts lists are written afterwards."""
    digests = [
        {
            path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
            for path in folder.rglob("*")
            if path.is_file()
        }
        for folder in (one, other)
    ]
    own = {"parts.json", *(name for name in digests[0] if name.startswith("licences/"))}
    names = (digests[0].keys() | digests[1].keys()) - own
    return sorted(name for name in names if digests[0].get(name) != digests[1].get(name))


def walk(bundle: Path) -> bool:
    """Let the program walk the whole way as a user who may not write where it is installed, under
    a Chinese name with a space in it."""
    program = bundle / ("sandan.exe" if os.name == "nt" else "sandan")
    with tempfile.TemporaryDirectory(prefix="用户 一 ") as place:
        home = Path(place)
        environment = {
            **os.environ,
            "SANDAN_HOME": str(home / "设置"),
            "QT_QPA_PLATFORM": "offscreen",
            "PYTHONPATH": "",
        }
        forbid_writing(bundle)
        try:
            done = subprocess.run(
                [str(program), "--smoke", str(home / "工作")],
                env=environment,
                cwd=home,
                timeout=600,
                check=False,
                **as_ordinary_user(home),
            )
        finally:
            allow_writing(bundle)
    print("walk:", "ok" if done.returncode == 0 else f"exit {done.returncode}")
    return done.returncode == 0


def as_ordinary_user(home: Path) -> dict[str, int]:
    """On a build machine that runs as root: another user, who owns the work folder only."""
    if os.name != "posix" or os.geteuid() != 0:
        return {}
    nobody = 65534
    os.chown(home, nobody, nobody)
    for folder in [*PACKAGE.resolve().parents][::-1]:
        folder.chmod(folder.stat().st_mode | stat.S_IXOTH)
    return {"user": nobody, "group": nobody}


def forbid_writing(bundle: Path) -> None:
    """Nobody may write in the folder of the program."""
    for path in [bundle, *bundle.rglob("*")]:
        if not path.is_symlink():
            path.chmod(path.stat().st_mode & ~0o222 | 0o444 | (0o111 if path.is_dir() else 0))


def allow_writing(bundle: Path) -> None:
    """So that the next build can replace it."""
    for path in [bundle, *bundle.rglob("*")]:
        if not path.is_symlink():
            path.chmod(path.stat().st_mode | 0o200)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
