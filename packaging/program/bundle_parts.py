"""Which files go into the packaged program: the libraries and plugins of Qt it uses, and no other.

What PyInstaller collects of Qt is by module; what a window, a printer and a picture need is less.
"""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import PurePosixPath

QT_LIBRARIES = (
    *("Core", "Gui", "Widgets", "PrintSupport", "Svg", "DBus", "XcbQpa", "OpenGL"),
    *("WaylandClient", "WlShellIntegration"),
)
QT_PLUGINS = {
    "platforms": ("qxcb", "qoffscreen", "qwayland", "qwindows"),
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
# What every desktop has itself; make_deb.py names their packages. An older one of ours beside newer
# drivers of the system is what keeps windows from opening (libstdc++ above all).
OF_THE_SYSTEM = (
    *("libstdc++.", "libgcc_s.", "libX11.", "libX11-xcb.", "libglib-2.0.", "libgthread-2.0."),
    *("libdbus-1.", "libfontconfig.", "libfreetype.", "libcups."),
)
NOT_USED = ("pypinyin/phrases_dict.json",)  # app/ui/pinyin.py brings its own phrases
TRANSLATIONS = ("qtbase_zh_CN", "qtbase_en")
Entry = tuple[str, str, str]
"""A file of the bundle: its place, where it comes from, its kind."""

_LIBRARY = re.compile(r"(?:lib)?Qt6?(\w+?)(?:\.abi3)?\.(?:so|dll|pyd)")


def is_wanted(name: str) -> bool:
    """Whether a file of the bundle, by its place in it, is needed."""
    path = PurePosixPath(name.replace("\\", "/"))
    if "PySide6" not in path.parts:
        is_left_out = path.name.startswith(OF_THE_SYSTEM) or path.as_posix() in NOT_USED
        return path.parts[0] not in ("pip", "setuptools") and not is_left_out
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
    loose = {
        name: source
        for name, source, kind in entries
        if kind == "BINARY" and "/" not in name.replace("\\", "/")
    }
    waiting = [source for name, source, _ in entries if name not in loose]
    waiting += [source for name, source in loose.items() if "python3" in name]
    needed = {name for name in loose if "python3" in name}  # the program loads it itself
    while waiting:
        for name in _libraries_of(waiting.pop()) & loose.keys() - needed:
            needed.add(name)
            waiting.append(loose[name])
    return [entry for entry in entries if entry[0] not in loose or entry[0] in needed]


def _libraries_of(file: str) -> set[str]:
    """The libraries a file asks for itself. On Linux PyInstaller's answer (by ldd) has those they
    ask for as well, also where they are of the system."""
    if sys.platform == "linux":
        said = subprocess.run(["objdump", "-p", file], capture_output=True, text=True, check=False)
        return set(re.findall(r"^ *NEEDED +(\S+)$", said.stdout, re.MULTILINE))
    from PyInstaller.depend.bindepend import get_imports

    return {PurePosixPath(library).name for library, _found in get_imports(file)}


def _is_wanted_plugin(path: PurePosixPath) -> bool:
    kind = path.parts[path.parts.index("plugins") + 1]
    wanted = QT_PLUGINS.get(kind)
    if wanted is None:
        return False
    stem = path.name.split(".")[0].removeprefix("lib")
    return any(stem.startswith(each) for each in wanted)
