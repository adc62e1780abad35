"""Which files go into the packaged program: the libraries and plugins of Qt it uses, and no other.

What PyInstaller collects of Qt is by module; what a window, a printer and a picture need is less.
"""

from __future__ import annotations

import re
from pathlib import PurePosixPath

QT_LIBRARIES = (
    *("Core", "Gui", "Widgets", "PrintSupport", "Svg", "DBus", "XcbQpa", "OpenGL"),
    *("WaylandClient", "WlShellIntegration"),
)
QT_PLUGINS = {
    "platforms": ("qxcb", "qoffscreen", "qminimal", "qwayland", "qwindows"),
    "xcbglintegrations": (),
    "imageformats": ("qsvg", "qjpeg", "qico"),
    "iconengines": ("qsvgicon",),
    "printsupport": ("cupsprintersupport", "windowsprintersupport"),
    "platforminputcontexts": (
        "ibusplatforminputcontextplugin",
        "composeplatforminputcontextplugin",
    ),
    "platformthemes": ("qxdgdesktopportal",),
    "styles": ("qmodernwindowsstyle",),
    "wayland-shell-integration": ("xdg-shell",),
    "wayland-decoration-client": ("bradient",),
}
# What every desktop with a printer has itself, and what only it wants.
OF_THE_SYSTEM = (
    "libcups.",
    "libavahi-",
    "libgnutls.",
    "libgssapi_krb5.",
    "libkrb5",
    "libk5crypto.",
)
TRANSLATIONS = ("qtbase_zh_CN", "qtbase_en")
Entry = tuple[str, str, str]
"""A file of the bundle: its place, where it comes from, its kind."""

_LIBRARY = re.compile(r"(?:lib)?Qt6?(\w+?)(?:\.abi3)?\.(?:so|dll|pyd)")


def is_wanted(name: str) -> bool:
    """Whether a file of the bundle, by its place in it, is needed."""
    path = PurePosixPath(name.replace("\\", "/"))
    if "PySide6" not in path.parts:
        is_system = path.name.startswith(OF_THE_SYSTEM)
        return path.parts[0] not in ("pip", "setuptools") and not is_system
    if "translations" in path.parts:
        return path.stem in TRANSLATIONS
    if "plugins" in path.parts:
        return _is_wanted_plugin(path)
    if "qml" in path.parts:
        return False
    found = _LIBRARY.match(path.name)
    return found is None or found[1] in QT_LIBRARIES


def wanted(entries: list[Entry]) -> list[Entry]:
    """The files that are needed; a link goes with the file it leads to."""
    return [
        (name, target, kind)
        for name, target, kind in entries
        if is_wanted(name) and (kind != "SYMLINK" or is_wanted(target))
    ]


def only_needed(entries: list[Entry]) -> list[Entry]:
    """The libraries that something in the bundle loads. PyInstaller collected them before the
    plugins that wanted them were left out."""
    from PyInstaller.depend.bindepend import get_imports

    loose = {name: source for name, source, _ in entries if "/" not in name.replace("\\", "/")}
    roots = [source for name, source, _ in entries if name not in loose or ".cpython" in name]
    needed, waiting = set(), [*roots, *(loose[name] for name in loose if "python3" in name)]
    while waiting:
        for library, _found in get_imports(waiting.pop()):
            name = PurePosixPath(library).name
            if name in loose and name not in needed:
                needed.add(name)
                waiting.append(loose[name])
    kept = needed | {name for name in loose if "python3" in name}
    return [entry for entry in entries if entry[0] not in loose or entry[0] in kept]


def _is_wanted_plugin(path: PurePosixPath) -> bool:
    kind = path.parts[path.parts.index("plugins") + 1]
    wanted = QT_PLUGINS.get(kind)
    if wanted is None:
        return False
    stem = path.name.split(".")[0].removeprefix("lib")
    return any(stem.startswith(each) for each in wanted)
