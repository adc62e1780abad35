"""The audit log: an entry for every step, act and refusal, each with the hash of the one before.

It is tamper-evident, not tamper-proof: whoever changes, removes, moves or slips in an entry breaks
the chain; whoever cuts its end or writes all of it anew is found by an anchor, which is a head of
the log kept elsewhere (in a backup's manifest, on a printed report, in a closed month).

Of rows a step added the ranges are covered, of rows it changed the first COVERED, as they were and
as they became; the entry says how many. Entries hold no data of buyers.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby, islice
from typing import Any

RESTORE = "restore"
"""The act of going back to a backup: entered into the log of the restored file."""

COVERED = 500
"""The most changed rows of one step that are covered one by one."""

# In the order of the hash; `hash` itself comes last in the table.
_FIELDS = (
    "id", "kind", "call_id", "at", "actor", "role", "witness", "verb", "about", "call_digest",
    "added", "changed", "covered", "before_digest", "after_digest", "persons_digest", "previous",
)  # fmt: skip
# What never changes of a call once it is over; `undone_by` follows from the later calls.
_OF_CALL = (
    "id", "verb", "params", "outcome", "actor", "at", "program_version", "is_border", "reverts",
)  # fmt: skip


class Kind(StrEnum):
    """What an entry is about."""

    BEGIN = "begin"  # the log begins; covers the calls there were before
    STEP = "step"  # a call
    ACT = "act"  # something that changes no document: a sign-in, a reveal
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Head:
    """Where the log stands: its newest entry. `hash` may be cut to its beginning, as on paper."""

    no: int
    hash: str


@dataclass(frozen=True, slots=True)
class Anchor:
    """A head kept elsewhere: where (a backup, a month) and when ("" = not known)."""

    head: Head
    source: str = ""
    at: str = ""


@dataclass(frozen=True, slots=True)
class Who:
    """Whose act it is; `role` and `witness` "" = not known, none needed."""

    actor: str
    role: str = ""
    witness: str = ""


class Fault(StrEnum):
    """What is wrong with an entry; its text is "audit.fault.<fault>"."""

    MISSING = "missing"  # the numbers have a gap
    CHAIN = "chain"  # the entry, or its place, is not what its hash says
    CALL = "call"  # the step in the history is not what was logged
    CALL_GONE = "call_gone"  # the step is not in the history any more
    UNLOGGED = "unlogged"  # a step of the history was never logged
    UNDONE = "undone"  # a step is marked as undone that was not, or the other way round
    ROWS = "rows"  # the rows as they were before the step were changed
    PERSONS = "persons"  # persons, roles or passwords were changed past the program
    CUT = "cut"  # an anchor knows later entries
    REWRITTEN = "rewritten"  # an anchor knows another entry of this number


@dataclass(frozen=True, slots=True)
class Found:
    """A fault at entry `no` (UNLOGGED, UNDONE: at this call); `source` of the anchor that told."""

    fault: Fault
    no: int
    source: str = ""


@dataclass(frozen=True, slots=True)
class Verified:
    """What came of a verification. `head` None: there is no log. `restored`: when somebody went
    back to a backup; what was done between it and then is in no log any more."""

    head: Head | None
    faults: tuple[Found, ...]
    anchors: int
    restored: tuple[str, ...] = ()

    @property
    def is_whole(self) -> bool:
        """Nothing was found."""
        return not self.faults


def head(conn: sqlite3.Connection) -> Head | None:
    """The newest entry; None in a file that has no log yet."""
    return _newest(conn) if _has_log(conn) else None


def _newest(conn: sqlite3.Connection) -> Head | None:
    row = conn.execute("SELECT id, hash FROM audit_entry ORDER BY id DESC LIMIT 1").fetchone()
    return Head(*row) if row else None


def begin(conn: sqlite3.Connection) -> None:
    """The first entry: covers the calls that are there already."""
    last = conn.execute("SELECT coalesce(max(id), 0) FROM call").fetchone()[0]
    values = _entry(Kind.BEGIN, last, Who(""), "begin") | {"call_digest": _old_calls(conn, last)}
    _append(conn, values)


def add_act(
    conn: sqlite3.Connection,
    kind: Kind,
    verb: str,
    about: Mapping[str, object],
    *,
    who: Who,
    at: str,
) -> None:
    """Enter an act or a refusal; `about` must not hold data of buyers."""
    values = _entry(kind, 0, who, verb)
    said = json.dumps(about, ensure_ascii=False, sort_keys=True)
    _append(conn, values | {"at": at, "about": said})


def add_step(
    conn: sqlite3.Connection, call_id: int, columns: Mapping[str, Sequence[str]], *, who: Who
) -> None:
    """Enter a call at its end, when its journal is complete. `columns`: those of each journaled
    table."""
    call = _call(conn, call_id)
    ranges = conn.execute(
        "SELECT table_name, first_id, last_id FROM journal_range WHERE call_id = ?"
        " ORDER BY table_name",
        (call_id,),
    ).fetchall()
    before = list(islice(_images(conn, call_id), COVERED))
    after = list(_present(conn, columns, before))
    values = _entry(Kind.STEP, call_id, who, call[1])
    _append(
        conn,
        values
        | {
            "at": call[5],
            "call_digest": _digest([call]),
            "added": sum(last - first for _, first, last in ranges),
            "changed": _changed(conn, call_id) if len(before) == COVERED else len(before),
            "covered": len(before),
            "before_digest": _digest(before),
            "after_digest": _digest([*ranges, *after]),
        },
    )


def verify(conn: sqlite3.Connection, anchors: Iterable[Anchor] = ()) -> Verified:
    """Compute the whole log again, and hold it against the history, the journal and the anchors."""
    if not _has_log(conn):
        return Verified(None, (), 0)
    kept = list(anchors)
    faults = [*_of_chain(conn), *_of_history(conn), *_of_rows(conn), *_of_persons(conn)]
    faults += _of_anchors(conn, kept)
    return Verified(head(conn), tuple(faults), len(kept), tuple(at for _, at in _restores(conn)))


def persons_digest(conn: sqlite3.Connection) -> str:
    """Of all persons: so that a role given past the program shows. "" = there are none."""
    rows = conn.execute("SELECT id, name, role, password, is_disabled FROM person ORDER BY id")
    return _digest(found) if (found := rows.fetchall()) else ""


# entries


def _entry(kind: Kind, call_id: int, who: Who, verb: str) -> dict[str, Any]:
    blank = dict.fromkeys(_FIELDS, "") | {"added": 0, "changed": 0, "covered": 0}
    said = {"kind": str(kind), "call_id": call_id, "verb": verb}
    return blank | said | {"actor": who.actor, "role": who.role, "witness": who.witness}


def _append(conn: sqlite3.Connection, values: dict[str, Any]) -> None:
    last = _newest(conn) or Head(0, "")
    values |= {"id": last.no + 1, "previous": last.hash, "persons_digest": persons_digest(conn)}
    row = [values[name] for name in _FIELDS]
    marks = ", ".join("?" * (len(_FIELDS) + 1))
    conn.execute(f"INSERT INTO audit_entry VALUES ({marks})", (*row, _digest([row])))


def _digest(rows: Iterable[Iterable[object]]) -> str:
    """SHA-256 over rows of numbers, texts and nothing; every value with its length, so that no two
    different rows look alike. The form must never change."""
    digest = hashlib.sha256()
    for row in rows:
        text = "".join("-;" if v is None else f"{len(said := str(v))}:{said};" for v in row)
        digest.update(f"{text}\n".encode("utf-8", "surrogatepass"))
    return digest.hexdigest()


def _call(conn: sqlite3.Connection, call_id: int) -> tuple[Any, ...]:
    row: tuple[Any, ...] = conn.execute(
        f"SELECT {', '.join(_OF_CALL)} FROM call WHERE id = ?", (call_id,)
    ).fetchone()
    return row


def _old_calls(conn: sqlite3.Connection, last: int) -> str:
    return _digest(
        conn.execute(f"SELECT {', '.join(_OF_CALL)} FROM call WHERE id <= ? ORDER BY id", (last,))
    )


def _images(conn: sqlite3.Connection, call_id: int) -> Iterator[tuple[str, int, str | None]]:
    """The rows a call changed as they were before: the first image of each."""
    yield from (
        (table, row_id, before)
        for table, row_id, _seq, before in conn.execute(
            "SELECT table_name, row_id, min(seq), before FROM journal_row WHERE call_id = ?"
            " GROUP BY table_name, row_id ORDER BY table_name, row_id",
            (call_id,),
        )
    )


def _present(
    conn: sqlite3.Connection,
    columns: Mapping[str, Sequence[str]],
    before: Iterable[tuple[str, int, str | None]],
) -> Iterator[tuple[str, int, str | None]]:
    """The same rows as they are now, None where they are gone; those of a table come together."""
    for table, rows in groupby(before, key=lambda row: row[0]):
        ids = [row_id for _, row_id, _ in rows]
        image = f"json_array({', '.join(f't.{name}' for name in columns[table])})"
        if len(ids) == 1:  # an edit by hand: quicker by itself
            row = conn.execute(f"SELECT {image} FROM {table} t WHERE id = ?", ids).fetchone()
            yield table, ids[0], row and row[0]
        else:
            yield from conn.execute(
                f"SELECT '{table}', j.value, iif(t.id IS NULL, NULL, {image})"
                f" FROM json_each(?) j LEFT JOIN {table} t ON t.id = j.value",
                (json.dumps(ids),),
            )


def _changed(conn: sqlite3.Connection, call_id: int) -> int:
    count: int = conn.execute(
        "SELECT count(*) FROM (SELECT 1 FROM journal_row WHERE call_id = ?"
        " GROUP BY table_name, row_id)",
        (call_id,),
    ).fetchone()[0]
    return count


def _has_log(conn: sqlite3.Connection) -> bool:
    return bool(conn.execute("SELECT 1 FROM sqlite_master WHERE name = 'audit_entry'").fetchone())


# verification


def _of_chain(conn: sqlite3.Connection) -> Iterator[Found]:
    """Each entry against the one before, and against the call it is about."""
    names = [*(f"e.{name}" for name in _FIELDS), "e.hash", *(f"c.{name}" for name in _OF_CALL)]
    rows = conn.execute(
        f"SELECT {', '.join(names)} FROM audit_entry e"
        " LEFT JOIN call c ON c.id = e.call_id AND e.kind = 'step' ORDER BY e.id"
    )
    count, cleared = len(_FIELDS), _cleared(conn)
    kind, call_digest, previous = (
        _FIELDS.index(name) for name in ("kind", "call_digest", "previous")
    )
    number, link = 0, ""
    for row in rows:
        entry, hash_, call = row[:count], row[count], row[count + 1 :]
        if entry[0] != number + 1:
            yield Found(Fault.MISSING, number + 1)
        if entry[previous] != link or _digest([entry]) != hash_:
            yield Found(Fault.CHAIN, entry[0])
        if entry[kind] == Kind.STEP and call[0] is None:
            yield Found(Fault.CALL_GONE, entry[0])
        elif entry[kind] == Kind.STEP:
            if call[0] not in cleared and entry[call_digest] != _digest([call]):
                yield Found(Fault.CALL, entry[0])
        elif entry[kind] == Kind.BEGIN and not cleared:
            old = _old_calls(conn, entry[2])
            yield from [Found(Fault.CALL, entry[0])] if entry[call_digest] != old else []
        number, link = entry[0], hash_


def _cleared(conn: sqlite3.Connection) -> set[int]:
    """Calls whose words a later purge had to replace; it says so in its own outcome, which the log
    covers."""
    found: set[int] = set()
    for (outcome,) in conn.execute("SELECT outcome FROM call WHERE verb = 'purge'"):
        found.update(json.loads(outcome).get("cleared_calls", ()))
    return found


def _of_history(conn: sqlite3.Connection) -> Iterator[Found]:
    """Steps without an entry, and marks of undoing that do not follow from the steps."""
    first = conn.execute("SELECT coalesce(min(call_id), 0) FROM audit_entry WHERE kind = 'begin'")
    for (call_id,) in conn.execute(
        "SELECT id FROM call WHERE id > ? AND id NOT IN"
        " (SELECT call_id FROM audit_entry WHERE call_id > 0 AND kind = 'step') ORDER BY id",
        first.fetchone(),
    ):
        yield Found(Fault.UNLOGGED, call_id)
    undone: dict[int, int | None] = {}
    taken: dict[int, int] = {}
    marked: dict[int, int | None] = {}
    for call_id, verb, reverts, undone_by in conn.execute(
        "SELECT id, verb, reverts, undone_by FROM call ORDER BY id"
    ):
        marked[call_id] = undone_by
        if reverts is not None:
            undone[reverts], taken[call_id] = call_id, reverts
            if verb == "redo":  # the undo is undone, so what it took back stands again
                undone[taken[reverts]] = None
    for call_id, mark in marked.items():
        if undone.get(call_id) != mark:
            yield Found(Fault.UNDONE, call_id)


def _of_rows(conn: sqlite3.Connection) -> Iterator[Found]:
    """What the journal remembers of each step against its entry, as long as it remembers."""
    known = {
        call_id: (no, digest)
        for call_id, no, digest in conn.execute(
            "SELECT call_id, id, before_digest FROM audit_entry WHERE covered > 0"
        )
    }
    cleared = _cleared(conn)
    images = conn.execute(
        "SELECT call_id, table_name, row_id, min(seq), before FROM journal_row"
        " GROUP BY call_id, table_name, row_id ORDER BY call_id, table_name, row_id"
    )
    for call_id, rows in groupby(images, key=lambda row: row[0]):
        covered = [(table, row_id, before) for _, table, row_id, _, before in islice(rows, COVERED)]
        no, digest = known.get(call_id, (0, ""))
        if no and call_id not in cleared and _digest(covered) != digest:
            yield Found(Fault.ROWS, no)


def _of_persons(conn: sqlite3.Connection) -> Iterator[Found]:
    """The newest entry knows the persons as they are."""
    for no, digest in conn.execute(
        "SELECT id, persons_digest FROM audit_entry ORDER BY id DESC LIMIT 1"
    ):
        if digest != persons_digest(conn):
            yield Found(Fault.PERSONS, no)


def _restores(conn: sqlite3.Connection) -> list[tuple[int, str]]:
    return conn.execute(
        "SELECT id, at FROM audit_entry WHERE kind = 'act' AND verb = ? ORDER BY id", (RESTORE,)
    ).fetchall()


def _of_anchors(conn: sqlite3.Connection, anchors: Iterable[Anchor]) -> Iterator[Found]:
    restores = _restores(conn)
    for anchor in anchors:
        if anchor.at and any(no <= anchor.head.no and anchor.at <= at for no, at in restores):
            continue  # it is of what a restore took back, and the log says that there was one
        row = conn.execute(
            "SELECT hash FROM audit_entry WHERE id = ?", (anchor.head.no,)
        ).fetchone()
        if row is None:
            yield Found(Fault.CUT, anchor.head.no, anchor.source)
        elif not row[0].startswith(anchor.head.hash):
            yield Found(Fault.REWRITTEN, anchor.head.no, anchor.source)
