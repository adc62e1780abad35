"""Views of a table as text: those a person keeps under a name, and the one left at the last end."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path

from PySide6.QtCore import QSettings

from app import paths
from app.queries.table import Comparison, Filter, View
from app.values.words import Words


def entry_of(view: View) -> dict[str, object]:
    """A view in plain values."""
    return {
        "filters": [[f.column, f.test.name, f.value] for f in view.filters],
        "text": view.text,
        "order": view.order,
        "descending": view.descending,
    }


def view_of(entry: Mapping[str, object], columns: Iterable[str]) -> View:
    """The view of an entry; conditions on columns there are no more are left out. Raises KeyError,
    ValueError, TypeError when it is none."""
    known, stored, order = set(columns), entry["filters"], str(entry["order"])
    if not isinstance(stored, list):
        raise TypeError("filters are a list")
    filters = tuple(
        Filter(column, Comparison[test], value)
        for column, test, value in stored
        if column in known and _is_value(value)
    )
    return View(
        filters,
        str(entry["text"]).encode(errors="ignore").decode(),
        order if order in known else "",
        bool(entry["descending"]),
    )


def _is_value(value: object) -> bool:
    """Whether a condition can ask for it; the options are a file that anybody may edit."""
    if isinstance(value, str):
        return value.encode(errors="ignore").decode() == value
    return isinstance(value, int) and abs(value) < 2**63


def keep_view(options: QSettings, table: str, view: View) -> None:
    """Remember how a table was left."""
    if view == View():
        options.remove(_key(table))
    else:
        options.setValue(_key(table), json.dumps(entry_of(view), ensure_ascii=False))


def kept_view(options: QSettings, table: str, columns: Iterable[str]) -> View:
    """How a table was left; everything when nothing is known."""
    try:
        return view_of(json.loads(str(options.value(_key(table), ""))), columns)
    except (ValueError, KeyError, TypeError):
        return View()


def mask_options(options: QSettings, words: Words) -> int:
    """Mask words in every text the window remembers, also in what safe mode leaves alone; returns
    how many changed. What was a view as JSON stays one. Any thread may call it."""
    places = {Path(options.fileName()), paths.window_file()}
    return sum(_mask_in(QSettings(str(each), options.format()), words) for each in places)


def _mask_in(own: QSettings, words: Words) -> int:
    changed = 0
    for key in own.allKeys():
        kept = own.value(key)
        if isinstance(kept, str) and (masked := _masked(kept, words)) != kept:
            own.setValue(key, masked)
            changed += 1
    own.sync()
    return changed


def _masked(kept: str, words: Words) -> str:
    try:
        value = json.loads(kept)
    except ValueError:
        return words.replaced(kept)
    masked = words.replaced_in(value)
    return kept if masked == value else json.dumps(masked, ensure_ascii=False)


def _key(table: str) -> str:
    return f"left/{table}"
