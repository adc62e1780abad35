"""What must hold for a bundle: small enough, no part of Qt that only the GPL allows, nothing that
talks to a network, its licences and its list of parts inside."""

from __future__ import annotations

import re
from pathlib import Path

from parts_list import unlisted

LARGEST_MB = 150
# Only under the GPL, or a commercial licence (Qt's own list); virtualkeyboard is in Essentials.
GPL_ONLY = re.compile(
    r"(?i)qt6?(charts|datavisualization|graphs|graphswidgets|httpserver|networkauth|"
    r"virtualkeyboard|quick3dphysics|shadertools)|qtvirtualkeyboard"
)
NETWORK = re.compile(r"(?i)libqt6?network|qt6network|_ssl\.|libssl")
NEEDED = ("licences/LGPL-3.0.txt", "licences/GPL-3.0.txt", "parts.json")


def check(bundle: Path) -> list[str]:
    """What is wrong with it; nothing when it may be shipped."""
    names = [path.relative_to(bundle).as_posix() for path in bundle.rglob("*")]
    wrong = [f"only the GPL allows {name}" for name in names if GPL_ONLY.search(name)]
    wrong += [f"{name} is there for a network" for name in names if NETWORK.search(name)]
    wrong += [f"{name} is missing" for name in NEEDED if name not in names]
    if wrong:
        return wrong
    wrong += [f"{name} is not in the list of parts" for name in unlisted(bundle)]
    size = size_of(bundle) / 1e6
    if size > LARGEST_MB:
        wrong.append(f"{size:.1f} MB, more than {LARGEST_MB}")
    return wrong


def size_of(bundle: Path) -> int:
    """Bytes of all files, links not counted."""
    files = (path for path in bundle.rglob("*") if path.is_file() and not path.is_symlink())
    return sum(path.stat().st_size for path in files)
