"""Whether law and tables are those the program came with. Open to all.

Who edits a rate in `resources` works with figures nobody has checked: the program goes on, and says
so on screen, on paper and in its workbooks. The checksums are inside the program, not beside the
files (`packaging/sum_resources.py` writes them).
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from app import resources
from app.shipped_sums import SUMS

FOLDERS = ("calendar", "ceb", "codes", "defaults", "precheck", "rules", "tax")
"""The folders of `resources` whose files decide what comes out."""

_READ = (".toml", ".csv")
_LENGTH = 24  # of a checksum in hexadecimal: 96 bits; nobody finds another file with them


def sums_of(root: Path) -> dict[str, str]:
    """Checksum by name of every file that decides. Line ends do not count: git changes them."""
    found = (path for folder in FOLDERS for path in (root / folder).rglob("*.*"))
    return {
        path.relative_to(root).as_posix(): hashlib.sha256(
            path.read_bytes().replace(b"\r\n", b"\n")
        ).hexdigest()[:_LENGTH]
        for path in sorted(found)
        if path.suffix in _READ
    }


def differing(found: Mapping[str, str], sums: Mapping[str, str] = SUMS) -> tuple[str, ...]:
    """Names of files that were changed, added or taken away."""
    return tuple(sorted(n for n in found.keys() | sums.keys() if found.get(n) != sums.get(n)))


@cache
def custom_files() -> tuple[str, ...]:
    """The files that are not as they came; asked once, because they are read once, too."""
    return differing(sums_of(resources.root()))
