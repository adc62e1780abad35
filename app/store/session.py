"""A session: one open data file, one writing connection, and the calls made on it.

All writing happens inside `with session.call(verb)`: one transaction, journaled, undoable. Outside
a call the connection refuses to write, so nothing can slip past the journal.
"""

from __future__ import annotations

import json
import logging
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from app.store import audit, database
from app.store.errors import StoreError, UndoRefused, legible, translated
from app.store.identity import Identity
from app.store.journal import Journal
from app.store.keys import Key
from app.store.month_guard import MonthGuard
from app.store.month_totals import MonthTotals
from app.store.searching import SearchIndex
from app.store.statistics import keep_statistics
from app.values.errors import let_go
from app.version import VERSION

_log = logging.getLogger(__name__)

NOTED = "reveal"
"""The verb of a call that only notes what somebody looked at: there is nothing to take back."""
_NEVER_UNDONE = f"('{NOTED}', 'person', 'password')"
_FINAL = {"purge"}  # verbs of calls that overwrite what they replace


@dataclass(slots=True)
class Call:
    """One undoable step. `outcome` is kept for the history and may be filled while it runs, as may
    `is_border`: whether something was really handed out shows only at the end. `is_final`: what it
    changed is not remembered as it was, not even by itself; only for a border."""

    id: int
    verb: str
    at: datetime
    conn: sqlite3.Connection
    is_border: bool = False
    is_final: bool = False
    outcome: dict[str, object] = field(default_factory=dict)

    @property
    def time(self) -> str:
        """The moment of the call as the store writes it."""
        return self.at.strftime("%Y-%m-%dT%H:%M:%S")


@dataclass(frozen=True, slots=True)
class PastCall:
    """A call as the history shows it."""

    id: int
    verb: str
    at: str
    actor: str
    params: Mapping[str, object]
    outcome: Mapping[str, object]
    is_undone: bool


_PAST = "SELECT id, verb, at, actor, params, outcome, undone_by IS NOT NULL FROM call"


def _past_call(row: tuple[Any, ...]) -> PastCall:
    call_id, verb, at, actor, params, outcome, undone = row
    return PastCall(call_id, verb, at, actor, json.loads(params), json.loads(outcome), bool(undone))


class Session:
    """An open data file. `clock` gives the time of a call: handed in, so that tests decide it."""

    def __init__(
        self,
        conn: sqlite3.Connection,
        path: Path,
        *,
        clock: Callable[[], datetime],
        actor: str = "",
    ) -> None:
        self.conn = conn
        self.path = path
        self.clock = clock
        self.actor = actor
        self.before_risk: Callable[[str], object] | None = None  # who is told before an import …
        self._journal = Journal(conn)
        columns = self._journal.columns
        self._search = SearchIndex(conn, columns)
        self._totals = MonthTotals(conn, columns)
        self._guard = MonthGuard(conn, columns)
        self.identity = Identity(conn, self._aside, clock)
        self._open_call: Call | None = None
        self._forbid_writing(True)

    @classmethod
    def open(
        cls,
        path: Path,
        *,
        clock: Callable[[], datetime],
        actor: str = "",
        create: bool = False,
        key: Key | None = None,
    ) -> Session:
        """Open the file at `path`; with `create`, make it when it is not there yet, encrypted where
        a key is given."""
        make = create and not path.exists()
        conn = database.create(path, key=key) if make else database.open_existing(path)
        try:
            with legible(path):
                return cls(conn, path, clock=clock, actor=actor)
        except BaseException:
            conn.close()
            raise

    def close(self) -> None:
        """Let SQLite look after its statistics, then close. What was done is saved long since: a
        disk that refuses the statistics changes nothing about that."""
        try:
            with translated(self.path):
                self._forbid_writing(False)
                keep_statistics(self.conn)
        except StoreError as error:
            _log.warning("no statistics: %s", error.code)
        finally:
            self.conn.close()

    @contextmanager
    def at_work(self) -> Iterator[None]:
        """Around whatever somebody does with this session: what the disk does to questions between
        the calls comes as our errors too. Raises StoreError."""
        with translated(self.path):
            yield

    @contextmanager
    def one_moment(self) -> Iterator[sqlite3.Connection]:
        """Every question asked inside is answered as of the same moment; nothing is written."""
        self.conn.execute("BEGIN")
        try:
            yield self.conn
        finally:
            if self.conn.in_transaction:  # a disk that failed has ended it already
                self.conn.execute("ROLLBACK")

    def __enter__(self) -> Session:
        return self

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> None:
        if error is not None:
            let_go(error)
        self.close()

    @contextmanager
    def call(self, verb: str, *, border: bool = False, **params: object) -> Iterator[Call]:
        """Run one step: everything inside is saved together or not at all.

        `border` marks a step after which nothing earlier may be undone (a message was handed out).
        Calls do not nest. Raises StoreError when the disk or another program refuses, and
        NotSignedIn, Forbidden, NeedsWitness where persons are set up."""
        if self._open_call is not None:
            raise RuntimeError(f"call {verb!r} inside call {self._open_call.verb!r}")
        with translated(self.path):
            self.identity.admit(verb)
        with translated(self.path), self._transaction():
            call = self._begin(verb, params)
            call.is_border = border
            self._journal.start(call.id)
            yield call
            self._journal.finish(call.id)
            self._guard.refuse(call.id)
            self._search.follow(call.id)
            self._totals.follow(call.id)
            self._end(call)
            who = self.identity.who(self.actor)
            audit.add_step(self.conn, call.id, self._journal.columns, who=who)
            if call.is_final:
                self._journal.forget_before(call.id + 1)

    def compact(self) -> None:
        """Write the file anew without the gaps of what was removed. Raises Busy while somebody
        reads, DiskFull."""
        self._forbid_writing(False)
        try:
            with translated(self.path):
                self.conn.execute("VACUUM")
                self.conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        finally:
            self._forbid_writing(True)

    def history(self, limit: int = 100) -> list[PastCall]:
        """The newest calls first, undo and redo themselves left out."""
        rows = self.conn.execute(
            f"{_PAST} WHERE reverts IS NULL ORDER BY id DESC LIMIT ?", (limit,)
        )
        return [_past_call(row) for row in rows]

    def undo(self) -> PastCall:
        """Take back the newest call that still stands; returns it. Raises UndoRefused when there
        is none, or when it is a border: what was handed over is changed by a new message only."""
        row = self.conn.execute(
            "SELECT id, is_border FROM call WHERE undone_by IS NULL AND reverts IS NULL"
            f" AND verb NOT IN {_NEVER_UNDONE} ORDER BY id DESC LIMIT 1"
        ).fetchone()
        if row is None:
            raise UndoRefused
        verb = self._past(row[0]).verb
        if row[1]:
            code = "error.undo_final" if verb in _FINAL else "error.undo_border"
            raise UndoRefused(code, verb_key=f"verb.{verb}")
        self.identity.admit_undoing(verb)
        self._revert(row[0], "undo")
        return self._past(row[0])

    def redo(self) -> PastCall:
        """Bring back what was undone last, unless something new was done since."""
        row = self.conn.execute(
            "SELECT id, reverts FROM call WHERE verb = 'undo' AND undone_by IS NULL"
            " AND id > (SELECT coalesce(max(id), 0) FROM call WHERE reverts IS NULL"
            f" AND undone_by IS NULL AND verb NOT IN {_NEVER_UNDONE}) ORDER BY id DESC LIMIT 1"
        ).fetchone()
        if row is None:
            raise UndoRefused("error.nothing_to_redo")
        self.identity.admit_undoing(self._past(row[1]).verb)
        self._revert(row[0], "redo")
        return self._past(row[1])

    def _revert(self, call_id: int, verb: str) -> None:
        with self.call(verb) as call:
            self._journal.revert(call_id)
            self.conn.execute("UPDATE call SET reverts = ? WHERE id = ?", (call_id, call.id))
            self.conn.execute("UPDATE call SET undone_by = ? WHERE id = ?", (call.id, call_id))
            if verb == "redo":  # the undo is undone, so the call it took back stands again
                self.conn.execute(
                    "UPDATE call SET undone_by = NULL WHERE undone_by = ?", (call_id,)
                )

    def _past(self, call_id: int) -> PastCall:
        rows = self.conn.execute(f"{_PAST} WHERE id = ?", (call_id,))
        return next(map(_past_call, rows))

    def _begin(self, verb: str, params: Mapping[str, object]) -> Call:
        now = self.clock()
        cursor = self.conn.execute(
            "INSERT INTO call (verb, params, actor, at, program_version) VALUES (?, ?, ?, ?, ?)",
            (
                verb,
                json.dumps(params, ensure_ascii=False, default=str),
                self.identity.who(self.actor).actor,
                now.strftime("%Y-%m-%dT%H:%M:%S"),
                VERSION,
            ),
        )
        assert cursor.lastrowid is not None
        self._open_call = Call(cursor.lastrowid, verb, now, self.conn)
        return self._open_call

    def _end(self, call: Call) -> None:
        outcome = json.dumps(call.outcome, ensure_ascii=False, default=str)
        self.conn.execute(
            "UPDATE call SET outcome = ?, is_border = ? WHERE id = ?",
            (outcome, int(call.is_border), call.id),
        )
        if call.is_border:
            self._journal.forget_before(call.id)

    @contextmanager
    def _aside(self) -> Iterator[None]:
        """Write what no undo concerns: who signed in, who was refused."""
        with translated(self.path), self._transaction():
            yield

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        self._forbid_writing(False)
        self.conn.execute("BEGIN IMMEDIATE")
        try:
            yield
            self.conn.execute("COMMIT")
        except BaseException:
            # A full disk or an I/O error has already rolled back; a second ROLLBACK would hide it.
            if self.conn.in_transaction:
                self.conn.execute("ROLLBACK")
            raise
        finally:
            self._open_call = None
            self._forbid_writing(True)

    def _forbid_writing(self, forbidden: bool) -> None:
        self.conn.execute(f"PRAGMA query_only = {int(forbidden)}")
