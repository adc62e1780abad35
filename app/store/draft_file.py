"""What was typed and not saved yet, beside the data file: there again after a crash.

A file of its own, so that keeping a draft never waits for a writer of the data file and is no step
to undo. It is replaced as a whole; one that cannot be read is put aside, never thrown away.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from app.files import explained, write_whole

ENDING = ".drafts.json"
_UNREADABLE = ".unreadable"


class DraftFile:
    """Unsaved drafts by name. Belongs to one thread at a time."""

    def __init__(self, data_file: Path) -> None:
        self.path = data_file.with_name(data_file.name + ENDING)

    def read(self) -> dict[str, Any]:
        """All drafts; none when there is no file, or it is no draft file (then it is put aside)."""
        try:
            drafts = json.loads(self.path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return {}
        except (OSError, ValueError):
            self._put_aside()
            return {}
        return drafts if isinstance(drafts, dict) else {}

    def write(self, drafts: dict[str, Any]) -> None:
        """Keep exactly these; without any there is no file. Raises CannotWrite."""
        if drafts:
            text = json.dumps(drafts, ensure_ascii=False, separators=(",", ":"))
            write_whole(self.path, text.encode())
        else:
            with explained(self.path):
                self.path.unlink(missing_ok=True)

    def _put_aside(self) -> None:
        if self.path.exists():
            with explained(self.path):
                self.path.replace(self.path.with_name(self.path.name + _UNREADABLE))
