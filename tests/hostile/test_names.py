"""Names made from data never lead outside the folder that was chosen, on any system."""

from __future__ import annotations

from pathlib import Path, PurePosixPath, PureWindowsPath

import pytest

from app import paths
from app.printing.naming import DEFAULT, file_name
from app.workflow.attachments import Attachment, copy_name
from app.workflow.founding import data_file_in

NAMES = (
    "..\\..\\x", "../../x", "/etc/passwd", "C:\\Windows\\x", "\\\\server\\share\\x", "C:x", "..",
    ".", "", " ", "CON", "nul", "com1.txt", "LPT¹", "x" * 400, "字" * 300, "😀" * 300,
    "\u202egnp.exe", "\u200f\u2066x", "a\0b", "a\nb", "~", "%TEMP%", "$HOME", "-rf", "a:stream",
    "x. . .", "x:$DATA", "{own_no}", "{x}{y}", "?*<>|\"",
)  # fmt: skip


def assert_safe(name: str) -> None:
    """One part of a path, everywhere; nothing unseen, no device, not too long."""
    assert PurePosixPath(name).parts == (name,)
    assert PureWindowsPath(name).parts == (name,)
    assert not PureWindowsPath(name).is_reserved()
    assert not PureWindowsPath(name).drive
    assert name not in (".", "..")
    assert len(name.encode()) <= 255
    assert all(char.isprintable() for char in name)
    assert not name.endswith((" ", "."))


@pytest.mark.parametrize("name", NAMES)
def test_names_of_printed_files(name: str) -> None:
    for pattern in (*DEFAULT.values(), name):
        places = ("own_no", "order_no", "form", "name", "month", "claim_no", "batch_no")
        assert_safe(file_name(pattern, dict.fromkeys(places, name)) + ".pdf")


@pytest.mark.parametrize("name", NAMES)
def test_names_of_copies_of_papers(name: str) -> None:
    for media in ("image/png", "application/pdf", "text/html"):
        assert_safe(copy_name(Attachment(1, "photo", name, media, 1, "")))


@pytest.mark.parametrize("name", NAMES)
def test_name_of_a_second_company(tmp_path: Path, name: str) -> None:
    (tmp_path / paths.DATA_FILE).touch()
    path = data_file_in(tmp_path, name)
    assert path.parent == tmp_path
    assert_safe(path.name)
