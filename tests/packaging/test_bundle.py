"""What may be shipped: licences, parts of Qt, size, the list of parts."""

from __future__ import annotations

import re
import sys
from email.message import Message
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "packaging" / "program"))

import bundle_parts  # noqa: E402 - lies beside the build script
import check_bundle  # noqa: E402
import parts_list  # noqa: E402
from parts_list import Part  # noqa: E402

from app.version import VERSION  # noqa: E402


def test_every_runtime_library_has_an_allowed_licence() -> None:
    parts = parts_list.runtime_parts()
    assert len(parts) > 15
    assert [f"{part.name}: {part.licence!r}" for part in parts if not part.is_allowed] == []


@pytest.mark.parametrize(
    ("licence", "allowed"),
    [
        ("MIT", True),
        ("LGPL-3.0-only OR GPL-2.0-only OR GPL-3.0-only", True),
        ("Apache-2.0 OR BSD-3-Clause", True),
        ("Zlib AND BSD-3-Clause AND Apache-2.0", True),
        ("MIT AND GPL-3.0-only", False),
        ("GPL-3.0-only", False),
        ("AGPL-3.0-or-later", False),
        ("GPL-2.0-or-later OR AGPL-3.0", False),
        ("", False),
        ("Proprietary", False),
    ],
)
def test_licences_that_bind_us_and_unknown_ones_are_refused(licence: str, allowed: bool) -> None:
    assert Part("x", "1", licence).is_allowed is allowed


def test_licence_is_read_from_where_a_library_says_it() -> None:
    said = Message()
    said["License"] = "MIT License\n\nlong text"
    assert parts_list.licence_of(said) == "MIT License"  # type: ignore[arg-type]
    said["Classifier"] = "License :: OSI Approved :: BSD License"
    assert parts_list.licence_of(said) == "BSD License"  # type: ignore[arg-type]
    said["License-Expression"] = "ISC"
    assert parts_list.licence_of(said) == "ISC"  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("PySide6/Qt/lib/libQt6Widgets.so.6", True),
        ("PySide6/Qt/lib/libQt6Network.so.6", False),
        ("PySide6/Qt/lib/libQt6VirtualKeyboard.so.6", False),
        ("PySide6/Qt/lib/libicudata.so.73", True),
        ("PySide6/Qt/plugins/platforms/libqxcb.so", True),
        ("PySide6/Qt/plugins/platforminputcontexts/libqtvirtualkeyboardplugin.so", False),
        ("PySide6/Qt/plugins/platforminputcontexts/libibusplatforminputcontextplugin.so", True),
        ("PySide6/Qt/plugins/sqldrivers/libqsqlite.so", False),
        ("PySide6\\plugins\\platforms\\qwindows.dll", True),
        ("PySide6\\Qt6Quick.dll", False),
        ("PySide6/Qt/translations/qtbase_zh_CN.qm", True),
        ("PySide6/Qt/translations/qtbase_de.qm", False),
        ("PySide6/Qt/qml/QtQuick/qmldir", False),
        ("pip/__init__.py", False),
        ("libcups.so.2", False),
        ("libstdc++.so.6", False),
        ("libsqlite3.so.0", True),
        ("pypinyin/phrases_dict.json", False),
        ("pypinyin/pinyin_dict.json", True),
        ("lxml/etree.cpython-311-x86_64-linux-gnu.so", True),
        ("resources/codes/country.csv", True),
    ],
)
def test_only_used_parts_of_qt_go_in(name: str, wanted: bool) -> None:
    assert bundle_parts.is_wanted(name) is wanted


def test_a_link_goes_with_the_file_it_leads_to() -> None:
    entries = [
        ("libQt6Network.so.6", "PySide6/Qt/lib/libQt6Network.so.6", "SYMLINK"),
        ("libQt6Core.so.6", "PySide6/Qt/lib/libQt6Core.so.6", "SYMLINK"),
    ]
    assert [name for name, *_ in bundle_parts.wanted(entries)] == ["libQt6Core.so.6"]


def test_a_library_nothing_in_the_bundle_asks_for_is_left_out(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asks = {"plugin": {"libone.so", "libc.so"}, "one": {"libtwo.so"}, "extension": {"libfour.so"}}
    monkeypatch.setattr(bundle_parts, "_libraries_of", lambda file: asks.get(file, set()))
    entries = [
        ("PySide6/plugin.so", "plugin", "BINARY"),
        ("libone.so", "one", "BINARY"),
        ("libtwo.so", "two", "BINARY"),
        ("libthree.so", "three", "BINARY"),
        ("libfour.so", "four", "BINARY"),
        ("backend.cpython-311.so", "extension", "EXTENSION"),
        ("libpython3.11.so", "python", "BINARY"),
    ]
    kept = [name for name, *_ in bundle_parts.only_needed(entries)]
    assert kept == [name for name, *_ in entries if name != "libthree.so"]


@pytest.fixture
def bundle(tmp_path: Path) -> Path:
    """A small one that may be shipped."""
    folder = tmp_path / "sandan"
    (folder / "_internal").mkdir(parents=True)
    (folder / "sandan").write_bytes(b"program")
    (folder / "_internal" / "libQt6Core.so.6").write_bytes(b"library")
    parts_list.write_licences(folder)
    parts_list.write_parts(folder, VERSION)
    return folder


def test_whole_bundle_passes(bundle: Path) -> None:
    assert check_bundle.check(bundle) == []


@pytest.mark.parametrize(
    "name",
    [
        "_internal/libQt6Charts.so.6",
        "_internal/libqtvirtualkeyboardplugin.so",
        "_internal/libQt6Network.so.6",
        "_internal/libssl.so.3",
    ],
)
def test_part_that_must_not_be_shipped_is_found(bundle: Path, name: str) -> None:
    (bundle / name).write_bytes(b"x")
    assert [name in line for line in check_bundle.check(bundle)] == [True]


def test_file_the_list_does_not_name_is_found(bundle: Path) -> None:
    (bundle / "sandan").write_bytes(b"another program")
    (bundle / "stray.txt").write_text("x", encoding="utf-8")
    found = check_bundle.check(bundle)
    assert sorted(line.split(" ")[0] for line in found) == ["sandan", "stray.txt"]


def test_licence_that_is_missing_is_found(bundle: Path) -> None:
    (bundle / "licences" / "LGPL-3.0.txt").unlink()
    assert check_bundle.check(bundle) == ["licences/LGPL-3.0.txt is missing"]


def test_version_stands_in_one_place() -> None:
    assert re.fullmatch(r"\d+\.\d+\.\d+", VERSION)
    installer = (ROOT / "packaging/windows/sandan.iss").read_text(encoding="utf-8")
    desktop = (ROOT / "packaging/linux/sandan.desktop").read_text(encoding="utf-8")
    assert VERSION not in installer
    assert VERSION not in desktop
    assert "{#Version}" in installer
    build = (ROOT / "packaging/windows/build.cmd").read_text(encoding="utf-8")
    assert "from app.version import VERSION" in build


def test_desktop_knows_the_data_file_by_its_first_bytes() -> None:
    from app.store.database import APPLICATION_ID
    from app.store.keys import MARK

    mime = (ROOT / "packaging/linux/sandan.xml").read_text(encoding="utf-8")
    assert f'value="{APPLICATION_ID.to_bytes(4, "big").decode()}" offset="68"' in mime
    assert f'value="{MARK.decode()}" offset="0"' in mime  # an encrypted one
    desktop = (ROOT / "packaging/linux/sandan.desktop").read_text(encoding="utf-8")
    (kind,) = re.findall(r'mime-type type="([^"]+)"', mime)
    assert f"MimeType={kind};" in desktop
