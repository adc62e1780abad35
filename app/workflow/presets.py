"""Named ways to write a table to Excel: which columns in what order, which rows, sorted how. Kept
by the company in its data file, by name; columns a later version no longer has are left out."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.queries.table import Comparison, Filter, Table, View
from app.store.session import Session
from app.store.settings import get_setting, set_setting
from app.values.errors import AppError
from app.workflow.outcome import Outcome
from app.workflow.saving import attempt

STAGE = VERB = "export_preset"
SETTING = "export_presets"
MOST_LETTERS = 40


class BadPreset(AppError):
    """A preset without a name, with one too long, or without columns."""

    code = "error.bad_preset"


@dataclass(frozen=True, slots=True)
class Preset:
    """One way: the columns by name in their order, and what is seen of the rows."""

    name: str
    columns: tuple[str, ...]
    view: View


def presets(conn: sqlite3.Connection, table: Table) -> list[Preset]:
    """Those of a table, by name; what it has no column for is left out, and a preset of which
    nothing is left too."""
    kept: Mapping[str, Any] = get_setting(conn, SETTING, {}).get(table.name, {})
    known = {column.name for column in table.columns}
    found = [_preset(name, held, known) for name, held in sorted(kept.items())]
    return [each for each in found if each.columns]


def save_preset(session: Session, table: Table, preset: Preset) -> Outcome:
    """Keep a preset, in place of the one of that name. Counts: presets. Raises BadPreset."""
    name = preset.name.strip()
    if not name or len(name) > MOST_LETTERS or not preset.columns:
        raise BadPreset(field="preset_name", most=MOST_LETTERS)
    return _set(session, table, name, _held(preset))


def drop_preset(session: Session, table: Table, name: str) -> Outcome:
    """Take a preset away. Counts: presets."""
    return _set(session, table, name, None)


def _set(session: Session, table: Table, name: str, held: dict[str, Any] | None) -> Outcome:
    outcome = Outcome(STAGE, {"presets": 0})
    with attempt(session, VERB, table=table.name, name=name) as trial:
        kept = {key: dict(each) for key, each in get_setting(session.conn, SETTING, {}).items()}
        of_table = kept.setdefault(table.name, {})
        if held is None:
            of_table.pop(name, None)
        else:
            of_table[name] = held
        kept = {key: each for key, each in kept.items() if each}
        trial.changed = set_setting(session.conn, SETTING, kept)
        outcome.counts["presets"] = int(trial.changed)
    return outcome


def _held(preset: Preset) -> dict[str, Any]:
    view = preset.view
    return {
        "columns": list(preset.columns),
        "filters": [[each.column, each.test.value, each.value] for each in view.filters],
        "text": view.text,
        "order": view.order,
        "descending": view.descending,
    }


def _preset(name: str, held: Mapping[str, Any], known: set[str]) -> Preset:
    order = held["order"] if held["order"] in known else ""
    filters = tuple(
        Filter(column, Comparison(test), value)
        for column, test, value in held["filters"]
        if column in known
    )
    return Preset(
        name,
        tuple(column for column in held["columns"] if column in known),
        View(filters, held["text"], order, bool(held["descending"]) and bool(order)),
    )
