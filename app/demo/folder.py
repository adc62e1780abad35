"""The folder of the demonstration: what lies in it, and how it is made fresh without harm."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

from app.files import explained, make_folder
from app.values.errors import AppError

MARKER = ".sandan-demo"
_MARK = "made by sandan demo; its own files here may be replaced\n"
_WHOLE = "whole\n"
_DATA_FILE = "demo.sandan"
_BESIDE_DATA = ("", "-journal", "-wal", "-shm")


class FolderTaken(AppError):
    """The folder holds other people's files; nothing was touched."""

    code = "error.demo_folder_taken"


@dataclass(frozen=True, slots=True)
class DemoFolder:
    """Where the demonstration puts its things."""

    path: Path

    @property
    def inputs(self) -> Path:
        """The invented files."""
        return self.path / "input"

    @property
    def data_file(self) -> Path:
        """The store."""
        return self.path / _DATA_FILE

    @property
    def outbox(self) -> Path:
        """Messages, as they would be signed and handed over."""
        return self.path / "outbox"

    @property
    def inbox(self) -> Path:
        """Receipts of the simulated customs."""
        return self.path / "inbox"

    @property
    def ledger(self) -> Path:
        """What was planted."""
        return self.path / "planted.json"

    @property
    def workbook(self) -> Path:
        """The month workbook."""
        return self.path / "workbook.xlsx"

    @property
    def is_ours(self) -> bool:
        """Whether an earlier demonstration made this folder."""
        return (self.path / MARKER).exists()

    @property
    def is_whole(self) -> bool:
        """Whether what was begun here was brought to its end."""
        marker = self.path / MARKER
        return marker.exists() and _WHOLE in marker.read_text(encoding="utf-8")

    def mark_whole(self) -> None:
        """Note that everything that was to be made is there."""
        (self.path / MARKER).write_text(_MARK + _WHOLE, encoding="utf-8")

    def remove(self) -> None:
        """Take away what a demonstration made, and the folder when nothing else lies in it. Raises
        FolderTaken when it was not made by one."""
        self.make_fresh()
        (self.path / MARKER).unlink()
        if not any(self.path.iterdir()):
            self.path.rmdir()

    def make_fresh(self) -> None:
        """Empty the folder of what an earlier demonstration made, and of nothing else. Raises
        FolderTaken when it holds anything and was not made by one, CannotWrite."""
        marker = self.path / MARKER
        with explained(self.path):
            if self.path.is_dir() and any(self.path.iterdir()) and not marker.exists():
                raise FolderTaken(path=self.path)
            for folder in (self.inputs, self.outbox, self.inbox):
                shutil.rmtree(folder, ignore_errors=True)
            make_folder(self.path)
            beside = (self.path / f"{_DATA_FILE}{ending}" for ending in _BESIDE_DATA)
            for file in (*beside, self.ledger, self.workbook):
                file.unlink(missing_ok=True)
            marker.write_text(_MARK, encoding="utf-8")
