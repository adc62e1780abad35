"""Data files of every older schema: made by the real migrations, stopped early, with the rows of a
working company; brought to the newest schema, also when the power fails in the middle.

No version was released yet: these are the files the program made between its own changes.
"""

from __future__ import annotations

import random
import shutil
import sqlite3
import tempfile
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from sqlite_utils import Database

from app.store import database
from app.store.connecting import connect
from app.store.migrations import MIGRATIONS
from tests.faults.power import Disk, lay_out, recording
from tests.faults.states import checked, in_memory
from tests.faults.work import Place, found

OLDEST = 1 << 16  # what a file says that has not all migrations
_MONEY = (
    "SELECT coalesce(sum(lines_total_e5), 0), count(*) FROM orders",
    "SELECT coalesce(sum(line_total_e5), 0), count(*) FROM order_line",
    "SELECT coalesce(sum(total_e5), 0), count(*) FROM declaration_list",
    "SELECT coalesce(sum(line_total_e5), 0), count(*) FROM declaration_line",
    "SELECT count(*), coalesce(sum(gross_weight_e5), 0) FROM waybill",
)

Rows = dict[str, list[tuple[object, ...]]]


@dataclass(slots=True)
class Tally:
    """What became of all upgrades; `wrong` holds what must never be."""

    steps: int = 0
    cuts: int = 0
    wrong: list[str] = field(default_factory=list)


def run(folder: Path, cuts: int, seed: int = 12) -> Tally:
    """Upgrade a file of every step, and cut each off at so many points."""
    new, tally = found(folder / "new").data_file, Tally()
    names = [each.name for each in MIGRATIONS.pending(Database(memory=True))]
    for number, name in enumerate(names[1:], 1):
        place = Place((folder / f"from-{number}").resolve())
        place.folder.mkdir()
        _make_old(place.data_file, new, before=name)
        held, totals = rows_of(place.data_file), _totals(place.data_file)
        with recording(place.folder) as record:
            database.open_existing(place.data_file).close()
        tally.steps += 1
        tally.wrong += [f"{name}: {each}" for each in _look(place, held, totals)]
        disk, chance = Disk(record), random.Random(f"{seed} {name}")
        for at, cut in record.points(cuts, chance.randrange(1 << 30)):
            disk.play(at)
            files = disk.after_cut(cut, chance)
            with tempfile.TemporaryDirectory(dir=in_memory()) as image:
                left = Place(Path(image))
                lay_out(files, record.root, left.folder)
                tally.cuts += 1
                tally.wrong += [f"{name}, {cut} at {at}: {w}" for w in _look(left, held, totals)]
        shutil.rmtree(place.folder)
    return tally


def _make_old(path: Path, new: Path, *, before: str) -> None:
    """A file with the migrations before one, and the rows of a new file as far as they fit."""
    with closing(connect(path)) as conn:
        conn.execute(f"PRAGMA page_size = {8192}")
        conn.execute(f"PRAGMA application_id = {database.APPLICATION_ID}")
        MIGRATIONS.apply(Database(conn), stop_before=before)
        conn.execute(f"PRAGMA user_version = {OLDEST}")
        conn.execute("ATTACH ? AS new", (str(new),))
        conn.execute("BEGIN")
        for table in _tables(conn):
            shared = ", ".join(_columns(conn, "main", table) & _columns(conn, "new", table))
            conn.execute(f"DELETE FROM main.{table}")
            conn.execute(f"INSERT INTO main.{table} ({shared}) SELECT {shared} FROM new.{table}")
        conn.execute("COMMIT")


def _tables(conn: sqlite3.Connection) -> list[str]:
    """Those with an id of their own that both files have: search and undo keep theirs."""
    return [
        name
        for (name,) in conn.execute(
            "SELECT name FROM main.sqlite_master WHERE type = 'table' AND sql NOT LIKE '%VIRTUAL%'"
            " AND name NOT LIKE 'sqlite!_%' ESCAPE '!' AND name NOT LIKE '!_%' ESCAPE '!'"
            " AND name IN (SELECT name FROM new.sqlite_master WHERE type = 'table')"
        )
        if "id" in _columns(conn, "main", name)
    ]


def _columns(conn: sqlite3.Connection, schema: str, table: str) -> set[str]:
    found = conn.execute("SELECT name FROM pragma_table_info(?, ?)", (table, schema))
    return {name for (name,) in found}


def rows_of(path: Path) -> Rows:
    """All rows a person has put into a file, by tables."""
    with closing(connect(path)) as conn:
        return {
            table: conn.execute(f"SELECT id FROM {table} ORDER BY id").fetchall()
            for table in ("call", "event", "orders", "order_line", "waybill", "declaration_list")
        }


def _totals(path: Path) -> list[tuple[int, int]]:
    with closing(connect(path)) as conn:
        return [conn.execute(sql).fetchone() for sql in _MONEY]


def _look(place: Place, held: Rows, totals: list[tuple[int, int]]) -> list[str]:
    """Open a file as the program does; what is not as it was before."""
    with place.session():
        pass
    wrong = list(checked(place))
    if rows_of(place.data_file) != held:
        wrong.append("rows lost")
    if (left := _totals(place.data_file)) != totals:
        wrong.append(f"totals {left}, were {totals}")
    copy = place.data_file.with_name(f"{place.data_file.stem}.schema-1.0.sandan")
    if not copy.exists():
        wrong.append("no copy kept")
    elif rows_of(copy) != held or _totals(copy) != totals:
        wrong.append("another copy kept")
    return wrong
