"""Persons: who may sign in, with which role. Passwords are kept as Argon2id only, which takes so
much memory and time that guessing them from a stolen file does not pay.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import datetime, timedelta

from app.values.rights import Role

MEMORY_KIB = 64 * 1024
ROUNDS = 3
LANES = 1
FREE_TRIES = 5
LONGEST_WAIT_S = 900
_TIME = "%Y-%m-%dT%H:%M:%S"


@dataclass(frozen=True, slots=True)
class Person:
    """One who may sign in, unless disabled."""

    id: int
    name: str
    role: Role
    is_disabled: bool = False


def persons(conn: sqlite3.Connection) -> list[Person]:
    """All of them, in the order in which they were set up; none = everybody may do everything."""
    rows = conn.execute("SELECT id, name, role, is_disabled FROM person ORDER BY id")
    return [Person(id_, name, Role(role), bool(off)) for id_, name, role, off in rows]


def has_persons(conn: sqlite3.Connection) -> bool:
    """Whether somebody has to sign in."""
    return conn.execute("SELECT 1 FROM person LIMIT 1").fetchone() is not None


def person_named(conn: sqlite3.Connection, name: str) -> Person | None:
    """The person of this name, however it is written; None = there is none."""
    row = conn.execute(
        "SELECT id, name, role, is_disabled FROM person WHERE name_key = ?", (key_of(name),)
    ).fetchone()
    return Person(row[0], row[1], Role(row[2]), bool(row[3])) if row else None


def person_with(conn: sqlite3.Connection, person_id: int) -> Person | None:
    """The person as they stand in the file now; None = not there."""
    return next((each for each in persons(conn) if each.id == person_id), None)


def key_of(name: str) -> str:
    """What makes two spellings one name."""
    return "".join(name.split()).casefold()


def add_person(
    conn: sqlite3.Connection, call_id: int, name: str, *, role: Role, password_hash: str
) -> None:
    """Set somebody up."""
    conn.execute(
        "INSERT INTO person (call_id, name, name_key, role, password) VALUES (?, ?, ?, ?, ?)",
        (call_id, name, key_of(name), role, password_hash),
    )


def set_person(
    conn: sqlite3.Connection, call_id: int, person_id: int, *, role: Role, is_disabled: bool
) -> None:
    """Give a person another role, take their access away or give it back."""
    conn.execute(
        "UPDATE person SET call_id = ?, role = ?, is_disabled = ? WHERE id = ?",
        (call_id, role, int(is_disabled), person_id),
    )


def set_password(
    conn: sqlite3.Connection, call_id: int, person_id: int, password_hash: str
) -> None:
    """Replace a password; the old one is gone."""
    conn.execute(
        "UPDATE person SET call_id = ?, password = ? WHERE id = ?",
        (call_id, password_hash, person_id),
    )


# passwords


def hash_of(password: str) -> str:
    """Argon2id of a password, with its parameters and a salt of its own."""
    from argon2 import PasswordHasher  # only needed where somebody signs in

    return PasswordHasher(ROUNDS, MEMORY_KIB, LANES).hash(password)


def is_password(conn: sqlite3.Connection, person_id: int, password: str) -> bool:
    """Whether it is this person's password."""
    from argon2 import PasswordHasher
    from argon2.exceptions import InvalidHashError, VerificationError

    try:
        return PasswordHasher().verify(_stored(conn, person_id), password)
    except (VerificationError, InvalidHashError):
        return False


def is_outdated(conn: sqlite3.Connection, person_id: int) -> bool:
    """Whether the password was kept with other parameters than those of today."""
    from argon2 import PasswordHasher

    hasher = PasswordHasher(ROUNDS, MEMORY_KIB, LANES)
    return hasher.check_needs_rehash(_stored(conn, person_id))


def _stored(conn: sqlite3.Connection, person_id: int) -> str:
    stored: str = conn.execute("SELECT password FROM person WHERE id = ?", (person_id,)).fetchone()[
        0
    ]
    return stored


# wrong passwords


def seconds_to_wait(conn: sqlite3.Connection, person_id: int, now: datetime) -> int:
    """How long nobody may try this person's password; grows with each failure after the fifth. A
    clock that was set back does not lock anybody out for longer than that."""
    row = conn.execute(
        "SELECT failures, failed_at FROM sign_in WHERE person_id = ?", (person_id,)
    ).fetchone()
    if row is None or row[0] < FREE_TRIES:
        return 0
    wait: int = min(2 ** (row[0] - FREE_TRIES + 1), LONGEST_WAIT_S)
    failed_at = datetime.strptime(row[1], _TIME).replace(tzinfo=now.tzinfo)
    left = timedelta(seconds=wait) - abs(now - failed_at)
    return max(0, -(-left // timedelta(seconds=1)))


def count_failure(conn: sqlite3.Connection, person_id: int, now: datetime) -> None:
    """A wrong password was given."""
    conn.execute(
        "INSERT INTO sign_in (person_id, failures, failed_at) VALUES (?, 1, ?)"
        " ON CONFLICT (person_id) DO UPDATE SET failures = failures + 1,"
        " failed_at = excluded.failed_at",
        (person_id, now.strftime(_TIME)),
    )


def forget_failures(conn: sqlite3.Connection, person_id: int, now: datetime) -> None:
    """The right password was given."""
    conn.execute(
        "INSERT INTO sign_in (person_id, last_at) VALUES (?, ?)"
        " ON CONFLICT (person_id) DO UPDATE SET failures = 0, last_at = excluded.last_at",
        (person_id, now.strftime(_TIME)),
    )
