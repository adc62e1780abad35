"""Unsaved forms of lists: kept beside the data file within a moment, by the id of their list."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from weakref import WeakSet

from app.declaration.draft import Draft
from app.documents.fields import Flow
from app.files import CannotWrite, explained
from app.store.draft_file import DraftFile
from app.values.words import Words

_LOG = logging.getLogger(__name__)
NEW = 0  # the list that is being entered by hand


class Unsaved:
    """The drafts of one data file. Reading is at once; the file is written by a thread of its own,
    the newest state only."""

    def __init__(self, data_file: Path) -> None:
        self.data_file = data_file
        self._file = DraftFile(data_file)
        kept = self._file.read()
        read = {int(key): _readable(value) for key, value in kept.items() if key.isdecimal()}
        self._drafts = {key: draft for key, draft in read.items() if draft is not None}
        if len(self._drafts) < len(kept):
            self._file.put_aside()
        self._lock = threading.Lock()
        self._pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix="drafts")
        _OPEN.add(self)

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

    def change(self, rewrite: Callable[[Any], Any]) -> int:
        """Rewrite every draft as plain values; returns how many changed, once they are kept. Raises
        CannotWrite."""
        with self._lock:
            before = dict(self._drafts)
        after = {key: _draft(rewrite(_plain(each))) for key, each in before.items()}
        changed = {key: each for key, each in after.items() if each != before[key]}
        if changed:
            self._pool.submit(self._file.write, _by_name(after)).result()
        with self._lock:  # but for what somebody typed meanwhile
            for key, each in changed.items():
                if self._drafts.get(key) == before[key]:
                    self._drafts[key] = each
        return len(changed)

    def close(self) -> None:
        """Wait until everything is on the disk."""
        self._pool.shutdown(wait=True)
        _OPEN.discard(self)

    def _write(self) -> None:
        with self._lock:
            drafts = _by_name(self._drafts)
        try:
            self._file.write(drafts)
        except CannotWrite as refusal:  # the drafts stay in memory; the next change tries again
            _LOG.warning("drafts not kept: %s", refusal.params)


_OPEN: WeakSet[Unsaved] = WeakSet()


def mask_drafts(data_file: Path, words: Words) -> int:
    """Mask words in the drafts of a data file, whoever has them open; returns how many changed.
    Drafts nobody could read are removed. Raises CannotWrite."""
    file = DraftFile(data_file)
    held = [each for each in _OPEN if each.data_file == data_file]
    changed = sum(each.change(words.replaced_in) for each in held)
    if not held and (drafts := file.read()):
        masked = words.replaced_in(drafts)
        changed = sum(masked[key] != each for key, each in drafts.items())
        if changed:
            file.write(masked)
    unreadable = list(data_file.parent.glob(f"{data_file.name}.drafts*.unreadable"))
    for each in unreadable:
        with explained(each):
            each.unlink(missing_ok=True)
    return changed + len(unreadable)


def _by_name(drafts: Mapping[int, Draft]) -> dict[str, Any]:
    return {str(key): _plain(draft) for key, draft in drafts.items()}


def _plain(draft: Draft) -> dict[str, Any]:
    return {
        "head": dict(draft.head),
        "lines": [dict(cells) for cells in draft.lines],
        "origins": list(draft.origins),
        "flow": draft.flow.value,
    }


def _readable(value: Any) -> Draft | None:
    """None: nothing this program has written."""
    try:
        draft = _draft(value)
    except (AttributeError, KeyError, TypeError, ValueError):
        return None
    cells = (text for each in (draft.head, *draft.lines) for text in each.values())
    is_ours = all(text is None or isinstance(text, str) for text in cells)
    return draft if is_ours else None


def _draft(value: Any) -> Draft:
    flow = Flow(value.get("flow", Flow.EXPORT))
    lines = tuple(map(dict, value["lines"]))
    return Draft(dict(value["head"]), lines, tuple(map(int, value["origins"])), flow)
