"""The outbox on disk: a folder of message files per export, there whole or not at all.

The files are written into a folder of another name and flushed before the call is committed; the
folder gets its right name afterwards. So a crash leaves either a folder that no call knows (removed
by the next export) or a call whose folder still has the other name (renamed at the next opening).
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

from app.files import (
    PARTIAL,
    explained,
    flush_folder,
    make_folder,
    put_in_place,
    write_flushed,
)
from app.store.session import Session


@dataclass(frozen=True, slots=True)
class OutboxFolder:
    """One export's folder. `owner` keeps the unfinished folders of two data files apart that share
    an outbox."""

    path: Path
    owner: str

    @property
    def partial(self) -> Path:
        """The folder while it is being written."""
        return self.path.with_name(f"{self.path.name}.{self.owner}{PARTIAL}")

    def begin(self) -> None:
        """Make the folder, and remove what broken exports of this owner have left. Only while the
        data file is locked for writing: then no other export of it can be running."""
        outbox = self.path.parent
        with explained(self.path):
            make_folder(outbox)
            for left in outbox.iterdir():
                if left.name.endswith(f".{self.owner}{PARTIAL}"):
                    shutil.rmtree(left)
            self.partial.mkdir()

    def write(self, name: str, data: bytes) -> None:
        """Write a file and wait until the disk has it."""
        with explained(self.path / name):
            write_flushed(self.partial / name, data)

    def seal(self) -> None:
        """Wait until the disk has all names; the call may be committed then."""
        with explained(self.path):
            flush_folder(self.partial)
            flush_folder(self.path.parent)

    def discard(self) -> None:
        """Remove what was written; the call is not going to be committed."""
        shutil.rmtree(self.partial, ignore_errors=True)

    def finish(self) -> None:
        """Give the folder its right name; again and again does no harm."""
        if self.path.exists() or not self.partial.exists():
            return
        with explained(self.path):
            put_in_place(self.partial, self.path)
            flush_folder(self.path.parent)


def finish_exports(session: Session) -> None:
    """Give the newest export's folder its right name if a crash came between commit and renaming.
    Done at every opening and before every export, so only the newest can be unfinished."""
    row = session.conn.execute(
        "SELECT folder FROM message_file ORDER BY id DESC LIMIT 1"
    ).fetchone()
    if row:
        OutboxFolder(Path(row[0]), session.path.stem).finish()
