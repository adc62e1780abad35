"""Unsaved forms of lists: kept beside the data file within a moment, by the id of their list."""

from __future__ import annotations

import logging
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from app.declaration.draft import Draft
from app.documents.fields import Flow
from app.files import CannotWrite
from app.store.draft_file import DraftFile

_LOG = logging.getLogger(__name__)
NEW = 0  # the list that is being entered by hand


class Unsaved:
    """The drafts of one data file. Reading is at once; the file is written by a thread of its own,
    the newest state only."""

    def __init__(self, data_file: Path) -> None:
        self._file = DraftFile(data_file)
        self._drafts = {
            int(key): _draft(value) for key, value in self._file.read().items() if key.isdecimal()
        }
        self._lock = threading.Lock()
        self._pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix="drafts")

    def get(self, list_id: int) -> Draft | None:
        """The draft of a list."""
        return self._drafts.get(list_id)

    def ids(self) -> list[int]:
        """The lists that have one."""
        return list(self._drafts)

    def keep(self, list_id: int, draft: Draft) -> None:
        """Keep a draft from now on."""
        with self._lock:
            self._drafts[list_id] = draft
        self._pool.submit(self._write)

    def forget(self, list_id: int) -> None:
        """It was saved, or is not wanted."""
        with self._lock:
            if self._drafts.pop(list_id, None) is None:
                return
        self._pool.submit(self._write)

    def close(self) -> None:
        """Wait until everything is on the disk."""
        self._pool.shutdown(wait=True)

    def _write(self) -> None:
        with self._lock:
            drafts = {str(key): _plain(draft) for key, draft in self._drafts.items()}
        try:
            self._file.write(drafts)
        except CannotWrite as refusal:  # the drafts stay in memory; the next change tries again
            _LOG.warning("drafts not kept: %s", refusal.params)


def _plain(draft: Draft) -> dict[str, Any]:
    return {
        "head": dict(draft.head),
        "lines": [dict(cells) for cells in draft.lines],
        "origins": list(draft.origins),
        "flow": draft.flow.value,
    }


def _draft(value: Any) -> Draft:
    flow = Flow(value.get("flow", Flow.EXPORT))
    return Draft(value["head"], tuple(value["lines"]), tuple(value["origins"]), flow)
